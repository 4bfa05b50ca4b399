/* listen.h - sockets where clients come: our own, or a service manager's */
#ifndef NET_LISTEN_H
#define NET_LISTEN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

#define LISTEN_MOST 32 /* places at once */

struct listener {
	int fd;
	char where[160]; /* for people: "127.0.0.1:2525", "unix:/run/x.sock" */
	bool is_public;  /* others than this machine's users can come */
	bool is_given;   /* a service manager made it */
	bool is_path;    /* we made a path that is to be removed */
};

struct listeners {
	struct listener all[LISTEN_MOST];
	unsigned count;
};

/* Who may connect to a path of ours. */
struct listen_rights {
	mode_t mode;
	gid_t group; /* (gid_t)-1: our own */
};

/* Is this a place? "ADDRESS:PORT" with a numeric address, an IPv6 one in
 * brackets, port 0 being one of the kernel's choice; or "unix:/PATH". */
bool listen_is_place(const char *where);

/* Listens there. A path that nobody serves any more is taken over. EX_CONFIG
 * when it is no place, or not ours; EX_UNAVAILABLE when somebody else listens
 * there; EX_NOPERM when we may not. */
bool listen_open(struct listeners *listeners, const char *where,
    const struct listen_rights *rights, struct error *err);

/* Takes over the sockets that a service manager has opened for us, by
 * sd_listen_fds(3), and hides from our children that it has. How many there
 * were; EX_CONFIG and false when one is none that clients connect to. */
bool
listen_inherit(struct listeners *listeners, unsigned *given, struct error *err);

/* Waits for a client until the deadline. Returns its connection, which is
 * non-blocking, or -1: the time is over, or a signal bids us end, or none
 * could be accepted just now. */
int listen_accept(const struct listeners *listeners, int64_t deadline);

/* The one connection that a service manager has accepted for us (Accept=yes of
 * systemd.socket(5)), non-blocking; or -1. Hides that, too. */
int listen_accepted(void);

/* Removes the paths that we made, too; the second, for a child, does not. */
void listen_close(struct listeners *listeners);
void listen_leave(struct listeners *listeners);

#endif
