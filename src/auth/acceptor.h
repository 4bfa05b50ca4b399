/* acceptor.h - the server's side of one SASL exchange (RFC 4422)
 *
 * libgsasl does SCRAM, CRAM-MD5 and PLAIN; this knows who may log in, and lets
 * nobody find out who is there. No word of SMTP here: what its AUTH command
 * says of base64, `=` and `*` is up to the caller.
 */
#ifndef AUTH_ACCEPTOR_H
#define AUTH_ACCEPTOR_H

#include <stdbool.h>

#include "auth/passwords.h"
#include "base/buf.h"
#include "base/error.h"

#define ACCEPTOR_MOST 12288 /* octets of a message; RFC 4954 section 4 */

struct acceptor_terms {
	const struct passwords *passwords;
	const char *host; /* what we call ourselves */
	bool may_see;     /* passwords: over TLS, or where a setting lets us */
};

enum acceptor_verdict {
	ACCEPTOR_ASKS,    /* the challenge is for the client */
	ACCEPTOR_GRANTS,  /* it is who it says: acceptor_user() */
	ACCEPTOR_REFUSES, /* the error says why; tell the client only that */
};

struct acceptor;

/* Appends the mechanisms that can be done on these terms, between blanks;
 * nothing when there is none. */
void acceptor_offer(const struct acceptor_terms *terms, struct buf *list);

/* Begins an exchange by one of those, its name in any case. NULL and
 * EX_UNAVAILABLE when it is not offered. The terms are borrowed. */
struct acceptor *acceptor_start(const struct acceptor_terms *terms,
    const char *mechanism, struct error *err);

/* Takes what the client says, raw (NULL: nothing yet, there was no initial
 * response), and appends the raw challenge. The client answers the last
 * challenge of SCRAM with an empty response. When it refuses: EX_NOPERM for a
 * wrong user or password, EX_PROTOCOL for nonsense. */
enum acceptor_verdict acceptor_step(struct acceptor *acceptor,
    const struct buf *response, struct buf *challenge, struct error *err);

/* Who it is; borrowed from the acceptor. */
const char *acceptor_user(const struct acceptor *acceptor);

void acceptor_free(struct acceptor *acceptor);

#endif
