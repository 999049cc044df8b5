/* The event loop. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Waits for events until `until_us` at most, and deals with them. */
void pump(int64_t until_us);
