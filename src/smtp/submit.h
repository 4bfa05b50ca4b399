/* submit.h - one message over a session that is ready: RFC 5321 section 3.3 */
#ifndef SMTP_SUBMIT_H
#define SMTP_SUBMIT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "mail/envelope.h"
#include "mail/message.h"
#include "smtp/session.h"

/* Submits. True when the smarthost has taken the message for at least one
 * recipient: then envelope->verdict holds its words, and how each recipient
 * fared stands in the envelope. False: nobody has it, or err->uncertain says
 * that nobody knows; err holds the reason unless it lies with the recipients
 * alone. The message may be encoded on the way, when the smarthost cannot take
 * it as it is. */
bool submit(struct session *session, struct envelope *envelope,
    struct message *message, struct arena *arena, struct error *err);

#endif
