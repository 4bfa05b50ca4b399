#include "queue.h"

#include <stdio.h>
#include <unistd.h>

#include "keep.h"
#include "queue/pickup.h"
#include "report.h"

bool
queue_find(struct run *run)
{
	const char *path = keep_place(run);
	if (path == NULL || access(path, F_OK) != 0)
		return true;
	run->spools = spool_open(&run->spool, path, &run->err);
	return run->spools
	    || error_at(&run->err, run->account.spool_directory.place);
}

bool
queue_open(struct run *run)
{
	struct arena *arena = &run->arena;
	if (config_exists(arena, run->request.config)) {
		if (!config_load(
			arena, run->request.config, &run->config, &run->err))
			return false;
		run->account = run->config.accounts[0];
	}
	return !keep_is_missing(run, &run->err) && queue_find(run);
}

static void
visit_in(
    struct run *run, enum spool_state where, queue_visitor *each, void *with)
{
	struct arena names = { 0 };
	struct text_list ids = { 0 };
	spool_list(&run->spool, &names, where, &ids, &run->err);
	for (size_t i = 0; i < ids.count; i++) {
		struct arena arena = { 0 };
		struct item item;
		struct error err = { 0 };
		switch (pickup_look(
		    &run->spool, &arena, where, ids.items[i], &item, &err)) {
		case PICKUP_FOUND:
			each(run, &arena, where, &item, with);
			item_close(&item);
			break;
		case PICKUP_BROKEN:
			report_line(run, err.text);
			break;
		case PICKUP_BUSY:
		case PICKUP_GONE:
			break;
		}
		arena_free(&arena);
	}
	arena_free(&names);
}

void
queue_visit(struct run *run, queue_visitor *each, void *with)
{
	visit_in(run, SPOOL_WAITING, each, with);
	visit_in(run, SPOOL_FAILED, each, with);
}

/* ---- counts ---- */

struct health {
	size_t waiting, held, failed, damaged;
	time_t oldest; /* seconds */
};

static void
count_one(struct run *run, struct arena *arena, enum spool_state where,
    struct item *item, void *with)
{
	struct health *health = with;
	time_t age = time(NULL) - item->kept;
	(void)run;
	(void)arena;
	if (where == SPOOL_FAILED)
		health->failed++;
	else if (item->held)
		health->held++;
	else
		health->waiting++;
	if (where == SPOOL_WAITING && !item->held && age > health->oldest)
		health->oldest = age;
}

static int
judge(const struct run *run, const struct health *health)
{
	time_t warning = (time_t)run->account.spool_warning;
	time_t lifetime = (time_t)run->account.spool_lifetime;
	if (run->err.code != 0)
		return 3;
	if (health->damaged > 0 || health->oldest > lifetime / 2)
		return 2;
	if (health->failed > 0 || (warning > 0 && health->oldest > warning))
		return 1;
	return 0;
}

/* Nor is one made for what fails. */
static const char *
none_to_count(const struct run *run)
{
	return run->spools || run->account.spool > SPOOL_OFF ? ""
							     : "no spool, ";
}

int
queue_check(struct run *run)
{
	static const char *const words[] = { "OK", "WARNING", "CRITICAL",
		"UNKNOWN" };
	struct health health = { 0 };
	if (run->spools) {
		queue_visit(run, count_one, &health);
		health.damaged = spool_damaged(&run->spool);
	}
	int state = judge(run, &health);
	if (state == 3)
		printf("SPOOL UNKNOWN - %s\n", run->err.text);
	else
		printf("SPOOL %s - %s%zu waiting, %zu held, %zu failed, "
		       "%zu damaged, oldest %llds | waiting=%zu held=%zu "
		       "failed=%zu damaged=%zu oldest=%llds\n",
		    words[state], none_to_count(run), health.waiting,
		    health.held, health.failed, health.damaged,
		    (long long)health.oldest, health.waiting, health.held,
		    health.failed, health.damaged, (long long)health.oldest);
	error_clear(&run->err);
	return state;
}
