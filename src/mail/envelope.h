/* envelope.h - from whom, to whom, and how each of them fared */
#ifndef MAIL_ENVELOPE_H
#define MAIL_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/arena.h"

enum fate {
	FATE_WAITING,  /* not asked yet, or to be asked once more */
	FATE_ACCEPTED, /* by RCPT; the message has no verdict yet */
	FATE_TAKEN,    /* the smarthost is responsible for it */
	FATE_KEPT,     /* the spool is */
	FATE_REFUSED,
};

struct recipient {
	const char *address;  /* wire form, without brackets */
	const char *notify;   /* RFC 3461, for this one: NOTIFY in place of */
	const char *original; /* the envelope's, ORCPT as written; or NULL */
	enum fate fate;
	int code;          /* when refused, why: a sysexits status */
	const char *reply; /* the smarthost's last words, printable; or NULL */
};

struct envelope {
	const char *sender; /* wire form; "" is the null sender */
	struct recipient *recipients;
	size_t count;
	size_t *slots;      /* finds a recipient by the hash of its address */
	size_t slot_count;  /* a power of two, or 0 */
	uint64_t seed;      /* nobody shall choose who collides */
	const char *notify; /* RFC 3461: NOTIFY, RET and ENVID as asked for, */
	const char *ret;    /* or NULL; ENVID is not yet xtext */
	const char *id;
	const char *hold;      /* RFC 4865: "HOLDFOR=3600", "HOLDUNTIL=…" */
	const char *by;        /* RFC 2852: "3600;R" */
	const char *priority;  /* RFC 6710: "-9" to "9" */
	const char *submitter; /* RFC 4954 section 5: an address or "<>" */
	bool require_tls;      /* RFC 8689 */
	bool all_or_none;      /* nobody gets it unless all of them do */
	uint64_t size;       /* RFC 1870: about what a message that is still to
				come will have; 0: not said */
	bool utf8;           /* RFC 6531: it may need SMTPUTF8 */
	const char *verdict; /* the smarthost's words when it took the message
				for those it accepted; NULL: it has not */
};

/* Adds a recipient unless it is there already; returns which one it is. */
size_t envelope_add(
    struct arena *arena, struct envelope *envelope, const char *address);

/* Adds a copy of a recipient of another envelope, to be asked anew. */
void envelope_add_again(struct arena *arena, struct envelope *envelope,
    const struct recipient *recipient);

/* Does an address need SMTPUTF8 (RFC 6531)? */
bool envelope_is_utf8(const struct envelope *envelope);

/* 0 only when the smarthost has taken the message for everybody, or the spool
 * for whom it has not; else the status of the worst refusal, a permanent one
 * before a temporary one, or EX_SOFTWARE when no recipient says why. */
int envelope_status(const struct envelope *envelope);

/* How many recipients have this fate. */
size_t envelope_count(const struct envelope *envelope, enum fate fate);

/* What `hold` asks for: so many seconds, or until then; the other is 0. */
void
envelope_hold(const struct envelope *envelope, long *seconds, time_t *until);

/* As it is to be said at `now` when it came at `kept`: what was asked for
 * relative to its coming is less by that, and a hold that is over is dropped.
 * False when it was to come back if not delivered by a time, and that has
 * passed. */
bool envelope_age(
    struct arena *arena, struct envelope *envelope, time_t kept, time_t now);

/* As if nobody had been asked, for another smarthost. */
void envelope_begin_again(struct envelope *envelope);

#endif
