/* chat.h - say a command, hear a reply
 *
 * The one gate each way: every command leaves through chat_say(), every reply
 * enters through chat_hear(). Commands said one after another leave in one
 * flight when the first of their replies is heard (RFC 2920).
 */
#ifndef SMTP_CHAT_H
#define SMTP_CHAT_H

#include <stdbool.h>
#include <stdint.h>

#include "net/stream.h"
#include "smtp/mask.h"
#include "smtp/reply.h"
#include "smtp/stage.h"

/* Is shown every line said (who 'C') and heard (who 'S'), secrets masked. */
struct trace {
	void (*line)(void *to, char who, const char *text, size_t length);
	void *to;
};

struct chat {
	struct stream *stream;
	struct reply reply; /* the last one heard */
	struct trace trace;
	size_t awaited;   /* replies to commands said but not yet heard */
	unsigned timeout; /* seconds for each reply; 0: as the stage says */
	int64_t deadline; /* of the whole run */
	bool is_private;  /* 334 is a challenge, and not shown */
	struct mask mask; /* over what was said in private, when quoted */
	struct error *err;
};

#define CHAT(with, until, show, fault)    \
	((struct chat){ .stream = (with), \
	    .reply = REPLY,               \
	    .mask = MASK,                 \
	    .deadline = (until),          \
	    .trace = (show),              \
	    .err = (fault) })

/* Queues a command, CRLF added. One that holds CR, LF or another control is
 * never sent: EX_DATAERR. When no reply is due and the server has spoken all
 * the same, we are out of step: nothing more is sent or believed. */
bool chat_say(struct chat *chat, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for a line that holds a secret: `shown` is what the trace sees. */
bool chat_say_secret(struct chat *chat, const char *shown, const char *line);

/* Sends what is queued and reads one whole reply in the stage's time. A 421
 * at any time, and a 221 that answers no QUIT, end the session: EX_TEMPFAIL
 * (RFC 5321 4.2.4.2). */
bool chat_hear(struct chat *chat, enum stage stage);

/* Judges the last reply. `subject`, when not NULL, is what was refused. */
bool chat_want(struct chat *chat, enum stage stage, const char *subject);

/* Reports the last reply as a refusal of this stage, in other words than the
 * stage's: "refused MAIL with", "HOLDFOR=60". False. */
bool chat_refused(
    struct chat *chat, enum stage stage, const char *what, const char *subject);

/* Says, hears and judges. */
bool chat_ask(struct chat *chat, enum stage stage, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Failures go there from now on; returns where they went before. For words
 * that are said out of politeness and whose answer is nothing. */
struct error *chat_report_to(struct chat *chat, struct error *err);

/* Until when a stage may take, the run's own deadline included. */
int64_t chat_deadline(const struct chat *chat, enum stage stage);

/* Shows the trace a line that is neither said nor heard (who '-'). */
void chat_note(struct chat *chat, const char *text);

void chat_free(struct chat *chat);

#endif
