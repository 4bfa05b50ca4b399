/* attempt.h - one mail transaction under way: what its parts share */
#ifndef SMTP_ATTEMPT_H
#define SMTP_ATTEMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "smtp/session.h"
#include "smtp/submission.h"

/* What leaves behind the last recipient in the same flight. */
enum tail {
	TAIL_NONE,  /* nothing: DATA waits for the answers */
	TAIL_DATA,  /* DATA */
	TAIL_CHUNK, /* BDAT LAST and the whole message */
};

struct attempt {
	struct session *session;
	struct chat *chat;
	struct submission *submission;
	struct envelope *envelope;
	struct error *err;
	size_t *asked; /* those of this transaction: places in the envelope,
			  whose array moves when one is added */
	size_t count;
	size_t said; /* commands of it that were said and answered */
	enum tail tail;
	bool is_last; /* nothing will be left: QUIT leaves with a chunk */
	bool tail_said;
	bool vague;    /* MAIL or RCPT was answered with a status that could
			  be a verdict's */
	bool stumbled; /* the server, over a parameter that can be missed */
	int mail_code; /* what MAIL was answered; 0: nothing yet */
};

/* Shall nobody get it unless all do? */
static inline bool
attempt_is_all_or_none(const struct attempt *attempt)
{
	return attempt->session->smarthost->reject_partial
	    || attempt->envelope->all_or_none;
}

static inline struct recipient *
attempt_asked(const struct attempt *attempt, size_t i)
{
	return &attempt->envelope->recipients[attempt->asked[i]];
}

#endif
