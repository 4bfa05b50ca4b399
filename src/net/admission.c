#include "net/admission.h"

#include <string.h>

#define MINUTE 60000 /* milliseconds */

static bool
is_same(const struct admission_visitor *a, const struct admission_visitor *b)
{
	return a->kind == b->kind && a->uid == b->uid
	    && a->network.family == b->network.family
	    && a->network.bits == b->network.bits
	    && memcmp(a->network.octets, b->network.octets,
		   sizeof(a->network.octets))
	    == 0;
}

/* The one that was here before; else in place of whoever has the least to
 * answer for, so that nobody is forgotten by coming often. */
static struct admission_visitor *
remember(struct admission *admission, const struct client *client, int64_t now)
{
	struct admission_visitor visitor = { .kind = client->kind,
		.paid = now };
	struct admission_visitor *oldest = &admission->visitors[0];
	if (client->kind == CLIENT_REMOTE)
		visitor.network = network_around(&client->address);
	if (client->kind == CLIENT_LOCAL)
		visitor.uid = client->uid;
	for (size_t i = 0; i < ADMISSION_KEPT; i++) {
		struct admission_visitor *known = &admission->visitors[i];
		if (is_same(known, &visitor))
			return known;
		if (known->paid < oldest->paid)
			oldest = known;
	}
	*oldest = visitor;
	return oldest;
}

/* Each visit costs its part of a minute, of which one may be spent ahead. */
static bool
is_hasty(struct admission *admission, const struct client *client, int64_t now)
{
	if (admission->per_minute == 0)
		return false;
	struct admission_visitor *visitor = remember(admission, client, now);
	int64_t cost = MINUTE / admission->per_minute;
	int64_t from = visitor->paid > now ? visitor->paid : now;
	if (from + cost > now + MINUTE)
		return true;
	visitor->paid = from + cost;
	return false;
}

enum admission_verdict
admission_ask(
    struct admission *admission, const struct client *client, int64_t now)
{
	if (admission->most > 0 && admission->inside >= admission->most)
		return ADMISSION_FULL;
	if (is_hasty(admission, client, now))
		return ADMISSION_HASTY;
	admission->inside++;
	return ADMISSION_GRANTED;
}

void
admission_leave(struct admission *admission)
{
	if (admission->inside > 0)
		admission->inside--;
}
