/* report.h - how it went: a sentence for people, a line for the log */
#ifndef CMD_REPORT_H
#define CMD_REPORT_H

#include "run.h"

/* Says on stderr what failed, one line each: earlier smarthosts, the refused
 * recipients, the reason; nothing when all is well or when -oeq asked so. */
void report_failures(const struct run *run);

/* Why somebody of this envelope waits: what went wrong with all of it, else who
 * was refused for now. Allocated in the arena, or static. */
const char *report_reason(const struct run *run, struct arena *arena,
    const struct envelope *envelope);

/* Says on stderr that the message waits in the spool, and why, unless the
 * caller wished that. */
void report_kept(const struct run *run);

/* Says how a message of the spool fared. */
void report_resent(const struct run *run);

/* Says one line on stderr, unless -oeq asked for silence. */
void report_line(const struct run *run, const char *text);

/* Says what was ignored and better told. */
void report_warnings(const struct run *run);

/* One line of key=value pairs for a run that had something to send. */
void report_log(const struct run *run);

/* The trace of -v: what was said and heard, on stderr. */
void report_dialogue(void *program, char who, const char *text, size_t length);

#endif
