/* One flat JSON object a run, or the same figures as "name value" lines. */
#pragma once
#include "histogram.h"
#include <stdbool.h>

/* The object's first figures are every mode's, and so are its last. */
void out_begin(void);
void out_end(void);

void out_key(const char *key);
void out_num(const char *key, double v, int decimals);        /* NaN: null */
void out_bool(const char *key, bool v);

/* <name>_p50_ms, _p90_ms and _p99_ms. */
void out_quantiles(const char *name, const struct quantiles *q);
