/* encode.c - what is encoded is decoded to the same octets: mail/encode.h
 *
 * The decoder is not ours (unit/sample.h). The input is a message.
 */
#include "mail/encode.h"

#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "unit/sample.h"

/* 0: it was left as it was. */
static bool
decode(struct arena *arena, const struct message *message, struct buf *to)
{
	const char *how =
	    sample_field(arena, message, "Content-Transfer-Encoding");
	struct slice body = sample_body(arena, message);
	if (how != NULL && strcmp(how, "base64") == 0)
		return sample_unbase64(to, body);
	if (how != NULL && strcmp(how, "quoted-printable") == 0)
		return sample_unquote(to, body);
	buf_add(to, body.data, body.length);
	return true;
}

static void
without_line_ends(struct buf *to, struct slice text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] != '\r' && text.data[i] != '\n')
			buf_byte(to, text.data[i]);
	}
}

static void
check_same(struct slice before, const struct buf *after)
{
	must(after->length == before.length
	    && memcmp(after->data, before.data, before.length) == 0);
}

/* Where it must not be encoded, lone CRs become line ends, and no more. */
static void
check_broken(struct slice before, struct slice after)
{
	struct buf was = BUF(4 * 1024 * 1024), is = was;
	without_line_ends(&was, before);
	without_line_ends(&is, after);
	must(was.length == is.length
	    && memcmp(was.data, is.data, is.length) == 0);
	for (size_t i = 0; i < after.length; i++)
		must(after.data[i] != '\r'
		    || (i + 1 < after.length && after.data[i + 1] == '\n'));
	buf_free(&was);
	buf_free(&is);
}

static void
check(struct arena *arena, struct message *message)
{
	struct error err = { 0 };
	struct buf decoded = BUF(16 * 1024 * 1024);
	struct slice before = sample_body(arena, message);
	struct facts facts = message->facts;
	const char *had =
	    sample_field(arena, message, "Content-Transfer-Encoding");
	bool foreign = had != NULL && had[0] != '\0' && !text_equal(had, "7bit")
	    && !text_equal(had, "8bit") && !text_equal(had, "binary");
	if (!encode_for_any(arena, message, &err)
	    || !sample_for_7bit(arena, message, &err)) {
		fuzz_check_error(&err);
		buf_free(&decoded);
		return;
	}
	const char *has =
	    sample_field(arena, message, "Content-Transfer-Encoding");
	struct slice after = sample_body(arena, message);
	must(memchr(after.data, '\0', after.length) == NULL);
	if (foreign || has == had || strcmp(has, had == NULL ? "" : had) == 0) {
		check_broken(before, after);
	} else {
		must(decode(arena, message, &decoded));
		check_same(before, &decoded);
		must(text_is_ascii(after.data, after.length));
		must(sample_field(arena, message, "MIME-Version") != NULL);
		must(facts.nul || facts.bare_cr || facts.eight_bit
		    || facts.longest > MESSAGE_LINE_MOST);
	}
	buf_free(&decoded);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct message message;
	int fd = sample_fd((const char *)data, size);
	if (message_read(&arena, &message, fd, false, 0, &err))
		check(&arena, &message);
	close(fd);
	message_free(&message);
	arena_free(&arena);
	return 0;
}
