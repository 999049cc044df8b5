#include "receive.h"
#include "clock.h"
#include "message.h"
#include "totals.h"
#include "upgrade.h"
#include <errno.h>
#include <sys/socket.h>

#define READ_CHUNK  (256 * 1024)              /* one recv() asks for this much */
#define MAX_FRAME   (64u * 1024 * 1024)       /* a larger frame is a protocol error */

/* Every recv() lands here, behind what the connection had kept. */
static struct { uint8_t *data; size_t cap; } scratch;

static void on_data(struct conn *c, const struct frame *frame, const char *payload, int64_t now)
{
	if (frame->opcode && frame->fin) { on_message(c, payload, frame->len, now); return; }
	if (frame->opcode) c->fragments.len = 0;
	buffer_append(&c->fragments, payload, frame->len);
	if (!frame->fin) return;
	on_message(c, (char *)c->fragments.data, c->fragments.len, now);
	c->fragments.len = 0;
}

static void on_frame(struct conn *c, const struct frame *frame, const char *payload, int64_t now)
{
	if (frame->opcode == OP_PING) {
		send_frame(c, OP_PONG, payload, frame->len);
	} else if (frame->opcode == OP_CLOSE) {
		/* Answer a close that the server began; otherwise just await its EOF. */
		if (c->state == ST_CLOSING) return;
		send_frame(c, OP_CLOSE, payload, frame->len < 2 ? 0 : 2);
		lost(c, "close frame from the server");
	} else if (frame->opcode <= OP_BINARY) {
		on_data(c, frame, payload, now);
	}
}

static void protocol_error(struct conn *c, const char *why)
{
	total.protocol_errors++;
	lost(c, why);
}

/* Takes whole frames off data; gives how many bytes were used, and how many the next frame needs. */
static size_t take_frames(struct conn *c, const uint8_t *data, size_t len, int64_t now, size_t *need)
{
	size_t used = 0;
	*need = 0;
	for (struct frame frame; c->fd >= 0 && read_header(data + used, len - used, &frame); ) {
		if (frame.bad) { protocol_error(c, "masked or reserved-bit frame"); break; }
		if (frame.len > MAX_FRAME) { protocol_error(c, "frame too large"); break; }
		size_t whole = frame.header + frame.len;
		if (len - used < whole) { *need = whole; break; }
		const char *payload = (const char *)data + used + frame.header;
		used += whole;
		total.frames++;
		on_frame(c, &frame, payload, now);
	}
	return used;
}

/* What is no whole frame yet is kept; the usual case keeps no buffer. */
static void keep(struct buffer *rx, const uint8_t *rest, size_t left, size_t need)
{
	if (!left) { buffer_free(rx); return; }
	buffer_reserve(rx, need > left ? need : left);
	memcpy(rx->data, rest, left);
	rx->len = (uint32_t)left;
}

/* One recv() behind what was kept; what recv() gives. */
static ssize_t read_chunk(const struct conn *c)
{
	size_t have = c->rx.len;
	if (have + READ_CHUNK > scratch.cap) {
		scratch.cap = have + READ_CHUNK;
		scratch.data = xrealloc(scratch.data, scratch.cap);
	}
	if (have) memcpy(scratch.data, c->rx.data, have);
	return recv(c->fd, scratch.data + have, READ_CHUNK, MSG_DONTWAIT);
}

/* One recv() and what follows of it; true when there may be more to read at once. */
static bool read_once(struct conn *c)
{
	ssize_t n = read_chunk(c);
	if (n <= 0) {
		if (n < 0 && errno == EINTR) return true;
		if (n < 0 && errno == EAGAIN) return false;
		lost(c, n < 0 && c->state != ST_CLOSING ? strerror(errno) : NULL);
		return false;
	}
	total.bytes += (uint64_t)n;
	int64_t now = now_us();
	size_t len = c->rx.len + (size_t)n, used = 0, need = 0;
	if (c->state == ST_UPGRADING) {
		used = take_upgrade(c, scratch.data, len);
		if (c->fd < 0) return false;
	}
	if (c->state > ST_UPGRADING) {
		int fd = c->fd;
		used += take_frames(c, scratch.data + used, len - used, now, &need);
		if (c->fd != fd || c->state <= ST_CONNECTING) return false;  /* closed on the way */
	}
	keep(&c->rx, scratch.data + used, len - used, need);
	return n == READ_CHUNK;
}

void on_readable(struct conn *c, bool hangup)
{
	int fd = c->fd;
	while (read_once(c) || (hangup && c->fd == fd && c->state > ST_CONNECTING))
		;
}
