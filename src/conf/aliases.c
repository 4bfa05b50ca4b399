#include "conf/aliases.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

struct reading {
	struct arena *arena;
	struct aliases *aliases;
	const struct completion *ours;
	struct text_list *problems;
	struct error *err;
	struct buf entry; /* an alias, its lines joined */
	unsigned line;    /* the one read last, and */
	unsigned begun;   /* the one the entry began in */
	bool goes_on;     /* a backslash stood at the end of the last one */
};

/* ---- one alias ---- */

static void
complain(struct reading *r, const char *what)
{
	if (r->problems == NULL)
		return;
	text_list_add(r->arena, r->problems,
	    arena_print(
		r->arena, "%s:%u: %s", r->aliases->file.path, r->begun, what));
}

/* In quotes a name may hold anything. Returns what follows it; NULL when a
 * quote is not closed. */
static const char *
take_name(const char *at, struct buf *name)
{
	if (*at != '"') {
		size_t length = strcspn(at, ":\" \t");
		buf_add(name, at, length);
		return at + length;
	}
	for (at++; *at != '"'; at++) {
		if (*at == '\\' && at[1] != '\0')
			at++;
		if (*at == '\0')
			return NULL;
		buf_byte(name, *at);
	}
	return at + 1;
}

static const char *
lowered(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_copy(arena, text, length);
	for (char *c = copy; *c != '\0'; c++)
		*c = text_lower(*c);
	return copy;
}

static void
add_alias(struct reading *r, const struct buf *name, const char *targets)
{
	struct aliases *aliases = r->aliases;
	struct slice text =
	    text_trim((struct slice){ targets, strlen(targets) });
	aliases->items = arena_more(
	    r->arena, aliases->items, aliases->count, sizeof(*aliases->items));
	aliases->items[aliases->count++] = (struct alias){
		.name = lowered(r->arena, name->data, name->length),
		.targets = arena_copy(r->arena, text.data, text.length),
		.line = r->begun,
	};
}

/* root@this-host is root. No other domain has aliases. */
static bool
is_ours(struct reading *r, struct buf *name)
{
	const char *at = strrchr(name->data, '@');
	if (at == NULL)
		return true;
	const char *domain = arena_text(r->arena, at + 1);
	size_t length = (size_t)(at - name->data);
	struct address address = { .domain = domain };
	if (length == 0 || !complete_is_ours(r->ours, &address)) {
		complain(r,
		    arena_print(r->arena,
			"%s: aliases are for names of this machine, without "
			"@: is its domain missing in local-domains?",
			text_shown(r->arena, name->data, name->length)));
		return false;
	}
	buf_drop_end(name, name->length - length);
	return true;
}

static void
end_entry(struct reading *r)
{
	struct buf name = BUF(ALIASES_MOST);
	if (r->entry.length == 0)
		return;
	const char *at = take_name(r->entry.data, &name);
	if (at != NULL)
		at += strspn(at, " \t");
	if (at == NULL || *at != ':' || name.length == 0)
		complain(r, "an alias must read NAME: ADDRESS, ADDRESS ...");
	else if (r->entry.data[0] == '"' || is_ours(r, &name))
		add_alias(r, &name, at + 1);
	buf_free(&name);
	buf_clear(&r->entry);
}

/* ---- the lines ---- */

static struct slice
without_comment(struct slice line)
{
	bool quoted = false, blank = true;
	for (size_t i = 0; i < line.length; i++) {
		char c = line.data[i];
		if (c == '#' && blank && !quoted)
			return (struct slice){ line.data, i };
		if (c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		blank = text_is_blank(c);
	}
	return line;
}

/* `a@x, #b@x`: whoever wrote that may have meant an address. */
static bool
cuts_address(struct slice text, struct slice comment)
{
	if (text.length == 0
	    || strchr(",:", text.data[text.length - 1]) == NULL)
		return false;
	for (size_t i = 0; i < comment.length; i++) {
		if (comment.data[i] == '@')
			return true;
		if (text_is_blank(comment.data[i]) || comment.data[i] == ',')
			return false;
	}
	return false;
}

static void
take_line(struct reading *r, struct slice whole)
{
	struct slice line = without_comment(whole);
	struct slice text = text_trim(line);
	struct slice comment = { whole.data + line.length,
		whole.length - line.length };
	bool goes_on = r->goes_on;
	r->goes_on = false;
	if (text.length == 0)
		return;
	if (!goes_on && !text_is_blank(line.data[0])) {
		end_entry(r);
		r->begun = r->line;
	}
	if (r->entry.length == 0)
		r->begun = r->line;
	if (cuts_address(text, comment))
		complain(r,
		    "the # behind a blank begins a comment: write an address "
		    "that begins so in quotes");
	r->goes_on = text.data[text.length - 1] == '\\';
	text.length -= r->goes_on;
	if (r->entry.length > 0 && !goes_on)
		buf_byte(&r->entry, ' ');
	buf_add(&r->entry, text.data, text.length);
}

static bool
take_text(struct reading *r, const struct buf *text)
{
	struct slice rest =
	    text_without_mark((struct slice){ text->data, text->length });
	struct slice line;
	while (text_next_line(&rest, &line)) {
		r->line++;
		if (memchr(line.data, '\0', line.length) != NULL)
			return error_set(r->err, EX_CONFIG,
			    "%s:%u: a NUL in the line: is this a text file?",
			    r->aliases->file.path, r->line);
		take_line(r, line);
	}
	end_entry(r);
	return true;
}

/* ---- the file ---- */

static int
by_name(const void *a, const void *b)
{
	const struct alias *one = a, *other = b;
	int order = strcmp(one->name, other->name);
	if (order != 0)
		return order;
	return one->line < other->line ? -1 : one->line > other->line;
}

static void
sort(struct reading *r)
{
	struct aliases *aliases = r->aliases;
	size_t kept = 0;
	if (aliases->count == 0)
		return;
	qsort(aliases->items, aliases->count, sizeof(*aliases->items), by_name);
	for (size_t i = 1; i < aliases->count; i++) {
		const struct alias *first = &aliases->items[kept];
		if (strcmp(first->name, aliases->items[i].name) != 0) {
			aliases->items[++kept] = aliases->items[i];
			continue;
		}
		r->begun = aliases->items[i].line;
		complain(r,
		    arena_print(r->arena,
			"%s has an alias in line %u already, which counts",
			text_shown(r->arena, first->name, strlen(first->name)),
			first->line));
	}
	aliases->count = kept + 1;
}

bool
aliases_read(struct arena *arena, struct aliases *aliases,
    const struct completion *ours, struct text_list *problems,
    struct error *err)
{
	struct buf text = BUF(ALIASES_MOST);
	struct reading r = { .arena = arena,
		.aliases = aliases,
		.ours = ours,
		.problems = problems,
		.err = err,
		.entry = BUF(ALIASES_MOST) };
	struct stat facts;
	if (aliases->is_read || aliases->file.path == NULL)
		return true;
	aliases->is_read = true;
	if (strcmp(aliases->file.path, ALIASES_FILE) == 0
	    && access(aliases->file.path, F_OK) != 0)
		return true;
	bool well = file_load(aliases->file.path, &text, &facts, err)
	    && file_is_trusted(aliases->file.path, &facts, err)
	    && take_text(&r, &text);
	if (well)
		sort(&r);
	else
		error_at(err, aliases->file.place);
	buf_free(&text);
	buf_free(&r.entry);
	return well;
}

/* ---- the look-up ---- */

static int
compare_name(const void *name, const void *alias)
{
	return strcmp(name, ((const struct alias *)alias)->name);
}

static struct alias *
find(const struct aliases *aliases, const char *name)
{
	if (aliases->count == 0)
		return NULL;
	return bsearch(name, aliases->items, aliases->count,
	    sizeof(*aliases->items), compare_name);
}

/* "jane doe" as jane doe. */
static const char *
without_quotes(struct arena *arena, const char *local)
{
	struct buf name = BUF(ADDRESS_MOST);
	if (take_name(local, &name) == NULL || local[0] != '"') {
		buf_clear(&name);
		buf_text(&name, local);
	}
	const char *copy = lowered(arena, name.data, name.length);
	buf_free(&name);
	return copy;
}

struct alias *
aliases_find(struct arena *arena, const struct aliases *aliases,
    const struct address *address)
{
	const char *name = without_quotes(arena, address->local);
	size_t user = strcspn(name, "+");
	struct alias *found = find(aliases, name);
	if (found == NULL && name[user] == '+')
		found = find(
		    aliases, arena_print(arena, "%.*s+*", (int)user, name));
	if (found == NULL && name[user] == '+')
		found = find(aliases, arena_copy(arena, name, user));
	if (found == NULL)
		found = find(aliases, "*");
	return found != NULL ? found : find(aliases, "default");
}

bool
alias_is_wildcard(const struct alias *alias)
{
	return strcmp(alias->name, "*") == 0
	    || strcmp(alias->name, "default") == 0;
}
