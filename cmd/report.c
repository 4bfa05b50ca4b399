#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "log.h"
#include "smtp/refusal.h"

#define LINE_MOST (64 * 1024)
#define READER_TIME 2 /* seconds that a full stderr gets */

/* If stderr is full or closed, that is nobody's mail; and who does not read it
 * for some seconds is not waited for again. */
static void
write_line(const struct buf *line)
{
	static bool is_stuck;
	if (!is_stuck)
		is_stuck = !file_tell(STDERR_FILENO, line->data, line->length,
		    clock_after(READER_TIME));
}

/* One write a line, so that two programs on one stderr do not mix. */
void
report_line(const struct run *run, const char *text)
{
	struct buf line = BUF(LINE_MOST);
	if (run->request.quiet)
		return;
	buf_print(&line, "%s: %s\n", run->request.program, text);
	write_line(&line);
	buf_free(&line);
}

void
report_warnings(const struct run *run)
{
	for (size_t i = 0; i < run->request.warnings.count; i++)
		report_line(run, run->request.warnings.items[i]);
	if (run->message.cut)
		report_line(run,
		    "a line with only a dot ended the message, but more "
		    "followed and was dropped: use -i if dots are text");
}

/* What helps where a provider takes no such login, or says that the sender is
 * not ours. */
static const char *
hint(const struct run *run, struct arena *arena, const char *words)
{
	const char *login = refusal_login_hint(words);
	if (login != NULL)
		return arena_print(arena, "; %s", login);
	if (!refusal_is_of_sender(words))
		return "";
	if (run->account.compose.policy == SENDER_FORCE)
		return "; the address in `from` must be one that the login may "
		       "send as";
	if (run->account.compose.from == NULL)
		return "; set `from` to the address of the login, and "
		       "sender-policy = force to send all mail as that";
	return "; sender-policy = force would send it as the address in `from`";
}

static const char *
fate_of(const struct run *run, struct arena *arena,
    const struct recipient *recipient, bool some, bool refused)
{
	const char *address = recipient->address;
	if (recipient->fate == FATE_TAKEN || recipient->fate == FATE_KEPT)
		return NULL;
	if (recipient->fate == FATE_REFUSED)
		return arena_print(arena, "%s was refused: %s%s", address,
		    recipient->reply, hint(run, arena, recipient->reply));
	if (some)
		return arena_print(
		    arena, "%s was not sent the message", address);
	if (refused && run->err.code == 0 && run->request.mode == MODE_SUBMIT)
		return arena_print(arena,
		    "%s was not sent the message, since reject-partial is set",
		    address);
	return NULL;
}

/* When some have the message, those who have not are named; when nobody has,
 * the reason says it for all. */
static void
tell_recipients(const struct run *run, struct arena *arena)
{
	const struct envelope *envelope = &run->envelope;
	bool some = envelope_count(envelope, FATE_TAKEN) > 0;
	bool refused = envelope_count(envelope, FATE_REFUSED) > 0;
	for (size_t i = 0; i < envelope->count; i++) {
		const char *text = fate_of(
		    run, arena, &envelope->recipients[i], some, refused);
		if (text != NULL)
			report_line(run, text);
	}
}

void
report_failures(const struct run *run)
{
	struct arena arena = { 0 };
	if (run_status(run) == 0)
		return;
	for (size_t i = 0; i < run->failures.count; i++)
		report_line(run, run->failures.items[i]);
	if (run->err.code != 0)
		report_line(run,
		    arena_print(&arena, "%s%s%s", run->err.text,
			hint(run, &arena, run->err.reply),
			run->err.uncertain ? "; the message may have been "
					     "delivered all the same"
					   : ""));
	tell_recipients(run, &arena);
	arena_free(&arena);
}

const char *
report_reason(
    const struct run *run, struct arena *arena, const struct envelope *envelope)
{
	if (run->err.code != 0)
		return arena_text(arena, run->err.text);
	for (size_t i = 0; i < envelope->count; i++) {
		const struct recipient *recipient = &envelope->recipients[i];
		if (recipient->fate == FATE_REFUSED
		    && recipient->code == EX_TEMPFAIL)
			return arena_print(arena, "%s was refused: %s",
			    recipient->address, recipient->reply);
	}
	return "not all recipients were accepted";
}

void
report_kept(const struct run *run)
{
	struct arena arena = { 0 };
	if (run->kept != NULL && !run->request.defer)
		report_line(run,
		    arena_print(&arena, "kept as %s, will be sent later: %s",
			run->queue_id, run->kept));
	arena_free(&arena);
}

void
report_resent(const struct run *run)
{
	struct arena arena = { 0 };
	const struct envelope *envelope = &run->envelope;
	for (size_t i = 0; i < envelope->count; i++) {
		const struct recipient *recipient = &envelope->recipients[i];
		const char *what = run->err.text;
		if (recipient->fate == FATE_TAKEN)
			what = "sent";
		if (recipient->fate == FATE_REFUSED)
			what = recipient->reply;
		report_line(run,
		    arena_print(&arena, "%s: %s: %s", run->queue_id,
			recipient->address, what));
	}
	arena_free(&arena);
}

/* ---- the log ---- */

/* Bare where it can be; else in quotes, with quotes and backslashes escaped. */
static void
add(struct buf *line, const char *key, const char *value)
{
	bool bare = value[0] != '\0' && strpbrk(value, " \"=\\") == NULL;
	buf_print(line, "%s%s=", line->length > 0 ? " " : "", key);
	if (!bare)
		buf_byte(line, '"');
	for (; *value != '\0'; value++) {
		if (*value == '"' || *value == '\\')
			buf_byte(line, '\\');
		buf_byte(line, *value);
	}
	if (!bare)
		buf_byte(line, '"');
}

static const char *
key_of(enum fate fate)
{
	if (fate == FATE_TAKEN)
		return "to";
	return fate == FATE_KEPT ? "later" : "for";
}

static void
add_recipients(struct buf *line, const struct envelope *envelope)
{
	for (size_t i = 0; i < envelope->count; i++) {
		const struct recipient *recipient = &envelope->recipients[i];
		if (recipient->fate == FATE_REFUSED) {
			add(line, "refused", recipient->address);
			add(line, "why", recipient->reply);
		} else {
			add(line, key_of(recipient->fate), recipient->address);
		}
	}
}

static void
add_route(struct buf *line, const struct route *route)
{
	if (route->peer != NULL)
		add(line, "host", route->peer);
	if (route->address != NULL)
		add(line, "address", route->address);
	add(line, "tls", route->tls != NULL ? route->tls : "none");
	add(line, "auth", route->login != NULL ? route->login : "none");
}

static void
add_message(struct arena *arena, struct buf *line, const struct run *run)
{
	const struct header *header = &run->message.header;
	struct field *id = header_find(header, "Message-ID");
	struct buf shown = BUF(4096);
	if (id != NULL) {
		const char *value = field_value(arena, id);
		text_printable(&shown, value, strlen(value));
		add(line, "message-id", shown.data);
	}
	buf_free(&shown);
	/* Of none that has come there is nothing to say. */
	if (header->count > 0 || run->message.body.size > 0)
		add(line, "size",
		    arena_print(
			arena, "%" PRIu64, message_size(&run->message)));
}

void
report_log(const struct run *run)
{
	struct arena arena = { 0 };
	struct buf line = BUF(LINE_MOST);
	int status = run_status(run);
	int64_t took = clock_now() - run->began;
	struct error err = { 0 };

	add(&line, "status", arena_print(&arena, "%d", status));
	add(&line, "account", run->account.name);
	if (!run->caller.is_gate)
		add(&line, "caller", run->caller.login);
	if (run->caller.client != NULL)
		add(&line, "client", run->caller.client);
	add_route(&line, &run->route);
	for (size_t i = 0; i < run->failures.count; i++)
		add(&line, "tried", run->failures.items[i]);
	add(&line, "from", run->envelope.sender);
	add_recipients(&line, &run->envelope);
	add_message(&arena, &line, run);
	if (run->queue_id != NULL)
		add(&line, "queue-id", run->queue_id);
	if (run->envelope.verdict != NULL)
		add(&line, "reply", run->envelope.verdict);
	if (run->err.code != 0)
		add(&line, "error", run->err.text);
	if (run->kept != NULL)
		add(&line, "kept", run->kept);
	if (run->err.uncertain)
		add(&line, "delivered", "perhaps");
	add(&line, "seconds",
	    arena_print(
		&arena, "%d.%03d", (int)(took / 1000), (int)(took % 1000)));
	bool well = log_line(
	    &run->account, run->request.tag, status != 0, line.data, &err);
	/* Nobody's mail, but who looks on may look for the line. */
	if (!well && run->request.verbose)
		report_line(run, err.text);
	buf_free(&line);
	arena_free(&arena);
}

void
report_dialogue(void *program, char who, const char *text, size_t length)
{
	struct buf line = BUF(LINE_MOST);
	(void)program;
	buf_print(&line, "%c: ", who);
	text_printable(&line, text, length);
	buf_byte(&line, '\n');
	write_line(&line);
	buf_free(&line);
}
