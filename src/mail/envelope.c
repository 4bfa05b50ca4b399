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
envelope_accepted(const struct envelope *envelope)
{
	size_t accepted = 0;
	for (size_t i = 0; i < envelope->count; i++)
		accepted += envelope->recipients[i].code == 0;
	return accepted;
}

int
envelope_status(const struct envelope *envelope)
{
	int worst = envelope->verdict != NULL ? 0 : EX_SOFTWARE;
	bool refused = false;
	for (size_t i = 0; i < envelope->count; i++) {
		int code = envelope->recipients[i].code;
		if (code == 0)
			continue;
		if (!refused || worst == EX_TEMPFAIL)
			worst = code;
		refused = true;
	}
	return worst;
}
