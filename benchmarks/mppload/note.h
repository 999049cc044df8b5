/* The note (or cursor) message that carries the time at which it was written: sent, and read again. */
#pragma once
#include "connection.h"

void build_note(void);

/* False when the sender is too far behind. */
bool send_note(struct conn *c, int64_t now);

/* Where the time of sending was found: since the epoch, -1 for nowhere; whether it is finer than a ms. */
struct written { int64_t us; bool fractional; };

/* Reads it in the message that begins at *p, and moves *p behind it. */
struct written read_note(const char **p, const char *end, int64_t now);
