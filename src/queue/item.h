/* item.h - a message that waits */
#ifndef QUEUE_ITEM_H
#define QUEUE_ITEM_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "base/arena.h"
#include "base/text.h"
#include "mail/envelope.h"
#include "mail/message.h"

struct item {
	const char *id;
	const char *place; /* the directory of its spool */
	time_t kept;       /* when it came */

	/* How it is to be sent, and for whom. */
	const char *account;
	const char *config;        /* the file it was given, or NULL */
	struct text_list settings; /* options: "name value" */
	const char *caller;
	struct envelope
	    envelope; /* each recipient's fate as the journal says */
	struct message message;

	/* What has happened since. */
	unsigned tries;
	time_t tried;       /* last; 0: never */
	time_t next;        /* when it is due */
	const char *reason; /* why it still waits, or NULL */
	bool doubtful;      /* it may have been delivered already */
	bool held;
	bool warned; /* the sender knows that it waits */
	bool *told;  /* of each recipient: the sender knows of the refusal */

	int fd;        /* -1: not open */
	off_t length;  /* of what is whole in the file */
	bool has_room; /* behind that, for notes: see reserve.h */
};

/* The envelope with those recipients only who still wait, all of them asked
 * anew. */
struct envelope item_remaining(struct arena *arena, const struct item *item);

/* What tells its way to the smarthost from any other: configuration, account
 * and settings, as one text. */
const char *item_route(struct arena *arena, const struct item *item);

/* strerror(3); where the disk of the spool is full, also what helps. */
const char *item_why(int why);

/* Gives back the file and the message. */
void item_close(struct item *item);

#endif
