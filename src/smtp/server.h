/* server.h - the other side of the dialogue: RFC 5321, to one client
 *
 * Straight down the RFC: EHLO or HELO, mail transactions, QUIT; PIPELINING,
 * CHUNKING, SIZE, 8BITMIME, SMTPUTF8, DSN and ENHANCEDSTATUSCODES. What becomes
 * of a mail is a backend's to say. Nothing is asked of it before the client
 * waits for an answer, so what comes in one flight can go on in one.
 */
#ifndef SMTP_SERVER_H
#define SMTP_SERVER_H

#include <stdbool.h>

#include "net/stream.h"
#include "smtp/backend.h"
#include "smtp/door.h"

struct server {
	struct stream *stream; /* to the client; the owner closes it */
	const char *host;      /* how we call ourselves */
	struct server_limits limits;
	struct server_backend backend;
	struct door door;
};

/* Greets, and serves until QUIT or until the client leaves between two mails.
 * False, with the stream's error set, when it left within one, when a limit or
 * a signal ended the session. The limits may change when somebody is
 * admitted. */
bool server_run(const struct server *server);

#endif
