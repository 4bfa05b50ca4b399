#include "smtp/command.h"

#include <string.h>

#include "base/text.h"

static const struct {
	const char *word;
	enum verb verb;
} verbs[] = {
	{ "AUTH", VERB_AUTH },
	{ "BDAT", VERB_BDAT },
	{ "DATA", VERB_DATA },
	{ "EHLO", VERB_EHLO },
	{ "ETRN", VERB_ETRN },
	{ "EXPN", VERB_EXPN },
	{ "HELO", VERB_HELO },
	{ "HELP", VERB_HELP },
	{ "MAIL", VERB_MAIL },
	{ "NOOP", VERB_NOOP },
	{ "QUIT", VERB_QUIT },
	{ "RCPT", VERB_RCPT },
	{ "RSET", VERB_RSET },
	{ "STARTTLS", VERB_STARTTLS },
	{ "VRFY", VERB_VRFY },
};

static enum verb
find_verb(const char *line, size_t length)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strlen(verbs[i].word) == length
		    && text_equal_n(line, verbs[i].word, length))
			return verbs[i].verb;
	}
	return VERB_UNKNOWN;
}

static bool
is_garbled(const struct buf *line)
{
	for (size_t i = 0; i < line->length; i++) {
		if (text_is_control(line->data[i]) && line->data[i] != '\t')
			return true;
	}
	return !text_is_utf8(line->data, line->length);
}

static void
take_apart(struct command *command)
{
	struct buf *line = &command->line;
	while (line->length > 0 && text_is_blank(line->data[line->length - 1]))
		buf_drop_end(line, 1);
	size_t length = strcspn(line->data, " \t");
	command->verb = find_verb(line->data, length);
	command->argument = line->data + length;
	command->argument += strspn(command->argument, " \t");
}

bool
command_read(struct stream *stream, struct command *command)
{
	struct buf *line = &command->line;
	char octet, before = '\0';
	buf_clear(line);
	command->argument = "";
	while (stream_get(stream, &octet) && octet != '\n') {
		buf_byte(line, octet);
		before = octet;
	}
	if (stream->failed)
		return false;
	command->bare_lf = before != '\r';
	command->verb = VERB_TOO_LONG;
	if (buf_is_full(line))
		return true;
	if (!command->bare_lf)
		buf_drop_end(line, 1);
	command->verb = VERB_GARBLED;
	if (!is_garbled(line))
		take_apart(command);
	return true;
}

bool
command_is_there(struct stream *stream)
{
	return stream_has_input(stream)
	    && memchr(
		   stream->in.data + stream->taken, '\n', stream_unread(stream))
	    != NULL;
}

void
command_free(struct command *command)
{
	buf_free(&command->line);
}

/* ---- arguments ---- */

/* Up to the bracket that closes, those in quotes aside; NULL: none does. */
static const char *
path_end(const char *path)
{
	bool quoted = false;
	for (const char *at = path; *at != '\0'; at++) {
		if (*at == '\\' && at[1] != '\0')
			at++;
		else if (*at == '"')
			quoted = !quoted;
		else if (*at == '>' && !quoted)
			return at + 1;
	}
	return NULL;
}

/* RFC 5321 4.1.2 esmtp-keyword */
static bool
is_keyword(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char c = text_upper(text[i]);
		if (!(c >= 'A' && c <= 'Z') && !text_is_digit(c)
		    && (c != '-' || i == 0))
			return false;
	}
	return length > 0;
}

static bool
take_parameter(struct arena *arena, const char *text, size_t length,
    struct command_path *path)
{
	const char *equals = memchr(text, '=', length);
	size_t name = equals == NULL ? length : (size_t)(equals - text);
	size_t rest = equals == NULL ? 0 : length - name - 1;
	if (!is_keyword(text, name)
	    || (equals != NULL
		&& (rest == 0 || memchr(equals + 1, '=', rest) != NULL)))
		return false;
	char *keyword = arena_copy(arena, text, name);
	for (char *c = keyword; *c != '\0'; c++)
		*c = text_upper(*c);
	path->parameters = arena_more(
	    arena, path->parameters, path->count, sizeof(*path->parameters));
	path->parameters[path->count++] = (struct parameter){ keyword,
		equals == NULL ? NULL : arena_copy(arena, equals + 1, rest) };
	return true;
}

bool
command_path(struct arena *arena, const char *argument, const char *word,
    struct command_path *path, const char **why)
{
	*path = (struct command_path){ 0 };
	*why = "this is no path";
	if (!text_equal_n(argument, word, strlen(word)))
		return false;
	const char *at = argument + strlen(word);
	at += strspn(at, " \t");
	const char *end = at[0] == '<' ? path_end(at) : at + strcspn(at, " \t");
	if (end == NULL || end == at || (*end != '\0' && !text_is_blank(*end)))
		return false;
	path->path = arena_copy(arena, at, (size_t)(end - at));
	*why = "this is no parameter";
	for (at = end + strspn(end, " \t"); *at != '\0';
	     at += strspn(at, " \t")) {
		size_t length = strcspn(at, " \t");
		if (!take_parameter(arena, at, length, path))
			return false;
		at += length;
	}
	return true;
}

bool
command_chunk(const char *argument, uint64_t *size, bool *last)
{
	char digits[21];
	size_t length = strcspn(argument, " \t");
	if (length >= sizeof(digits))
		return false;
	memcpy(digits, argument, length);
	digits[length] = '\0';
	const char *rest = argument + length;
	rest += strspn(rest, " \t");
	*last = text_equal(rest, "LAST");
	return text_number(digits, INT64_MAX, size) && (*last || *rest == '\0');
}

static int
hex(char c)
{
	if (text_is_digit(c))
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

const char *
command_xtext(struct arena *arena, const char *text)
{
	char *to = arena_text(arena, text);
	size_t length = 0;
	for (; *text != '\0'; text++) {
		char c = *text;
		if (c == '+') {
			int high = hex(text[1]);
			int low = high < 0 ? -1 : hex(text[2]);
			if (low < 0)
				return NULL;
			c = (char)(high << 4 | low);
			text += 2;
		}
		if (text_is_control(c))
			return NULL;
		to[length++] = c;
	}
	to[length] = '\0';
	return to;
}
