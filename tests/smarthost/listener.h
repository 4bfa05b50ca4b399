/* listener.h - where clients knock */
#ifndef SMARTHOST_LISTENER_H
#define SMARTHOST_LISTENER_H

#include <stdbool.h>

struct listener {
	int socket;
	unsigned port;     /* 0 for a path */
	char problem[200]; /* why it failed; a long one is cut */
};

/* Listens at "127.0.0.1", "[::1]" (any numeric address), where the kernel
 * chooses the port unless ":port" follows, or at "unix:/path". */
bool listener_open(struct listener *listener, const char *address);

/* The socket of the next client; -1 with the problem told when none comes
 * within PATIENCE seconds. A negative patience never ends. */
int listener_accept(struct listener *listener, int patience);

void listener_close(struct listener *listener);

#endif
