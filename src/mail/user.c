#include "mail/user.h"

#include <string.h>

#include "mail/phrase.h"
#include "mail/scan.h"

static char *
without_controls(struct arena *arena, const char *login)
{
	size_t length = 0;
	bool ascii =
	    !text_is_utf8(login, strlen(login)) || !text_is_printable(login);
	char *clean = arena_text(arena, login);
	for (const char *c = login; *c != '\0'; c++) {
		if (!text_is_control(*c)
		    && !(ascii && (unsigned char)*c >= 0x80))
			clean[length++] = *c;
	}
	clean[length] = '\0';
	return clean;
}

/* RFC 5321 4.1.2: Dot-string. */
static bool
is_dot_string(const char *text)
{
	bool dot = true;
	for (; *text != '\0'; text++) {
		if (*text != '.' && !scan_is_atext(*text))
			return false;
		if (*text == '.' && dot)
			return false;
		dot = *text == '.';
	}
	return !dot;
}

/* NULL: it is none. */
static const char *
whole_address(
    struct arena *arena, const char *login, const struct completion *completion)
{
	struct address address;
	const char *why;
	if (!address_parse_one(arena, login, &address, &why)
	    || address.domain == NULL || address.start > 0
	    || address.end < strlen(login))
		return NULL;
	return complete_address(arena, completion, &address);
}

const char *
user_address(
    struct arena *arena, const char *login, const struct completion *completion)
{
	char *local = without_controls(arena, login);
	char *at = strrchr(local, '@');
	const char *whole =
	    at == NULL ? NULL : whole_address(arena, local, completion);
	if (whole != NULL)
		return whole;
	if (at != NULL)
		*at = '\0';
	if (is_dot_string(local))
		return arena_print(arena, "%s@%s", local, completion->domain);
	size_t length = strlen(local);
	struct buf quoted = BUF(2 * length + 2);
	phrase_add_quoted(&quoted, local, length);
	const char *address =
	    arena_print(arena, "%s@%s", quoted.data, completion->domain);
	buf_free(&quoted);
	return address;
}
