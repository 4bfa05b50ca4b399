#include "smtp/submit.h"

#include "smtp/fit.h"
#include "smtp/transaction.h"

/* Some servers tell what they offer only to those who have logged in. */
static bool
ask_for_more(struct session *session, struct submission *submission)
{
	if (session->mechanism == NULL || fit_is_whole(session, submission))
		return true;
	return session_settle(session) && session_ask_again(session);
}

/* What was foreseen may be out of date: what is offered now will show. */
static bool
make_fit(struct session *session, struct submission *submission)
{
	if (!ask_for_more(session, submission))
		return false;
	if (fit(session, submission))
		return true;
	if (!session->owed.hello)
		return false;
	error_clear(submission->err);
	return session_settle(session) && fit(session, submission);
}

/* One transaction, as a rule; more when there are more recipients than one
 * takes, or when a parameter was refused. */
static bool
carry(struct session *session, struct submission *submission)
{
	const struct envelope *envelope = submission->envelope;
	while (envelope_count(envelope, FATE_WAITING) > 0
	    && !submission->unfinished) {
		if (!transaction(session, submission))
			return false;
		submission->unfinished =
		    envelope_count(envelope, FATE_WAITING) > 0
		    && !session_is_usable(session);
	}
	return true;
}

bool
submit(struct session *session, struct submission *submission)
{
	const struct message *given = submission->message;
	submission->unfinished = false;
	submission->encoded = (struct message){ .body = STORE };
	bool well = make_fit(session, submission) && carry(session, submission);
	/* The next smarthost, and the spool, get what was given. */
	submission->message = given;
	message_free(&submission->encoded);
	return well;
}
