#include "clock.h"
#include "connect.h"
#include "cost.h"
#include "crowd.h"
#include "loop.h"
#include "modes.h"
#include "output.h"
#include <math.h>

#define LOOP_US   5000000                     /* a loop that takes longer has failed */
#define CHECK_US  50000

struct counts { uint64_t done, failed; };

static struct counts loops;
static struct hist durations;
static bool stopping;

static bool enough(void) { return loops.done + loops.failed >= (uint64_t)opt->churn_count; }

/* The slot starts its next loop; one that failed waits for the next check. */
static void on_end(struct conn *c, bool clean)
{
	if (!clean) { loops.failed++; return; }
	loops.done++;
	hist_add(&durations, now_us() - c->started_us);
	if (!stopping && !enough()) start_connect(c);
}

/* Starts slots that are free, and ends those that are stuck. */
static void check_slots(int64_t now)
{
	for (int i = 0; i < crowd.size; i++) {
		struct conn *c = &crowd.at[i];
		if (c->state == ST_FREE) start_connect(c);
		else if (now - c->started_us > LOOP_US) lost(c, "loop took over 5 s");
	}
}

static void loop_until(int64_t end)
{
	int64_t check = 0;
	for (int64_t now; (now = now_us()) < end && !enough(); ) {
		if (now >= check) {
			check_slots(now);
			check = now + CHECK_US;
		}
		pump(check < end ? check : end);
	}
}

static void print_run(const struct counts *counts, int rooms, double seconds, double own, double server)
{
	struct quantiles loop = hist_quantiles(&durations);
	out_begin();
	out_num("slots", crowd.size, 0);
	out_num("rooms", rooms, 0);
	out_num("loops", (double)counts->done, 0);
	out_num("loops_per_s", (double)counts->done / seconds, 1);
	out_num("loops_failed", (double)counts->failed, 0);
	out_quantiles("loop", &loop);
	out_num("mppload_cpu", own, 3);
	out_num("server_cpu", server, 3);
	out_end();
}

void run_churn(void)
{
	hooks.ready = begin_close;
	hooks.ended = on_end;
	gather_crowd();
	int rooms = opt->rooms > 0 ? opt->rooms : 0;
	for (int i = 0; i < crowd.size; i++) crowd.at[i].room = rooms ? i % rooms : -1;
	int64_t begun = now_us();
	double server = server_cpu(), own = own_cpu();
	loop_until(begun + as_us(opt->seconds));
	double seconds = seconds_since(begun);
	server = server_share(server, seconds);
	own = (own_cpu() - own) / seconds;
	struct counts counts = loops;
	stopping = hooks.quiet = true;
	drain(0.3, 3);
	print_run(&counts, rooms, seconds, own, server);
}
