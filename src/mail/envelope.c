#include "mail/envelope.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <gnutls/crypto.h>

#include "base/text.h"
#include "mail/address.h"
#include "mail/stamp.h"

/* FNV-1a; a domain is the same in any case. */
static size_t
hash(const struct envelope *envelope, const char *address)
{
	const char *domain = address_domain(address);
	uint64_t value = UINT64_C(14695981039346656037) ^ envelope->seed;
	for (const char *c = address; *c != '\0'; c++) {
		bool fold = domain != NULL && c >= domain;
		value ^= (unsigned char)(fold ? text_lower(*c) : *c);
		value *= UINT64_C(1099511628211);
	}
	return (size_t)(value ^ value >> 32);
}

/* The slot of an address: 0 where it is not yet, else its index plus one. */
static size_t *
find_slot(const struct envelope *envelope, const char *address)
{
	size_t at = hash(envelope, address);
	for (;; at++) {
		size_t *slot =
		    &envelope->slots[at & (envelope->slot_count - 1)];
		if (*slot == 0
		    || address_same(
			envelope->recipients[*slot - 1].address, address))
			return slot;
	}
}

/* At least half of the slots stay empty. */
static void
make_slots(struct arena *arena, struct envelope *envelope)
{
	if (envelope->slot_count > 2 * envelope->count)
		return;
	if (envelope->slot_count == 0)
		gnutls_rnd(
		    GNUTLS_RND_NONCE, &envelope->seed, sizeof(envelope->seed));
	envelope->slot_count =
	    envelope->slot_count == 0 ? 16 : 4 * envelope->slot_count;
	envelope->slots =
	    arena_get(arena, envelope->slot_count * sizeof(*envelope->slots));
	for (size_t i = 0; i < envelope->count; i++)
		*find_slot(envelope, envelope->recipients[i].address) = i + 1;
}

size_t
envelope_add(
    struct arena *arena, struct envelope *envelope, const char *address)
{
	make_slots(arena, envelope);
	size_t *slot = find_slot(envelope, address);
	if (*slot != 0)
		return *slot - 1;
	envelope->recipients = arena_more(arena, envelope->recipients,
	    envelope->count, sizeof(*envelope->recipients));
	envelope->recipients[envelope->count++] =
	    (struct recipient){ .address = address };
	*slot = envelope->count;
	return *slot - 1;
}

void
envelope_add_again(struct arena *arena, struct envelope *envelope,
    const struct recipient *recipient)
{
	size_t place = envelope_add(arena, envelope, recipient->address);
	envelope->recipients[place].notify = recipient->notify;
	envelope->recipients[place].original = recipient->original;
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
	    || envelope_count(envelope, FATE_TAKEN)
		    + envelope_count(envelope, FATE_KEPT)
		< envelope->count)
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
envelope_hold(const struct envelope *envelope, long *seconds, time_t *until)
{
	const char *hold = envelope->hold == NULL ? "" : envelope->hold;
	*seconds = 0;
	*until = 0;
	if (text_starts(hold, "HOLDFOR="))
		*seconds = strtol(hold + strlen("HOLDFOR="), NULL, 10);
	else if (text_starts(hold, "HOLDUNTIL="))
		stamp_read(hold + strlen("HOLDUNTIL="), until);
}

static void
age_hold(struct arena *arena, struct envelope *envelope, long age, time_t now)
{
	long seconds;
	time_t until;
	envelope_hold(envelope, &seconds, &until);
	if (seconds > age)
		envelope->hold =
		    arena_print(arena, "HOLDFOR=%ld", seconds - age);
	else if (until <= now)
		envelope->hold = NULL;
}

/* With N the time may be one that has passed, with R it may not (RFC 2852
 * section 4). */
static bool
age_by(struct arena *arena, struct envelope *envelope, long age)
{
	const long most = 999999999; /* nine digits */
	char *mode;
	long left = strtol(envelope->by, &mode, 10) - age;
	if (mode[0] == ';' && text_upper(mode[1]) == 'R' && left <= 0)
		return false;
	envelope->by =
	    arena_print(arena, "%ld%s", left < -most ? -most : left, mode);
	return true;
}

bool
envelope_age(
    struct arena *arena, struct envelope *envelope, time_t kept, time_t now)
{
	long age = now > kept ? (long)(now - kept) : 0;
	if (envelope->hold != NULL)
		age_hold(arena, envelope, age, now);
	return envelope->by == NULL || age_by(arena, envelope, age);
}

void
envelope_begin_again(struct envelope *envelope)
{
	for (size_t i = 0; i < envelope->count; i++) {
		struct recipient *recipient = &envelope->recipients[i];
		recipient->fate = FATE_WAITING;
		recipient->code = 0;
		recipient->reply = NULL;
	}
}
