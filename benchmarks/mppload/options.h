/* What this run was asked to do: read from the command line once, and never changed after. */
#pragma once
#include <stdbool.h>

#define MAX_LIST 64

enum mode { MODE_FANOUT, MODE_IDLE, MODE_PING, MODE_CHURN };
enum stamp { STAMP_T, STAMP_VALUE };                  /* where a note carries its time: `t`, or `v` too */

struct list { int count, at[MAX_LIST]; };

struct options {
	enum mode   mode;
	const char *mode_name;
	const char *host, *path, *origin, *token_prefix, *room_prefix, *hi_extra, *ch_extra;
	int         rooms, clients, senders, deaf, notes;
	double      rate, seconds, warmup, settle, grace, step_seconds, ramp_factor, max_total_rate;
	double      connect_rate, keepalive;
	int         max_inflight, sources, poll_us, retries;
	long        churn_count;
	bool        ramp, json, spread, cursor, echo, pipeline, hold;
	enum stamp  stamp;
	struct list pids, steps;
	struct list ports;                            /* connections take them in turn */
};

extern const struct options *const opt;

/* Ends the program when they make no sense, or when help was asked for. */
void parse_options(int argc, char **argv);

/* How many connections there will be at most. */
int connections_wanted(void);
