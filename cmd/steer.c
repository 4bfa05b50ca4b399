#include "steer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "queue.h"
#include "queue/journal.h"
#include "queue/pickup.h"
#include "report.h"

struct choice {
	const char *pattern;
	size_t found;
};

static bool
is_meant(const struct choice *choice, const struct item *item)
{
	const char *pattern = choice->pattern;
	if (strchr(pattern, '@') == NULL)
		return text_matches(pattern, item->id);
	if (text_matches(pattern, item->envelope.sender))
		return true;
	for (size_t i = 0; i < item->envelope.count; i++) {
		const struct recipient *one = &item->envelope.recipients[i];
		if (one->fate != FATE_TAKEN
		    && text_matches(pattern, one->address))
			return true;
	}
	return false;
}

/* The file as it is. */
static void
print_file(struct run *run, const struct item *item)
{
	char data[65536];
	ssize_t n;
	for (off_t at = 0;
	     (n = file_read_at(item->fd, data, sizeof(data), at)) > 0; at += n)
		fwrite(data, 1, (size_t)n, stdout);
	if (n < 0)
		error_set(&run->err, EX_IOERR, "cannot read %s: %s", item->id,
		    strerror(errno));
}

/* Who releases what nobody has held may have meant another one. */
static bool
release(struct run *run, struct arena *arena, struct item *item)
{
	if (item->held)
		return journal_held(arena, item, false, &run->err);
	report_line(run, arena_print(arena, "%s is not held", item->id));
	return true;
}

static bool
bid(struct run *run, struct arena *arena, enum spool_state where,
    struct item *item)
{
	struct spool *spool = &run->spool;
	struct error *err = &run->err;
	switch (run->request.queue.steer) {
	case STEER_HOLD:
		return journal_held(arena, item, true, err);
	case STEER_RELEASE:
		return release(run, arena, item);
	case STEER_DELETE:
		return spool_remove(spool, where, item, err);
	case STEER_RETRY:
		return journal_retry(arena, item, time(NULL), err)
		    && (where == SPOOL_WAITING
			|| spool_move(spool, where, SPOOL_WAITING, item, err));
	case STEER_SHOW:
		break;
	}
	return true;
}

/* Nothing is written to what somebody else is sending. */
static void
take_and_bid(struct run *run, enum spool_state where, const char *id)
{
	struct arena arena = { 0 };
	struct item item;
	switch (pickup_take(&run->spool, &arena, where, id, &item, &run->err)) {
	case PICKUP_FOUND:
		if (bid(run, &arena, where, &item))
			printf("%s\n", id);
		item_close(&item);
		break;
	case PICKUP_BUSY:
		error_set(&run->err, EX_TEMPFAIL,
		    "%s is being sent just now: nothing was done to it", id);
		break;
	case PICKUP_GONE:
	case PICKUP_BROKEN:
		break;
	}
	arena_free(&arena);
}

static void
count_one(struct run *run, struct arena *arena, enum spool_state where,
    struct item *item, void *with)
{
	struct choice *choice = with;
	(void)run;
	(void)arena;
	(void)where;
	if (is_meant(choice, item))
		choice->found++;
}

static void
steer_one(struct run *run, struct arena *arena, enum spool_state where,
    struct item *item, void *with)
{
	struct choice *choice = with;
	(void)arena;
	if (!is_meant(choice, item))
		return;
	if (run->request.queue.steer == STEER_SHOW)
		print_file(run, item);
	else
		take_and_bid(run, where, item->id);
}

/* A name that is wrong might be one of several that belong together, so nothing
 * is done then. */
static bool
are_all_there(struct run *run)
{
	const struct text_list *operands = &run->request.operands;
	if (operands->count == 0)
		return error_set(&run->err, EX_USAGE,
		    "which message? Name its id, as mailq shows it, an "
		    "address, or a pattern of them");
	for (size_t i = 0; i < operands->count; i++) {
		struct choice choice = { .pattern = operands->items[i] };
		if (run->spools)
			queue_visit(run, count_one, &choice);
		if (choice.found == 0)
			return error_set(&run->err, EX_USAGE,
			    "no message in the spool is %s: mailq lists them",
			    text_shown(&run->arena, choice.pattern,
				strlen(choice.pattern)));
	}
	return true;
}

void
steer(struct run *run)
{
	const struct text_list *operands = &run->request.operands;
	if (!are_all_there(run))
		return;
	for (size_t i = 0; i < operands->count; i++) {
		struct choice choice = { .pattern = operands->items[i] };
		queue_visit(run, steer_one, &choice);
	}
	spool_sync(&run->spool);
}
