/* encode.c - what is encoded, how, and what is left alone */
#include "mail/encode.h"

#include <string.h>

#include "unit/sample.h"
#include "unit/tap.h"

#define X10 "xxxxxxxxxx"
#define X100 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10
#define X990                                                                 \
	X100 X100 X100 X100 X100 X100 X100 X100 X100 X10 X10 X10 X10 X10 X10 \
	    X10 X10 X10

enum how { LEFT, QUOTED, BASE64, REFUSED };

static const struct row {
	const char *name, *header, *body;
	size_t length; /* of the body; 0: up to its NUL */
	bool seven_bit;
	enum how how;
	const char *type; /* when encoded: Content-Type; NULL: as it was */
} rows[] = {
	{ "plain ASCII", "A: 1\n", "text\n", .how = LEFT },
	{ "nothing", "", "", .how = LEFT },
	{ "8-bit where that is offered", "A: 1\n", "gr\xc3\xbc\n",
	    .how = LEFT },
	{ "998 octets", "A: 1\n", X990 "xxxxxxxx\n", .how = LEFT },
	{ "999 octets", "A: 1\n", X990 "xxxxxxxxx\n", .how = QUOTED,
	    .type = "text/plain; charset=us-ascii" },
	{ "a NUL", "A: 1\n", "text with a \0 in the midst\n", 27, .how = QUOTED,
	    .type = "text/plain; charset=us-ascii" },
	{ "NULs", "A: 1\n", "\0\0\0\n", 4, .how = BASE64,
	    .type = "text/plain; charset=us-ascii" },
	{ "a bare CR", "A: 1\n", "progress 10%\rprogress 20%\n", .how = QUOTED,
	    .type = "text/plain; charset=us-ascii" },
	{ "a bare CR in text", "Content-Type: text/html\n", "<p>\r<p>text\n",
	    .how = QUOTED },
	{ "8-bit where it is not offered", "A: 1\n",
	    "mostly ASCII, but gr\xc3\xbc\xc3\x9f"
	    "e\n",
	    .seven_bit = true, .how = QUOTED,
	    .type = "text/plain; charset=utf-8" },
	{ "mostly 8-bit", "A: 1\n",
	    "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5"
	    "\xd1\x82\n",
	    .seven_bit = true, .how = BASE64,
	    .type = "text/plain; charset=utf-8" },
	{ "8-bit that is no UTF-8", "A: 1\n",
	    "mostly ASCII, but with \xfc in it\n", .seven_bit = true,
	    .how = QUOTED, .type = "text/plain; charset=unknown-8bit" },
	{ "a charset that is told stays",
	    "Content-Type: text/plain; charset=iso-8859-1\n",
	    "mostly ASCII, but with \xfc in it\n", .seven_bit = true,
	    .how = QUOTED },
	{ "an old 8bit",
	    "MIME-Version: 1.0\nContent-Type: text/plain;\n"
	    " charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
	    "mostly ASCII, but gr\xc3\xbc\n", .seven_bit = true,
	    .how = QUOTED },
	{ "an old 7BIT that lies", "Content-Transfer-Encoding: 7BIT\n",
	    "mostly ASCII, but gr\xc3\xbc\n", .seven_bit = true, .how = QUOTED,
	    .type = "text/plain; charset=utf-8" },
	{ "binary",
	    "Content-Type: TEXT/X\n"
	    "Content-Transfer-Encoding: Binary\n",
	    "line and \rline and line\n", .how = QUOTED },
	{ "an empty type", "Content-Type:\n", "line and \rline and line\n",
	    .how = QUOTED, .type = "text/plain; charset=us-ascii" },
	{ "the old type text", "Content-Type: text\n",
	    "line and \rline and line\n", .how = QUOTED },

	{ "no text", "Content-Type: application/pdf\n", "\xff\n",
	    .seven_bit = true, .how = LEFT },
	{ "parts", "Content-Type: multipart/mixed; boundary=x\n",
	    "--x\n\ngr\xc3\xbc\n--x--\n", .seven_bit = true, .how = LEFT },
	{ "text and then parts",
	    "Content-Type: text/plain\n"
	    "Content-Type: multipart/mixed; boundary=x\n",
	    "--x\n\ngr\xc3\xbc\n--x--\n", .seven_bit = true, .how = LEFT },
	{ "parts and then text",
	    "Content-Type: multipart/mixed; boundary=x\n"
	    "Content-Type: text/plain\n",
	    "--x\n\ngr\xc3\xbc\n--x--\n", .seven_bit = true, .how = LEFT },
	{ "8bit and then encoded",
	    "Content-Transfer-Encoding: 8bit\n"
	    "Content-Transfer-Encoding: base64\n",
	    "\xc3\xbc\n", .seven_bit = true, .how = LEFT },
	{ "encoded already", "Content-Transfer-Encoding: quoted-printable\n",
	    "\xc3\xbc\n", .seven_bit = true, .how = LEFT },
	{ "signed", "DKIM-Signature: v=1\n", "gr\xc3\xbc\n", .seven_bit = true,
	    .how = LEFT },
	{ "signed, long lines", "DKIM-Signature: v=1\n", X990 X10 "\n",
	    .how = LEFT },
	{ "sealed", "ARC-Message-Signature: i=1\n", "gr\xc3\xbc\n",
	    .seven_bit = true, .how = LEFT },
	{ "parts with long lines", "Content-Type: multipart/mixed\n",
	    X990 X10 "\n", .how = LEFT },
	{ "parts with a NUL", "Content-Type: multipart/mixed\n", "a\0b\n", 4,
	    .how = REFUSED },
	{ "no text with a NUL", "Content-Type: image/png\n", "a\0b\n", 4,
	    .how = REFUSED },
	{ "signed, with a NUL", "DKIM-Signature: v=1\n", "a\0b\n", 4,
	    .how = REFUSED },
};

static void
check_encoded(struct arena *arena, const struct row *row,
    const struct message *message, struct slice before)
{
	const char *name = row->name;
	struct slice after = sample_body(arena, message);
	struct buf decoded = BUF(1000000);
	bool quoted = row->how == QUOTED;
	ok(quoted ? sample_unquote(&decoded, after)
		  : sample_unbase64(&decoded, after),
	    "%s: well encoded", name);
	is_bytes(decoded.data, decoded.length, before.data, before.length,
	    "%s: decodes to the very bytes", name);
	is_text(sample_field(arena, message, "Content-Transfer-Encoding"),
	    quoted ? "quoted-printable" : "base64", "%s: the encoding", name);
	is_text(sample_field(arena, message, "MIME-Version"), "1.0", "%s: MIME",
	    name);
	if (row->type != NULL)
		is_text(sample_field(arena, message, "Content-Type"), row->type,
		    "%s: the type", name);
	struct field *field =
	    header_find(&message->header, "Content-Transfer-Encoding");
	ok(header_next(&message->header, field, "Content-Transfer-Encoding")
		== NULL,
	    "%s: one encoding", name);
	field = header_find(&message->header, "Content-Type");
	ok(header_next(&message->header, field, "Content-Type") == NULL,
	    "%s: one type", name);
	ok(!message->facts.nul && !message->facts.bare_cr
		&& !message->facts.eight_bit && message->facts.longest <= 76,
	    "%s: nothing stands in its way now", name);
	buf_free(&decoded);
}

static void
test_row(const struct row *row)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct message message;
	size_t length = row->length > 0 ? row->length : strlen(row->body);
	struct buf input = BUF(100000);
	buf_print(&input, "%s\n", row->header);
	buf_add(&input, row->body, length);
	sample_message(&arena, &message, input.data, input.length);
	struct slice before = sample_body(&arena, &message);
	const char *header = sample_header(&arena, &message);

	bool well = encode_for_any(&arena, &message, &err);
	if (row->seven_bit && well) {
		struct slice same = sample_body(&arena, &message);
		is_bytes(same.data, same.length, before.data, before.length,
		    "%s: left alone where 8 bits are offered", row->name);
		well = sample_for_7bit(&arena, &message, &err);
	}
	is(well, row->how != REFUSED, "%s: can it be carried?", row->name);
	if (row->how == LEFT) {
		struct slice after = sample_body(&arena, &message);
		is_bytes(after.data, after.length, before.data, before.length,
		    "%s: left alone", row->name);
		is_text(sample_header(&arena, &message), header,
		    "%s: its header too", row->name);
	} else if (row->how == REFUSED) {
		is(err.code, EX_DATAERR, "%s: the code", row->name);
		has(err.text, "NUL at octet", "%s: why", row->name);
	} else {
		check_encoded(&arena, row, &message, before);
	}
	message_free(&message);
	buf_free(&input);
	arena_free(&arena);
}

/* In what may not be encoded a bare CR becomes a line break. */
static void
test_breaks(void)
{
	static const struct {
		const char *body, *after;
	} breaks[] = {
		{ "a\rb\n", "a\r\nb\r\n" },
		{ "a\r\rb\n", "a\r\n\r\nb\r\n" },
		{ "a\r\r\n", "a\r\n\r\n" },
		{ "\ra\n", "\r\na\r\n" },
		{ "a\r.\rb\n", "a\r\n.\r\nb\r\n" },
		{ "a\nb\rc\nd\n", "a\r\nb\r\nc\r\nd\r\n" },
	};
	for (size_t i = 0; i < sizeof(breaks) / sizeof(*breaks); i++) {
		struct arena arena = { 0 };
		struct error err = { 0 };
		struct message message;
		sample_text(&arena, &message,
		    arena_print(&arena, "Content-Type: multipart/mixed\n\n%s",
			breaks[i].body));
		ok(encode_for_any(&arena, &message, &err), "break %zu", i);
		is_text(sample_body(&arena, &message).data, breaks[i].after,
		    "break %zu: the body", i);
		ok(!message.facts.bare_cr, "break %zu: there is none now", i);
		is(message_size(&message), 31 + 2 + strlen(breaks[i].after),
		    "break %zu: the size is the new one", i);
		message_free(&message);
		arena_free(&arena);
	}
}

/* What is encoded for one server is still there for the next. */
static void
test_kept(void)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct message message, encoded = { .body = STORE };
	sample_text(&arena, &message, "A: 1\nB: 2\nC: 3\n\ngr\xc3\xbc\n");
	ok(encode_is_due(&arena, &message), "8 bits must be encoded");
	ok(encode_for_7bit(&arena, &message, &encoded, &err), "and are");
	is_text(sample_header(&arena, &encoded),
	    "A: 1\r\nB: 2\r\nC: 3\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n",
	    "as the copy says");
	ok(!encoded.facts.eight_bit, "and its facts");
	is_text(sample_header(&arena, &message), "A: 1\r\nB: 2\r\nC: 3\r\n",
	    "the header");
	is_text(
	    sample_body(&arena, &message).data, "gr\xc3\xbc\r\n", "the body");
	ok(message.facts.eight_bit, "and the facts stay as they were");
	ok(!encode_is_due(&arena, &encoded), "nothing is encoded twice");
	message_free(&message);
	message_free(&encoded);
	arena_free(&arena);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		test_row(&rows[i]);
	test_breaks();
	test_kept();
	return tap_done();
}
