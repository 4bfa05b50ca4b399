/* message.c - a message as it is piped in: mail/message.h, mail/header.h
 *
 * Letters: d a dot ends it, m no more than 100 octets of body are kept.
 */
#include "mail/message.h"

#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "unit/sample.h"

#define MOST 100

static void
check_facts(const struct facts *facts, struct slice body)
{
	bool eight_bit = false, bare_cr = false, nul = false;
	size_t line = 0, longest = 0;
	for (size_t i = 0; i < body.length; i++) {
		char c = body.data[i];
		bool ends = c == '\r' && i + 1 < body.length
		    && body.data[i + 1] == '\n';
		eight_bit = eight_bit || (unsigned char)c > 127;
		bare_cr = bare_cr || (c == '\r' && !ends);
		nul = nul || c == '\0';
		must_say(c != '\n' || (i > 0 && body.data[i - 1] == '\r'),
		    "no bare LF");
		line = ends || c == '\n' ? line : line + 1;
		longest = line > longest ? line : longest;
		line = c == '\n' ? 0 : line;
	}
	must(facts->eight_bit == eight_bit);
	must(facts->bare_cr == bare_cr);
	must(facts->nul == nul);
	must(facts->longest == longest);
}

/* A name, a colon, and no line but those that go on. */
static void
check_field(const struct field *field)
{
	const char *colon = memchr(field->text, ':', field->length);
	must(colon != NULL && colon > field->text);
	must(memchr(field->text, '\0', field->length) == NULL);
	for (size_t i = 0; i < field->length; i++) {
		bool folds = i + 2 < field->length && field->text[i + 1] == '\n'
		    && text_is_blank(field->text[i + 2]);
		must(field->text[i] != '\r' || folds);
		must(field->text[i] != '\n'
		    || (i > 0 && field->text[i - 1] == '\r'));
	}
}

static void
without_folds(struct buf *to, struct slice text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] != '\r' && text.data[i] != '\n')
			buf_byte(to, text.data[i]);
	}
}

/* Folding adds line ends before blanks and nothing else. */
static void
check_fold(struct arena *arena, const struct field *field, size_t most)
{
	struct field folded = *field;
	struct buf before = BUF(4 * 1024 * 1024), after = before;
	field_fold(arena, &folded, most);
	check_field(&folded);
	without_folds(&before, (struct slice){ field->text, field->length });
	without_folds(&after, (struct slice){ folded.text, folded.length });
	must(before.length == after.length
	    && memcmp(before.data, after.data, after.length) == 0);
	const char *value = field_value(arena, field);
	must(strpbrk(value, "\r\n") == NULL);
	must(strcmp(value, field_value(arena, &folded)) == 0);
	buf_free(&before);
	buf_free(&after);
}

/* What the caller wrote is there, each octet in its place: line ends, the blank
 * line between header and body, and a byte order mark aside. Where the first
 * lines are not of the message, or not all of it was kept, only the end is held
 * against it. */
static void
check_whole(const struct message *message, struct arena *arena,
    struct slice body, struct slice input)
{
	struct buf wanted = BUF(4 * 1024 * 1024), got = wanted;
	const char *header = sample_header(arena, message);
	for (size_t i = 0; i < input.length; i++) {
		char c = input.data[i];
		if (c != '\n' && c != '\r' && c != ' ')
			buf_byte(&wanted, c);
	}
	struct slice parts[] = { { header, strlen(header) }, body };
	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < parts[i].length; j++) {
			char c = parts[i].data[j];
			if (c != '\n' && c != '\r' && c != ' ')
				buf_byte(&got, c);
		}
	}
	must(got.length <= wanted.length);
	size_t gone = wanted.length - got.length;
	must(memcmp(wanted.data + gone, got.data, got.length) == 0);
	size_t mark = input.length - text_without_mark(input).length;
	must(gone == 0 || gone == mark
	    || memmem(input.data, input.length, "From ", 5) != NULL);
	buf_free(&wanted);
	buf_free(&got);
}

static void
check(struct arena *arena, const struct message *message, struct slice letters,
    struct slice input)
{
	struct slice body = sample_body(arena, message);
	uint64_t size = body.length + 2;
	for (size_t i = 0; i < message->header.count; i++) {
		check_field(&message->header.fields[i]);
		check_fold(arena, &message->header.fields[i], 10);
		check_fold(arena, &message->header.fields[i], 78);
		size += message->header.fields[i].length + 2;
	}
	must(message_size(message) == size);
	must(message->body.size == body.length);
	must(!fuzz_wants(letters, 'm') || body.length <= MOST);
	if (!message->big)
		check_facts(&message->facts, body);
	if (!fuzz_wants(letters, 'm') && !fuzz_wants(letters, 'd'))
		check_whole(message, arena, body, input);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct slice letters = fuzz_take(&input, '\n');
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct message message;
	int fd = sample_fd(input.data, input.length);
	if (message_read(&arena, &message, fd, fuzz_wants(letters, 'd'),
		fuzz_wants(letters, 'm') ? MOST : 0, &err)) {
		must(!error_is_set(&err));
		check(&arena, &message, letters, input);
	} else {
		fuzz_check_error(&err);
	}
	close(fd);
	message_free(&message);
	arena_free(&arena);
	return 0;
}
