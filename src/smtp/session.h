/* session.h - from a smarthost to a session that is ready for mail
 *
 * Where an earlier session has learned how the server answers (foresight.h),
 * EHLO, STARTTLS and a login that is one command are said before what comes
 * before them is heard. What is owed is heard by session_settle().
 */
#ifndef SMTP_SESSION_H
#define SMTP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "net/stream.h"
#include "net/tcp.h"
#include "net/tls.h"
#include "smtp/caps.h"
#include "smtp/chat.h"
#include "smtp/foresight.h"
#include "smtp/smarthost.h"

/* What was said early, and its answer not yet heard. */
struct owed {
	bool greeting, hello, login;
};

struct session {
	const struct smarthost *smarthost;
	struct stream stream;
	struct chat chat;
	struct caps caps;
	struct tcp_ends ends;
	struct foresight foresight;
	struct owed owed;
	bool misled;     /* foresight was wrong: open another session */
	bool greeted;    /* the server has said that it is one, and serves */
	bool over;       /* nothing more can be said: QUIT was, or what was said
		      early has led nowhere */
	struct tls *tls; /* NULL: in clear */
	const char *mechanism; /* logged in with; NULL: not logged in */
	struct error *err;
};

/* Learns who the smarthost must be (peer.h, as long as the arena), dials,
 * greets, secures and logs in: straight down RFC 5321, 3207 and 4954. Before
 * TLS nothing but EHLO and STARTTLS is said where TLS is required, and nothing
 * heard before it counts after it. False with the reason in err; then too the
 * session must be closed. */
bool session_open(struct session *session, struct arena *arena,
    struct smarthost *smarthost, int64_t deadline, struct trace trace,
    struct error *err);

/* The same on a stream that is connected already. */
bool session_begin(struct session *session, const struct smarthost *smarthost,
    struct layer layer, int64_t deadline, struct trace trace,
    struct error *err);

/* Can anything more be said over it? */
bool session_is_usable(const struct session *session);

/* Hears what is owed. Until then no octet of a message may leave: it would be
 * taken for commands by a server that is not the one we knew. */
bool session_settle(struct session *session);

/* Asks once more what is offered: some servers (Dovecot) tell all of it only
 * to those who have logged in. A refusal changes nothing. */
bool session_ask_again(struct session *session);

/* Says QUIT behind what is in flight, so that the verdict on it is not the
 * last reply; after this nothing else can be said. */
bool session_say_quit(struct session *session);

/* Leaves it to another process, which has it by fork(): closing it here says
 * nothing to anybody. */
void session_leave(struct session *session);

/* Says QUIT if that was not done and anyone listens, waits for nothing, and
 * closes. */
void session_close(struct session *session);

/* Has the channel a verified peer? Only then may it see a secret. */
bool session_is_verified(const struct session *session);

#endif
