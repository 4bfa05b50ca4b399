/* compose.c - whatever is piped in, what leaves is fit: mail/compose.h
 *
 * The first line holds letters: t recipients are taken from the header, k and p
 * the sender policy keep and force, l local names go elsewhere, a what is
 * missing is added, g it passes through a gateway, n the full name was asked
 * for. The second is the sender, the third the full name, the fourth an
 * operand, and behind it is the message.
 */
#include "mail/compose.h"

#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "unit/sample.h"

struct run {
	struct arena arena;
	struct slice letters;
	struct compose how;
	struct message message;
	struct envelope envelope;
	struct error err;
};

static bool
wants(const struct run *run, char letter)
{
	return fuzz_wants(run->letters, letter);
}

static void
set_how(struct run *run, struct slice *input)
{
	const char *sender = fuzz_text(&run->arena, fuzz_take(input, '\n'));
	const char *name = fuzz_text(&run->arena, fuzz_take(input, '\n'));
	const char *operand = fuzz_text(&run->arena, fuzz_take(input, '\n'));
	run->how = (struct compose){
		.policy = wants(run, 'p') ? SENDER_FORCE
		    : wants(run, 'k')     ? SENDER_KEEP
					  : SENDER_FIX,
		.from = wants(run, 'p') ? "own@example.com" : NULL,
		.local_recipient = wants(run, 'l') ? "ops@example.com" : NULL,
		.add_missing = wants(run, 'a'),
		.completion = { "example.com", "web1" },
		.origin = "user joe",
		.login = "joe",
		.full_name = name[0] == '\0' ? NULL : name,
		.now = 1709210096,
		.sender = sender[0] == '\0' ? NULL : sender,
		.sender_name = wants(run, 'n') ? name : NULL,
		.header_recipients = wants(run, 't'),
		.gateway = wants(run, 'g'),
	};
	if (operand[0] != '\0')
		text_list_add(&run->arena, &run->how.operands, operand);
}

static void
check_path(const char *path)
{
	for (const char *c = path; *c != '\0'; c++)
		must_say(!text_is_control(*c) || *c == '\t', "%s", path);
	must_say(path[0] == '\0' || strchr(path, '@') != NULL, "%s", path);
}

static void
check_envelope(const struct run *run)
{
	must(run->envelope.sender != NULL && run->envelope.count > 0);
	if (run->how.policy != SENDER_KEEP)
		check_path(run->envelope.sender);
	if (run->how.policy == SENDER_FORCE)
		must(strcmp(run->envelope.sender, "own@example.com") == 0);
	for (size_t i = 0; i < run->envelope.count; i++) {
		check_path(run->envelope.recipients[i].address);
		must(run->envelope.recipients[i].address[0] != '\0');
	}
}

static size_t
count_fields(const struct run *run, const char *name)
{
	size_t count = 0;
	struct field *field = header_find(&run->message.header, name);
	for (; field != NULL;
	     field = header_next(&run->message.header, field, name))
		count++;
	return count;
}

/* Every line but those that go on begins with a name and a colon. */
static void
check_lines(const char *text)
{
	while (*text != '\0') {
		const char *end = strstr(text, "\r\n");
		must(end != NULL);
		struct slice line = { text, (size_t)(end - text) };
		must(memchr(line.data, '\r', line.length) == NULL
		    && memchr(line.data, '\n', line.length) == NULL);
		must_say(text_is_blank(*text) || field_begins(line), "%.*s",
		    (int)line.length, line.data);
		text = end + 2;
	}
}

static void
check_header(struct run *run)
{
	const struct header *header = &run->message.header;
	check_lines(sample_header(&run->arena, &run->message));
	must(count_fields(run, "Bcc") == 0);
	must(count_fields(run, "Resent-Bcc") == 0);
	must(count_fields(run, "Return-Path") == 0);
	if (run->how.policy == SENDER_FORCE)
		must(count_fields(run, "From") <= 1);
	if (!run->how.add_missing || run->how.gateway)
		return;
	must(header_has(header, "From") && header_has(header, "Date"));
	must(header_has(header, "Message-ID"));
}

/* A line beyond what SMTP carries has no blank at which it could be folded. */
static void
check_widths(struct run *run)
{
	const char *line = sample_header(&run->arena, &run->message);
	while (*line != '\0') {
		size_t length = strcspn(line, "\r");
		for (size_t i = 1;
		     length > MESSAGE_LINE_MOST && i < MESSAGE_LINE_MOST; i++)
			must_say(
			    !text_is_blank(line[i]), "%.*s", (int)length, line);
		line += length + 2;
	}
}

static void
check_body(struct run *run)
{
	struct slice body = sample_body(&run->arena, &run->message);
	must(memchr(body.data, '\0', body.length) == NULL);
	for (size_t i = 0; i < body.length; i++) {
		bool pair = i + 1 < body.length && body.data[i + 1] == '\n';
		must_say(body.data[i] != '\r' || pair, "no bare CR");
		must_say(
		    body.data[i] != '\n' || (i > 0 && body.data[i - 1] == '\r'),
		    "no bare LF");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct run run = { .letters = fuzz_take(&input, '\n') };
	set_how(&run, &input);
	int fd = sample_fd(input.data, input.length);
	if (message_read(&run.arena, &run.message, fd, false, 0, &run.err)
	    && compose(
		&run.arena, &run.how, &run.message, &run.envelope, &run.err)) {
		must(!error_is_set(&run.err));
		check_envelope(&run);
		check_header(&run);
		check_widths(&run);
		check_body(&run);
	} else {
		fuzz_check_error(&run.err);
	}
	close(fd);
	message_free(&run.message);
	arena_free(&run.arena);
	return 0;
}
