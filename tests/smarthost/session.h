/* session.h - one client of the submission server, from greeting to QUIT */
#ifndef SMARTHOST_SESSION_H
#define SMARTHOST_SESSION_H

#include <stdbool.h>

#include "smarthost/tls.h"
#include "smarthost/transaction.h"
#include "smarthost/wire.h"

struct session {
	const struct policy *policy;
	const struct tls *tls;
	bool hello;    /* was said, since the start or since TLS began */
	bool extended; /* and was EHLO */
	bool logged_in;
	struct transaction transaction;
	struct wire wire;
};

/* Serves the client of the open wire to the end, and closes it. */
void session_run(struct session *session, struct mailbox *mailbox);

#endif
