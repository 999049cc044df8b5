/* One rate of fanout: who sends, when, and what came of it. */
#pragma once
#include "connection.h"
#include "histogram.h"

struct senders { struct conn **at; int count; };

/* --senders of each room, none of them deaf; the rooms take turns. */
struct senders choose_senders(void);

struct result {
	double target, sent, delivered;       /* messages a second, of all */
	double expected, ratio;               /* deliveries; share of them that arrived */
	double frames, bytes;                 /* received, a second */
	double lag_p99, server_cpu, own_cpu;  /* ms; shares of a core */
	struct quantiles latency;
	uint64_t skipped, untimed, measured;
	bool whole_ms;
};

/* Warms up, measures, then waits for the stragglers; the rate is one sender's, a second. */
struct result measure(const struct senders *senders, double rate, double warmup, double seconds);

void print_result(const struct result *r);
