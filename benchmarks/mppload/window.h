/* One measuring window of fanout. A delivery belongs to it by the time stamp in the message. */
#pragma once
#include "clock.h"
#include "histogram.h"
#include "note.h"

struct window {
	int64_t  start, end;                  /* stamps in [start, end) belong to it */
	uint64_t sent, skipped, expected;
	uint64_t delivered;                   /* by stamp: for the delivery ratio */
	uint64_t arrived;                     /* by arrival inside the window: for the rates */
	uint64_t untimed, fractional;         /* no stamp found; stamp with a sub-ms part */
	struct hist latency, lag;
};
extern struct window window;

static inline bool in_window(int64_t us) { return us >= window.start && us < window.end; }

/* The next window, nothing counted yet: it opens `warmup` seconds after `now`. */
void set_window(int64_t now, double warmup, double seconds);

void count_sent(int64_t now, int64_t due, int receivers);
void count_arrival(struct written written, int64_t now);
