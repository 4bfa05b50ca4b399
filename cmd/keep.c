#include "keep.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directory.h"
#include "base/process.h"
#include "conf/place.h"
#include "queue/deposit.h"
#include "queue/journal.h"
#include "queue/reserve.h"
#include "queue/retry.h"
#include "report.h"

const char *
keep_place(struct run *run)
{
	const char *path = run->account.spool_directory.path;
	return path != NULL ? path : place_of_spool(&run->arena);
}

static bool
is_there_and_ours(const char *path)
{
	struct stat facts;
	return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode)
	    && facts.st_uid == geteuid();
}

bool
keep_is_missing(struct run *run, struct error *err)
{
	const struct account *account = &run->account;
	const char *path = account->spool_directory.path;
	if (account->spool >= 0 || path == NULL || access(path, F_OK) == 0
	    || errno != ENOENT)
		return false;
	error_set(err, EX_CONFIG,
	    "the spool directory %s is not there, and nothing is kept: make it "
	    "with install -d -m 700 %s",
	    path, path);
	error_at(err, account->spool_directory.place);
	return true;
}

bool
keep_open(struct run *run, struct error *err)
{
	int use = run->account.spool;
	const char *path = keep_place(run);
	if (keep_is_missing(run, err))
		return false;
	if (use == SPOOL_OFF || (use < 0 && path == NULL))
		return true;
	if (path == NULL)
		return error_set(err, EX_CONFIG,
		    "there is no place for a spool: you have no home "
		    "directory, so set spool-directory");
	/* One that is named is wanted, and told where it cannot be used. */
	bool is_named = run->account.spool_directory.path != NULL;
	if (use < 0 && !is_named && !is_there_and_ours(path))
		return true;
	bool there = use < 0 || access(path, F_OK) == 0;
	run->spools = (there || directory_make(path, err))
	    && spool_open(&run->spool, path, err);
	return run->spools || error_at(err, run->account.spool_directory.place);
}

/* ---- the message as it waits ---- */

/* A later run looks for the configuration as this one did, unless it was
 * told. */
static const char *
config_of(struct run *run)
{
	const char *told = run->request.config;
	if (told == NULL)
		told = getenv("SENDOFF_CONFIG");
	if (told == NULL || told[0] == '\0')
		return NULL;
	char path[PATH_MAX];
	return arena_text(
	    &run->arena, realpath(told, path) != NULL ? path : told);
}

/* The recipients for whom it waits. */
struct later {
	struct recipient **items;
	size_t count;
};

static struct later
find_later(struct run *run,
    bool (*waits)(const struct run *, const struct recipient *))
{
	struct later later = { 0 };
	for (size_t i = 0; i < run->envelope.count; i++) {
		struct recipient *recipient = &run->envelope.recipients[i];
		if (!waits(run, recipient))
			continue;
		later.items = arena_more(&run->arena, later.items, later.count,
		    sizeof(*later.items));
		later.items[later.count++] = recipient;
	}
	return later;
}

static struct envelope
envelope_of(struct run *run, const struct later *later)
{
	struct envelope some = run->envelope;
	some.recipients = NULL;
	some.slots = NULL;
	some.count = some.slot_count = 0;
	for (size_t i = 0; i < later->count; i++)
		envelope_add_again(&run->arena, &some, later->items[i]);
	return some;
}

static void
mark_kept(const struct later *later)
{
	for (size_t i = 0; i < later->count; i++)
		later->items[i]->fate = FATE_KEPT;
}

static struct item
make_item(struct run *run, struct envelope envelope)
{
	struct item item = { .kept = time(NULL),
		.account = run->account.name,
		.config = config_of(run),
		.caller = run->caller.login,
		.envelope = envelope,
		.message = run->message,
		.fd = -1 };
	for (size_t i = 0; i < run->request.override_count; i++) {
		const struct override *o = &run->request.overrides[i];
		/* What is about the spool has done its work. */
		if (text_starts(o->keyword->name, "spool"))
			continue;
		text_list_add(&run->arena, &item.settings,
		    arena_print(
			&run->arena, "%s %s", o->keyword->name, o->value));
	}
	return item;
}

const char *
keep_route(struct run *run)
{
	struct item item = make_item(run, run->envelope);
	return item_route(&run->arena, &item);
}

static bool
keep(struct run *run, struct item *item, struct error *err)
{
	if (!deposit_keep(&run->spool, &run->arena, item, err))
		return false;
	run->queue_id = item->id;
	return true;
}

/* The message itself stays the run's. */
static void
let_go(struct item *item)
{
	if (item->fd < 0)
		return;
	reserve_give_back(item);
	close(item->fd);
	item->fd = -1;
}

/* ---- before ---- */

static bool
everybody(const struct run *run, const struct recipient *recipient)
{
	(void)run;
	(void)recipient;
	return true;
}

bool
keep_first(struct run *run, struct item *item)
{
	struct error err = { 0 };
	bool defer = run->request.defer;
	if (!run->spools || (!defer && run->account.spool != SPOOL_ALWAYS))
		return true;
	struct later all = find_later(run, everybody);
	*item = make_item(run, envelope_of(run, &all));
	if (!keep(run, item, &err)) {
		/* It may be sent all the same. */
		report_line(run, err.text);
		return false;
	}
	if (!defer)
		return true;
	mark_kept(&all);
	run->kept = "it was left for later";
	let_go(item);
	return true;
}

/* ---- after ---- */

/* Who interrupts by hand wants an end, not another attempt. Before the message
 * is in the spool only what is wrong for now is a reason to keep it; where it
 * is there already, whatever is not the message's own fault. */
static bool
is_for_now(const struct run *run, bool is_kept)
{
	const char *signal = process_signal();
	if (signal != NULL && strcmp(signal, "SIGINT") == 0)
		return false;
	switch (run->err.code) {
	case EX_TEMPFAIL:
		return true;
	case EX_NOHOST:
		return is_kept || run->err.reply[0] == '\0';
	case EX_NOPERM:
	case EX_CONFIG:
	case EX_PROTOCOL:
	case EX_OSERR:
		return is_kept;
	default:
		return false;
	}
}

static bool
waits(const struct run *run, const struct recipient *recipient)
{
	if (recipient->fate == FATE_TAKEN || recipient->fate == FATE_KEPT)
		return false;
	/* A client was told of that already, and will try again himself. */
	bool told =
	    run->request.mode == MODE_SERVE || run->request.mode == MODE_DAEMON;
	if (recipient->fate == FATE_REFUSED)
		return recipient->code == EX_TEMPFAIL && !told;
	return run->err.code != 0 || run_status(run) == EX_TEMPFAIL;
}

bool
keep_is_for_smarthost(const struct error *err)
{
	return (err->code == EX_TEMPFAIL || err->code == EX_NOHOST)
	    && (err->reply[0] == '\0' || text_starts(err->reply, "421"));
}

static void
note_attempt(struct run *run, struct item *item, const char *why)
{
	struct error err = { 0 };
	time_t now = time(NULL);
	if (keep_is_for_smarthost(&run->err))
		retry_host_failed(
		    &run->spool, item_route(&run->arena, item), now, why);
	if (run->err.uncertain)
		journal_doubt(&run->arena, item, now, &err);
	journal_tried(&run->arena, item, now, retry_next(1, now), why, &err);
}

/* From here on the mail is safe, and nothing is wrong any more. */
static void
told_as_kept(struct run *run, struct item *item, const struct later *later,
    const char *why)
{
	note_attempt(run, item, why);
	mark_kept(later);
	run->kept = arena_print(&run->arena, "%s%s", why,
	    run->err.uncertain
		? "; it may have been delivered all the same, and twice then"
		: "");
	error_clear(&run->err);
}

static void
keep_later(struct run *run, struct item *item, const struct later *later)
{
	struct error err = { 0 };
	const char *why = report_reason(run, &run->arena, &run->envelope);
	if (item->fd >= 0)
		journal_fates(&run->arena, item, &run->envelope, &err);
	else
		*item = make_item(run, envelope_of(run, later));
	if (item->fd >= 0 || keep(run, item, &err))
		told_as_kept(run, item, later, why);
	if (error_is_set(&err))
		report_line(run, err.text);
}

void
keep_rest(struct run *run, struct item *item)
{
	bool is_kept = item->fd >= 0;
	struct later later = { 0 };
	struct error err = { 0 };
	if (run->err.code == 0 || is_for_now(run, is_kept))
		later = find_later(run, waits);
	if (later.count > 0)
		keep_later(run, item, &later);
	else if (is_kept
	    && !spool_remove(&run->spool, SPOOL_WAITING, item, &err))
		report_line(run, err.text);
	let_go(item);
}
