/* question.h - a blocking question to DNS, asked in a thread, under a deadline
 *
 * The C library looks up names for as long as it likes, and no signal is heard
 * meanwhile (process.h). So it is asked in a thread of its own, and nobody
 * waits for the answer longer than they may.
 */
#ifndef NET_QUESTION_H
#define NET_QUESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct question {
	void (*answer)(void *self); /* blocks, and notes what it learns */
	void (*forget)(void *self); /* gives back its memory */
};

/* Asks on behalf of `self`, which is lent: when the answer is there it is the
 * caller's again, to look into and to forget. Else EX_TEMPFAIL, `what` being
 * what was looked up, or EX_OSERR; then self is not to be touched any more, and
 * is forgotten here or by the thread, whichever comes last. */
bool question_ask(const struct question *question, void *self, const char *what,
    int64_t deadline, struct error *err);

#endif
