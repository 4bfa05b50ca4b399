/* mask.h - what was said in private, found again in what is heard
 *
 * Some servers quote the command that they refuse. What stood in it must not
 * come back into a transcript, an error, a log or a spool, however much of it
 * is quoted, and whatever stands around it.
 */
#ifndef SMTP_MASK_H
#define SMTP_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define MASK_MOST (64 * 1024) /* octets that are remembered; then all is hid */
#define MASK_TELLING 6        /* fewer octets in a row tell nothing */

struct mask {
	struct buf said;  /* responses: any part of them is hidden */
	struct buf words; /* secrets as they are: each is hidden as a whole */
	struct buf end;   /* of the last line: a quotation may be folded */
};

#define MASK                                           \
	((struct mask){ .said = BUF_SECRET(MASK_MOST), \
	    .words = BUF_SECRET(MASK_MOST),            \
	    .end = BUF_SECRET(MASK_TELLING) })

/* Remembers a response, without line end. */
void mask_said(struct mask *mask, const char *said, size_t length);

/* Remembers a password or a token. A part of one stays as it is: where it is
 * an ordinary word, stars in place of that word would tell it. */
void mask_word(struct mask *mask, const char *word, size_t length);

/* A reply begins: no line comes before its first. */
void mask_begin(struct mask *mask);

/* Puts stars over all of a text that must not be seen. It goes on where the
 * last one since mask_begin() ended. */
void mask_text(struct mask *mask, char *text, size_t length);

void mask_free(struct mask *mask);

#endif
