#include "connection.h"
#include "totals.h"
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define TX_LIMIT (1024 * 1024)                /* a sender further behind than this skips */

struct hooks hooks;

bool send_bytes(struct conn *c, const void *data, size_t len)
{
	if (c->tx.len > c->tx_off) {
		if (c->tx.len - c->tx_off + len > TX_LIMIT) return false;
	} else {
		ssize_t n = send(c->fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n == (ssize_t)len) return true;
		if (n < 0) {
			/* A reset shows up as a read event too; it is dealt with there. */
			if (errno != EAGAIN && errno != EINTR) return false;
			n = 0;
		}
		data = (const char *)data + n;
		len -= (size_t)n;
		c->tx_off = c->tx.len = 0;
	}
	buffer_append(&c->tx, data, len);             /* EPOLLOUT will come, edge-triggered */
	return true;
}

void send_rest(struct conn *c)
{
	ssize_t n = send(c->fd, c->tx.data + c->tx_off, c->tx.len - c->tx_off, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n <= 0) return;
	c->tx_off += (uint32_t)n;
	if (c->tx_off < c->tx.len) return;
	buffer_free(&c->tx);
	c->tx_off = 0;
}

bool send_frame(struct conn *c, enum opcode opcode, const void *payload, size_t len)
{
	uint8_t small[2048], *buf = FRAME_ROOM(len) <= sizeof small ? small : xrealloc(NULL, FRAME_ROOM(len));
	bool ok = send_bytes(c, buf, make_frame(buf, opcode, payload, len, NULL));
	if (buf != small) free(buf);
	return ok;
}

void became_ready(struct conn *c)
{
	c->state = ST_READY;
	total.inflight--;
	total.ready++;
	if (c->room >= 0) total.hearing[c->room]++;
	if (hooks.ready) hooks.ready(c);
}

static void no_longer_ready(const struct conn *c)
{
	total.ready--;
	if (c->room >= 0 && !c->deaf) total.hearing[c->room]--;
}

void begin_close(struct conn *c)
{
	static const uint8_t normal_closure[2] = {0x03, 0xe8};
	send_frame(c, OP_CLOSE, normal_closure, sizeof normal_closure);
	no_longer_ready(c);
	c->state = ST_CLOSING;
}

static void release(struct conn *c)
{
	if (c->state == ST_FREE) return;
	if (c->state < ST_READY) total.inflight--;
	if (c->state == ST_READY) no_longer_ready(c);
	close(c->fd);
	buffer_free(&c->rx);
	buffer_free(&c->fragments);
	buffer_free(&c->tx);
	c->tx_off = 0;
	c->fd = -1;
	c->state = ST_FREE;
}

static void complain(const struct conn *c, const char *why)
{
	static int shown;
	if (hooks.quiet || shown >= 5) return;
	shown++;
	fprintf(stderr, "mppload: connection %d lost in state %d: %s\n",
	        c->index, c->state, why ? why : "closed by the server");
}

void lost(struct conn *c, const char *why)
{
	bool clean = c->state == ST_CLOSING && !why;
	if (c->deaf) { total.deaf_closed++; release(c); return; }
	if (!clean) {
		complain(c, why);
		if (c->state < ST_READY) total.failed++; else total.dropped++;
	}
	release(c);
	if (hooks.ended) hooks.ended(c, clean);
}
