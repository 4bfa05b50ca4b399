/* tls.c - a TLS peer that says something wrong: net/tls.h, net/verify.h
 *
 * Letters: r the peer's octets are the rest of the input; else it is GnuTLS
 * itself, with a certificate that is good, and each three octets of the rest
 * change one of what it says: where, in two octets, and what is turned over. 2
 * it speaks TLS 1.2 only, o its certificate has another name, u we go on with
 * a peer that is not verified, c it is cut off at the first place of all.
 *
 * Random numbers come from a fixed seed, so that a finding is found again.
 */
#include "net/tls.h"

#include <errno.h>
#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/x509.h>

#include "base/clock.h"
#include "fuzz/file.h"
#include "fuzz/fuzz.h"
#include "unit/sample.h"

#define GREETING "220 mx\r\n"
#define SAID_MOST (1024 * 1024)
#define NEVER ((size_t)-1)

struct server {
	gnutls_session_t session; /* NULL: the input is all it says */
	struct buf in;            /* what it was told, */
	size_t read;              /* and has read of it */
	struct buf meant;         /* what it says, */
	struct buf said;          /* and what comes of it on the way */
	size_t given;             /* octets of that the client has taken */
	size_t record_end;        /* of the one that is being given */
	struct slice changes;
	size_t cut; /* nothing comes through from there on */
	bool greeted;
};

static gnutls_certificate_credentials_t credentials[2]; /* good, other */
static gnutls_datum_t authority;
static uint64_t seed;

/* Stands before the library's own, for the library too. */
int
gnutls_rnd(gnutls_rnd_level_t level, void *data, size_t length)
{
	unsigned char *at = data;
	(void)level;
	for (size_t i = 0; i < length; i++)
		at[i] = (unsigned char)sample_random(&seed);
	return 0;
}

static gnutls_certificate_credentials_t
make_credentials(const char *name)
{
	gnutls_certificate_credentials_t made;
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
	const char *error;
	gnutls_x509_privkey_init(&key);
	gnutls_x509_crt_init(&certificate);
	gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
	    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	gnutls_x509_crt_set_version(certificate, 3);
	gnutls_x509_crt_set_serial(certificate, "\1", 1);
	gnutls_x509_crt_set_activation_time(certificate, 0);
	gnutls_x509_crt_set_expiration_time(certificate, 4000000000);
	gnutls_x509_crt_set_dn(certificate, "CN=mx.test", &error);
	gnutls_x509_crt_set_basic_constraints(certificate, 1, -1);
	gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_DNSNAME,
	    name, (unsigned)strlen(name), GNUTLS_FSAN_SET);
	gnutls_x509_crt_set_key(certificate, key);
	gnutls_x509_crt_sign2(
	    certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
	if (authority.data == NULL)
		gnutls_x509_crt_export2(
		    certificate, GNUTLS_X509_FMT_PEM, &authority);
	must(gnutls_certificate_allocate_credentials(&made) == 0);
	must(gnutls_certificate_set_x509_key(made, &certificate, 1, key) == 0);
	gnutls_x509_crt_deinit(certificate);
	gnutls_x509_privkey_deinit(key);
	return made;
}

/* ---- the server ---- */

static ssize_t
pull(gnutls_transport_ptr_t self, void *data, size_t size)
{
	struct server *s = self;
	size_t left = s->in.length - s->read;
	if (left == 0) {
		gnutls_transport_set_errno(s->session, EAGAIN);
		return -1;
	}
	size_t most = left < size ? left : size;
	memcpy(data, s->in.data + s->read, most);
	s->read += most;
	return (ssize_t)most;
}

static ssize_t
push(gnutls_transport_ptr_t self, const void *data, size_t length)
{
	struct server *s = self;
	buf_add(&s->meant, data, length);
	return (ssize_t)length;
}

/* What it means is spoiled as the input bids. */
static void
spoil(struct server *s)
{
	size_t from = s->said.length;
	buf_add(&s->said, s->meant.data + from, s->meant.length - from);
	for (size_t i = 0; i + 3 <= s->changes.length; i += 3) {
		const unsigned char *change =
		    (const unsigned char *)s->changes.data + i;
		size_t at = (size_t)(change[0] << 8 | change[1]);
		if (at >= from && at < s->said.length)
			s->said.data[at] ^= (char)change[2];
	}
}

static void
go_on(struct server *s)
{
	if (s->session == NULL)
		return;
	if (!s->greeted && gnutls_handshake(s->session) == 0) {
		gnutls_record_send(s->session, GREETING, strlen(GREETING));
		s->greeted = true;
	}
	spoil(s);
}

/* Three octets at the head of a record, its type and version, are not what TLS
 * protects: a change that matters stands elsewhere. */
static bool
was_changed(const struct server *s, size_t end)
{
	size_t record = 0;
	while (record + 5 <= end) {
		const unsigned char *head =
		    (const unsigned char *)s->meant.data + record;
		size_t next = record + 5 + (size_t)(head[3] << 8 | head[4]);
		for (size_t at = record + 3; at < next && at < end; at++) {
			if (s->meant.data[at] != s->said.data[at])
				return true;
		}
		record = next;
	}
	return false;
}

/* Where the record that is being given ends: one at a time, so that what was
 * given is what the client has made use of. */
static size_t
end_of_record(struct server *s)
{
	const unsigned char *said = (const unsigned char *)s->said.data;
	size_t end = s->said.length < s->cut ? s->said.length : s->cut;
	if (s->given >= s->record_end && s->said.length >= s->given + 5)
		s->record_end = s->given + 5
		    + (size_t)(said[s->given + 3] << 8 | said[s->given + 4]);
	return s->record_end > s->given && s->record_end < end ? s->record_end
							       : end;
}

static ssize_t
receive(void *self, char *data, size_t size, struct error *err)
{
	struct server *s = self;
	size_t end = end_of_record(s);
	size_t most = end - s->given < size ? end - s->given : size;
	(void)err;
	memcpy(data, s->said.data + s->given, most);
	s->given += most;
	return (ssize_t)most; /* nothing more means the end */
}

static ssize_t
send(void *self, const char *data, size_t length, struct error *err)
{
	struct server *s = self;
	(void)err;
	buf_add(&s->in, data, length);
	go_on(s);
	return (ssize_t)length;
}

static int
wait(void *self, int events, int64_t deadline)
{
	(void)self;
	(void)deadline;
	return events;
}

static void
end(void *self)
{
	(void)self;
}

static void
server_open(struct server *s, struct slice letters, struct slice input)
{
	*s = (struct server){ .in = BUF(SAID_MOST),
		.meant = BUF(SAID_MOST),
		.said = BUF(SAID_MOST),
		.changes = input,
		.cut = NEVER };
	if (fuzz_wants(letters, 'r')) {
		buf_add(&s->said, input.data, input.length);
		return;
	}
	if (fuzz_wants(letters, 'c') && input.length >= 2)
		s->cut = (size_t)((unsigned char)input.data[0] << 8
		    | (unsigned char)input.data[1]);
	must(gnutls_init(&s->session, GNUTLS_SERVER | GNUTLS_NONBLOCK) == 0);
	gnutls_priority_set_direct(s->session,
	    fuzz_wants(letters, '2') ? "NORMAL:-VERS-ALL:+VERS-TLS1.2"
				     : "NORMAL",
	    NULL);
	gnutls_credentials_set(s->session, GNUTLS_CRD_CERTIFICATE,
	    credentials[fuzz_wants(letters, 'o')]);
	gnutls_transport_set_ptr(s->session, s);
	gnutls_transport_set_pull_function(s->session, pull);
	gnutls_transport_set_push_function(s->session, push);
	gnutls_handshake_set_timeout(s->session, 0);
}

static void
server_free(struct server *s)
{
	if (s->session != NULL)
		gnutls_deinit(s->session);
	buf_free(&s->in);
	buf_free(&s->meant);
	buf_free(&s->said);
}

/* ---- the client ---- */

/* What is read was said, or nothing is. */
static void
check_greeting(struct stream *stream)
{
	static const char greeting[] = GREETING;
	char c;
	for (size_t i = 0; stream_get(stream, &c); i++)
		must(i < strlen(GREETING) && c == greeting[i]);
}

static void
check(const struct server *s, struct slice letters, struct stream *stream,
    const struct tls *tls, const struct error *err)
{
	bool verified = tls != NULL && tls_is_verified(tls);
	must((tls == NULL) == error_is_set(err));
	if (tls == NULL) {
		fuzz_check_error(err);
		return;
	}
	must_say(s->session != NULL, "nobody makes that up");
	must(verified || fuzz_wants(letters, 'u'));
	must_say(!was_changed(s, s->given), "a change in the handshake counts");
	must(!verified || !fuzz_wants(letters, 'o'));
	must(tls_version(tls) != NULL && tls_cipher(tls) != NULL);
	must(!tls_is_resumed(tls) && !tls_gave_certificate(tls));
	check_greeting(stream);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct layer_ops ops = { receive, send, wait, end };
	struct slice input = { (const char *)data, size };
	struct slice letters = fuzz_take(&input, '\n');
	struct tls_settings settings = { .name = "mx.test",
		.ca_file.path = FUZZ_FILE,
		.unverified = fuzz_wants(letters, 'u') };
	struct error err = { 0 };
	struct server server;
	struct stream stream;
	seed = 8446;
	if (credentials[0] == NULL) {
		credentials[0] = make_credentials("mx.test");
		credentials[1] = make_credentials("other.test");
	}
	file_parts(
	    (struct slice){ (const char *)authority.data, authority.size });
	server_open(&server, letters, input);
	stream_open(
	    &stream, (struct layer){ &ops, &server }, "mx.test:465", &err);
	stream_expect(&stream, "starting TLS", CLOCK_NEVER);
	struct tls *tls = tls_start(&stream, &settings, " at all", &err);
	check(&server, letters, &stream, tls, &err);
	stream_close(&stream);
	server_free(&server);
	return 0;
}
