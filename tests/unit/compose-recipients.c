/* compose-recipients.c - to whom a message goes */
#include <string.h>

#include "unit/composed.h"
#include "unit/tap.h"

static const struct {
	const char *name, *operands, *header;
	bool from_header; /* -t */
	const char *recipients;
} good[] = {
	{ "an operand", "a@x", "To: b@y\n", false, "a@x" },
	{ "operands", "a@x|b@y|root", "", false, "a@x b@y root@example.com" },
	{ "lists in operands", "a@x, b@y|c@z,", "", false, "a@x b@y c@z" },
	{ "whole mailboxes", "Joe Q <j@x>|\"A, B\" <k@x> (c)", "", false,
	    "j@x k@x" },
	{ "a group as operand", "grp: a@x, b@x;", "", false, "a@x b@x" },
	{ "the same twice", "a@x|a@X|A@x|a@x", "", false, "a@x A@x" },
	{ "names at home", "root@localhost|joe@web1|\\root", "", false,
	    "root@example.com joe@example.com" },
	{ "an address that begins with a hyphen", "-x@y", "", false, "-x@y" },
	{ "a domain in Unicode",
	    "a@b\xc3\xbc"
	    "cher.example",
	    "", false, "a@xn--bcher-kva.example" },

	{ "from To, Cc and Bcc", NULL, "To: a@x\nCc: b@x\nBcc: c@x\n", true,
	    "a@x b@x c@x" },
	{ "added to operands", "z@x", "To: a@x, b@x\n", true, "z@x a@x b@x" },
	{ "never subtracted", "b@x", "To: a@x, b@x\n", true, "b@x a@x" },
	{ "several of each", NULL, "To: a@x\nCc: b@x\nTo: c@x\n", true,
	    "a@x c@x b@x" },
	{ "names in any case", NULL, "to: a@x\nCC: b@x\nbCC : c@x\n", true,
	    "a@x b@x c@x" },
	{ "folded", NULL, "to:\n\ta@x,\n b@x\nCc:\n c@x\n", true,
	    "a@x b@x c@x" },
	{ "comments, quotes and groups", NULL,
	    "To: (c (n)) a@x (t, u), \"Q, R\" <b@x>, g: c@x;,\n"
	    " \"d e\"@x, =?utf-8?q?a=2Cb?= <f@x>\n",
	    true, "a@x b@x c@x \"d e\"@x f@x" },
	{ "an empty group", "a@x", "To: undisclosed-recipients:;\n", true,
	    "a@x" },
	{ "empty fields", "a@x", "To:\nCc: \nBcc: ,\n", true, "a@x" },
	{ "bare names", NULL, "To: root, joe (x)\n", true,
	    "root@example.com joe@example.com" },
	{ "without -t the header counts for nothing", "a@x",
	    "To: b@x\nBcc: c@x\n", false, "a@x" },
	{ "without -t garbage in it does not matter", "a@x",
	    "To: garbage <\nCc: @@\n", false, "a@x" },

	{ "resent: only to those", NULL,
	    "Resent-To: r@x\nTo: a@x\nCc: b@x\nBcc: c@x\n", true, "r@x" },
	{ "resent: all of them", NULL,
	    "Resent-To: r@x\nTo: a@x\nResent-Cc: s@x\nResent-Bcc: t@x\n"
	    "Resent-To: u@x\n",
	    true, "r@x u@x s@x t@x" },
	{ "resent: Bcc alone", NULL, "To: a@x\nResent-Bcc: t@x\n", true,
	    "t@x" },
	{ "resent: added to operands", "z@x", "Resent-To: r@x\nTo: a@x\n", true,
	    "z@x r@x" },
	{ "resent: garbage in To does not matter", NULL,
	    "Resent-To: r@x\nTo: garbage <\n", true, "r@x" },
	{ "resent: From alone is none", NULL, "Resent-From: r@x\nTo: a@x\n",
	    true, "a@x" },
	{ "To in the body is none", NULL, "To: a@x\n\nTo: b@x\n", true, "a@x" },
};

static void
test_good(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct composed c;
		struct compose how = composed_usual();
		how.header_recipients = good[i].from_header;
		composed_make(&c, how, good[i].operands, good[i].header);
		if (!ok(c.well, "%s", good[i].name))
			tap_note("%s", c.err.text);
		is_text(c.recipients, good[i].recipients, "%s: recipients",
		    good[i].name);
		composed_free(&c);
	}
}

static const struct {
	const char *name, *operands, *header;
	bool from_header;
	int code;
	const char *why;
} bad[] = {
	{ "nobody", NULL, "To: a@x\n", false, EX_USAGE, "-t" },
	{ "nobody in the header", NULL, "Subject: x\n", true, EX_USAGE,
	    "no recipients" },
	{ "empty fields alone", NULL, "To: \nCc: g:;\n", true, EX_USAGE,
	    "no recipients" },
	{ "an empty group alone", "g:;", "", false, EX_USAGE, "no recipients" },
	{ "an empty operand", "", "", false, EX_USAGE, "empty" },
	{ "a blank operand", "a@x|  ", "", false, EX_USAGE, "empty" },
	{ "garbage", "foo bar@@baz", "", false, EX_USAGE,
	    "the recipient \"foo bar@@baz\"" },
	{ "garbage among good ones", "a@x, b@|c@x", "", false, EX_USAGE,
	    "a@x, b@" },
	{ "a line break", "a@x\nRCPT TO:<b@y>", "", false, EX_USAGE,
	    "control character" },
	{ "a folded line", "a@x,\r\n b@y", "", false, EX_USAGE,
	    "control character" },
	{ "a parameter", "a@x> SIZE=1", "", false, EX_USAGE, "a@x> SIZE=1" },
	{ "nobody's address", "<>", "", false, EX_USAGE, "<>" },
	{ "an escape", "\x1b[2J", "", false, EX_USAGE, "\\x1B[2J" },
	{ "an impossible domain", "a@\xcc\x81x.example", "", false, EX_USAGE,
	    "DNS" },
	{ "a tab within quotes", "\"a\tb\"@x", "", false, EX_USAGE,
	    "control character" },
	{ "garbage in To", "a@x", "To: foo bar@@baz, ok@x\n", true, EX_DATAERR,
	    "the To field \"" },
	{ "garbage in Bcc", NULL, "To: ok@x\nBcc: a@\n", true, EX_DATAERR,
	    "the Bcc field \"" },
	{ "garbage in Resent-Cc", NULL, "Resent-To: a@x\nResent-Cc: <a\n", true,
	    EX_DATAERR, "the Resent-Cc field \"" },
	{ "<> in Cc", NULL, "To: a@x\nCc: <>\n", true, EX_DATAERR, "<>" },
	{ "a tab within quotes in To", NULL, "To: \"a\tb\"@x\n", true,
	    EX_DATAERR, "control character" },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct composed c;
		struct compose how = composed_usual();
		how.header_recipients = bad[i].from_header;
		composed_make(&c, how, bad[i].operands, bad[i].header);
		ok(!c.well, "%s: refused", bad[i].name);
		is(c.err.code, bad[i].code, "%s: code", bad[i].name);
		has(c.err.text, bad[i].why, "%s: why", bad[i].name);
		composed_free(&c);
	}
}

/* local-recipient takes all the names that mean nobody out there. */
static void
test_local(void)
{
	struct composed c;
	struct compose how = composed_usual();
	how.local_recipient = "admin@example.org";
	how.header_recipients = true;
	composed_make(&c, how, "root|a@x|joe@localhost",
	    "To: daemon, b@y\nCc: root@web1\n");
	is_text(c.recipients, "admin@example.org a@x b@y",
	    "local names go to one place, once");
	is_text(composed_field(&c, "To"), "daemon@example.com, b@y",
	    "and the header says who was meant");
	composed_free(&c);
}

static void
test_many(void)
{
	struct composed c;
	struct compose how = composed_usual();
	struct buf message = BUF(1000000);
	how.header_recipients = true;
	buf_text(&message, "To: first@x");
	for (int i = 0; i < 500; i++)
		buf_print(&message, ",\n user%d@host.example", i);
	buf_text(&message, "\n\nbody\n");
	composed_make(&c, how, NULL, message.data);
	is(c.envelope.count, 501, "five hundred and one");
	composed_free(&c);
	buf_free(&message);
}

int
main(void)
{
	test_good();
	test_bad();
	test_local();
	test_many();
	return tap_done();
}
