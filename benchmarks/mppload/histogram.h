/* Latencies in microseconds: log-linear, 64 buckets for each power of two, so at most 1.6 % off. */
#pragma once
#include <stdint.h>

#define HIST_SUB   64
#define HIST_SIZE  (HIST_SUB * 40)

struct hist { uint64_t count, bucket[HIST_SIZE]; int64_t max; };

void hist_add(struct hist *h, int64_t us);

/* The q-quantile in milliseconds; NaN when nothing was recorded. */
double hist_ms(const struct hist *h, double q);

struct quantiles { double p50, p90, p99, max; };      /* milliseconds, or NaN */
struct quantiles hist_quantiles(const struct hist *h);
