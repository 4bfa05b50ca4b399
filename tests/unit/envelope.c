/* envelope.c - whom a message is for, and how they fared */
#include "mail/envelope.h"

#include <sysexits.h>

#include "unit/tap.h"

static void
test_add(void)
{
	struct arena arena = { 0 };
	struct envelope envelope = { .sender = "" };
	envelope_add(&arena, &envelope, "a@x");
	envelope_add(&arena, &envelope, "b@x");
	envelope_add(&arena, &envelope, "a@X");
	envelope_add(&arena, &envelope, "A@x");
	envelope_add(&arena, &envelope, "a@x");
	is(envelope.count, 3, "the same mailbox counts once");
	is_text(envelope.recipients[0].address, "a@x", "in their order");
	is_text(envelope.recipients[2].address, "A@x", "local parts differ");
	is(envelope_count(&envelope, FATE_WAITING), 3, "all of them wait");
	is(envelope_count(&envelope, FATE_TAKEN), 0, "none is taken yet");
	arena_free(&arena);
}

static void
test_utf8(void)
{
	struct arena arena = { 0 };
	struct envelope envelope = { .sender = "a@x" };
	ok(!envelope_is_utf8(&envelope), "ASCII so far");
	envelope_add(&arena, &envelope, "b@y");
	ok(!envelope_is_utf8(&envelope), "and still");
	envelope_add(&arena, &envelope, "\xc3\xbc@y");
	ok(envelope_is_utf8(&envelope), "a recipient that is not");
	struct envelope other = { .sender = "\xc3\xbc@x" };
	ok(envelope_is_utf8(&other), "a sender that is not");
	arena_free(&arena);
}

#define TAKEN                      \
	{                          \
		.fate = FATE_TAKEN \
	}
#define REFUSED(why)                                \
	{                                           \
		.fate = FATE_REFUSED, .code = (why) \
	}
#define WAITING                      \
	{                            \
		.fate = FATE_WAITING \
	}
#define ACCEPTED                      \
	{                             \
		.fate = FATE_ACCEPTED \
	}

static void
test_status(void)
{
	static const struct {
		struct recipient recipients[3];
		int status;
	} rows[] = {
		{ { TAKEN, TAKEN, TAKEN }, 0 },
		{ { TAKEN, REFUSED(67), TAKEN }, 67 },
		{ { REFUSED(75), TAKEN, TAKEN }, 75 },
		{ { REFUSED(75), REFUSED(67), TAKEN }, 67 },
		{ { REFUSED(67), REFUSED(75), TAKEN }, 67 },
		{ { TAKEN, REFUSED(75), REFUSED(69) }, 69 },
		{ { REFUSED(67), REFUSED(67), REFUSED(67) }, 67 },
		{ { REFUSED(75), REFUSED(75), REFUSED(75) }, 75 },
		{ { REFUSED(75), REFUSED(75), REFUSED(67) }, 67 },
		{ { ACCEPTED, ACCEPTED, REFUSED(67) }, 67 },
		{ { ACCEPTED, TAKEN, TAKEN }, EX_SOFTWARE },
		{ { TAKEN, WAITING, TAKEN }, EX_SOFTWARE },
		{ { WAITING, WAITING, WAITING }, EX_SOFTWARE },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct recipient three[3] = { rows[i].recipients[0],
			rows[i].recipients[1], rows[i].recipients[2] };
		struct envelope envelope = {
			.sender = "", .recipients = three, .count = 3
		};
		is(envelope_status(&envelope), rows[i].status,
		    "the status, row %zu", i);
		envelope_begin_again(&envelope);
		is(envelope_count(&envelope, FATE_WAITING), 3,
		    "begun again, row %zu", i);
		is(envelope_status(&envelope), EX_SOFTWARE,
		    "begun again is no success, row %zu", i);
	}
	struct envelope none = { .sender = "" };
	is(envelope_status(&none), EX_SOFTWARE, "nobody is no success");
}

static void
test_begin_again(void)
{
	struct recipient one = { .address = "a@x",
		.fate = FATE_REFUSED,
		.code = 67,
		.reply = "550 no" };
	struct envelope envelope = { .recipients = &one, .count = 1 };
	envelope_begin_again(&envelope);
	is_text(one.address, "a@x", "the address stays");
	ok(one.fate == FATE_WAITING && one.code == 0 && one.reply == NULL,
	    "the rest is forgotten");
}

int
main(void)
{
	test_add();
	test_utf8();
	test_status();
	test_begin_again();
	return tap_done();
}
