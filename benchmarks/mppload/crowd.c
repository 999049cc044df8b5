#include "crowd.h"
#include "clock.h"
#include "connect.h"
#include "loop.h"
#include "requests.h"
#include "totals.h"
#include <poll.h>
#include <unistd.h>

#define ANSWER_US  15000000                   /* what the last connection has time for */

struct crowd crowd;
static int64_t keepalive_due;

void gather_crowd(void)
{
	crowd.size = connections_wanted();
	crowd.at = xcalloc((size_t)crowd.size, sizeof *crowd.at);
	int rooms = opt->rooms > 0 ? opt->rooms : 0;
	total.hearing = xcalloc((size_t)rooms, sizeof *total.hearing);
	for (int i = 0; i < crowd.size; i++) {
		crowd.at[i].fd = -1;
		crowd.at[i].index = i;
		crowd.at[i].room = rooms && opt->clients > 0 ? i / opt->clients : -1;
	}
}

double open_range(int first, int last)
{
	int64_t begun = now_us(), give_up = FAR_FUTURE;
	int next = first;
	while (next < last || total.inflight) {
		int64_t now = now_us();
		int due = first + (int)((double)(now - begun) * opt->connect_rate / 1e6) + 1;
		while (next < last && next < due && total.inflight < opt->max_inflight) start_connect(&crowd.at[next++]);
		if (next == last && give_up == FAR_FUTURE) give_up = now + ANSWER_US;
		if (now > give_up) break;
		keepalives(now);                      /* the first must not look dead before the last are in */
		pump(now + 1000);
	}
	for (int i = first; i < last; i++)            /* whoever never got an answer */
		if (crowd.at[i].state != ST_FREE && crowd.at[i].state < ST_READY) lost(&crowd.at[i], "no answer in 15 s");
	return seconds_since(begun);
}

void keepalives(int64_t now)
{
	static int next;
	if (opt->keepalive <= 0 || !crowd.size) { keepalive_due = FAR_FUTURE; return; }
	int64_t gap = (int64_t)(opt->keepalive * 1e6 / crowd.size);
	if (!keepalive_due) keepalive_due = now + gap;
	for (int burst = 0; keepalive_due <= now && burst < 64; burst++, keepalive_due += gap + 1) {
		struct conn *c = &crowd.at[next];
		if (++next == crowd.size) next = 0;
		if (c->state == ST_READY) send_time(c, now);
	}
	if (keepalive_due < now - 1000000) keepalive_due = now;
}

int64_t next_keepalive(void) { return keepalive_due; }

bool input_ended(void)
{
	char told[64];
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	return poll(&input, 1, 0) > 0 && read(STDIN_FILENO, told, sizeof told) <= 0;
}

double idle_for(double seconds)
{
	int64_t begun = now_us(), end = opt->hold ? FAR_FUTURE : begun + as_us(seconds);
	for (int64_t now; (now = now_us()) < end && !(opt->hold && input_ended()); ) {
		keepalives(now);
		int64_t wake = opt->hold ? now + 20000 : end;
		pump(keepalive_due < wake ? keepalive_due : wake);
	}
	return seconds_since(begun);
}

void drain(double quiet, double limit)
{
	int64_t begun = now_us(), last = begun;
	uint64_t seen = total.bytes;
	while (true) {
		int64_t now = now_us();
		if (total.bytes != seen) { seen = total.bytes; last = now; }
		if (now - last > as_us(quiet) || now - begun > as_us(limit)) return;
		pump(now + 20000);
	}
}
