/* run.h - all that one run knows, from arguments to outcome */
#ifndef CMD_RUN_H
#define CMD_RUN_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "caller.h"
#include "conf/account.h"
#include "conf/aliases.h"
#include "conf/config.h"
#include "mail/envelope.h"
#include "mail/message.h"
#include "queue/spool.h"
#include "request.h"

/* What is worth knowing of the session that carried the mail, or of the last
 * one that failed to. */
struct route {
	const char *peer;    /* "host:port"; NULL: nobody was dialled */
	const char *address; /* numeric */
	const char *tls;     /* "TLS1.3 TLS_AES_256_GCM_SHA384"; NULL: clear */
	const char *login;   /* the mechanism; NULL: none */
};

struct run {
	struct arena arena; /* wiped at the end: it may hold a password */
	struct request request;
	struct caller caller;
	struct config config;
	struct account account; /* the one chosen, overrides applied */
	struct aliases aliases;
	struct message message;
	struct envelope envelope;
	struct route route;
	struct text_list failures; /* of smarthosts tried before the last */
	struct spool spool;        /* open if spools */
	bool spools;
	const char *turns;    /* where they are taken; NULL: see turn.h */
	const char *queue_id; /* of the message in the spool, or NULL */
	const char *kept;     /* why it is there: what failed for now */
	int64_t began;        /* clock_now() */
	struct error err;
};

/* The exit status: why it failed, or how the recipients fared. */
int run_status(const struct run *run);

#endif
