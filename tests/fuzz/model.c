/* model.c - a conversation as the server saw it */
#include "fuzz/model.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"

static int
code_of(struct slice line)
{
	for (size_t i = 0; i < 3; i++) {
		if (line.length < 3 || line.data[i] < '0' || line.data[i] > '9')
			return 0;
	}
	char mark = line.length == 3 ? ' ' : line.data[3];
	int code = (line.data[0] - '0') * 100 + (line.data[1] - '0') * 10
	    + (line.data[2] - '0');
	return code >= 200 && code < 600 && (mark == ' ' || mark == '-') ? code
									 : 0;
}

int
model_reply(struct slice *gave)
{
	int code = 0;
	while (gave->length > 0
	    && memchr(gave->data, '\n', gave->length) != NULL) {
		struct slice line = fuzz_take(gave, '\n');
		if (line.length > 0 && line.data[line.length - 1] == '\r')
			line.length--;
		int next = code_of(line);
		if (next == 0 || (code != 0 && next != code))
			break;
		code = next;
		if (line.length == 3 || line.data[3] == ' ')
			return code;
	}
	*gave = (struct slice){ "", 0 }; /* nothing can be read any more */
	return 0;
}

/* One command without its CRLF; false when no whole one is left. */
static bool
next_command(struct model *m, struct slice *line)
{
	if (m->said.length == 0
	    || memchr(m->said.data, '\n', m->said.length) == NULL)
		return false;
	*line = fuzz_take(&m->said, '\n');
	must_say(line->length > 0 && line->data[line->length - 1] == '\r',
	    "a command ends with CRLF");
	line->length--;
	must_say(line->length < 16384, "a command is not too long");
	for (size_t i = 0; i < line->length; i++)
		must_say(!text_is_control(line->data[i]),
		    "no control character in a command");
	return true;
}

static bool
begins(struct slice line, const char *word)
{
	size_t length = strlen(word);
	return line.length >= length && memcmp(line.data, word, length) == 0;
}

/* What stands between the brackets of MAIL and RCPT. */
static const char *
path_of(struct model *m, struct slice line)
{
	const char *from = memchr(line.data, '<', line.length);
	const char *end = line.data + line.length;
	const char *to = from;
	bool quoted = false;
	while (to != NULL && to < end && (quoted || *to != '>')) {
		if (*to == '\\' && quoted)
			to++;
		else if (*to == '"')
			quoted = !quoted;
		to++;
	}
	must_say(from != NULL && to < end, "a path in brackets");
	must_say(to + 1 == end || to[1] == ' ', "nothing is stuck to a path");
	return arena_copy(m->arena, from + 1, (size_t)(to - from) - 1);
}

static void
forget_envelope(struct model *m)
{
	m->mail = false;
	m->accepted.count = 0;
}

static void
hear_verdicts(struct model *m)
{
	size_t verdicts = m->is_lmtp ? m->accepted.count : 1;
	bool any = false;
	for (size_t i = 0; i < verdicts; i++) {
		bool well = model_reply(&m->gave) / 100 == 2 && m->mail;
		size_t from = m->is_lmtp ? i : 0;
		size_t to = m->is_lmtp ? i + 1 : m->accepted.count;
		for (size_t j = from; well && j < to; j++)
			text_list_add(
			    m->arena, &m->taken, m->accepted.items[j]);
		any = any || (well && m->accepted.count > 0);
	}
	m->acknowledged += any;
	forget_envelope(m);
}

/* CR and LF stand together or not at all. */
static void
check_line_ends(struct slice text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] == '\n')
			must_say(
			    i > 0 && text.data[i - 1] == '\r', "no bare LF");
		if (text.data[i] == '\r')
			must_say(
			    i + 1 < text.length && text.data[i + 1] == '\n',
			    "no bare CR");
	}
}

static bool
take_body(struct model *m)
{
	bool empty = begins(m->said, ".\r\n");
	const char *end = empty || m->said.length == 0
	    ? m->said.data
	    : memmem(m->said.data, m->said.length, "\r\n.\r\n", 5);
	if (end == NULL || m->said.length == 0)
		return false;
	size_t length = (size_t)(end - m->said.data) + (empty ? 3 : 5);
	check_line_ends((struct slice){ m->said.data, length });
	m->said.data += length;
	m->said.length -= length;
	m->ended++;
	return true;
}

static bool
take_chunk(struct model *m, struct slice line)
{
	const char *text = arena_copy(m->arena, line.data, line.length);
	char *rest;
	size_t length = strtoull(text + 5, &rest, 10);
	must_say(strcmp(rest, " LAST") == 0, "BDAT ends with LAST");
	if (m->said.length < length)
		return false;
	check_line_ends((struct slice){ m->said.data, length });
	m->said.data += length;
	m->said.length -= length;
	m->ended++;
	hear_verdicts(m);
	return true;
}

/* Every challenge is answered by one line; nobody takes it for a command. */
static bool
take_login(struct model *m, int code)
{
	struct slice line;
	m->said_auth = true;
	while (code == 334) {
		if (!next_command(m, &line))
			return false;
		code = model_reply(&m->gave);
	}
	m->logged_in = code == 235;
	return true;
}

static bool
take_command(struct model *m, struct slice line)
{
	bool hello = begins(line, "EHLO ") || begins(line, "LHLO ")
	    || begins(line, "HELO ");
	bool quit = line.length == 4 && begins(line, "QUIT");
	if (!m->secured && !hello && !quit && !begins(line, "STARTTLS"))
		m->clear_word = true;
	if (begins(line, "BDAT "))
		return take_chunk(m, line);

	int code = quit ? 0 : model_reply(&m->gave);
	if (begins(line, "MAIL FROM:<")) {
		forget_envelope(m);
		path_of(m, line);
		m->mail = code / 100 == 2;
	} else if (begins(line, "RCPT TO:<")) {
		const char *recipient = path_of(m, line);
		if (code / 100 == 2)
			text_list_add(m->arena, &m->accepted, recipient);
	} else if (line.length == 4 && begins(line, "DATA")) {
		if (code == 354 && !take_body(m))
			return false;
		if (code == 354)
			hear_verdicts(m);
	} else if (begins(line, "AUTH ")) {
		return take_login(m, code);
	} else if (line.length == 8 && begins(line, "STARTTLS")) {
		m->secured = m->secured || code == 220;
	} else if (line.length == 4 && begins(line, "RSET")) {
		forget_envelope(m);
	} else {
		must_say(hello || quit, "no such command: %.*s",
		    (int)line.length, line.data);
		forget_envelope(m);
	}
	return !quit;
}

void
model_run(struct model *m)
{
	struct slice line;
	m->greeted = model_reply(&m->gave) == 220;
	while (next_command(m, &line)) {
		must_say(m->greeted || begins(line, "QUIT"),
		    "nothing is said before a greeting");
		if (!take_command(m, line))
			break;
	}
}

bool
model_took(const struct model *m, const char *recipient)
{
	for (size_t i = 0; i < m->taken.count; i++) {
		if (strcmp(m->taken.items[i], recipient) == 0)
			return true;
	}
	return false;
}
