#define _GNU_SOURCE
#include "note.h"
#include "json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WRAP_US 100000000LL                   /* the second place: microseconds modulo 100 s */

/*
 * The masked frame is built once; a send only rewrites the digits of the stamps.
 * "t" holds 13 + 1 + 3 digits. The second place holds the time modulo 100 s with
 * microseconds: 8 decimals of the first note's "v", or the cursor's "x" (0..100).
 */
static struct {
	uint8_t frame[8192];
	size_t  len, payload;
	size_t  t_at, wrapped_at;             /* of the payload; 0: it has no such place */
} template;

static size_t write_cursor(char *text, size_t room)
{
	int n = snprintf(text, room, "[{\"m\":\"m\",\"x\":00.000000,\"y\":42.5}]");
	template.wrapped_at = (size_t)(strstr(text, "00.") - text);
	return (size_t)n;
}

static size_t write_notes(char *text, size_t room)
{
	static const char *const key[] = {"c3", "e3", "g3", "c4", "e4", "g4", "a4", "c5"};
	size_t n = (size_t)snprintf(text, room, "[{\"m\":\"n\",\"t\":0000000000000.000,\"n\":[");
	template.t_at = (size_t)(strstr(text, "000") - text);
	n += (size_t)snprintf(text + n, room - n, "{\"n\":\"%s\",\"v\":0.", key[0]);
	if (opt->stamp == STAMP_VALUE) template.wrapped_at = n;
	n += (size_t)snprintf(text + n, room - n, opt->stamp == STAMP_VALUE ? "00000000}" : "5}");
	for (int i = 1; i < opt->notes && n < room - 64; i++)
		n += (size_t)snprintf(text + n, room - n, ",{\"n\":\"%s\",\"v\":0.4,\"d\":%d}", key[i % 8], i * 20 % 200);
	return n + (size_t)snprintf(text + n, room - n, "]}]");
}

void build_note(void)
{
	char text[8000];
	size_t n = opt->cursor ? write_cursor(text, sizeof text) : write_notes(text, sizeof text);
	template.len = make_frame(template.frame, OP_TEXT, text, n, &template.payload);
}

static void put_digits(size_t at, int64_t v, int n)
{
	for (size_t i = at + (size_t)n; i-- > at; v /= 10)
		template.frame[template.payload + i] = masked((uint8_t)('0' + v % 10), i);
}

bool send_note(struct conn *c, int64_t now)
{
	if (template.t_at) {
		put_digits(template.t_at, now / 1000, 13);
		put_digits(template.t_at + 14, now % 1000, 3);
	}
	if (template.wrapped_at) {
		int64_t wrapped = now % WRAP_US;
		if (opt->cursor) {
			put_digits(template.wrapped_at, wrapped / 1000000, 2);
			put_digits(template.wrapped_at + 3, wrapped % 1000000, 6);
		} else {
			put_digits(template.wrapped_at, wrapped, 8);
		}
	}
	return send_bytes(c, template.frame, template.len);
}

/* The time nearest to now that is `wrapped` modulo 100 s; one a little ahead of now is taken as it is. */
static int64_t unwrap(int64_t wrapped, int64_t now)
{
	int64_t age = now % WRAP_US - wrapped % WRAP_US;
	if (age < -WRAP_US / 2) age += WRAP_US;
	return now - age;
}

struct written read_note(const char **p, const char *end, int64_t now)
{
	if (opt->cursor || opt->stamp == STAMP_VALUE) {
		struct number found = number_after(p, end, opt->cursor ? 'x' : 'v');
		if (found.value < 0) return (struct written){-1, false};
		return (struct written){unwrap(found.value, now), found.decimals > 3};
	}
	struct number found = number_after(p, end, 't');
	if (found.value < 0) return (struct written){-1, false};
	int64_t sent = found.value / 1000;            /* millionths of a ms -> us */
	bool ours = llabs(now - sent) <= 3600LL * 1000000;
	return (struct written){ours ? sent : -1, found.value % 1000000 != 0};
}
