/* tls-server.c - the server's side of TLS, against the client's */
#include "net/tls_server.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "base/clock.h"
#include "net/pipe.h"
#include "unit/place.h"
#include "unit/tap.h"

static const char *certificate, *key;

/* A key of its own, and a certificate that it signs itself. */
static void
make_certificate(void)
{
	gnutls_x509_privkey_t private;
	gnutls_x509_crt_t own;
	gnutls_datum_t pem;
	gnutls_x509_privkey_init(&private);
	gnutls_x509_privkey_generate(private, GNUTLS_PK_ECDSA,
	    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	gnutls_x509_crt_init(&own);
	gnutls_x509_crt_set_version(own, 3);
	gnutls_x509_crt_set_serial(own, "\1", 1);
	gnutls_x509_crt_set_activation_time(own, time(NULL) - 3600);
	gnutls_x509_crt_set_expiration_time(own, time(NULL) + 3600);
	gnutls_x509_crt_set_subject_alt_name(
	    own, GNUTLS_SAN_DNSNAME, "localhost", 9, GNUTLS_FSAN_SET);
	gnutls_x509_crt_set_key(own, private);
	is(gnutls_x509_crt_sign2(own, own, private, GNUTLS_DIG_SHA256, 0), 0,
	    "a certificate");
	gnutls_x509_crt_export2(own, GNUTLS_X509_FMT_PEM, &pem);
	certificate = place_bytes(
	    "certificate.pem", (const char *)pem.data, pem.size, 0644);
	gnutls_free(pem.data);
	gnutls_x509_privkey_export2(private, GNUTLS_X509_FMT_PEM, &pem);
	key = place_bytes("key.pem", (const char *)pem.data, pem.size, 0600);
	gnutls_free(pem.data);
	gnutls_x509_crt_deinit(own);
	gnutls_x509_privkey_deinit(private);
}

/* ---- the client, in a thread ---- */

struct client {
	int fd;
	const char *before;   /* said in clear before the handshake */
	const char *priority; /* NULL: no handshake at all */
	bool silent;          /* nor anything else */
	bool well;
	char heard;
};

static void *
run_client(void *argument)
{
	struct client *client = argument;
	struct error err = { 0 };
	struct stream stream;
	struct tls_settings settings = { .name = "localhost",
		.unverified = true,
		.priority = client->priority };
	stream_open(
	    &stream, pipe_layer(client->fd, client->fd), "server", &err);
	stream_expect(&stream, "waiting", clock_now() + 10000);
	if (client->before != NULL) {
		stream_put(&stream, client->before, strlen(client->before));
		stream_flush(&stream);
	}
	/* The server says when it has heard that. */
	client->well = stream_get(&stream, &client->heard);
	if (client->well && client->priority != NULL)
		client->well = tls_start(&stream, &settings, "", &err) != NULL;
	if (client->silent)
		stream_get(&stream, &client->heard);
	else if (client->well) {
		stream_put(&stream, "x: no TLS\r\n", 11);
		client->well = stream_flush(&stream)
		    && stream_get(&stream, &client->heard);
	}
	stream_close(&stream);
	return NULL;
}

/* ---- the server ---- */

struct outcome {
	char version[16];
	char heard; /* first, within TLS */
	struct error err;
};

static void
serve(const struct tls_server *server, int fd, const char *before,
    int64_t time_for_hands, struct outcome *outcome)
{
	struct stream stream;
	char octet;
	stream_open(&stream, pipe_layer(fd, fd), "client", &outcome->err);
	stream_expect(&stream, "waiting", clock_now() + 10000);
	if (before != NULL)
		stream_get(&stream, &octet);
	stream_put(&stream, "2", 1);
	stream_flush(&stream);
	stream_expect(&stream, "TLS", clock_now() + time_for_hands);
	struct tls *tls = tls_server_accept(&stream, server, &outcome->err);
	if (tls != NULL) {
		strncpy(outcome->version, tls_version(tls),
		    sizeof(outcome->version) - 1);
		if (stream_get(&stream, &outcome->heard)) {
			stream_put(&stream, "y", 1);
			stream_flush(&stream);
		}
	}
	stream_close(&stream);
}

static struct outcome
meet(struct client *client, enum tls_minimum minimum, int64_t time_for_hands)
{
	struct tls_settings settings = { .certificate.path = certificate,
		.key.path = key,
		.minimum = minimum };
	struct tls_server server;
	struct outcome outcome = { 0 };
	pthread_t thread;
	int ends[2];
	ok(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
	       ends) == 0
		&& tls_server_load(&server, &settings, &outcome.err),
	    "loaded");
	client->fd = ends[1];
	pthread_create(&thread, NULL, run_client, client);
	serve(&server, ends[0], client->before, time_for_hands, &outcome);
	pthread_join(thread, NULL);
	tls_server_free(&server);
	return outcome;
}

static void
test_versions(void)
{
	static const struct {
		const char *client;
		enum tls_minimum minimum;
		const char *version; /* "": refused */
	} rows[] = {
		{ "NORMAL", TLS_MINIMUM_1_2, "TLS1.3" },
		{ "NORMAL", TLS_MINIMUM_1_3, "TLS1.3" },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2", TLS_MINIMUM_1_2, "TLS1.2" },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2", TLS_MINIMUM_1_3, "" },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.1", TLS_MINIMUM_1_2, "" },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.1", TLS_MINIMUM_1_0, "TLS1.1" },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.0", TLS_MINIMUM_1_0, "TLS1.0" },
		{ "NORMAL", TLS_MINIMUM_1_0, "TLS1.3" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct client client = { .priority = rows[i].client };
		struct outcome outcome = meet(&client, rows[i].minimum, 10000);
		is_text(outcome.version, rows[i].version, "%s, minimum %d",
		    rows[i].client, rows[i].minimum);
		is(client.well, rows[i].version[0] != '\0', "so it is");
		is(outcome.err.code,
		    rows[i].version[0] != '\0' ? 0 : EX_PROTOCOL, "its code");
	}
}

/* Somebody on the way may put commands before the handshake; they must not
 * be obeyed within it: CVE-2011-0411. */
static void
test_injection(void)
{
	struct client client = { .priority = "NORMAL",
		.before = "STARTTLS\r\nMAIL FROM:<a@b>\r\n" };
	struct outcome outcome = meet(&client, TLS_MINIMUM_1_2, 10000);
	is(outcome.heard, 'x', "what came in clear is thrown away");
	is(client.heard, 'y', "and all goes on");
}

static void
test_trouble(void)
{
	struct client clear = { 0 };
	struct outcome outcome = meet(&clear, TLS_MINIMUM_1_2, 10000);
	is(outcome.err.code, EX_PROTOCOL, "a client that speaks no TLS");
	has(outcome.err.text, "client", "the error names it");

	struct client silent = { .silent = true };
	outcome = meet(&silent, TLS_MINIMUM_1_2, -1);
	is(outcome.err.code, EX_TEMPFAIL, "a client that is too slow");
	has(outcome.err.text, "timed out", "it says so");
}

static void
test_files(void)
{
	struct tls_server server;
	struct error err = { 0 };
	struct tls_settings settings = { .certificate.path = certificate,
		.key.path = place_file("open.pem", "no key", 0644) };
	ok(!tls_server_load(&server, &settings, &err), "others read the key");
	is(err.code, EX_CONFIG, "others read the key: code");
	has(err.text, "chmod", "what mends it");
	tls_server_free(&server);

	err = (struct error){ 0 };
	settings.key.path = place_file("none.pem", "no key", 0600);
	ok(!tls_server_load(&server, &settings, &err), "no key");
	is(err.code, EX_CONFIG, "no key: code");
	tls_server_free(&server);
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	make_certificate();
	test_versions();
	test_injection();
	test_trouble();
	test_files();
	return tap_done();
}
