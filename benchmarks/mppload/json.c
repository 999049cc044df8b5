#define _GNU_SOURCE                           /* memmem */
#include "json.h"
#include <math.h>
#include <stdlib.h>

#define DECIMALS 8                            /* more are not read */

static const struct number NONE = {-1, 0};

static inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

static inline const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && *p == ' ') p++;
	return p;
}

const char *next_type(const char *p, const char *end)
{
	while (p < end && (p = memmem(p, (size_t)(end - p), "\"m\"", 3))) {
		p = skip_blanks(p + 3, end);
		if (p >= end || *p != ':') continue;
		p = skip_blanks(p + 1, end);
		if (p < end && *p == '"') return p + 1;
	}
	return NULL;
}

/* The first digit of the number after `"key":`, quoted or not; NULL when there is none. */
static const char *find_number(const char *p, const char *end, char key)
{
	char quoted[3] = {'"', key, '"'};
	while ((p = memmem(p, (size_t)(end - p), quoted, 3))) {
		p = skip_blanks(p + 3, end);
		if (p < end && *p == ':') break;
	}
	if (!p) return NULL;
	p++;
	while (p < end && (*p == ' ' || *p == '"')) p++;
	return p < end && is_digit(*p) ? p : NULL;
}

/* 1.767e12: rare, so slowly. */
static struct number with_exponent(const char *first, const char *end)
{
	char text[40];
	size_t len = (size_t)(end - first) < sizeof text - 1 ? (size_t)(end - first) : sizeof text - 1;
	memcpy(text, first, len);
	text[len] = 0;
	return (struct number){llround(strtod(text, NULL) * 1e6), 3};
}

struct number number_after(const char **at, const char *end, char key)
{
	const char *first = find_number(*at, end, key), *p = first;
	if (!first) return NONE;
	int64_t whole = 0, fraction = 0;
	int decimals = 0;
	for (int n = 0; p < end && is_digit(*p) && n < 15; p++, n++) whole = whole * 10 + (*p - '0');
	if (p < end && *p == '.')
		for (p++; p < end && is_digit(*p); p++)
			if (decimals < DECIMALS) { fraction = fraction * 10 + (*p - '0'); decimals++; }
	*at = p;
	if (p < end && (*p == 'e' || *p == 'E')) return with_exponent(first, end);
	for (int i = decimals; i < DECIMALS; i++) fraction *= 10;
	if (whole > INT64_MAX / 1000000 - 1) return NONE;
	/* 8 decimals matter only for the velocity stamp, whose whole part is 0. */
	int64_t value = key == 'v' ? whole * 100000000 + fraction : whole * 1000000 + fraction / 100;
	return (struct number){value, decimals};
}
