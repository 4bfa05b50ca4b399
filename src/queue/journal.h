/* journal.h - what has happened to a message that waits
 *
 * One line each, at the end of its file, behind the first eight digits of the
 * line's own SHA-256:
 *
 *	1f2e3d4c tried <when> <next> <why>    an attempt that did not end it
 *	1f2e3d4c doubt <when>                 nobody knows whether it was taken
 *	1f2e3d4c taken <n> <reply>            recipient n (from 0) was accepted
 *	1f2e3d4c refused <n> <status> <reply> ... was refused for good
 *	1f2e3d4c told <n>                     the sender was told of that
 *	1f2e3d4c warned <when>                the sender knows that it waits
 *	1f2e3d4c held | released              what a person has bid
 *	1f2e3d4c retry <when>                 ... as if it had come just then
 *
 * A last line that is not whole was being written when the machine fell: it
 * is passed over, and overwritten by the next. Any other one that is wrong
 * means that the file is damaged.
 */
#ifndef QUEUE_JOURNAL_H
#define QUEUE_JOURNAL_H

#include <stdbool.h>

#include "base/arena.h"
#include "queue/item.h"

#define JOURNAL_LINE_MOST 1280 /* octets; words that are longer are cut */

/* Reads the lines from `at` on into the item. False: a line is wrong. */
bool journal_read(struct arena *arena, struct item *item, struct slice lines);

/* These write a line and do it to the item too. EX_TEMPFAIL when it could not
 * be written; then it is not there. The file must be locked. */
bool journal_tried(struct arena *arena, struct item *item, time_t when,
    time_t next, const char *why, struct error *err);
bool journal_doubt(
    struct arena *arena, struct item *item, time_t when, struct error *err);
/* How those fared who still waited: `sent` is item_remaining() after the
 * attempt. Who was refused for now waits on. */
bool journal_fates(struct arena *arena, struct item *item,
    const struct envelope *sent, struct error *err);
bool journal_told(struct arena *arena, struct item *item, size_t recipient,
    struct error *err);
bool journal_warned(
    struct arena *arena, struct item *item, time_t when, struct error *err);
bool journal_held(
    struct arena *arena, struct item *item, bool held, struct error *err);
bool journal_retry(
    struct arena *arena, struct item *item, time_t when, struct error *err);

#endif
