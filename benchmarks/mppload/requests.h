/* What a client says, apart from notes and cursors: messages of the MPP protocol. */
#pragma once
#include "connection.h"

void send_hi(struct conn *c);
void send_ch(struct conn *c);
void send_time(struct conn *c, int64_t now);
