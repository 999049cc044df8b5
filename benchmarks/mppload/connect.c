#include "connect.h"
#include "clock.h"
#include "events.h"
#include "totals.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define DEAF_RCVBUF 4096                      /* little of what a deaf client is sent waits at its end */

static const int YES = 1;

/* Loopback source address number i: 127.1.0.1, 127.1.0.2, ... */
static struct sockaddr_in source_address(int i)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	a.sin_addr.s_addr = htonl(127u << 24 | (1u + (unsigned)i / 65024u % 254u) << 16
	                          | ((unsigned)i / 254u % 256u) << 8 | (1u + (unsigned)i % 254u));
	return a;
}

static void bind_source(const struct conn *c)
{
	static int rotation;
	struct sockaddr_in from = source_address(opt->spread ? c->index : rotation++ % opt->sources);
	/* The kernel then picks the port at connect(), unique per address pair. */
	setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &YES, sizeof YES);
	if (bind(c->fd, (struct sockaddr *)&from, sizeof from)) die("bind: %s", strerror(errno));
}

static void set_buffers(const struct conn *c)
{
	static const int few = DEAF_RCVBUF;
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &YES, sizeof YES);
	if (will_be_deaf(c)) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &few, sizeof few);
}

void start_connect(struct conn *c)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port_of(c))};
	if (inet_pton(AF_INET, opt->host, &to.sin_addr) != 1) die("--host must be an IPv4 address");
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	c->started_us = now_us();
	c->ping_us = 0;
	c->state = ST_CONNECTING;
	total.inflight++;
	if (c->fd < 0) { lost(c, strerror(errno)); return; }
	set_buffers(c);
	if (opt->spread || opt->sources > 0) bind_source(c);
	watch(c->fd, c);
	if (connect(c->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) lost(c, strerror(errno));
}
