#include "crowd.h"
#include "die.h"
#include "measure.h"
#include "modes.h"
#include "note.h"
#include "output.h"
#include "totals.h"
#include <math.h>
#include <stdio.h>

static struct senders senders;

/* From here on they leave unread what the server sends; whether it ends them is counted. */
static void deafen(void)
{
	for (int i = 0; i < crowd.size; i++) {
		struct conn *c = &crowd.at[i];
		if (!will_be_deaf(c) || c->state != ST_READY) continue;
		c->deaf = true;
		total.hearing[c->room]--;
	}
}

static void wait_until_quiet(void) { drain(0.5, 20); }

static void print_people(double connect_seconds)
{
	out_begin();
	out_num("rooms", opt->rooms, 0);
	out_num("clients_per_room", opt->clients, 0);
	out_num("senders", senders.count, 0);
	out_num("connected", total.ready, 0);
	out_num("connect_seconds", connect_seconds, 3);
	if (opt->deaf) out_num("deaf_closed", (double)total.deaf_closed, 0);
}

static void print_run(double connect_seconds, const struct result *r)
{
	print_people(connect_seconds);
	print_result(r);
	out_end();
}

/* One window after the other, each told as it closes, until standard input ends. */
static void hold(double connect_seconds)
{
	for (double warmup = opt->warmup; !input_ended(); warmup = 0) {
		struct result r = measure(&senders, opt->rate, warmup, opt->seconds);
		print_run(connect_seconds, &r);
	}
}

static bool sustained(const struct result *r)
{
	return r->ratio >= 0.99 && r->latency.p99 < 100 && r->sent >= 0.99 * r->target && !r->skipped;
}

static void print_step(double rate, const struct result *r, bool ok)
{
	fprintf(stderr, "mppload: step %9.1f msg/s (%8.2f a sender): delivered %10.0f/s ratio %.4f "
	        "p99 %8.2f ms, server cpu %3.0f%%, own cpu %3.0f%% %s\n",
	        r->target, rate, r->delivered, r->ratio, r->latency.p99,
	        isnan(r->server_cpu) ? 0 : r->server_cpu * 100, r->own_cpu * 100, ok ? "ok" : "FAIL");
}

/* One hiccup is not a limit, but a server that used a whole core is at its own. */
static struct result try_step(double rate, double warmup)
{
	struct result r = measure(&senders, rate, warmup, opt->step_seconds);
	for (int again = 0; !sustained(&r) && again < opt->retries && !(r.server_cpu > 0.97); again++) {
		wait_until_quiet();
		r = measure(&senders, rate, 1, opt->step_seconds);
	}
	print_step(rate, &r, sustained(&r));
	return r;
}

struct ramp { struct result best; double best_rate, fail_rate; bool limited_by_mppload; };

/* Geometric steps up to the first failure, then bisection of the last gap. */
static struct ramp climb(void)
{
	struct ramp ramp = {0};
	double warmup = opt->warmup;
	for (double rate = opt->rate; rate * senders.count <= opt->max_total_rate; warmup = 1) {
		struct result r = try_step(rate, warmup);
		if (sustained(&r)) {
			ramp.best = r;
			ramp.best_rate = rate;
		} else {
			ramp.fail_rate = rate;
			ramp.limited_by_mppload = r.own_cpu > 0.9;
			wait_until_quiet();
		}
		if (!ramp.fail_rate) { rate *= opt->ramp_factor; continue; }
		if (!ramp.best_rate || ramp.fail_rate / ramp.best_rate < 1.1) break;
		rate = sqrt(ramp.best_rate * ramp.fail_rate);
	}
	return ramp;
}

static void print_ramp(double connect_seconds, const struct ramp *ramp)
{
	print_people(connect_seconds);
	out_bool("sustained", ramp->best_rate > 0);
	out_num("sustained_msgs_per_s", ramp->best.sent, 1);
	out_num("sustained_deliveries_per_s", ramp->best.delivered, 1);
	out_num("sustained_rate_per_sender", ramp->best_rate, 2);
	out_num("first_failing_rate", ramp->fail_rate > 0 ? ramp->fail_rate : NAN, 2);
	out_bool("limited_by_mppload", ramp->limited_by_mppload);
	if (ramp->best_rate > 0) print_result(&ramp->best);
	out_end();
}

void run_fanout(void)
{
	if (opt->rooms < 1) die("fanout needs --rooms");
	gather_crowd();
	senders = choose_senders();
	if (!senders.count) die("fanout needs senders");
	build_note();
	double took = open_range(0, crowd.size);
	wait_until_quiet();                           /* of the joins' own broadcasts */
	deafen();
	if (opt->hold) {
		hold(took);
	} else if (opt->ramp) {
		struct ramp ramp = climb();
		print_ramp(took, &ramp);
	} else {
		struct result r = measure(&senders, opt->rate, opt->warmup, opt->seconds);
		print_run(took, &r);
	}
}
