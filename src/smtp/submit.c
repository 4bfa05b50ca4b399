#include "smtp/submit.h"

#include "smtp/fit.h"
#include "smtp/transaction.h"

/* What was foreseen may be out of date: what is offered now will show. */
static bool
look_closer(struct session *session)
{
	if (session->owed.hello)
		session_settle(session);
	return false;
}

static bool
make_fit(struct session *session, struct submission *submission)
{
	bool logged_in = session->mechanism != NULL && !session->owed.login;
	if (logged_in && !fit_is_whole(session, submission)
	    && !session_ask_again(session))
		return false;
	return fit(session, submission) || look_closer(session);
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
		    && (session->over || session->stream.failed);
	}
	return true;
}

bool
submit(struct session *session, struct submission *submission)
{
	submission->unfinished = false;
	return make_fit(session, submission) && carry(session, submission);
}
