#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_MOST 200

char
text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

char
text_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool
text_equal_n(const char *a, const char *b, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text_lower(a[i]) != text_lower(b[i]))
			return false;
	}
	return true;
}

bool
text_equal(const char *a, const char *b)
{
	size_t length = strlen(a);
	return length == strlen(b) && text_equal_n(a, b, length);
}

bool
text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Eight octets at a time: every octet of every message passes here. */
bool
text_is_ascii(const char *data, size_t length)
{
	uint64_t eight, high = 0;
	for (; length >= sizeof(eight); length -= sizeof(eight)) {
		memcpy(&eight, data, sizeof(eight));
		high |= eight;
		data += sizeof(eight);
	}
	for (; length > 0; length--)
		high |= (uint64_t)(unsigned char)*data++;
	return (high & UINT64_C(0x8080808080808080)) == 0;
}

/* How many bytes the well-formed UTF-8 sequence at data has, 0 if none; RFC
 * 3629 section 4: no overlong forms, no surrogates, nothing above U+10FFFF. */
static size_t
utf8_sequence(const char *data, size_t length)
{
	const unsigned char *p = (const unsigned char *)data;
	size_t n;
	if (p[0] < 0x80)
		return 1;
	else if (p[0] >= 0xc2 && p[0] <= 0xdf)
		n = 2;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		n = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		n = 4;
	else
		return 0;
	if (length < n)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f)
	    || (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return n;
}

bool
text_is_utf8(const char *data, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t n = utf8_sequence(data + i, length - i);
		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

bool
text_is_printable(const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)text[0];
		unsigned char next = (unsigned char)text[1];
		if (text_is_control(text[0])
		    || (c == 0xc2 && next >= 0x80 && next < 0xa0))
			return false;
	}
	return true;
}

static bool
is_edge(char c)
{
	return text_is_blank(c) || c == '\r' || c == '\n';
}

struct slice
text_trim(struct slice slice)
{
	while (slice.length > 0 && is_edge(slice.data[0])) {
		slice.data++;
		slice.length--;
	}
	while (slice.length > 0 && is_edge(slice.data[slice.length - 1]))
		slice.length--;
	return slice;
}

/* Going back to the last star is enough, so the time is bounded by the product
 * of the two lengths whatever the pattern. */
bool
text_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;
	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == '?'
		    || text_lower(*pattern) == text_lower(*text)) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

bool
text_number(const char *text, uint64_t most, uint64_t *number)
{
	uint64_t value = 0;
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (!text_is_digit(*text))
			return false;
		uint64_t digit = (uint64_t)(*text - '0');
		if (value > (most - digit) / 10 || digit > most)
			return false;
		value = value * 10 + digit;
	}
	*number = value;
	return true;
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;
	return ab < c ? ab : c;
}

/* Optimal string alignment, three rows at a time. Longer words than these are
 * no slip of the finger. */
size_t
text_distance(const char *a, const char *b)
{
	enum { MOST = 40 };
	size_t rows[3][MOST + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];
	size_t m = strlen(a), n = strlen(b);
	if (m > MOST || n > MOST)
		return MOST;

	for (size_t j = 0; j <= n; j++)
		last[j] = j;
	for (size_t i = 1; i <= m; i++) {
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t change = a[i - 1] != b[j - 1];
			row[j] = least(
			    last[j] + 1, row[j - 1] + 1, last[j - 1] + change);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2]
			    && a[i - 2] == b[j - 1] && before[j - 2] < row[j])
				row[j] = before[j - 2] + 1;
		}
		size_t *spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[n];
}

/* How much from here on is ASCII that may be shown: mostly all of it. */
static size_t
plain_run(const char *data, size_t length)
{
	size_t n = 0;
	while (n < length && data[n] >= ' ' && data[n] <= '~')
		n++;
	return n;
}

/* One character at `data`, or an octet of none; returns its length. */
static size_t
put_printable(struct buf *to, const char *data, size_t length)
{
	size_t n = utf8_sequence(data, length);
	bool c1 = n == 2 && data[0] == '\xc2' && (unsigned char)data[1] < 0xa0;
	if (n == 0 || c1 || text_is_control(data[0])) {
		buf_print(to, "\\x%02X", (unsigned char)data[0]);
		return 1;
	}
	buf_add(to, data, n);
	return n;
}

void
text_printable(struct buf *to, const char *data, size_t length)
{
	size_t i = 0;
	while (i < length) {
		size_t n = plain_run(data + i, length - i);
		buf_add(to, data + i, n);
		i += n;
		if (i < length)
			i += put_printable(to, data + i, length - i);
	}
}

const char *
text_shown(struct arena *arena, const char *data, size_t length)
{
	struct buf shown = BUF(4 * SHOWN_MOST + 8);
	text_printable(&shown, data, length < SHOWN_MOST ? length : SHOWN_MOST);
	if (length > SHOWN_MOST)
		buf_text(&shown, "...");
	char *text = arena_copy(arena, shown.data, shown.length);
	buf_free(&shown);
	return text;
}

struct slice
text_without_mark(struct slice text)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t length = sizeof(mark) - 1;
	if (text.length < length || memcmp(text.data, mark, length) != 0)
		return text;
	return (struct slice){ text.data + length, text.length - length };
}

const char *
text_take_word(struct arena *arena, const char **rest)
{
	size_t length = strcspn(*rest, " ");
	const char *word = arena_copy(arena, *rest, length);
	*rest += length + ((*rest)[length] == ' ');
	return word;
}

bool
text_next_line(struct slice *rest, struct slice *line)
{
	if (rest->length == 0)
		return false;
	const char *lf = memchr(rest->data, '\n', rest->length);
	size_t length = lf == NULL ? rest->length : (size_t)(lf - rest->data);
	size_t used = lf == NULL ? length : length + 1;
	*line = (struct slice){ rest->data, length };
	*rest = (struct slice){ rest->data + used, rest->length - used };
	return true;
}

void
text_list_add(struct arena *arena, struct text_list *list, const char *text)
{
	list->items =
	    arena_more(arena, list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = text;
}

/* Copies one word to *to and returns what follows it, or NULL when a quote
 * stays open. */
static const char *
copy_word(const char *text, char *to)
{
	char quote = '\0';
	for (; *text != '\0'; text++) {
		if (quote == '\0' && text_is_blank(*text))
			break;
		if (*text == quote) {
			quote = '\0';
		} else if (quote == '\0' && (*text == '"' || *text == '\'')) {
			quote = *text;
		} else {
			if (*text == '\\' && quote != '\'' && text[1] != '\0')
				text++;
			*to++ = *text;
		}
	}
	*to = '\0';
	return quote == '\0' ? text : NULL;
}

char **
text_words(struct arena *arena, const char *text)
{
	/* One after the other they need no more room than the text. */
	char *to = arena_get(arena, strlen(text) + 1);
	char **words = NULL;
	size_t count = 0;
	for (;;) {
		while (text_is_blank(*text))
			text++;
		words = arena_more(arena, words, count, sizeof(*words));
		if (*text == '\0')
			break;
		words[count++] = to;
		text = copy_word(text, to);
		if (text == NULL)
			return NULL;
		to += strlen(to) + 1;
	}
	words[count] = NULL;
	return words;
}
