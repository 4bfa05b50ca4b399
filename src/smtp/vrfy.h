/* vrfy.h - what the smarthost thinks of recipients, without a message
 *
 * RFC 5321 section 3.5: VRFY, and EXPN for a mailing list. Most servers will
 * not say (252, 502, or a refusal by policy); then MAIL, RCPT and RSET tell
 * what would be answered to a message. DATA is never said.
 */
#ifndef SMTP_VRFY_H
#define SMTP_VRFY_H

#include <stdbool.h>

#include "smtp/session.h"
#include "smtp/submission.h"

/* Asks for every recipient. Each is then FATE_ACCEPTED or FATE_REFUSED with
 * the words of the smarthost. False when something other than a recipient was
 * in the way: the sender, or the connection. */
bool vrfy(struct session *session, struct submission *submission);

#endif
