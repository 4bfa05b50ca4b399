/* script.c - reads conversations, one step a line */
#include "script/script.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum argument { NOTHING, TEXT, LINE, BYTES, LOGIN };

static const struct word {
	const char *word;
	enum step_kind kind;
	enum argument argument;
} words[] = {
	{ "S:", STEP_SAY, LINE },
	{ "S!", STEP_SAY, BYTES },
	{ "C:", STEP_HEAR, TEXT },
	{ "C!", STEP_HEAR_BYTES, BYTES },
	{ "TLS", STEP_TLS, NOTHING },
	{ "NOTLS", STEP_NOTLS, NOTHING },
	{ "TLSSAY", STEP_TLSSAY, TEXT },
	{ "AUTH", STEP_AUTH, LOGIN },
	{ "BODY", STEP_BODY, NOTHING },
	{ "CHUNK", STEP_CHUNK, NOTHING },
	{ "CLOSE", STEP_CLOSE, NOTHING },
	{ "NOTLSCLOSE", STEP_NOTLSCLOSE, NOTHING },
	{ "RESET", STEP_RESET, NOTHING },
	{ "HALF", STEP_HALF, NOTHING },
	{ "WAIT", STEP_WAIT, NOTHING },
	{ "DRIP", STEP_DRIP, TEXT },
	{ "SIP", STEP_SIP, TEXT },
	{ "CONNECTION", STEP_CONNECTION, NOTHING },
};

static void *
must(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

static bool
fail(struct script *script, size_t line, const char *format, ...)
{
	va_list args;
	char why[160];

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	if (line == 0)
		snprintf(script->problem, sizeof(script->problem), "%s: %s",
		    script->name, why);
	else
		snprintf(script->problem, sizeof(script->problem), "%s:%zu: %s",
		    script->name, line, why);
	return false;
}

static const struct word *
find_word(const char *line, size_t length)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == length
		    && memcmp(words[i].word, line, length) == 0)
			return &words[i];
	return NULL;
}

static int
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, c | 0x20);

	return at == NULL ? -1 : (int)(at - digits);
}

/* Reads the escape behind a backslash; returns how many characters it took,
 * 0 when there is no such escape. */
static size_t
unescape(const char *from, char *to)
{
	static const char letters[] = "rnt0\\";
	static const char meanings[] = "\r\n\t\0\\";
	const char *at = *from == '\0' ? NULL : strchr(letters, *from);

	if (at != NULL) {
		*to = meanings[at - letters];
		return 1;
	}
	if (from[0] != 'x' || hex_digit(from[1]) < 0 || hex_digit(from[2]) < 0)
		return 0;
	*to = (char)(hex_digit(from[1]) * 16 + hex_digit(from[2]));
	return 3;
}

static bool
take_bytes(struct script *script, struct step *step, const char *from)
{
	while (*from != '\0') {
		char *to = &step->text[step->length++];

		if (*from != '\\') {
			*to = *from++;
			continue;
		}
		size_t taken = unescape(++from, to);
		if (taken == 0)
			return fail(script, step->line,
			    "unknown escape '\\%.1s'", from);
		from += taken;
	}
	step->text[step->length] = '\0';
	return true;
}

static bool
take_text(struct step *step, const char *from)
{
	step->length = strlen(from);
	memcpy(step->text, from, step->length + 1);
	return true;
}

static bool
take_line(struct step *step, const char *from)
{
	take_text(step, from);
	memcpy(step->text + step->length, "\r\n", 3);
	step->length += 2;
	return true;
}

static bool
take_login(struct script *script, struct step *step, const char *from)
{
	take_text(step, from);
	char *user = strchr(step->text, ' ');
	if (user == NULL || user == step->text || user[1] == '\0')
		return fail(
		    script, step->line, "AUTH needs a mechanism and a user");
	*user++ = '\0';
	step->length = strlen(step->text);
	step->user = user;
	char *password = strchr(user, ' ');
	if (password != NULL)
		*password++ = '\0';
	step->password = password == NULL ? "" : password;
	return true;
}

static bool
take_argument(struct script *script, struct step *step, const struct word *word,
    const char *rest)
{
	/* No argument grows, but for the CRLF of a line. */
	step->text = must(calloc(1, strlen(rest) + 3));

	switch (word->argument) {
	case LINE:
		return take_line(step, rest);
	case TEXT:
		return take_text(step, rest);
	case BYTES:
		return take_bytes(script, step, rest);
	case LOGIN:
		return take_login(script, step, rest);
	case NOTHING:
		break;
	}
	return *rest == '\0'
	    || fail(script, step->line, "%s stands alone, without '%s'",
		word->word, rest);
}

static bool
take_step(struct script *script, const char *source, size_t line)
{
	size_t length = strcspn(source, " ");
	const struct word *word = find_word(source, length);
	const char *rest = source + length + (source[length] == ' ');

	if (word == NULL)
		return fail(
		    script, line, "unknown step '%.*s'", (int)length, source);

	/* Full at each power of two. */
	if ((script->count & (script->count - 1)) == 0)
		script->steps = must(realloc(script->steps,
		    2 * (script->count + 1) * sizeof(*script->steps)));
	struct step *step = &script->steps[script->count++];
	*step = (struct step){ word->kind, line, source, NULL, 0, NULL, NULL };
	if (word->kind == STEP_DRIP && *rest == '\0')
		return fail(script, line, "DRIP needs a text");
	return take_argument(script, step, word, rest);
}

/* Cuts the source into lines, which the steps then point into. */
static bool
take_source(struct script *script)
{
	size_t number = 0;

	for (char *line = script->source; *line != '\0';) {
		char *end = line + strcspn(line, "\n");
		bool last = *end == '\0';

		*end = '\0';
		number++;
		if (*line != '\0' && *line != '#'
		    && !take_step(script, line, number))
			return false;
		line = last ? end : end + 1;
	}
	return true;
}

bool
script_parse(struct script *script, const char *name, const char *text)
{
	*script = (struct script){ .name = name };
	script->source = must(strdup(text));
	return take_source(script);
}

static bool
read_all(FILE *in, char **text)
{
	size_t length = 0;
	size_t room = 0;
	size_t got;

	do {
		room += 65536;
		*text = must(realloc(*text, room + 1));
		got = fread(*text + length, 1, room - length, in);
		length += got;
	} while (got > 0);
	(*text)[length] = '\0';
	return !ferror(in) && strlen(*text) == length;
}

bool
script_load(struct script *script, const char *file)
{
	*script = (struct script){ .name = file };
	FILE *in = fopen(file, "r");

	if (in == NULL)
		return fail(script, 0, "%s", strerror(errno));
	bool is_text = read_all(in, &script->source);
	fclose(in);
	if (!is_text)
		return fail(script, 0, "cannot be read as text");
	return take_source(script);
}

void
script_free(struct script *script)
{
	for (size_t i = 0; i < script->count; i++)
		free(script->steps[i].text);
	free(script->steps);
	free(script->source);
	*script = (struct script){ 0 };
}

bool
script_matches(const char *pattern, const char *line, size_t length)
{
	const char *end = line + length;
	const char *star = NULL;  /* behind the last star met, and */
	const char *retry = NULL; /* the end of what it stands for so far */

	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			retry = line;
			continue;
		}
		bool escaped = pattern[0] == '\\' && pattern[1] == '*';
		char wanted = pattern[escaped];

		if (line == end && wanted == '\0')
			return true;
		if (line < end && wanted != '\0' && *line == wanted) {
			pattern += escaped + 1;
			line++;
		} else if (star != NULL && retry < end) {
			pattern = star;
			line = ++retry;
		} else {
			return false;
		}
	}
}

void
script_quote(char *to, size_t room, const char *heard, size_t length)
{
	size_t used = 0;

	to[0] = '\0';
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)heard[i];
		bool prints = c >= 0x20 && c < 0x7f;

		/* The longest octet, the mark of the cut, and the NUL. */
		if (used + 4 + 3 + 1 > room) {
			snprintf(to + used, room - used, "...");
			return;
		}
		used += (size_t)snprintf(
		    to + used, room - used, prints ? "%c" : "\\x%02x", c);
	}
}
