#include "conf/variable.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "conf/place.h"

#define VALUE_MOST (256 * 1024)

static bool
is_name(const char *name)
{
	for (const char *c = name; *c != '\0'; c++) {
		char l = text_lower(*c);
		if (!(l >= 'a' && l <= 'z') && l != '_'
		    && (c == name || !text_is_digit(l)))
			return false;
	}
	return name[0] != '\0';
}

/* Daemons and timers often have no HOME, but their user has. */
static const char *
find(const char *name)
{
	const char *value = getenv(name);
	return value == NULL && strcmp(name, "HOME") == 0 ? place_of_home()
							  : value;
}

static bool
add_variable(
    struct arena *arena, struct buf *to, const char *inside, const char **wrong)
{
	char *name = arena_text(arena, inside);
	char *fallback = strstr(name, ":-");
	if (fallback != NULL) {
		*fallback = '\0';
		fallback += 2;
	}
	if (!is_name(name)) {
		*wrong = arena_print(arena,
		    "%s is no name of a variable; a default is written "
		    "${NAME:-default}",
		    text_shown(arena, name, strlen(name)));
		return false;
	}
	const char *value = find(name);
	if (fallback != NULL && (value == NULL || value[0] == '\0'))
		value = fallback;
	if (value == NULL) {
		*wrong = arena_print(arena,
		    "the environment variable %s is not set; ${%s:-…} would "
		    "give a default",
		    name, name);
		return false;
	}
	buf_text(to, value);
	return true;
}

/* A secret that is nothing but a variable is no secret yet. */
static bool
is_variable_alone(struct arena *arena, const char *text)
{
	if (!text_starts(text, "${") || strchr(text, '}') == NULL
	    || strchr(text, '}')[1] != '\0')
		return false;
	char *name = arena_text(arena, text + 2);
	name[strcspn(name, ":}")] = '\0';
	return is_name(name);
}

/* What looks like a name in a secret is a part of it. */
static bool
expand_variable(struct arena *arena, struct buf *to, const char **at,
    bool is_secret, const char **wrong)
{
	const char *begin = *at + strlen("${"), *end = strchr(*at, '}');
	if (end == NULL) {
		*wrong = "${ without }; write $${ if that is meant";
		return false;
	}
	*at = end + 1;
	const char *inside = arena_copy(arena, begin, (size_t)(end - begin));
	bool well = add_variable(arena, to, inside, wrong);
	if (!well && is_secret)
		*wrong = "it holds ${ and } around what is no variable that is "
			 "set; write $${ for ${ itself";
	return well;
}

static bool
expand(struct arena *arena, struct buf *to, const char *at, bool is_secret,
    const char **wrong)
{
	while (*at != '\0') {
		if (text_starts(at, "$${")) {
			buf_text(to, "${");
			at += strlen("$${");
		} else if (text_starts(at, "${")) {
			if (!expand_variable(arena, to, &at, is_secret, wrong))
				return false;
		} else {
			size_t plain = 1 + strcspn(at + 1, "$");
			buf_add(to, at, plain);
			at += plain;
		}
	}
	return true;
}

const char *
variable_expand(
    struct arena *arena, struct slice text, bool is_secret, const char **wrong)
{
	struct buf value = BUF_SECRET(VALUE_MOST);
	const char *source = arena_copy(arena, text.data, text.length);
	const char *result = NULL;
	is_secret = is_secret && !is_variable_alone(arena, source);
	bool well = expand(arena, &value, source, is_secret, wrong);
	if (well && buf_is_full(&value))
		*wrong = "the value is far too long";
	else if (well)
		result = arena_copy(arena, value.data, value.length);
	buf_free(&value);
	return result;
}
