/* As much of JSON as the figures need: where a message begins, and one number in it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * Finds the next `"m" : "` key from p on, with or without blanks; gives the place of
 * the type's first character, or NULL. Quotes inside JSON strings are escaped, so a
 * chat text cannot be taken for a key.
 */
const char *next_type(const char *p, const char *end);

static inline bool type_is(const char *type, const char *end, const char *name)
{
	size_t n = strlen(name);
	return (size_t)(end - type) > n && !memcmp(type, name, n) && type[n] == '"';
}

/* A number of a message: its value in units of 10^-8, or of 10^-6 (see number_after). */
struct number { int64_t value; int decimals; };

/*
 * The number after `"key":` between *p and end, in millionths, or for "v", a velocity
 * below 1, in units of 10^-8; -1 when there is none. Moves *p behind it.
 */
struct number number_after(const char **p, const char *end, char key);
