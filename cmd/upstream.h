/* upstream.h - the mails of a client, one by one, over a line to the smarthost
 *
 * One session serves them all: opened at the first, opened again when it was
 * lost between two, or where a mail is of another account. What became of a
 * mail stands in its run: envelope, error, route.
 */
#ifndef CMD_UPSTREAM_H
#define CMD_UPSTREAM_H

#include "line.h"
#include "run.h"
#include "smtp/transaction.h"

struct upstream {
	struct run run; /* whose account is the line's */
	struct line line;
	struct submission submission;
	struct attempt attempt;
	bool asked; /* MAIL was said for the present mail */
};

/* Begins a mail: chooses its account, by its request's sender, and the line. */
bool upstream_begin(
    struct upstream *upstream, const struct run *base, struct run *mail);

/* Asks for MAIL, unless that was done, and for the recipients added since. */
bool upstream_ask(struct upstream *upstream, struct run *mail);

/* Sends the message, and asks for what was not asked. When the session was
 * lost before the end of the message, all is said once more over another. */
bool upstream_send(
    struct upstream *upstream, struct run *mail, struct message *message);

/* The mail is over, sent or not. */
void upstream_end(struct upstream *upstream);

void upstream_close(struct upstream *upstream);

#endif
