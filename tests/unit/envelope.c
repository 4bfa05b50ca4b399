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

/* What was asked for relative to its coming, when it has waited 600 s. */
static void
test_age(void)
{
	static const struct {
		const char *hold, *by, *hold_then, *by_then;
		bool too_late;
	} rows[] = {
		{ NULL, NULL, NULL, NULL },
		{ "HOLDFOR=3600", NULL, "HOLDFOR=3000", NULL },
		{ "HOLDFOR=601", NULL, "HOLDFOR=1", NULL },
		{ "HOLDFOR=600", NULL, NULL, NULL },
		{ "HOLDFOR=60", NULL, NULL, NULL },
		{ "HOLDUNTIL=1970-01-12T13:46:41Z", NULL,
		    "HOLDUNTIL=1970-01-12T13:46:41Z", NULL },
		{ "HOLDUNTIL=1970-01-12T13:46:40Z", NULL, NULL, NULL },
		{ "HOLDUNTIL=1970-01-12T14:46:40+01:00", NULL, NULL, NULL },
		{ "HOLDUNTIL=1970-01-12T13:46:40-00:30", NULL,
		    "HOLDUNTIL=1970-01-12T13:46:40-00:30", NULL },
		{ NULL, "3600;R", NULL, "3000;R" },
		{ NULL, "601;R", NULL, "1;R" },
		{ NULL, "600;R", NULL, NULL, true },
		{ NULL, "600;N", NULL, "0;N" },
		{ NULL, "60;N", NULL, "-540;N" },
		{ NULL, "-999999999;N", NULL, "-999999999;N" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena = { 0 };
		struct envelope envelope = { .hold = rows[i].hold,
			.by = rows[i].by };
		is(envelope_age(&arena, &envelope, 999400, 1000000),
		    !rows[i].too_late, "age %zu: is there time?", i);
		is_text(envelope.hold, rows[i].hold_then, "age %zu: hold", i);
		if (!rows[i].too_late)
			is_text(envelope.by, rows[i].by_then, "age %zu: by", i);
		arena_free(&arena);
	}
	struct arena arena = { 0 };
	struct envelope envelope = { .hold = "HOLDFOR=60", .by = "60;R" };
	ok(envelope_age(&arena, &envelope, 1000, 0), "kept tomorrow");
	is_text(envelope.hold, "HOLDFOR=60", "is kept now");
	is_text(envelope.by, "60;R", "by any clock");
	arena_free(&arena);
}

int
main(void)
{
	test_add();
	test_utf8();
	test_status();
	test_begin_again();
	test_age();
	return tap_done();
}
