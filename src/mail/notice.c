#include "mail/notice.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "mail/stamp.h"

#define WHOLE_MOST (64 * 1024) /* octets of body that go back unasked */
#define TEXT_MOST (16 * 1024 * 1024)

bool
notice_is_wanted(const struct envelope *envelope,
    const struct recipient *recipient, bool is_warning)
{
	const char *notify = recipient->notify;
	if (notify == NULL)
		notify = envelope->notify;
	if (envelope->sender[0] == '\0')
		return false;
	return notify == NULL
	    || strcasestr(notify, is_warning ? "DELAY" : "FAILURE") != NULL;
}

/* ---- the part for people ---- */

static void
tell_people(struct buf *text, const struct notice *n)
{
	struct arena arena = { 0 };
	buf_print(text,
	    "This is %s, which was given a message of yours on\r\n%s.\r\n\r\n",
	    n->host, stamp_date(&arena, n->arrived));
	if (n->is_warning)
		buf_print(text,
		    "It has NOT YET reached these recipients. You need not "
		    "send it again: it will be\r\ntried until %s.\r\n",
		    stamp_date(&arena, n->until));
	else
		buf_text(text,
		    "It could NOT be delivered to these recipients, and will "
		    "not be tried again:\r\n");
	if (n->is_doubtful)
		buf_text(text,
		    "\r\nIt MAY HAVE REACHED them all the same: at one attempt "
		    "the answer\r\nwas lost, and nobody knows it.\r\n");
	for (size_t i = 0; i < n->count; i++)
		buf_print(text, "\r\n<%s>\r\n    %s\r\n", n->about[i]->address,
		    n->about[i]->reply);
	buf_print(text, "\r\nThe message was kept as %s.\r\n", n->id);
	arena_free(&arena);
}

/* ---- the part for programs ---- */

static size_t
digits(const char *text)
{
	size_t n = 0;
	while (text_is_digit(text[n]))
		n++;
	return n;
}

/* The enhanced status (RFC 3463) in a reply, "550 5.1.1 no such user"; what
 * says no more than 4 or 5 where there is none. */
static const char *
status_of(struct arena *arena, const struct notice *n, const char *reply)
{
	const char *word = n->is_warning ? "4.0.0" : "5.0.0";
	for (const char *c = reply; *c != '\0'; c++) {
		if ((c > reply && c[-1] != ' ') || (*c != '4' && *c != '5')
		    || c[1] != '.')
			continue;
		size_t subject = digits(c + 2);
		if (subject == 0 || subject > 3 || c[2 + subject] != '.')
			continue;
		size_t detail = digits(c + 3 + subject);
		if (detail > 0 && detail <= 3)
			return arena_copy(arena, c, 3 + subject + detail);
	}
	return word;
}

/* Fields of a message/delivery-status are ASCII. */
static void
add_field(struct buf *text, const char *name, const char *value)
{
	buf_print(text, "%s ", name);
	for (; *value != '\0'; value++) {
		bool plain = *value >= ' ' && (unsigned char)*value < 0x7f;
		buf_byte(text, plain ? *value : '?');
	}
	buf_text(text, "\r\n");
}

/* RFC 6533: an address that is not ASCII has a type of its own. */
static void
add_address(struct buf *text, const struct recipient *recipient)
{
	const char *address = recipient->address;
	bool ascii = text_is_ascii(address, strlen(address));
	buf_print(text, "Final-Recipient: %s; %s\r\n",
	    ascii ? "rfc822" : "utf-8", address);
}

/* "smtp.example.com:587" without its port; a local socket has no name in DNS.
 */
static void
add_peer(struct arena *arena, struct buf *text, const char *peer)
{
	if (text_starts(peer, "unix:"))
		return;
	const char *colon = strrchr(peer, ':');
	size_t length = colon == NULL ? strlen(peer) : (size_t)(colon - peer);
	add_field(text, "Remote-MTA: dns;", arena_copy(arena, peer, length));
}

static void
add_recipient(struct arena *arena, struct buf *text, const struct notice *n,
    const struct recipient *recipient)
{
	buf_text(text, "\r\n");
	if (recipient->original != NULL)
		add_field(text, "Original-Recipient:", recipient->original);
	add_address(text, recipient);
	add_field(text, "Action:", n->is_warning ? "delayed" : "failed");
	add_field(text, "Status:", status_of(arena, n, recipient->reply));
	if (n->peer != NULL)
		add_peer(arena, text, n->peer);
	if (digits(recipient->reply) == 3)
		add_field(text, "Diagnostic-Code: smtp;", recipient->reply);
	else
		add_field(
		    text, "Diagnostic-Code: X-sendoff;", recipient->reply);
	add_field(text, "Last-Attempt-Date:", stamp_date(arena, n->now));
	if (n->is_warning)
		add_field(
		    text, "Will-Retry-Until:", stamp_date(arena, n->until));
}

static void
tell_programs(struct arena *arena, struct buf *text, const struct notice *n)
{
	add_field(text, "Reporting-MTA: dns;", n->host);
	if (n->envelope->id != NULL)
		add_field(text, "Original-Envelope-Id:", n->envelope->id);
	add_field(text, "Arrival-Date:", stamp_date(arena, n->arrived));
	for (size_t i = 0; i < n->count; i++)
		add_recipient(arena, text, n, n->about[i]);
}

/* ---- the message itself ---- */

/* RFC 3461 section 4.3; unasked, a large one goes back without its body. */
static bool
gives_whole(const struct notice *n)
{
	const char *ret = n->envelope->ret;
	if (n->is_warning)
		return false;
	if (ret != NULL)
		return strcasecmp(ret, "FULL") == 0;
	return n->message->body.size <= WHOLE_MOST;
}

static bool
add_store(struct store *to, const struct store *from, struct error *err)
{
	struct store_reader reader = STORE_READER(from);
	struct slice piece;
	bool well;
	do
		well = store_next(&reader, &piece, err)
		    && store_add(to, piece.data, piece.length, err);
	while (well && piece.length > 0);
	store_reader_free(&reader);
	return well;
}

static bool
give_back(struct store *body, const struct notice *n, struct error *err)
{
	const struct header *header = &n->message->header;
	bool well = true;
	for (size_t i = 0; well && i < header->count; i++)
		well = store_add_line(body, header->fields[i].text,
		    header->fields[i].length, err);
	return well && store_add_line(body, "", 0, err)
	    && (!gives_whole(n) || add_store(body, &n->message->body, err));
}

/* ---- all of it ---- */

static const char *
make_boundary(struct arena *arena, struct error *err)
{
	const char *id = stamp_message_id(arena, "sendoff", err);
	if (id == NULL)
		return NULL;
	return arena_copy(arena, id + 1, strcspn(id + 1, "@"));
}

static bool
add_parts(struct arena *arena, const struct notice *n, struct message *message,
    const char *boundary, struct error *err)
{
	struct buf text = BUF(TEXT_MOST);
	struct store *body = &message->body;
	const char *bits = message->facts.eight_bit ? "8bit" : "7bit";
	buf_print(&text,
	    "--%s\r\nContent-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: 8bit\r\n\r\n",
	    boundary);
	tell_people(&text, n);
	buf_print(&text,
	    "\r\n--%s\r\nContent-Type: message/delivery-status\r\n\r\n",
	    boundary);
	tell_programs(arena, &text, n);
	buf_print(&text,
	    "\r\n--%s\r\nContent-Type: %s\r\n"
	    "Content-Transfer-Encoding: %s\r\n\r\n",
	    boundary, gives_whole(n) ? "message/rfc822" : "text/rfc822-headers",
	    bits);
	message->facts.eight_bit |= !text_is_ascii(text.data, text.length);
	bool well = store_add(body, text.data, text.length, err)
	    && give_back(body, n, err);
	buf_clear(&text);
	buf_print(&text, "\r\n--%s--\r\n", boundary);
	well = well && store_add(body, text.data, text.length, err)
	    && store_finish(body, err);
	buf_free(&text);
	return well;
}

static void
add_header(struct arena *arena, const struct notice *n, struct header *header,
    const char *boundary, const char *id)
{
	const char *subject = n->is_warning
	    ? "Your message has not been delivered yet"
	    : "Your message could not be delivered";
	header_prepend(arena, header, "Content-Type",
	    arena_print(arena,
		"multipart/report; report-type=delivery-status;\r\n"
		"\tboundary=\"%s\"",
		boundary));
	header_prepend(arena, header, "MIME-Version", "1.0");
	header_prepend(arena, header, "Auto-Submitted", "auto-replied");
	header_prepend(arena, header, "Subject", subject);
	header_prepend(arena, header, "To",
	    arena_print(arena, "<%s>", n->envelope->sender));
	header_prepend(arena, header, "From",
	    arena_print(arena, "Mail Delivery System <%s>", n->from));
	header_prepend(arena, header, "Message-ID", id);
	header_prepend(arena, header, "Date", stamp_date(arena, n->now));
}

bool
notice_compose(struct arena *arena, const struct notice *notice,
    struct message *message, struct error *err)
{
	*message = (struct message){ .body = STORE };
	message->facts = notice->message->facts;
	message->facts.eight_bit |= !message_header_is_ascii(notice->message);
	const char *boundary = make_boundary(arena, err);
	const char *id = stamp_message_id(arena, notice->host, err);
	if (boundary == NULL || id == NULL)
		return false;
	add_header(arena, notice, &message->header, boundary, id);
	return add_parts(arena, notice, message, boundary, err);
}
