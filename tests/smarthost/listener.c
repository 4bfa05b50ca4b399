/* listener.c - where clients knock */
#include "smarthost/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static bool
fail(struct listener *listener, const char *what, const char *why)
{
	snprintf(
	    listener->problem, sizeof(listener->problem), "%s: %s", what, why);
	return false;
}

static bool
bind_to(struct listener *listener, const char *what,
    const struct sockaddr *address, socklen_t length)
{
	int on = 1;

	listener->socket = socket(address->sa_family, SOCK_STREAM, 0);
	/* A server may come back to a port that it had. */
	return (listener->socket >= 0
		   && setsockopt(listener->socket, SOL_SOCKET, SO_REUSEADDR,
			  &on, sizeof(on))
		       == 0
		   && bind(listener->socket, address, length) == 0
		   && listen(listener->socket, 64) == 0)
	    || fail(listener, what, strerror(errno));
}

static bool
open_path(struct listener *listener, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(address.sun_path))
		return fail(listener, path, "too long for a socket");
	memcpy(address.sun_path, path, strlen(path));
	return bind_to(
	    listener, path, (const struct sockaddr *)&address, sizeof(address));
}

static void
find_port(struct listener *listener)
{
	struct sockaddr_storage address = { 0 };
	socklen_t length = sizeof(address);

	getsockname(listener->socket, (struct sockaddr *)&address, &length);
	if (address.ss_family == AF_INET6)
		listener->port =
		    ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
	else
		listener->port =
		    ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static bool
open_host(struct listener *listener, const char *host, const char *port)
{
	struct addrinfo wanted = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
		    | AI_PASSIVE,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *found;
	int code = getaddrinfo(host, port, &wanted, &found);

	if (code != 0)
		return fail(listener, host, gai_strerror(code));
	bool bound = bind_to(listener, host, found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	if (bound)
		find_port(listener);
	return bound;
}

bool
listener_open(struct listener *listener, const char *address)
{
	char host[64]; /* a longer one is no numeric address */
	char port[6] = "0";

	*listener = (struct listener){ .socket = -1 };
	if (strncmp(address, "unix:", 5) == 0)
		return open_path(listener, address + 5);
	if (sscanf(address, "[%63[^]]]:%5s", host, port) >= 1
	    || sscanf(address, "%63[^:]:%5s", host, port) >= 1)
		return open_host(listener, host, port);
	return fail(listener, address, "no address");
}

int
listener_accept(struct listener *listener, int patience)
{
	struct pollfd at = { .fd = listener->socket, .events = POLLIN };
	int ready;

	do
		ready = poll(&at, 1, patience < 0 ? -1 : patience * 1000);
	while (ready < 0 && errno == EINTR);
	if (ready == 0) {
		fail(listener, "no client", "gone out of patience");
		return -1;
	}
	int client = accept(listener->socket, NULL, NULL);
	if (client < 0)
		fail(listener, "accept", strerror(errno));
	/* Or our second write would wait for the client's delayed ACK. On a
	 * local socket it fails, and nothing is lost. */
	int on = 1;
	setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return client;
}

void
listener_close(struct listener *listener)
{
	if (listener->socket >= 0)
		close(listener->socket);
	listener->socket = -1;
}
