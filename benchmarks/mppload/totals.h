/* What has happened since the start; a window takes differences of these. */
#pragma once
#include <stdint.h>

struct totals {
	uint64_t frames, bytes;                       /* received */
	uint64_t failed, dropped, deaf_closed;        /* connections: never got ready; were, and lost; --deaf */
	uint64_t bad_accept, protocol_errors, notifications;
	int      inflight, ready;                     /* connections now: on the way in, in */
	int     *hearing;                             /* those of a room who are in and read */
};

extern struct totals total;
