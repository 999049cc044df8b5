/*
 * mppload - a low-CPU load generator for Multiplayer Piano (MPP) websocket servers.
 *
 * One thread, one epoll set, nonblocking sockets, libc and libm only. mppload.md, beside
 * this directory, says how it is built and what each option and each figure means.
 *
 * The senders are open-loop: message k is due at start + k / total_rate whatever
 * the server does, and carries the time at which it was really written, in its
 * "t" field (ms since the epoch, 3 decimals). Receivers live in the same process,
 * so one clock serves both ends and no clock synchronisation is involved.
 */
#include "die.h"
#include "events.h"
#include "modes.h"
#include "options.h"
#include <signal.h>
#include <sys/resource.h>

/* As many open files as are allowed, which must do for all connections. */
static void allow_many_files(void)
{
	struct rlimit files, many = {1 << 20, 1 << 20};
	if (setrlimit(RLIMIT_NOFILE, &many)) {        /* not allowed: the hard limit, then */
		getrlimit(RLIMIT_NOFILE, &files);
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	getrlimit(RLIMIT_NOFILE, &files);
	int wanted = connections_wanted();
	if ((rlim_t)wanted + 16 > files.rlim_cur)
		die("%d connections, but at most %lu open files are allowed here", wanted, (unsigned long)files.rlim_cur);
}

int main(int argc, char **argv)
{
	static void (*const run[])(void) = {
		[MODE_FANOUT] = run_fanout, [MODE_IDLE] = run_idle, [MODE_PING] = run_ping, [MODE_CHURN] = run_churn};
	parse_options(argc, argv);
	signal(SIGPIPE, SIG_IGN);
	allow_many_files();
	open_events();
	run[opt->mode]();
	return 0;
}
