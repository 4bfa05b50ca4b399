/* sink.c - the cheapest smarthost: TLS at once, says yes, throws mail away
 *
 *   sink CERTIFICATE KEY
 *
 * For large messages, whose time is to be the client's: the server of the other
 * tests looks at every octet. It offers PIPELINING, AUTH PLAIN and 8BITMIME.
 * The first line on standard output is "port N"; SIGTERM ends it.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/gnutls.h>

static gnutls_certificate_credentials_t credentials;
static gnutls_session_t tls;
static char in[65536];
static size_t start, end;

static void
must(bool well)
{
	if (!well)
		exit(1);
}

static void
say(const char *line)
{
	must(gnutls_record_send(tls, line, strlen(line)) > 0);
}

static void
fill(void)
{
	if (start == end)
		start = end = 0;
	memmove(in, in + start, end - start);
	end -= start;
	start = 0;
	must(end < sizeof(in));
	ssize_t n = gnutls_record_recv(tls, in + end, sizeof(in) - end);
	must(n > 0);
	end += (size_t)n;
}

static char *
hear(void)
{
	char *lf;

	while ((lf = memchr(in + start, '\n', end - start)) == NULL)
		fill();
	char *line = in + start;
	*lf = '\0';
	start = (size_t)(lf - in) + 1;
	return line;
}

/* The message ends where a flight does: only then can the dot be the last, and
 * one look at each flight is enough. What was read before DATA's answer is
 * commands. */
static void
swallow(void)
{
	static const char dot[] = "\r\n.\r\n";
	static const char quit[] = "\r\n.\r\nQUIT\r\n";
	char *hit = NULL;

	while (hit == NULL) {
		fill();
		size_t tail = end < 64 ? end : 64;
		hit = memmem(in + end - tail, tail, quit, sizeof(quit) - 1);
		if (hit == NULL && tail >= 5
		    && memcmp(in + end - 5, dot, 5) == 0)
			hit = in + end - 5;
		/* What ends it may come in two pieces. */
		start = end < 16 ? 0 : end - 16;
	}
	start = (size_t)(hit - in) + 5;
}

static void
serve(void)
{
	say("220 sink\r\n");
	for (;;) {
		char *line = hear();
		if (strncasecmp(line, "EHLO", 4) == 0)
			say("250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n"
			    "250 AUTH PLAIN\r\n");
		else if (strncasecmp(line, "AUTH", 4) == 0)
			say("235 welcome\r\n");
		else if (strncasecmp(line, "QUIT", 4) == 0)
			return;
		else if (strncasecmp(line, "DATA", 4) != 0)
			say("250 ok\r\n");
		else {
			say("354 go ahead\r\n");
			swallow();
			say("250 thrown away\r\n");
		}
	}
}

static void
attend(int socket)
{
	int on = 1;

	setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	gnutls_init(&tls, GNUTLS_SERVER);
	gnutls_set_default_priority(tls);
	gnutls_credentials_set(tls, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_transport_set_int(tls, socket);
	must(gnutls_handshake(tls) == 0);
	serve();
	say("221 farewell\r\n");
	gnutls_bye(tls, GNUTLS_SHUT_WR);
	exit(0);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	must(argc == 3);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	gnutls_certificate_allocate_credentials(&credentials);
	must(gnutls_certificate_set_x509_key_file(
		 credentials, argv[1], argv[2], GNUTLS_X509_FMT_PEM)
	    == 0);
	must(bind(listener, (struct sockaddr *)&at, size) == 0);
	must(listen(listener, 16) == 0);
	getsockname(listener, (struct sockaddr *)&at, &size);
	printf("port %d\n", ntohs(at.sin_port));
	fflush(stdout);
	for (;;) {
		int socket = accept(listener, NULL, NULL);
		if (socket >= 0 && fork() == 0)
			attend(socket);
		close(socket);
	}
}
