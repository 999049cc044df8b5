#include "measure.h"
#include "clock.h"
#include "cost.h"
#include "crowd.h"
#include "loop.h"
#include "note.h"
#include "output.h"
#include "totals.h"
#include "window.h"
#include <math.h>

struct senders choose_senders(void)
{
	int hearing = opt->clients - opt->deaf;
	int per_room = opt->senders < 0 || opt->senders > hearing ? hearing : opt->senders;
	struct senders senders = {xcalloc((size_t)opt->rooms * (size_t)per_room, sizeof *senders.at), 0};
	for (int place = 0, chosen = 0; chosen < per_room; place++) {
		if (will_be_deaf(&crowd.at[place])) continue;
		for (int room = 0; room < opt->rooms; room++)
			senders.at[senders.count++] = &crowd.at[room * opt->clients + place];
		chosen++;
	}
	return senders;
}

static void send_due(struct conn *c, int64_t due)
{
	if (c->state != ST_READY) return;
	int64_t now = now_us();
	bool counts = in_window(now);
	if (!send_note(c, now)) window.skipped += counts;
	else if (counts) count_sent(now, due, total.hearing[c->room] - (opt->echo ? 0 : 1));
}

/*
 * Open-loop: message k is due at start + k / rate, whatever the server does. Sends from
 * message k on until `stop`, reading meanwhile; gives the number of the next message.
 */
static uint64_t drive(const struct senders *senders, double rate, int64_t start, int64_t stop, uint64_t k)
{
	double gap = 1e6 / rate;
	while (true) {
		int64_t now = now_us();
		if (now >= stop) return k;
		int64_t due = start + (int64_t)((double)k * gap);
		for (int burst = 0; due <= now && burst < 256; burst++) {
			send_due(senders->at[k % (uint64_t)senders->count], due);
			k++;
			due = start + (int64_t)((double)k * gap);
		}
		keepalives(now);
		int64_t wake = due < next_keepalive() ? due : next_keepalive();
		pump(wake < stop ? wake : stop);
	}
}

static void wait_for_stragglers(void)
{
	int64_t limit = now_us() + as_us(opt->grace);
	while (now_us() < limit && window.delivered < window.expected) pump(limit);
}

/* What the window itself tells of a result. */
static void conclude(struct result *r, double seconds)
{
	r->sent = (double)window.sent / seconds;
	r->delivered = (double)window.arrived / seconds;
	r->expected = (double)window.expected;
	r->ratio = window.expected ? (double)window.delivered / (double)window.expected : NAN;
	r->latency = hist_quantiles(&window.latency);
	r->lag_p99 = hist_ms(&window.lag, .99);
	r->skipped = window.skipped;
	r->untimed = window.untimed;
	r->measured = window.delivered;
	r->whole_ms = window.latency.count > 20 && !window.fractional;
}

struct result measure(const struct senders *senders, double rate, double warmup, double seconds)
{
	struct result r = {.target = rate * senders->count};
	int64_t start = now_us();
	set_window(start, warmup, seconds);
	uint64_t k = drive(senders, r.target, start, window.start, 0);
	uint64_t frames = total.frames, bytes = total.bytes;
	double server = server_cpu(), own = own_cpu();
	drive(senders, r.target, start, window.end, k);
	double real = seconds_since(window.start);
	r.frames = (double)(total.frames - frames) / real;
	r.bytes = (double)(total.bytes - bytes) / real;
	r.server_cpu = server_share(server, real);
	r.own_cpu = (own_cpu() - own) / real;
	wait_for_stragglers();
	conclude(&r, seconds);
	return r;
}

void print_result(const struct result *r)
{
	out_num("target_msgs_per_s", r->target, 1);
	out_num("sent_msgs_per_s", r->sent, 1);
	out_num("delivered_msgs_per_s", r->delivered, 1);
	out_num("expected_deliveries", r->expected, 0);
	out_num("counted_deliveries", (double)r->measured, 0);
	out_num("delivery_ratio", r->ratio, 4);
	out_num("frames_per_s", r->frames, 1);
	out_num("bytes_per_s", r->bytes, 0);
	out_quantiles("latency", &r->latency);
	out_num("latency_max_ms", r->latency.max, 3);
	out_bool("stamps_whole_ms", r->whole_ms);
	out_num("send_lag_p99_ms", r->lag_p99, 3);
	out_num("sends_skipped", (double)r->skipped, 0);
	out_num("untimed", (double)r->untimed, 0);
	out_num("mppload_cpu", r->own_cpu, 3);
	out_num("server_cpu", r->server_cpu, 3);
	out_num("server_us_per_delivery", r->delivered > 0 ? r->server_cpu * 1e6 / r->delivered : NAN, 3);
}
