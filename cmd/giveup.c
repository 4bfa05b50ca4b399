#include "giveup.h"

#include "mail/notice.h"
#include "queue/journal.h"
#include "queue/reserve.h"
#include "report.h"

/* An address that providers take from us; and who else it could be. */
static const char *
postmaster(struct run *run)
{
	const char *own = run->account.compose.from;
	if (own != NULL)
		return own;
	return arena_print(&run->arena, "MAILER-DAEMON@%s",
	    run->account.compose.completion.domain);
}

/* RFC 3464 section 2: from the null sender, so that nothing is told of it;
 * but some providers take only what we own. */
static struct envelope
envelope_to(struct run *run, struct arena *arena, const char *sender)
{
	bool forced = run->account.compose.policy == SENDER_FORCE;
	struct envelope envelope = { .sender = forced ? postmaster(run) : "" };
	envelope_add(arena, &envelope, sender);
	return envelope;
}

static bool
send_notice(struct line *line, struct arena *arena, struct item *item,
    struct notice *notice)
{
	struct run *run = line->run;
	struct message message;
	notice->from = postmaster(run);
	notice->host = run->caller.host;
	notice->peer = run->route.peer;
	notice->now = time(NULL);
	struct envelope envelope =
	    envelope_to(run, arena, notice->envelope->sender);
	error_clear(&run->err);
	if (!reserve_lines(item, &run->err)) {
		report_line(run, run->err.text);
		return false;
	}
	bool well = notice_compose(arena, notice, &message, &run->err)
	    && line_submit(line, arena, &envelope, &message);
	int status = envelope_status(&envelope);
	if (well && status != 0)
		well = error_set(&run->err,
		    status == EX_TEMPFAIL ? EX_TEMPFAIL : EX_UNAVAILABLE,
		    "the notice to %s was refused", notice->envelope->sender);
	message_free(&message);
	return well;
}

static struct notice
notice_about(const struct item *item)
{
	return (struct notice){ .id = item->id,
		.arrived = item->kept,
		.is_doubtful = item->doubtful,
		.envelope = &item->envelope,
		.message = &item->message };
}

static void
add(struct arena *arena, struct notice *notice, const struct recipient *one)
{
	notice->about = arena_more(
	    arena, notice->about, notice->count, sizeof(*notice->about));
	notice->about[notice->count++] = one;
}

static bool
is_untold(const struct item *item, size_t i)
{
	return item->envelope.recipients[i].fate == FATE_REFUSED
	    && !item->told[i];
}

/* It is noted of all who were spoken of. */
static bool
note_told(struct arena *arena, struct item *item, struct error *err)
{
	for (size_t i = 0; i < item->envelope.count; i++) {
		if (is_untold(item, i)
		    && notice_is_wanted(
			&item->envelope, &item->envelope.recipients[i], false)
		    && !journal_told(arena, item, i, err))
			return false;
	}
	return true;
}

enum told
giveup_tell(struct line *line, struct arena *arena, struct item *item)
{
	struct notice notice = notice_about(item);
	size_t untold = 0;
	for (size_t i = 0; i < item->envelope.count; i++) {
		const struct recipient *one = &item->envelope.recipients[i];
		if (!is_untold(item, i))
			continue;
		untold++;
		if (notice_is_wanted(&item->envelope, one, false))
			add(arena, &notice, one);
	}
	if (untold == 0)
		return TOLD_ALL;
	if (notice.count == 0)
		return TOLD_NOBODY;
	if (line->is_down)
		return TOLD_LATER;
	if (!send_notice(line, arena, item, &notice))
		return line_is_at_fault(line) ? TOLD_LATER : TOLD_NOBODY;
	if (!note_told(arena, item, &line->run->err))
		return TOLD_LATER;
	return notice.count == untold ? TOLD_ALL : TOLD_NOBODY;
}

static bool
is_time_to_warn(const struct line *line, const struct item *item, time_t now)
{
	time_t warning = (time_t)line->run->account.spool_warning;
	return !item->warned && !line->is_down && warning > 0
	    && now - item->kept >= warning;
}

void
giveup_warn(struct line *line, struct arena *arena, struct item *item)
{
	struct run *run = line->run;
	struct notice notice = notice_about(item);
	time_t now = time(NULL);
	if (!is_time_to_warn(line, item, now))
		return;
	notice.is_warning = true;
	notice.until = item->kept + (time_t)run->account.spool_lifetime;
	for (size_t i = 0; i < item->envelope.count; i++) {
		struct recipient *one = &item->envelope.recipients[i];
		if (one->fate != FATE_WAITING
		    || !notice_is_wanted(&item->envelope, one, true))
			continue;
		if (one->reply == NULL)
			one->reply = item->reason;
		add(arena, &notice, one);
	}
	if (notice.count == 0)
		return;
	if (send_notice(line, arena, item, &notice))
		journal_warned(arena, item, now, &run->err);
	error_clear(&run->err);
}

void
giveup_keep(struct run *run, struct spool *spool, struct item *item)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	if (spool_move(spool, SPOOL_WAITING, SPOOL_FAILED, item, &err))
		report_line(run,
		    arena_print(&arena,
			"%s %s, and nobody could be told: it is now "
			"%s/failed/%s",
			item->id,
			item->doubtful ? "may or may not have been delivered"
				       : "could not be delivered",
			spool->path, item->id));
	else
		report_line(run, err.text);
	arena_free(&arena);
}
