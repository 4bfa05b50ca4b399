/* login.h - logs in to a session: RFC 4954 */
#ifndef SMTP_LOGIN_H
#define SMTP_LOGIN_H

#include <stdbool.h>

#include "net/tls.h"
#include "smtp/chat.h"
#include "smtp/smarthost.h"

/* What a login happens on. */
struct login_place {
	struct chat *chat;
	const struct smarthost *smarthost;
	const struct tls *tls; /* NULL: in clear, where no login happens */
	const char *offered;   /* mechanisms, between blanks */
};

/* Tries the mechanisms from the best on, the next one only when the server
 * says that it cannot do one (504, 534 and the like), never with the same
 * secret after a 535. Returns the name of the one that logged in, or NULL:
 * EX_NOPERM when the login is refused for good, EX_UNAVAILABLE when there is
 * none that may be used. */
const char *login(const struct login_place *place);

/* Says a login that is one command, where the best mechanism has such, and
 * leaves its answer to be heard. NULL, and nothing is said, where it has not;
 * then login() will. */
const char *login_early(const struct login_place *place);

#endif
