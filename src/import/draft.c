#include "import/draft.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "conf/keyword.h"
#include "conf/quote.h"

#define REMARK_MOST 2048
#define VALUE_MOST 4096

static void
add(struct draft *draft, const char *key, const char *value)
{
	draft->items = arena_more(
	    draft->arena, draft->items, draft->count, sizeof(*draft->items));
	draft->items[draft->count++] = (struct draft_item){ key, value };
}

/* ---- names ---- */

static bool
is_taken(const struct drafts *drafts, const char *name)
{
	for (size_t i = 0; i < drafts->count; i++) {
		if (strcmp(drafts->items[i]->name, name) == 0)
			return true;
	}
	return false;
}

static unsigned
namesakes(const struct drafts *drafts, const char *proper)
{
	unsigned count = 0;
	for (size_t i = 0; i < drafts->count; i++)
		count += strcmp(drafts->items[i]->proper, proper) == 0;
	return count;
}

/* What is one word for [account NAME], for -a and for a shell, since the name
 * of a file is made of it. */
static const char *
proper_name(struct arena *arena, const char *name)
{
	char *proper = arena_text(arena, name);
	for (char *c = proper; *c != '\0'; c++) {
		char lower = text_lower(*c);
		bool letter = lower >= 'a' && lower <= 'z';
		if (!letter && !text_is_digit(*c) && (unsigned char)*c < 0x80
		    && strchr("._@+-", *c) == NULL)
			*c = '-';
	}
	return proper[0] == '\0' ? "unnamed" : proper;
}

struct draft *
draft_new(struct drafts *drafts, const char *name)
{
	struct arena *arena = drafts->arena;
	const char *proper = proper_name(arena, name), *unique = proper;
	unsigned others = namesakes(drafts, proper);
	for (unsigned i = others > 0 ? others + 1 : 2; is_taken(drafts, unique);
	     i++)
		unique = arena_print(arena, "%s-%u", proper, i);
	struct draft *draft = arena_get(arena, sizeof(*draft));
	*draft =
	    (struct draft){ .arena = arena, .name = unique, .proper = proper };
	drafts->items = arena_more(
	    arena, drafts->items, drafts->count, sizeof(struct draft *));
	drafts->items[drafts->count++] = draft;
	if (strcmp(unique, name) != 0)
		draft_remark(draft, "the account was called \"%s\" there",
		    text_shown(arena, name, strlen(name)));
	return draft;
}

/* ---- remarks ---- */

void
draft_remark(struct draft *draft, const char *format, ...)
{
	char text[REMARK_MOST];
	struct buf whole = BUF(2 * REMARK_MOST);
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (draft->place != NULL)
		buf_print(&whole, "%s: ", draft->place);
	buf_text(&whole, text);
	add(draft, NULL, arena_text(draft->arena, whole.data));
	buf_free(&whole);
}

/* ---- settings ---- */

static struct draft_item *
find(const struct draft *draft, const char *key)
{
	for (size_t i = 0; i < draft->count; i++) {
		const char *other = draft->items[i].key;
		if (other != NULL && strcmp(other, key) == 0)
			return &draft->items[i];
	}
	return NULL;
}

const char *
draft_find(const struct draft *draft, const char *key)
{
	const struct draft_item *item = find(draft, key);
	return item == NULL ? NULL : item->value;
}

static void
put(struct draft *draft, const char *key, const char *written)
{
	struct draft_item *item = find(draft, key);
	if (item == NULL)
		add(draft, key, written);
	else
		item->value = written;
}

void
draft_copy(struct draft *draft, const struct draft *other, size_t first)
{
	for (size_t i = first; i < other->count; i++) {
		if (other->items[i].key != NULL)
			put(draft, other->items[i].key, other->items[i].value);
	}
}

/* What the setting thinks of the value; NULL when it is well. */
static const char *
try(struct draft *draft, const char *key, const char *value)
{
	const struct keyword *keyword = keyword_find(key);
	struct account scratch = account_default();
	if (strpbrk(value, "\r\n") != NULL)
		return "cannot hold a line break";
	if (value[0] == '\0')
		return "must not be empty";
	if (strlen(value) > VALUE_MOST)
		return "is too long";
	if (keyword == NULL)
		return NULL;
	return keyword_apply(keyword, draft->arena, &scratch, value, false);
}

/* The value as a line of ours holds it: ${ does not mean a variable, and
 * blanks or quotes at its ends are kept. */
static const char *
write_value(struct arena *arena, const char *value)
{
	struct buf written = BUF(1 << 20);
	size_t length = strlen(value);
	char first = value[0], last = length > 0 ? value[length - 1] : '\0';
	bool quoted = text_is_blank(first) || text_is_blank(last)
	    || (length > 1 && first == '"' && last == '"')
	    || quote_wrong((struct slice){ value, length }) != NULL;
	if (quoted)
		buf_byte(&written, '"');
	for (; *value != '\0'; value++) {
		if (text_starts(value, "${"))
			buf_byte(&written, '$');
		buf_byte(&written, *value);
	}
	if (quoted)
		buf_byte(&written, '"');
	const char *text = arena_copy(arena, written.data, written.length);
	buf_free(&written);
	return text;
}

/* A value that is wrong is not shown: it may be a misplaced secret. */
static bool
is_well(struct draft *draft, const char *key, const char *value)
{
	const char *wrong = try(draft, key, value);
	if (wrong != NULL)
		draft_remark(draft, "%s is left out: it %s", key, wrong);
	return wrong == NULL;
}

void
draft_set(struct draft *draft, const char *key, const char *value)
{
	if (is_well(draft, key, value))
		put(draft, key, write_value(draft->arena, value));
}

void
draft_path(struct draft *draft, const char *key, const char *path)
{
	struct arena *arena = draft->arena;
	bool home = text_starts(path, "~/");
	if (!is_well(draft, key, home ? path + 1 : path))
		return;
	const char *written = write_value(arena, home ? path + 1 : path);
	/* Quotes go around the whole. */
	if (home && written[0] == '"')
		written = arena_print(arena, "\"${HOME}%s", written + 1);
	else if (home)
		written = arena_print(arena, "${HOME}%s", written);
	else if (path[0] != '/' && !text_starts(path, "pkcs11:")
	    && strcmp(path, "system") != 0)
		draft_remark(draft,
		    "%s is no absolute path: here it is meant beside this file",
		    text_shown(arena, path, strlen(path)));
	put(draft, key, written);
}

/* Is it for our splitting into words what it is for a shell? */
static bool
is_plain(const char *command)
{
	size_t first = strcspn(command, " \t");
	if (memchr(command, '=', first) != NULL)
		return false;
	for (; *command != '\0'; command++) {
		char lower = text_lower(*command);
		bool letter = lower >= 'a' && lower <= 'z';
		if (!letter && !text_is_digit(*command)
		    && strchr(" \t_-+=:,./@%", *command) == NULL)
			return false;
	}
	return true;
}

void
draft_command(struct draft *draft, const char *key, const char *command)
{
	struct buf whole = BUF(1 << 20);
	if (!is_plain(command)) {
		buf_text(&whole, "sh -c '");
		for (const char *c = command; *c != '\0'; c++) {
			if (*c == '\'')
				buf_text(&whole, "'\\'");
			buf_byte(&whole, *c);
		}
		buf_byte(&whole, '\'');
		command = arena_copy(draft->arena, whole.data, whole.length);
	}
	buf_free(&whole);
	if (is_well(draft, key, command))
		put(draft, key, write_value(draft->arena, command));
}

void
draft_secret(struct draft *draft, const char *place)
{
	draft->secret = arena_text(draft->arena, place);
}

bool
draft_is_within(
    const struct draft *draft, const struct draft *other, const char *but)
{
	for (size_t i = 0; i < draft->count; i++) {
		const struct draft_item *item = &draft->items[i];
		if (item->key == NULL || strcmp(item->key, but) == 0)
			continue;
		const char *value = draft_find(other, item->key);
		if (value == NULL || strcmp(value, item->value) != 0)
			return false;
	}
	return true;
}

bool
draft_has_address(const struct draft *draft)
{
	const char *from = draft_find(draft, "from");
	return from != NULL && strpbrk(from, "*?") == NULL;
}
