/* caller.h - who runs us, and where */
#ifndef CMD_CALLER_H
#define CMD_CALLER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"

struct caller {
	const char *login;     /* "uid4242" where there is no passwd entry */
	const char *full_name; /* NULL: none */
	const char *email;     /* $EMAIL of anyone but root; or NULL */
	const char *host;      /* this machine, as it calls itself */
	const char *client;    /* who came to us: "192.0.2.1"; or NULL */
	bool is_gate;          /* `login` is who serves the client, of whom no
				  name is known */
};

/* Asks the system; never fails, since containers know none of this. */
struct caller caller_find(struct arena *arena);

/* From now on it is another user, who came to us from this machine. */
void caller_become(struct caller *caller, struct arena *arena, uid_t uid);

#endif
