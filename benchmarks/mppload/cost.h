/* What the watched processes, this one and the kernel spend, from /proc. */
#pragma once
#include <stdint.h>

/* utime + stime of the watched pids in seconds, by ticks of 10 ms; -1 when none is watched. */
double server_cpu(void);
/* The same of this process, but finer. */
double own_cpu(void);

/* Their share of one core over `seconds`, since it was `before`; NaN when none is watched. */
double server_share(double before, double seconds);

/* "Key:  <n> kB" summed over the watched pids, in bytes; -1 without pids. */
int64_t server_memory(const char *key);
/* Kernel TCP buffer memory of the whole machine (both ends), in bytes. */
int64_t kernel_tcp_memory(void);

/* Of the last minute; -1 when it is unknown. */
double load_average(void);
