#define _GNU_SOURCE                           /* memmem */
#include "upgrade.h"
#include "requests.h"
#include "totals.h"
#include <stdio.h>
#include <string.h>

/* The key and the accept value of RFC 6455 section 1.3: checked without a SHA-1. */
#define WS_KEY     "dGhlIHNhbXBsZSBub25jZQ=="
#define WS_ACCEPT  "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
#define MAX_HEAD   16384

void ask_upgrade(struct conn *c)
{
	char request[1024];
	int n = snprintf(request, sizeof request,
	                 "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
	                 "Sec-WebSocket-Key: " WS_KEY "\r\nSec-WebSocket-Version: 13\r\n%s%s%s\r\n",
	                 opt->path, opt->host, port_of(c), opt->origin ? "Origin: " : "",
	                 opt->origin ? opt->origin : "", opt->origin ? "\r\n" : "");
	c->state = ST_UPGRADING;
	send_bytes(c, request, (size_t)n);
}

size_t take_upgrade(struct conn *c, uint8_t *data, size_t len)
{
	char *head = (char *)data, *stop = memmem(head, len, "\r\n\r\n", 4);
	if (!stop) {
		if (len > MAX_HEAD) lost(c, "no end of HTTP header");
		return 0;
	}
	*stop = 0;
	char *line = strstr(head, "\r\n");
	if (line) *line = 0;
	if (!strstr(head, " 101")) { lost(c, head); return 0; }
	if (line) *line = '\r';
	if (!strstr(head, WS_ACCEPT)) total.bad_accept++;
	*stop = '\r';
	c->state = ST_WAIT_HI;
	send_hi(c);
	if (opt->pipeline && c->room >= 0) send_ch(c);
	return (size_t)(stop + 4 - head);
}
