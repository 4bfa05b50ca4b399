#include "mail/complete.h"

#include <string.h>

#include "base/buf.h"

bool
complete_is_local(const struct completion *with, const struct address *address)
{
	const char *domain = address->domain;
	if (domain == NULL)
		return true;
	if (strchr(with->host, '.') == NULL && text_equal(domain, with->host))
		return true;
	return text_equal(domain, "localhost")
	    || text_equal(domain, "localhost.localdomain");
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

/* From the last to the first, so that the offsets before stay true. */
static void
edit(struct arena *arena, const struct completion *with, struct field *field,
    const struct address_list *list)
{
	for (size_t i = list->count; i-- > 0;) {
		const struct address *address = &list->items[i];
		if (address_is_null(address)
		    || !complete_is_local(with, address))
			continue;
		struct slice body = field_body(field);
		struct buf made = BUF(2 * body.length + 1024);
		buf_add(&made, body.data, address->start);
		buf_print(&made, "%s@%s", address->local, with->domain);
		buf_add(&made, body.data + address->end,
		    body.length - address->end);
		field_replace(
		    arena, field, (struct slice){ made.data, made.length });
		buf_free(&made);
	}
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
