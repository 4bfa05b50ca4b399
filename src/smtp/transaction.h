/* transaction.h - one mail transaction: RFC 5321 section 3.3, LMTP RFC 2033
 *
 * MAIL, RCPT for those who have no answer yet, the message, its verdict. With
 * PIPELINING (RFC 2920) the envelope and DATA leave in one flight; with
 * CHUNKING (RFC 3030) too, a small message leaves with them.
 */
#ifndef SMTP_TRANSACTION_H
#define SMTP_TRANSACTION_H

#include <stdbool.h>

#include "smtp/attempt.h"

/* Runs one. Afterwards each recipient that was asked is taken, refused, or
 * still waiting: too many for one transaction, or a parameter was refused and
 * submission->bare is now set. False when something other than recipients
 * stood in the way; err->uncertain then says whether the mail may have been
 * taken all the same. */
bool transaction(struct session *session, struct submission *submission);

/* The same bit by bit, for a mail that comes so (submission->relays). Asks for
 * MAIL, unless that was answered, and for the recipients that were added since;
 * false when MAIL was refused or the connection was lost. */
struct attempt
transaction_begin(struct session *session, struct submission *submission);
bool transaction_ask(struct attempt *attempt);

/* Asks for who is left, and sends the message. */
bool transaction_end(struct attempt *attempt);

/* Instead: what was asked for is not wanted any more. */
void transaction_abandon(struct attempt *attempt);

#endif
