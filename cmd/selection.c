#include "selection.h"

#include <string.h>
#include <strings.h>

/* A part of the text in any case, as Sendmail has it; `!` turns it round. */
static bool
holds(const char *limit, const char *text)
{
	return strcasestr(text, limit) != NULL;
}

static bool
id_holds(const char *limit, const struct item *item)
{
	return holds(limit, item->id);
}

static bool
sender_holds(const char *limit, const struct item *item)
{
	return holds(limit, item->envelope.sender);
}

/* Only those count that still wait, or could not be told of. */
static bool
recipient_holds(const char *limit, const struct item *item)
{
	for (size_t i = 0; i < item->envelope.count; i++) {
		const struct recipient *one = &item->envelope.recipients[i];
		if (one->fate != FATE_TAKEN && holds(limit, one->address))
			return true;
	}
	return false;
}

static bool
obeys(const char *limit, const struct item *item,
    bool (*has)(const char *, const struct item *))
{
	if (limit == NULL)
		return true;
	return limit[0] == '!' ? !has(limit + 1, item) : has(limit, item);
}

bool
selection_has(const struct queue_request *limits, const struct item *item)
{
	return obeys(limits->id, item, id_holds)
	    && obeys(limits->sender, item, sender_holds)
	    && obeys(limits->recipient, item, recipient_holds);
}

bool
selection_is_all(const struct queue_request *limits)
{
	return limits->id == NULL && limits->sender == NULL
	    && limits->recipient == NULL;
}
