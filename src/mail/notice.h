/* notice.h - a delivery status notification (RFC 3464) to the sender
 *
 * It tells, for people and for programs, which recipients did not get a
 * message, or not yet, and why; and gives the message back, or its header.
 */
#ifndef MAIL_NOTICE_H
#define MAIL_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/arena.h"
#include "base/error.h"
#include "mail/envelope.h"
#include "mail/message.h"

struct notice {
	bool is_warning;  /* not yet, rather than not at all */
	bool is_doubtful; /* an attempt may have delivered it, unheard */
	const char *from; /* address of whoever sends it, wire form */
	const char *host; /* who tells it */
	const char *peer; /* the smarthost that was asked; NULL: none was */
	const char *id;   /* of the message in the spool */
	time_t arrived;   /* when the message came */
	time_t now;
	time_t until; /* a warning: as long it will be tried */
	const struct envelope *envelope;
	const struct recipient **about; /* those it tells of, */
	size_t count;
	const struct message *message;
};

/* Does NOTIFY (RFC 3461 section 4.1) want it of this recipient, and is there
 * anybody to tell? A null sender is told nothing, so that no notice is about a
 * notice. */
bool notice_is_wanted(const struct envelope *envelope,
    const struct recipient *recipient, bool is_warning);

/* Makes the message; its body must be given back with message_free(). */
bool notice_compose(struct arena *arena, const struct notice *notice,
    struct message *message, struct error *err);

#endif
