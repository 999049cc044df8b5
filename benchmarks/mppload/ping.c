#include "clock.h"
#include "cost.h"
#include "crowd.h"
#include "loop.h"
#include "modes.h"
#include "output.h"
#include "requests.h"
#include "totals.h"

#define ANSWER_US 5000000                     /* an answer that takes longer is given up */

static struct hist round_trips;

static void on_answer(struct conn *c, int64_t now)
{
	hist_add(&round_trips, now - c->ping_us);
	c->ping_us = 0;
}

struct counts { uint64_t sent, busy; };

static void ping(struct conn *c, int64_t now, struct counts *counts)
{
	if (c->state != ST_READY) return;
	if (c->ping_us && now - c->ping_us < ANSWER_US) { counts->busy++; return; }
	c->ping_us = now;
	send_time(c, now);
	counts->sent++;
}

/* Pings on schedule until `stop`; those from message k on. Gives the number of the next. */
static uint64_t drive(int64_t start, int64_t stop, uint64_t k, struct counts *counts)
{
	double gap = 1e6 / (opt->rate * crowd.size);
	for (int64_t now; (now = now_us()) < stop; ) {
		int64_t due = start + (int64_t)((double)k * gap);
		if (due <= now) ping(&crowd.at[k++ % (uint64_t)crowd.size], now, counts);
		else pump(due < stop ? due : stop);
	}
	return k;
}

static void print_run(const struct counts *counts, double cpu)
{
	struct quantiles rtt = hist_quantiles(&round_trips);
	out_begin();
	out_num("connected", total.ready, 0);
	out_num("pings_per_s", (double)counts->sent / opt->seconds, 1);
	out_num("replies_per_s", (double)round_trips.count / opt->seconds, 1);
	out_num("still_waiting", (double)counts->busy, 0);
	out_quantiles("rtt", &rtt);
	out_num("rtt_max_ms", rtt.max, 3);
	out_num("server_cpu", cpu, 4);
	out_end();
}

/* Closed loop: at most one "t" in flight on a connection; latency by our own clock. */
void run_ping(void)
{
	hooks.answered = on_answer;
	gather_crowd();
	open_range(0, crowd.size);
	drain(0.5, 20);
	int64_t start = now_us(), opens = start + as_us(opt->warmup);
	struct counts counts = {0};
	uint64_t k = drive(start, opens, 0, &counts);
	counts = (struct counts){0};
	round_trips = (struct hist){0};
	double server = server_cpu();
	drive(start, opens + as_us(opt->seconds), k, &counts);
	print_run(&counts, server_share(server, opt->seconds));
}
