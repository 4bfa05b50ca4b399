/* address.c - addresses and lists of them: mail/address.h, mail/phrase.h,
 * mail/complete.h
 */
#include "mail/address.h"

#include <string.h>

#include "fuzz/fuzz.h"
#include "mail/complete.h"
#include "mail/phrase.h"

/* What would end the path of MAIL or RCPT, or begin a parameter, stands in
 * quotes, or in the brackets of a literal; a blank only in quotes. */
static void
check_wire(const char *wire)
{
	bool quoted = false, literal = false;
	for (const char *c = wire; *c != '\0'; c++) {
		must_say(!text_is_control(*c) || *c == '\t', "%s", wire);
		must_say(quoted || (*c != ' ' && *c != '\t'), "%s", wire);
		if (*c == '\\' && quoted)
			must(*++c != '\0');
		else if (*c == '"' && !literal)
			quoted = !quoted;
		else if (!quoted && (*c == '[' || *c == ']'))
			literal = *c == '[';
		else if (!quoted && !literal)
			must_say(strchr("<> \t,;()", *c) == NULL, "%s", wire);
	}
	must_say(!quoted, "%s", wire);
}

/* What leaves would be read as the same address again. */
static void
check_again(
    struct arena *arena, const struct address *address, const char *wire)
{
	struct address again;
	const char *why = "";
	must_say(
	    address_parse_one(arena, wire, &again, &why), "%s %s", wire, why);
	must_say(strcmp(again.local, address->local) == 0, "%s", wire);
	must((again.domain == NULL) == (address->domain == NULL));
}

static void
check_address(
    struct arena *arena, struct slice text, const struct address *address)
{
	must(address->local != NULL);
	must(strlen(address->local) <= ADDRESS_LOCAL_MOST);
	must(address->start <= address->end && address->end <= text.length);
	must(address->name == NULL
	    || fuzz_is_clean(address->name, strlen(address->name), "\r\n"));
	const char *wire = address_wire(arena, address, NULL);
	if (wire == NULL)
		return;
	check_wire(wire);
	must(address_same(wire, wire));
	if (address_is_null(address))
		must(wire[0] == '\0');
	else
		check_again(arena, address, wire);
	if (!address_is_null(address)) {
		wire = address_wire(arena, address, "example.com");
		must(wire == NULL || address_domain(wire) != NULL);
	}
}

/* No name, whoever chose it, is more than a name. */
static void
check_phrase(struct arena *arena, const char *name)
{
	struct address_list list = { 0 };
	struct buf mailbox = BUF(64 * 1024);
	const char *why = "";
	phrase_mailbox(&mailbox, name, "a@example.com");
	const char *lf = mailbox.data;
	while ((lf = strpbrk(lf, "\r\n")) != NULL) {
		must_say(text_starts(lf, "\r\n "), "%s", mailbox.data);
		lf += 2;
	}
	struct slice text = { mailbox.data, mailbox.length };
	must_say(address_parse(arena, text, &list, &why), "%s %s", mailbox.data,
	    why);
	must_say(list.count == 1 && strcmp(list.items[0].local, "a") == 0, "%s",
	    mailbox.data);
	buf_free(&mailbox);
}

/* A field that was completed has as many addresses, none of them bare. */
static void
check_complete(struct arena *arena, struct slice text, size_t count)
{
	struct completion with = { "example.com", "web1" };
	struct address_list list = { 0 };
	const char *why = "";
	const char *line = arena_print(
	    arena, "To:%s", arena_copy(arena, text.data, text.length));
	struct field field = { line, strlen(line) };
	complete_field(arena, &with, &field);
	must_say(address_parse(arena, field_body(&field), &list, &why), "%s",
	    field.text);
	must_say(list.count == count, "%zu, not %zu: %s", list.count, count,
	    field.text);
	for (size_t i = 0; i < count; i++)
		must(address_is_null(&list.items[i])
		    || list.items[i].domain != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size };
	struct arena arena = { 0 };
	struct address_list list = { 0 };
	struct address one;
	const char *why = NULL;
	bool well = address_parse(&arena, text, &list, &why);
	must(well || (why != NULL && why[0] != '\0'));
	for (size_t i = 0; i < list.count; i++)
		check_address(&arena, text, &list.items[i]);
	if (well)
		check_complete(&arena, text, list.count);
	const char *whole = fuzz_text(&arena, text);
	if (address_parse_one(&arena, whole, &one, &why)) {
		struct slice seen = { whole, strlen(whole) };
		check_address(&arena, seen, &one);
	}
	check_phrase(&arena, whole);
	arena_free(&arena);
	return 0;
}
