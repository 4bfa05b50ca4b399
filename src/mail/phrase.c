#include "mail/phrase.h"

#include <string.h>

#include "base/base64.h"
#include "base/text.h"

/* RFC 2047 section 2: an encoded word has at most 75 characters. The charset
 * and the marks of "=?utf-8?B?" and "?=" take 12; 45 octets make 60. */
#define OCTETS_A_WORD 45

static void
add_quoted(struct buf *to, const char *text, size_t length)
{
	buf_byte(to, '"');
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '"' || text[i] == '\\')
			buf_byte(to, '\\');
		buf_byte(to, text[i]);
	}
	buf_byte(to, '"');
}

/* No character may be split between two words (RFC 2047 section 5). */
static size_t
whole_characters(const char *text, size_t length)
{
	if (length <= OCTETS_A_WORD)
		return length;
	size_t end = OCTETS_A_WORD;
	while (end > 1 && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	return end;
}

static void
add_encoded(struct buf *to, const char *text, size_t length)
{
	const char *charset =
	    text_is_utf8(text, length) ? "utf-8" : "unknown-8bit";
	while (length > 0) {
		size_t part = whole_characters(text, length);
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

void
phrase_add(struct buf *to, const char *name)
{
	struct buf clean = BUF(1024);
	for (; *name != '\0'; name++)
		buf_byte(&clean, text_is_control(*name) ? ' ' : *name);
	struct slice text =
	    text_trim((struct slice){ clean.data, clean.length });

	if (!text_is_ascii(text.data, text.length))
		add_encoded(to, text.data, text.length);
	else if (is_plain(text.data, text.length))
		buf_add(to, text.data, text.length);
	else
		add_quoted(to, text.data, text.length);
	buf_free(&clean);
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
