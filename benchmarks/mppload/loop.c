#include "loop.h"
#include "connection.h"
#include "events.h"
#include "receive.h"
#include "upgrade.h"
#include <sys/socket.h>

#define AT_ONCE  512
#define HANGUP   (EPOLLRDHUP | EPOLLHUP | EPOLLERR)

static void on_connecting(struct conn *c, uint32_t events)
{
	int err = 0;
	socklen_t len = sizeof err;
	getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &len);
	if (err) lost(c, strerror(err));
	else if (events & EPOLLOUT) ask_upgrade(c);
}

static void on_event(struct conn *c, uint32_t events)
{
	if (c->state == ST_FREE) return;
	if (c->state == ST_CONNECTING) { on_connecting(c, events); return; }
	if (events & EPOLLOUT && c->tx.data) send_rest(c);
	if (c->deaf) {
		if (events & HANGUP) lost(c, NULL);
	} else if (events & (EPOLLIN | HANGUP)) {
		on_readable(c, events & HANGUP);
	}
}

void pump(int64_t until_us)
{
	static struct epoll_event events[AT_ONCE];
	int n = await_events(events, AT_ONCE, until_us);
	for (int i = 0; i < n; i++) on_event(events[i].data.ptr, events[i].events);
}
