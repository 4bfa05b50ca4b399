#include "deliver.h"

#include <string.h>

#include "base/clock.h"
#include "base/process.h"
#include "conf/services.h"
#include "report.h"
#include "turn.h"

void
deliver_note_route(struct run *run, const struct session *session)
{
	struct route *route = &run->route;
	*route = (struct route){ .peer = session->smarthost->peer,
		.login = session->mechanism };
	if (session->ends.remote[0] != '\0')
		route->address = arena_text(&run->arena, session->ends.remote);
	if (session->tls != NULL)
		route->tls = arena_print(&run->arena, "%s %s%s%s",
		    tls_version(session->tls), tls_cipher(session->tls),
		    tls_is_verified(session->tls) ? "" : " unverified",
		    tls_is_resumed(session->tls) ? " resumed" : "");
}

/* Another host may be luckier when this one is not there, does not serve, or
 * was lost on the way; not when it answered and the answer was no. A peer that
 * cannot be verified and a configuration that cannot work must be heard of. */
static bool
may_try_next(const struct run *run, const struct session *session)
{
	if (run->err.uncertain || process_signal() != NULL
	    || envelope_count(&run->envelope, FATE_TAKEN) > 0)
		return false;
	if (run->err.code == EX_NOPERM || run->err.code == EX_CONFIG)
		return false;
	bool lost = session->stream.failed && error_is_temporary(&run->err);
	return run->err.code != 0 && (!session->greeted || lost);
}

/* With -v, why it is another that is dialled. */
static void
show_change(const struct run *run, const struct url *next)
{
	if (!run->request.verbose)
		return;
	struct arena arena = { 0 };
	const char *text = arena_print(
	    &arena, "%s; now %s", run->err.text, url_peer(&arena, next));
	report_dialogue(NULL, '-', text, strlen(text));
	arena_free(&arena);
}

static void
begin_again(struct run *run)
{
	text_list_add(&run->arena, &run->failures,
	    arena_text(&run->arena, run->err.text));
	error_clear(&run->err);
	envelope_begin_again(&run->envelope);
}

/* One session, as a rule; another for what it has left. */
static bool
converse(struct run *run, deliver_job *job, struct smarthost *smarthost,
    int64_t deadline, struct submission *submission, bool *next)
{
	struct trace trace = { 0 };
	struct session session;
	if (run->request.verbose)
		trace.line = report_dialogue;
	bool well = session_open(&session, &run->arena, smarthost, deadline,
			trace, &run->err)
	    && job(&session, submission);
	deliver_note_route(run, &session);
	if (session.misled) {
		error_clear(&run->err);
		submission->unfinished = true;
	}
	*next = !well && may_try_next(run, &session);
	session_close(&session);
	return well;
}

/* *next says whether the next smarthost may be tried. */
static bool
deliver_to(struct run *run, deliver_job *job, const struct smarthost *smarthost,
    int64_t deadline, bool *next)
{
	/* Once foresight has misled us we listen before we speak. */
	struct smarthost calm = *smarthost;
	struct submission submission = { .envelope = &run->envelope,
		.message = &run->message,
		.arena = &run->arena,
		.err = &run->err };
	struct slot slot;
	bool well = false;
	if (!turn_take(run, smarthost, deadline, &slot))
		return false;
	do {
		submission.unfinished = false;
		well = converse(run, job, &calm, deadline, &submission, next);
		calm.in_turn = true;
	} while (submission.unfinished);
	slot_give(&slot);
	return well;
}

bool
deliver(struct run *run, deliver_job *job)
{
	int64_t deadline = clock_after(run->account.deadline);
	if (!services_find(&run->arena, &run->account, deadline, &run->failures,
		&run->err))
		return false;
	/* One that was away may serve us later, whatever the last one is. */
	bool later = run->failures.count > 0;
	for (size_t i = 0; i < run->account.url_count; i++) {
		struct smarthost smarthost;
		bool next = false;
		bool well = account_smarthost(&run->arena, &run->account, i,
				&smarthost, &run->err)
		    && deliver_to(run, job, &smarthost, deadline, &next);
		secret_free(&smarthost.login.secret);
		if (next && later)
			run->err.code = EX_TEMPFAIL;
		if (well || !next || i + 1 == run->account.url_count)
			return well;
		later = later || error_is_temporary(&run->err);
		show_change(run, &run->account.urls[i + 1]);
		begin_again(run);
	}
	return false;
}
