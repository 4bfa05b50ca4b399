#include "resend.h"

#include "base/clock.h"
#include "giveup.h"
#include "queue/journal.h"
#include "queue/pickup.h"
#include "queue/reserve.h"
#include "report.h"

/* A message is not given up before it was tried so often, whatever a clock
 * says that may have been set wrong. */
#define TRIES_LEAST 3

/* ---- what came of an attempt ---- */

static void
refuse(struct recipient *recipient, int code, const char *reply)
{
	recipient->fate = FATE_REFUSED;
	recipient->code = code;
	recipient->reply = reply;
}

/* The smarthost refused the message itself: that is said of everybody. */
static void
refuse_all(struct run *run, struct arena *arena, struct envelope *sent)
{
	const char *why =
	    run->err.reply[0] != '\0' ? run->err.reply : run->err.text;
	for (size_t i = 0; i < sent->count; i++) {
		struct recipient *recipient = &sent->recipients[i];
		if (recipient->fate != FATE_TAKEN
		    && recipient->fate != FATE_REFUSED)
			refuse(
			    recipient, run->err.code, arena_text(arena, why));
	}
}

static bool
all_taken(const struct item *item, const struct envelope *sent)
{
	return envelope_count(&item->envelope, FATE_REFUSED) == 0
	    && envelope_count(sent, FATE_TAKEN) == sent->count;
}

static bool
note_outcome(struct resend *r, struct arena *arena, struct item *item,
    const struct envelope *sent, const char *why)
{
	struct run *run = r->run;
	struct error *err = &run->err;
	struct error told = *err;
	time_t now = time(NULL);
	error_clear(err);
	bool well = journal_fates(arena, item, sent, err);
	if (told.uncertain)
		well = well && journal_doubt(arena, item, now, err);
	if (envelope_count(&item->envelope, FATE_WAITING) > 0)
		well = well
		    && journal_tried(arena, item, now,
			retry_next(item->tries + 1, now), why, err);
	if (well)
		*err = told;
	return well;
}

/* ---- one message ---- */

static void
log_outcome(
    struct resend *r, const struct item *item, const struct envelope *sent)
{
	struct run *run = r->run;
	run->envelope = *sent;
	run->message = item->message;
	run->queue_id = item->id;
	report_log(run);
	if (r->warning != NULL)
		report_line(run, r->warning);
	r->warning = NULL;
	if (run->request.verbose)
		report_resent(run);
}

static bool
is_old(const struct resend *r, const struct item *item)
{
	time_t age = time(NULL) - item->kept;
	return age > (time_t)r->run->account.spool_lifetime;
}

/* How often the smarthost was not there is its own to remember, and may be from
 * before the message came. What seems to be too old has its own count of it. */
static void
note_absence(struct resend *r, struct arena *arena, struct item *item)
{
	struct error err = { 0 };
	time_t now = time(NULL);
	if (r->line.is_down && !r->line.stays && r->line.why != NULL
	    && is_old(r, item))
		journal_tried(arena, item, now,
		    retry_next(item->tries + 1, now), r->line.why, &err);
}

/* Every recipient who waits is refused for good. */
static void
give_up(
    struct resend *r, struct arena *arena, struct item *item, const char *reply)
{
	struct envelope rest = item_remaining(arena, item);
	for (size_t i = 0; i < rest.count; i++)
		refuse(&rest.recipients[i], EX_UNAVAILABLE, reply);
	journal_fates(arena, item, &rest, &r->run->err);
}

static void
expire(struct resend *r, struct arena *arena, struct item *item)
{
	const char *why = item->reason;
	if (r->line.why != NULL)
		why = r->line.why;
	give_up(r, arena, item,
	    arena_print(arena, "4.4.7 it waited too long; last: %s", why));
}

/* Who was refused for good is told of, what is done with leaves. */
static void
finish(struct resend *r, struct arena *arena, struct item *item)
{
	struct error err = { 0 };
	bool expired = is_old(r, item) && item->tries >= TRIES_LEAST;
	if (expired)
		expire(r, arena, item);
	enum told told = giveup_tell(&r->line, arena, item);
	bool waits = envelope_count(&item->envelope, FATE_WAITING) > 0;
	if (waits || (told == TOLD_LATER && !expired)) {
		giveup_warn(&r->line, arena, item);
		note_absence(r, arena, item);
		r->left++;
	} else if (told != TOLD_ALL) {
		giveup_keep(r->run, r->spool, item);
	} else if (!spool_remove(r->spool, SPOOL_WAITING, item, &err)) {
		report_line(r->run, err.text);
		r->left++;
	}
}

/* Where one alone is left, either the message goes as a whole or nothing of it
 * has. Anybody else who has it must be known before the next attempt. */
static bool
can_be_noted(
    struct resend *r, struct arena *arena, struct item *item, size_t asked)
{
	struct error err = { 0 };
	if (asked < 2 && envelope_count(&item->envelope, FATE_REFUSED) == 0)
		return true;
	if (reserve_lines(item, &err))
		return true;
	report_line(r->run,
	    arena_print(arena, "%s; it is not sent now, and waits", err.text));
	return false;
}

/* Whoever asked for this run hears why a message stays; -v has told it, and a
 * timer's output would be mail again. */
static void
tell_waiting(struct resend *r, struct arena *arena, const struct item *item,
    const char *why)
{
	const struct request *request = &r->run->request;
	if (request->mode == MODE_FLUSH && !r->only_due && !request->verbose
	    && envelope_count(&item->envelope, FATE_WAITING) > 0)
		report_line(
		    r->run, arena_print(arena, "%s waits: %s", item->id, why));
}

static void
attempt(struct resend *r, struct arena *arena, struct item *item)
{
	struct run *run = r->run;
	struct envelope sent = item_remaining(arena, item);
	struct error err = { 0 };
	bool well = false;
	run->began = clock_now();
	if (!envelope_age(arena, &sent, item->kept, time(NULL))) {
		give_up(
		    r, arena, item, "5.4.7 its time of deliver-by has passed");
		finish(r, arena, item);
		return;
	}
	bool asks = sent.count > 0 && !r->line.is_down;
	if (asks && !can_be_noted(r, arena, item, sent.count)) {
		r->left++;
		return;
	}
	if (asks)
		well = line_submit(&r->line, arena, &sent, &item->message);
	if (!well && (sent.count == 0 || r->line.is_down)) {
		finish(r, arena, item);
		return;
	}
	if (!well && !line_is_at_fault(&r->line))
		refuse_all(run, arena, &sent);
	log_outcome(r, item, &sent);
	if (all_taken(item, &sent)
	    && spool_remove(r->spool, SPOOL_WAITING, item, &err))
		return;
	const char *why = report_reason(run, arena, &sent);
	if (!note_outcome(r, arena, item, &sent, why))
		report_line(run, run->err.text);
	finish(r, arena, item);
	tell_waiting(r, arena, item, why);
}

static bool
is_due(const struct resend *r, const struct item *item)
{
	return !r->only_due
	    || retry_is_due(item->tried, item->next, time(NULL));
}

void
resend(struct resend *r, const char *id)
{
	struct arena arena = { 0 };
	struct item item;
	struct error err = { 0 };
	switch (pickup_take(r->spool, &arena, SPOOL_WAITING, id, &item, &err)) {
	case PICKUP_FOUND:
		if (!item.held && is_due(r, &item))
			attempt(r, &arena, &item);
		else if (!item.held)
			r->left++;
		reserve_give_back(&item);
		item_close(&item);
		break;
	case PICKUP_BUSY:
		r->left++;
		break;
	case PICKUP_BROKEN:
		report_line(r->run, err.text);
		break;
	case PICKUP_GONE:
		break;
	}
	arena_free(&arena);
}

void
resend_end(struct resend *r)
{
	struct run *run = r->run;
	if (r->line.is_down && r->line.stays) {
		/* The smarthost had served. */
	} else if (r->line.is_down) {
		/* A timer's output would be mail again. */
		if (!r->only_due || run->request.verbose)
			report_line(run, r->line.why);
		retry_host_failed(r->spool, r->route, time(NULL), r->line.why);
	} else if (r->host.tries > 0 && r->line.resolved) {
		retry_host_served(r->spool, r->route);
	}
	line_close(&r->line);
}
