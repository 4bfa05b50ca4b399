/* item.h - a message that waits, and its file
 *
 * One file holds everything, and a person can read it:
 *
 *	sendoff message 1: 294 + 418 + 1034 octets
 *	id 69264c2b9d01f3a7c2e4
 *	kept 2026-11-26T00:45:15Z
 *	account default
 *	caller root
 *	sender alerts@example.com
 *	facts 72
 *	recipient root@example.net
 *	recipient <..., one a line>
 *
 *	Date: Thu, 26 Nov 2026 00:45:15 +0000
 *	...the message as it will leave, its 418 octets of header and 1034 of
 *	body, all lines ending in CRLF...
 *	sha256 <of everything above this line>
 *	<and then a line for each thing that has happened since: journal.h>
 *
 * The first line counts what lies between it and the header, the header with
 * its blank line, and the body. What is above "sha256" never changes; what is
 * below only grows. A file whose sum is wrong is not sent: spool.h says where
 * it goes. Whoever has it locked (flock) may send it or write to it.
 */
#ifndef QUEUE_ITEM_H
#define QUEUE_ITEM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "mail/envelope.h"
#include "mail/message.h"

struct item {
	const char *id;
	time_t kept; /* when it came */

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

	int fd;       /* -1: not open */
	off_t length; /* of what is whole in the file */
};

/* Writes all but the journal to item->fd, which is empty. EX_TEMPFAIL when
 * the disk is full or fails; EX_DATAERR when a text has a line break. */
bool item_write(struct item *item, struct error *err);

enum item_state {
	ITEM_GOOD,
	ITEM_DAMAGED, /* or no such file at all; err says what is wrong */
	ITEM_FAILED,  /* the machine failed; err says how */
};

/* Reads it from item->fd, message and journal; the body stays in the file.
 * It is not compared with its sum. */
enum item_state
item_read(struct arena *arena, struct item *item, struct error *err);

/* Compares it with its sum. */
enum item_state item_check(const struct item *item, struct error *err);

/* The envelope with those recipients only who still wait, all of them asked
 * anew. */
struct envelope item_remaining(struct arena *arena, const struct item *item);

/* Gives back the file and the message. */
void item_close(struct item *item);

#endif
