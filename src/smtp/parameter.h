/* parameter.h - what is said behind the addresses of MAIL and RCPT
 *
 * Nothing the smarthost did not offer: SIZE (RFC 1870), BODY (RFC 6152),
 * SMTPUTF8 (RFC 6531), RET, ENVID, NOTIFY and ORCPT (RFC 3461), REQUIRETLS (RFC
 * 8689), HOLDFOR and HOLDUNTIL (RFC 4865), BY (RFC 2852), MT-PRIORITY (RFC
 * 6710), AUTH (RFC 4954).
 */
#ifndef SMTP_PARAMETER_H
#define SMTP_PARAMETER_H

#include <stdbool.h>

#include "base/buf.h"
#include "mail/envelope.h"
#include "mail/message.h"
#include "smtp/caps.h"

#define PARAMETERS_MOST 4096

/* Append each with a blank before it. `message` is NULL where it is still to
 * come. `bare` leaves out what changes nothing
 * but convenience: SIZE, DSN, MT-PRIORITY and AUTH. */
void
parameters_of_mail(const struct caps *caps, const struct envelope *envelope,
    const struct message *message, bool bare, struct buf *to);
void
parameters_of_rcpt(const struct caps *caps, const struct envelope *envelope,
    const struct recipient *recipient, bool bare, struct buf *to);

/* Appends the settings by which MAIL has parameters that `bare` does not leave
 * out, commas between. */
void parameters_settings(const struct envelope *envelope, struct buf *to);

/* Is there nothing in them that `bare` would leave out? */
bool parameters_of_mail_are_bare(
    const struct caps *caps, const struct envelope *envelope);
bool parameters_of_rcpt_are_bare(const struct caps *caps,
    const struct envelope *envelope, const struct recipient *recipient);

#endif
