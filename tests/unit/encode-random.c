/* encode-random.c - whatever the body, it decodes to the very bytes */
#include <stdlib.h>
#include <string.h>

#include "mail/encode.h"
#include "unit/sample.h"
#include "unit/tap.h"

#define ROUNDS 1500

/* Octets that make trouble come often. */
static char
random_octet(uint64_t *state, unsigned kind)
{
	static const char trouble[] = " \t=.\r\n~\x7f\x80\xff";
	uint64_t r = sample_random(state);
	if (kind == 0 || r % 3 == 0)
		return trouble[(r >> 8) % (sizeof(trouble) - 1)];
	if (kind == 1)
		return (char)('a' + (r >> 8) % 26);
	return (char)(r >> 8);
}

static size_t
random_body(char *body, size_t most, uint64_t *state, unsigned kind)
{
	size_t length = sample_random(state) % (most + 1);
	for (size_t i = 0; i < length; i++)
		body[i] = random_octet(state, kind);
	return length;
}

/* Line ends may stand at the places where a soft break does. */
static size_t
lines_of(char *body, size_t width, char last)
{
	size_t at = 0;
	for (size_t i = 0; i < 3; i++) {
		memset(body + at, 'x', width);
		at += width;
		body[at++] = last;
		body[at++] = '\n';
	}
	body[at++] = '\0'; /* so that it is encoded */
	body[at++] = '\n';
	return at;
}

static bool
check(const char *body, size_t length, unsigned *encoded)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct message message;
	struct buf input = BUF(1000000), decoded = BUF(1000000);
	buf_text(&input, "\n");
	buf_add(&input, body, length);
	sample_message(&arena, &message, input.data, input.length);
	struct slice before = sample_body(&arena, &message);
	bool well = encode_for_any(&arena, &message, &err)
	    && sample_for_7bit(&arena, &message, &err);
	struct slice after = sample_body(&arena, &message);
	const char *how =
	    sample_field(&arena, &message, "Content-Transfer-Encoding");
	if (how == NULL)
		buf_add(&decoded, after.data, after.length);
	else if (strcmp(how, "base64") == 0)
		well = well && sample_unbase64(&decoded, after);
	else
		well = well && sample_unquote(&decoded, after);
	*encoded += how != NULL;
	well = well && decoded.length == before.length
	    && memcmp(decoded.data, before.data, before.length) == 0;
	message_free(&message);
	buf_free(&input);
	buf_free(&decoded);
	arena_free(&arena);
	return well;
}

static void
test_random(unsigned kind, size_t most, unsigned rounds)
{
	char *body = malloc(most + 1);
	uint64_t state = 2045 + kind;
	unsigned failed = 0, encoded = 0;
	for (unsigned i = 0; i < rounds; i++) {
		size_t length = random_body(body, most, &state, kind);
		if (!check(body, length, &encoded) && failed++ == 0)
			tap_note("round %u, %zu octets", i, length);
	}
	ok(failed == 0 && encoded > rounds / 2,
	    "%u bodies of kind %u, %u of them encoded, %u wrongly", rounds,
	    kind, encoded, failed);
	free(body);
}

static void
test_edges(void)
{
	static const char lasts[] = "x =\t\r\x80";
	char body[1000];
	unsigned encoded = 0;
	bool well = true;
	for (size_t width = 0; width < 160; width++) {
		for (size_t i = 0; i < sizeof(lasts) - 1; i++) {
			size_t length = lines_of(body, width, lasts[i]);
			well = well && check(body, length, &encoded);
		}
	}
	ok(well, "lines of any width with any end");
	is(encoded, 160 * (sizeof(lasts) - 1), "all of them were encoded");
}

/* Larger than memory is meant for: through the temporary file. */
static void
test_large(unsigned kind)
{
	size_t size = 3 * STORE_IN_MEMORY + 12345;
	char *body = malloc(size);
	uint64_t state = 7;
	unsigned encoded = 0;
	for (size_t i = 0; i < size; i++)
		body[i] = random_octet(&state, kind);
	ok(check(body, size, &encoded), "%zu octets of kind %u", size, kind);
	is(encoded, 1, "kind %u: encoded", kind);
	free(body);
}

int
main(void)
{
	test_random(0, 300, ROUNDS);
	test_random(1, 3000, ROUNDS / 5);
	test_random(2, 300, ROUNDS);
	test_edges();
	test_large(1);
	test_large(2);
	return tap_done();
}
