/* socks.c - what we say to a proxy, and whatever it may answer: RFC 1928, 1929
 */
#include "net/socks.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "unit/conversation.h"
#include "unit/tap.h"
#include "unit/wire.h"

/* Without a login; asked for a name, at port 587; the answer, from 127.0.0.1
 * port 1080; and the smarthost's first words in the same write. */
#define HELLO "C! \\x05\\x01\\x00\nS! \\x05\\x00\n"
#define ASK "C! \\x05\\x01\\x00\\x03\\x07mx.test\\x02\\x4b\n"
#define YES "S! \\x05\\x00\\x00\\x01\\x7f\\x00\\x00\\x01\\x04\\x38\n"
#define GREETING "S: 220 mx\n"
#define ANY "\\x00\\x00\\x00\\x00\\x00\\x00"

/* With a login. */
#define WHO "C! \\x05\\x02\\x00\\x02\n"
#define LOGIN WHO "S! \\x05\\x02\nC! \\x01\\x03joe\\x06s3cret\n"

#define NO_SOCKS "the proxy p.test does not speak SOCKS 5"
#define OTHER_LOGIN "the proxy p.test wants another login than we have"
#define HINT ": write socks5://USER:PASSWORD@…"
#define TOO_LONG " is longer than 255 octets, which SOCKS cannot say"

static const struct socks_proxy nobody = { "p.test", "1080", NULL, NULL };
static const struct socks_proxy joe = { "p.test", "1080", "joe", "s3cret" };
static const struct socks_proxy jim = { "p.test", "1080", "jim", NULL };

struct row {
	const char *name, *script;
	const struct socks_proxy *proxy; /* NULL: nobody */
	const char *host;                /* NULL: mx.test */
	int status;
	const char *reason;
};

static const struct row good[] = {
	{ "no login", HELLO ASK YES GREETING },
	{ "user and password", LOGIN "S! \\x01\\x00\n" ASK YES GREETING, &joe },
	{ "a user without a password",
	    WHO "S! \\x05\\x02\nC! \\x01\\x03jim\\x00\nS! \\x01\\x00\n" ASK YES
		GREETING,
	    &jim },
	{ "a login that is not wanted", WHO "S! \\x05\\x00\n" ASK YES GREETING,
	    &joe },
	{ "an IPv4 address goes as one",
	    HELLO "C! \\x05\\x01\\x00\\x01\\xc0\\x00\\x02\\x07\\x02\\x4b\n" YES
		GREETING,
	    NULL, "192.0.2.7" },
	{ "an IPv6 address goes as one",
	    HELLO
	    "C! \\x05\\x01\\x00\\x04\\x20\\x01\\x0d\\xb8\\x00\\x00\\x00"
	    "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x25\\x02\\x4b\n" YES
		GREETING,
	    NULL, "2001:db8::25" },
	{ "what only looks like an address is a name",
	    HELLO "C! \\x05\\x01\\x00\\x03\\x06192.02\\x02\\x4b\n" YES GREETING,
	    NULL, "192.02" },
	{ "it connects from an IPv6 address",
	    HELLO ASK "S! \\x05\\x00\\x00\\x04\\x00\\x00\\x00\\x00\\x00\\x00"
		      "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\\x04"
		      "\\x38\n" GREETING },
	{ "it connects from a name",
	    HELLO ASK
	    "S! \\x05\\x00\\x00\\x03\\x06p.test\\x04\\x38\n" GREETING },
	{ "it connects from a name of no letters",
	    HELLO ASK "S! \\x05\\x00\\x00\\x03\\x00\\x04\\x38\n" GREETING },
	{ "the reserved octet is not looked at",
	    HELLO ASK "S! \\x05\\x00\\xff\\x01" ANY "\n" GREETING },
};

static const struct row bad[] = {
	{ "the login refused", LOGIN "S! \\x01\\x01\n", &joe, NULL, EX_NOPERM,
	    "the proxy p.test refused its user or password" },
	{ "the login refused with 255", LOGIN "S! \\x01\\xff\n", &joe, NULL,
	    EX_NOPERM, "the proxy p.test refused its user or password" },
	{ "a login is wanted", "C! \\x05\\x01\\x00\nS! \\x05\\x02\n", NULL,
	    NULL, EX_NOPERM, OTHER_LOGIN HINT },
	{ "no method will do", "C! \\x05\\x01\\x00\nS! \\x05\\xff\n", NULL,
	    NULL, EX_NOPERM, OTHER_LOGIN HINT },
	{ "another method is wanted", WHO "S! \\x05\\x01\n", &joe, NULL,
	    EX_NOPERM, OTHER_LOGIN },
	{ "no method of ours will do", WHO "S! \\x05\\xff\n", &joe, NULL,
	    EX_NOPERM, OTHER_LOGIN },
	{ "SOCKS 4", "C! \\x05\\x01\\x00\nS! \\x00\\x5b\n", NULL, NULL,
	    EX_PROTOCOL, NO_SOCKS },
	{ "a web server", "C! \\x05\\x01\\x00\nS: HTTP/1.0 400 Bad\n", NULL,
	    NULL, EX_PROTOCOL, NO_SOCKS },
	{ "a smarthost", "S: 220 mx\nC! \\x05\\x01\\x00\n", NULL, NULL,
	    EX_PROTOCOL, NO_SOCKS },
	{ "another version of the login", LOGIN "S! \\x05\\x00\n", &joe, NULL,
	    EX_PROTOCOL, NO_SOCKS },
	{ "another version of the answer", HELLO ASK "S! \\x04\\x00\n", NULL,
	    NULL, EX_PROTOCOL, NO_SOCKS },
	{ "no address of kind 0", HELLO ASK "S! \\x05\\x00\\x00\\x00\n", NULL,
	    NULL, EX_PROTOCOL, NO_SOCKS },
	{ "no address of kind 2", HELLO ASK "S! \\x05\\x00\\x00\\x02\n", NULL,
	    NULL, EX_PROTOCOL, NO_SOCKS },
	{ "no address of kind 255", HELLO ASK "S! \\x05\\x00\\x00\\xff\n", NULL,
	    NULL, EX_PROTOCOL, NO_SOCKS },
};

static bool
play(const struct row *row, struct player *player, struct error *err)
{
	struct stream stream;
	const char *host = row->host == NULL ? "mx.test" : row->host;
	char heard[sizeof("220 mx")] = "";
	*err = (struct error){ 0 };
	stream_open(&stream, wire_layer(player), "mx.test:587", err);
	stream_expect(&stream, "asking the proxy", CLOCK_NEVER);
	bool well = socks_connect(&stream,
	    row->proxy == NULL ? &nobody : row->proxy, host, "587", err);
	for (size_t i = 0; well && i < sizeof(heard) - 1; i++)
		stream_get(&stream, &heard[i]);
	/* Nothing of the proxy's words may be taken for the smarthost's. */
	if (well && !stream.failed && strcmp(heard, "220 mx") != 0)
		player_complain(player, "heard \"%s\"", heard);
	stream_put(&stream, "QUIT\r\n", 6);
	if (!well && stream_flush(&stream))
		player_complain(player, "said to a proxy that failed");
	stream_close(&stream);
	return well;
}

static void
test_plainly(const struct row *row, struct player *player)
{
	struct error err;
	player_open(player, row->name, row->script);
	bool well = play(row, player, &err);
	player_is_done(player);
	is_text(player->problem, "", "%s: to the letter", row->name);
	is(well, row->status == 0, "%s: is it well?", row->name);
	is(err.code, row->status, "%s: the status", row->name);
	is_text(err.text, row->reason == NULL ? "" : row->reason,
	    "%s: the reason", row->name);
}

static void
test_bit_by_bit(const struct row *row)
{
	struct player player;
	struct error err;
	player_open(&player, row->name, row->script);
	player.bite = player.gulp = 1;
	player.later = 1;
	player.lazy = true;
	play(row, &player, &err);
	is_text(player.problem, "", "%s: octet by octet", row->name);
	is(err.code, row->status, "%s: the same status", row->name);
	player_free(&player);
}

/* What came of a connection that ended too soon; NULL: what should. */
static const char *
judge(const struct row *row, const struct player *player,
    const struct error *err, bool well)
{
	if (player->problem[0] != '\0')
		return player->problem;
	if (well)
		return "it is well";
	if (err->code != EX_TEMPFAIL && err->code != row->status)
		return err->text;
	if (err->code == EX_TEMPFAIL && strstr(err->text, "mx.test:587") == NULL
	    && row->status != EX_TEMPFAIL)
		return "the peer is not named";
	return NULL;
}

static void
test_cut(const struct row *row, bool saying, size_t most)
{
	const char *wrong = NULL;
	for (size_t i = 0; i < most * (PLAYER_DEAF + 1) && wrong == NULL; i++) {
		struct player player;
		struct error err;
		player_open(&player, row->name, row->script);
		player.end = (enum player_end)(i % (PLAYER_DEAF + 1));
		*(saying ? &player.cut_saying : &player.cut_hearing) =
		    i / (PLAYER_DEAF + 1);
		bool well = play(row, &player, &err);
		wrong = judge(row, &player, &err, well);
		if (wrong != NULL)
			tap_note("at octet %zu, end %d: %s",
			    i / (PLAYER_DEAF + 1), player.end, wrong);
		player_free(&player);
	}
	ok(wrong == NULL && most > 0, "%s: cut at each of %zu octets while %s",
	    row->name, most, saying ? "it speaks" : "we speak");
}

static void
test(const struct row *row)
{
	struct player plain;
	test_plainly(row, &plain);
	test_bit_by_bit(row);
	size_t greeting = row->status == 0 ? strlen("220 mx\r\n") : 0;
	test_cut(row, true, plain.produced - greeting);
	if (plain.said.length > 0)
		test_cut(row, false, plain.said.length);
	player_free(&plain);
}

/* RFC 1928 section 6, and beyond. */
static void
test_refusals(void)
{
	static const struct {
		unsigned said;
		int status;
		const char *why;
	} refusals[] = {
		{ 1, EX_TEMPFAIL, "general failure" },
		{ 2, EX_NOPERM, "its rules do not allow it" },
		{ 3, EX_TEMPFAIL, "network unreachable" },
		{ 4, EX_TEMPFAIL, "host unreachable" },
		{ 5, EX_TEMPFAIL, "connection refused" },
		{ 6, EX_TEMPFAIL, "time to live expired" },
		{ 7, EX_PROTOCOL, "it does not know the command" },
		{ 8, EX_PROTOCOL, "it does not know the kind of address" },
		{ 9, EX_PROTOCOL, "status 9" },
		{ 255, EX_PROTOCOL, "status 255" },
	};
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		char script[200], reason[200];
		snprintf(script, sizeof(script),
		    HELLO ASK
		    "S! \\x05\\x%02x\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00\n",
		    refusals[i].said);
		snprintf(reason, sizeof(reason),
		    "the proxy p.test cannot connect to mx.test: %s",
		    refusals[i].why);
		test(&(struct row){ .name = refusals[i].why,
		    .script = script,
		    .status = refusals[i].status,
		    .reason = reason });
	}
}

/* A length is one octet. */
static void
test_lengths(void)
{
	char most[256] = "", more[257] = "", script[600];
	memset(most, 'x', 255);
	memset(more, 'x', 256);
	const struct socks_proxy user = { "p.test", "1080", more, "s3cret" };
	const struct socks_proxy password = { "p.test", "1080", "joe", more };
	const struct socks_proxy both = { "p.test", "1080", most, most };

	snprintf(script, sizeof(script),
	    HELLO "C! \\x05\\x01\\x00\\x03\\xff%s\\x02\\x4b\n" YES GREETING,
	    most);
	test(&(struct row){ "a long name", script, .host = most });
	test(&(struct row){ "a name too long", HELLO, NULL, more, EX_CONFIG,
	    "proxy p.test: the name of the smarthost" TOO_LONG });
	test(&(struct row){ "a user too long", WHO "S! \\x05\\x02\n", &user,
	    NULL, EX_CONFIG, "proxy p.test: its user" TOO_LONG });
	test(&(struct row){ "a password too long", WHO "S! \\x05\\x02\n",
	    &password, NULL, EX_CONFIG,
	    "proxy p.test: its password" TOO_LONG });
	snprintf(script, sizeof(script),
	    WHO "S! \\x05\\x02\nC! \\x01\\xff%s\\xff%s\nS! \\x01\\x01\n", most,
	    most);
	test(&(struct row){ "user and password long", script, &both, NULL,
	    EX_NOPERM, "the proxy p.test refused its user or password" });
}

static const struct smarthost behind = {
	.host = "mx.test",
	.port = "587",
	.peer = "mx.test:587",
	.helo = "me",
	.tls = TLS_OFF,
	.proxy = { "p.test", "1080", NULL, NULL },
};

static const struct conversation whole[] = {
	{ "a message by way of a proxy",
	    HELLO ASK YES
	    "S: 220 mx\nC: EHLO me\nS: 250 mx\nC: MAIL FROM:<a@x>\n"
	    "S: 250 ok\nC: RCPT TO:<b@y>\nS: 250 ok\nC: DATA\nS: 354 go\n"
	    "BODY\nS: 250 taken\nC: QUIT\nS: 221 bye\n",
	    .smarthost = &behind, .codes = "0" },
	{ "no word to a proxy that refuses",
	    HELLO ASK "S! \\x05\\x05\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00\n",
	    .smarthost = &behind, .status = EX_TEMPFAIL, .codes = "w",
	    .reason = "the proxy p.test cannot connect to mx.test: "
		      "connection refused" },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		test(&good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		test(&bad[i]);
	test_refusals();
	test_lengths();
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		conversation_test(&whole[i]);
	return tap_done();
}
