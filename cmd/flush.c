#include "flush.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"
#include "choice.h"
#include "keep.h"
#include "queue.h"
#include "report.h"
#include "resend.h"
#include "rights.h"
#include "queue/deposit.h"
#include "queue/pickup.h"
#include "selection.h"

/* ---- who goes the same way ---- */

/* Messages of one account, changed by the same options. */
struct way {
	const char *config, *account;
	struct text_list settings;
	const char *route; /* all of that as one text */
	bool is_gone;      /* the file is not there any more */
};

struct entry {
	const char *id;
	size_t way;
};

struct plan {
	struct arena arena;
	struct way *ways;
	size_t way_count;
	struct entry *entries;
	size_t count;
};

static const char *
copy(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_text(arena, text);
}

static size_t
find_way(struct plan *plan, struct arena *scratch, const struct item *item)
{
	const char *route = item_route(scratch, item);
	for (size_t i = 0; i < plan->way_count; i++) {
		if (strcmp(plan->ways[i].route, route) == 0)
			return i;
	}
	struct arena *arena = &plan->arena;
	struct way way = { .config = copy(arena, item->config),
		.account = copy(arena, item->account),
		.route = copy(arena, route),
		.is_gone =
		    item->config != NULL && access(item->config, F_OK) != 0 };
	for (size_t i = 0; i < item->settings.count; i++)
		text_list_add(
		    arena, &way.settings, copy(arena, item->settings.items[i]));
	plan->ways =
	    arena_more(arena, plan->ways, plan->way_count, sizeof(*plan->ways));
	plan->ways[plan->way_count] = way;
	return plan->way_count++;
}

static void
plan_one(struct run *run, struct plan *plan, const char *id, size_t *left)
{
	struct arena scratch = { 0 };
	struct error err = { 0 };
	struct item item;
	enum pickup found =
	    pickup_look(&run->spool, &scratch, SPOOL_WAITING, id, &item, &err);
	if (found == PICKUP_BROKEN)
		report_line(run, err.text);
	if (found == PICKUP_BUSY)
		(*left)++;
	if (found == PICKUP_FOUND
	    && selection_has(&run->request.queue, &item)) {
		plan->entries = arena_more(&plan->arena, plan->entries,
		    plan->count, sizeof(*plan->entries));
		plan->entries[plan->count++] =
		    (struct entry){ copy(&plan->arena, id),
			    find_way(plan, &scratch, &item) };
	}
	if (found == PICKUP_FOUND)
		item_close(&item);
	arena_free(&scratch);
}

/* ---- one way after another ---- */

static bool
apply_settings(struct run *run, const struct text_list *settings)
{
	struct request *request = &run->request;
	request->overrides = NULL;
	request->override_count = 0;
	for (size_t i = 0; i < settings->count; i++) {
		const char *text = settings->items[i];
		size_t length = strcspn(text, " ");
		const char *name = arena_copy(&run->arena, text, length);
		const struct keyword *keyword = keyword_find(name);
		if (keyword == NULL || text[length] == '\0')
			return error_set(&run->err, EX_CONFIG,
			    "a message in the spool wants the setting %s, "
			    "which is unknown",
			    name);
		request->overrides = arena_more(&run->arena, request->overrides,
		    request->override_count, sizeof(*request->overrides));
		request->overrides[request->override_count++] =
		    (struct override){ keyword, text + length + 1 };
	}
	return true;
}

static bool
load(struct run *run, const struct way *way)
{
	run->request.account = way->account;
	if (way->config != NULL && !way->is_gone)
		run->request.config = way->config;
	return config_load(
		   &run->arena, run->request.config, &run->config, &run->err)
	    && apply_settings(run, &way->settings) && choice_of_account(run);
}

static bool
is_time(const struct resend *r)
{
	return !r->only_due || r->host.tries == 0
	    || retry_is_due(r->host.tried, r->host.next, time(NULL));
}

/* An account or an option that is unknown may be so because the file is
 * damaged. */
static void
leave(struct resend *r, const char *id, bool is_known)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct item item;
	enum pickup found = PICKUP_BUSY;
	if (!is_known)
		found = pickup_take(
		    r->spool, &arena, SPOOL_WAITING, id, &item, &err);
	if (found == PICKUP_FOUND)
		item_close(&item);
	if (found == PICKUP_BROKEN)
		report_line(r->run, err.text);
	else
		r->left++;
	arena_free(&arena);
}

static void
go(struct run *base, struct plan *plan, size_t way, size_t *left)
{
	struct run run = *base;
	run.arena = (struct arena){ .secret = true };
	struct resend r = { .run = &run,
		.spool = &base->spool,
		.route = plan->ways[way].route,
		.only_due = base->request.queue.only_due };
	bool well = load(&run, &plan->ways[way]);
	if (!well)
		report_line(base, run.err.text);
	/* What one account may do must not bind another. */
	else if (plan->way_count == 1 && base->request.queue.interval == 0)
		rights_give_up(&run);
	r.line.run = &run;
	if (plan->ways[way].is_gone)
		r.warning = arena_print(&run.arena,
		    "the configuration %s is not there any more: what was kept "
		    "with it is sent with that of this run",
		    plan->ways[way].config);
	r.host = retry_host_load(r.spool, &run.arena, r.route);
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->entries[i].way != way)
			continue;
		if (well && is_time(&r) && process_signal() == NULL)
			resend(&r, plan->entries[i].id);
		else
			leave(&r, plan->entries[i].id, well);
	}
	if (well && is_time(&r))
		resend_end(&r);
	*left += r.left;
	arena_free(&run.arena);
}

/* Everything once. True when nothing is left waiting. */
static bool
run_once(struct run *run)
{
	struct plan plan = { 0 };
	struct text_list ids;
	size_t left = 0;
	deposit_tidy(&run->spool);
	bool well = spool_list(
	    &run->spool, &plan.arena, SPOOL_WAITING, &ids, &run->err);
	for (size_t i = 0; well && i < ids.count; i++)
		plan_one(run, &plan, ids.items[i], &left);
	for (size_t i = 0; i < plan.way_count; i++)
		go(run, &plan, i, &left);
	spool_sync(&run->spool);
	arena_free(&plan.arena);
	return well && left == 0;
}

/* Who keeps the first message makes the spool, however long this has run. */
static bool
run_if_there(struct run *run)
{
	if (!run->spools && !queue_find(run)) {
		report_line(run, run->err.text);
		error_clear(&run->err);
		return false;
	}
	return !run->spools || run_once(run);
}

static bool
wait_for_next(unsigned interval)
{
	process_wait(NULL, 0, clock_after(interval));
	return process_signal() == NULL;
}

int
flush(struct run *run)
{
	unsigned interval = run->request.queue.interval;
	bool done = true;
	do
		done = run_if_there(run);
	while (interval > 0 && wait_for_next(interval));
	return done || interval > 0 ? 0 : EX_TEMPFAIL;
}
