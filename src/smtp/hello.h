/* hello.h - who we are, and what the server offers: EHLO, RFC 5321 4.1.1.1
 *
 * LHLO (RFC 2033 section 4.1) where it is LMTP, and HELO for old servers, where
 * nothing is needed that it cannot offer.
 */
#ifndef SMTP_HELLO_H
#define SMTP_HELLO_H

#include <stdbool.h>

#include "smtp/caps.h"
#include "smtp/chat.h"
#include "smtp/foresight.h"
#include "smtp/smarthost.h"

struct hello_place {
	struct chat *chat;
	const struct smarthost *smarthost;
	const char *local; /* our address, "" where there is none */
	struct foresight *foresight;
	enum side side;    /* before or behind TLS */
	struct caps *caps; /* takes what is offered */
};

/* Says it. True: the answer is foreseen, and offers what it did last time. */
bool hello_say(const struct hello_place *place);

/* Hears the answer. False, with the reason, when it is none that serves. */
bool hello_hear(const struct hello_place *place);

/* Hears the answer that was foreseen: is it the same? */
bool hello_hear_foreseen(const struct hello_place *place);

/* Says it once more: some servers (Dovecot) offer some of it only to those who
 * have logged in. A refusal changes nothing. */
bool hello_ask_again(const struct hello_place *place);

#endif
