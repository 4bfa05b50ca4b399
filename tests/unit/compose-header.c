/* compose-header.c - what leaves the header, what is added, what stays */
#include <string.h>

#include "unit/composed.h"
#include "unit/tap.h"

#define ALL "Date: d\nMessage-ID: <m@x>\nFrom: joe@x\n"
#define ALL_CRLF "Date: d\r\nMessage-ID: <m@x>\r\nFrom: joe@x\r\n"

/* With Date, Message-ID and From above it, nothing is added. */
static const struct {
	const char *name, *before, *after;
} rows[] = {
	{ "nothing to do", "To: a@x\nSubject: s\n",
	    "To: a@x\r\nSubject: s\r\n" },
	{ "Bcc", "To: a@x\nBcc: b@x\nSubject: s\n",
	    "To: a@x\r\nSubject: s\r\n" },
	{ "Bcc in any case", "BCC: b@x\nbcc: c@x\nBcC: d@x\n", "" },
	{ "Bcc with a blank before the colon", "Bcc : b@x\nBcc\t: c@x\n", "" },
	{ "Bcc folded", "Bcc: b@x,\n c@x,\n\td@x\nSubject: s\n",
	    "Subject: s\r\n" },
	{ "Bcc that begins in its second line", "Bcc:\n b@x\nSubject: s\n",
	    "Subject: s\r\n" },
	{ "Bcc at the end", "Subject: s\nBcc: b@x", "Subject: s\r\n" },
	{ "Bcc empty", "Bcc:\nBcc: \n", "" },
	{ "Bcc that is garbage", "Bcc: b@x <\n", "" },
	{ "Bcc one after the other", "Bcc: a@x\nBcc: b@x\nX: y\nBcc: c@x\n",
	    "X: y\r\n" },
	{ "what only looks like it", "X-Bcc: a@x\nBccx: b\n",
	    "X-Bcc: a@x\r\nBccx: b\r\n" },
	{ "Return-Path and Content-Length",
	    "Return-Path: <a@x>\nContent-Length: 5\nX: y\n", "X: y\r\n" },
	{ "bare names", "To: root\nCc: Joe <joe>,\n a@x\n",
	    "To: root@example.com\r\nCc: Joe <joe@example.com>,\r\n a@x\r\n" },
	{ "comments stay", "To: root (the, boss), (x) joe (y)\n",
	    "To: root@example.com (the, boss), (x) joe@example.com (y)\r\n" },
	{ "names at home", "To: a@localhost, b@web1, c@LocalHost\n",
	    "To: a@example.com, b@example.com, c@example.com\r\n" },
	{ "Sender and Reply-To", "Sender: root\nReply-To: joe\n",
	    "Sender: root@example.com\r\nReply-To: joe@example.com\r\n" },
	{ "other fields are nobody's business",
	    "Subject: root\nX-To: root\nErrors-To: root\n",
	    "Subject: root\r\nX-To: root\r\nErrors-To: root\r\n" },
	{ "garbage stays", "To: root <, joe\n", "To: root <, joe\r\n" },
	{ "8-bit stays", "Subject: gr\xc3\xbc\nX: \xfc\n",
	    "Subject: gr\xc3\xbc\r\nX: \xfc\r\n" },
	{ "folding stays", "Subject: a\n  b\n\tc\n",
	    "Subject: a\r\n  b\r\n\tc\r\n" },
	{ "order and case stay", "zeta: 1\nALPHA: 2\nzeta: 3\n",
	    "zeta: 1\r\nALPHA: 2\r\nzeta: 3\r\n" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct composed c;
		struct buf message = BUF(10000), wanted = BUF(10000);
		buf_print(&message, ALL "%s", rows[i].before);
		buf_print(&wanted, ALL_CRLF "%s", rows[i].after);
		composed_make(&c, composed_usual(), "a@x", message.data);
		ok(c.well, "%s", rows[i].name);
		is_text(c.header, wanted.data, "%s: the header", rows[i].name);
		composed_free(&c);

		/* The recipients of the header are taken before it goes. */
		struct compose how = composed_usual();
		how.gateway = true;
		composed_make(&c, how, "a@x", message.data);
		ok(strstr(c.header, "cc: b@x") == NULL
			&& strstr(c.header, "Resent-Bcc") == NULL,
		    "%s: no Bcc through a gateway either", rows[i].name);
		composed_free(&c);
		buf_free(&message);
		buf_free(&wanted);
	}
}

/* ---- what is missing ---- */

static void
test_missing(void)
{
	struct composed c;
	composed_make(&c, composed_usual(), "a@x", "Subject: s\n\nbody\n");
	ok(strncmp(c.header, "Date: ", 6) == 0, "Date is at the top");
	has(c.header, "\r\nMessage-ID: <", "then Message-ID");
	has(c.header,
	    "@example.com>\r\nFrom: Joe Public <joe@example.com>\r\n"
	    "Subject: s\r\n",
	    "then From, then what was there");
	ok(composed_field(&c, "To") == NULL, "To is not missed");
	ok(composed_field(&c, "Received") == NULL, "nor Received");
	ok(composed_field(&c, "Sender") == NULL, "nor Sender");
	composed_free(&c);
}

static void
test_empty(void)
{
	struct composed c;
	composed_make(&c, composed_usual(), "a@x",
	    "From:\nSubject:\nDate: \nMESSAGE-id:\n \nX: y\n");
	const char *header = c.header;
	is_text(composed_field(&c, "From"), "Joe Public <joe@example.com>",
	    "an empty From is replaced");
	ok(composed_field(&c, "Date")[0] != '\0', "an empty Date too");
	ok(composed_field(&c, "Message-ID")[0] == '<', "Message-ID too");
	ok(strstr(header, "From:\r\n") == NULL
		&& strstr(header, "MESSAGE-id") == NULL
		&& strstr(header, "Date: \r\n") == NULL,
	    "no empty one is left");
	has(header, "Subject:\r\nX: y\r\n", "an empty Subject stays");
	composed_free(&c);
}

static void
test_present(void)
{
	static const char header[] = "DATE: d\nmessage-id: <m@x>\nfrom : f@x\n";
	struct composed c;
	composed_make(&c, composed_usual(), "a@x", header);
	is_text(c.header, "DATE: d\r\nmessage-id: <m@x>\r\nfrom : f@x\r\n",
	    "in any case they are there");
	composed_free(&c);
}

static void
test_names(void)
{
	static const struct {
		const char *option, *sender, *gecos; /* -F, -f, passwd */
		const char *from;
	} names[] = {
		{ NULL, NULL, "Joe Public", "Joe Public <joe@example.com>" },
		{ NULL, NULL, NULL, "joe@example.com" },
		{ "Cron", NULL, "Joe", "Cron <joe@example.com>" },
		{ NULL, "Bob <bob@x>", "Joe", "Bob <bob@x>" },
		{ "Cron", "Bob <bob@x>", "Joe", "Cron <bob@x>" },
		{ NULL, "bob@x", "Joe", "Joe <bob@x>" },
		{ NULL, "<>", "Joe", "Joe <joe@example.com>" },
		{ "J\xc3\xb6rg", NULL, NULL,
		    "=?utf-8?B?SsO2cmc=?= <joe@example.com>" },
		{ "x\r\nBcc: evil@x", NULL, NULL,
		    "\"x  Bcc: evil@x\" <joe@example.com>" },
		{ "Room 5, 555", NULL, NULL,
		    "\"Room 5, 555\" <joe@example.com>" },
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct composed c;
		struct compose how = composed_usual();
		how.sender_name = names[i].option;
		how.sender = names[i].sender;
		how.full_name = names[i].gecos;
		composed_make(&c, how, "a@x", "X: y\n");
		is_text(composed_field(&c, "From"), names[i].from,
		    "a name for From, row %zu", i);
		ok(composed_field(&c, "Bcc") == NULL,
		    "row %zu: no field of its own", i);
		composed_free(&c);
	}
}

static void
test_resent(void)
{
	struct composed c;
	composed_make(&c, composed_usual(), "a@x",
	    ALL "Resent-To: r@x\nResent-Bcc: s@x\n");
	ok(composed_field(&c, "Resent-Date") != NULL, "Resent-Date");
	ok(composed_field(&c, "Resent-Message-ID") != NULL,
	    "Resent-Message-ID");
	is_text(composed_field(&c, "Resent-From"),
	    "Joe Public <joe@example.com>", "Resent-From");
	is_text(composed_field(&c, "From"), "joe@x", "From stays");
	ok(composed_field(&c, "Resent-Bcc") == NULL, "Resent-Bcc leaves");
	composed_free(&c);
	composed_make(
	    &c, composed_usual(), "a@x", "Resent-From: r@x\nTo: a@x\n");
	ok(composed_field(&c, "Date") != NULL, "what is missed beside");
	composed_free(&c);
}

static void
test_not_added(void)
{
	struct composed c;
	struct compose how = composed_usual();
	how.add_missing = false;
	composed_make(&c, how, "a@x", "To: root\n");
	is_text(c.header, "To: root@example.com\r\n",
	    "add-headers = no adds nothing, but completes");
	composed_free(&c);
	how.add_missing = true;
	how.gateway = true;
	composed_make(&c, how, "root", "To: root\nBcc: b@x\n");
	is_text(c.header, "To: root\r\n", "-G does neither, but drops Bcc");
	is_text(c.recipients, "root@example.com", "the envelope is whole");
	composed_free(&c);
	composed_make(&c, composed_usual(), "a@x", "");
	ok(c.well, "a message with nothing in it");
	ok(composed_field(&c, "From") != NULL, "gets its fields");
	composed_free(&c);
}

int
main(void)
{
	test_rows();
	test_missing();
	test_empty();
	test_present();
	test_names();
	test_resent();
	test_not_added();
	return tap_done();
}
