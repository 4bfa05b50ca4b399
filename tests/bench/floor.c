/* floor.c - what a submission costs at the least: the best dialogue, hard-coded
 *
 *   floor plain|starttls|tls HOST PORT CA BUNDLE USER PASSWORD SENDER
 *       RECIPIENT... <MESSAGE
 *
 * The certificate in CA is looked for in the text of BUNDLE, and it alone is
 * parsed: what a client must do that asks a bundle for one issuer. USER "-"
 * does not log in. There is no configuration, no header is looked at, and
 * whatever goes wrong ends it with 75.
 */
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/gnutls.h>

enum {
	INPUT = 65536,  /* octets read at once; up to that BDAT is used */
	RECORD = 16384, /* octets written at once */
	BUNDLE_MOST = 1 << 20,
};

struct wire {
	int socket;
	gnutls_session_t tls; /* or NULL */
	char in[RECORD];
	size_t start, end;
	char out[16 * INPUT];
	size_t length;
	char reply[4096]; /* all lines of the last */
};

static struct wire wire;
static char message[INPUT];

static void
must(bool well)
{
	if (!well)
		exit(75);
}

/* ---- the wire ---- */

static void
flush(void)
{
	size_t sent = 0;

	while (sent < wire.length) {
		size_t left = wire.length - sent;
		ssize_t n = wire.tls != NULL
		    ? gnutls_record_send(wire.tls, wire.out + sent, left)
		    : write(wire.socket, wire.out + sent, left);
		must(n > 0);
		sent += (size_t)n;
	}
	wire.length = 0;
}

static void
put(const char *data, size_t length)
{
	must(length <= sizeof(wire.out) - wire.length);
	memcpy(wire.out + wire.length, data, length);
	wire.length += length;
}

static void
say(const char *verb, const char *argument, const char *end)
{
	put(verb, strlen(verb));
	put(argument, strlen(argument));
	put(end, strlen(end));
}

static ssize_t
receive(void)
{
	ssize_t n;

	if (wire.tls == NULL)
		return read(wire.socket, wire.in, sizeof(wire.in));
	do /* a session ticket is no data */
		n = gnutls_record_recv(wire.tls, wire.in, sizeof(wire.in));
	while (n == GNUTLS_E_AGAIN);
	return n;
}

static char
octet(void)
{
	if (wire.start == wire.end) {
		ssize_t n = receive();
		must(n > 0);
		wire.start = 0;
		wire.end = (size_t)n;
	}
	return wire.in[wire.start++];
}

/* Sends what was said and hears one reply, which must begin with `wanted`. */
static void
hear(char wanted)
{
	size_t length = 0, line = 0;
	char c;

	flush();
	do {
		line = length;
		do {
			c = octet();
			must(length < sizeof(wire.reply) - 1);
			wire.reply[length++] = c;
		} while (c != '\n');
	} while (length - line > 3 && wire.reply[line + 3] == '-');
	wire.reply[length] = '\0';
	must(wire.reply[0] == wanted);
}

/* ---- a session ---- */

static void
dial(const char *host, const char *port)
{
	struct addrinfo hints = { .ai_family = AF_INET,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *found;
	int on = 1;

	must(getaddrinfo(host, port, &hints, &found) == 0);
	wire.socket = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(wire.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	must(connect(wire.socket, found->ai_addr, found->ai_addrlen) == 0);
	freeaddrinfo(found);
}

static size_t
load(const char *name, char *to, size_t size)
{
	FILE *file = fopen(name, "r");

	must(file != NULL);
	setvbuf(file, NULL, _IONBF, 0);
	size_t length = fread(to, 1, size, file);
	fclose(file);
	return length;
}

/* The one certificate, as it stands in the bundle. */
static gnutls_datum_t
find_issuer(const char *ca, const char *bundle)
{
	static char wanted[INPUT], all[BUNDLE_MOST];
	size_t wanted_length = load(ca, wanted, sizeof(wanted));
	size_t length = load(bundle, all, sizeof(all));
	char *hit = memmem(all, length, wanted, wanted_length);

	must(hit != NULL);
	return (gnutls_datum_t){ (void *)hit, (unsigned)wanted_length };
}

static void
secure(const char *host, gnutls_datum_t issuer)
{
	static gnutls_certificate_credentials_t credentials;
	gnutls_session_t tls;

	gnutls_certificate_allocate_credentials(&credentials);
	gnutls_certificate_set_x509_trust_mem(
	    credentials, &issuer, GNUTLS_X509_FMT_PEM);
	gnutls_init(&tls, GNUTLS_CLIENT);
	gnutls_set_default_priority(tls);
	gnutls_credentials_set(tls, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_server_name_set(tls, GNUTLS_NAME_DNS, host, strlen(host));
	gnutls_session_set_verify_cert(tls, host, 0);
	gnutls_transport_set_int(tls, wire.socket);
	must(gnutls_handshake(tls) == 0);
	wire.tls = tls;
}

static void
hello(void)
{
	say("EHLO ", "client.example.com", "\r\n");
	hear('2');
}

static void
log_in(const char *user, const char *password)
{
	char text[512];
	int length =
	    snprintf(text, sizeof(text), "%c%s%c%s", 0, user, 0, password);
	gnutls_datum_t plain = { (void *)text, (unsigned)length };
	gnutls_datum_t encoded;

	must(gnutls_base64_encode2(&plain, &encoded) == 0);
	say("AUTH PLAIN ", (char *)encoded.data, "\r\n");
	gnutls_free(encoded.data);
	hear('2');
}

/* ---- the message ---- */

/* Up to the end of the input, or of the space. */
static size_t
fill(void)
{
	size_t length = 0;
	ssize_t n = 1;

	while (n > 0 && length < sizeof(message)) {
		n = read(0, message + length, sizeof(message) - length);
		length += n > 0 ? (size_t)n : 0;
	}
	return length;
}

/* CRLF for LF, and a dot more before a dot unless it is for BDAT. */
static void
put_lines(const char *at, size_t length, bool *in_line, bool dots)
{
	const char *end = at + length;

	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		const char *stop = lf == NULL ? end : lf;
		if (dots && !*in_line && *at == '.')
			put(".", 1);
		put(at, (size_t)(stop - at));
		if (lf != NULL)
			put("\r\n", 2);
		*in_line = lf == NULL;
		at = stop + 1;
	}
}

static void
put_chunk(size_t length)
{
	bool in_line = false;
	size_t size = length;
	char text[32];

	for (size_t i = 0; i < length; i++)
		size += message[i] == '\n';
	snprintf(text, sizeof(text), "%zu", size);
	say("BDAT ", text, " LAST\r\n");
	put_lines(message, length, &in_line, false);
}

static void
put_dotted(size_t length)
{
	bool in_line = false;

	for (; length > 0; length = fill()) {
		put_lines(message, length, &in_line, true);
		flush();
	}
	say(".", "", "\r\n");
}

/* MAIL, RCPT, and what ends the flight, together where the server allows. */
static void
submit(char **addresses)
{
	bool pipelining = strstr(wire.reply, "PIPELINING") != NULL;
	bool chunking = strstr(wire.reply, "CHUNKING") != NULL;
	size_t length = fill();
	size_t awaited = 0;

	for (size_t i = 0; addresses[i] != NULL; i++, awaited++) {
		say(i == 0 ? "MAIL FROM:<" : "RCPT TO:<", addresses[i],
		    ">\r\n");
		if (!pipelining)
			hear('2');
	}
	chunking = chunking && length < sizeof(message);
	if (chunking)
		put_chunk(length);
	else
		say("DATA", "", "\r\n");
	if (chunking)
		say("QUIT", "", "\r\n");
	for (size_t i = 0; i < awaited && pipelining; i++)
		hear('2');
	hear(chunking ? '2' : '3');
	if (chunking)
		return;
	put_dotted(length);
	say("QUIT", "", "\r\n");
	hear('2');
}

static void
leave(void)
{
	if (wire.tls != NULL) {
		gnutls_bye(wire.tls, GNUTLS_SHUT_WR);
		gnutls_deinit(wire.tls);
	}
	close(wire.socket);
}

int
main(int argc, char **argv)
{
	gnutls_datum_t issuer = { NULL, 0 };

	must(argc > 9);
	bool at_once = strcmp(argv[1], "tls") == 0;
	bool at_all = at_once || strcmp(argv[1], "starttls") == 0;
	if (at_all)
		issuer = find_issuer(argv[4], argv[5]);
	dial(argv[2], argv[3]);
	if (at_once)
		secure(argv[2], issuer);
	hear('2');
	hello();
	if (at_all && !at_once) {
		say("STARTTLS", "", "\r\n");
		hear('2');
		secure(argv[2], issuer);
		hello();
	}
	char offers[sizeof(wire.reply)];
	memcpy(offers, wire.reply, sizeof(offers));
	if (strcmp(argv[6], "-") != 0)
		log_in(argv[6], argv[7]);
	memcpy(wire.reply, offers, sizeof(offers));
	submit(argv + 8);
	leave();
	return 0;
}
