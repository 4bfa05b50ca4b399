/* fit.h - can this smarthost carry this message? */
#ifndef SMTP_FIT_H
#define SMTP_FIT_H

#include <stdbool.h>

#include "smtp/session.h"
#include "smtp/submission.h"

/* Looks at what EHLO promised before anything is said: SIZE (RFC 1870),
 * SMTPUTF8 (RFC 6531), the most of FUTURERELEASE (RFC 4865). Where 8BITMIME
 * (RFC 6152) is missing, a text body with 8-bit bytes leaves encoded.
 * EX_UNAVAILABLE names what is lacking. */
bool fit(const struct session *session, struct submission *submission);

/* The same of what can be known before the message is there. */
bool fit_envelope(
    const struct session *session, const struct submission *submission);

/* Can it carry these addresses (RFC 6531)? */
bool fit_utf8(const struct session *session, const struct envelope *envelope,
    struct error *err);

/* Is all offered that this message could make use of, needed or not? */
bool fit_is_whole(
    const struct session *session, const struct submission *submission);

#endif
