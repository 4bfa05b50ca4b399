/* text.h - looking at text, byte by byte and independent of any locale */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

/* Some bytes of somebody else's text; not NUL-terminated. */
struct slice {
	const char *data;
	size_t length;
};

/* Some texts. */
struct text_list {
	const char **items;
	size_t count;
};

static inline bool
text_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool
text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
text_is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

char text_lower(char c); /* ASCII only */
char text_upper(char c);

/* Equal but for the case of ASCII letters. */
bool text_equal(const char *a, const char *b);
bool text_equal_n(const char *a, const char *b, size_t length);
bool text_starts(const char *text, const char *prefix);

bool text_is_ascii(const char *data, size_t length);
bool text_is_utf8(const char *data, size_t length); /* RFC 3629 */

/* Has it neither ASCII nor C1 controls (U+0080 to U+009F)? */
bool text_is_printable(const char *text);

/* The slice without blanks, CR and LF at either end. */
struct slice text_trim(struct slice slice);

/* Passes over the byte order mark that editors put before a text, if any. */
struct slice text_without_mark(struct slice text);

/* Takes the next line off, without its LF; false when there is none left. */
bool text_next_line(struct slice *rest, struct slice *line);

/* Takes the next word off a line, and the blank behind it; "" when there is
 * none left. */
const char *text_take_word(struct arena *arena, const char **rest);

/* Does a pattern of `*` (any run) and `?` (any one byte) match the whole text,
 * letters in any case? */
bool text_matches(const char *pattern, const char *text);

/* A whole decimal number not above `most`; false leaves *number alone. */
bool text_number(const char *text, uint64_t most, uint64_t *number);

/* How many letters must be added, dropped, changed or swapped with their
 * neighbour to make one word of the other; for "did you mean". */
size_t text_distance(const char *a, const char *b);

/* Appends a stranger's bytes so that a terminal or a log cannot be fooled:
 * printable ASCII and well-formed UTF-8 (without C1 controls) stay, anything
 * else becomes \xNN. */
void text_printable(struct buf *to, const char *data, size_t length);

/* The same, cut to `most` bytes, for an error text. */
const char *text_shown(struct arena *arena, const char *data, size_t length);

void
text_list_add(struct arena *arena, struct text_list *list, const char *text);

/* Splits a command into words as a shell would, knowing only blanks, quotes
 * and the backslash. Returns NULL when a quote is not closed; else the words
 * and a NULL after the last. */
char **text_words(struct arena *arena, const char *text);

#endif
