/* entry.h - through the door: STARTTLS (RFC 3207), AUTH (RFC 4954) */
#ifndef SMTP_ENTRY_H
#define SMTP_ENTRY_H

#include "smtp/dialogue.h"

/* TLS at once, if that is how clients come; false when it failed. */
bool entry_begin(struct dialogue *d);

/* The lines of EHLO's answer. */
void entry_offer(struct dialogue *d);

/* The reply to a client that may not send yet, or NULL. */
const char *entry_refusal(const struct dialogue *d);

void entry_secure(struct dialogue *d); /* STARTTLS */
void entry_log_in(struct dialogue *d); /* AUTH */

#endif
