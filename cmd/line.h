/* line.h - messages one after another to the smarthost that serves
 *
 * A session is opened when there is something to say, to the first of the
 * account's smarthosts that serves, and kept as long as it carries messages.
 */
#ifndef CMD_LINE_H
#define CMD_LINE_H

#include <stdbool.h>

#include "base/slot.h"
#include "run.h"
#include "smtp/session.h"

struct line {
	struct run *run; /* its account is chosen; its error is the last */
	struct smarthost smarthost;
	struct session *session; /* NULL: none is open */
	struct session own;
	struct slot slot; /* held while a session is open */
	bool resolved;    /* srv: smarthosts have been looked up */
	bool stays;       /* with the session it has: none is opened */
	bool is_down;     /* no smarthost serves now: nothing more is tried */
	const char *why;  /* the last session could not be opened, or ended */
	unsigned carried; /* messages over this session */
	bool heard;       /* of one at least the sender was taken or refused */
	unsigned lost;    /* sessions in a row that heard of none */
};

/* Opens one unless it is open. False, with the reason in run->err, when no
 * smarthost serves. */
bool line_open(struct line *line);

/* Submits one message; how the recipients fared stands in the envelope. False
 * with the reason in run->err, cleared before; line_is_at_fault() then tells
 * whether it is the message's own. */
bool line_submit(struct line *line, struct arena *arena,
    struct envelope *envelope, struct message *message);

/* After a failure: was it the smarthost or the way to it, or is it only for
 * now? Then nothing is said against the message. */
bool line_is_at_fault(const struct line *line);

void line_close(struct line *line);

#endif
