/* encode.h - a body that SMTP cannot carry as it is, made so that it can
 *
 * RFC 5321 carries lines of at most 998 octets that end with CRLF, and no NUL;
 * 8-bit bytes only where the server offers 8BITMIME. A body that is plain text
 * is encoded as quoted-printable or base64 (RFC 2045), whichever is smaller,
 * and decodes to the very bytes that were given. Any other structure (MIME
 * parts, signatures) is left alone but for bare CRs, which become line breaks;
 * a NUL in it is refused.
 */
#ifndef MAIL_ENCODE_H
#define MAIL_ENCODE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "mail/message.h"

/* Whatever server it is for. EX_DATAERR when it cannot be carried at all. */
bool
encode_for_any(struct arena *arena, struct message *message, struct error *err);

/* Must it be encoded for a server without 8BITMIME, and may it be? */
bool encode_is_due(struct arena *arena, const struct message *message);

/* Makes another message of it, which the caller frees; the one that was given
 * stays as it is, for servers that can carry it. */
bool encode_for_7bit(struct arena *arena, const struct message *message,
    struct message *encoded, struct error *err);

#endif
