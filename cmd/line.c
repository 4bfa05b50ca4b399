#include "line.h"

#include "base/clock.h"
#include "base/process.h"
#include "conf/services.h"
#include "deliver.h"
#include "report.h"
#include "smtp/submit.h"
#include "turn.h"

#define LOST_MOST 2 /* sessions that end at their first message */

void
line_close(struct line *line)
{
	if (line->session == NULL)
		return;
	if (error_is_set(&line->run->err))
		line->why = arena_text(&line->run->arena, line->run->err.text);
	session_close(line->session);
	secret_free(&line->smarthost.login.secret);
	slot_give(&line->slot);
	line->lost = line->carried > 0 || line->heard ? 0 : line->lost + 1;
	line->session = NULL;
	line->carried = 0;
	line->heard = false;
}

/* ---- to open one ---- */

static bool
open_to(struct line *line, size_t i)
{
	struct run *run = line->run;
	struct trace trace = { 0 };
	if (run->request.verbose)
		trace.line = report_dialogue;
	int64_t deadline = clock_after(run->account.deadline);
	bool well = account_smarthost(&run->arena, &run->account, i,
			&line->smarthost, &run->err)
	    && turn_take(run, &line->smarthost, deadline, &line->slot);
	if (!well) {
		secret_free(&line->smarthost.login.secret);
		return false;
	}
	/* Many messages make up for the trips that foresight saves. */
	line->smarthost.in_turn = true;
	line->session = &line->own;
	well = session_open(line->session, &run->arena, &line->smarthost,
		   deadline, trace, &run->err)
	    && session_settle(line->session);
	deliver_note_route(run, line->session);
	if (!well)
		line_close(line);
	return well;
}

/* A wrong password or an unverified peer must be heard of: then no other host
 * is tried. */
static bool
may_try_next(const struct run *run)
{
	return process_signal() == NULL && run->err.code != EX_NOPERM
	    && run->err.code != EX_CONFIG;
}

static bool
open_any(struct line *line)
{
	struct run *run = line->run;
	for (size_t i = 0; i < run->account.url_count; i++) {
		error_clear(&run->err);
		if (open_to(line, i))
			return true;
		if (!may_try_next(run))
			return false;
	}
	return false;
}

bool
line_open(struct line *line)
{
	struct run *run = line->run;
	int64_t deadline = clock_after(run->account.deadline);
	if (line->session != NULL)
		return true;
	if (line->stays) {
		line->is_down = true;
		return false;
	}
	if (!line->resolved)
		line->resolved = services_find(&run->arena, &run->account,
		    deadline, &run->failures, &run->err);
	line->is_down = !line->resolved || line->lost >= LOST_MOST
	    || process_signal() != NULL || !open_any(line);
	if (line->is_down && error_is_set(&run->err))
		line->why = arena_text(&run->arena, run->err.text);
	return !line->is_down;
}

/* ---- to say something ---- */

static bool
submit_over(struct line *line, struct submission *submission)
{
	struct run *run = line->run;
	bool well = true;
	do {
		if (!line_open(line))
			return false;
		line->session->chat.deadline =
		    clock_after(run->account.deadline);
		well = submit(line->session, submission);
		line->heard |= submission->heard;
		if (well)
			line->carried++;
		if (!session_is_usable(line->session))
			line_close(line);
	} while (well && submission->unfinished);
	return well;
}

/* A server may end a session after so many messages: the next one, of which
 * nothing can be there yet, goes over another. */
static bool
may_be_said_again(
    const struct line *line, const struct envelope *envelope, unsigned carried)
{
	return carried > 0 && line->session == NULL && !line->is_down
	    && !line->run->err.uncertain && error_is_temporary(&line->run->err)
	    && envelope_count(envelope, FATE_TAKEN) == 0;
}

bool
line_submit(struct line *line, struct arena *arena, struct envelope *envelope,
    struct message *message)
{
	struct submission submission = { .envelope = envelope,
		.message = message,
		.arena = arena,
		.err = &line->run->err,
		.more = true };
	unsigned carried = line->session == NULL ? 0 : line->carried;
	error_clear(&line->run->err);
	if (submit_over(line, &submission))
		return true;
	if (!may_be_said_again(line, envelope, carried))
		return false;
	error_clear(&line->run->err);
	envelope_begin_again(envelope);
	return submit_over(line, &submission);
}

/* A 5xx is said of the message, but for 530, which wants a login that the
 * configuration does not have; and what cannot be carried over this line is the
 * message's own too. */
bool
line_is_at_fault(const struct line *line)
{
	const struct error *err = &line->run->err;
	if (line->is_down || error_is_temporary(err))
		return true;
	if (err->reply[0] == '5')
		return text_starts(err->reply, "530");
	return err->code != EX_DATAERR && err->code != EX_UNAVAILABLE;
}
