/* Websocket frames, RFC 6455 section 5.2. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opcode { OP_CONTINUATION = 0, OP_TEXT = 1, OP_BINARY = 2, OP_CLOSE = 8, OP_PING = 9, OP_PONG = 10 };

#define FRAME_ROOM(len) ((len) + 14)                  /* bytes that a frame of this payload needs at most */

/* Every frame has the same mask; `at` counts from the payload's first byte. */
static inline uint8_t masked(uint8_t byte, size_t at)
{
	static const uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d};
	return byte ^ mask[at & 3];
}

/* Writes a masked client frame of FRAME_ROOM(len) at most; gives its size, and where the payload begins. */
size_t make_frame(uint8_t *out, enum opcode opcode, const void *payload, size_t len, size_t *payload_at);

struct frame { enum opcode opcode; bool fin, bad; size_t header; uint64_t len; };

/* Reads a server frame's header; false while bytes of it are missing. */
static inline bool read_header(const uint8_t *f, size_t avail, struct frame *frame)
{
	if (avail < 2) return false;
	frame->opcode = f[0] & 15;
	frame->fin = f[0] & 0x80;
	frame->bad = f[1] & 0x80 || f[0] & 0x70;      /* masked, or a reserved bit */
	frame->header = 2;
	frame->len = f[1] & 127;
	if (frame->bad || frame->len < 126) return true;
	frame->header = frame->len == 126 ? 4 : 10;
	if (avail < frame->header) return false;
	frame->len = 0;
	for (size_t i = 2; i < frame->header; i++) frame->len = frame->len << 8 | f[i];
	return true;
}
