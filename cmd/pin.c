#include "pin.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/process.h"
#include "conf/services.h"
#include "report.h"
#include "smtp/session.h"

static void
print(const struct session *session)
{
	struct buf text = BUF(64 * 1024);
	tls_show_peer(session->tls, &text);
	printf("smarthost: %s\nverified: %s\n%s", session->smarthost->peer,
	    session_is_verified(session)
		? "yes"
		: "no; compare the pin by another way before you set it",
	    text.data);
	buf_free(&text);
}

static bool
ask(struct run *run, struct smarthost smarthost, int64_t deadline,
    struct error *err)
{
	struct trace trace = { 0 };
	struct session session;
	if (run->request.verbose)
		trace.line = report_dialogue;
	smarthost.logs_in = false;
	smarthost.tls = TLS_REQUIRED;
	smarthost.tls_settings.unverified = true;
	smarthost.dane = DANE_OFF;
	smarthost.tls_settings.pins.count = 0;
	smarthost.tls_settings.cache.directory = NULL;
	bool well = session_open(
	    &session, &run->arena, &smarthost, deadline, trace, err);
	if (well)
		print(&session);
	session_close(&session);
	return well;
}

/* The status is that of the first. */
static void
note_failure(struct run *run, struct error *err)
{
	if (run->err.code != 0) {
		text_list_add(&run->arena, &run->failures,
		    arena_text(&run->arena, run->err.text));
		err->code = run->err.code;
	}
	run->err = *err;
}

void
pin_show(struct run *run)
{
	int64_t deadline = clock_after(run->account.deadline);
	run->account.credential.kind = CREDENTIAL_NONE;
	if (!services_find(&run->arena, &run->account, deadline, &run->failures,
		&run->err))
		return;
	for (size_t i = 0; i < run->account.url_count; i++) {
		struct smarthost smarthost;
		struct error err = { 0 };
		if (process_signal() == NULL
		    && (!account_smarthost(
			    &run->arena, &run->account, i, &smarthost, &err)
			|| !ask(run, smarthost, deadline, &err)))
			note_failure(run, &err);
	}
}
