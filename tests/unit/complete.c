/* complete.c - bare names made whole, and nothing else touched */
#include "mail/complete.h"

#include <string.h>

#include "unit/tap.h"

static const struct completion with = { .domain = "example.com",
	.host = "web1" };
static const struct completion with_fqdn = { .domain = "example.com",
	.host = "web1.example.net" };

static const struct {
	const char *address;
	bool local, local_fqdn;
	const char *whole;
} addresses[] = {
	{ "root", true, true, "root@example.com" },
	{ "root@localhost", true, true, "root@example.com" },
	{ "root@LOCALHOST", true, true, "root@example.com" },
	{ "root@localhost.localdomain", true, true, "root@example.com" },
	{ "root@web1", true, true, "root@example.com" },
	{ "root@WEB1", true, true, "root@example.com" },
	{ "root@web", false, false, "root@web" },
	{ "root@web12", false, false, "root@web12" },
	{ "root@web2", false, false, "root@web2" },
	{ "root@web1.example.net", false, false, "root@web1.example.net" },
	{ "root@localhost.example", false, false, "root@localhost.example" },
	{ "\"a b\"", true, true, "\"a b\"@example.com" },
	{ "a@b\xc3\xbc"
	  "cher.example",
	    false, false, "a@xn--bcher-kva.example" },
};

static const struct {
	const char *before, *after;
} fields[] = {
	{ "To: root", "To: root@example.com" },
	{ "To:root", "To:root@example.com" },
	{ "From: root (Cron Daemon)", "From: root@example.com (Cron Daemon)" },
	{ "Cc: Joe <joe>", "Cc: Joe <joe@example.com>" },
	{ "Cc: \"Joe, Q\" <joe@localhost>, x@y",
	    "Cc: \"Joe, Q\" <joe@example.com>, x@y" },
	{ "To: a,\r\n\tb (c, d),\r\n e@f",
	    "To: a@example.com,\r\n\tb@example.com (c, d),\r\n e@f" },
	{ "To: grp: root, x@y, joe;, ann",
	    "To: grp: root@example.com, x@y, joe@example.com;, "
	    "ann@example.com" },
	{ "To: undisclosed-recipients:;", "To: undisclosed-recipients:;" },
	{ "To: x@y (as it was)", "To: x@y (as it was)" },
	{ "To : root", "To : root@example.com" },
	{ "Return-Path: <>", "Return-Path: <>" },
	{ "To: \\root", "To: root@example.com" },
	{ "To: broken <", "To: broken <" },
	{ "To: root, broken <", "To: root, broken <" },
	{ "To:", "To:" },
	{ "To: root @ localhost (x)", "To: root@example.com (x)" },
	{ "To: =?utf-8?q?J=C3=B6rg?= <joe>",
	    "To: =?utf-8?q?J=C3=B6rg?= <joe@example.com>" },
};

/* Which addresses aliases hold for: the local ones, and those at our full
 * name. */
static void
test_ours(struct arena *arena)
{
	static const char *domains[] = { "mail.example.com", "*.internal" };
	static const struct completion machine = { .domain = "example.com",
		.host = "web1.example.net",
		.domains = { domains, 2 } };
	static const struct {
		const char *address;
		bool local, ours;
	} rows[] = {
		{ "root", true, true },
		{ "root@web1", true, true },
		{ "root@Web1.Example.Net", false, true },
		{ "root@MAIL.example.com", true, true },
		{ "root@db.internal", true, true },
		{ "root@internal", false, false },
		{ "root@example.com", false, false },
		{ "root@x.mail.example.com", false, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct address address;
		const char *why;
		address_parse_one(arena, rows[i].address, &address, &why);
		is(complete_is_local(&machine, &address), rows[i].local,
		    "is %s local?", rows[i].address);
		is(complete_is_ours(&machine, &address), rows[i].ours,
		    "is %s ours?", rows[i].address);
		is(address.literal, false, "no backslash");
	}
	struct address address;
	const char *why;
	address_parse_one(arena, "\\root", &address, &why);
	ok(address.literal, "a backslash is noted");
	is_text(address.local, "root", "and dropped");
	address_parse_one(arena, "Joe <\\root@localhost>", &address, &why);
	ok(address.literal, "within brackets, too");
}

int
main(void)
{
	struct arena arena = { 0 };
	test_ours(&arena);
	for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
		struct address address;
		const char *why, *text = addresses[i].address;
		if (!ok(address_parse_one(&arena, text, &address, &why),
			"read: %s", text))
			continue;
		is(complete_is_local(&with, &address), addresses[i].local,
		    "is %s local at web1?", text);
		is(complete_is_local(&with_fqdn, &address),
		    addresses[i].local_fqdn, "is %s local at %s?", text,
		    with_fqdn.host);
		is_text(complete_address(&arena, &with, &address),
		    addresses[i].whole, "whole: %s", text);
	}
	struct address null;
	const char *why;
	address_parse_one(&arena, "<>", &null, &why);
	is_text(complete_address(&arena, &with, &null), "", "<> stays null");

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		const char *before = fields[i].before;
		struct field field = { before, strlen(before) };
		complete_field(&arena, &with, &field);
		is_bytes(field.text, field.length, fields[i].after,
		    strlen(fields[i].after), "%s", before);
	}
	arena_free(&arena);
	return tap_done();
}
