/* answer.h - what a client is told of how its mail fared upstream */
#ifndef SMTP_ANSWER_H
#define SMTP_ANSWER_H

#include "base/arena.h"
#include "base/error.h"

/* For strangers, behind 421 or 451: what it is stands in the log alone. */
#define ANSWER_OURS "4.3.5 something is wrong with our configuration"

/* The smarthost's own reply where it refused the mail; else a reply that says
 * why: 451 for what is no fault of the mail, and may be mended, else 55x. */
const char *answer_of_error(struct arena *arena, const struct error *err);

/* The smarthost's words, "550 5.1.1 who?", as a reply of ours. A code that says
 * neither yes nor no to a mail, 421 among them, becomes 451. */
const char *answer_of_reply(struct arena *arena, const char *words);

#endif
