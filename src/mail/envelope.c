#include "mail/envelope.h"

#include <string.h>
#include <sysexits.h>

#include "base/text.h"
#include "mail/address.h"

void
envelope_add(
    struct arena *arena, struct envelope *envelope, const char *address)
{
	for (size_t i = 0; i < envelope->count; i++) {
		if (address_same(envelope->recipients[i].address, address))
			return;
	}
	envelope->recipients = arena_more(arena, envelope->recipients,
	    envelope->count, sizeof(*envelope->recipients));
	envelope->recipients[envelope->count++] =
	    (struct recipient){ .address = address };
}

bool
envelope_is_utf8(const struct envelope *envelope)
{
	bool ascii = text_is_ascii(envelope->sender, strlen(envelope->sender));
	for (size_t i = 0; i < envelope->count; i++) {
		const char *address = envelope->recipients[i].address;
		ascii = ascii && text_is_ascii(address, strlen(address));
	}
	return !ascii;
}

size_t
envelope_count(const struct envelope *envelope, enum fate fate)
{
	size_t count = 0;
	for (size_t i = 0; i < envelope->count; i++)
		count += envelope->recipients[i].fate == fate;
	return count;
}

int
envelope_status(const struct envelope *envelope)
{
	int worst = 0;
	if (envelope->count == 0
	    || envelope_count(envelope, FATE_TAKEN) < envelope->count)
		worst = EX_SOFTWARE;
	bool refused = false;
	for (size_t i = 0; i < envelope->count; i++) {
		if (envelope->recipients[i].fate != FATE_REFUSED)
			continue;
		if (!refused || worst == EX_TEMPFAIL)
			worst = envelope->recipients[i].code;
		refused = true;
	}
	return worst;
}

void
envelope_begin_again(struct envelope *envelope)
{
	for (size_t i = 0; i < envelope->count; i++) {
		const char *address = envelope->recipients[i].address;
		envelope->recipients[i] =
		    (struct recipient){ .address = address };
	}
}
