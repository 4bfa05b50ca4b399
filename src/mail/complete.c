#include "mail/complete.h"

#include <string.h>

#include "base/buf.h"

/* Nobody else knows where web1 is, whatever the rest of its name. */
static bool
is_bare_host(const char *host, const char *domain)
{
	size_t length = strcspn(host, ".");
	return strlen(domain) == length && text_equal_n(host, domain, length);
}

bool
complete_is_local(const struct completion *with, const struct address *address)
{
	const char *domain = address->domain;
	if (domain == NULL)
		return true;
	for (size_t i = 0; i < with->domains.count; i++) {
		if (text_matches(with->domains.items[i], domain))
			return true;
	}
	return is_bare_host(with->host, domain)
	    || text_equal(domain, "localhost")
	    || text_equal(domain, "localhost.localdomain");
}

bool
complete_is_ours(const struct completion *with, const struct address *address)
{
	return complete_is_local(with, address)
	    || text_equal(address->domain, with->host);
}

const char *
complete_address(struct arena *arena, const struct completion *with,
    const struct address *address)
{
	struct address whole = *address;
	if (!address_is_null(address) && complete_is_local(with, address))
		whole.domain = with->domain;
	return address_wire(arena, &whole, NULL);
}

/* What is to be completed, in the order in which it stands. */
static bool
needs_edit(const struct completion *with, const struct address *address)
{
	return !address_is_null(address) && complete_is_local(with, address);
}

static void
edit(struct arena *arena, const struct completion *with, struct field *field,
    const struct address_list *list)
{
	struct slice body = field_body(field);
	size_t edits = 0, from = 0;
	for (size_t i = 0; i < list->count; i++)
		edits += needs_edit(with, &list->items[i]);
	if (edits == 0)
		return;

	struct buf made = BUF(body.length + edits * (strlen(with->domain) + 1));
	for (size_t i = 0; i < list->count; i++) {
		const struct address *address = &list->items[i];
		if (!needs_edit(with, address))
			continue;
		buf_add(&made, body.data + from, address->start - from);
		buf_print(&made, "%s@%s", address->local, with->domain);
		from = address->end;
	}
	buf_add(&made, body.data + from, body.length - from);
	field_replace(arena, field, (struct slice){ made.data, made.length });
	buf_free(&made);
}

void
complete_field(
    struct arena *arena, const struct completion *with, struct field *field)
{
	struct address_list list = { 0 };
	const char *why;
	if (address_parse(arena, field_body(field), &list, &why))
		edit(arena, with, field, &list);
}
