/* client.h - who is at the other end of a connection, as the kernel says */
#ifndef NET_CLIENT_H
#define NET_CLIENT_H

#include <stdbool.h>
#include <sys/types.h>

#include "net/network.h"

enum client_kind {
	CLIENT_UNKNOWN, /* a pipe, or a socket that says nothing */
	CLIENT_REMOTE,  /* by TCP: its address */
	CLIENT_LOCAL,   /* by a local socket: its user */
};

struct client {
	enum client_kind kind;
	struct network address; /* of a remote one */
	unsigned port;
	uid_t uid; /* of a local one, when it connected */
	gid_t gid;
	pid_t pid;      /* 0: not known */
	char shown[64]; /* for people: "192.0.2.1", "uid 1000", "stdin" */
};

/* Asks the kernel; never fails. */
struct client client_of(int fd);

#endif
