/* record.h - the file of a message that waits
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
#ifndef QUEUE_RECORD_H
#define QUEUE_RECORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "queue/item.h"

/* Writes all but the journal to item->fd, which is empty. EX_TEMPFAIL when
 * the disk is full or fails; EX_DATAERR when a text has a line break. */
bool record_write(struct item *item, struct error *err);

enum record_state {
	RECORD_GOOD,
	RECORD_DAMAGED, /* or no such file at all; err says what is wrong */
	RECORD_FAILED,  /* the machine failed; err says how */
};

/* Reads it from item->fd, message and journal; the body stays in the file.
 * It is not compared with its sum. */
enum record_state
record_read(struct arena *arena, struct item *item, struct error *err);

/* Compares it with its sum. */
enum record_state record_check(const struct item *item, struct error *err);

#endif
