/* server.c - a client that says what it likes: smtp/server.h
 *
 * The input is the client's side. Letters: p it may log in, c and show its
 * password, l it must; f nothing but failure comes of a message, w the answers
 * of the backend are long and not ASCII, s the client falls silent in the end,
 * d it drips, g every ~ stands for more octets than a window holds. Of senders
 * and recipients "<bad" is refused, "<late" for now.
 */
#include "smtp/server.h"

#include <string.h>

#include "fuzz/file.h"
#include "fuzz/fuzz.h"
#include "unit/sample.h"

#define SIZE_MOST 2000
#define MANY 66000
#define MANY_TIMES 5 /* no more of them */
#define RECIPIENTS_MOST 5
#define REPLY_MOST 512 /* RFC 5321 4.5.3.1.5 */
#define TAKEN "250 2.0.0 taken"

/* joe's password is "pw". */
static const char users[] =
    "joe SCRAM-SHA-1$4096:QSXCR+Q6sek8bf92$PiguGQGmciU7DFd2Cg+cOf0tjCQ=:"
    "n56+26SrhoZvjxa78ZACJVi/OPc=\n"
    "joe CLEAR$pw\n";

struct run {
	struct slice letters;
	struct peer peer;
	struct arena arena;
	struct passwords passwords;
	struct stream stream;
	struct error err;
	bool in_mail;  /* the backend has heard of one */
	bool admitted; /* somebody has logged in */
	size_t sent;
};

static bool
wants(const struct run *run, char letter)
{
	return fuzz_wants(run->letters, letter);
}

/* ---- the backend ---- */

static const char *
decide(const struct run *run, struct arena *arena, const char *path)
{
	const char *words = "250 2.1.0 ok";
	char *far = arena_copy(arena, "", 0);
	must(path != NULL && path[0] != '\0');
	must(fuzz_is_clean(path, strlen(path), ""));
	must(text_is_utf8(path, strlen(path)));
	if (text_starts(path, "<bad"))
		words = "550 5.1.1 no";
	else if (text_starts(path, "<late"))
		words = "451 4.7.1 later";
	for (size_t i = 0; wants(run, 'w') && i < 200; i++)
		far = arena_print(arena, "%s\xe2\x82\xac", far);
	return arena_print(arena, "%s%s", words, far);
}

static void
backend_ask(void *self, struct server_mail *mail)
{
	struct run *run = self;
	run->in_mail = true;
	must(!wants(run, 'l') || run->admitted);
	must(mail->count <= RECIPIENTS_MOST);
	must(mail->size <= SIZE_MOST || wants(run, 'g'));
	if (mail->reply == NULL)
		mail->reply = decide(run, mail->arena, mail->sender);
	for (size_t i = 0; i < mail->count && mail->reply[0] == '2'; i++) {
		struct server_recipient *to = &mail->recipients[i];
		if (to->reply == NULL)
			to->reply = decide(run, mail->arena, to->path);
	}
}

/* No lone LF, and a lone CR only where the facts know of it. */
static void
check_lines(struct slice text, bool bare_cr)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] == '\n')
			must(i > 0 && text.data[i - 1] == '\r');
		if (text.data[i] == '\r' && !bare_cr)
			must(i + 1 < text.length && text.data[i + 1] == '\n');
	}
}

/* Whoever is refused in one flight with the message gets none. */
static bool
has_recipient(const struct server_mail *mail)
{
	bool has = false;
	for (size_t i = 0; i < mail->count && mail->reply[0] == '2'; i++)
		has = has || mail->recipients[i].reply[0] == '2';
	return has;
}

static void
backend_send(void *self, struct server_mail *mail)
{
	struct run *run = self;
	const struct message *message = &mail->message;
	backend_ask(run, mail);
	must(!message->big);
	must(message_size(message) <= SIZE_MOST || wants(run, 'g'));
	for (size_t i = 0; i < message->header.count; i++) {
		const struct field *field = &message->header.fields[i];
		check_lines(
		    (struct slice){ field->text, field->length }, false);
	}
	check_lines(sample_body(mail->arena, message), message->facts.bare_cr);
	bool taken = has_recipient(mail) && !wants(run, 'f');
	mail->verdict = taken ? TAKEN : "554 5.7.1 no";
	run->sent += taken;
}

static void
backend_end(void *self, struct server_mail *mail)
{
	struct run *run = self;
	(void)mail;
	run->in_mail = false;
}

static void
refuse(void *self, const char *login)
{
	const struct run *run = self;
	must(!run->admitted);
	must(login != NULL);
}

static void
admit(void *self, const char *login)
{
	struct run *run = self;
	must(wants(run, 'p') && strcmp(login, "joe") == 0);
	must(!run->admitted);
	run->admitted = true;
}

/* ---- what the client hears ---- */

/* RFC 5321 4.2: a code, a blank or, where more comes, a hyphen. */
static void
check_reply_line(struct slice line, const char *code)
{
	must(line.length >= 4 && line.length <= REPLY_MOST - 2);
	must(line.data[0] >= '2' && line.data[0] <= '5');
	must(text_is_digit(line.data[1]) && text_is_digit(line.data[2]));
	must(line.data[3] == ' ' || line.data[3] == '-');
	must(fuzz_is_clean(line.data, line.length, ""));
	must(text_is_utf8(line.data, line.length));
	must(code == NULL || memcmp(line.data, code, 3) == 0);
}

/* Gives how often a message was said to be taken. */
static size_t
check_replies(const struct buf *said)
{
	struct slice rest = { said->data, said->length };
	const char *code = NULL;
	size_t taken = 0;
	must(said->length >= 2 && text_starts(said->data, "220 "));
	must(memcmp(said->data + said->length - 2, "\r\n", 2) == 0);
	while (rest.length > 0) {
		struct slice line = fuzz_take(&rest, '\n');
		must(line.length > 0 && line.data[line.length - 1] == '\r');
		line.length--;
		check_reply_line(line, code);
		code = line.data[3] == '-' ? line.data : NULL;
		taken += text_equal_n(line.data, TAKEN, strlen(TAKEN));
	}
	must(code == NULL);
	return taken;
}

static size_t
count_of(const struct buf *text, const char *what)
{
	size_t count = 0, length = strlen(what);
	for (size_t i = 0; i + length <= text->length; i++)
		count += text_equal_n(text->data + i, what, length);
	return count;
}

/* Smuggling: where a client ends its lines with CRLF, no more messages are
 * taken than there are lines with a dot alone. Chunks need none, and behind
 * DATA and a lone LF one stands where no CRLF is before it. */
static void
check_ends(const struct run *run)
{
	const struct buf *gave = &run->peer.gave;
	const char *end = memchr(gave->data, '\n', gave->length);
	if (end == NULL || end == gave->data || end[-1] != '\r'
	    || count_of(gave, "BDAT") + count_of(gave, "DATA\n")
		    + count_of(gave, "DATA ") + count_of(gave, "DATA\t")
		> 0)
		return;
	must(run->sent <= count_of(gave, "\r\n.\r\n"));
}

static void
serve(struct run *run)
{
	bool logs_in = wants(run, 'p');
	struct server server = { .stream = &run->stream,
		.host = "here",
		.limits = { .idle = 60,
		    .message = 60,
		    .total = 3600,
		    .size = wants(run, 'g') ? 0 : SIZE_MOST,
		    .recipients = RECIPIENTS_MOST,
		    .mistakes = 8 },
		.backend = { run, backend_ask, backend_send, backend_end },
		.door = { .passwords = logs_in ? &run->passwords : NULL,
		    .may_show = wants(run, 'c'),
		    .login_first = wants(run, 'l'),
		    .failures = 3,
		    .self = run,
		    .admit = admit,
		    .refuse = refuse } };
	stream_open(
	    &run->stream, peer_layer(&run->peer), "the client", &run->err);
	bool well = server_run(&server);
	must(!run->in_mail);
	must(well || error_is_set(&run->err));
	if (error_is_set(&run->err))
		fuzz_check_error(&run->err);
	must(run->stream.in.length <= STREAM_IN_MOST);
	must(!buf_is_full(&run->stream.out));
	size_t taken = check_replies(&run->peer.said);
	must(taken <= run->sent);
	must(!well || taken == run->sent);
	check_ends(run);
	stream_close(&run->stream);
}

static struct slice
expand(struct slice input, struct buf *to)
{
	size_t times = 0;
	for (size_t i = 0; i < input.length; i++) {
		bool many = input.data[i] == '~' && times++ < MANY_TIMES;
		for (size_t j = 0; j < (many ? MANY : 1); j++)
			buf_byte(to, input.data[i]);
	}
	return (struct slice){ to->data, to->length };
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct slice letters = fuzz_take(&input, '\n');
	struct buf many = BUF(4 * 1024 * 1024);
	if (fuzz_wants(letters, 'g'))
		input = expand(input, &many);
	struct run run = { .letters = letters, .peer = peer_open(input) };
	run.peer.stalls = wants(&run, 's');
	run.peer.drips = wants(&run, 'd');
	file_parts((struct slice){ users, sizeof(users) - 1 });
	must(passwords_load(&run.arena, FUZZ_FILE, &run.passwords, &run.err));
	serve(&run);
	peer_free(&run.peer);
	buf_free(&many);
	arena_free(&run.arena);
	return 0;
}
