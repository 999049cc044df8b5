#include "message.h"
#include "json.h"
#include "note.h"
#include "requests.h"
#include "totals.h"
#include "window.h"

static void on_hi(struct conn *c)
{
	if (c->room < 0) { became_ready(c); return; }
	if (!opt->pipeline) send_ch(c);
	c->state = ST_WAIT_CH;
}

void on_message(struct conn *c, const char *p, size_t len, int64_t now)
{
	const char *end = p + len, *wanted = opt->cursor ? "m" : "n";
	for (const char *type; (type = next_type(p, end)); ) {
		p = type;
		if (c->state == ST_READY && type_is(type, end, wanted)) {
			if (opt->mode == MODE_FANOUT) count_arrival(read_note(&p, end, now), now);
		} else if (c->state == ST_READY && type_is(type, end, "t")) {
			if (c->ping_us) hooks.answered(c, now);
		} else if (c->state == ST_WAIT_HI && type_is(type, end, "hi")) {
			on_hi(c);
		} else if (c->state == ST_WAIT_CH && type_is(type, end, "ch")) {
			became_ready(c);
		} else if (type_is(type, end, "notification")) {
			total.notifications++;
		}
	}
}
