/* caps.c - what EHLO promised */
#include "smtp/caps.h"

#include <string.h>

#include "smtp/reply.h"
#include "unit/tap.h"

static const struct {
	const char *text; /* the lines of the reply without codes */
	struct caps caps;
} rows[] = {
	{ "mx", { 0 } },
	{ "", { 0 } },
	{ "PIPELINING", { 0 } },
	{ "SIZE 1000", { 0 } },
	{ "mx\nPIPELINING", { .pipelining = true } },
	{ "mx\npipelining\nStartTLS",
	    { .pipelining = true, .starttls = true } },
	{ "mx\n8BITMIME\nSMTPUTF8\nDSN\nCHUNKING",
	    { .eight_bit = true,
		.smtputf8 = true,
		.dsn = true,
		.chunking = true } },
	{ "mx\nREQUIRETLS\nDELIVERBY 3600\nFUTURERELEASE 1 2\nMT-PRIORITY X",
	    { .require_tls = true,
		.deliver_by = true,
		.future_release = true,
		.hold_most = 1,
		.priority = true } },
	{ "mx\nFUTURERELEASE", { .future_release = true } },
	{ "mx\nFUTURERELEASE 86400 2027-01-01T00:00:00Z",
	    { .future_release = true,
		.hold_most = 86400,
		.hold_until = 1798761600 } },
	{ "mx\nFUTURERELEASE  60  1970-01-01T02:00:00+01:00",
	    { .future_release = true, .hold_most = 60, .hold_until = 3600 } },
	{ "mx\nFUTURERELEASE -1 soon", { .future_release = true } },
	{ "mx\nFUTURERELEASE 99999999999999999999 2027",
	    { .future_release = true } },
	{ "mx\nPIPECONNECT", { .pipe_connect = true } },
	{ "mx\nX_PIPE_CONNECT", { .pipe_connect = true } },
	{ "mx\nSTARTTLS now", { .starttls = true } },
	{ "mx\nSTARTTLS  ", { .starttls = true } },
	{ "mx\nSTARTTLSX\nXSTARTTLS\nSTARTTL\n STARTTLS\nX STARTTLS", { 0 } },
	{ "mx\n8BITMIMEX\nPIPELININGS\nSIZES 5", { 0 } },
	{ "mx\nXXXXXXXA\n\n\n", { 0 } },
	{ "mx\nHELP\nVRFY\nX-FUTURE 1", { 0 } },

	{ "mx\nSIZE", { .sizes = true } },
	{ "mx\nSIZE 0", { .sizes = true } },
	{ "mx\nSIZE 35882577", { .sizes = true, .size = 35882577 } },
	{ "mx\nsize   12", { .sizes = true, .size = 12 } },
	{ "mx\nSIZE 12 ", { .sizes = true, .size = 12 } },
	{ "mx\nSIZE -1", { .sizes = true } },
	{ "mx\nSIZE +1", { .sizes = true } },
	{ "mx\nSIZE 1x", { .sizes = true } },
	{ "mx\nSIZE 1 2", { .sizes = true } },
	{ "mx\nSIZE 18446744073709551615",
	    { .sizes = true, .size = UINT64_MAX } },
	{ "mx\nSIZE 18446744073709551616", { .sizes = true } },
	{ "mx\nSIZE 99999999999999999999999999", { .sizes = true } },
	{ "mx\nSIZE unlimited", { .sizes = true } },

	{ "mx\nLIMITS RCPTMAX=10", { .recipients = 10 } },
	{ "mx\nLIMITS MAILMAX=1 rcptmax=7 X=Y", { .recipients = 7 } },
	{ "mx\nLIMITS RCPTMAX=0", { 0 } },
	{ "mx\nLIMITS RCPTMAX=", { 0 } },
	{ "mx\nLIMITS RCPTMAX=-5", { 0 } },
	{ "mx\nLIMITS RCPTMAX=5x", { 0 } },
	{ "mx\nLIMITS RCPTMAX=99999999999999999999999999999999999", { 0 } },
	{ "mx\nLIMITS", { 0 } },
	{ "mx\nLIMITS XRCPTMAX=5 RCPTMAX", { 0 } },

	{ "mx\nAUTH PLAIN LOGIN", { .auth = "PLAIN LOGIN" } },
	{ "mx\nauth plain", { .auth = "plain" } },
	{ "mx\nAUTH=PLAIN", { .auth = "PLAIN" } },
	{ "mx\nAUTH PLAIN\nAUTH=LOGIN PLAIN", { .auth = "PLAIN LOGIN PLAIN" } },
	{ "mx\nAUTH SCRAM-SHA-1\nAUTH CRAM-MD5",
	    { .auth = "SCRAM-SHA-1 CRAM-MD5" } },
	{ "mx\nAUTHPLAIN\nXAUTH PLAIN\nAUTHX PLAIN", { 0 } },
};

static struct buf
words(const char *text)
{
	struct buf buf = BUF(REPLY_KEPT_MOST);
	buf_text(&buf, text);
	return buf;
}

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf reply = words(rows[i].text);
		struct caps got = { .starttls = true, .size = 4711 };
		const struct caps *want = &rows[i].caps;
		const char *text = rows[i].text;
		caps_read(&got, reply.data);
		is(got.starttls, want->starttls, "STARTTLS: %s", text);
		is(got.pipelining, want->pipelining, "PIPELINING: %s", text);
		is(got.eight_bit, want->eight_bit, "8BITMIME: %s", text);
		is(got.smtputf8, want->smtputf8, "SMTPUTF8: %s", text);
		is(got.chunking, want->chunking, "CHUNKING: %s", text);
		is(got.dsn, want->dsn, "DSN: %s", text);
		is(got.require_tls, want->require_tls, "REQUIRETLS: %s", text);
		is(got.deliver_by, want->deliver_by, "DELIVERBY: %s", text);
		is(got.future_release, want->future_release,
		    "FUTURERELEASE: %s", text);
		is(got.hold_most, want->hold_most, "its seconds: %s", text);
		is(got.hold_until, want->hold_until, "its date: %s", text);
		is(got.priority, want->priority, "MT-PRIORITY: %s", text);
		is(got.pipe_connect, want->pipe_connect, "PIPECONNECT: %s",
		    text);
		is(got.sizes, want->sizes, "SIZE: %s", text);
		is(got.size, want->size, "its number: %s", text);
		is(got.recipients, want->recipients, "RCPTMAX: %s", text);
		is_text(got.auth, want->auth, "AUTH: %s", text);
		buf_free(&reply);
	}
}

/* Thousands of keywords, or one without end, change nothing else. */
static void
test_many(void)
{
	struct buf reply = words("mx");
	struct caps caps;
	for (int i = 0; i < 5000; i++)
		buf_print(&reply, "\nX%d", i);
	buf_text(&reply, "\nDSN");
	caps_read(&caps, reply.data);
	ok(caps.dsn, "a keyword behind five thousand");
	buf_free(&reply);

	reply = words("mx");
	for (int i = 0; i < 500; i++)
		buf_print(&reply, "\nAUTH XMECH%d", i);
	buf_text(&reply, "\nDSN");
	caps_read(&caps, reply.data);
	ok(strlen(caps.auth) < CAPS_AUTH_MOST, "endless AUTH is cut");
	ok(strncmp(caps.auth, "XMECH0 XMECH1 ", 14) == 0, "at its end");
	ok(caps.dsn, "and nothing else is lost");
	buf_free(&reply);

	/* Wherever the list is cut, no half of a name may count as a whole. */
	for (size_t filler = CAPS_AUTH_MOST - 24; filler < CAPS_AUTH_MOST;
	     filler++) {
		reply = words("mx\nAUTH ");
		for (size_t i = 0; i < filler; i++)
			buf_byte(&reply, 'x');
		buf_text(&reply, " SCRAM-SHA-256-PLUS");
		caps_read(&caps, reply.data);
		const char *last = strrchr(caps.auth, ' ');
		ok(last == NULL || strcmp(last, " SCRAM-SHA-256") != 0,
		    "behind %zu octets no other mechanism begins", filler);
		buf_free(&reply);
	}
}

int
main(void)
{
	test_rows();
	test_many();
	return tap_done();
}
