/* submit-chunk.c - a message that leaves with its envelope: RFC 3030 */
#include "smtp/submit.h"

#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "unit/conversation.h"
#include "unit/tap.h"

#define OFFERS(what) "S: 220 mx\nC: EHLO me\nS: 250-mx\n" what
#define BOTH "S: 250-PIPELINING\nS: 250 CHUNKING\n"
#define CHUNK_OF(n) "C: BDAT " n " LAST\nCHUNK\nC: QUIT\n"
#define FLIGHT "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n" CHUNK_31
#define CHUNK_31 "C: BDAT 31 LAST\nCHUNK\nC: QUIT\n"
#define BYE "S: 221 bye\n"
#define QUIT "C: QUIT\n" BYE

static const struct smarthost all_or_none = {
	.host = "mx.test",
	.port = "25",
	.peer = "mx.test:25",
	.helo = "me",
	.tls = TLS_OFF,
	.reject_partial = true,
};

static const struct conversation conversations[] = {
	{ "with its envelope",
	    OFFERS(BOTH) FLIGHT "S: 250 ok\nS: 250 ok\nS: 250 taken\n" BYE,
	    .codes = "0", .sends = 2, .in_doubt = true,
	    .body = "Subject: hi\r\n\r\nfirst\r\n.second\r\n" },
	{ "nothing at all",
	    OFFERS(BOTH) "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n" CHUNK_OF(
		"2") "S: 250 ok\nS: 250 ok\nS: 250 taken\n" BYE,
	    .message = "", .body = "\r\n", .in_doubt = true },
	{ "dots are not stuffed",
	    OFFERS(BOTH) "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n" CHUNK_OF(
		"13") "S: 250 ok\nS: 250 ok\nS: 250 taken\n" BYE,
	    .message = "\n.\n..\n.x\n", .in_doubt = true,
	    .body = "\r\n.\r\n..\r\n.x\r\n" },
	{ "one of two refused",
	    OFFERS(BOTH) "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n"
			 "C: RCPT TO:<c@y>\n" CHUNK_31
			 "S: 250 ok\nS: 550 no\nS: 250 ok\n"
			 "S: 250 taken\n" BYE,
	    .recipients = "b@y c@y", .codes = "67 0", .status = EX_NOUSER,
	    .in_doubt = true },
	{ "the message refused",
	    OFFERS(BOTH) FLIGHT "S: 250 ok\nS: 250 ok\nS: 554 no\n" BYE,
	    .status = EX_UNAVAILABLE, .reason = "refused the message: 554 no",
	    .in_doubt = true },
	{ "the message refused for now",
	    OFFERS(BOTH) FLIGHT "S: 250 ok\nS: 250 ok\nS: 452 full\n" BYE,
	    .status = EX_TEMPFAIL, .reason = "452 full", .in_doubt = true },
	{ "a verdict of 354",
	    OFFERS(BOTH) FLIGHT "S: 250 ok\nS: 250 ok\nS: 354 go\n" BYE,
	    .status = EX_PROTOCOL, .reason = "354 go", .in_doubt = true },
	{ "MAIL refused",
	    OFFERS(BOTH) FLIGHT "S: 550 no\nS: 503 no\nS: 503 no\n" BYE,
	    .codes = "w", .status = EX_UNAVAILABLE, .reason = "550 no",
	    .in_doubt = true },
	{ "421 to MAIL", OFFERS(BOTH) FLIGHT "S: 421 bye\nCLOSE\n",
	    .status = EX_TEMPFAIL, .reason = "421 bye", .in_doubt = true },
	{ "421 for a verdict",
	    OFFERS(BOTH) FLIGHT "S: 250 ok\nS: 250 ok\nS: 421 bye\nCLOSE\n",
	    .status = EX_TEMPFAIL, .reason = "421 bye", .in_doubt = true },
	{ "all refused",
	    OFFERS(BOTH) FLIGHT "S: 250 ok\nS: 550 no\nS: 554 nobody\n" BYE,
	    .codes = "67", .status = EX_NOUSER, .in_doubt = true },
	{ "all refused, the message taken",
	    OFFERS(BOTH) FLIGHT "S: 250 ok\nS: 550 no\nS: 250 taken\n" BYE,
	    .codes = "67", .status = EX_NOUSER, .in_doubt = true,
	    .undecided = true },
	{ "without PIPELINING it is DATA",
	    OFFERS(
		"S: 250 CHUNKING\n") "C: MAIL FROM:<a@x>\nS: 250 ok\n"
				     "C: RCPT TO:<b@y>\nS: 250 ok\nC: DATA\n"
				     "S: 354 go\nBODY\nS: 250 taken\n" QUIT },
	{ "where all must stand it is DATA",
	    OFFERS(BOTH) "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nS: 250 ok\n"
			 "S: 250 ok\nC: DATA\nS: 354 go\nBODY\n"
			 "S: 250 taken\n" QUIT,
	    .smarthost = &all_or_none },
};

/* A large one waits for the envelope's fate, so that nothing is wasted. */
static void
test_large(void)
{
	struct buf message = BUF(1024 * 1024);
	struct player player;
	struct outcome outcome;
	struct conversation c = { "large",
		OFFERS(BOTH) "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nC: DATA\n"
			     "S: 250 ok\nS: 250 ok\nS: 354 go\nBODY\n"
			     "S: 250 taken\n" QUIT };
	buf_text(&message, "A: b\n\n");
	while (message.length < 200000)
		buf_text(&message, ".line after line\n");
	c.message = message.data;
	player_open(&player, c.name, c.script);
	conversation_play(&c, &player, &outcome);
	player_is_done(&player);
	is(outcome.status, 0, "a large message leaves by DATA");
	is_text(player.problem, "", "large: to the letter");
	player_free(&player);
	buf_free(&message);
}

/* One reply too many makes every later one answer the wrong command, and one
 * too few likewise; what follows the verdict counts only for that. */
static void
test_out_of_step(void)
{
	static const struct {
		const char *name, *replies;
		bool accepted, uncertain;
	} rows[] = {
		{ "an answer too many before MAIL's",
		    "S: 250 stale\nS: 250 ok\nS: 250 ok\nS: 552 big\n" BYE,
		    false, true },
		{ "an answer too many behind RCPT's",
		    "S: 250 ok\nS: 250 ok\nS: 250 stale\nS: 552 big\n" BYE,
		    false, true },
		{ "too many, and it is taken",
		    "S: 250 ok\nS: 250 ok\nS: 250 stale\nS: 250 taken\n" BYE,
		    false, true },
		{ "too many, and it is put off",
		    "S: 250 ok\nS: 250 ok\nS: 250 stale\nS: 421 bye\nCLOSE\n",
		    false, true },
		{ "a refusal too many before MAIL's",
		    "S: 550 stale\nS: 250 ok\nS: 250 ok\nS: 250 taken\n" BYE,
		    false, true },
		{ "a refusal too many behind MAIL's",
		    "S: 250 ok\nS: 550 stale\nS: 250 ok\nS: 250 taken\n" BYE,
		    false, true },
		{ "an answer too few", "S: 250 ok\nS: 250 taken\n" BYE, false,
		    true },
		{ "too many, and then a close",
		    "S: 250 stale\nS: 250 ok\nS: 250 ok\nCLOSE\n", false,
		    true },
		{ "no goodbye", "S: 250 ok\nS: 250 ok\nS: 250 taken\nCLOSE\n",
		    false, true },
		{ "a goodbye that does not come",
		    "S: 250 ok\nS: 250 ok\nS: 250 taken\nWAIT\n", false, true },
		{ "a goodbye that is refused",
		    "S: 250 ok\nS: 250 ok\nS: 250 taken\nS: 500 stay\nWAIT\n",
		    false, true },
		{ "a goodbye that is garbage",
		    "S: 250 ok\nS: 250 ok\nS: 250 taken\nS: bye!\n", false,
		    true },
		{ "no goodbye, but a status",
		    "S: 250 ok\nS: 250 ok\nS: 250 2.0.0 taken\nCLOSE\n", true,
		    false },
		{ "a status of an address",
		    "S: 250 stale\nS: 250 2.1.0 ok\nS: 250 2.1.5 ok\nCLOSE\n",
		    false, true },
		{ "one status for everything",
		    "S: 250 2.0.0 ok\nS: 250 2.0.0 ok\nS: 250 2.0.0 ok\n"
		    "CLOSE\n",
		    false, true },
		{ "one status for everything, and a goodbye",
		    "S: 250 2.0.0 ok\nS: 250 2.0.0 ok\nS: 250 2.0.0 ok\n" BYE,
		    true, false },
		{ "a verdict that speaks of an address, and a goodbye",
		    "S: 250 2.1.0 ok\nS: 250 2.1.5 ok\nS: 250 2.1.5 ok\n" BYE,
		    true, false },
		{ "a status, and a goodbye that is refused",
		    "S: 250 ok\nS: 250 ok\nS: 250 2.0.0 taken\n"
		    "S: 500 stay\nWAIT\n",
		    true, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf script = BUF(4096);
		struct conversation c = { .name = rows[i].name };
		struct player player;
		struct outcome outcome;
		buf_print(
		    &script, "%s%s", OFFERS(BOTH) FLIGHT, rows[i].replies);
		c.script = script.data;
		player_open(&player, c.name, c.script);
		conversation_play(&c, &player, &outcome);
		is(outcome.accepted, rows[i].accepted, "%s: accepted", c.name);
		is(outcome.err.uncertain, rows[i].uncertain, "%s: in doubt",
		    c.name);
		is(outcome.status, rows[i].uncertain ? EX_TEMPFAIL : 0,
		    "%s: the status", c.name);
		is_text(player.problem, "", "%s: to the letter", c.name);
		player_free(&player);
		buf_free(&script);
	}
}

int
main(void)
{
	size_t count = sizeof(conversations) / sizeof(*conversations);
	for (size_t i = 0; i < count; i++)
		conversation_test(&conversations[i]);
	test_large();
	test_out_of_step();
	return tap_done();
}
