/* door.h - what a client must do before it may send: TLS, a login
 *
 * What the server (server.h) needs to know of both, and whom it tells. All
 * zero: there is neither, and whoever is here may send.
 */
#ifndef SMTP_DOOR_H
#define SMTP_DOOR_H

#include <stdbool.h>

#include "auth/passwords.h"
#include "net/tls_server.h"

struct door {
	const struct tls_server *tls; /* NULL: no TLS */
	bool tls_at_once;             /* before the greeting */
	bool tls_first;               /* no mail and no login without it */

	const struct passwords *passwords; /* NULL: nobody can log in */
	bool may_show; /* passwords, where there is no TLS */
	bool login_first;
	unsigned failures; /* logins that may fail */

	void *self;
	/* Somebody has logged in; the name lives as long as the session. */
	void (*admit)(void *self, const char *login);
	/* A login has failed; the name is what the client said, if it did. */
	void (*refuse)(void *self, const char *login);
};

#endif
