#include "output.h"
#include "cost.h"
#include "options.h"
#include "totals.h"
#include <math.h>
#include <stdio.h>

static bool first;

void out_key(const char *key)
{
	if (opt->json) printf("%s\"%s\":", first ? "" : ",", key);
	else printf("  %-24s ", key);
	first = false;
}

void out_num(const char *key, double v, int decimals)
{
	out_key(key);
	if (isnan(v)) fputs(opt->json ? "null" : "-", stdout);
	else printf("%.*f", decimals, v);
	if (!opt->json) putchar('\n');
}

static void out_str(const char *key, const char *v)
{
	out_key(key);
	printf(opt->json ? "\"%s\"" : "%s\n", v);
}

void out_bool(const char *key, bool v)
{
	out_key(key);
	printf(opt->json ? "%s" : "%s\n", v ? "true" : "false");
}

static void out_quantile(const char *name, const char *which, double ms)
{
	char key[64];
	snprintf(key, sizeof key, "%s_%s_ms", name, which);
	out_num(key, ms, 3);
}

void out_quantiles(const char *name, const struct quantiles *q)
{
	out_quantile(name, "p50", q->p50);
	out_quantile(name, "p90", q->p90);
	out_quantile(name, "p99", q->p99);
}

void out_begin(void)
{
	first = true;
	if (opt->json) putchar('{');
	out_str("mode", opt->mode_name);
	out_num("load_average", load_average(), 2);
}

void out_end(void)
{
	out_num("connections_failed", (double)total.failed, 0);
	out_num("connections_dropped", (double)total.dropped, 0);
	out_num("bad_accept", (double)total.bad_accept, 0);
	out_num("protocol_errors", (double)total.protocol_errors, 0);
	out_num("notifications", (double)total.notifications, 0);
	if (opt->json) puts("}");
	fflush(stdout);
}
