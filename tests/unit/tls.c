/* tls.c - what of a batch of records counts as sent */
#include "net/tls.h"

#include <errno.h>
#include <string.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "base/clock.h"
#include "unit/tap.h"

#define MOST (1024 * 1024)
#define RECORD 16384 /* octets, as long as nobody asks for less */
#define BEHIND "QUIT\r\n"

/* A server in memory, and the way to it. */
struct server {
	gnutls_session_t session;
	struct buf in, out; /* on the wire, to it and from it, */
	size_t read, given; /* but for these octets */
	size_t cut;         /* of `in`: no more comes through */
	bool shaken;
};

static ssize_t
pull(gnutls_transport_ptr_t self, void *data, size_t size)
{
	struct server *s = self;
	size_t left = s->in.length - s->read;
	size_t most = left < size ? left : size;
	if (left == 0)
		gnutls_transport_set_errno(s->session, EAGAIN);
	memcpy(data, s->in.data + s->read, most);
	s->read += most;
	return left == 0 ? -1 : (ssize_t)most;
}

static ssize_t
push(gnutls_transport_ptr_t self, const void *data, size_t length)
{
	struct server *s = self;
	buf_add(&s->out, data, length);
	return (ssize_t)length;
}

static ssize_t
receive(void *self, char *data, size_t size, struct error *err)
{
	struct server *s = self;
	size_t left = s->out.length - s->given;
	size_t most = left < size ? left : size;
	(void)err;
	memcpy(data, s->out.data + s->given, most);
	s->given += most;
	return left == 0 ? STREAM_LATER : (ssize_t)most;
}

static ssize_t
send(void *self, const char *data, size_t length, struct error *err)
{
	struct server *s = self;
	size_t most = s->cut - s->in.length;
	if (most == 0) {
		error_set(err, EX_TEMPFAIL, "broken pipe");
		return STREAM_FAILED;
	}
	buf_add(&s->in, data, length < most ? length : most);
	if (!s->shaken)
		s->shaken = gnutls_handshake(s->session) == 0;
	return (ssize_t)(length < most ? length : most);
}

static int
wait(void *self, int events, int64_t deadline)
{
	(void)self;
	(void)deadline;
	return events;
}

static void
hang_up(void *self)
{
	(void)self;
}

static void
make_certificate(gnutls_certificate_credentials_t to)
{
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
	gnutls_x509_privkey_init(&key);
	gnutls_x509_crt_init(&certificate);
	gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
	    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	gnutls_x509_crt_set_version(certificate, 3);
	gnutls_x509_crt_set_serial(certificate, "\1", 1);
	gnutls_x509_crt_set_activation_time(certificate, 0);
	gnutls_x509_crt_set_expiration_time(certificate, 4000000000);
	gnutls_x509_crt_set_key(certificate, key);
	gnutls_x509_crt_sign2(
	    certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
	gnutls_certificate_set_x509_key(to, &certificate, 1, key);
	gnutls_x509_crt_deinit(certificate);
	gnutls_x509_privkey_deinit(key);
}

static void
open_server(struct server *s, gnutls_certificate_credentials_t credentials)
{
	*s = (struct server){ .in = BUF(MOST), .out = BUF(MOST), .cut = MOST };
	gnutls_init(&s->session, GNUTLS_SERVER | GNUTLS_NONBLOCK);
	gnutls_set_default_priority(s->session);
	gnutls_credentials_set(s->session, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_transport_set_ptr(s->session, s);
	gnutls_transport_set_pull_function(s->session, pull);
	gnutls_transport_set_push_function(s->session, push);
	gnutls_handshake_set_timeout(s->session, 0);
}

static void
close_server(struct server *s)
{
	gnutls_deinit(s->session);
	buf_free(&s->in);
	buf_free(&s->out);
}

/* Octets that the server can make sense of. */
static size_t
heard(struct server *s)
{
	static char octets[RECORD];
	size_t count = 0;
	ssize_t n;
	while ((n = gnutls_record_recv(s->session, octets, RECORD)) > 0)
		count += (size_t)n;
	return count;
}

/* The message and what is behind it, of which so many octets come through on
 * the wire (beyond the handshake's); 0: all of it. Returns how many those
 * are. */
static size_t
say(gnutls_certificate_credentials_t credentials, size_t message, size_t cut)
{
	static const struct layer_ops ops = { receive, send, wait, hang_up };
	static char octets[4 * RECORD];
	struct tls_settings settings = { .name = "mx.test",
		.unverified = true };
	struct error err = { 0 };
	struct server server;
	struct stream stream;
	open_server(&server, credentials);
	stream_open(
	    &stream, (struct layer){ &ops, &server }, "mx.test:465", &err);
	stream_expect(&stream, "talking", CLOCK_NEVER);
	ok(tls_start(&stream, &settings, "", &err) != NULL, "TLS: %s",
	    err.text);
	size_t before = server.in.length;
	if (cut > 0)
		server.cut = before + cut;
	stream_put(&stream, octets, message);
	stream_put(&stream, BEHIND, strlen(BEHIND));
	is(stream_flush(&stream), cut == 0, "cut after %zu: all is well", cut);
	size_t wire = server.in.length - before;
	size_t lost = message + strlen(BEHIND) - heard(&server);
	is(stream.unsent, lost, "a message of %zu cut after %zu: not sent",
	    message, cut);
	server.cut = MOST;
	stream_close(&stream);
	close_server(&server);
	return wire;
}

/* At the record in which a message ends its fate is decided. */
static void
test_cuts(gnutls_certificate_credentials_t credentials)
{
	for (size_t message = RECORD - 7; message <= RECORD; message++) {
		size_t wire = say(credentials, message, 0);
		for (size_t cut = wire - 40; cut < wire; cut++)
			say(credentials, message, cut);
		say(credentials, message, 1);
	}
}

int
main(void)
{
	gnutls_certificate_credentials_t credentials;
	gnutls_certificate_allocate_credentials(&credentials);
	make_certificate(credentials);
	test_cuts(credentials);
	gnutls_certificate_free_credentials(credentials);
	return tap_done();
}
