#include "clock.h"
#include "cost.h"
#include "crowd.h"
#include "modes.h"
#include "output.h"
#include "totals.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

struct memory { int64_t rss, anonymous, kernel; };    /* bytes; without --pid the first two are -1 */

static struct memory memory_now(void)
{
	return (struct memory){server_memory("Rss"), server_memory("Anonymous"), kernel_tcp_memory()};
}

struct step {
	int asked;
	double seconds, connects_per_s, idle_cpu;
	int64_t rss;
	double rss_each, anonymous_each, kernel_each; /* growth for each connected client, bytes */
};

static double or_zero(double v) { return isnan(v) ? 0 : v; }

/* Opens those that are missing, lets them settle, and reads what they cost. */
static struct step climb_to(int asked, int opened, const struct memory *before)
{
	struct step s = {.asked = asked, .seconds = open_range(opened, asked)};
	s.connects_per_s = (asked - opened) / s.seconds;
	double cpu = server_cpu();
	fprintf(stderr, "mppload: %d of %d connected\n", total.ready, asked);
	double idled = idle_for(opt->settle);
	s.idle_cpu = or_zero(server_share(cpu, idled));
	struct memory now = memory_now();
	double n = total.ready ? total.ready : 1;
	s.kernel_each = (double)(now.kernel - before->kernel) / n;
	if (now.rss < 0) return s;
	s.rss = now.rss;
	s.rss_each = (double)(now.rss - before->rss) / n;
	s.anonymous_each = (double)(now.anonymous - before->anonymous) / n;
	return s;
}

static void print_step(const struct step *s)
{
	printf(opt->json ? "{\"asked\":%d,\"connected\":%d,\"seconds\":%.3f,\"connects_per_s\":%.0f,"
	                   "\"server_rss\":%" PRId64 ",\"rss_per_conn\":%.0f,\"anon_per_conn\":%.0f,"
	                   "\"kernel_tcp_per_conn\":%.0f,\"server_idle_cpu\":%.4f}"
	                 : "  asked %d connected %d in %.2f s (%.0f/s): server rss %" PRId64 " B, "
	                   "%.0f B a connection (anonymous %.0f), kernel tcp %.0f B, idle cpu %.4f\n",
	       s->asked, total.ready, s->seconds, s->connects_per_s, s->rss, s->rss_each,
	       s->anonymous_each, s->kernel_each, s->idle_cpu);
	fflush(stdout);
}

void run_idle(void)
{
	gather_crowd();
	struct memory before = memory_now();
	out_begin();
	out_num("room_size", opt->rooms > 0 ? opt->clients : 0, 0);
	out_num("sources", opt->spread ? crowd.size : opt->sources, 0);
	out_num("server_rss_before", before.rss < 0 ? NAN : (double)before.rss, 0);
	out_key("steps");
	putchar(opt->json ? '[' : '\n');
	for (int i = 0, opened = 0; i < opt->steps.count; opened = opt->steps.at[i++]) {
		struct step s = climb_to(opt->steps.at[i], opened, &before);
		if (opt->json && i) putchar(',');
		print_step(&s);
	}
	if (opt->json) putchar(']');
	out_end();
}
