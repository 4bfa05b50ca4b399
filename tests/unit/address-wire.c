/* address-wire.c - an address as MAIL and RCPT have it */
#include "mail/address.h"

#include "unit/tap.h"

static const struct {
	const char *text, *domain, *wire;
} rows[] = {
	{ "a@x", NULL, "a@x" },
	{ "a@x", "ours", "a@x" },
	{ "root", "ours", "root@ours" },
	{ "root", NULL, "root" },
	{ "\\root", "ours", "root@ours" },
	{ "<>", "ours", "" },
	{ "Joe <\"a b\"@x>", NULL, "\"a b\"@x" },
	{ "a@[IPv6:::1]", NULL, "a@[IPv6:::1]" },
	{ "<@r:u@x>", NULL, "u@x" },
	{ "a@b\xc3\xbc"
	  "cher.example",
	    NULL, "a@xn--bcher-kva.example" },
	{ "a@B\xc3\x9c"
	  "CHER.example",
	    NULL, "a@xn--bcher-kva.example" },
	{ "a@fa\xc3\x9f.de", NULL, "a@xn--fa-hia.de" },
	{ "a@\xe4\xbe\x8b\xe3\x81\x88.jp", NULL, "a@xn--r8jz45g.jp" },
	{ "root",
	    "b\xc3\xbc"
	    "cher.example",
	    "root@xn--bcher-kva.example" },
	{ "\xc3\xbc@b\xc3\xbc"
	  "cher.example",
	    NULL,
	    "\xc3\xbc@b\xc3\xbc"
	    "cher.example" },
	{ "\xc3\xbc@x", NULL, "\xc3\xbc@x" },
	{ "a@\xcc\x81x.example", NULL, NULL },
	{ "a@\xff.example", NULL, NULL },
};

static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{ "a@x", "a@x", true },
	{ "a@x", "a@X", true },
	{ "A@x", "a@x", false },
	{ "a@x", "a@xy", false },
	{ "ab@x", "a@x", false },
	{ "\"a@b\"@x", "\"a@b\"@X", true },
	{ "\"a@B\"@x", "\"a@b\"@x", false },
	{ "root", "root", true },
	{ "root", "Root", false },
	{ "root", "root@x", false },
	{ "", "", true },
};

int
main(void)
{
	struct arena arena = { 0 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct address address;
		const char *why = "";
		if (!ok(address_parse_one(&arena, rows[i].text, &address, &why),
			"read: %s", rows[i].text))
			continue;
		is_text(address_wire(&arena, &address, rows[i].domain),
		    rows[i].wire, "on the wire: %s", rows[i].text);
	}
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		is(address_same(pairs[i].a, pairs[i].b), pairs[i].same,
		    "are %s and %s the same?", pairs[i].a, pairs[i].b);
		is(address_same(pairs[i].b, pairs[i].a), pairs[i].same,
		    "are %s and %s the same?", pairs[i].b, pairs[i].a);
	}
	is_text(address_domain("a@x"), "x", "the domain");
	is_text(address_domain("\"a@b\"@x"), "x", "behind the last @");
	is_text(address_domain("root"), NULL, "of a bare name: none");
	arena_free(&arena);
	return tap_done();
}
