#include "deliver.h"

#include "base/clock.h"
#include "base/process.h"
#include "report.h"
#include "smtp/session.h"
#include "smtp/submit.h"

static void
note_route(struct run *run, const struct session *session)
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

static bool
deliver_to(struct run *run, const struct smarthost *smarthost, int64_t deadline)
{
	struct trace trace = { 0 };
	struct session session;
	if (run->request.verbose)
		trace.line = report_dialogue;
	bool well =
	    session_open(&session, smarthost, deadline, trace, &run->err)
	    && submit(&session, &run->envelope, &run->message, &run->arena,
		&run->err);
	note_route(run, &session);
	session_close(&session);
	return well;
}

/* Only what might be another host's luck: this one is not there, does not
 * serve us now, does not speak as it should. */
static bool
may_try_next(const struct run *run)
{
	if (run->err.uncertain || envelope_count(&run->envelope, FATE_TAKEN) > 0
	    || process_signal() != NULL)
		return false;
	switch (run->err.code) {
	case EX_TEMPFAIL:
	case EX_NOHOST:
	case EX_PROTOCOL:
		return true;
	default:
		return false;
	}
}

static void
begin_again(struct run *run)
{
	text_list_add(&run->arena, &run->failures,
	    arena_text(&run->arena, run->err.text));
	error_clear(&run->err);
	envelope_begin_again(&run->envelope);
}

bool
deliver(struct run *run)
{
	int64_t deadline = clock_after(run->account.deadline);
	if (!account_find_hosts(&run->arena, &run->account, &run->err))
		return false;
	for (size_t i = 0; i < run->account.url_count; i++) {
		struct smarthost smarthost;
		bool well = account_smarthost(&run->arena, &run->account, i,
				&smarthost, &run->err)
		    && deliver_to(run, &smarthost, deadline);
		secret_free(&smarthost.login.secret);
		if (well)
			return true;
		if (!may_try_next(run) || i + 1 == run->account.url_count)
			return false;
		begin_again(run);
	}
	return false;
}
