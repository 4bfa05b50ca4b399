#include "mail/phrase.h"

#include <string.h>

#include "base/base64.h"
#include "base/text.h"

/* RFC 2047 section 2: an encoded word has at most 75 characters. "=?unknown-
 * 8bit?B?" and "?=" take 19 of them; 42 octets make 56. */
#define OCTETS_A_WORD 42
#define NAME_MOST 512 /* octets; what is more is cut */

void
phrase_add_quoted(struct buf *to, const char *text, size_t length)
{
	buf_byte(to, '"');
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '"' || text[i] == '\\')
			buf_byte(to, '\\');
		buf_byte(to, text[i]);
	}
	buf_byte(to, '"');
}

/* How much of a text ends with a whole character and has at most `most` octets.
 * One of UTF-8 has no more than three behind its first: of others, no text. */
static size_t
whole_characters(const char *text, size_t length, size_t most)
{
	if (length <= most)
		return length;
	size_t end = most;
	while (end > most - 3 && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	return ((unsigned char)text[end] & 0xc0) == 0x80 ? most : end;
}

static void
add_encoded(struct buf *to, const char *text, size_t length)
{
	const char *charset =
	    text_is_utf8(text, length) ? "utf-8" : "unknown-8bit";
	while (length > 0) {
		/* None may be split between two words (RFC 2047 section 5). */
		size_t part = whole_characters(text, length, OCTETS_A_WORD);
		buf_print(to, "=?%s?B?", charset);
		base64_encode(to, text, part);
		buf_text(to, part < length ? "?=\r\n " : "?=");
		text += part;
		length -= part;
	}
}

static bool
is_plain(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (strchr("()<>[]:;@\\,.\"", text[i]) != NULL)
			return false;
	}
	/* This would be read as an encoded word. */
	return strstr(text, "=?") == NULL;
}

/* =?charset?encoding?text?=, none of it a blank or a mark of addresses. */
static size_t
encoded_word(const char *text)
{
	size_t length = 0;
	unsigned marks = 0;
	if (!text_starts(text, "=?"))
		return 0;
	while (text[length] != '\0' && !text_is_blank(text[length])) {
		if (text_is_control(text[length])
		    || strchr("()<>[]:;@\\,.\"", text[length]) != NULL)
			return 0;
		marks += text[length++] == '?';
	}
	bool ends = length > 2 && text_starts(text + length - 2, "?=");
	return ends && marks == 4 ? length : 0;
}

bool
phrase_is_encoded(const char *name)
{
	do {
		size_t length = encoded_word(name);
		if (length == 0)
			return false;
		name += length;
		name += strspn(name, " \t");
	} while (*name != '\0');
	return true;
}

void
phrase_add(struct buf *to, const char *name)
{
	struct buf clean = BUF(NAME_MOST);
	size_t length = whole_characters(name, strlen(name), NAME_MOST);
	for (size_t i = 0; i < length; i++)
		buf_byte(&clean, text_is_control(name[i]) ? ' ' : name[i]);
	struct slice text =
	    text_trim((struct slice){ clean.data, clean.length });

	if (!text_is_ascii(text.data, text.length))
		add_encoded(to, text.data, text.length);
	else if (is_plain(text.data, text.length))
		buf_add(to, text.data, text.length);
	else
		phrase_add_quoted(to, text.data, text.length);
	buf_free(&clean);
}

/* Takes quotes and backslashes away; is a dot among what had none? */
static bool
unquote(struct buf *to, const char *phrase)
{
	bool quoted = false, dot = false;
	for (; *phrase != '\0'; phrase++) {
		if (*phrase == '"') {
			quoted = !quoted;
			continue;
		}
		if (quoted && *phrase == '\\' && phrase[1] != '\0')
			phrase++;
		dot = dot || (!quoted && *phrase == '.');
		buf_byte(to, *phrase);
	}
	return dot;
}

void
phrase_add_written(struct buf *to, const char *phrase)
{
	size_t length = strlen(phrase);
	struct buf name = BUF(length);
	bool dot = unquote(&name, phrase) && strstr(phrase, "=?") == NULL;
	if (text_is_ascii(phrase, length) && !dot)
		buf_add(to, phrase, length);
	else
		phrase_add(to, name.data);
	buf_free(&name);
}

void
phrase_mailbox(struct buf *to, const char *name, const char *address)
{
	if (name == NULL || name[0] == '\0') {
		buf_text(to, address);
		return;
	}
	phrase_add(to, name);
	buf_print(to, " <%s>", address);
}
