/* submit-early.c - a smarthost that speaks before the message has ended
 *
 * A refusal is the answer then; a success is none, whenever it comes.
 */
#include "smtp/submit.h"

#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "unit/conversation.h"
#include "unit/tap.h"

#define START                                                               \
	"S: 220 mx\nC: EHLO me\nS: 250 mx\nC: MAIL FROM:<a@x>\nS: 250 ok\n" \
	"C: RCPT TO:<b@y>\nS: 250 ok\nC: DATA\nS: 354 go\n"

#define BIG (512 * 1024) /* octets: more than leave in one write */

static const struct conversation conversations[] = {
	{ "refused half-way", START "BODY\nS: 552 too big\n",
	    .early_at = 100000, .status = EX_UNAVAILABLE,
	    .reason = "refused the message: 552 too big" },
	{ "refused half-way, and gone", START "BODY\nS: 552 too big\nCLOSE\n",
	    .early_at = 100000, .status = EX_UNAVAILABLE,
	    .reason = "refused the message: 552 too big" },
	{ "refused at the first octet", START "BODY\nS: 554 no\nCLOSE\n",
	    .early_at = 1, .status = EX_UNAVAILABLE, .reason = "554 no" },
	{ "refused for now half-way", START "BODY\nS: 452 full\nCLOSE\n",
	    .early_at = 70000, .status = EX_TEMPFAIL, .reason = "452 full" },
	{ "421 half-way", START "BODY\nS: 421 bye\nCLOSE\n", .early_at = 70000,
	    .status = EX_TEMPFAIL, .reason = "421 bye" },
	{ "success half-way", START "BODY\nS: 250 taken\n", .early_at = 100000,
	    .status = EX_PROTOCOL, .reason = "250 taken" },
	{ "success half-way, and gone", START "BODY\nS: 250 taken\nCLOSE\n",
	    .early_at = 100000, .status = EX_PROTOCOL, .reason = "250 taken" },
	{ "gone half-way", START "BODY\nCLOSE\n", .early_at = 100000,
	    .status = EX_TEMPFAIL, .reason = "mx.test:25" },
	{ "reset half-way", START "BODY\nRESET\n", .early_at = 100000,
	    .status = EX_TEMPFAIL, .reason = "mx.test:25" },
	{ "silent half-way, success before", START "S: 250 taken\nWAIT\n",
	    .status = EX_PROTOCOL, .reason = "250 taken" },
};

/* ---- the last write: a success that is there before the dot has left ---- */

static const struct conversation stale = { "stale",
	START "BODY\nS: 250 stale\n", .status = EX_PROTOCOL };

static const struct conversation stale_and_gone = { "stale, and gone",
	START "BODY\nS: 250 stale\nCLOSE\n", .status = EX_PROTOCOL };

/* `at`: how many octets of the message the server waits for; it has more. */
static void
test_stale(const struct conversation *c, size_t at, size_t gulp, unsigned later)
{
	struct player player;
	struct outcome outcome;
	player_open(&player, c->name, c->script);
	player.early_at = at;
	player.gulp = gulp;
	player.later = later;
	conversation_play(c, &player, &outcome);
	ok(!outcome.accepted && !outcome.has_verdict,
	    "%s: a 250 that came after %zu octets of the body counts for "
	    "nothing (%zu at a time, put off %u times)",
	    c->name, at, gulp, later);
	ok(outcome.status != 0, "%s, %zu, %zu, %u: the status is %d", c->name,
	    at, gulp, later, outcome.status);
	ok(memmem(player.said.data, player.said.length, "\r\n.\r\n", 5) == NULL,
	    "%s, %zu, %zu, %u: the dot never leaves", c->name, at, gulp, later);
	is_text(player.problem, "", "%s: nothing else is wrong", c->name);
	player_free(&player);
}

static void
test_stales(void)
{
	for (size_t at = 1; at <= 21; at += 5) {
		/* Whenever we have to wait for the peer we hear it too. */
		test_stale(&stale, at, 1, 1);
		test_stale(&stale, at, 3, 2);
		test_stale(&stale_and_gone, at, 1, 0);
		test_stale(&stale_and_gone, at, 1, 2);
	}
}

/* ---- a message that is large enough to be refused on the way ---- */

static const char *
large(struct buf *message)
{
	buf_text(message, "Subject: large\n\n");
	while (message->length < BIG)
		buf_text(message, ".line after line after line\n");
	return message->data;
}

static const struct conversation whole = { "large",
	START "BODY\nS: 250 taken\nC: QUIT\nS: 221 bye\n" };

int
main(void)
{
	struct buf text = BUF(2 * BIG);
	const char *message = large(&text);
	size_t count = sizeof(conversations) / sizeof(*conversations);
	for (size_t i = 0; i < count; i++) {
		struct conversation c = conversations[i];
		struct player player;
		struct outcome outcome;
		c.message = message;
		player_open(&player, c.name, c.script);
		if (c.early_at > 0)
			player.early_at = c.early_at;
		conversation_play(&c, &player, &outcome);
		is(outcome.status, c.status, "%s: the status", c.name);
		has(outcome.err.text, c.reason, "%s: the reason", c.name);
		ok(!outcome.accepted, "%s: not accepted", c.name);
		ok(!outcome.err.uncertain, "%s: and that is certain", c.name);
		is(player.message_count, 0, "%s: the dot never left", c.name);
		ok(memmem(player.said.data, player.said.length, "\r\n.\r\n", 5)
			== NULL,
		    "%s: nor does it after that", c.name);
		is_text(player.problem, "", "%s: to the letter", c.name);
		player_free(&player);
	}
	struct player player;
	struct outcome outcome;
	struct conversation c = whole;
	c.message = message;
	player_open(&player, c.name, c.script);
	conversation_play(&c, &player, &outcome);
	is(outcome.status, 0, "a large message is taken");
	ok(player.body.length > BIG, "all of it");
	is_text(player.problem, "", "to the letter");
	player_free(&player);
	test_stales();
	buf_free(&text);
	return tap_done();
}
