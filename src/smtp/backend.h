/* backend.h - a client's mail, and who decides what becomes of it
 *
 * What the server (server.h) and its backend share. Replies are one line,
 * without its end: "250 2.1.0 ok". They live as long as the mail's arena, or
 * until the backend has been told of the mail's end.
 */
#ifndef SMTP_BACKEND_H
#define SMTP_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "mail/message.h"

/* One recipient. */
struct server_recipient {
	const char *path;     /* as said: "<root>" */
	const char *notify;   /* RFC 3461, or NULL */
	const char *original; /* ORCPT, or NULL */
	const char *reply;    /* NULL: no answer yet */
};

/* One mail transaction. */
struct server_mail {
	struct arena *arena;
	const char *sender;   /* as said: "<a@x>" */
	uint64_t size;        /* as announced; 0: not */
	bool utf8;            /* SMTPUTF8 */
	const char *ret, *id; /* RFC 3461, ENVID decoded; or NULL */
	const char *reply;    /* to MAIL */
	struct server_recipient *recipients;
	size_t count;
	struct message message;
	const char *verdict; /* the reply to the message */
};

struct server_backend {
	void *self;
	/* Gives MAIL and every recipient an answer who has none; recipients
	 * may go without where MAIL is refused. */
	void (*ask)(void *self, struct server_mail *mail);
	/* The message has been read whole: gives the verdict, and whatever
	 * answer is still due. */
	void (*send)(void *self, struct server_mail *mail);
	/* The transaction is over, come what may. A verdict that `send` has not
	 * given is what the client was told of a message that is too big, be
	 * it at MAIL, before anything else was asked. */
	void (*end)(void *self, struct server_mail *mail);
};

struct server_limits {
	unsigned idle;     /* seconds without a command */
	unsigned message;  /* seconds for a message */
	unsigned total;    /* seconds for everything */
	uint64_t size;     /* octets of a message; 0: any */
	size_t recipients; /* of a mail */
	unsigned mistakes; /* that we put up with */
};

#endif
