/* content.h - the message as it leaves, after DATA or BDAT */
#ifndef SMTP_CONTENT_H
#define SMTP_CONTENT_H

#include <stdbool.h>

#include "mail/message.h"
#include "smtp/chat.h"

/* Sends header and body with their dots stuffed, listening meanwhile: a
 * refusal that comes before the end is the answer, a success that comes before
 * it is none. The lone dot leaves only when nothing unasked has been heard. */
bool content_send(struct chat *chat, const struct message *message);

/* Queues BDAT LAST and the whole message, which is small, behind the commands
 * said before it (RFC 3030). Dots are not stuffed. */
bool content_say_chunk(struct chat *chat, const struct message *message);

#endif
