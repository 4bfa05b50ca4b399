#include "mail/recipients.h"

#include <string.h>

#include "mail/scan.h"

struct work {
	struct arena *arena;
	const struct naming *naming;
	const struct text_list *operands;
	const struct header *header;
	struct envelope *envelope;
	struct error *err;
};

/* One whom no alias leads any further. */
static bool
add_last(
    struct work *w, const struct address *address, int code, const char *where)
{
	const struct naming *naming = w->naming;
	const char *wire;
	if (address_is_null(address))
		return error_set(w->err, code,
		    "%s names <>, which nobody can receive", where);
	if (naming->local_recipient != NULL
	    && complete_is_local(naming->completion, address))
		wire = naming->local_recipient;
	else
		wire = complete_address(w->arena, naming->completion, address);
	if (wire == NULL)
		return error_set(w->err, code,
		    "the domain of \"%s\" is not one that DNS can carry",
		    text_shown(
			w->arena, address->domain, strlen(address->domain)));
	envelope_add(w->arena, w->envelope, wire);
	return true;
}

static bool
add_recipient(
    struct work *w, const struct address *address, int code, const char *where)
{
	const struct naming *naming = w->naming;
	struct address_list behind = { 0 };
	if (naming->expand == NULL || address_is_null(address)
	    || !complete_is_ours(naming->completion, address))
		return add_last(w, address, code, where);
	if (!naming->expand(naming->expander, address, &behind, w->err))
		return false;
	for (size_t i = 0; i < behind.count; i++) {
		if (!add_last(w, &behind.items[i], code, where))
			return false;
	}
	return true;
}

static bool
add_recipients(struct work *w, struct slice text, int code, const char *where)
{
	struct address_list list = { 0 };
	const char *why;
	if (!address_parse(w->arena, text, &list, &why))
		return error_set(w->err, code, "%s \"%s\" %s", where,
		    text_shown(w->arena, text.data, text.length), why);
	for (size_t i = 0; i < list.count; i++) {
		if (!add_recipient(w, &list.items[i], code, where))
			return false;
	}
	return true;
}

static bool
holds_control(const char *text)
{
	for (; *text != '\0'; text++) {
		if (scan_is_forbidden(*text))
			return true;
	}
	return false;
}

static bool
recipients_of_operands(struct work *w)
{
	for (size_t i = 0; i < w->operands->count; i++) {
		const char *operand = w->operands->items[i];
		struct slice text = { operand, strlen(operand) };
		const char *shown =
		    text_shown(w->arena, text.data, text.length);
		if (text_trim(text).length == 0)
			return error_set(w->err, EX_USAGE,
			    "a recipient is empty: an argument holds nothing "
			    "but blanks");
		if (holds_control(operand))
			return error_set(w->err, EX_USAGE,
			    "the recipient \"%s\" holds a control character",
			    shown);
		if (!add_recipients(w, text, EX_USAGE, "the recipient"))
			return false;
	}
	return true;
}

static bool
recipients_of_field(struct work *w, const char *name, bool *found)
{
	struct field *field = header_find(w->header, name);
	for (; field != NULL; field = header_next(w->header, field, name)) {
		const char *where = arena_print(w->arena, "the %s field", name);
		*found = true;
		if (!add_recipients(w, field_body(field), EX_DATAERR, where))
			return false;
	}
	return true;
}

/* RFC 5322 3.6.6: a message that was resent goes where that says, not to
 * those who have it already. */
static bool
recipients_of_header(struct work *w)
{
	bool resent = false, found = false;
	return recipients_of_field(w, "Resent-To", &resent)
	    && recipients_of_field(w, "Resent-Cc", &resent)
	    && recipients_of_field(w, "Resent-Bcc", &resent)
	    && (resent
		|| (recipients_of_field(w, "To", &found)
		    && recipients_of_field(w, "Cc", &found)
		    && recipients_of_field(w, "Bcc", &found)));
}

bool
recipients_collect(struct arena *arena, const struct naming *naming,
    const struct text_list *operands, const struct header *header,
    struct envelope *envelope, struct error *err)
{
	struct work w = { .arena = arena,
		.naming = naming,
		.operands = operands,
		.header = header,
		.envelope = envelope,
		.err = err };
	if (!recipients_of_operands(&w)
	    || (header != NULL && !recipients_of_header(&w)))
		return false;
	if (envelope->count > 0)
		return true;
	if (header != NULL)
		return error_set(err, EX_USAGE,
		    "no recipients: none in To, Cc or Bcc, none as arguments");
	return error_set(err, EX_USAGE,
	    "no recipients: name them as arguments, or use -t to take them "
	    "from the header");
}
