/* scram.h - SCRAM (RFC 5802, 7677): both sides prove that they know a password
 *
 * libgsasl has it too, but cannot say `y`: "I could bind the channel, but you
 * offered no -PLUS", by which a server finds out that somebody on the way has
 * hidden it. And it hashes in plain C, where GnuTLS knows the processor's own
 * instructions: four thousand rounds are the dearest part of a run.
 */
#ifndef AUTH_SCRAM_H
#define AUTH_SCRAM_H

#include <stdbool.h>

#include "auth/verifier.h"
#include "base/buf.h"
#include "base/error.h"

struct scram {
	const char *mechanism; /* "SCRAM-SHA-256-PLUS"; all below is borrowed */
	const char *user, *password;
	const char *binding_name; /* "tls-exporter"; NULL: nothing to bind to */
	const struct buf *binding; /* raw octets */
	bool offered;              /* did the server offer any -PLUS? */
	/* Made on the way. */
	struct buf nonce;   /* ours; fresh random one where it is empty */
	struct buf message; /* AuthMessage, as far as it is known */
	char expected[VERIFIER_KEY_MOST]; /* ServerSignature */
	unsigned steps;
	bool done; /* the server has proved itself */
};

#define SCRAM_MESSAGE_MOST 16384
#define SCRAM            \
	((struct scram){ \
	    .nonce = BUF(256), .message = BUF_SECRET(SCRAM_MESSAGE_MOST) })

/* Answers what the server said, raw (empty: it has not spoken yet). EX_PROTOCOL
 * when that is nonsense or not safe, EX_NOPERM when it fails to prove itself,
 * EX_CONFIG when user or password cannot be prepared (RFC 4013). */
bool scram_step(struct scram *scram, const struct buf *challenge,
    struct buf *response, struct error *err);

void scram_free(struct scram *scram);

#endif
