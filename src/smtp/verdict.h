/* verdict.h - has the smarthost taken the message? RFC 5321 4.2.5, RFC 1047 */
#ifndef SMTP_VERDICT_H
#define SMTP_VERDICT_H

#include <stdbool.h>

#include "smtp/attempt.h"

/* Hears what became of a message that has left whole, once for all recipients
 * or, with LMTP, once for each. False with err->uncertain when the answer is
 * not to be had: nobody knows then. */
bool verdict_hear(struct attempt *attempt);

/* Notes that a message that left may have been taken; false. */
bool verdict_doubt(struct attempt *attempt);

/* Hears what is said of a DATA or a chunk that left behind an envelope which
 * nobody stands for any more, and which is nothing. False, and in doubt, when
 * the replies turn out to be out of step. */
bool verdict_ignore(struct attempt *attempt);

#endif
