#include "histogram.h"
#include <math.h>

static int hist_index(int64_t v)
{
	if (v < HIST_SUB) return v < 0 ? 0 : (int)v;
	int shift = 63 - __builtin_clzll((uint64_t)v) - 6;
	int i = (shift + 1) * HIST_SUB + (int)((v >> shift) - HIST_SUB);
	return i < HIST_SIZE ? i : HIST_SIZE - 1;
}

/* The middle of a bucket, in microseconds. */
static double bucket_us(int i)
{
	if (i < HIST_SUB) return i;
	int shift = i / HIST_SUB - 1;
	return ((double)(i % HIST_SUB + HIST_SUB) + 0.5) * (double)(1LL << shift);
}

void hist_add(struct hist *h, int64_t us)
{
	h->bucket[hist_index(us)]++;
	h->count++;
	if (us > h->max) h->max = us;
}

double hist_ms(const struct hist *h, double q)
{
	if (!h->count) return NAN;
	double max = (double)h->max;
	uint64_t want = (uint64_t)ceil(q * (double)h->count), seen = 0;
	if (!want) want = 1;
	for (int i = 0; i < HIST_SIZE; i++) {
		seen += h->bucket[i];
		if (seen >= want) return fmin(bucket_us(i), max) / 1e3;
	}
	return max / 1e3;
}

struct quantiles hist_quantiles(const struct hist *h)
{
	double max = h->count ? (double)h->max / 1e3 : NAN;
	return (struct quantiles){hist_ms(h, .5), hist_ms(h, .9), hist_ms(h, .99), max};
}
