/* envelope.h - from whom, to whom, and how each of them fared */
#ifndef MAIL_ENVELOPE_H
#define MAIL_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct recipient {
	const char *address; /* wire form, without brackets */
	int code;            /* 0 = accepted, else why not: a sysexits status */
	const char *reply;   /* the smarthost's words, printable; NULL: none */
};

struct envelope {
	const char *sender; /* wire form; "" is the null sender */
	struct recipient *recipients;
	size_t count;
	const char *notify; /* RFC 3461: NOTIFY, RET and ENVID as asked for, */
	const char *ret;    /* or NULL; ENVID is not yet xtext */
	const char *id;
	const char *verdict; /* the smarthost's words when it took the message
				for those it accepted; NULL: it has not */
};

/* Adds a recipient unless it is there already. */
void envelope_add(
    struct arena *arena, struct envelope *envelope, const char *address);

/* Does an address need SMTPUTF8 (RFC 6531)? */
bool envelope_is_utf8(const struct envelope *envelope);

/* 0 only when the smarthost has taken the message for everybody; else the
 * status of the worst refusal, a permanent one before a temporary one, or
 * EX_SOFTWARE when no recipient says why. */
int envelope_status(const struct envelope *envelope);

/* How many recipients have not been refused. */
size_t envelope_accepted(const struct envelope *envelope);

#endif
