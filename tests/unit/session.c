/* session.c - greeting, EHLO and HELO, what is offered, and what is refused */
#include "smtp/session.h"

#include <sysexits.h>

#include "unit/conversation.h"
#include "unit/tap.h"

#define HELLO "S: 220 mx\nC: EHLO me\nS: 250 mx\n"
#define REST                                                           \
	"C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\nS: 250 ok\n" \
	"C: DATA\nS: 354 go\nBODY\nS: 250 taken\nC: QUIT\nS: 221 bye\n"
#define BODY "Subject: hi\r\n\r\nfirst\r\n..second\r\n.\r\n"

static const struct smarthost needs_login = {
	.host = "mx.test",
	.port = "25",
	.peer = "mx.test:25",
	.helo = "me",
	.tls = TLS_OFF,
	.login = { .user = "joe" },
	.logs_in = true,
};

static const struct smarthost needs_tls = {
	.host = "mx.test",
	.port = "587",
	.peer = "mx.test:25",
	.helo = "me",
	.tls = TLS_REQUIRED,
	.tls_settings = { .name = "mx.test" },
};

static const struct smarthost likes_tls = {
	.host = "mx.test",
	.port = "25",
	.peer = "mx.test:25",
	.helo = "me",
	.tls = TLS_OPPORTUNISTIC,
	.tls_settings = { .name = "mx.test" },
};

static const struct smarthost nameless = {
	.host = "mx.test",
	.port = "25",
	.peer = "mx.test:25",
	.tls = TLS_OFF,
};

static const struct conversation good[] = {
	{ "plain", HELLO REST, .body = BODY, .sends = 6, .codes = "0" },
	{ "replies without text",
	    "S: 220\nC: EHLO me\nS: 250\nC: MAIL FROM:<a@x>\nS: 250\n"
	    "C: RCPT TO:<b@y>\nS: 250\nC: DATA\nS: 354\nBODY\nS: 250\n"
	    "C: QUIT\nS: 221\n",
	    .body = BODY },
	{ "a greeting of several lines",
	    "S: 220-mx\nS: 220-no spam\nS: 220 please\nC: EHLO me\n"
	    "S: 250-mx\nS: 250-FUTURE 1 2 3\nS: 250 HELP\n" REST },
	{ "bare line feeds are line ends too",
	    "S! 220 mx\\n\nC: EHLO me\nS! 250-mx\\n250 HELP\\n\n" REST },
	{ "EHLO unknown",
	    "S: 220 mx\nC: EHLO me\nS: 500 what?\nC: HELO me\nS: 250 mx\n" REST,
	    .body = BODY },
	{ "EHLO unknown, 502",
	    "S: 220 mx\nC: EHLO me\nS: 502 5.5.1 no\nC: HELO me\n"
	    "S: 250 mx\n" REST },
	{ "EHLO unknown, 501",
	    "S: 220 mx\nC: EHLO me\nS: 501 no\nC: HELO me\nS: 250 mx\n" REST },
	{ "EHLO unknown, 504",
	    "S: 220 mx\nC: EHLO me\nS: 504 no\nC: HELO me\nS: 250 mx\n" REST },
	{ "EHLO unknown, 550",
	    "S: 220 mx\nC: EHLO me\nS: 550 no\nC: HELO me\nS: 250 mx\n" REST },
	{ "after HELO nothing is offered",
	    "S: 220 mx\nC: EHLO me\nS: 500-SIZE 1\nS: 500 PIPELINING\n"
	    "C: HELO me\nS: 250-mx\nS: 250-PIPELINING\nS: 250 SIZE 1\n" REST },
	{ "STARTTLS is not wanted",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 STARTTLS\n" REST },
	{ "TLS would be nice", HELLO REST, .smarthost = &likes_tls },
	{ "nameless", "S: 220 mx\nC: EHLO [127.0.0.1]\nS: 250 mx\n" REST,
	    .smarthost = &nameless },
	{ "the first line of EHLO is no keyword",
	    "S: 220 mx\nC: EHLO me\nS: 250-PIPELINING\nS: 250 HELP\n" REST,
	    .sends = 6 },
	{ "a goodbye that is refused",
	    HELLO "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\n"
		  "S: 250 ok\nC: DATA\nS: 354 go\nBODY\nS: 250 taken\n"
		  "C: QUIT\nS: 500 stay!\n" },
	{ "a close instead of a goodbye",
	    HELLO "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\n"
		  "S: 250 ok\nC: DATA\nS: 354 go\nBODY\nS: 250 taken\n"
		  "CLOSE\n" },
	{ "a reset instead of a goodbye",
	    HELLO "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\n"
		  "S: 250 ok\nC: DATA\nS: 354 go\nBODY\nS: 250 taken\n"
		  "C: QUIT\nRESET\n" },
	{ "251 and 252 are good enough",
	    HELLO "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\n"
		  "S: 251 will forward\nC: RCPT TO:<c@y>\nS: 252 will see\n"
		  "C: DATA\nS: 354 go\nBODY\nS: 259 unknown but good\n"
		  "C: QUIT\nS: 221 bye\n",
	    .recipients = "b@y c@y", .codes = "0 0" },
};

static const struct conversation bad[] = {
	{ "no service", "S: 554 5.3.2 not today\nC: QUIT\nS: 221 bye\n",
	    .status = EX_UNAVAILABLE,
	    .reason = "mx.test:25 does not serve us: 554 5.3.2 not today" },
	{ "busy", "S: 450 busy\nC: QUIT\nS: 221 bye\n", .status = EX_TEMPFAIL,
	    .reason = "busy" },
	{ "busy and gone", "S: 421 4.3.2 closing\nCLOSE\n",
	    .status = EX_TEMPFAIL,
	    .reason = "mx.test:25 ended the session: 421 4.3.2 closing" },
	{ "another 2yz is no greeting", "S: 250 hello\nC: QUIT\n",
	    .status = EX_PROTOCOL, .reason = "250 hello" },
	{ "a greeting of 354", "S: 354 go ahead\nC: QUIT\n",
	    .status = EX_PROTOCOL, .reason = "354" },
	{ "SSH", "S: SSH-2.0-OpenSSH_9.2\n", .status = EX_PROTOCOL,
	    .reason = "that is an SSH server" },
	{ "HTTP", "S: HTTP/1.1 400 Bad Request\n", .status = EX_PROTOCOL,
	    .reason = "web server" },
	{ "POP3", "S: +OK ready\n", .status = EX_PROTOCOL, .reason = "POP3" },
	{ "IMAP", "S: * OK ready\n", .status = EX_PROTOCOL, .reason = "IMAP" },
	{ "a TLS alert on a port in clear",
	    "S! \\x15\\x03\\x01\\x00\\x02\\x02\\x46\\r\\n\n",
	    .status = EX_PROTOCOL, .reason = "submissions://" },
	{ "a word before its time", "S: 220 mx\nS: 250 mx\n",
	    .status = EX_PROTOCOL, .reason = "spoke out of turn",
	    .undecided = true },
	{ "a farewell before its time", "S: 220 mx\nS: 421 too late\n",
	    .status = EX_TEMPFAIL, .reason = "421 too late",
	    .undecided = true },
	{ "EHLO refused for now",
	    "S: 220 mx\nC: EHLO me\nS: 451 later\nC: QUIT\nS: 221 bye\n",
	    .status = EX_TEMPFAIL, .reason = "refused EHLO: 451 later" },
	{ "EHLO refused for good",
	    "S: 220 mx\nC: EHLO me\nS: 554 no\nC: QUIT\nS: 221 bye\n",
	    .status = EX_UNAVAILABLE, .reason = "refused EHLO: 554 no" },
	{ "EHLO ended", "S: 220 mx\nC: EHLO me\nS: 421 bye\nCLOSE\n",
	    .status = EX_TEMPFAIL, .reason = "421 bye" },
	{ "EHLO answered by 220", "S: 220 mx\nC: EHLO me\nS: 220 mx\nC: QUIT\n",
	    .status = EX_PROTOCOL, .reason = "220 mx" },
	{ "HELO refused too",
	    "S: 220 mx\nC: EHLO me\nS: 500 what?\nC: HELO me\nS: 550 go\n"
	    "C: QUIT\nS: 221 bye\n",
	    .status = EX_UNAVAILABLE, .reason = "refused HELO: 550 go" },
	{ "HELO refused for now",
	    "S: 220 mx\nC: EHLO me\nS: 500 what?\nC: HELO me\nS: 450 later\n"
	    "C: QUIT\nS: 221 bye\n",
	    .status = EX_TEMPFAIL, .reason = "450 later" },
	{ "no HELO where a login is needed",
	    "S: 220 mx\nC: EHLO me\nS: 500 what?\nC: QUIT\nS: 221 bye\n",
	    .smarthost = &needs_login, .status = EX_UNAVAILABLE,
	    .reason = "refused EHLO" },
	{ "no HELO where TLS is needed",
	    "S: 220 mx\nC: EHLO me\nS: 500 what?\nC: QUIT\nS: 221 bye\n",
	    .smarthost = &needs_tls, .status = EX_UNAVAILABLE,
	    .reason = "refused EHLO" },
	{ "STARTTLS not offered", HELLO "C: QUIT\nS: 221 bye\n",
	    .smarthost = &needs_tls, .status = EX_UNAVAILABLE,
	    .reason = "does not offer STARTTLS" },
	{ "STARTTLS mangled",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250-XXXXXXXA\n"
	    "S: 250-STARTTLSX\nS: 250 XSTARTTLS STARTTLS\nC: QUIT\n"
	    "S: 221 bye\n",
	    .smarthost = &needs_tls, .status = EX_UNAVAILABLE,
	    .reason = "does not offer STARTTLS" },
	{ "STARTTLS refused for now",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 STARTTLS\n"
	    "C: STARTTLS\nS: 454 no entropy\nC: QUIT\nS: 221 bye\n",
	    .smarthost = &needs_tls, .status = EX_TEMPFAIL,
	    .reason = "refused STARTTLS: 454 no entropy" },
	{ "STARTTLS refused for good",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 STARTTLS\n"
	    "C: STARTTLS\nS: 502 no\nC: QUIT\nS: 221 bye\n",
	    .smarthost = &needs_tls, .status = EX_UNAVAILABLE,
	    .reason = "502 no" },
	{ "STARTTLS answered by 250",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 STARTTLS\n"
	    "C: STARTTLS\nS: 250 fine\nC: QUIT\n",
	    .smarthost = &needs_tls, .status = EX_PROTOCOL,
	    .reason = "250 fine" },
	{ "words behind the 220 to STARTTLS",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 250 STARTTLS\n"
	    "C: STARTTLS\nS: 220 go\nS: 250 injected\n",
	    .smarthost = &needs_tls, .status = EX_PROTOCOL,
	    .reason = "mx.test:25", .undecided = true },
	{ "a broken line in the answer to EHLO",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 25 SIZE\n",
	    .status = EX_PROTOCOL, .reason = "25 SIZE" },
	{ "a code that changes",
	    "S: 220 mx\nC: EHLO me\nS: 250-mx\nS: 550 no\n",
	    .status = EX_PROTOCOL, .reason = "changed its mind" },
	{ "silence", "WAIT\n", .status = EX_TEMPFAIL,
	    .reason = "timed out while waiting for the greeting" },
	{ "silence after EHLO", "S: 220 mx\nC: EHLO me\nWAIT\n",
	    .status = EX_TEMPFAIL,
	    .reason = "timed out while waiting for the answer to EHLO" },
	{ "nobody there", "CLOSE\n", .status = EX_TEMPFAIL,
	    .reason = "closed the connection while waiting for the greeting" },
	{ "half a greeting", "S! 220 mx\nCLOSE\n", .status = EX_TEMPFAIL,
	    .reason = "closed the connection" },
	{ "a greeting that goes on and ends",
	    "S: 220-mx\nS: 220-more to come\nCLOSE\n", .status = EX_TEMPFAIL,
	    .reason = "closed the connection" },
	{ "drops without end", "DRIP x\n", .status = EX_PROTOCOL,
	    .reason = "answers without end" },
	{ "lines without end", "S! 220-\nDRIP 220-\\n\n", .status = EX_PROTOCOL,
	    .reason = "answers without end" },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		conversation_test(&good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		conversation_test(&bad[i]);
	return tap_done();
}
