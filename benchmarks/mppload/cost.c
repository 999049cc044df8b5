#include "cost.h"
#include "die.h"
#include "options.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* NULL when the process or its file is not there. */
static FILE *open_proc(int pid, const char *file)
{
	char name[64];
	snprintf(name, sizeof name, "/proc/%d/%s", pid, file);
	return fopen(name, "r");
}

static double cpu_of(int pid)
{
	char buf[1024];
	unsigned long user = 0, sys = 0;
	FILE *f = open_proc(pid, "stat");
	if (!f) die("no process %d", pid);
	size_t n = fread(buf, 1, sizeof buf - 1, f);
	fclose(f);
	buf[n] = 0;
	const char *p = strrchr(buf, ')');
	if (!p || sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &sys) != 2)
		die("cannot read /proc/%d/stat", pid);
	return (double)(user + sys) / (double)sysconf(_SC_CLK_TCK);
}

double server_cpu(void)
{
	if (!opt->pids.count) return -1;
	double sum = 0;
	for (int i = 0; i < opt->pids.count; i++) sum += cpu_of(opt->pids.at[i]);
	return sum;
}

double server_share(double before, double seconds)
{
	return opt->pids.count ? (server_cpu() - before) / seconds : NAN;
}

static double in_seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

double own_cpu(void)
{
	struct rusage used;
	getrusage(RUSAGE_SELF, &used);
	return in_seconds(used.ru_utime) + in_seconds(used.ru_stime);
}

/* 0 when the key is not there. */
static int64_t memory_of(int pid, const char *key)
{
	char line[256];
	long kb = 0;
	FILE *f = open_proc(pid, "smaps_rollup");
	if (!f) {                                     /* an old kernel, or another user's process */
		key = "VmRSS";
		f = open_proc(pid, "status");
	}
	if (!f) die("no process %d", pid);
	for (size_t n = strlen(key); fgets(line, sizeof line, f); )
		if (!strncmp(line, key, n) && line[n] == ':' && sscanf(line + n + 1, "%ld", &kb) == 1) break;
	fclose(f);
	return (int64_t)kb * 1024;
}

int64_t server_memory(const char *key)
{
	if (!opt->pids.count) return -1;
	int64_t sum = 0;
	for (int i = 0; i < opt->pids.count; i++) sum += memory_of(opt->pids.at[i], key);
	return sum;
}

int64_t kernel_tcp_memory(void)
{
	char line[256];
	long pages = 0;
	FILE *f = fopen("/proc/net/sockstat", "r");
	while (f && fgets(line, sizeof line, f)) {
		const char *p = strstr(line, "mem ");
		if (!strncmp(line, "TCP:", 4) && p) sscanf(p, "mem %ld", &pages);
	}
	if (f) fclose(f);
	return (int64_t)pages * sysconf(_SC_PAGESIZE);
}

double load_average(void)
{
	double avg[1] = {-1};
	return getloadavg(avg, 1) == 1 ? avg[0] : -1;
}
