/* wire.h - one connection: bytes, in clear or under TLS
 *
 * What is put waits until it is flushed, and then leaves in one write. Whoever
 * has to wait for the client flushes first, so answers to all that came in one
 * flight leave in one, too.
 *
 * Every wait ends after `patience` seconds. The first failure stays and is
 * told in `trouble`, worded to stand behind "heard": "the end", "nothing for
 * 30 seconds", "'QUIT\x0a' with a bare LF".
 */
#ifndef SMARTHOST_WIRE_H
#define SMARTHOST_WIRE_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct wire {
	int socket;           /* -1 when closed */
	gnutls_session_t tls; /* NULL while in clear; tls_accept() sets it */
	FILE *transcript;     /* NULL for none; may be shared by threads */
	int patience;
	long long deadline; /* of the present wait, in milliseconds */
	bool ended;         /* the client has closed or reset it */
	char trouble[400];  /* "" while all is well; a long one is cut */
	char *out;
	size_t out_length;
	size_t out_room;
	size_t start; /* what came and was not taken is in[start..end) */
	size_t end;
	char in[65536];
};

/* The ways a server can leave. */
enum farewell {
	WIRE_POLITE, /* with close_notify under TLS */
	WIRE_ABRUPT, /* without */
	WIRE_RESET   /* with a TCP reset */
};

/* Takes over the connected SOCKET, which becomes non-blocking. */
void wire_open(struct wire *wire, int socket, int patience, FILE *transcript);

/* Closes it and frees what it holds; does nothing when it is closed. */
void wire_close(struct wire *wire, enum farewell how);

/* Puts LENGTH bytes in line to be sent. */
void wire_put(struct wire *wire, const char *bytes, size_t length);

/* Sends what was put. */
bool wire_flush(struct wire *wire);

/* Takes one octet, whatever it is; -1 on failure. */
int wire_octet(struct wire *wire);

/* How many octets have come, as far as we know, and were not taken? */
size_t wire_pending(const struct wire *wire);

/* Lets the client say what it likes until it closes. */
bool wire_outwait(struct wire *wire);

/* Says the text one octet every 50 ms, over and over, until the client is
 * gone. */
bool wire_drip(struct wire *wire, const char *text, size_t length);

/* Takes an octet every 50 ms, for so many seconds or until the client is
 * gone. */
bool wire_sip(struct wire *wire, int seconds);

/* Ends our direction of the TCP connection. */
void wire_halve(struct wire *wire);

/* For line.c and tls.c: begins a wait; waits for the socket; waits until more
 * has come, what was put being sent first, and may move the buffer; fails
 * with a reason. */
void wire_begin(struct wire *wire);
bool wire_await(struct wire *wire, bool writing);
bool wire_fill(struct wire *wire);
bool wire_fail(struct wire *wire, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
