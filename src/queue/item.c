#include "queue/item.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct envelope
item_remaining(struct arena *arena, const struct item *item)
{
	struct envelope rest = item->envelope;
	rest.slots = NULL;
	rest.slot_count = 0;
	rest.verdict = NULL;
	rest.recipients = NULL;
	rest.count = 0;
	for (size_t i = 0; i < item->envelope.count; i++) {
		const struct recipient *r = &item->envelope.recipients[i];
		if (r->fate == FATE_WAITING)
			envelope_add_again(arena, &rest, r);
	}
	return rest;
}

const char *
item_route(struct arena *arena, const struct item *item)
{
	const char *route = arena_print(arena, "%s\n%s",
	    item->config == NULL ? "" : item->config, item->account);
	for (size_t i = 0; i < item->settings.count; i++)
		route = arena_print(
		    arena, "%s\n%s", route, item->settings.items[i]);
	return route;
}

const char *
item_why(int why)
{
	if (why == ENOSPC || why == EDQUOT)
		return "it is full: make room there, or name another place "
		       "with spool-directory";
	return strerror(why);
}

void
item_close(struct item *item)
{
	message_free(&item->message);
	if (item->fd >= 0)
		close(item->fd);
	item->fd = -1;
}
