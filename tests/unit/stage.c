/* stage.c - how long each step may take, and what a refusal of it means */
#include "smtp/stage.h"

#include <stdio.h>
#include <sysexits.h>

#include "unit/tap.h"

static const struct {
	enum stage stage;
	int code;
	const char *status;
	int meaning;
} rows[] = {
	/* any 4yz is temporary, whatever else it says */
	{ STAGE_GREETING, 450, "", EX_TEMPFAIL },
	{ STAGE_EHLO, 421, "", EX_TEMPFAIL },
	{ STAGE_STARTTLS, 454, "", EX_TEMPFAIL },
	{ STAGE_AUTH, 454, "4.7.0", EX_TEMPFAIL },
	{ STAGE_MAIL, 451, "4.1.8", EX_TEMPFAIL },
	{ STAGE_RCPT, 450, "4.2.1", EX_TEMPFAIL },
	{ STAGE_RCPT, 452, "", EX_TEMPFAIL },
	{ STAGE_DATA, 451, "", EX_TEMPFAIL },
	{ STAGE_VERDICT, 452, "4.3.1", EX_TEMPFAIL },

	/* 5yz by stage */
	{ STAGE_GREETING, 554, "", EX_UNAVAILABLE },
	{ STAGE_EHLO, 550, "", EX_UNAVAILABLE },
	{ STAGE_HELO, 502, "", EX_UNAVAILABLE },
	{ STAGE_STARTTLS, 502, "", EX_UNAVAILABLE },
	{ STAGE_AUTH, 535, "", EX_NOPERM },
	{ STAGE_AUTH, 535, "5.7.8", EX_NOPERM },
	{ STAGE_AUTH, 534, "5.7.9", EX_NOPERM },
	{ STAGE_MAIL, 550, "", EX_UNAVAILABLE },
	{ STAGE_RCPT, 550, "", EX_NOUSER },
	{ STAGE_RCPT, 553, "", EX_NOUSER },
	{ STAGE_DATA, 554, "", EX_UNAVAILABLE },
	{ STAGE_BODY, 552, "", EX_UNAVAILABLE },
	{ STAGE_VERDICT, 554, "", EX_UNAVAILABLE },

	/* the enhanced status refines, sendmail-cli.md 2.1 */
	{ STAGE_RCPT, 550, "5.1.0", EX_DATAERR },
	{ STAGE_RCPT, 550, "5.1.1", EX_NOUSER },
	{ STAGE_RCPT, 550, "5.1.6", EX_NOUSER },
	{ STAGE_RCPT, 550, "5.1.2", EX_NOHOST },
	{ STAGE_MAIL, 550, "5.1.8", EX_NOHOST },
	{ STAGE_RCPT, 501, "5.1.3", EX_USAGE },
	{ STAGE_MAIL, 501, "5.1.7", EX_USAGE },
	{ STAGE_RCPT, 550, "5.1.4", EX_UNAVAILABLE },
	{ STAGE_RCPT, 550, "5.1.5", EX_CONFIG },
	{ STAGE_RCPT, 550, "5.2.0", EX_UNAVAILABLE },
	{ STAGE_RCPT, 550, "5.2.1", EX_UNAVAILABLE },
	{ STAGE_RCPT, 552, "5.2.2", EX_UNAVAILABLE },
	{ STAGE_VERDICT, 552, "5.2.3", EX_DATAERR },
	{ STAGE_RCPT, 550, "5.2.4", EX_UNAVAILABLE },
	{ STAGE_VERDICT, 552, "5.3.4", EX_OSERR },
	{ STAGE_RCPT, 550, "5.4.0", EX_IOERR },
	{ STAGE_RCPT, 550, "5.4.2", EX_IOERR },
	{ STAGE_RCPT, 550, "5.4.4", EX_PROTOCOL },
	{ STAGE_RCPT, 550, "5.4.6", EX_CONFIG },
	{ STAGE_RCPT, 550, "5.4.7", EX_UNAVAILABLE },
	{ STAGE_MAIL, 503, "5.5.1", EX_PROTOCOL },
	{ STAGE_VERDICT, 554, "5.6.0", EX_UNAVAILABLE },
	{ STAGE_VERDICT, 550, "5.7.1", EX_DATAERR },
	{ STAGE_VERDICT, 550, "5.7.26", EX_DATAERR },
	{ STAGE_BODY, 550, "5.7.1", EX_DATAERR },
	{ STAGE_DATA, 550, "5.7.1", EX_DATAERR },

	/* a prefix is no match */
	{ STAGE_RCPT, 550, "5.1.10", EX_UNAVAILABLE },
	{ STAGE_RCPT, 550, "5.1.11", EX_UNAVAILABLE },
	{ STAGE_RCPT, 550, "5.4.64", EX_UNAVAILABLE },

	/* never temporary what is refused for good: 5.4.1 of Microsoft */
	{ STAGE_RCPT, 550, "5.4.1", EX_UNAVAILABLE },
	{ STAGE_RCPT, 550, "5.4.3", EX_UNAVAILABLE },
	{ STAGE_RCPT, 550, "5.4.5", EX_UNAVAILABLE },

	/* says nothing: the stage decides */
	{ STAGE_RCPT, 550, "5.0.0", EX_NOUSER },
	{ STAGE_RCPT, 550, "5.5.0", EX_NOUSER },
	{ STAGE_VERDICT, 550, "5.0.0", EX_UNAVAILABLE },

	/* a login is wanted */
	{ STAGE_MAIL, 530, "5.7.0", EX_CONFIG },
	{ STAGE_MAIL, 530, "", EX_CONFIG },
	{ STAGE_RCPT, 530, "5.7.1", EX_CONFIG },

	/* not a refusal at all, so the server does not speak SMTP */
	{ STAGE_GREETING, 250, "", EX_PROTOCOL },
	{ STAGE_EHLO, 220, "", EX_PROTOCOL },
	{ STAGE_MAIL, 354, "", EX_PROTOCOL },
	{ STAGE_RCPT, 354, "", EX_PROTOCOL },
	{ STAGE_DATA, 250, "", EX_PROTOCOL },
	{ STAGE_BODY, 250, "", EX_PROTOCOL },
	{ STAGE_VERDICT, 354, "", EX_PROTOCOL },
	{ STAGE_AUTH, 250, "", EX_PROTOCOL },
};

/* RFC 5321 4.5.3.2: at least so many seconds; and what each is happy with. */
static const struct {
	enum stage stage;
	unsigned seconds;
	int wanted, other;
} times[] = {
	{ STAGE_GREETING, 300, 220, 250 },
	{ STAGE_EHLO, 300, 250, 220 },
	{ STAGE_HELO, 300, 250, 220 },
	{ STAGE_STARTTLS, 0, 220, 250 },
	{ STAGE_AUTH, 0, 235, 250 },
	{ STAGE_MAIL, 300, 250, 354 },
	{ STAGE_RCPT, 300, 251, 354 },
	{ STAGE_DATA, 120, 354, 250 },
	{ STAGE_BODY, 180, 0, 250 },
	{ STAGE_VERDICT, 600, 250, 354 },
	{ STAGE_QUIT, 0, 221, 250 },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct reply reply = REPLY;
		reply.code = rows[i].code;
		snprintf(
		    reply.status, sizeof(reply.status), "%s", rows[i].status);
		is(stage_refusal(rows[i].stage, &reply), rows[i].meaning,
		    "stage %d: %d %s", rows[i].stage, rows[i].code,
		    rows[i].status);
	}
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		const struct stage_row *row = stage_row(times[i].stage);
		struct reply reply = REPLY;
		ok(row->seconds > 0 && row->seconds >= times[i].seconds,
		    "%s: %u seconds", row->doing, row->seconds);
		reply.code = times[i].wanted;
		ok(times[i].wanted == 0 || reply_is(&reply, row->wanted),
		    "%s: happy with %d", row->doing, times[i].wanted);
		reply.code = times[i].other;
		ok(!reply_is(&reply, row->wanted), "%s: not with %d",
		    row->doing, times[i].other);
		ok(row->doing[0] != '\0' && row->refused[0] != '\0',
		    "%s, %s: has words", row->doing, row->refused);
	}
	ok(stage_row(STAGE_QUIT)->seconds <= 5, "nobody waits for a goodbye");
	return tap_done();
}
