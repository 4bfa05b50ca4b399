/* vrfy.c - recipients asked for without a message, cut at every line */
#include "smtp/vrfy.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "unit/conversation.h"
#include "unit/tap.h"
#include "unit/wire.h"

#define CUTS_MOST 4096
#define HELLO "S: 220 mx\nC: EHLO me\nS: 250 mx\n"
#define BYE "C: QUIT\nS: 221 bye\n"

struct asking {
	const char *name, *recipients, *script;
	const char *codes;  /* of each recipient; w: nobody was asked */
	const char *words;  /* what is said of the first */
	const char *reason; /* in the error; NULL: there is none */
	int status;         /* of the error */
};

static const struct asking rows[] = {
	{ "known", "b@y", HELLO "C: VRFY b@y\nS: 250 2.1.5 Bob <b@y>\n" BYE,
	    "0", "250 2.1.5 Bob <b@y>", NULL, 0 },
	{ "not local, but will forward", "b@y",
	    HELLO "C: VRFY b@y\nS: 251 will forward to <c@y>\n" BYE, "0",
	    "251 will forward to <c@y>", NULL, 0 },
	{ "unknown", "b@y c@y",
	    HELLO "C: VRFY b@y\nS: 550 5.1.1 no b\nC: VRFY c@y\n"
		  "S: 250 c@y\n" BYE,
	    "67 0", "550 5.1.1 no b", NULL, 0 },
	{ "moved", "b@y", HELLO "C: VRFY b@y\nS: 551 try <c@z>\n" BYE, "67",
	    "551 try <c@z>", NULL, 0 },
	{ "ambiguous", "b@y", HELLO "C: VRFY b@y\nS: 553 5.1.4 which?\n" BYE,
	    "69", "553 5.1.4 which?", NULL, 0 },
	{ "a list that is expanded", "l@y",
	    HELLO "C: VRFY l@y\nS: 550 That is a mailing list, not a user\n"
		  "C: EXPN l@y\nS: 250-A <a@y>\nS: 250 B <b@y>\n" BYE,
	    "0", "250 A <a@y> B <b@y>", NULL, 0 },
	{ "a list that is not", "l@y",
	    HELLO "C: VRFY l@y\nS: 550 That is a mailing list, not a user\n"
		  "C: EXPN l@y\nS: 550 5.7.1 not for you\n"
		  "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<l@y>\n"
		  "S: 250 fine\nC: RSET\nS: 250 ok\n" BYE,
	    "0", "250 fine", NULL, 0 },
	{ "VRFY promises nothing", "b@y c@y",
	    HELLO "C: VRFY b@y\nS: 252 will try\nC: MAIL FROM:<a@x>\n"
		  "S: 250 ok\nC: RCPT TO:<b@y>\nS: 250 b\nC: RCPT TO:<c@y>\n"
		  "S: 550 5.1.1 no c\nC: RSET\nS: 250 ok\n" BYE,
	    "0 67", "250 b", NULL, 0 },
	{ "VRFY is not known", "b@y",
	    HELLO "C: VRFY b@y\nS: 502 5.5.1 no\nC: MAIL FROM:<a@x>\n"
		  "S: 250 ok\nC: RCPT TO:<b@y>\nS: 450 4.2.1 later\n"
		  "C: RSET\nS: 250 ok\n" BYE,
	    "75", "450 4.2.1 later", NULL, 0 },
	{ "VRFY is not for us", "b@y",
	    HELLO "C: VRFY b@y\nS: 550 5.7.1 no\nC: MAIL FROM:<a@x>\n"
		  "S: 250 ok\nC: RCPT TO:<b@y>\nS: 251 forwarded\n"
		  "C: RSET\nS: 250 ok\n" BYE,
	    "0", "251 forwarded", NULL, 0 },
	{ "one is known, of the other nothing is said", "b@y c@z",
	    HELLO "C: VRFY b@y\nS: 250 b@y\nC: VRFY c@z\nS: 252 who?\n"
		  "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<c@z>\n"
		  "S: 550 5.7.1 no\nC: RSET\nS: 250 ok\n" BYE,
	    "0 65", "250 b@y", NULL, 0 },
	{ "the sender is refused", "b@y",
	    HELLO "C: VRFY b@y\nS: 252 will try\nC: MAIL FROM:<a@x>\n"
		  "S: 550 5.1.8 not you\n" BYE,
	    "w", NULL, "mx.test:25 refused the sender a@x: 550 5.1.8 not you",
	    EX_NOHOST },
	{ "the sender is refused for now", "b@y",
	    HELLO "C: VRFY b@y\nS: 252 will try\nC: MAIL FROM:<a@x>\n"
		  "S: 451 later\n" BYE,
	    "w", NULL, "451 later", EX_TEMPFAIL },
	{ "a farewell instead of an answer", "b@y",
	    HELLO "C: VRFY b@y\nS: 421 4.3.2 closing\nCLOSE\n", "w", NULL,
	    "mx.test:25 ended the session: 421 4.3.2 closing", EX_TEMPFAIL },
	{ "no SMTPUTF8", "\xc3\xbc@y", HELLO BYE, "w", NULL,
	    "does not offer SMTPUTF8", EX_UNAVAILABLE },
	{ "with SMTPUTF8", "\xc3\xbc@y",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 SMTPUTF8\n"
	    "C: VRFY \xc3\xbc@y SMTPUTF8\nS: 252 who?\n"
	    "C: MAIL FROM:<a@x> SMTPUTF8\nS: 250 ok\n"
	    "C: RCPT TO:<\xc3\xbc@y>\nS: 250 fine\nC: RSET\nS: 250 ok\n" BYE,
	    "0", "250 fine", NULL, 0 },
};

struct answer {
	struct arena arena;
	struct envelope envelope;
	struct error err;
	bool well;
	const char *codes;
};

static void
note_codes(struct answer *a)
{
	a->codes = "";
	for (size_t i = 0; i < a->envelope.count; i++) {
		const struct recipient *r = &a->envelope.recipients[i];
		const char *code = r->fate == FATE_WAITING
		    ? "w"
		    : arena_print(&a->arena, "%d", r->code);
		a->codes = arena_print(
		    &a->arena, "%s%s%s", a->codes, i > 0 ? " " : "", code);
	}
}

static void
play(const struct asking *row, struct player *player, struct answer *a)
{
	struct session session = { 0 };
	struct trace silent = { 0 };
	*a = (struct answer){ .envelope = { .sender = "a@x" } };
	char **words = text_words(&a->arena, row->recipients);
	for (; *words != NULL; words++)
		envelope_add(&a->arena, &a->envelope, *words);
	struct submission submission = {
		.envelope = &a->envelope, .arena = &a->arena, .err = &a->err
	};
	a->well = session_begin(&session, &conversation_clear,
		      wire_layer(player), CLOCK_NEVER, silent, &a->err)
	    && vrfy(&session, &submission);
	session_close(&session);
	note_codes(a);
}

static void
test_plainly(const struct asking *row, struct player *player, struct answer *a)
{
	player_open(player, row->name, row->script);
	play(row, player, a);
	player_is_done(player);
	is_text(player->problem, "", "%s: to the letter", row->name);
	is(a->well, row->reason == NULL, "%s: well?", row->name);
	is(a->err.code, row->status, "%s: the status", row->name);
	if (row->reason != NULL)
		has(a->err.text, row->reason, "%s: the reason", row->name);
	is_text(a->codes, row->codes, "%s: each recipient", row->name);
	is_text(a->envelope.recipients[0].reply, row->words, "%s: what is said",
	    row->name);
	ok(strstr(player->said.data, "DATA") == NULL, "%s: no DATA", row->name);
}

/* Lost on the way: temporary, unless the answer was there already. */
static const char *
judge(const struct asking *row, const struct answer *a)
{
	if (a->well)
		return row->reason == NULL && strcmp(a->codes, row->codes) == 0
		    ? NULL
		    : "well, though not all was heard";
	if (a->err.code != EX_TEMPFAIL && a->err.code != row->status)
		return "not temporary";
	return a->err.uncertain ? "uncertain, though nothing was sent" : NULL;
}

static void
test_cuts(const struct asking *row, const struct buf *side, bool saying,
    enum player_end end)
{
	static size_t at[CUTS_MOST];
	size_t count = player_cuts(side->data, side->length, at, CUTS_MOST);
	const char *wrong = NULL;
	for (size_t i = 0; i < count && wrong == NULL; i++) {
		struct player player;
		struct answer a;
		player_open(&player, row->name, row->script);
		player.end = end;
		*(saying ? &player.cut_saying : &player.cut_hearing) = at[i];
		play(row, &player, &a);
		wrong = judge(row, &a);
		if (wrong != NULL)
			tap_note(
			    "at octet %zu: %s: %s", at[i], wrong, a.err.text);
		player_free(&player);
		arena_free(&a.arena);
	}
	ok(wrong == NULL && count > 0 && count < CUTS_MOST,
	    "%s: end %d at %zu places while %s", row->name, end, count,
	    saying ? "it speaks" : "we speak");
}

/* All that the server says in this script, to find the places to cut. */
static void
collect_words(struct player *player)
{
	buf_clear(&player->words);
	for (size_t i = 0; i < player->script.count; i++) {
		const struct step *step = &player->script.steps[i];
		if (step->kind == STEP_SAY)
			buf_add(&player->words, step->text, step->length);
	}
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct player plain;
		struct answer a;
		test_plainly(&rows[i], &plain, &a);
		collect_words(&plain);
		for (int end = PLAYER_CLOSE; end <= PLAYER_DEAF; end++) {
			test_cuts(
			    &rows[i], &plain.words, true, (enum player_end)end);
			test_cuts(
			    &rows[i], &plain.said, false, (enum player_end)end);
		}
		player_free(&plain);
		arena_free(&a.arena);
	}
	return tap_done();
}
