/* One connection: what it is in the middle of, what it sends, and how it ends. */
#pragma once
#include "buffer.h"
#include "frame.h"
#include "options.h"
#include <stdbool.h>
#include <stdint.h>

enum state {
	ST_FREE,        /* no socket */
	ST_CONNECTING,  /* TCP handshake */
	ST_UPGRADING,   /* waiting for "101 Switching Protocols" */
	ST_WAIT_HI,     /* "hi" sent */
	ST_WAIT_CH,     /* "ch" sent */
	ST_READY,
	ST_CLOSING,     /* close frame sent, waiting for EOF (churn) */
};

struct conn {
	int           fd;
	uint8_t       state;
	int           index, room;            /* room < 0: joins none */
	bool          deaf;                   /* reads nothing any more (--deaf) */
	struct buffer rx;                     /* an incomplete frame, kept between reads */
	struct buffer fragments;              /* a message in fragments, so far */
	struct buffer tx;                     /* what the socket did not take */
	uint32_t      tx_off;                 /* what it took of that since */
	int64_t       started_us, ping_us;    /* when it began; when the "t" went that awaits its answer */
};

/* What a mode wants to hear of its connections, if anything. */
struct hooks {
	void (*ready)(struct conn *c);
	void (*answered)(struct conn *c, int64_t now);       /* a "t" that set ping_us */
	void (*ended)(struct conn *c, bool clean);           /* the slot is free again */
	bool quiet;                                          /* no word of those that are lost */
};
extern struct hooks hooks;

/* False when the sender is too far behind, or its socket is broken: nothing was sent. */
bool send_bytes(struct conn *c, const void *data, size_t len);
bool send_frame(struct conn *c, enum opcode opcode, const void *payload, size_t len);
void send_rest(struct conn *c);          /* of what the socket did not take */

void became_ready(struct conn *c);
/* Sends a close frame: the server's own, and then the end of the stream, are awaited. */
void begin_close(struct conn *c);
/* The connection ended, or must end; without a reason it was the server that closed it. */
void lost(struct conn *c, const char *why);

static inline int port_of(const struct conn *c) { return opt->ports.at[c->index % opt->ports.count]; }

/* The deaf are spread evenly over the order in which a room's clients came. */
static inline bool will_be_deaf(const struct conn *c)
{
	if (!opt->deaf) return false;
	int place = c->index % opt->clients;
	return place * opt->deaf / opt->clients != (place + 1) * opt->deaf / opt->clients;
}
