/* sasl.h - one SASL exchange (RFC 4422): challenge in, response out
 *
 * scram.c does SCRAM, bearer.c the mechanisms with tokens, libgsasl the others;
 * this guards the edges: base64, ceilings, secrets that are wiped.
 */
#ifndef AUTH_SASL_H
#define AUTH_SASL_H

#include <stdbool.h>

#include "auth/credential.h"
#include "auth/mech.h"
#include "base/buf.h"
#include "base/error.h"

#define SASL_LINE_MOST 12288 /* octets of base64; RFC 4954 section 4 */
#define SASL_STEPS_MOST 20

struct sasl_identity {
	const struct login *login;
	const char *service;       /* "smtp" */
	const char *host;          /* the server, for GSSAPI and tokens */
	const char *port;          /* likewise */
	const struct buf *binding; /* raw octets; none: no channel to bind */
	bool is_exporter;          /* tls-exporter, else tls-unique */
	bool offers_binding;       /* the server knows some -PLUS */
};

struct sasl;

/* Begins an exchange; NULL and EX_UNAVAILABLE when libgsasl cannot. Everything
 * is borrowed until sasl_free(). */
struct sasl *sasl_start(const struct mech *mech,
    const struct sasl_identity *identity, struct error *err);

/* Answers a challenge in base64 (NULL: there was none, an initial response is
 * wanted) by appending base64 to *response. EX_PROTOCOL when the challenge is
 * nonsense, EX_NOPERM when the server fails to prove itself. */
bool sasl_step(struct sasl *sasl, const char *challenge, struct buf *response,
    struct error *err);

/* Has our side finished, the server's proof included where there is one? Only
 * then may its word of success be believed. */
bool sasl_is_done(const struct sasl *sasl);

/* What the server said of a token it refused, printable; "" if nothing. */
const char *sasl_refusal(const struct sasl *sasl);

void sasl_free(struct sasl *sasl);

#endif
