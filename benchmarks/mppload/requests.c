#include "requests.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void send_text(struct conn *c, const char *text) { send_frame(c, OP_TEXT, text, strlen(text)); }

void send_hi(struct conn *c)
{
	char buf[1024], token[256] = "", extra[512] = "";
	if (opt->token_prefix) snprintf(token, sizeof token, ",\"token\":\"%s%d\"", opt->token_prefix, c->index);
	if (opt->hi_extra) snprintf(extra, sizeof extra, ",%s", opt->hi_extra);
	snprintf(buf, sizeof buf, "[{\"m\":\"hi\"%s%s}]", token, extra);
	send_text(c, buf);
}

void send_ch(struct conn *c)
{
	char buf[1024];
	snprintf(buf, sizeof buf, "[{\"m\":\"ch\",\"_id\":\"%s%d\"%s%s}]", opt->room_prefix, c->room,
	         opt->ch_extra ? "," : "", opt->ch_extra ? opt->ch_extra : "");
	send_text(c, buf);
}

void send_time(struct conn *c, int64_t now)
{
	char buf[64];
	snprintf(buf, sizeof buf, "[{\"m\":\"t\",\"e\":%" PRId64 "}]", now / 1000);
	send_text(c, buf);
}
