#include "mail/encode.h"

#include <string.h>

#include "base/base64.h"

#define QP_LINE 76       /* RFC 2045 6.7 (5), the soft break included */
#define BASE64_OCTETS 57 /* make a line of 76 */

/* Where what is encoded goes, and what is needed between two pieces. */
struct encoder {
	struct store body;
	struct buf line;  /* quoted-printable: the line being made */
	struct buf group; /* base64: octets that do not yet fill a line */
	bool cr;          /* the last octet was a CR that waits for its LF */
	char last;        /* the last octet put on the line */
	struct error *err;
};

/* One octet at a time, in pieces of any size; false = could not be kept. */
typedef bool (*encode_octet)(struct encoder *e, unsigned char c);

static bool
put(struct encoder *e, const char *data, size_t length)
{
	return store_add(&e->body, data, length, e->err);
}

static bool
end_line(struct encoder *e, const char *how)
{
	bool well =
	    put(e, e->line.data, e->line.length) && put(e, how, strlen(how));
	buf_clear(&e->line);
	e->last = '\n';
	return well;
}

static bool
needs_escape(unsigned char c)
{
	return c == '=' || c > '~' || (c < ' ' && c != '\t');
}

static bool
quote(struct encoder *e, unsigned char c, bool escape)
{
	size_t length = escape ? 3 : 1;
	if (e->line.length + length > QP_LINE - 1 && !end_line(e, "=\r\n"))
		return false;
	if (escape)
		buf_print(&e->line, "=%02X", c);
	else
		buf_byte(&e->line, (char)c);
	e->last = (char)c;
	return true;
}

/* RFC 2045 6.7 (3): no blank may stand at the end of a line. */
static bool
guard_blank(struct encoder *e)
{
	if (e->line.length == 0 || !text_is_blank(e->last))
		return true;
	unsigned char blank = (unsigned char)e->last;
	buf_drop_end(&e->line, 1);
	return quote(e, blank, true);
}

static bool
quote_octet(struct encoder *e, unsigned char c)
{
	if (e->cr) {
		e->cr = false;
		if (c == '\n')
			return guard_blank(e) && end_line(e, "\r\n");
		if (!quote(e, '\r', true))
			return false;
	}
	if (c == '\r') {
		e->cr = true;
		return true;
	}
	return quote(e, c, needs_escape(c));
}

static bool
put_group(struct encoder *e)
{
	buf_clear(&e->line);
	if (!base64_encode(&e->line, e->group.data, e->group.length))
		return error_set(e->err, EX_SOFTWARE, "base64 failed");
	buf_clear(&e->group);
	return end_line(e, "\r\n");
}

static bool
base64_octet(struct encoder *e, unsigned char c)
{
	buf_byte(&e->group, (char)c);
	return e->group.length < BASE64_OCTETS || put_group(e);
}

static bool
break_octet(struct encoder *e, unsigned char c)
{
	bool lone = e->cr && c != '\n';
	e->cr = c == '\r';
	return (!lone || put(e, "\n", 1)) && put(e, (char *)&c, 1);
}

static bool
encode_all(struct encoder *e, const struct store *from, encode_octet encode)
{
	struct store_reader reader = STORE_READER(from);
	struct slice piece;
	bool well;
	while (
	    (well = store_next(&reader, &piece, e->err)) && piece.length > 0) {
		for (size_t i = 0; well && i < piece.length; i++)
			well = encode(e, (unsigned char)piece.data[i]);
		if (!well)
			break;
	}
	store_reader_free(&reader);
	return well;
}

/* What is left when the body ends: it ends with CRLF, so for quoted-printable
 * and breaks that is nothing unless the last line was cut. */
static bool
finish(struct encoder *e)
{
	if (e->group.length > 0 && !put_group(e))
		return false;
	if (e->line.length > 0 && !end_line(e, "=\r\n"))
		return false;
	return store_finish(&e->body, e->err);
}

/* The new body; the old one stays whose it was. */
static bool
rewrite(const struct store *from, struct message *to, encode_octet encode,
    struct error *err)
{
	struct encoder e = { .body = STORE,
		.line = BUF(128),
		.group = BUF(BASE64_OCTETS),
		.err = err };
	bool well = encode_all(&e, from, encode) && finish(&e);
	buf_free(&e.line);
	buf_free(&e.group);
	if (well)
		to->body = e.body;
	else
		store_free(&e.body);
	return well;
}

/* How many octets quoted-printable would triple. */
static bool
count_escapes(const struct store *body, uint64_t *count, struct error *err)
{
	struct store_reader reader = STORE_READER(body);
	struct slice piece;
	bool well;
	while ((well = store_next(&reader, &piece, err)) && piece.length > 0) {
		for (size_t i = 0; i < piece.length; i++) {
			unsigned char c = (unsigned char)piece.data[i];
			*count += needs_escape(c) && c != '\r' && c != '\n';
		}
	}
	store_reader_free(&reader);
	return well;
}

static bool
is_utf8(const struct store *body)
{
	struct store_reader reader = STORE_READER(body);
	struct error ignored = { 0 };
	struct slice piece;
	/* A sequence cut between two pieces counts as none: then it is said
	 * to be unknown, which is never wrong. */
	bool utf8 = true;
	while (
	    utf8 && store_next(&reader, &piece, &ignored) && piece.length > 0)
		utf8 = text_is_utf8(piece.data, piece.length);
	store_reader_free(&reader);
	return utf8;
}

static void
set_field(struct arena *arena, struct header *header, const char *name,
    const char *value)
{
	header_remove(header, name);
	const char *text = arena_print(arena, "%s: %s", name, value);
	header_append(arena, header, (struct slice){ text, strlen(text) });
}

static const char *
charset(const struct message *message)
{
	if (!message->facts.eight_bit)
		return "us-ascii";
	return is_utf8(&message->body) ? "utf-8" : "unknown-8bit";
}

/* The field for the encoding stays where it was, a missing one is added. */
static void
describe(struct arena *arena, struct message *message, const char *encoding,
    const char *body_charset)
{
	struct header *header = &message->header;
	if (!header_has(header, "MIME-Version"))
		set_field(arena, header, "MIME-Version", "1.0");
	if (!header_has(header, "Content-Type"))
		set_field(arena, header, "Content-Type",
		    arena_print(arena, "text/plain; charset=%s", body_charset));
	set_field(arena, header, "Content-Transfer-Encoding", encoding);
	message->facts = (struct facts){ .longest = QP_LINE };
}

static bool
encode_text(struct arena *arena, const struct message *from, struct message *to,
    struct error *err)
{
	uint64_t escapes = 0;
	if (!count_escapes(&from->body, &escapes, err))
		return false;
	bool quoted = escapes * 2 <= from->body.size / 3;
	if (!rewrite(&from->body, to, quoted ? quote_octet : base64_octet, err))
		return false;
	describe(
	    arena, to, quoted ? "quoted-printable" : "base64", charset(from));
	return true;
}

static bool
is_one_of(const char *value, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (text_equal(value, *words))
			return true;
	}
	return false;
}

static bool
is_text(const char *type)
{
	return type[0] == '\0' || text_equal(type, "text")
	    || text_matches("text/*", type);
}

static bool
is_identity(const char *encoding)
{
	static const char *const identities[] = { "7bit", "8bit", "binary", "",
		NULL };
	return is_one_of(encoding, identities);
}

/* Of several fields of a name readers believe one or the other. */
static bool
all_are(struct arena *arena, const struct header *header, const char *name,
    bool (*is)(const char *value))
{
	struct field *field = header_find(header, name);
	while (field != NULL && is(field_value(arena, field)))
		field = header_next(header, field, name);
	return field == NULL;
}

/* A single text part in an identity encoding that nobody has signed. */
static bool
is_plain_text(struct arena *arena, const struct message *message)
{
	const struct header *header = &message->header;
	return !header_is_signed(header)
	    && all_are(arena, header, "Content-Transfer-Encoding", is_identity)
	    && all_are(arena, header, "Content-Type", is_text);
}

static bool
make_fit(struct arena *arena, const struct message *from, struct message *to,
    struct error *err)
{
	if (is_plain_text(arena, from))
		return encode_text(arena, from, to, err);
	if (from->facts.nul)
		return error_set(err, EX_DATAERR,
		    "the message holds a NUL at octet %llu, which SMTP cannot "
		    "carry: encode that part as base64",
		    (unsigned long long)from->facts.nul_at);
	to->facts.bare_cr = false;
	return rewrite(&from->body, to, break_octet, err);
}

/* Long lines outside plain text are left as they are. */
bool
encode_for_any(struct arena *arena, struct message *message, struct error *err)
{
	struct message given = *message;
	const struct facts *facts = &given.facts;
	bool long_lines =
	    facts->longest > MESSAGE_LINE_MOST && is_plain_text(arena, message);
	if (!facts->nul && !facts->bare_cr && !long_lines)
		return true;
	if (!make_fit(arena, &given, message, err))
		return false;
	message_free(&given);
	return true;
}

bool
encode_is_due(struct arena *arena, const struct message *message)
{
	return message->facts.eight_bit && is_plain_text(arena, message);
}

bool
encode_for_7bit(struct arena *arena, const struct message *message,
    struct message *encoded, struct error *err)
{
	for (size_t i = 0; i < message->header.count; i++) {
		const struct field *field = &message->header.fields[i];
		header_append(arena, &encoded->header,
		    (struct slice){ field->text, field->length });
	}
	return encode_text(arena, message, encoded, err);
}
