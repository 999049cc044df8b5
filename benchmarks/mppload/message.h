/* What a client makes of the messages that it receives. */
#pragma once
#include "connection.h"

/* A whole text message: an array of one or more MPP messages. */
void on_message(struct conn *c, const char *p, size_t len, int64_t now);
