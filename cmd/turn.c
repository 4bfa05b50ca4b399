#include "turn.h"

#include "base/directory.h"
#include "conf/place.h"

static void
warn(struct run *run, const char *why)
{
	text_list_add(&run->arena, &run->request.warnings,
	    arena_print(&run->arena, "max-sessions is not kept to: %s", why));
}

void
turn_prepare(struct run *run)
{
	struct error err = { 0 };
	if (run->account.max_sessions == 0 || run->turns != NULL)
		return;
	run->turns = place_of_slots(&run->arena);
	if (run->turns == NULL)
		warn(run, "you have no home directory");
	else if (!directory_make(run->turns, &err))
		warn(run, err.text);
	if (run->turns == NULL || error_is_set(&err))
		run->account.max_sessions = 0;
}

bool
turn_take(struct run *run, const struct smarthost *smarthost, int64_t deadline,
    struct slot *slot)
{
	struct error err = { 0 };
	*slot = (struct slot){ 0 };
	turn_prepare(run);
	unsigned count = run->account.max_sessions;
	struct slot_kind kind = { .directory = run->turns,
		.name = smarthost->tls_settings.cache.key,
		.count = count };
	if (count == 0 || slot_take(&kind, slot, deadline, &err))
		return true;
	if (error_is_temporary(&err))
		return error_set(&run->err, EX_TEMPFAIL,
		    "others have all %u sessions that max-sessions allows to "
		    "%s: %s",
		    count, smarthost->peer, err.text);
	warn(run, err.text);
	return true;
}
