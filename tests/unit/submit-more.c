/* submit-more.c - several messages over one session: RFC 5321 section 3.3 */
#include "smtp/submit.h"

#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "unit/conversation.h"
#include "unit/sample.h"
#include "unit/tap.h"
#include "unit/wire.h"

#define OFFERS(what) "S: 220 mx\nC: EHLO me\nS: 250-mx\n" what
#define STATUSES \
	"S: 250-PIPELINING\nS: 250-ENHANCEDSTATUSCODES\nS: 250 CHUNKING\n"
#define FLIGHT "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n"
#define CHUNK FLIGHT "C: BDAT 22 LAST\nCHUNK\n"
#define TAKEN "S: 250 2.1.0 ok\nS: 250 2.1.5 ok\nS: 250 2.0.0 taken\n"
#define NOBODY "S: 250 2.1.0 ok\nS: 550 5.1.1 no\nS: 554 5.5.1 nobody\n"
#define RSET "C: RSET\nS: 250 2.0.0 ok\n"
#define BYE "C: QUIT\nS: 221 2.0.0 bye\n"
#define DATA FLIGHT "C: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\nBODY\n"

/* Of each message: 0 taken, else why not; "-" where the session was over. */
static const struct {
	const char *name, *script, *outcomes;
	bool uncertain; /* the last */
} rows[] = {
	{ "three in three flights",
	    OFFERS(STATUSES) CHUNK TAKEN CHUNK TAKEN CHUNK TAKEN BYE, "0 0 0" },
	{ "one nobody may have",
	    OFFERS(STATUSES) CHUNK TAKEN CHUNK NOBODY RSET CHUNK TAKEN BYE,
	    "0 67 0" },
	{ "one that is refused",
	    OFFERS(STATUSES) CHUNK
	    "S: 250 2.1.0 ok\nS: 250 2.1.5 ok\nS: 554 5.6.0 no\n" RSET CHUNK
		TAKEN CHUNK TAKEN BYE,
	    "69 0 0" },
	{ "a sender that is refused",
	    OFFERS(STATUSES) CHUNK
	    "S: 550 5.7.1 no\nS: 503 5.5.1 no\nS: 503 5.5.1 no\n" RSET CHUNK
		TAKEN CHUNK TAKEN BYE,
	    "65 0 0" },
	{ "421 in the middle",
	    OFFERS(STATUSES) CHUNK TAKEN CHUNK "S: 421 4.3.0 enough\nCLOSE\n",
	    "0 75 -" },
	{ "lost in the middle",
	    OFFERS(STATUSES) CHUNK TAKEN CHUNK "S: 250 2.1.0 ok\nCLOSE\n",
	    "0 75 -", .uncertain = true },
	{ "an answer too many behind the verdict",
	    OFFERS(STATUSES) CHUNK TAKEN "S: 250 2.0.0 stale\n", "0 76 -" },
	{ "one status for everything ends the session",
	    OFFERS(STATUSES) CHUNK
	    "S: 250 2.0.0 ok\nS: 250 2.0.0 ok\nS: 250 2.0.0 ok\n" BYE,
	    "0 - -" },
	{ "one status for everything, and no goodbye",
	    OFFERS(STATUSES) CHUNK
	    "S: 250 2.0.0 ok\nS: 250 2.0.0 ok\nS: 250 2.0.0 ok\n"
	    "C: QUIT\nCLOSE\n",
	    "75 - -", .uncertain = true },
	{ "a verdict that comes late is none of the next message",
	    OFFERS(STATUSES) CHUNK
	    "S: 250 2.1.0 ok\nS: 250 2.1.0 stale\nS: 250 2.1.5 ok\n"
	    "C: QUIT\nS: 250 2.0.0 taken\nS: 221 2.0.0 bye\n",
	    "75 - -", .uncertain = true },
	{ "a verdict without a status ends the session",
	    OFFERS(STATUSES) CHUNK "S: 250 ok\nS: 250 ok\nS: 250 taken\n" BYE,
	    "0 - -" },
	{ "where none are offered it is DATA",
	    OFFERS("S: 250-PIPELINING\nS: 250 CHUNKING\n") DATA
	    "S: 250 taken\n" DATA "S: 250 taken\n" DATA "S: 250 taken\n" BYE,
	    "0 0 0" },
	{ "DATA refused",
	    OFFERS("S: 250 PIPELINING\n") FLIGHT
	    "C: DATA\nS: 250 ok\nS: 250 ok\nS: 554 no\n"
	    "C: RSET\nS: 250 ok\n" DATA "S: 250 taken\n" DATA
	    "S: 250 taken\n" BYE,
	    "69 0 0" },
};

static int
submit_one(struct session *session, struct error *err)
{
	struct arena arena = { 0 };
	struct message message;
	struct envelope envelope = { .sender = "a@x" };
	envelope_add(&arena, &envelope, "b@y");
	sample_text(&arena, &message, "Subject: hi\n\nhello\n");
	struct submission submission = { .envelope = &envelope,
		.message = &message,
		.arena = &arena,
		.err = err,
		.more = true };
	error_clear(err);
	bool well = submit(session, &submission);
	int status = well ? envelope_status(&envelope) : err->code;
	message_free(&message);
	arena_free(&arena);
	return status;
}

static bool
is_over(const struct session *session)
{
	return session->over || session->stream.failed;
}

static void
test(const char *name, const char *script, const char *wanted, bool uncertain)
{
	struct player player;
	struct session session = { 0 };
	struct error err = { 0 };
	struct buf outcomes = BUF(64);
	player_open(&player, name, script);
	ok(session_begin(&session, &conversation_clear, wire_layer(&player),
	       CLOCK_NEVER, (struct trace){ 0 }, &err),
	    "%s: ready", name);
	for (int i = 0; i < 3; i++) {
		buf_text(&outcomes, i > 0 ? " " : "");
		if (is_over(&session))
			buf_text(&outcomes, "-");
		else
			buf_print(&outcomes, "%d", submit_one(&session, &err));
	}
	is_text(outcomes.data, wanted, "%s: each message", name);
	is(err.uncertain, uncertain, "%s: in doubt", name);
	session_close(&session);
	is_text(player.problem, "", "%s: to the letter", name);
	player_is_done(&player);
	is_text(player.problem, "", "%s: to the end", name);
	player_free(&player);
	buf_free(&outcomes);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test(rows[i].name, rows[i].script, rows[i].outcomes,
		    rows[i].uncertain);
	return tap_done();
}
