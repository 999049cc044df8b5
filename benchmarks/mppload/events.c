#include "events.h"
#include "clock.h"
#include "die.h"
#include "options.h"
#include <errno.h>
#include <string.h>

static int set;

void open_events(void)
{
	set = epoll_create1(EPOLL_CLOEXEC);
	if (set < 0) die("epoll_create1: %s", strerror(errno));
}

void watch(int fd, void *who)
{
	struct epoll_event all = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = who};
	if (epoll_ctl(set, EPOLL_CTL_ADD, fd, &all)) die("epoll_ctl: %s", strerror(errno));
}

/* With --poll-us: fewer, larger reads. */
static void gather(void)
{
	static int64_t last;
	int64_t idle = last + opt->poll_us - now_us();
	if (idle > 0) {
		struct timespec nap = {0, idle * 1000};
		nanosleep(&nap, NULL);
	}
	last = now_us();
}

int await_events(struct epoll_event *events, int room, int64_t until_us)
{
	if (opt->poll_us) gather();
	int64_t wait = until_us - now_us();
	if (wait < 0) wait = 0;
	struct timespec timeout = {wait / 1000000, wait % 1000000 * 1000};
	int n = epoll_pwait2(set, events, room, &timeout, NULL);
	if (n < 0 && errno == ENOSYS) n = epoll_wait(set, events, room, (int)((wait + 999) / 1000));
	return n;
}
