#include "conf/expansion.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

#define WAY_MOST 512

/* A check notes what is wrong and goes on; else the first thing ends it. */
static bool
complain(
    struct expansion *e, const struct alias *alias, int code, const char *what)
{
	if (e->problems == NULL)
		return error_set(e->err, code, "%s:%u: %s",
		    e->aliases->file.path, alias->line, what);
	text_list_add(e->arena, e->problems,
	    arena_print(e->arena, "%s:%u: %s", e->aliases->file.path,
		alias->line, what));
	e->wrong += code == EX_CONFIG;
	return true;
}

static const char *
shown(struct expansion *e, const char *text)
{
	return text_shown(e->arena, text, strlen(text));
}

/* ---- a target ---- */

/* Up to a comma that is outside of quotes, comments and brackets. */
static struct slice
next_target(const char **at)
{
	const char *begin = *at, *c = *at;
	bool quoted = false;
	int depth = 0;
	for (; *c != '\0' && (quoted || depth > 0 || *c != ','); c++) {
		if (*c == '\\' && c[1] != '\0')
			c++;
		else if (*c == '"')
			quoted = !quoted;
		else if (!quoted && (*c == '(' || *c == '<'))
			depth++;
		else if (!quoted && (*c == ')' || *c == '>') && depth > 0)
			depth--;
	}
	*at = *c == ',' ? c + 1 : c;
	return text_trim((struct slice){ begin, (size_t)(c - begin) });
}

/* What a target is that no smarthost can be handed; NULL: an address. */
static const char *
foreign_kind(struct slice target)
{
	char first = target.data[0];
	if (first == '"' && target.length > 1)
		first = target.data[1];
	switch (first) {
	case '|':
		return "a program";
	case '/':
		return "a file";
	case ':':
		return "a list in another file, or an order to a mail server";
	default:
		return NULL;
	}
}

static bool
refuse(struct expansion *e, const struct alias *alias, struct slice target,
    const char *kind)
{
	return complain(e, alias, EX_UNAVAILABLE,
	    arena_print(e->arena,
		"%s leads to %s, which is %s: mail is only handed to a "
		"smarthost here, so give an address instead",
		shown(e, alias->name),
		text_shown(e->arena, target.data, target.length), kind));
}

static bool follow(struct expansion *e, struct alias *alias, struct alias *via);

static void
add(struct expansion *e, const struct address *address)
{
	struct address_list *to = e->to;
	if (to == NULL)
		return;
	to->items =
	    arena_more(e->arena, to->items, to->count, sizeof(*to->items));
	to->items[to->count++] = *address;
}

/* A name that leads to itself is meant as it stands; so is one that only the
 * alias for all others knows, when that has been asked. */
static bool
means_itself(const struct alias *alias, const struct alias *via)
{
	return alias == via
	    || (alias->state == ALIAS_OPEN && alias_is_wildcard(alias));
}

static bool
go_on(struct expansion *e, const struct address *address, struct alias *via)
{
	struct alias *alias = NULL;
	if (!address->literal && complete_is_ours(e->completion, address))
		alias = aliases_find(e->arena, e->aliases, address);
	if (alias != NULL && !means_itself(alias, via))
		return follow(e, alias, via);
	add(e, address);
	return true;
}

static bool
take_target(struct expansion *e, struct alias *alias, struct slice target)
{
	struct address_list list = { 0 };
	const char *why;
	const char *kind = foreign_kind(target);
	if (kind != NULL)
		return refuse(e, alias, target, kind);
	if (!address_parse(e->arena, target, &list, &why))
		return complain(e, alias, EX_CONFIG,
		    arena_print(e->arena, "the address \"%s\" of %s %s",
			text_shown(e->arena, target.data, target.length),
			shown(e, alias->name), why));
	for (size_t i = 0; i < list.count; i++) {
		bool well = !address_is_null(&list.items[i])
		    ? go_on(e, &list.items[i], alias)
		    : complain(e, alias, EX_CONFIG,
			arena_print(e->arena,
			    "%s leads to <>, which nobody can receive",
			    shown(e, alias->name)));
		if (!well)
			return false;
	}
	return true;
}

static bool
take_targets(struct expansion *e, struct alias *alias)
{
	size_t count = 0;
	for (const char *at = alias->targets; *at != '\0';) {
		struct slice target = next_target(&at);
		if (target.length == 0)
			continue;
		count++;
		if (!take_target(e, alias, target))
			return false;
	}
	if (count > 0)
		return true;
	return complain(e, alias, EX_CONFIG,
	    arena_print(e->arena, "%s has no address", shown(e, alias->name)));
}

/* ---- from alias to alias ---- */

/* The way is told from where it first came by. */
static void
tell_way(struct expansion *e, const struct alias *from,
    const struct alias *alias, struct buf *way)
{
	if (alias != from && alias->via != NULL)
		tell_way(e, from, alias->via, way);
	buf_print(way, "%s -> ", shown(e, alias->name));
}

static bool
refuse_loop(
    struct expansion *e, const struct alias *alias, const struct alias *via)
{
	struct buf way = BUF(ALIASES_DEEP * WAY_MOST);
	assert(via != NULL); /* what is followed was led to */
	tell_way(e, alias, via, &way);
	buf_text(&way, shown(e, alias->name));
	const char *what =
	    arena_print(e->arena, "the aliases lead in a circle: %s", way.data);
	buf_free(&way);
	return complain(e, via, EX_CONFIG, what);
}

static bool
follow(struct expansion *e, struct alias *alias, struct alias *via)
{
	if (alias->state == ALIAS_DONE)
		return true;
	if (alias->state == ALIAS_OPEN)
		return refuse_loop(e, alias, via);
	if (e->depth == ALIASES_DEEP)
		return complain(e, alias, EX_CONFIG,
		    arena_print(e->arena,
			"%s is more than %d aliases behind the first",
			shown(e, alias->name), ALIASES_DEEP));
	alias->state = ALIAS_OPEN;
	alias->via = via;
	e->depth++;
	bool well = take_targets(e, alias);
	e->depth--;
	alias->state = ALIAS_DONE;
	return well;
}

bool
expansion_add(void *self, const struct address *address,
    struct address_list *to, struct error *err)
{
	struct expansion *e = self;
	e->to = to;
	e->err = err;
	e->problems = NULL;
	return aliases_read(e->arena, e->aliases, e->completion, NULL, err)
	    && go_on(e, address, NULL);
}

size_t
expansion_check(
    struct expansion *e, struct text_list *problems, struct error *err)
{
	e->to = NULL;
	e->err = err;
	e->problems = problems;
	if (!aliases_read(e->arena, e->aliases, e->completion, problems, err))
		return 1;
	e->wrong = problems->count;
	for (size_t i = 0; i < e->aliases->count; i++)
		follow(e, &e->aliases->items[i], NULL);
	return e->wrong;
}
