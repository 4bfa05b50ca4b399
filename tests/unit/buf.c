/* buf.c - a growing row of bytes with a ceiling */
#include "base/buf.h"

#include <string.h>

#include "unit/tap.h"

static void
test_fresh(void)
{
	struct buf b = BUF(10);
	ok(b.data != NULL, "never NULL");
	is_text(b.data, "", "empty at first");
	is(b.length, 0, "no length at first");
	ok(!buf_is_full(&b), "not full at first");
	buf_add(&b, NULL, 0);
	is(b.room, 0, "adding nothing takes no memory");
	buf_clear(&b);
	is_text(b.data, "", "clearing what was never used");
	buf_free(&b);
	buf_free(&b);
	is_text(b.data, "", "freeing it twice");
}

static void
test_ceiling(void)
{
	struct buf b = BUF(10);
	buf_text(&b, "0123456789");
	is_text(b.data, "0123456789", "up to the ceiling");
	ok(!buf_is_full(&b), "that is not yet too much");
	buf_text(&b, "");
	ok(!buf_is_full(&b), "nor is nothing more");
	buf_byte(&b, 'x');
	ok(buf_is_full(&b), "one more is");
	is_text(b.data, "0123456789", "and is dropped");
	buf_clear(&b);
	ok(!buf_is_full(&b), "clearing makes room again");
	is_text(b.data, "", "and empties");
	buf_text(&b, "01234567890");
	is_text(b.data, "", "what does not fit is dropped whole");
	ok(buf_is_full(&b), "and that shows");
	buf_text(&b, "x");
	is_text(b.data, "x", "what fits is still added");
	ok(buf_is_full(&b), "but it shows that something is missing");
	buf_free(&b);

	struct buf none = BUF(0);
	buf_byte(&none, 'x');
	ok(buf_is_full(&none), "a ceiling of zero");
	is(none.length, 0, "holds nothing");
	ok(buf_space(&none, 1) == NULL, "and has no space");
	buf_free(&none);
}

static void
test_print(void)
{
	struct buf b = BUF(300);
	buf_print(&b, "%s-%d", "a", 5);
	is_text(b.data, "a-5", "a format");
	for (int i = 0; i < 90; i++)
		buf_print(&b, "%03d", i);
	is(b.length, 273, "formats, until it had to grow");
	is_text(b.data + 270, "089", "to the last");
	buf_print(&b, "%100s", "x");
	ok(buf_is_full(&b), "a format that does not fit");
	is(b.length, 273, "is dropped whole");
	is(b.data[273], '\0', "and the NUL stays");
	buf_free(&b);
}

static void
test_bytes(bool secret)
{
	struct buf b = secret ? BUF_SECRET(100000) : BUF(100000);
	bool well = true;
	for (int i = 0; i < 50000; i++)
		buf_byte(&b, (char)i);
	for (int i = 0; i < 50000; i++)
		well = well && b.data[i] == (char)i;
	ok(well, "secret %d: every byte, NULs too", secret);
	is(b.data[b.length], '\0', "secret %d: a NUL behind them", secret);
	buf_drop(&b, 49998);
	is_bytes(b.data, b.length, "\x4e\x4f", 2,
	    "secret %d: what is left when the first are dropped", secret);
	buf_drop(&b, 2);
	is_text(b.data, "", "secret %d: and when all are", secret);
	buf_free(&b);
}

static void
test_space(void)
{
	struct buf b = BUF(64);
	char *space = buf_space(&b, 64);
	ok(space != NULL, "space up to the ceiling");
	memcpy(space, "abc", 3);
	buf_took(&b, 3);
	is_text(b.data, "abc", "what was written there");
	ok(buf_space(&b, 62) == NULL, "no more than the ceiling");
	ok(buf_is_full(&b), "and that shows");
	ok(buf_space(&b, 61) != NULL, "but just as much");
	ok(buf_space(&b, (size_t)-1) == NULL, "an absurd size");
	is_text(b.data, "abc", "nothing was harmed");
	buf_free(&b);
}

int
main(void)
{
	test_fresh();
	test_ceiling();
	test_print();
	test_bytes(false);
	test_bytes(true);
	test_space();
	return tap_done();
}
