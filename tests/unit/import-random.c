/* import-random.c - whatever stands in the file of another program, what is
 * told is a configuration of ours, and no password is in it */
#include "import/import.h"

#include <string.h>

#include "conf/keyword.h"
#include "conf/parser.h"
#include "import/peer.h"
#include "unit/place.h"
#include "unit/sample.h"
#include "unit/tap.h"

#define ROUNDS 1500
#define SECRET "S3CRET"

static const struct peer *const peers[] = { &peer_ssmtp, &peer_msmtp,
	&peer_nullmailer, &peer_dma, &peer_esmtp };

static const char *const values[] = { "", "on", "off", "yes", "a@x.example",
	"*@x", "%U@%M", "~/x", "/x", "x", "mx.example.com:587", "[::1]:25",
	"::1", "465", "587", "0", "-1", "99999999999", "\"", "\"\"", "\"a", "'",
	"'a b'", "${HOME}", "${", "$${x}", "=", "a=b", "#", "a # b", "\\",
	"\\\"", "[account x]", "a : b", "a, b", ":", "|", "a|b:c", "\x01",
	"\xff\xfe", "\xc3\xa4", "a\rb", "enabled", "required", "disabled",
	"plain", "external", "login", "lmtp", "LOG_MAIL", "system",
	"include = /etc/passwd", "\"a\\nnonsense\"", "192.0.2.1", "none",
	"a b c d e" };

static const char *const remotes[] = { "mx.example.com", "::1 smtp",
	"mx smtp port=26 user=a pass=" SECRET,
	"my smtp starttls --user=b --pass='" SECRET " x'", "mx qmqp",
	"mx smtp tls insecure source=x port=y user=a pw=" SECRET,
	"mx smtp pass=" SECRET, "pass=" SECRET, "mx smtp 'pass=" SECRET,
	"mx smtp user=a pass=" SECRET " x509cafile=~/x source=192.0.2.1" };

/* What holds a password there, or might. */
static const char *const secrets[] = { "password " SECRET, "pass " SECRET,
	"AuthPass=" SECRET, "password=\"" SECRET "\"", "passwrd " SECRET,
	SECRET, "certificate_passphrase = " SECRET, "pw=" SECRET,
	"[" SECRET "]" };

static uint64_t state = 20261125;

static size_t
draw(size_t most)
{
	return (size_t)(sample_random(&state) % most);
}

#define DRAW(list) (list)[draw(sizeof(list) / sizeof((list)[0]))]

static const char *
draw_name(const struct peer *peer)
{
	size_t count = 0;
	if (draw(10) == 0)
		peer = DRAW(peers);
	while (peer->rows[count].name != NULL)
		count++;
	return peer->rows[draw(count)].name;
}

static void
draw_line(const struct peer *peer, struct buf *to)
{
	static const char *const joints[] = { " ", "=", " = ", "\t", "  ", "" };
	static const char *const ends[] = { "\n", "\n", "\n", "\r\n", " # x\n",
		"\n\n" };
	static const char *const begins[] = { "account a\n", "account b : a\n",
		"account default : b\n", "defaults\n", "identity=a@x\n",
		"identity b@x\n", "host smtp.example.com\n",
		"mailhub=mx.example.com\n", "SMARTHOST mx.example.com\n",
		"hostname=mx.example.com\n", "auth on\nuser joe\n",
		"AuthUser=joe\n", "username=joe\n" };
	if (peer == &peer_nullmailer) {
		buf_print(to, "%s%s", DRAW(remotes), DRAW(ends));
		return;
	}
	switch (draw(8)) {
	case 0:
	case 1:
		buf_text(to, DRAW(begins));
		break;
	case 2:
		buf_print(to, "%s\n", DRAW(secrets));
		break;
	default:
		buf_print(to, "%s%s%s%s", draw_name(peer), DRAW(joints),
		    DRAW(values), DRAW(ends));
	}
}

/* Without the lines of settings that are not there yet. */
static const char *
known_lines(struct arena *arena, const char *text)
{
	struct buf known = BUF(CONFIG_MOST);
	while (*text != '\0') {
		size_t length = strcspn(text, "\n") + 1;
		bool later = keyword_find("aliases") == NULL
		    && text_starts(text, "aliases = ");
		if (!later)
			buf_add(&known, text, length);
		text += length;
	}
	const char *copy = arena_copy(arena, known.data, known.length);
	buf_free(&known);
	return copy;
}

static void
test_round(int round)
{
	struct arena arena = { 0 };
	struct buf theirs = BUF(65536), ours = BUF(CONFIG_MOST);
	struct text_list warnings = { 0 };
	struct error err = { 0 };
	const struct peer *peer = DRAW(peers);
	for (size_t lines = draw(12) + 1; lines > 0; lines--)
		draw_line(peer, &theirs);
	const char *file = place_file("theirs", theirs.data, 0600);
	const char *what = arena_print(&arena, "%s:%s", peer->name, file);
	bool well = true;
	if (import(&arena, what, &ours, &warnings, &err)) {
		struct config config = { 0 };
		const char *path =
		    place_file("ours", known_lines(&arena, ours.data), 0600);
		well = parser_read(
		    &arena, (struct file_named){ path, NULL }, &config, &err);
	} else if (err.code != EX_DATAERR || ours.length > 0) {
		well = false;
	}
	bool hidden = strstr(ours.data, SECRET) == NULL;
	for (size_t i = 0; i < warnings.count; i++)
		hidden = hidden && strstr(warnings.items[i], SECRET) == NULL;
	if (!ok(well && hidden, "round %d: %s", round, peer->name))
		tap_note("%s\n%s\n%s", err.text, theirs.data, ours.data);
	buf_free(&theirs);
	buf_free(&ours);
	arena_free(&arena);
}

int
main(void)
{
	for (int round = 0; round < ROUNDS; round++)
		test_round(round);
	return tap_done();
}
