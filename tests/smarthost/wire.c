/* wire.c - one connection: bytes, in clear or under TLS */
#include "smarthost/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* What the two kinds of receiving and sending have in common, beside the
 * number of octets moved. */
enum { AGAIN = -1, FAILED = -2 };

static long long
now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec * 1000LL + at.tv_nsec / 1000000;
}

bool
wire_fail(struct wire *wire, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (wire->trouble[0] == '\0')
		vsnprintf(wire->trouble, sizeof(wire->trouble), format, args);
	va_end(args);
	return false;
}

void
wire_open(struct wire *wire, int socket, int patience, FILE *transcript)
{
	*wire = (struct wire){
		.socket = socket, .patience = patience, .transcript = transcript
	};
	fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
}

void
wire_close(struct wire *wire, enum farewell how)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	if (wire->socket < 0)
		return;
	/* No waiting for a client that does not read: what does not fit into
	 * the socket now is not said. */
	if (wire->tls != NULL && how == WIRE_POLITE)
		gnutls_bye(wire->tls, GNUTLS_SHUT_WR);
	if (wire->tls != NULL)
		gnutls_deinit(wire->tls);
	if (how == WIRE_RESET)
		setsockopt(wire->socket, SOL_SOCKET, SO_LINGER, &at_once,
		    sizeof(at_once));
	else
		shutdown(wire->socket, SHUT_RDWR);
	close(wire->socket);
	free(wire->out);
	wire->tls = NULL;
	wire->out = NULL;
	wire->socket = -1;
}

void
wire_begin(struct wire *wire)
{
	wire->deadline = now() + wire->patience * 1000LL;
}

bool
wire_await(struct wire *wire, bool writing)
{
	struct pollfd at = { .fd = wire->socket,
		.events = writing ? POLLOUT : POLLIN };
	long long left = wire->deadline - now();

	if (left > 0 && poll(&at, 1, (int)left) != 0)
		return true;
	return wire_fail(wire, "%s for %d seconds",
	    writing ? "nothing and read nothing" : "nothing", wire->patience);
}

static bool
is_reset(int code)
{
	switch (code) {
	case 0:
		return errno == ECONNRESET || errno == EPIPE;
	case GNUTLS_E_PREMATURE_TERMINATION:
	case GNUTLS_E_PUSH_ERROR:
	case GNUTLS_E_PULL_ERROR:
		return true;
	default:
		return false;
	}
}

/* Ends the wire for the error CODE of GnuTLS, or for errno when CODE is 0. */
static ssize_t
give_up(struct wire *wire, int code)
{
	bool reset = is_reset(code);

	wire->ended =
	    wire->ended || reset || code == GNUTLS_E_FATAL_ALERT_RECEIVED;
	if (reset)
		wire_fail(wire, "a reset");
	else if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
		wire_fail(wire, "the TLS alert '%s'",
		    gnutls_alert_get_name(gnutls_alert_get(wire->tls)));
	else
		wire_fail(wire, "trouble: %s",
		    code == 0 ? strerror(errno) : gnutls_strerror(code));
	return FAILED;
}

static ssize_t
tls_result(struct wire *wire, ssize_t moved)
{
	if (moved >= 0)
		return moved;
	/* A client may not negotiate anew: we never offered to. */
	if (!gnutls_error_is_fatal((int)moved) && moved != GNUTLS_E_REHANDSHAKE)
		return AGAIN;
	return give_up(wire, (int)moved);
}

static ssize_t
plain_result(struct wire *wire, ssize_t moved)
{
	if (moved >= 0)
		return moved;
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return AGAIN;
	return give_up(wire, 0);
}

static ssize_t
receive(struct wire *wire, char *to, size_t room)
{
	if (wire->tls != NULL)
		return tls_result(
		    wire, gnutls_record_recv(wire->tls, to, room));
	return plain_result(wire, recv(wire->socket, to, room, 0));
}

static ssize_t
transmit(struct wire *wire, const char *from, size_t length)
{
	if (wire->tls != NULL)
		return tls_result(
		    wire, gnutls_record_send(wire->tls, from, length));
	return plain_result(
	    wire, send(wire->socket, from, length, MSG_NOSIGNAL));
}

void
wire_put(struct wire *wire, const char *bytes, size_t length)
{
	while (wire->out_room - wire->out_length < length) {
		wire->out_room = wire->out_room * 2 + 4096;
		wire->out = realloc(wire->out, wire->out_room);
		if (wire->out == NULL)
			abort();
	}
	memcpy(wire->out + wire->out_length, bytes, length);
	wire->out_length += length;
}

bool
wire_flush(struct wire *wire)
{
	size_t sent = 0;

	wire_begin(wire);
	while (sent < wire->out_length) {
		ssize_t moved =
		    transmit(wire, wire->out + sent, wire->out_length - sent);

		if (moved == FAILED)
			return false;
		if (moved == AGAIN && !wire_await(wire, true))
			return false;
		sent += moved > 0 ? (size_t)moved : 0;
	}
	wire->out_length = 0;
	return true;
}

static bool
make_room(struct wire *wire)
{
	memmove(wire->in, wire->in + wire->start, wire->end - wire->start);
	wire->end -= wire->start;
	wire->start = 0;
	return wire->end < sizeof(wire->in)
	    || wire_fail(wire, "a line of over %zu octets", sizeof(wire->in));
}

bool
wire_fill(struct wire *wire)
{
	if (!make_room(wire) || (wire->out_length > 0 && !wire_flush(wire)))
		return false;
	for (;;) {
		ssize_t got = receive(
		    wire, wire->in + wire->end, sizeof(wire->in) - wire->end);

		if (got > 0) {
			wire->end += (size_t)got;
			return true;
		}
		if (got == 0) {
			wire->ended = true;
			return wire_fail(wire, "the end");
		}
		if (got == FAILED || !wire_await(wire, false))
			return false;
	}
}

int
wire_octet(struct wire *wire)
{
	if (wire->start == wire->end) {
		wire_begin(wire);
		if (!wire_fill(wire))
			return -1;
	}
	return (unsigned char)wire->in[wire->start++];
}

size_t
wire_pending(const struct wire *wire)
{
	size_t in_tls = 0;

	if (wire->tls != NULL)
		in_tls = gnutls_record_check_pending(wire->tls);
	return wire->end - wire->start + in_tls;
}

bool
wire_outwait(struct wire *wire)
{
	wire_begin(wire);
	do
		wire->start = wire->end;
	while (!wire->ended && wire_fill(wire));
	return wire->ended;
}

bool
wire_drip(struct wire *wire, const char *text, size_t length)
{
	struct pollfd at = { .fd = wire->socket, .events = POLLIN };

	wire_begin(wire);
	for (size_t i = 0; now() < wire->deadline; i = (i + 1) % length) {
		if (transmit(wire, text + i, 1) == FAILED)
			return true;
		if (poll(&at, 1, 50) == 0)
			continue;
		wire->start = wire->end = 0;
		ssize_t got = receive(wire, wire->in, sizeof(wire->in));
		wire->ended = wire->ended || got == 0;
		if (got == 0 || got == FAILED)
			return true;
	}
	return wire_fail(wire, "no end for %d seconds", wire->patience);
}

bool
wire_sip(struct wire *wire, int seconds)
{
	long long end = now() + seconds * 1000LL;

	while (now() < end && !wire->ended) {
		if (wire_octet(wire) < 0)
			return wire->ended;
		poll(NULL, 0, 50);
	}
	return true;
}

void
wire_halve(struct wire *wire)
{
	shutdown(wire->socket, SHUT_WR);
}
