/* content.h - the message as it leaves after DATA: RFC 5321 section 4.5.2 */
#ifndef SMTP_CONTENT_H
#define SMTP_CONTENT_H

#include <stdbool.h>

#include "mail/message.h"
#include "smtp/chat.h"

/* Sends header and body with their dots stuffed, listening meanwhile: a
 * refusal that comes before the end is the answer, a success that comes before
 * it is none. What is left, the lone dot at its end, is queued only when
 * nothing unasked has been heard; it leaves when the verdict is awaited. */
bool content_send(struct chat *chat, const struct message *message);

#endif
