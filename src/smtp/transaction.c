#include "smtp/transaction.h"

#include "smtp/attempt.h"
#include "smtp/content.h"
#include "smtp/flight.h"
#include "smtp/verdict.h"

/* A message up to this size leaves with its envelope: a refusal then costs no
 * more than the octets. */
#define CHUNK_MOST (128 * 1024)

/* No server takes less at once. With more a further transaction may be due, and
 * then the session must go on; but where only a 221 makes a verdict sure, up to
 * what RFC 5321 4.5.3.1.8 wants of every server another session is risked. */
#define RECIPIENTS_SURE 10
#define RECIPIENTS_DUE 100

static bool
send_data(struct attempt *a)
{
	if (!a->tail_said && !chat_say(a->chat, "DATA"))
		return false;
	if (!chat_hear(a->chat, STAGE_DATA)
	    || !chat_want(a->chat, STAGE_DATA, NULL))
		return false;
	return content_send(a->chat, a->submission->message) && verdict_hear(a);
}

static bool
is_wanted(const struct attempt *a)
{
	bool all = attempt_is_all_or_none(a);
	size_t accepted = 0, refused = 0;
	for (size_t i = 0; i < a->count; i++) {
		accepted += attempt_asked(a, i)->fate == FATE_ACCEPTED;
		refused += attempt_asked(a, i)->fate == FATE_REFUSED;
	}
	return accepted > 0 && (!all || (refused == 0 && !a->stumbled));
}

static void
choose_asked(struct attempt *a)
{
	struct envelope *envelope = a->envelope;
	size_t most = a->session->caps.recipients;
	for (size_t i = 0; i < envelope->count; i++) {
		if (envelope->recipients[i].fate != FATE_WAITING
		    || (most > 0 && a->count == most))
			continue;
		a->asked = arena_more(a->submission->arena, a->asked, a->count,
		    sizeof(*a->asked));
		a->asked[a->count++] = i;
	}
}

/* What leaves early reaches those who are accepted though others are refused,
 * which all or none forbids; and a chunk only when the server is known to
 * be one that takes it, and its verdict will be known for one: see
 * verdict.c. */
static enum tail
choose_tail(const struct attempt *a)
{
	const struct session *session = a->session;
	const struct caps *caps = &session->caps;
	if (!caps->pipelining || attempt_is_all_or_none(a))
		return TAIL_NONE;
	if (caps->chunking && !session->owed.hello
	    && (caps->statuses || a->is_last) && !session->smarthost->is_lmtp
	    && message_size(a->submission->message) <= CHUNK_MOST)
		return TAIL_CHUNK;
	return TAIL_DATA;
}

/* MAIL was refused, or the connection was lost on the way. */
static bool
give_up(struct attempt *a)
{
	bool is_lost = a->chat->stream->failed;
	/* A message that left with its envelope may have been taken, whatever
	 * the connection still told us, unless MAIL was refused. */
	if (is_lost && a->tail_said && a->tail == TAIL_CHUNK
	    && a->mail_code / 100 <= 2)
		return verdict_doubt(a);
	verdict_ignore(a);
	return false;
}

/* All or nothing: those who were accepted are asked anew with the others. */
static void
wait_again(struct attempt *a)
{
	for (size_t i = 0; i < a->count; i++) {
		if (attempt_asked(a, i)->fate == FATE_ACCEPTED)
			attempt_asked(a, i)->fate = FATE_WAITING;
	}
}

/* An envelope that was begun and came to nothing is in the way of the next. */
static bool
clear_way(struct attempt *a)
{
	if (a->mail_code / 100 != 2 || !session_is_usable(a->session)
	    || (!a->submission->more
		&& envelope_count(a->envelope, FATE_WAITING) == 0))
		return true;
	return chat_ask(a->chat, STAGE_RSET, "RSET");
}

static bool
run(struct attempt *a)
{
	if (!flight_send(a))
		return give_up(a);
	if (is_wanted(a)) {
		bool with_envelope = a->tail_said && a->tail == TAIL_CHUNK;
		return with_envelope ? verdict_hear(a) : send_data(a);
	}
	if (a->stumbled)
		wait_again(a);
	return verdict_ignore(a) && clear_way(a);
}

/* The next message must not find this one's envelope, nor what is left of it
 * where MAIL was refused: Postfix takes its SIZE for that of the next. */
static void
leave_clean(struct attempt *a)
{
	struct error ignored = { 0 };
	if (!a->submission->more || a->mail_code == 0
	    || !session_is_usable(a->session))
		return;
	struct error *err = chat_report_to(a->chat, &ignored);
	a->session->over = !chat_ask(a->chat, STAGE_RSET, "RSET");
	chat_report_to(a->chat, err);
}

/* Where MAIL itself was refused, nothing has been refused yet. */
static bool
go_bare(struct attempt *a, bool well)
{
	a->submission->bare = true;
	if (!well && a->mail_code / 100 == 5)
		error_clear(a->err);
	return !error_is_set(a->err);
}

struct attempt
transaction_begin(struct session *session, struct submission *submission)
{
	return (struct attempt){ .session = session,
		.chat = &session->chat,
		.submission = submission,
		.envelope = submission->envelope,
		.err = submission->err };
}

bool
transaction_ask(struct attempt *a)
{
	choose_asked(a);
	a->tail = TAIL_NONE;
	if (flight_send(a))
		return true;
	if (!a->stumbled || a->said > 0)
		return false;
	/* MAIL was refused for a parameter that can be missed. */
	a->stumbled = false;
	return go_bare(a, false) && flight_send(a);
}

bool
transaction_end(struct attempt *a)
{
	choose_asked(a);
	size_t most =
	    a->session->caps.statuses ? RECIPIENTS_SURE : RECIPIENTS_DUE;
	a->is_last = !a->submission->more && a->count <= most
	    && a->count == envelope_count(a->envelope, FATE_WAITING);
	a->tail = choose_tail(a);
	bool well = run(a);
	if (!well)
		leave_clean(a);
	return a->stumbled && !a->err->uncertain ? go_bare(a, well) : well;
}

void
transaction_abandon(struct attempt *a)
{
	if (a->session != NULL)
		leave_clean(a);
}

bool
transaction(struct session *session, struct submission *submission)
{
	struct attempt a = transaction_begin(session, submission);
	return transaction_end(&a);
}
