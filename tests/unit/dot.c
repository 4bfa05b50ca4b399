/* dot.c - dots are doubled, however the body is cut into pieces */
#include "smtp/dot.h"

#include <string.h>

#include "unit/sample.h"
#include "unit/tap.h"

/* A stream that goes nowhere: what is put stays in `out`. */
static struct stream
open_stream(struct error *err)
{
	struct layer none = { 0 };
	struct stream stream;
	stream_open(&stream, none, "nowhere", err);
	return stream;
}

/* The reference: octet by octet, the rule and nothing else. */
static void
stuff(struct buf *to, const char *body, size_t length)
{
	bool at_start = true;
	for (size_t i = 0; i < length; i++) {
		if (at_start && body[i] == '.')
			buf_byte(to, '.');
		buf_byte(to, body[i]);
		at_start = body[i] == '\n';
	}
	buf_text(to, at_start ? ".\r\n" : "\r\n.\r\n");
}

static const char *const bodies[] = {
	"",
	"\r\n",
	".",
	".\r\n",
	"..\r\n",
	"...\r\n....\r\n",
	"a\r\n",
	"a",
	"a.\r\n.b\r\n",
	"\r\n.\r\n",
	"\r\n.\r\n.\r\n.\r\n",
	".\r\n.\r\n",
	"a\r\n.",
	"a\r\n.\r\nQUIT\r\n",
	".a\r\n..b\r\n...c\r\nd.\r\n.e.\r\n\r\n.\r\n\r\n..",
	"x\r\n\r\n\r\n.",
};

static void
check(const char *body, const size_t *pieces, size_t count,
    const struct buf *wanted, bool *well)
{
	struct error err = { 0 };
	struct stream stream = open_stream(&err);
	struct dot dot = { 0 };
	for (size_t i = 0; i < count; i++) {
		dot_put(&dot, &stream, body, pieces[i]);
		body += pieces[i];
	}
	dot_end(&dot, &stream);
	*well = *well && stream.out.length == wanted->length
	    && memcmp(stream.out.data, wanted->data, wanted->length) == 0;
	stream_close(&stream);
}

/* In two pieces at every place, in three at every two, and octet by octet. */
static void
test_body(const char *body)
{
	size_t length = strlen(body);
	struct buf wanted = BUF(1000);
	bool well = true;
	size_t ones[100], ways = 1;
	stuff(&wanted, body, length);
	for (size_t i = 0; i < length; i++)
		ones[i] = 1;
	check(body, ones, length, &wanted, &well);
	for (size_t i = 0; i <= length; i++) {
		for (size_t j = i; j <= length; j++) {
			const size_t three[] = { i, j - i, length - j };
			check(body, three, 3, &wanted, &well);
			ways++;
		}
	}
	ok(well, "the same in %zu ways: %s", ways, body);
	buf_free(&wanted);
}

static void
test_random(void)
{
	static const char alphabet[] = "..a\r\n";
	uint64_t state = 5321;
	bool well = true;
	for (int round = 0; round < 2000; round++) {
		struct buf body = BUF(1000), wanted = BUF(2000);
		size_t length = sample_random(&state) % 60, pieces[200] = { 0 };
		for (size_t i = 0; i < length; i++) {
			char c = alphabet[sample_random(&state) % 5];
			buf_text(&body,
			    c == '\r' || c == '\n' ? "\r\n"
				: c == '.'         ? "."
						   : "a");
		}
		size_t count = 0, left = body.length;
		while (left > 0) {
			size_t bite = 1 + sample_random(&state) % left;
			pieces[count++] = bite;
			left -= bite;
		}
		stuff(&wanted, body.data, body.length);
		check(body.data, pieces, count, &wanted, &well);
		buf_free(&body);
		buf_free(&wanted);
	}
	ok(well, "two thousand bodies in any pieces");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
		test_body(bodies[i]);
	test_random();
	return tap_done();
}
