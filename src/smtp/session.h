/* session.h - from a smarthost to a session that is ready for mail */
#ifndef SMTP_SESSION_H
#define SMTP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "net/stream.h"
#include "net/tcp.h"
#include "net/tls.h"
#include "smtp/caps.h"
#include "smtp/chat.h"
#include "smtp/smarthost.h"

struct session {
	const struct smarthost *smarthost;
	struct stream stream;
	struct chat chat;
	struct caps caps;
	struct tcp_ends ends;
	bool greeted;    /* the server has said that it is one, and serves */
	struct tls *tls; /* NULL: in clear */
	const char *mechanism; /* logged in with; NULL: not logged in */
	struct error *err;
};

/* Dials, greets, secures and logs in: straight down RFC 5321, 3207 and 4954.
 * Before TLS nothing but EHLO and STARTTLS is said where TLS is required, and
 * nothing heard before it counts after it. False with the reason in err; then
 * too the session must be closed. */
bool session_open(struct session *session, const struct smarthost *smarthost,
    int64_t deadline, struct trace trace, struct error *err);

/* The same on a stream that is connected already. */
bool session_begin(struct session *session, const struct smarthost *smarthost,
    struct layer layer, int64_t deadline, struct trace trace,
    struct error *err);

/* Says QUIT if anyone listens, waits for nothing, and closes. */
void session_close(struct session *session);

/* Has the channel a verified peer? Only then may it see a secret. */
bool session_is_verified(const struct session *session);

#endif
