/* conversation.h - one message to a smarthost that plays a script, in every way
 *
 * A conversation is first played as it stands, then with every split of what
 * is read and written, then with every end: closed, reset and silent, after
 * every line and within every line of both sides. However it ends, this must
 * hold: the message counts as accepted exactly when the whole 2xx to the dot
 * was heard, as uncertain exactly between the dot and the whole verdict, and a
 * connection that is lost is temporary.
 */
#ifndef UNIT_CONVERSATION_H
#define UNIT_CONVERSATION_H

#include <stdbool.h>
#include <stddef.h>

#include "mail/envelope.h"
#include "smtp/smarthost.h"
#include "unit/player.h"

struct conversation {
	const char *name;
	const char *script;
	const char *recipients;            /* blanks between; NULL: b@y */
	const char *message;               /* NULL: a small one */
	const char *sender;                /* NULL: a@x */
	const struct smarthost *smarthost; /* NULL: conversation_clear */
	const char *notify, *ret, *id, *hold, *by, *priority, *submitter;
	bool require_tls;
	size_t early_at; /* 0: BODY is not answered before its end */

	/* What is to come of it. */
	int status;
	const char *reason; /* stands in the error; NULL: there is none */
	const char *codes;  /* of the recipients: "0 67 w a", see below */
	const char *body;   /* as on the wire; NULL: not asked */
	unsigned sends;     /* writes in all, QUIT included; 0: not asked */
	bool undecided;     /* splits may change how it ends */
	bool in_doubt;      /* a cut may say uncertain where it is not */
	bool goes_on;       /* there is an envelope behind the last message */
};

/* In clear, no login, we are "me". */
extern const struct smarthost conversation_clear;

struct outcome {
	bool accepted;
	int status; /* what a run would exit with */
	struct error err;
	char codes[256]; /* per recipient: 0 taken, else why it was refused; w:
			    it waits, a: it was accepted, no more is known */
	bool has_verdict;
};

/* Plays once on a player that was opened already. */
void conversation_play(const struct conversation *conversation,
    struct player *player, struct outcome *outcome);

/* Plays in every way and reports. */
void conversation_test(const struct conversation *conversation);

#endif
