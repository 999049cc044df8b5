/* The opening handshake, RFC 6455 section 4. */
#pragma once
#include "connection.h"

/* The TCP connection stands: asks for a websocket on it. */
void ask_upgrade(struct conn *c);

/* Looks for the end of the HTTP response; gives bytes used, 0 to wait for more. */
size_t take_upgrade(struct conn *c, uint8_t *data, size_t len);
