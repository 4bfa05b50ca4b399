/* submit-refused.c - every way in which a smarthost can say no */
#include "smtp/submit.h"

#include <sysexits.h>

#include "unit/conversation.h"
#include "unit/tap.h"

#define HELLO "S: 220 mx\nC: EHLO me\nS: 250 mx\n"
#define PIPELINING "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 PIPELINING\n"
#define FLIGHT "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nC: DATA\n"
#define TWO "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nC: RCPT TO:<c@y>\nC: DATA\n"
#define IN_STEP "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\nS: 250 ok\n"
#define GO "C: DATA\nS: 354 go\nBODY\n"
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
	{ "all refused, DATA granted",
	    PIPELINING TWO "S: 250 ok\nS: 550 5.1.1 who?\nS: 550 5.1.1 who?\n"
			   "S: 354 go\nC: .\nS: 554 no recipients\n" BYE,
	    .recipients = "b@y c@y", .codes = "67 67", .status = EX_NOUSER },
	{ "all refused, DATA granted, the empty message taken",
	    PIPELINING FLIGHT "S: 250 ok\nS: 550 no\nS: 354 go\nC: .\n"
			      "S: 250 taken\n" BYE,
	    .codes = "67", .status = EX_NOUSER },
	{ "all refused, DATA too",
	    PIPELINING FLIGHT "S: 250 ok\nS: 550 no\nS: 503 no rcpt\n" BYE,
	    .codes = "67", .status = EX_NOUSER },
	{ "all refused for now",
	    PIPELINING TWO "S: 250 ok\nS: 450 grey\nS: 451 grey\n"
			   "S: 503 no rcpt\n" BYE,
	    .recipients = "b@y c@y", .codes = "75 75", .status = EX_TEMPFAIL },
	{ "all refused, one for now",
	    PIPELINING TWO "S: 250 ok\nS: 450 grey\nS: 550 no\n"
			   "S: 554 no rcpt\n" BYE,
	    .recipients = "b@y c@y", .codes = "75 67", .status = EX_NOUSER },
	{ "all refused, in step",
	    HELLO "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\n"
		  "S: 550 no\n" BYE,
	    .codes = "67", .status = EX_NOUSER },
	{ "MAIL refused with the rest in flight",
	    PIPELINING TWO "S: 550 5.7.1 not you\nS: 503 mail first\n"
			   "S: 503 mail first\nS: 503 mail first\n" BYE,
	    .recipients = "b@y c@y", .codes = "w w", .status = EX_DATAERR,
	    .reason = "refused the sender a@x: 550 5.7.1 not you" },
	{ "MAIL refused for now with the rest in flight",
	    PIPELINING FLIGHT "S: 451 later\nS: 503 no\nS: 503 no\n" BYE,
	    .codes = "w", .status = EX_TEMPFAIL, .reason = "451 later" },
	{ "MAIL refused, yet DATA granted",
	    PIPELINING FLIGHT "S: 550 no\nS: 250 ok\nS: 354 go\nC: .\n"
			      "S: 250 taken\n" BYE,
	    .codes = "w", .status = EX_UNAVAILABLE, .reason = "550 no" },
	{ "MAIL refused, in step",
	    HELLO "C: MAIL FROM:<a@x>\nS: 552 too big\n" BYE,
	    .status = EX_UNAVAILABLE, .reason = "552 too big" },
	{ "MAIL wants a login", HELLO "C: MAIL FROM:<a@x>\nS: 530 who?\n" BYE,
	    .status = EX_CONFIG, .reason = "530 who?" },
	{ "MAIL answered by 354", HELLO "C: MAIL FROM:<a@x>\nS: 354 go\n" BYE,
	    .status = EX_PROTOCOL, .reason = "354 go" },
	{ "RCPT answered by 354",
	    HELLO "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\n"
		  "S: 354 go\n" BYE,
	    .codes = "76", .status = EX_PROTOCOL },
	{ "DATA answered by 250", HELLO IN_STEP "C: DATA\nS: 250 go\n" BYE,
	    .status = EX_PROTOCOL, .reason = "250 go" },
	{ "DATA refused", HELLO IN_STEP "C: DATA\nS: 554 5.6.0 no\n" BYE,
	    .status = EX_UNAVAILABLE,
	    .reason = "refused the message: 554 5.6.0 no" },
	{ "DATA refused for now", HELLO IN_STEP "C: DATA\nS: 451 later\n" BYE,
	    .status = EX_TEMPFAIL, .reason = "451 later" },
	{ "DATA refused in flight",
	    PIPELINING FLIGHT "S: 250 ok\nS: 250 ok\nS: 554 no\n" BYE,
	    .status = EX_UNAVAILABLE, .reason = "554 no" },
	{ "refused after the dot", HELLO IN_STEP GO "S: 554 spam\n" BYE,
	    .status = EX_UNAVAILABLE,
	    .reason = "mx.test:25 refused the message: 554 spam" },
	{ "refused after the dot, with a status",
	    HELLO IN_STEP GO "S: 554 5.7.1 spam\n" BYE, .status = EX_DATAERR,
	    .reason = "554 5.7.1 spam" },
	{ "refused for now after the dot",
	    HELLO IN_STEP GO "S: 452 4.3.1 full\n" BYE, .status = EX_TEMPFAIL,
	    .reason = "452 4.3.1 full" },
	{ "354 after the dot", HELLO IN_STEP GO "S: 354 more\n" BYE,
	    .status = EX_PROTOCOL, .reason = "354 more" },
	{ "refused in many lines",
	    HELLO IN_STEP GO "S: 554-5.6.0 this\nS: 554-5.6.0 will\n"
			     "S: 554 5.6.0 not do\n" BYE,
	    .status = EX_UNAVAILABLE,
	    .reason = "554 5.6.0 this 5.6.0 will 5.6.0 not do" },
	{ "what the server says cannot fool a terminal",
	    HELLO IN_STEP GO "S! 554 \\x1b[2Jgone\\x00%s%n\\xff\\r\\n\n" BYE,
	    .status = EX_UNAVAILABLE,
	    .reason = "554 \\x1B[2Jgone\\x00%s%n\\xFF" },
	{ "421 to MAIL", HELLO "C: MAIL FROM:<a@x>\nS: 421 bye\nCLOSE\n",
	    .status = EX_TEMPFAIL, .reason = "421 bye" },
	{ "421 to RCPT",
	    HELLO "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\n"
		  "S: 421 bye\nCLOSE\n",
	    .status = EX_TEMPFAIL, .reason = "421 bye" },
	{ "421 within a flight",
	    PIPELINING TWO "S: 250 ok\nS: 250 ok\nS: 421 bye\nCLOSE\n",
	    .recipients = "b@y c@y", .status = EX_TEMPFAIL,
	    .reason = "421 bye" },
	{ "421 to DATA", HELLO IN_STEP "C: DATA\nS: 421 bye\nCLOSE\n",
	    .status = EX_TEMPFAIL, .reason = "421 bye" },
	{ "421 after the dot", HELLO IN_STEP GO "S: 421 4.3.2 bye\nCLOSE\n",
	    .status = EX_TEMPFAIL, .reason = "421 4.3.2 bye" },
	{ "one refused where all must stand",
	    PIPELINING
	    "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n"
	    "C: RCPT TO:<c@y>\nS: 250 ok\nS: 250 ok\nS: 550 no\n" BYE,
	    .recipients = "b@y c@y", .smarthost = &all_or_none, .codes = "a 67",
	    .status = EX_NOUSER },
	{ "too big for SIZE",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 SIZE 30\n" BYE,
	    .status = EX_UNAVAILABLE,
	    .reason = "the message has 31 octets, but mx.test:25 takes no "
		      "more than 30" },
	{ "an address that needs SMTPUTF8", HELLO BYE,
	    .recipients = "\xc3\xbc@y", .status = EX_UNAVAILABLE,
	    .reason = "SMTPUTF8" },
	{ "a reply too many, to MAIL",
	    HELLO "C: MAIL FROM:<a@x>\nS: 250 ok\nS: 250 ok\n",
	    .status = EX_PROTOCOL, .reason = "spoke out of turn",
	    .undecided = true },
	{ "a reply too many, within a flight",
	    PIPELINING FLIGHT "S: 250 ok\nS: 250 ok\nS: 250 ok\nS: 354 go\n",
	    .status = EX_PROTOCOL, .reason = "250 ok", .undecided = true },
	{ "silence after the flight", PIPELINING FLIGHT "WAIT\n",
	    .status = EX_TEMPFAIL, .reason = "timed out while waiting" },
};

int
main(void)
{
	size_t count = sizeof(conversations) / sizeof(*conversations);
	for (size_t i = 0; i < count; i++)
		conversation_test(&conversations[i]);
	return tap_done();
}
