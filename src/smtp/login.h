/* login.h - logs in to a session: RFC 4954 */
#ifndef SMTP_LOGIN_H
#define SMTP_LOGIN_H

#include <stdbool.h>

#include "smtp/session.h"

/* Tries the mechanisms from the best on, the next one only when the server
 * says that it cannot do one (504, 534 and the like), never with the same
 * secret after a 535. EX_NOPERM when the login is refused for good. */
bool login(struct session *session);

#endif
