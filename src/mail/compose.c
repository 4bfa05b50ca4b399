#include "mail/compose.h"

#include <string.h>

#include "base/buf.h"
#include "mail/encode.h"
#include "mail/phrase.h"
#include "mail/stamp.h"

#define FIELD_MOST (64 * 1024)

struct work {
	struct arena *arena;
	const struct compose *how;
	struct header *header;
	struct envelope *envelope;
	struct error *err;
	const char *sender_name; /* found on the way, for a missing From */
};

static bool
no_ascii_domain(struct work *w, int code, const char *text)
{
	return error_set(w->err, code,
	    "the domain of \"%s\" is not one that DNS can carry",
	    text_shown(w->arena, text, strlen(text)));
}

/* The sender as -f gives it: an address, a bare name, a whole mailbox. */
static bool
take_sender(struct work *w)
{
	const struct compose *how = w->how;
	struct address address;
	const char *why;
	if (how->sender[0] == '\0') {
		w->envelope->sender = "";
		return true;
	}
	if (!address_parse_one(w->arena, how->sender, &address, &why))
		return error_set(w->err, EX_USAGE, "the sender \"%s\" %s",
		    text_shown(w->arena, how->sender, strlen(how->sender)),
		    why);
	const char *wire = how->policy == SENDER_KEEP
	    ? address_wire(w->arena, &address, NULL)
	    : complete_address(w->arena, &how->completion, &address);
	if (wire == NULL)
		return no_ascii_domain(w, EX_USAGE, how->sender);
	w->envelope->sender = wire;
	if (w->sender_name == NULL)
		w->sender_name = address.name;
	return true;
}

static const char *
own_address(struct work *w)
{
	if (w->how->from != NULL)
		return w->how->from;
	return arena_print(
	    w->arena, "%s@%s", w->how->login, w->how->completion.domain);
}

static bool
choose_sender(struct work *w)
{
	if (w->how->policy == SENDER_FORCE && w->how->from == NULL)
		return error_set(w->err, EX_CONFIG,
		    "sender-policy = force needs an address in `from`, not "
		    "only patterns");
	if (w->how->sender != NULL && !take_sender(w))
		return false;
	if (w->how->sender == NULL || w->how->policy == SENDER_FORCE)
		w->envelope->sender = own_address(w);
	return true;
}

static bool
add_recipient(
    struct work *w, const struct address *address, int code, const char *where)
{
	const struct compose *how = w->how;
	const char *wire;
	if (address_is_null(address))
		return error_set(w->err, code,
		    "%s names <>, which nobody can receive", where);
	if (how->local_recipient != NULL
	    && complete_is_local(&how->completion, address))
		wire = how->local_recipient;
	else
		wire = complete_address(w->arena, &how->completion, address);
	if (wire == NULL)
		return no_ascii_domain(w, code, address->domain);
	envelope_add(w->arena, w->envelope, wire);
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
		if (text_is_control(*text) && *text != '\t')
			return true;
	}
	return false;
}

static bool
recipients_of_operands(struct work *w)
{
	for (size_t i = 0; i < w->how->operands.count; i++) {
		const char *operand = w->how->operands.items[i];
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

static bool
choose_recipients(struct work *w)
{
	if (!recipients_of_operands(w))
		return false;
	if (w->how->header_recipients && !recipients_of_header(w))
		return false;
	if (w->envelope->count > 0)
		return true;
	if (w->how->header_recipients)
		return error_set(w->err, EX_USAGE,
		    "no recipients: none in To, Cc or Bcc, none as arguments");
	return error_set(w->err, EX_USAGE,
	    "no recipients: name them as arguments, or use -t to take them "
	    "from the header");
}

/* Whom a message comes from when it does not say: a full name and an address
 * that replies reach. */
static const char *
our_mailbox(struct work *w)
{
	const char *address = w->envelope->sender;
	if (address[0] == '\0')
		address = own_address(w);
	const char *name = w->how->sender_name;
	if (name == NULL)
		name = w->sender_name;
	if (name == NULL)
		name = w->how->full_name;
	struct buf mailbox = BUF(FIELD_MOST);
	phrase_mailbox(&mailbox, name, address);
	const char *text = arena_copy(w->arena, mailbox.data, mailbox.length);
	buf_free(&mailbox);
	return text;
}

static bool
is_missing(struct work *w, const char *name)
{
	if (header_has(w->header, name))
		return false;
	header_remove(w->header, name); /* an empty one is as good as none */
	return true;
}

/* Adds Date, Message-ID and From, or the same with a prefix. */
static bool
add_missing(struct work *w, const char *prefix)
{
	struct arena *arena = w->arena;
	const char *from = arena_print(arena, "%sFrom", prefix);
	const char *id = arena_print(arena, "%sMessage-ID", prefix);
	const char *date = arena_print(arena, "%sDate", prefix);

	if (is_missing(w, from))
		header_prepend(arena, w->header, from, our_mailbox(w));
	if (is_missing(w, id)) {
		const char *made =
		    stamp_message_id(arena, w->how->completion.domain, w->err);
		if (made == NULL)
			return false;
		header_prepend(arena, w->header, id, made);
	}
	if (is_missing(w, date))
		header_prepend(
		    arena, w->header, date, stamp_date(arena, w->how->now));
	return true;
}

static bool
is_resent(const struct header *header)
{
	return header_find(header, "Resent-To") != NULL
	    || header_find(header, "Resent-Cc") != NULL
	    || header_find(header, "Resent-Bcc") != NULL;
}

static void
complete_fields(struct work *w)
{
	static const char *const senders[] = { "From", "Sender", "Reply-To",
		"Resent-From", "Resent-Sender", NULL };
	static const char *const recipients[] = { "To", "Cc", "Resent-To",
		"Resent-Cc", NULL };
	const char *const *sets[] = { recipients, senders };
	size_t count = w->how->policy == SENDER_KEEP ? 1 : 2;

	for (size_t i = 0; i < count; i++) {
		for (const char *const *name = sets[i]; *name != NULL; name++) {
			struct field *field = header_find(w->header, *name);
			for (; field != NULL;
			     field = header_next(w->header, field, *name))
				complete_field(
				    w->arena, &w->how->completion, field);
		}
	}
}

/* "root on web1": so that mail which all bears one address tells its origin. */
static const char *
origin(struct work *w, const char *local)
{
	struct buf name = BUF(FIELD_MOST);
	const char *text =
	    arena_print(w->arena, "%s on %s", local, w->how->completion.host);
	phrase_add(&name, text);
	const char *phrase = name.data[0] == '"' || strstr(name.data, "=?")
	    ? arena_copy(w->arena, name.data, name.length)
	    : arena_print(w->arena, "\"%s\"", name.data);
	buf_free(&name);
	return phrase;
}

/* Gives From the account's address; a real one that stood there before gets
 * the replies. */
static void
force_from(struct work *w)
{
	struct field *from = header_find(w->header, "From");
	struct address_list list = { 0 };
	const char *why;
	if (from == NULL)
		return;

	struct slice old = text_trim(field_body(from));
	bool parsed = address_parse(w->arena, field_body(from), &list, &why)
	    && list.count > 0;
	const struct address *first = parsed ? &list.items[0] : NULL;
	const char *wire = parsed
	    ? complete_address(w->arena, &w->how->completion, first)
	    : NULL;
	if (wire != NULL && list.count == 1
	    && address_same(wire, w->how->from)) {
		header_keep_first(w->header, "From");
		return;
	}

	if (wire != NULL && !complete_is_local(&w->how->completion, first)
	    && !header_has(w->header, "Reply-To")) {
		header_prepend(w->arena, w->header, "Reply-To",
		    arena_copy(w->arena, old.data, old.length));
		from = header_find(w->header, "From");
	}
	const char *name = parsed ? first->name : NULL;
	if (name == NULL)
		name = origin(w, parsed ? first->local : w->how->login);
	const char *body =
	    arena_print(w->arena, " %s <%s>", name, w->how->from);
	field_replace(w->arena, from, (struct slice){ body, strlen(body) });
	header_keep_first(w->header, "From");
}

static bool
dress_header(struct work *w)
{
	struct header *header = w->header;
	bool resent = is_resent(header);
	header_remove(header, "Bcc");
	header_remove(header, "Resent-Bcc");
	/* Theirs to write who deliver, and untrue after any change. */
	header_remove(header, "Return-Path");
	header_remove(header, "Content-Length");

	if (w->how->policy == SENDER_FORCE)
		force_from(w);
	if (w->how->gateway)
		return true;
	complete_fields(w);
	if (!w->how->add_missing)
		return true;
	return add_missing(w, "") && (!resent || add_missing(w, "Resent-"));
}

bool
compose(struct arena *arena, const struct compose *how, struct message *message,
    struct envelope *envelope, struct error *err)
{
	struct work w = { .arena = arena,
		.how = how,
		.header = &message->header,
		.envelope = envelope,
		.err = err };
	if (!choose_sender(&w) || !choose_recipients(&w) || !dress_header(&w))
		return false;
	for (size_t i = 0; i < message->header.count; i++)
		field_fold(
		    arena, &message->header.fields[i], MESSAGE_LINE_MOST);
	return encode_for_any(arena, message, err);
}
