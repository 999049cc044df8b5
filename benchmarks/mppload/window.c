#include "window.h"
#include <string.h>

struct window window = {.start = FAR_FUTURE, .end = FAR_FUTURE};

void set_window(int64_t now, double warmup, double seconds)
{
	memset(&window, 0, sizeof window);
	/* On a whole millisecond, so that a server's truncation of t moves none across. */
	window.start = (now + as_us(warmup)) / 1000 * 1000 + 1000;
	window.end = window.start + (int64_t)(seconds * 1e3) * 1000;
}

void count_sent(int64_t now, int64_t due, int receivers)
{
	window.sent++;
	window.expected += (uint64_t)receivers;
	hist_add(&window.lag, now - due);
}

void count_arrival(struct written written, int64_t now)
{
	bool inside = in_window(now);
	window.arrived += inside;
	window.fractional += written.fractional;
	if (written.us < 0) {
		window.untimed++;
		window.delivered += inside;
	} else if (in_window(written.us)) {
		window.delivered++;
		hist_add(&window.latency, now - written.us);
	}
}
