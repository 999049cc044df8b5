#include "frame.h"

static size_t put_length(uint8_t *out, size_t len)
{
	const uint8_t mask_bit = 0x80;
	if (len < 126) {
		out[0] = mask_bit | (uint8_t)len;
		return 1;
	}
	int bytes = len < 65536 ? 2 : 8;
	out[0] = mask_bit | (bytes == 2 ? 126 : 127);
	for (int i = 0; i < bytes; i++) out[1 + i] = (uint8_t)((uint64_t)len >> 8 * (bytes - 1 - i));
	return (size_t)bytes + 1;
}

size_t make_frame(uint8_t *out, enum opcode opcode, const void *payload, size_t len, size_t *payload_at)
{
	const uint8_t *p = payload;
	out[0] = 0x80 | (uint8_t)opcode;
	size_t h = 1 + put_length(out + 1, len);
	for (size_t i = 0; i < 4; i++) out[h++] = masked(0, i);
	for (size_t i = 0; i < len; i++) out[h + i] = masked(p[i], i);
	if (payload_at) *payload_at = h;
	return h + len;
}
