/* compose-sender.c - from whom: what the account's policy makes of it */
#include <string.h>

#include "mail/address.h"
#include "unit/composed.h"
#include "unit/tap.h"

#define OWN "alerts@example.com"

static const struct {
	const char *name;
	enum sender_policy policy;
	const char *from;        /* the account's own; or NULL */
	const char *sender;      /* -f; or NULL */
	const char *header;      /* From and what belongs to it */
	const char *envelope;    /* the sender that comes of it */
	const char *header_from; /* and the fields; NULL: not there */
	const char *reply_to;
} rows[] = {
	/* ---- keep ---- */
	{ "keep: all as it was", SENDER_KEEP, OWN, "bob@x", "From: Bob <bob@x>",
	    "bob@x", "Bob <bob@x>", NULL },
	{ "keep: bare names too", SENDER_KEEP, OWN, "root",
	    "From: root (Cron Daemon)", "root", "root (Cron Daemon)", NULL },
	{ "keep: no -f", SENDER_KEEP, OWN, NULL, "From: bob@x", OWN, "bob@x",
	    NULL },
	{ "keep: no -f and no address", SENDER_KEEP, NULL, NULL, "From: bob@x",
	    "joe@example.com", "bob@x", NULL },
	{ "keep: -f <>", SENDER_KEEP, OWN, "<>", "From: bob@x", "", "bob@x",
	    NULL },
	{ "keep: -f with a name", SENDER_KEEP, OWN, "Bob X <b@x>",
	    "From: bob@x", "b@x", "bob@x", NULL },

	/* ---- fix ---- */
	{ "fix: others stay", SENDER_FIX, OWN, "bob@x", "From: Bob <bob@x>",
	    "bob@x", "Bob <bob@x>", NULL },
	{ "fix: bare names", SENDER_FIX, OWN, "root",
	    "From: root (Cron Daemon)", "root@example.com",
	    "root@example.com (Cron Daemon)", NULL },
	{ "fix: localhost", SENDER_FIX, OWN, "root@localhost",
	    "From: Cron <root@web1>", "root@example.com",
	    "Cron <root@example.com>", NULL },
	{ "fix: no -f", SENDER_FIX, OWN, NULL, "From: bob@x", OWN, "bob@x",
	    NULL },
	{ "fix: no -f and no address", SENDER_FIX, NULL, NULL, "From: joe",
	    "joe@example.com", "joe@example.com", NULL },
	{ "fix: -f ''", SENDER_FIX, OWN, "", "From: bob@x", "", "bob@x", NULL },
	{ "fix: -f <>", SENDER_FIX, OWN, "<>", "From: bob@x", "", "bob@x",
	    NULL },
	{ "fix: a quoted local part", SENDER_FIX, OWN, "\"a b\"@x",
	    "From: bob@x", "\"a b\"@x", "bob@x", NULL },
	{ "fix: a domain in Unicode", SENDER_FIX, OWN,
	    "a@b\xc3\xbc"
	    "cher.example",
	    "From: bob@x", "a@xn--bcher-kva.example", "bob@x", NULL },
	{ "fix: the Reply-To is completed", SENDER_FIX, OWN, "bob@x",
	    "From: bob@x\nReply-To: joe", "bob@x", "bob@x", "joe@example.com" },

	/* ---- force ---- */
	{ "force: its own stays", SENDER_FORCE, OWN, OWN,
	    "From: Alerts <alerts@EXAMPLE.com>", OWN,
	    "Alerts <alerts@EXAMPLE.com>", NULL },
	{ "force: a local one", SENDER_FORCE, OWN, "root", "From: root", OWN,
	    "\"root on web1\" <" OWN ">", NULL },
	{ "force: a local one with a name", SENDER_FORCE, OWN, "root",
	    "From: root (Cron Daemon)", OWN, "Cron Daemon <" OWN ">", NULL },
	{ "force: a name with a comma", SENDER_FORCE, OWN, NULL,
	    "From: \"Last, First\" <root@localhost>", OWN,
	    "\"Last, First\" <" OWN ">", NULL },
	{ "force: a name in words of RFC 2047", SENDER_FORCE, OWN, NULL,
	    "From: =?utf-8?q?J=C3=B6rg?= <root>", OWN,
	    "=?utf-8?q?J=C3=B6rg?= <" OWN ">", NULL },
	{ "force: a real one gets the replies", SENDER_FORCE, OWN, "bob@x",
	    "From: Bob <bob@x>", OWN, "Bob <" OWN ">", "Bob <bob@x>" },
	{ "force: a real one without a name", SENDER_FORCE, OWN, NULL,
	    "From: bob@x", OWN, "\"bob on web1\" <" OWN ">", "bob@x" },
	{ "force: a Reply-To stays", SENDER_FORCE, OWN, NULL,
	    "From: Bob <bob@x>\nReply-To: list@x", OWN, "Bob <" OWN ">",
	    "list@x" },
	{ "force: an empty Reply-To is none", SENDER_FORCE, OWN, NULL,
	    "From: bob@x\nReply-To: ", OWN, "\"bob on web1\" <" OWN ">",
	    "bob@x" },
	{ "force: two authors", SENDER_FORCE, OWN, NULL,
	    "From: A <a@x>, B <b@x>", OWN, "A <" OWN ">", "A <a@x>, B <b@x>" },
	{ "force: garbage", SENDER_FORCE, OWN, NULL, "From: garbage <", OWN,
	    "\"joe on web1\" <" OWN ">", NULL },
	{ "force: none", SENDER_FORCE, OWN, NULL, "Subject: x", OWN,
	    "Joe Public <" OWN ">", NULL },
	{ "force: folded", SENDER_FORCE, OWN, NULL,
	    "From: Bob\n the Builder\n <bob@x>", OWN,
	    "Bob the Builder <" OWN ">", "Bob the Builder <bob@x>" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct composed c;
		struct compose how = composed_usual();
		const char *name = rows[i].name;
		how.policy = rows[i].policy;
		how.from = rows[i].from;
		how.sender = rows[i].sender;
		composed_make(&c, how, "b@y", rows[i].header);
		if (!ok(c.well, "%s", name))
			tap_note("%s", c.err.text);
		is_text(c.envelope.sender, rows[i].envelope, "%s: MAIL", name);
		is_text(composed_field(&c, "From"), rows[i].header_from,
		    "%s: From", name);
		is_text(composed_field(&c, "Reply-To"), rows[i].reply_to,
		    "%s: Reply-To", name);
		composed_free(&c);
	}
}

/* The name of the From that is added, whoever tells it. */
static void
test_names(void)
{
	static const struct {
		const char *sender, *from;
	} names[] = {
		{ "\"Joe Q\" <j@x.example>", "\"Joe Q\" <j@x.example>" },
		{ "\"Joe, \\\"Q\\\"\" <j@x.example>",
		    "\"Joe, \\\"Q\\\"\" <j@x.example>" },
		{ "=?utf-8?q?J=C3=B6?= <j@x.example>",
		    "=?utf-8?q?J=C3=B6?= <j@x.example>" },
		{ "=?utf-8?q?J=C3=B6?= =?utf-8?q?Q.?= <j@x.example>",
		    "=?utf-8?q?J=C3=B6?= =?utf-8?q?Q.?= <j@x.example>" },
		{ "j@x.example (Joe \"Q\")",
		    "\"Joe \\\"Q\\\"\" <j@x.example>" },
		{ "j@x.example (J\xc3\xb6)", "=?utf-8?B?SsO2?= <j@x.example>" },
		{ "J\xc3\xb6 <j@x.example>", "=?utf-8?B?SsO2?= <j@x.example>" },
		{ "\"J\xc3\xb6\" <j@x.example>",
		    "=?utf-8?B?SsO2?= <j@x.example>" },
		{ "Joe Q. Public <j@x.example>",
		    "\"Joe Q. Public\" <j@x.example>" },
		{ "\"Joe Q.\" <j@x.example>", "\"Joe Q.\" <j@x.example>" },
		{ "Joe <j@x.example>", "Joe <j@x.example>" },
		{ "j@x.example", "Joe Public <j@x.example>" },
	};
	for (size_t i = 0; i < 2 * sizeof(names) / sizeof(*names); i++) {
		struct composed c;
		struct compose how = composed_usual();
		const char *given = names[i / 2].sender;
		how.sender = i % 2 == 0 ? given : NULL;
		how.email = i % 2 == 0 ? NULL : given;
		composed_make(&c, how, "b@y", "Subject: x\n");
		is_text(composed_field(&c, "From"), names[i / 2].from, "%s: %s",
		    i % 2 == 0 ? "-f" : "EMAIL", given);
		composed_free(&c);
	}

	struct composed c;
	struct compose how = composed_usual();
	how.sender = "j@x.example";
	how.sender_name = "\"Joe\" =?x?=";
	composed_make(&c, how, "b@y", "Subject: x\n");
	is_text(composed_field(&c, "From"),
	    "\"\\\"Joe\\\" =?x?=\" <j@x.example>", "-F is a text");
	composed_free(&c);
}

/* However long a name, the address is there. */
static void
test_long_names(void)
{
	for (size_t octet = 1; octet < 256; octet++) {
		struct composed c;
		struct compose how = composed_usual();
		struct address address = { 0 };
		const char *why = "";
		char name[6001];
		memset(name, (int)octet, sizeof(name) - 1);
		name[sizeof(name) - 1] = '\0';
		how.sender_name = name;
		composed_make(&c, how, "b@y", "Subject: x\n");
		const char *from = composed_field(&c, "From");
		if (!ok(from != NULL
			    && address_parse_one(
				&c.arena, from, &address, &why),
			"6000 times %zu: a mailbox", octet))
			tap_note("%s %s", from, why);
		else
			is_text(address_wire(&c.arena, &address, NULL),
			    "joe@example.com", "and its address");
		composed_free(&c);
	}
}

static void
test_logins(void)
{
	static const struct {
		const char *login, *sender;
	} logins[] = {
		{ "joe", "joe@example.com" },
		{ "joe.q", "joe.q@example.com" },
		{ "www-data$", "www-data$@example.com" },
		{ "CORP\\alice", "\"CORP\\\\alice\"@example.com" },
		{ "a\"b", "\"a\\\"b\"@example.com" },
		{ ".joe", "\".joe\"@example.com" },
		{ "joe.", "\"joe.\"@example.com" },
		{ "j..q", "\"j..q\"@example.com" },
		{ "j q", "\"j q\"@example.com" },
		{ "a\r\nb", "ab@example.com" },
		{ "j\xc3\xb6", "j\xc3\xb6@example.com" },
		{ "j\xc3\xb6>x", "\"j\xc3\xb6>x\"@example.com" },
		{ "j\xf6q", "jq@example.com" },
		{ "j\xc2\x85q", "jq@example.com" },
		{ "", "\"\"@example.com" },
		{ "alice@corp.example", "alice@corp.example" },
		{ "alice@localhost", "alice@example.com" },
		{ "bob smith@corp.example", "\"bob smith\"@example.com" },
		{ "<a@b>", "\"<a\"@example.com" },
		{ "joe@", "joe@example.com" },
	};
	for (size_t i = 0; i < sizeof(logins) / sizeof(*logins); i++) {
		struct composed c;
		struct compose how = composed_usual();
		how.login = logins[i].login;
		composed_make(&c, how, "b@y", "Subject: x\n");
		is_text(c.envelope.sender, logins[i].sender, "login %s",
		    logins[i].login);
		composed_free(&c);
	}
}

static void
test_bad(void)
{
	static const struct {
		enum sender_policy policy;
		const char *from, *sender;
		int code;
		const char *why;
	} bad[] = {
		{ SENDER_FIX, OWN, "foo bar@@baz", EX_USAGE, "foo bar@@baz" },
		{ SENDER_KEEP, OWN, "a@x, b@x", EX_USAGE, "single" },
		{ SENDER_FIX, OWN, "a@x\nRCPT TO:<b@y>", EX_USAGE, "control" },
		{ SENDER_FIX, OWN, "a@x> SIZE=1", EX_USAGE, "SIZE=1" },
		{ SENDER_FIX, OWN, "  ", EX_USAGE, "single" },
		{ SENDER_FIX, OWN, "a@\xcc\x81x.example", EX_USAGE, "DNS" },
		{ SENDER_FORCE, OWN, "foo bar@@baz", EX_USAGE, "foo bar" },
		{ SENDER_FORCE, NULL, NULL, EX_CONFIG, "force" },
		{ SENDER_FORCE, NULL, "a@x", EX_CONFIG, "force" },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct composed c;
		struct compose how = composed_usual();
		how.policy = bad[i].policy;
		how.from = bad[i].from;
		how.sender = bad[i].sender;
		composed_make(&c, how, "b@y", "From: x@y\n");
		ok(!c.well, "refused, row %zu", i);
		is(c.err.code, bad[i].code, "refused, row %zu: code", i);
		has(c.err.text, bad[i].why, "refused, row %zu: why", i);
		composed_free(&c);
	}
}

/* Whatever stood in From, under force it holds one mailbox: ours. */
static void
test_force_holds(void)
{
	static const char *const froms[] = {
		"From: root (=?x?= <evil@x>,)",
		"From: root (=?utf-8?q?x?=, evil@x)",
		"From: root (<evil@x>)",
		"From: \"<evil@x>,\" <root>",
		"From: evil@x,root",
		"From: g: evil@x;",
		"From: <>",
		"From: \"a\\\"b\" <root>",
		"From:",
		"From: root\nFROM: evil@x",
	};
	for (size_t i = 0; i < sizeof(froms) / sizeof(*froms); i++) {
		struct composed c;
		struct compose how = composed_usual();
		struct address address = { 0 };
		const char *why = "";
		how.policy = SENDER_FORCE;
		how.from = OWN;
		composed_make(&c, how, "b@y", froms[i]);
		const char *from = composed_field(&c, "From");
		if (!ok(from != NULL
			    && address_parse_one(
				&c.arena, from, &address, &why),
			"one mailbox of: %s", froms[i]))
			tap_note("%s %s", from, why);
		else
			is_text(address_wire(&c.arena, &address, NULL), OWN,
			    "and it is ours: %s", froms[i]);
		struct field *field = header_find(&c.message.header, "From");
		ok(header_next(&c.message.header, field, "From") == NULL,
		    "and there is no other From: %s", froms[i]);
		composed_free(&c);
	}
}

int
main(void)
{
	test_rows();
	test_names();
	test_long_names();
	test_logins();
	test_bad();
	test_force_holds();
	return tap_done();
}
