/* The one clock: microseconds since the epoch, for what is sent and for what arrives. */
#pragma once
#include <stdint.h>
#include <time.h>

#define FAR_FUTURE INT64_MAX

static inline int64_t now_us(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static inline int64_t as_us(double seconds) { return (int64_t)(seconds * 1e6); }

static inline double seconds_since(int64_t then) { return (double)(now_us() - then) / 1e6; }
