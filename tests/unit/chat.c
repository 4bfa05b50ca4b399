/* chat.c - the one gate each way */
#include "smtp/chat.h"

#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "unit/player.h"
#include "unit/tap.h"
#include "unit/wire.h"

struct talk {
	struct player player;
	struct stream stream;
	struct chat chat;
	struct error err;
	struct buf shown;
};

static void
note(void *self, char who, const char *text, size_t length)
{
	struct talk *t = self;
	buf_print(&t->shown, "%c:%.*s|", who, (int)length, text);
}

static void
begin(struct talk *t, const char *script)
{
	*t = (struct talk){ .shown = BUF(100000) };
	struct trace trace = { .line = note, .to = t };
	player_open(&t->player, "chat", script);
	stream_open(&t->stream, wire_layer(&t->player), "mx", &t->err);
	t->chat = CHAT(&t->stream, CLOCK_NEVER, trace, &t->err);
}

static void
end(struct talk *t)
{
	chat_free(&t->chat);
	stream_close(&t->stream);
	player_free(&t->player);
	buf_free(&t->shown);
}

/* ---- what may leave ---- */

static void
test_controls(void)
{
	for (int c = 0; c < 256; c++) {
		struct talk t;
		char line[] = { 'a', (char)c, 'b', '\0' };
		bool control = c < ' ' || c == 0x7f;
		if (c == 0)
			continue;
		begin(&t, "");
		is(chat_say(&t.chat, "MAIL FROM:<%s>", line), !control,
		    "may \\x%02x leave?", c);
		is(t.err.code, control ? EX_DATAERR : 0, "\\x%02x: code", c);
		ok(control == (t.stream.out.length == 0),
		    "\\x%02x: nothing of it leaves", c);
		ok(!control || t.shown.length == 0, "\\x%02x: nothing is shown",
		    c);
		end(&t);
	}
	struct talk t;
	begin(&t, "");
	ok(!chat_say_secret(&t.chat, "AUTH *", "AUTH a\r\nQUIT"),
	    "nor in a line that holds a secret");
	ok(strstr(t.err.text, "AUTH") == NULL, "which the error hides");
	end(&t);
	begin(&t, "");
	char large[20000];
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	ok(!chat_say(&t.chat, "%s", large), "a line too long");
	is(t.err.code, EX_DATAERR, "a line too long: code");
	is(t.stream.out.length, 0, "a line too long: nothing of it leaves");
	end(&t);
}

/* ---- flights ---- */

static void
test_flight(void)
{
	struct talk t;
	begin(&t, "C: ONE\nC: TWO\nC: THREE\nS: 250 1\nS: 550 2\nS: 250 3\n");
	ok(chat_say(&t.chat, "ONE") && chat_say(&t.chat, "TWO")
		&& chat_say(&t.chat, "THREE"),
	    "three are said");
	is(t.player.sends, 0, "none has left");
	is(t.chat.awaited, 3, "three answers are due");
	ok(chat_hear(&t.chat, STAGE_MAIL), "the first is heard");
	is(t.player.sends, 1, "all left in one write");
	ok(chat_want(&t.chat, STAGE_MAIL, NULL), "and is well");
	ok(chat_hear(&t.chat, STAGE_RCPT), "the second is heard");
	ok(!chat_want(&t.chat, STAGE_RCPT, "b@y"), "and is not");
	is(t.err.code, EX_NOUSER, "its meaning");
	is_text(t.err.text, "mx refused the recipient b@y: 550 2", "its words");
	is_text(t.err.reply, "550 2", "the server's alone");
	ok(chat_hear(&t.chat, STAGE_DATA), "the third is heard all the same");
	is(t.chat.awaited, 0, "none is due");
	is_text(t.shown.data, "C:ONE|C:TWO|C:THREE|S:250 1|S:550 2|S:250 3|",
	    "the trace");
	is_text(t.player.problem, "", "to the letter");
	end(&t);
}

static void
test_ask(void)
{
	struct talk t;
	begin(&t, "C: EHLO me\nS: 250 mx\nC: RSET\nS: 451 no\n");
	ok(chat_ask(&t.chat, STAGE_EHLO, "EHLO %s", "me"), "asked, and well");
	ok(!chat_ask(&t.chat, STAGE_RSET, "RSET"), "asked, and refused");
	is(t.err.code, EX_TEMPFAIL, "for now");
	is_text(t.err.text, "mx refused RSET: 451 no", "in words");
	ok(!t.stream.failed, "a refusal does not end the session");
	end(&t);
}

/* ---- out of step ---- */

static void
test_out_of_step(void)
{
	static const struct {
		const char *script;
		int code;
		const char *why;
	} rows[] = {
		{ "S: 220 mx\nS: 250 stale\n", EX_PROTOCOL,
		    "mx spoke out of turn: 250 stale" },
		{ "S: 220 mx\nS: 550 stale\n", EX_PROTOCOL, "550 stale" },
		{ "S: 220 mx\nS: 354 stale\n", EX_PROTOCOL, "354 stale" },
		{ "S: 220 mx\nS: 450 stale\n", EX_TEMPFAIL, "450 stale" },
		{ "S: 220 mx\nS: 421 bye\n", EX_TEMPFAIL,
		    "mx ended the session: 421 bye" },
		{ "S: 220 mx\nS: gibberish\n", EX_PROTOCOL, "gibberish" },
		{ "S: 220 mx\nS! 2\nCLOSE\n", EX_TEMPFAIL, "closed" },
		{ "S: 220 mx\nS! 2\nWAIT\n", EX_TEMPFAIL, "timed out" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct talk t;
		begin(&t, rows[i].script);
		ok(chat_hear(&t.chat, STAGE_GREETING),
		    "out of step %zu: "
		    "the greeting",
		    i);
		ok(!chat_say(&t.chat, "EHLO me"), "out of step %zu", i);
		is(t.err.code, rows[i].code, "out of step %zu: code", i);
		has(t.err.text, rows[i].why, "out of step %zu: why", i);
		is(t.player.said.length, 0, "out of step %zu: nothing leaves",
		    i);
		ok(t.stream.failed, "out of step %zu: for good", i);
		ok(!chat_hear(&t.chat, STAGE_EHLO),
		    "out of step %zu: nothing is heard", i);
		end(&t);
	}
	/* Words that wait for their turn are no offence. */
	struct talk t;
	begin(&t, "C: A\nS: 250 a\nS: 250 b\nC: B\n");
	chat_say(&t.chat, "A");
	chat_say(&t.chat, "B");
	ok(chat_hear(&t.chat, STAGE_MAIL), "one of two is heard");
	ok(chat_say(&t.chat, "C"), "a third may be said while one is due");
	end(&t);
}

static void
test_421(void)
{
	for (int stage = STAGE_GREETING; stage <= STAGE_QUIT; stage++) {
		struct talk t;
		begin(&t, "S: 421 4.3.2 going down\n");
		ok(!chat_hear(&t.chat, (enum stage)stage), "421 at %d", stage);
		is(t.err.code, EX_TEMPFAIL, "421 at %d: code", stage);
		has(t.err.text, "going down", "421 at %d: why", stage);
		ok(t.stream.failed, "421 at %d: for good", stage);
		is(t.chat.reply.code, 421, "421 at %d: it is told", stage);
		end(&t);
	}
}

/* ---- what is shown, and how long is waited ---- */

static void
test_secrets(void)
{
	struct talk t;
	begin(&t,
	    "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\nS: 334 Y2hhbGxlbmdl\n"
	    "C: c2VjcmV0\nS: 235 welcome\n");
	t.chat.is_private = true;
	chat_say_secret(&t.chat, "AUTH PLAIN *", "AUTH PLAIN AGpvZQBzZWNyZXQ=");
	chat_hear(&t.chat, STAGE_AUTH);
	is_text(t.chat.reply.text.data, "Y2hhbGxlbmdl", "it is heard");
	chat_say_secret(&t.chat, "*", "c2VjcmV0");
	chat_hear(&t.chat, STAGE_AUTH);
	chat_note(&t.chat, "done");
	is_text(t.shown.data,
	    "C:AUTH PLAIN *|S:334 *|C:*|S:235 welcome|-:done|",
	    "neither challenge nor response is shown");
	is_text(t.player.problem, "", "both leave as they are");
	end(&t);
}

/* What a reply quotes of what was said in private, and what is seen of it. */
static void
test_quoted(void)
{
	static const struct {
		const char *reply, *shown, *error;
	} rows[] = {
		{ "S: 535 no |AGpvZQBzZWNyZXQ=|\n",
		    "S:535 no |****************||",
		    "refused the login: 535 no |****************|" },
		{ "S: 535-no AGpvZQBzZWNy\nS: 535 ZXQ=\n",
		    "S:535-no ************|S:535 ****|",
		    "refused the login: 535 no ************ ****" },
		{ "S: 354 AGpvZQBzZWNyZXQ=\n", "S:354 ****************|",
		    "refused the login: 354 ****************" },
		{ "S: AGpvZQBzZWNyZXQ=\n", "S:****************|",
		    "does not speak SMTP: it said \"****************\"" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct talk t;
		char script[256] = "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\n";
		strncat(script, rows[i].reply, 200);
		begin(&t, script);
		t.chat.is_private = true;
		chat_say_secret(
		    &t.chat, "AUTH PLAIN *", "AUTH PLAIN AGpvZQBzZWNyZXQ=");
		ok(!chat_hear(&t.chat, STAGE_AUTH)
			|| !chat_want(&t.chat, STAGE_AUTH, NULL),
		    "quoted %zu: refused", i);
		has(t.shown.data, rows[i].shown, "quoted %zu: shown", i);
		has(t.err.text, rows[i].error, "quoted %zu: the error", i);
		ok(strstr(t.err.reply, "AGpv") == NULL, "quoted %zu", i);
		end(&t);
	}
}

static void
test_deadlines(void)
{
	struct talk t;
	begin(&t, "");
	int64_t now = clock_now();
	ok(chat_deadline(&t.chat, STAGE_MAIL) >= now + 300000, "as RFC 5321");
	t.chat.timeout = 7;
	int64_t mail = chat_deadline(&t.chat, STAGE_MAIL);
	ok(mail >= now + 7000 && mail <= clock_now() + 7000, "as configured");
	ok(chat_deadline(&t.chat, STAGE_VERDICT) >= now + 600000,
	    "but not for the verdict");
	ok(chat_deadline(&t.chat, STAGE_QUIT) <= clock_now() + 5000,
	    "nor for a goodbye");
	t.chat.deadline = now + 3;
	is(chat_deadline(&t.chat, STAGE_VERDICT), now + 3,
	    "never beyond the run's own");
	is(chat_deadline(&t.chat, STAGE_MAIL), now + 3, "nor here");
	end(&t);
	begin(&t, "S! 2\nWAIT\n");
	t.chat.deadline = clock_now() - 1;
	ok(!chat_hear(&t.chat, STAGE_GREETING), "a deadline that has passed");
	has(t.err.text, "mx: timed out while waiting for the greeting",
	    "says so");
	is(t.err.code, EX_TEMPFAIL, "and is temporary");
	end(&t);
}

static void
test_report_to(void)
{
	struct talk t;
	struct error ignored = { 0 };
	begin(&t, "C: A\nS: 550 no\n");
	ok(chat_report_to(&t.chat, &ignored) == &t.err, "told elsewhere");
	chat_ask(&t.chat, STAGE_MAIL, "A");
	is(t.err.code, 0, "not here");
	is(ignored.code, EX_UNAVAILABLE, "but there");
	ok(chat_report_to(&t.chat, &t.err) == &ignored, "and back again");
	end(&t);
}

int
main(void)
{
	test_controls();
	test_flight();
	test_ask();
	test_out_of_step();
	test_421();
	test_secrets();
	test_quoted();
	test_deadlines();
	test_report_to();
	return tap_done();
}
