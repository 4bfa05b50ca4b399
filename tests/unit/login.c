/* login.c - the AUTH dialogue, on a channel that passes for TLS (pretence.h) */
#include "smtp/login.h"

#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "smtp/session.h"
#include "unit/conversation.h"
#include "unit/pretence.h"
#include "unit/tap.h"
#include "unit/wire.h"

#define OFFERS(what) "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 AUTH " what "\n"
#define REST                                                           \
	"C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\nS: 250 ok\n" \
	"C: DATA\nS: 354 go\nBODY\nS: 250 taken\nC: QUIT\nS: 221 bye\n"
#define LOGIN_REFUSED                                   \
	"C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dGlt\n" \
	"S: 334 UGFzc3dvcmQ6\nC: dGFuc3RhYWZ0YW5zdGFhZg==\nS: 504 no\n"
#define BYE "C: QUIT\nS: 221 bye\n"

/* RFC 2195's user and challenge, RFC 4616's answer. */
#define CRAM                                                            \
	"C: AUTH CRAM-MD5\nS: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2Uu" \
	"cmVzdG9uLm1jaS5uZXQ+\nC: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZl" \
	"NzMzNGQzODkw\n"
#define PLAIN "C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm\n"

static struct smarthost smarthost = {
	.host = "mx.test",
	.port = "25",
	.peer = "mx.test:25",
	.helo = "me",
	.login = { .user = "tim" },
	.logs_in = true,
};

static const struct row {
	struct conversation c;
	const char *mechanisms; /* NULL: the best */
} rows[] = {
	/* ---- well ---- */
	{ { "PLAIN", OFFERS("PLAIN LOGIN") PLAIN "S: 235 2.7.0 in\n" REST },
	    NULL },
	{ { "PLAIN, asked for once more",
	      OFFERS("PLAIN") PLAIN "S: 334\nC: \nS: 235 in\n" REST },
	    NULL },
	{ { "LOGIN",
	      OFFERS("LOGIN") "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n"
			      "C: dGlt\nS: 334 UGFzc3dvcmQ6\n"
			      "C: dGFuc3RhYWZ0YW5zdGFhZg==\nS: 235 in\n" REST },
	    NULL },
	{ { "LOGIN, whatever it asks",
	      OFFERS("LOGIN") "C: AUTH LOGIN\nS: 334\nC: dGlt\nS: 334 eA==\n"
			      "C: dGFuc3RhYWZ0YW5zdGFhZg==\nS: 235\n" REST },
	    NULL },
	{ { "CRAM-MD5", OFFERS("CRAM-MD5") CRAM "S: 235 in\n" REST }, NULL },
	{ { "the old form of AUTH",
	      "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 AUTH=PLAIN\n" PLAIN
	      "S: 235 in\n" REST },
	    NULL },
	{ { "as wished", OFFERS("PLAIN CRAM-MD5") CRAM "S: 235 in\n" REST },
	    "CRAM-MD5 PLAIN" },

	/* ---- the next mechanism ---- */
	{ { "504, and the next",
	      OFFERS("PLAIN CRAM-MD5") PLAIN "S: 504 5.5.4 no\n" CRAM
					     "S: 235 in\n" REST },
	    NULL },
	{ { "534, and the next",
	      OFFERS("PLAIN CRAM-MD5") PLAIN "S: 534 5.7.9 too weak\n" CRAM
					     "S: 235 in\n" REST },
	    NULL },
	{ { "5.5.4, and the next",
	      OFFERS("PLAIN CRAM-MD5") PLAIN "S: 501 5.5.4 no\n" CRAM
					     "S: 235 in\n" REST },
	    NULL },
	{ { "504, and none is left", OFFERS("PLAIN") PLAIN "S: 504 no\n" BYE,
	      .status = EX_NOPERM, .reason = "504 no" },
	    NULL },
	{ { "the one that is wished for and no other",
	      OFFERS("PLAIN LOGIN CRAM-MD5") CRAM "S: 504 no\n" BYE,
	      .status = EX_NOPERM, .reason = "504 no" },
	    "CRAM-MD5" },

	/* ---- refused ---- */
	{ { "535 is for good",
	      OFFERS("PLAIN LOGIN CRAM-MD5") PLAIN "S: 535 5.7.8 wrong\n" BYE,
	      .status = EX_NOPERM,
	      .reason = "mx.test:25 refused the login tim: 535 5.7.8 wrong" },
	    NULL },
	{ { "535 in the midst of it",
	      OFFERS("LOGIN PLAIN") "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n"
				    "C: dGlt\nS: 535 who?\n" BYE,
	      .status = EX_NOPERM, .reason = "535 who?" },
	    "LOGIN PLAIN" },
	{ { "454 is for now",
	      OFFERS("PLAIN LOGIN") PLAIN "S: 454 4.7.0 later\n" BYE,
	      .status = EX_TEMPFAIL, .reason = "454 4.7.0 later" },
	    NULL },
	{ { "432 is for now", OFFERS("CRAM-MD5") CRAM "S: 432 later\n" BYE,
	      .status = EX_TEMPFAIL, .reason = "432 later" },
	    NULL },
	{ { "421", OFFERS("PLAIN") PLAIN "S: 421 bye\nCLOSE\n",
	      .status = EX_TEMPFAIL, .reason = "421 bye" },
	    NULL },
	{ { "250 is no welcome", OFFERS("PLAIN") PLAIN "S: 250 in\n" BYE,
	      .status = EX_PROTOCOL, .reason = "250 in" },
	    NULL },

	/* ---- nonsense is cancelled ---- */
	{ { "a challenge that is not base64",
	      OFFERS("CRAM-MD5") "C: AUTH CRAM-MD5\nS: 334 not base64!\nC: *\n"
				 "S: 501 cancelled\n" BYE,
	      .status = EX_PROTOCOL, .reason = "not base64" },
	    NULL },
	{ { "a challenge after the last",
	      OFFERS("PLAIN") PLAIN "S: 334 Zm9v\nC: *\nS: 501 cancelled\n" BYE,
	      .status = EX_PROTOCOL, .reason = "after the login" },
	    NULL },
	{ { "SCRAM without an answer",
	      OFFERS("SCRAM-SHA-1") "C: AUTH SCRAM-SHA-1 *\nS: 334 Zm9v\nC: *\n"
				    "S: 501 cancelled\n" BYE,
	      .status = EX_PROTOCOL, .reason = "SCRAM-SHA-1",
	      .undecided = true },
	    NULL },
	{ { "welcomed before the proof",
	      OFFERS(
		  "SCRAM-SHA-256") "C: AUTH SCRAM-SHA-256 *\nS: 235 in\n" BYE,
	      .status = EX_NOPERM, .reason = "impostor", .undecided = true },
	    NULL },
	{ { "welcomed before CRAM-MD5 has answered",
	      OFFERS("CRAM-MD5") "C: AUTH CRAM-MD5\nS: 235 in\n" BYE,
	      .status = EX_NOPERM, .reason = "impostor" },
	    NULL },

	/* ---- nothing to log in with ---- */
	{ { "no AUTH", "S: 220 mx\nC: EHLO me\nS: 250 mx\n" BYE,
	      .status = EX_UNAVAILABLE, .reason = "offers no login" },
	    NULL },
	{ { "none that we know", OFFERS("X-FOO KERBEROS_V4") BYE,
	      .status = EX_UNAVAILABLE, .reason = "X-FOO KERBEROS_V4" },
	    NULL },
	{ { "not the one that is wished for", OFFERS("PLAIN LOGIN") BYE,
	      .status = EX_UNAVAILABLE, .reason = "PLAIN LOGIN" },
	    "SCRAM-SHA-256" },
};

static void
set_up(const char *mechanisms)
{
	secret_set(&smarthost.login.secret, "tanstaaftanstaaf", 16);
	smarthost.mechanisms = mechanisms;
	smarthost.tls = TLS_REQUIRED;
	smarthost.at_once = true;
	pretence_verified = true;
}

/* SCRAM's nonce is fresh, so a cut may fall elsewhere in every run. */
static bool
is_fresh(const struct conversation *c)
{
	return strstr(c->script, "AUTH SCRAM") != NULL;
}

static void
test_fresh(const struct conversation *c)
{
	struct player player;
	struct outcome outcome;
	player_open(&player, c->name, c->script);
	conversation_play(c, &player, &outcome);
	player_is_done(&player);
	is_text(player.problem, "", "%s: to the letter", c->name);
	is(outcome.status, c->status, "%s: the status", c->name);
	has(outcome.err.text, c->reason, "%s: the reason", c->name);
	player_free(&player);
}

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct conversation c = rows[i].c;
		c.smarthost = &smarthost;
		set_up(rows[i].mechanisms);
		if (is_fresh(&c))
			test_fresh(&c);
		else
			conversation_test(&c);
	}
}

/* Not a word of a login to a channel that is not verified. */
static void
test_unverified(void)
{
	static const char *const offers[] = { "PLAIN LOGIN", "CRAM-MD5",
		"SCRAM-SHA-256 SCRAM-SHA-1", "XOAUTH2 OAUTHBEARER", "NTLM" };
	for (size_t i = 0; i < sizeof(offers) / sizeof(*offers); i++) {
		struct arena arena = { 0 };
		for (int tls = TLS_OPPORTUNISTIC; tls <= TLS_OFF; tls++) {
			struct conversation c = { .name = offers[i],
				.script = arena_print(
				    &arena, OFFERS("%s") BYE, offers[i]),
				.smarthost = &smarthost };
			struct player player;
			struct outcome outcome;
			set_up(i > 2 ? offers[i] : NULL);
			/* TLS that is not verified, and none at all. */
			smarthost.tls = (enum tls_need)tls;
			smarthost.at_once = tls != TLS_OFF;
			pretence_verified = false;
			player_open(&player, c.name, c.script);
			conversation_play(&c, &player, &outcome);
			player_is_done(&player);
			is_text(player.problem, "", "%s unverified: not a word",
			    offers[i]);
			is(outcome.status, EX_UNAVAILABLE,
			    "%s unverified: the status", offers[i]);
			has(outcome.err.text, "verified TLS",
			    "%s unverified: why", offers[i]);
			player_free(&player);
		}
		arena_free(&arena);
	}
}

/* ---- what is shown of it ---- */

static void
note(void *self, char who, const char *text, size_t length)
{
	struct buf *shown = self;
	buf_print(shown, "%c:%.*s|", who, (int)length, text);
}

static void
test_trace(void)
{
	struct player player;
	struct session session = { 0 };
	struct error err = { 0 };
	struct buf shown = BUF(100000);
	set_up("LOGIN PLAIN CRAM-MD5");
	player_open(&player, "trace",
	    OFFERS("PLAIN LOGIN CRAM-MD5") LOGIN_REFUSED PLAIN
	    "S: 504 no\n" CRAM "S: 235 in\n" BYE);
	struct trace trace = { .line = note, .to = &shown };
	ok(session_begin(&session, &smarthost, wire_layer(&player), CLOCK_NEVER,
	       trace, &err),
	    "logged in at last");
	is_text(session.mechanism, "CRAM-MD5", "with the third");
	session_close(&session);
	has(shown.data,
	    "|C:AUTH LOGIN|S:334 *|C:*|S:334 *|C:*|S:504 no|"
	    "C:AUTH PLAIN *|S:504 no|C:AUTH CRAM-MD5|S:334 *|C:*|S:235 in|",
	    "all that is shown");
	is_text(player.problem, "", "trace: to the letter");
	player_free(&player);
	buf_free(&shown);
}

/* RFC 4954: a line of no more than 512 octets holds the initial response. */
static void
test_length(size_t password, bool inline_response)
{
	struct arena arena = { 0 };
	struct conversation c = { .name = "length", .smarthost = &smarthost };
	struct player player;
	struct outcome outcome;
	char *secret = arena_get(&arena, password + 1);
	memset(secret, 'x', password);
	set_up("PLAIN");
	secret_set(&smarthost.login.secret, secret, password);
	c.script = inline_response
	    ? OFFERS("PLAIN") "C: AUTH PLAIN *\nS: 235 in\n" REST
	    : OFFERS("PLAIN") "C: AUTH PLAIN\nS: 334\nC: *\nS: 235 in\n" REST;
	player_open(&player, c.name, c.script);
	conversation_play(&c, &player, &outcome);
	is_text(player.problem, "", "a password of %zu: %s", password,
	    inline_response ? "at once" : "when asked");
	is(outcome.status, 0, "a password of %zu: well", password);
	const char *line = strstr(player.said.data, "AUTH PLAIN");
	ok(line != NULL && strcspn(line, "\n") + 1 <= 512,
	    "a password of %zu: no more than 512 octets", password);
	player_free(&player);
	arena_free(&arena);
}

int
main(void)
{
	test_rows();
	test_unverified();
	test_trace();
	/* "AUTH PLAIN " and CRLF leave 499 for base64: 496 are 372 octets, of
	 * which NUL, user and NUL are 5. */
	test_length(367, true);
	test_length(368, false);
	test_length(1000, false);
	secret_free(&smarthost.login.secret);
	return tap_done();
}
