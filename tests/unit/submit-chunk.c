/* submit-chunk.c - a message that leaves with its envelope: RFC 3030 */
#include "smtp/submit.h"

#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "unit/conversation.h"
#include "unit/tap.h"

#define OFFERS(what) "S: 220 mx\nC: EHLO me\nS: 250-mx\n" what
#define BOTH "S: 250-PIPELINING\nS: 250 CHUNKING\n"
#define FLIGHT "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nC: BDAT 31 LAST\nCHUNK\n"
#define BYE "C: QUIT\nS: 221 bye\n"

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
	    .codes = "0", .sends = 3, .in_doubt = true,
	    .body = "Subject: hi\r\n\r\nfirst\r\n.second\r\n" },
	{ "nothing at all",
	    OFFERS(BOTH) "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n"
			 "C: BDAT 2 LAST\nCHUNK\n"
			 "S: 250 ok\nS: 250 ok\nS: 250 taken\n" BYE,
	    .message = "", .body = "\r\n", .in_doubt = true },
	{ "dots are not stuffed",
	    OFFERS(BOTH) "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n"
			 "C: BDAT 13 LAST\nCHUNK\n"
			 "S: 250 ok\nS: 250 ok\nS: 250 taken\n" BYE,
	    .message = "\n.\n..\n.x\n", .in_doubt = true,
	    .body = "\r\n.\r\n..\r\n.x\r\n" },
	{ "one of two refused",
	    OFFERS(BOTH) "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n"
			 "C: RCPT TO:<c@y>\nC: BDAT 31 LAST\nCHUNK\n"
			 "S: 250 ok\nS: 550 no\nS: 250 ok\nS: 250 taken\n" BYE,
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
	    OFFERS("S: 250 CHUNKING\n") "C: MAIL FROM:<a@x>\nS: 250 ok\n"
					"C: RCPT TO:<b@y>\nS: 250 ok\nC: DATA\n"
					"S: 354 go\nBODY\nS: 250 taken\n" BYE },
	{ "where all must stand it is DATA",
	    OFFERS(BOTH) "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nS: 250 ok\n"
			 "S: 250 ok\nC: DATA\nS: 354 go\nBODY\n"
			 "S: 250 taken\n" BYE,
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
			     "S: 250 taken\n" BYE };
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

/* One reply too many makes every later one answer the wrong command: here the
 * true verdict, a refusal, is behind the success that was read for it. */
static void
test_out_of_step(void)
{
	static const struct conversation rows[] = {
		{ "an answer too many before MAIL's",
		    OFFERS(BOTH) FLIGHT "S: 250 stale\nS: 250 ok\nS: 250 ok\n"
					"S: 552 too big\n" },
		{ "an answer too many behind RCPT's",
		    OFFERS(BOTH) FLIGHT "S: 250 ok\nS: 250 ok\nS: 250 stale\n"
					"S: 552 too big\n" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct player player;
		struct outcome outcome;
		player_open(&player, rows[i].name, rows[i].script);
		conversation_play(&rows[i], &player, &outcome);
		ok(!outcome.accepted && outcome.status != 0,
		    "%s: what was heard cannot be the verdict", rows[i].name);
		player_free(&player);
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
