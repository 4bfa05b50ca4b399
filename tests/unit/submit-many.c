/* submit-many.c - more recipients than one transaction takes; SIZE mislaid */
#include "smtp/submit.h"

#include <sysexits.h>

#include "unit/conversation.h"
#include "unit/tap.h"

#define HELLO "S: 220 mx\nC: EHLO me\nS: 250 mx\n"
#define PIPELINING "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 PIPELINING\n"
#define LIMITS(what) \
	"S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 LIMITS " what "\n"
#define MAIL "C: MAIL FROM:<a@x>\nS: 250 ok\n"
#define RCPT(who) "C: RCPT TO:<" who "@y>\nS: 250 ok\n"
#define SEND "C: DATA\nS: 354 go\nBODY\nS: 250 taken\n"
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
	{ "452 behind those that stand",
	    HELLO MAIL RCPT(
		"b") "C: RCPT TO:<c@y>\nS: 452 4.5.3 too many\n" SEND MAIL
		RCPT("c") SEND BYE,
	    .recipients = "b@y c@y", .codes = "0 0" },
	{ "552 behind those that stand",
	    HELLO MAIL RCPT(
		"b") "C: RCPT TO:<c@y>\nS: 552 too many\n" SEND MAIL RCPT("c")
		SEND BYE,
	    .recipients = "b@y c@y", .codes = "0 0" },
	{ "452 within a flight",
	    PIPELINING "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n"
		       "C: RCPT TO:<c@y>\nC: RCPT TO:<d@y>\nC: DATA\n"
		       "S: 250 ok\nS: 250 ok\nS: 452 no more\nS: 452 no more\n"
		       "S: 354 go\nBODY\nS: 250 taken\n"
		       "C: MAIL FROM:<a@x>\nC: RCPT TO:<c@y>\n"
		       "C: RCPT TO:<d@y>\nC: DATA\nS: 250 ok\nS: 250 ok\n"
		       "S: 250 ok\nS: 354 go\nBODY\nS: 250 taken\n" BYE,
	    .recipients = "b@y c@y d@y", .codes = "0 0 0" },
	{ "452 to the first is no crowd",
	    HELLO MAIL "C: RCPT TO:<b@y>\nS: 452 disk full\n" BYE,
	    .codes = "75", .status = EX_TEMPFAIL },
	{ "452 to all of the second transaction",
	    HELLO MAIL RCPT("b") "C: RCPT TO:<c@y>\nS: 452 no more\n" SEND MAIL
				 "C: RCPT TO:<c@y>\nS: 452 no more\n" BYE,
	    .recipients = "b@y c@y", .codes = "0 75", .status = EX_TEMPFAIL,
	    .goes_on = true },
	{ "refused in the second transaction",
	    HELLO MAIL RCPT("b") "C: RCPT TO:<c@y>\nS: 452 no more\n" SEND MAIL
				 "C: RCPT TO:<c@y>\nS: 550 no\n" BYE,
	    .recipients = "b@y c@y", .codes = "0 67", .status = EX_NOUSER,
	    .goes_on = true },
	{ "the second message refused",
	    HELLO MAIL RCPT("b") "C: RCPT TO:<c@y>\nS: 452 no more\n" SEND MAIL
		RCPT("c") "C: DATA\nS: 354 go\nBODY\nS: 554 no\n" BYE,
	    .recipients = "b@y c@y", .codes = "0 a", .status = EX_UNAVAILABLE,
	    .reason = "554 no" },
	{ "452 where all must stand",
	    HELLO MAIL RCPT("b") "C: RCPT TO:<c@y>\nS: 452 no more\n" BYE,
	    .recipients = "b@y c@y", .smarthost = &all_or_none, .codes = "a 75",
	    .status = EX_TEMPFAIL },
	{ "one at a time",
	    LIMITS("RCPTMAX=1") MAIL RCPT("b") SEND MAIL RCPT("c")
		SEND MAIL RCPT("d") SEND BYE,
	    .recipients = "b@y c@y d@y", .codes = "0 0 0" },
	{ "two at a time",
	    LIMITS("MAILMAX=9 RCPTMAX=2 X") MAIL RCPT("b") RCPT("c")
		SEND MAIL RCPT("d") SEND BYE,
	    .recipients = "b@y c@y d@y", .codes = "0 0 0" },
	{ "a limit that is none",
	    LIMITS("RCPTMAX=0") MAIL RCPT("b") RCPT("c") SEND BYE,
	    .recipients = "b@y c@y", .codes = "0 0" },
	{ "a limit without a number",
	    LIMITS("RCPTMAX=-1 RCPTMAX= RCPTMAX") MAIL RCPT("b") RCPT("c")
		SEND BYE,
	    .recipients = "b@y c@y", .codes = "0 0" },
	{ "all refused of the first two",
	    LIMITS("RCPTMAX=1") MAIL "C: RCPT TO:<b@y>\nS: 550 no\n"
				     "C: RSET\nS: 250 ok\n" MAIL RCPT("c")
					 SEND BYE,
	    .recipients = "b@y c@y", .codes = "67 0", .status = EX_NOUSER },
	{ "RSET refused",
	    LIMITS("RCPTMAX=1") MAIL "C: RCPT TO:<b@y>\nS: 550 no\n"
				     "C: RSET\nS: 451 later\n" BYE,
	    .recipients = "b@y c@y", .codes = "67 w", .status = EX_TEMPFAIL,
	    .reason = "451 later" },
	{ "a limit where all must stand", LIMITS("RCPTMAX=1") BYE,
	    .recipients = "b@y c@y", .smarthost = &all_or_none, .codes = "w w",
	    .status = EX_UNAVAILABLE, .reason = "reject-partial" },

	{ "SIZE offered but not known, 555",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 SIZE\n"
	    "C: MAIL FROM:<a@x> SIZE=31\nS: 555 what?\n" MAIL RCPT("b")
		SEND BYE,
	    .codes = "0" },
	{ "SIZE offered but not known, in a flight",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250-PIPELINING\nS: 250 SIZE\n"
	    "C: MAIL FROM:<a@x> SIZE=31\nC: RCPT TO:<b@y>\nC: DATA\n"
	    "S: 501 5.5.4 what?\nS: 503 no\nS: 503 no\n"
	    "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nC: DATA\n"
	    "S: 250 ok\nS: 250 ok\nS: 354 go\nBODY\nS: 250 taken\n" BYE,
	    .codes = "0" },
	{ "refused with and without SIZE",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 SIZE\n"
	    "C: MAIL FROM:<a@x> SIZE=31\nS: 501 5.1.7 bad sender\n"
	    "C: MAIL FROM:<a@x>\nS: 501 5.1.7 bad sender\n" BYE,
	    .codes = "w", .status = EX_USAGE, .reason = "bad sender" },
	{ "555 where there is no SIZE to leave out",
	    HELLO "C: MAIL FROM:<a@x>\nS: 555 what?\n" BYE,
	    .status = EX_UNAVAILABLE, .reason = "555 what?" },
};

int
main(void)
{
	size_t count = sizeof(conversations) / sizeof(*conversations);
	for (size_t i = 0; i < count; i++)
		conversation_test(&conversations[i]);
	return tap_done();
}
