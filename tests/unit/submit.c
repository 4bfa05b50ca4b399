/* submit.c - a message over a session, as it should go */
#include "smtp/submit.h"

#include "unit/conversation.h"
#include "unit/tap.h"

#define HELLO "S: 220 mx\nC: EHLO me\nS: 250 mx\n"
#define OFFERS(what) "S: 220 mx\nC: EHLO me\nS: 250-mx\n" what
#define UTF8(parameters, to)                             \
	OFFERS("S: 250-8BITMIME\nS: 250 SMTPUTF8\n")     \
	"C: MAIL FROM:<a@x> " parameters "\nS: 250 ok\n" \
	"C: RCPT TO:<" to ">\nS: 250 ok\nC: DATA\nS: 354 go\n" TAKEN
#define FLIGHT                                            \
	"C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nC: DATA\n" \
	"S: 250 ok\nS: 250 ok\nS: 354 go\n"
#define IN_STEP                                                        \
	"C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\nS: 250 ok\n" \
	"C: DATA\nS: 354 go\n"
#define TAKEN "BODY\nS: 250 2.0.0 taken\nC: QUIT\nS: 221 bye\n"
#define PIPELINING "S: 250 PIPELINING\n"

#define L10                                                                 \
	"S: 250-more\nS: 250-more\nS: 250-more\nS: 250-more\nS: 250-more\n" \
	"S: 250-more\nS: 250-more\nS: 250-more\nS: 250-more\nS: 250-more\n"

static const char nasty[] = ".\n..\n...\n.x\n\n.\n";

static const char eight_bit[] = "Subject: hi\n\ngr\xc3\xbc\xc3\x9f\n";

static const struct conversation conversations[] = {
	{ "one flight", OFFERS(PIPELINING) FLIGHT TAKEN, .sends = 4,
	    .codes = "0" },
	{ "one flight, many recipients",
	    OFFERS(PIPELINING) "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n"
			       "C: RCPT TO:<c@y>\nC: RCPT TO:<d@y>\nC: DATA\n"
			       "S: 250 ok\nS: 250 ok\nS: 250 ok\nS: 250 ok\n"
			       "S: 354 go\n" TAKEN,
	    .recipients = "b@y c@y d@y", .sends = 4, .codes = "0 0 0" },
	{ "one flight, answered one by one",
	    OFFERS(PIPELINING) "C: MAIL FROM:<a@x>\nS: 250 ok\n"
			       "C: RCPT TO:<b@y>\nS: 250 ok\nC: DATA\n"
			       "S: 354 go\n" TAKEN,
	    .sends = 4 },
	{ "in step, many recipients",
	    HELLO "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\n"
		  "S: 250 ok\nC: RCPT TO:<c@y>\nS: 250 ok\nC: DATA\n"
		  "S: 354 go\n" TAKEN,
	    .recipients = "b@y c@y", .codes = "0 0", .sends = 7 },
	{ "nasty dots", HELLO IN_STEP TAKEN, .message = nasty,
	    .body = "\r\n..\r\n...\r\n....\r\n..x\r\n\r\n..\r\n.\r\n" },
	{ "nothing at all", HELLO IN_STEP TAKEN, .message = "",
	    .body = "\r\n.\r\n" },
	{ "a header alone", HELLO IN_STEP TAKEN, .message = "Subject: x",
	    .body = "Subject: x\r\n\r\n.\r\n" },
	{ "no line end at the end", HELLO IN_STEP TAKEN, .message = "A: b\n\n.",
	    .body = "A: b\r\n\r\n..\r\n.\r\n" },
	{ "the null sender",
	    HELLO "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<b@y>\nS: 250 ok\n"
		  "C: DATA\nS: 354 go\n" TAKEN,
	    .sender = "" },
	{ "a verdict of 61 lines",
	    HELLO IN_STEP "BODY\n" L10 L10 L10 L10 L10 L10
			  "S: 250 done\nC: QUIT\nS: 221 bye\n" },
	{ "a verdict without a text",
	    HELLO IN_STEP "BODY\nS: 250\nC: QUIT\nS: 221\n" },
	{ "a verdict with a blank alone",
	    HELLO IN_STEP "BODY\nS! 250 \\r\\n\nC: QUIT\nS: 221\n" },
	{ "a verdict of 299",
	    HELLO IN_STEP "BODY\nS: 299 hm\nC: QUIT\nS: 221\n" },
	{ "SIZE is told",
	    OFFERS(
		"S: 250 SIZE 1000\n") "C: MAIL FROM:<a@x> SIZE=31\n"
				      "S: 250 ok\nC: RCPT TO:<b@y>\n"
				      "S: 250 ok\nC: DATA\nS: 354 go\n" TAKEN },
	{ "SIZE without a number is told all the same",
	    OFFERS("S: 250 SIZE\n") "C: MAIL FROM:<a@x> SIZE=31\nS: 250 ok\n"
				    "C: RCPT TO:<b@y>\nS: 250 ok\nC: DATA\n"
				    "S: 354 go\n" TAKEN },
	{ "SIZE just enough",
	    OFFERS("S: 250 SIZE 31\n") "C: MAIL FROM:<a@x> SIZE=31\nS: 250 ok\n"
				       "C: RCPT TO:<b@y>\nS: 250 ok\nC: DATA\n"
				       "S: 354 go\n" TAKEN },
	{ "8BITMIME is not said of ASCII",
	    OFFERS("S: 250 8BITMIME\n") IN_STEP TAKEN },
	{ "8BITMIME for what needs it",
	    OFFERS("S: 250 8BITMIME\n") "C: MAIL FROM:<a@x> BODY=8BITMIME\n"
					"S: 250 ok\nC: RCPT TO:<b@y>\n"
					"S: 250 ok\nC: DATA\nS: 354 go\n" TAKEN,
	    .message = eight_bit,
	    .body = "Subject: hi\r\n\r\ngr\xc3\xbc\xc3\x9f\r\n.\r\n" },
	{ "without 8BITMIME it is encoded", HELLO IN_STEP TAKEN,
	    .message = eight_bit,
	    .body = "Subject: hi\r\nMIME-Version: 1.0\r\nContent-Type: "
		    "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
		    "base64\r\n\r\nZ3LDvMOfDQo=\r\n.\r\n" },
	{ "the size is that of what is encoded",
	    OFFERS("S: 250 SIZE\n") "C: MAIL FROM:<a@x> SIZE=124\nS: 250 ok\n"
				    "C: RCPT TO:<b@y>\nS: 250 ok\nC: DATA\n"
				    "S: 354 go\n" TAKEN,
	    .message = eight_bit },
	{ "SMTPUTF8 for an address", UTF8("SMTPUTF8", "\xc3\xbc@y"),
	    .recipients = "\xc3\xbc@y" },
	{ "SMTPUTF8 for a header", UTF8("SMTPUTF8 BODY=8BITMIME", "b@y"),
	    .message = "Subject: \xc3\xbc\n\nx\n" },
	{ "a header in another charset is 8-bit and no more",
	    UTF8("BODY=8BITMIME", "b@y"), .message = "Subject: \xfc\n\nx\n" },
	{ "a header in UTF-8 leaves without it too", HELLO IN_STEP TAKEN,
	    .message = "Subject: \xc3\xbc\n\nx\n",
	    .body = "Subject: \xc3\xbc\r\n\r\nx\r\n.\r\n" },
	{ "DSN",
	    OFFERS("S: 250 DSN\n") "C: MAIL FROM:<a@x> RET=HDRS "
				   "ENVID=a+20b+2Bc+3Dd\nS: 250 ok\n"
				   "C: RCPT TO:<b@y> NOTIFY=NEVER "
				   "ORCPT=rfc822;b@y\nS: 250 ok\n"
				   "C: DATA\nS: 354 go\n" TAKEN,
	    .notify = "NEVER", .ret = "HDRS", .id = "a b+c=d" },
	{ "DSN is not said where it is not offered", HELLO IN_STEP TAKEN,
	    .notify = "NEVER", .ret = "HDRS", .id = "x" },
	{ "one of three is refused",
	    OFFERS(PIPELINING) "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\n"
			       "C: RCPT TO:<c@y>\nC: RCPT TO:<d@y>\nC: DATA\n"
			       "S: 250 ok\nS: 250 ok\nS: 550 5.1.1 who?\n"
			       "S: 250 ok\nS: 354 go\n" TAKEN,
	    .recipients = "b@y c@y d@y", .codes = "0 67 0", .status = 67 },
	{ "one for now, one for good",
	    HELLO "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\n"
		  "S: 450 later\nC: RCPT TO:<c@y>\nS: 550 no\n"
		  "C: RCPT TO:<d@y>\nS: 250 ok\nC: DATA\nS: 354 go\n" TAKEN,
	    .recipients = "b@y c@y d@y", .codes = "75 67 0", .status = 67 },
};

int
main(void)
{
	size_t count = sizeof(conversations) / sizeof(*conversations);
	for (size_t i = 0; i < count; i++)
		conversation_test(&conversations[i]);
	return tap_done();
}
