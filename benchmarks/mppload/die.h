/* Ends the program with a word on standard error, and what does so when memory ends. */
#pragma once
#include <stddef.h>

void die(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));
void *xrealloc(void *p, size_t n);
void *xcalloc(size_t n, size_t size);
