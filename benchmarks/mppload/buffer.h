/* Bytes that wait: an incomplete frame, a message in fragments, what a socket did not take. */
#pragma once
#include "die.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct buffer { uint8_t *data; uint32_t len, cap; };

static inline void buffer_free(struct buffer *b)
{
	free(b->data);
	*b = (struct buffer){0};
}

static inline void buffer_reserve(struct buffer *b, size_t need)
{
	if (need <= b->cap) return;
	b->cap = (uint32_t)(need < 256 ? 256 : need);
	b->data = xrealloc(b->data, b->cap);
}

static inline void buffer_append(struct buffer *b, const void *data, size_t len)
{
	if (!len) return;
	if (b->len + len > b->cap) buffer_reserve(b, (b->len + len) * 2);
	memcpy(b->data + b->len, data, len);
	b->len += (uint32_t)len;
}
