/* submit-wishes.c - what we may ask for beside delivery: RFC 3461, 4865, 2852,
 * 6710, 4954 section 5, 8689 */
#include "smtp/submit.h"

#include <sysexits.h>

#include "unit/conversation.h"
#include "unit/pretence.h"
#include "unit/tap.h"

#define HELLO "S: 220 mx\nC: EHLO me\nS: 250 mx\n"
#define OFFERS(what) "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 " what "\n"
#define FLIGHT "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250-PIPELINING\nS: 250 "
#define MAIL "C: MAIL FROM:<a@x>"
#define TO_ALL                                                               \
	"S: 250 ok\nC: RCPT TO:<b@y>\nS: 250 ok\nC: DATA\nS: 354 go\nBODY\n" \
	"S: 250 taken\n" BYE
#define BYE "C: QUIT\nS: 221 bye\n"
#define REFUSED_WITH "mx.test:25 refused MAIL with "
#define REFUSED "mx.test:25 refused the sender a@x: "

static const struct smarthost verified = {
	.host = "mx.test",
	.port = "465",
	.peer = "mx.test:25",
	.helo = "me",
	.tls = TLS_REQUIRED,
	.at_once = true,
};

static const struct conversation conversations[] = {
	/* ---- FUTURERELEASE ---- */
	{ "HOLDFOR",
	    OFFERS("FUTURERELEASE 86400 2027-01-01T00:00:00Z") MAIL
	    " HOLDFOR=3600\n" TO_ALL,
	    .hold = "HOLDFOR=3600", .codes = "0" },
	{ "HOLDUNTIL",
	    OFFERS("FUTURERELEASE 86400 2027-01-01T00:00:00Z") MAIL
	    " HOLDUNTIL=2026-12-24T18:00:00Z\n" TO_ALL,
	    .hold = "HOLDUNTIL=2026-12-24T18:00:00Z", .codes = "0" },
	{ "nobody to hold it", HELLO BYE, .hold = "HOLDFOR=3600",
	    .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = "mx.test:25 does not offer FUTURERELEASE, which "
		      "hold-until asks for" },
	{ "held for too long",
	    OFFERS("FUTURERELEASE 86400 2027-01-01T00:00:00Z") MAIL
	    " HOLDFOR=3600\n"
	    "S: 501 5.5.4 too long\n" BYE,
	    .hold = "HOLDFOR=3600", .status = EX_PROTOCOL, .codes = "w",
	    .reason = REFUSED_WITH "HOLDFOR=3600 (change or unset "
				   "hold-until): 501 5.5.4 too long" },
	{ "as long as it holds at most",
	    OFFERS("FUTURERELEASE 3600 2027-01-01T00:00:00Z") MAIL
	    " HOLDFOR=3600\n" TO_ALL,
	    .hold = "HOLDFOR=3600", .codes = "0" },
	{ "for longer than it holds",
	    OFFERS("FUTURERELEASE 3600 2027-01-01T00:00:00Z") BYE,
	    .hold = "HOLDFOR=3601", .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = "mx.test:25 holds a message for 3600 seconds at most, "
		      "but hold-until asks for HOLDFOR=3601" },
	{ "later than it holds",
	    OFFERS("FUTURERELEASE 86400 2026-12-24T17:00:00Z") BYE,
	    .hold = "HOLDUNTIL=2026-12-24T18:00:01+01:00",
	    .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = "mx.test:25 holds a message until 2026-12-24T17:00:00Z "
		      "at most, but hold-until asks for "
		      "HOLDUNTIL=2026-12-24T18:00:01+01:00" },
	{ "until the last moment",
	    OFFERS("FUTURERELEASE 86400 2026-12-24T17:00:00Z") MAIL
	    " HOLDUNTIL=2026-12-24T18:00:00+01:00\n" TO_ALL,
	    .hold = "HOLDUNTIL=2026-12-24T18:00:00+01:00", .codes = "0" },
	{ "HOLDFOR not implemented",
	    OFFERS("FUTURERELEASE 86400 2027-01-01T00:00:00Z") MAIL
	    " HOLDFOR=3600\n"
	    "S: 504 never\n" BYE,
	    .hold = "HOLDFOR=3600", .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = REFUSED_WITH "HOLDFOR=3600 (change or unset "
				   "hold-until): 504 never" },
	{ "the sender, not HOLDFOR",
	    OFFERS("FUTURERELEASE 86400 2027-01-01T00:00:00Z") MAIL
	    " HOLDFOR=3600\n"
	    "S: 501 5.1.7 what address\n" BYE,
	    .hold = "HOLDFOR=3600", .status = EX_USAGE, .codes = "w",
	    .reason = REFUSED "501 5.1.7 what address" },
	{ "the sender, with no parameter",
	    HELLO MAIL "\nS: 501 what address\n" BYE, .status = EX_UNAVAILABLE,
	    .codes = "w", .reason = REFUSED "501 what address" },
	{ "HOLDFOR offered but not known",
	    OFFERS("FUTURERELEASE 86400 2027-01-01T00:00:00Z") MAIL
	    " HOLDFOR=3600\n"
	    "S: 555 what?\n" BYE,
	    .hold = "HOLDFOR=3600", .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = REFUSED_WITH "HOLDFOR=3600 (change or unset "
				   "hold-until): 555 what?" },
	{ "HOLDFOR refused for now",
	    OFFERS("FUTURERELEASE 86400 2027-01-01T00:00:00Z") MAIL
	    " HOLDFOR=3600\n"
	    "S: 451 4.7.0 later\n" BYE,
	    .hold = "HOLDFOR=3600", .status = EX_TEMPFAIL, .codes = "w",
	    .reason = REFUSED "451 4.7.0 later" },

	/* ---- DELIVERBY ---- */
	{ "BY, or it comes back",
	    OFFERS("DELIVERBY") MAIL " BY=3600;R\n" TO_ALL, .by = "3600;R",
	    .codes = "0" },
	{ "BY, or it is told",
	    OFFERS("DELIVERBY 120") MAIL " BY=3600;N\n" TO_ALL, .by = "3600;N",
	    .codes = "0" },
	{ "nobody to hurry", HELLO BYE, .by = "3600;R",
	    .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = "mx.test:25 does not offer DELIVERBY, which deliver-by "
		      "asks for" },
	{ "sooner than it can",
	    OFFERS("DELIVERBY 7200") MAIL " BY=3600;R\n"
					  "S: 555 5.5.4 not so soon\n" BYE,
	    .by = "3600;R", .status = EX_PROTOCOL, .codes = "w",
	    .reason = REFUSED_WITH "BY=3600;R (change or unset "
				   "deliver-by): 555 5.5.4 not so soon" },

	/* ---- MT-PRIORITY ---- */
	{ "MT-PRIORITY",
	    OFFERS("MT-PRIORITY MIXER") MAIL " MT-PRIORITY=-3\n" TO_ALL,
	    .priority = "-3", .codes = "0" },
	{ "nobody to prefer it", HELLO MAIL "\n" TO_ALL, .priority = "-3",
	    .codes = "0" },
	{ "MT-PRIORITY offered but not known",
	    OFFERS("MT-PRIORITY") MAIL " MT-PRIORITY=9\n"
				       "S: 504 5.5.4 what?\n" MAIL "\n" TO_ALL,
	    .priority = "9", .codes = "0" },
	{ "two refused, one of which can be missed",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250-MT-PRIORITY\n"
	    "S: 250-DELIVERBY\nS: 250 REQUIRETLS\n" MAIL
	    " REQUIRETLS BY=60;R MT-PRIORITY=9\n"
	    "S: 555 what?\n" MAIL " REQUIRETLS BY=60;R\n"
	    "S: 555 what?\n" BYE,
	    .smarthost = &verified, .require_tls = true, .by = "60;R",
	    .priority = "9", .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = REFUSED_WITH "REQUIRETLS BY=60;R (change or unset "
				   "require-tls, deliver-by): 555 what?" },
	{ "MT-PRIORITY refused",
	    OFFERS("MT-PRIORITY") MAIL " MT-PRIORITY=9\n"
				       "S: 550 5.7.0 not for you\n" BYE,
	    .priority = "9", .status = EX_DATAERR, .codes = "w",
	    .reason = REFUSED "550 5.7.0 not for you" },

	/* ---- AUTH= ---- */
	{ "AUTH=", OFFERS("AUTH PLAIN") MAIL " AUTH=joe+2B1@x\n" TO_ALL,
	    .submitter = "joe+1@x", .codes = "0" },
	{ "AUTH= of nobody", OFFERS("AUTH PLAIN") MAIL " AUTH=<>\n" TO_ALL,
	    .submitter = "<>", .codes = "0" },
	{ "AUTH= of what must be xtext",
	    OFFERS("AUTH PLAIN") MAIL " AUTH=\"a+20b+3D\"@x\n" TO_ALL,
	    .submitter = "\"a b=\"@x", .codes = "0" },
	{ "nobody to believe it", HELLO MAIL "\n" TO_ALL, .submitter = "joe@x",
	    .codes = "0" },
	{ "AUTH= refused",
	    OFFERS("AUTH PLAIN") MAIL " AUTH=joe@x\n"
				      "S: 550 5.7.1 who?\n" BYE,
	    .submitter = "joe@x", .status = EX_DATAERR, .codes = "w",
	    .reason = REFUSED "550 5.7.1 who?" },

	/* ---- REQUIRETLS ---- */
	{ "REQUIRETLS", OFFERS("REQUIRETLS") MAIL " REQUIRETLS\n" TO_ALL,
	    .smarthost = &verified, .require_tls = true, .codes = "0" },
	{ "nobody to require it from", HELLO BYE, .smarthost = &verified,
	    .require_tls = true, .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = "mx.test:25 does not offer REQUIRETLS, which require-tls "
		      "asks for" },
	{ "REQUIRETLS in clear", OFFERS("REQUIRETLS") BYE, .require_tls = true,
	    .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = "require-tls asks for verified TLS, which there is not "
		      "with mx.test:25" },
	{ "REQUIRETLS refused",
	    OFFERS("REQUIRETLS") MAIL
	    " REQUIRETLS\n"
	    "S: 550 5.7.30 REQUIRETLS support required\n" BYE,
	    .smarthost = &verified, .require_tls = true, .status = EX_DATAERR,
	    .codes = "w", .reason = REFUSED "550 5.7.30" },
	{ "REQUIRETLS offered but not known",
	    OFFERS("REQUIRETLS") MAIL " REQUIRETLS\n"
				      "S: 555 what?\n" BYE,
	    .smarthost = &verified, .require_tls = true,
	    .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = REFUSED_WITH "REQUIRETLS (change or unset "
				   "require-tls): 555 what?" },

	/* ---- DSN ---- */
	{ "the whole of xtext",
	    OFFERS("DSN") MAIL
	    " RET=FULL ENVID=a+2B+3D+20~+7F+C3+BC!\n"
	    "S: 250 ok\nC: RCPT TO:<b+c=d@y> NOTIFY=SUCCESS,DELAY "
	    "ORCPT=rfc822;b+2Bc+3Dd@y\nS: 250 ok\nC: DATA\nS: 354 go\n"
	    "BODY\nS: 250 taken\n" BYE,
	    .recipients = "b+c=d@y", .notify = "SUCCESS,DELAY", .ret = "FULL",
	    .id = "a+= ~\x7f\xc3\xbc!", .codes = "0" },
	{ "RET and ENVID refused",
	    OFFERS("DSN") MAIL " RET=HDRS ENVID=x\n"
			       "S: 550 5.7.1 no\n" BYE,
	    .ret = "HDRS", .id = "x", .status = EX_DATAERR, .codes = "w",
	    .reason = REFUSED "550 5.7.1 no" },
	{ "NOTIFY refused of one",
	    OFFERS("DSN") MAIL
	    "\n"
	    "S: 250 ok\nC: RCPT TO:<b@y> NOTIFY=NEVER ORCPT=rfc822;b@y\n"
	    "S: 550 5.7.1 no\nC: RCPT TO:<c@y> NOTIFY=NEVER "
	    "ORCPT=rfc822;c@y\nS: 250 ok\nC: DATA\nS: 354 go\nBODY\n"
	    "S: 250 taken\n" BYE,
	    .recipients = "b@y c@y", .notify = "NEVER", .codes = "65 0",
	    .status = EX_DATAERR },

	/* ---- 8BITMIME and SMTPUTF8 ---- */
	{ "BODY= offered but not known",
	    OFFERS("8BITMIME") MAIL " BODY=8BITMIME\n"
				    "S: 555 what?\n" BYE,
	    .message = "Subject: hi\n\ngr\xc3\xbc\xc3\x9f\n",
	    .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = REFUSED_WITH "BODY=8BITMIME: 555 what?" },
	{ "SMTPUTF8 refused",
	    OFFERS("SMTPUTF8") MAIL " SMTPUTF8\n"
				    "S: 550 5.6.7 not for us\n" BYE,
	    .recipients = "\xc3\xbc@y", .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = REFUSED "550 5.6.7 not for us" },
	{ "SMTPUTF8 refused of one",
	    OFFERS("SMTPUTF8") MAIL
	    " SMTPUTF8\n"
	    "S: 250 ok\nC: RCPT TO:<\xc3\xbc@y>\n"
	    "S: 553 5.6.7 he cannot\nC: RCPT TO:<c@y>\nS: 250 ok\n"
	    "C: DATA\nS: 354 go\nBODY\nS: 250 taken\n" BYE,
	    .recipients = "\xc3\xbc@y c@y", .codes = "69 0",
	    .status = EX_UNAVAILABLE },

	/* ---- together ---- */
	{ "all at once, in one flight",
	    FLIGHT "AUTH PLAIN\n"
		   "C: MAIL FROM:<a@x> AUTH=<>\nC: RCPT TO:<b@y>\nC: DATA\n"
		   "S: 250 ok\nS: 250 ok\nS: 354 go\nBODY\nS: 250 taken\n" BYE,
	    .priority = "1", .submitter = "<>", .codes = "0", .sends = 4 },
	{ "every parameter there is",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250-SIZE\nS: 250-SMTPUTF8\n"
	    "S: 250-8BITMIME\nS: 250-DSN\nS: 250-REQUIRETLS\n"
	    "S: 250-FUTURERELEASE 9999 2027-01-01T00:00:00Z\n"
	    "S: 250-DELIVERBY\nS: 250-MT-PRIORITY\nS: 250 AUTH PLAIN\n" MAIL
	    " SIZE=30 SMTPUTF8 BODY=8BITMIME RET=HDRS ENVID=x REQUIRETLS "
	    "HOLDFOR=60 BY=3600;R MT-PRIORITY=3 AUTH=<>\n"
	    "S: 250 ok\nC: RCPT TO:<\xc3\xbc@y> NOTIFY=FAILURE\nS: 250 ok\n"
	    "C: DATA\nS: 354 go\nBODY\nS: 250 taken\n" BYE,
	    .message = "Subject: hi\n\nwith \xc3\xbc in it\n",
	    .recipients = "\xc3\xbc@y", .smarthost = &verified, .ret = "HDRS",
	    .id = "x", .notify = "FAILURE", .require_tls = true,
	    .hold = "HOLDFOR=60", .by = "3600;R", .priority = "3",
	    .submitter = "<>", .codes = "0" },
	{ "a wish refused with the message behind it",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250-PIPELINING\n"
	    "S: 250-CHUNKING\nS: 250 DELIVERBY\n"
	    "C: MAIL FROM:<a@x> BY=60;R\nC: RCPT TO:<b@y>\n"
	    "C: BDAT 31 LAST\nCHUNK\n"
	    "S: 555 what?\nS: 503 no\nS: 503 no\n" BYE,
	    .by = "60;R", .status = EX_UNAVAILABLE, .codes = "w",
	    .in_doubt = true,
	    .reason = REFUSED_WITH "BY=60;R (change or unset "
				   "deliver-by): 555 what?" },
};

/* TLS there is, but with whom? */
static void
test_unverified(void)
{
	static const struct smarthost unverified = {
		.host = "mx.test",
		.port = "465",
		.peer = "mx.test:25",
		.helo = "me",
		.tls = TLS_OPPORTUNISTIC,
		.at_once = true,
	};
	pretence_verified = false;
	conversation_test(&(struct conversation){ "REQUIRETLS unverified",
	    OFFERS("REQUIRETLS") BYE, .smarthost = &unverified,
	    .require_tls = true, .status = EX_UNAVAILABLE, .codes = "w",
	    .reason = "require-tls asks for verified TLS" });
}

int
main(void)
{
	size_t count = sizeof(conversations) / sizeof(*conversations);
	pretence_verified = true;
	for (size_t i = 0; i < count; i++)
		conversation_test(&conversations[i]);
	test_unverified();
	return tap_done();
}
