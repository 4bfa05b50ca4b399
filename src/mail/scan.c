#include "mail/scan.h"

#include <string.h>

#define COMMENTS_DEEP 32

bool
scan_fail(struct scan *s, const char *why)
{
	if (s->why == NULL)
		s->why = why;
	return false;
}

bool
scan_is(const struct scan *s, char c)
{
	return s->at < s->end && *s->at == c;
}

/* RFC 5322 3.2.3 atext, and RFC 6532 3.2: anything that is not ASCII. */
bool
scan_is_atext(char c)
{
	if ((unsigned char)c >= 0x80)
		return true;
	return !text_is_control(c) && c != ' '
	    && strchr("()<>[]:;@\\,.\"", c) == NULL;
}

bool
scan_is_domain_text(char c)
{
	if ((unsigned char)c >= 0x80)
		return true;
	char lower = text_lower(c);
	return (lower >= 'a' && lower <= 'z') || text_is_digit(c) || c == '-'
	    || c == '_';
}

bool
scan_is_forbidden(char c)
{
	return text_is_control(c) && c != '\t';
}

static bool
skip_comment(struct scan *s)
{
	const char *begin = ++s->at;
	int depth = 1;
	while (s->at < s->end) {
		char c = *s->at++;
		if (c == '\\' && s->at < s->end)
			s->at++;
		else if (c == '(' && ++depth > COMMENTS_DEEP)
			return scan_fail(
			    s, "has too many comments in comments");
		else if (c == ')' && --depth == 0) {
			size_t length = (size_t)(s->at - begin - 1);
			s->comment = (struct slice){ begin, length };
			return true;
		}
	}
	return scan_fail(s, "has a comment that is not closed");
}

/* RFC 5322 3.2.2 CFWS. Line breaks inside a field are folding. */
bool
scan_blanks(struct scan *s)
{
	while (s->at < s->end) {
		char c = *s->at;
		if (text_is_blank(c) || c == '\r' || c == '\n')
			s->at++;
		else if (c != '(')
			break;
		else if (!skip_comment(s))
			return false;
	}
	return true;
}

/* RFC 5322 3.2.4; taken verbatim, quotes and backslashes included, but for
 * line breaks, which are folding. */
bool
scan_quoted(struct scan *s, struct buf *to)
{
	buf_byte(to, *s->at++);
	while (s->at < s->end) {
		char c = *s->at++;
		if (c == '\r' || c == '\n')
			continue;
		buf_byte(to, c);
		if (c == '"')
			return true;
		if (c == '\\' && s->at < s->end)
			buf_byte(to, *s->at++);
		if (text_is_control(s->at[-1]))
			return scan_fail(s, "holds a control character");
	}
	return scan_fail(s, "has a quote that is not closed");
}

void
scan_atom(struct scan *s, struct buf *to)
{
	while (s->at < s->end && scan_is_atext(*s->at))
		buf_byte(to, *s->at++);
}
