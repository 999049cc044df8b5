/* From the socket to whole messages: recv(), frames and fragments. */
#pragma once
#include "connection.h"

/*
 * The sockets are edge-triggered, which spares epoll a second look at each. A short
 * read has emptied the socket; only a hang-up in the same event needs the extra
 * recv() that sees the end of the stream.
 */
void on_readable(struct conn *c, bool hangup);
