/* refusal.h - what a refusal is about, as far as its words tell */
#ifndef SMTP_REFUSAL_H
#define SMTP_REFUSAL_H

#include <stdbool.h>

/* Does a reply, as reply_show() gives it, say that we may not send as this
 * sender? Providers say it to MAIL, to RCPT or only after the message, about
 * the envelope or about From. */
bool refusal_is_of_sender(const char *words);

/* What may help where such a reply refuses a login: providers that take no
 * password any more say so in words of their own. NULL when it is no login that
 * was refused for good. */
const char *refusal_login_hint(const char *words);

#endif
