/* dialogue.h - a session with one client: what it says, and what it is told
 *
 * Answers are given in the order of the commands (RFC 2920): whoever answers
 * anything first settles what was said before.
 */
#ifndef SMTP_DIALOGUE_H
#define SMTP_DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/stream.h"
#include "smtp/backend.h"
#include "smtp/command.h"
#include "smtp/door.h"

struct dialogue {
	const char *host; /* how we call ourselves */
	const struct server_limits *limits;
	const struct server_backend *backend;
	const struct door *door;
	struct stream *stream;
	int64_t deadline; /* of the session */
	struct command command;
	struct arena arena; /* of the mail */
	struct server_mail mail;
	bool in_mail;
	size_t told;  /* answers to MAIL and RCPT that the client has got */
	bool bare_lf; /* its first command ended so */
	bool begun, over;
	bool is_reading; /* chunks: the mail must stay till they end */
	uint64_t chunks; /* octets of those that were begun */
	bool is_due;     /* a command that was heard between two chunks */
	unsigned mistakes;
	struct arena own;  /* of the session */
	bool is_secure;    /* TLS is on */
	const char *login; /* who it is; NULL: has not said */
	unsigned failures; /* to say that */
	bool is_expelled;  /* and nothing more is to be said */
};

/* Queues a reply, cut to what a line may hold. */
void dialogue_put(struct dialogue *d, const char *reply);
void dialogue_print(struct dialogue *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Whatever was said so far has its answer now; a mail whose sender was refused
 * has ended. */
void dialogue_settle(struct dialogue *d);

/* Settles, then queues. */
void dialogue_answer(struct dialogue *d, const char *reply);

/* Queues the answers to MAIL and RCPT that the backend has given. */
void dialogue_tell(struct dialogue *d);

/* Sends what is queued. */
bool dialogue_flush(struct dialogue *d);

/* The next command; settles and sends first if the client waits for it. */
bool dialogue_hear(struct dialogue *d);

/* How many recipients were accepted; and is the sender, too? */
size_t dialogue_granted(const struct dialogue *d);
bool dialogue_is_wanted(const struct dialogue *d);

/* Forgets the mail, if there is one. */
void dialogue_end_mail(struct dialogue *d);

#endif
