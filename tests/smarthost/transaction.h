/* transaction.h - one message at a time: MAIL, RCPT, then DATA or BDAT
 *
 * The commands put their replies into the wire; they return false when the
 * connection is to end.
 */
#ifndef SMARTHOST_TRANSACTION_H
#define SMARTHOST_TRANSACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "smarthost/body.h"
#include "smarthost/mailbox.h"
#include "smarthost/policy.h"
#include "smarthost/wire.h"

struct transaction {
	const struct policy *policy;
	struct mailbox *mailbox;
	struct wire *wire;
	bool extended; /* begun by EHLO: there may be parameters */
	bool begun;    /* MAIL was accepted */
	bool utf8;
	bool chunking; /* a BDAT was seen, and no LAST */
	size_t recipients;
	struct text envelope; /* as MAIL and RCPT said it */
	FILE *envelope_stream;
	struct text message;
	struct body body; /* its sink writes the message */
};

bool transaction_mail(struct transaction *transaction, char *argument);
bool transaction_recipient(struct transaction *transaction, char *argument);
bool transaction_data(struct transaction *transaction, char *argument);
bool transaction_chunk(struct transaction *transaction, char *argument);

/* Forgets the transaction, if there is one. */
void transaction_reset(struct transaction *transaction);

#endif
