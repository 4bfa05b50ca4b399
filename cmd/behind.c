#include "behind.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"
#include "keep.h"
#include "queue/pickup.h"
#include "resend.h"

#define MESSAGES_MOST 20
#define TIME_MOST 30 /* seconds */

bool
behind_is_wanted(struct run *run)
{
	size_t ours = run->queue_id != NULL;
	return run->spools && spool_waiting(&run->spool) > ours;
}

static bool
goes_the_same_way(struct run *run, const char *id, const char *route)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct item item;
	bool same = false;
	if (pickup_look(&run->spool, &arena, SPOOL_WAITING, id, &item, &err)
	    == PICKUP_FOUND) {
		const char *its = item_route(&arena, &item);
		same = strcmp(its, route) == 0;
		item_close(&item);
	}
	arena_free(&arena);
	return same;
}

/* A smarthost that was away and has just served is back: then all that waits
 * for it is due. */
static void
send_some(struct run *run, struct session *session)
{
	struct text_list ids;
	struct error err = { 0 };
	int64_t until = clock_after(TIME_MOST);
	size_t tried = 0;
	struct resend r = {
		.run = run, .spool = &run->spool, .route = keep_route(run)
	};
	r.line = (struct line){ .run = run,
		.session = session,
		.resolved = true,
		.carried = 1,
		.stays = true };
	r.host = retry_host_load(r.spool, &run->arena, r.route);
	r.only_due = r.host.tries == 0;
	spool_list(r.spool, &run->arena, SPOOL_WAITING, &ids, &err);
	for (size_t i = 0; i < ids.count && tried < MESSAGES_MOST; i++) {
		if (r.line.session == NULL || clock_left(until) == 0)
			break;
		if (!goes_the_same_way(run, ids.items[i], r.route))
			continue;
		resend(&r, ids.items[i]);
		tried++;
	}
	resend_end(&r);
	spool_sync(r.spool);
}

void
behind_go_on(struct run *run, struct session *session)
{
	pid_t child = fork();
	if (child == 0) {
		process_detach();
		run->request.verbose = false;
		send_some(run, session);
		_exit(0);
	}
	if (child > 0)
		session_leave(session);
}
