#include "mail/compose.h"

#include <string.h>

#include "base/buf.h"
#include "mail/encode.h"
#include "mail/phrase.h"
#include "mail/recipients.h"
#include "mail/stamp.h"
#include "mail/user.h"

#define FIELD_MOST (256 * 1024)

struct work {
	struct arena *arena;
	const struct compose *how;
	struct header *header;
	struct envelope *envelope;
	struct error *err;
	const char *sender_name; /* a phrase found on the way, for a From */
};

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
		return error_set(w->err, EX_USAGE,
		    "the domain of \"%s\" is not one that DNS can carry",
		    text_shown(w->arena, how->sender, strlen(how->sender)));
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
	return user_address(w->arena, w->how->login, &w->how->completion);
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
choose_recipients(struct work *w)
{
	struct naming naming = { .completion = &w->how->completion,
		.local_recipient = w->how->local_recipient,
		.expand = w->how->expand,
		.expander = w->how->expander };
	return recipients_collect(w->arena, &naming, &w->how->operands,
	    w->how->header_recipients ? w->header : NULL, w->envelope, w->err);
}

/* $EMAIL, where neither the account nor the caller says anything else. What
 * cannot be read is as good as none. */
static const char *
environment_address(struct work *w)
{
	const struct compose *how = w->how;
	struct address address;
	const char *why;
	if (how->email == NULL || how->sender != NULL || how->from != NULL
	    || !address_parse_one(w->arena, how->email, &address, &why)
	    || address_is_null(&address))
		return NULL;
	if (w->sender_name == NULL)
		w->sender_name = address.name;
	return complete_address(w->arena, &how->completion, &address);
}

/* Whom a message comes from when it does not say: a full name and an address
 * that replies reach. */
static const char *
our_mailbox(struct work *w)
{
	const char *address = environment_address(w);
	if (address == NULL)
		address = w->envelope->sender;
	if (address[0] == '\0')
		address = own_address(w);
	struct buf mailbox = BUF(FIELD_MOST);
	const char *name = w->how->sender_name;
	if (name == NULL && w->sender_name != NULL) {
		phrase_add_written(&mailbox, w->sender_name);
		buf_print(&mailbox, " <%s>", address);
	} else {
		phrase_mailbox(
		    &mailbox, name != NULL ? name : w->how->full_name, address);
	}
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

	if (header_is_signed(w->header))
		return;
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

/* On top of all that was there, as RFC 5321 4.4 wants it. */
static void
add_received(struct work *w)
{
	if (w->how->received)
		header_prepend(w->arena, w->header, "Received",
		    stamp_received(w->arena, w->how->completion.host,
			w->how->origin, w->how->now));
}

static bool
add_fields(struct work *w, bool resent)
{
	if (w->how->add_missing
	    && !(add_missing(w, "") && (!resent || add_missing(w, "Resent-"))))
		return false;
	add_received(w);
	return true;
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
	return add_fields(w, resent);
}

static bool
dress(struct work *w, struct message *message)
{
	if (!dress_header(w))
		return false;
	for (size_t i = 0; i < message->header.count; i++)
		field_fold(
		    w->arena, &message->header.fields[i], MESSAGE_LINE_MOST);
	return encode_for_any(w->arena, message, w->err);
}

bool
compose_sender(struct arena *arena, const struct compose *how,
    struct envelope *envelope, struct error *err)
{
	struct work w = {
		.arena = arena, .how = how, .envelope = envelope, .err = err
	};
	return choose_sender(&w);
}

bool
compose_recipients(struct arena *arena, const struct compose *how,
    struct envelope *envelope, struct error *err)
{
	struct work w = {
		.arena = arena, .how = how, .envelope = envelope, .err = err
	};
	return choose_recipients(&w);
}

bool
compose_message(struct arena *arena, const struct compose *how,
    struct message *message, struct envelope *envelope, struct error *err)
{
	struct work w = { .arena = arena,
		.how = how,
		.header = &message->header,
		.envelope = envelope,
		.err = err };
	return dress(&w, message);
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
	return choose_sender(&w) && choose_recipients(&w) && dress(&w, message);
}
