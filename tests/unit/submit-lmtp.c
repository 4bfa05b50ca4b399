/* submit-lmtp.c - a verdict for each recipient: RFC 2033 */
#include "smtp/submit.h"

#include <string.h>
#include <sysexits.h>

#include "unit/conversation.h"
#include "unit/tap.h"

#define HELLO "S: 220 mx\nC: LHLO me\nS: 250 mx\n"
#define PIPELINING \
	"S: 220 mx\nC: LHLO me\nS: 250-mx\nS: 250-CHUNKING\nS: 250 PIPELINING\n"
#define MAIL "C: MAIL FROM:<a@x>\nS: 250 ok\n"
#define RCPT(who) "C: RCPT TO:<" who "@y>\nS: 250 ok\n"
#define SEND "C: DATA\nS: 354 go\nBODY\n"
#define BYE "C: QUIT\nS: 221 bye\n"

static const struct smarthost lmtp = {
	.host = "mx.test",
	.port = "24",
	.peer = "mx.test:25",
	.helo = "me",
	.tls = TLS_OFF,
	.is_lmtp = true,
};

static const struct {
	struct conversation c;
	bool uncertain;
} rows[] = {
	{ { "one", HELLO MAIL RCPT("b") SEND "S: 250 taken\n" BYE,
	    .codes = "0" } },
	{ { "two",
	    HELLO MAIL RCPT("b") RCPT("c") SEND "S: 250 taken\n"
						"S: 250 taken\n" BYE,
	    .recipients = "b@y c@y", .codes = "0 0" } },
	{ { "two in one flight",
	    PIPELINING "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n"
		       "C: RCPT TO:<c@y>\nC: DATA\nS: 250 ok\nS: 250 ok\n"
		       "S: 250 ok\nS: 354 go\nBODY\nS: 250 taken\n"
		       "S: 250 taken\n" BYE,
	    .recipients = "b@y c@y", .codes = "0 0", .sends = 4 } },
	{ { "one is over quota",
	    HELLO MAIL RCPT("b") RCPT("c") SEND "S: 250 taken\n"
						"S: 552 5.2.2 full\n" BYE,
	    .recipients = "b@y c@y", .codes = "0 69",
	    .status = EX_UNAVAILABLE } },
	{ { "the first is over quota",
	    HELLO MAIL RCPT("b") RCPT("c") SEND "S: 452 4.2.2 full\n"
						"S: 250 taken\n" BYE,
	    .recipients = "b@y c@y", .codes = "75 0", .status = EX_TEMPFAIL } },
	{ { "all are",
	    HELLO MAIL RCPT("b") RCPT("c") SEND
	    "S: 452 full\nS: 552 full\n" BYE,
	    .recipients = "b@y c@y", .codes = "75 69",
	    .status = EX_UNAVAILABLE } },
	{ { "no verdict for one who was refused before",
	    HELLO MAIL RCPT("b") "C: RCPT TO:<c@y>\nS: 550 no\n" RCPT("d") SEND
	    "S: 250 taken\nS: 250 taken\n" BYE,
	    .recipients = "b@y c@y d@y", .codes = "0 67 0",
	    .status = EX_NOUSER } },
	{ { "a verdict too few, and gone",
	      HELLO MAIL RCPT("b") RCPT("c") SEND "S: 250 taken\nCLOSE\n",
	      .recipients = "b@y c@y", .codes = "0 a", .status = EX_TEMPFAIL,
	      .reason = "closed the connection" },
	    true },
	{ { "a verdict too few, and silent",
	      HELLO MAIL RCPT("b") RCPT("c") SEND "S: 250 taken\nWAIT\n",
	      .recipients = "b@y c@y", .codes = "0 a", .status = EX_TEMPFAIL,
	      .reason = "timed out" },
	    true },
	{ { "421 for a verdict",
	    HELLO MAIL RCPT("b") RCPT("c") SEND "S: 250 taken\nS: 421 bye\n"
						"CLOSE\n",
	    .recipients = "b@y c@y", .codes = "0 a", .status = EX_TEMPFAIL,
	    .reason = "421 bye" } },
	{ { "LHLO refused is no HELO",
	    "S: 220 mx\nC: LHLO me\nS: 500 what?\n" BYE, .codes = "w",
	    .status = EX_UNAVAILABLE, .reason = "500 what?" } },
};

/* Whatever was cut off: 0 only when everybody has it. */
static const char *
judge(const struct player *plain, const struct player *player,
    const struct outcome *outcome)
{
	size_t end =
	    plain->message_count > 0 ? plain->messages[0].end : PLAYER_NEVER;
	if (player->problem[0] != '\0')
		return player->problem;
	if (outcome->status == 0 && strchr(outcome->codes, 'a') != NULL)
		return "status 0 though one has no verdict";
	if (outcome->status == 0 && strchr(outcome->codes, 'w') != NULL)
		return "status 0 though one was not asked";
	if (outcome->err.uncertain && player->said.length < end)
		return "uncertain before the dot";
	if (player->said.length >= end && strchr(outcome->codes, 'a') != NULL
	    && !outcome->err.uncertain
	    && strstr(outcome->err.text, "421") == NULL)
		return "not uncertain though one has no verdict";
	return NULL;
}

static void
test_cuts(const struct conversation *c, struct player *plain)
{
	size_t runs = 0;
	const char *wrong = NULL;
	size_t most = plain->produced;
	for (size_t at = 0; at <= most && wrong == NULL; at++) {
		for (int end = PLAYER_CLOSE; end <= PLAYER_DEAF; end++) {
			struct player player;
			struct outcome outcome;
			player_open(&player, c->name, c->script);
			player.end = (enum player_end)end;
			player.cut_saying = at;
			conversation_play(c, &player, &outcome);
			if (wrong == NULL)
				wrong = judge(plain, &player, &outcome);
			player_free(&player);
			runs++;
		}
		if (wrong != NULL)
			tap_note("cut at octet %zu: %s", at, wrong);
	}
	ok(wrong == NULL && runs > 0, "%s: cut in %zu ways", c->name, runs);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct conversation c = rows[i].c;
		struct player player;
		struct outcome outcome;
		c.smarthost = &lmtp;
		player_open(&player, c.name, c.script);
		conversation_play(&c, &player, &outcome);
		player_is_done(&player);
		is_text(player.problem, "", "%s: to the letter", c.name);
		is(outcome.status, c.status, "%s: the status", c.name);
		is_text(outcome.codes, c.codes, "%s: each recipient", c.name);
		is(outcome.err.uncertain, rows[i].uncertain,
		    "%s: is it uncertain?", c.name);
		has(outcome.err.text, c.reason == NULL ? "" : c.reason,
		    "%s: the reason", c.name);
		if (c.sends > 0)
			is(player.sends, c.sends, "%s: writes", c.name);
		test_cuts(&c, &player);
		player_free(&player);
	}
	return tap_done();
}
