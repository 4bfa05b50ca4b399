#include "mail/address.h"

#include <string.h>

#include "base/buf.h"
#include "base/idn.h"
#include "mail/phrase.h"
#include "mail/scan.h"

/* A run of words and dots, as a phrase or a local part begins: words[] is how
 * a local part would read, phrase how a person would. */
struct run {
	struct buf local, phrase;
	bool gap;     /* words stand side by side: no local part */
	bool literal; /* a backslash stood in front */
	size_t words;
	size_t start, end;
};

static bool
take_word(struct scan *s, struct run *run)
{
	size_t before = run->local.length;
	if (scan_is(s, '"')) {
		if (!scan_quoted(s, &run->local))
			return false;
	} else {
		scan_atom(s, &run->local);
	}
	buf_add(
	    &run->phrase, run->local.data + before, run->local.length - before);
	run->words++;
	return true;
}

/* `\root` asks for no aliases: the backslash is noted and dropped. */
static bool
take_backslash(struct scan *s)
{
	if (!scan_is(s, '\\'))
		return false;
	s->at++;
	return true;
}

static bool
take_run(struct scan *s, struct run *run)
{
	bool after_word = false;
	run->start = (size_t)(s->at - s->begin);
	run->literal = take_backslash(s);
	for (;;) {
		const char *before = s->at;
		run->end = (size_t)(before - s->begin);
		if (!scan_blanks(s))
			return false;
		bool blank = s->at > before;
		if (scan_is(s, '.')) {
			buf_byte(&run->local, *s->at);
			buf_byte(&run->phrase, *s->at++);
			after_word = false;
		} else if (s->at < s->end
		    && (scan_is_atext(*s->at) || *s->at == '"')) {
			if (blank && run->phrase.length > 0)
				buf_byte(&run->phrase, ' ');
			run->gap = run->gap || after_word;
			if (!take_word(s, run))
				return false;
			after_word = true;
		} else {
			return true;
		}
	}
}

/* RFC 5322 3.4.1 and 4.4; a literal is [v4], [IPv6:v6] or anything of dtext. */
static bool
take_domain(struct scan *s, struct buf *domain)
{
	if (!scan_blanks(s))
		return false;
	if (scan_is(s, '[')) {
		do {
			char c = *s->at++;
			if (scan_is_forbidden(c) || text_is_blank(c)
			    || (c == '[' && domain->length > 0))
				return scan_fail(s,
				    "has a blank or control "
				    "character in its domain");
			buf_byte(domain, c);
			if (c == ']')
				return true;
		} while (s->at < s->end);
		return scan_fail(s, "has a bracket that is not closed");
	}
	for (;;) {
		const char *begin = s->at;
		while (s->at < s->end && scan_is_domain_text(*s->at))
			buf_byte(domain, *s->at++);
		if (s->at == begin)
			return scan_fail(s, "has no proper domain");
		const char *after = s->at;
		if (!scan_blanks(s))
			return false;
		if (!scan_is(s, '.')) {
			s->at = after;
			return true;
		}
		buf_byte(domain, *s->at++);
		if (!scan_blanks(s))
			return false;
	}
}

static bool
add(struct scan *s, struct address_list *list, const struct address *found)
{
	size_t local = strlen(found->local);
	size_t domain = found->domain == NULL ? 0 : strlen(found->domain);
	if (local > ADDRESS_LOCAL_MOST || local + 1 + domain > ADDRESS_MOST)
		return scan_fail(s, "is too long");
	if (!text_is_utf8(found->local, local))
		return scan_fail(s, "is not UTF-8");
	if (!text_is_printable(found->local)
	    || (found->domain != NULL && !text_is_printable(found->domain)))
		return scan_fail(s, "holds a control character");
	list->items = arena_more(
	    s->arena, list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = *found;
	return true;
}

/* The rest of an addr-spec whose local part has been taken. */
static bool
take_rest(struct scan *s, const struct run *run, struct address *found)
{
	if (run->gap)
		return scan_fail(s, "has a blank where none may be");
	found->local = arena_copy(s->arena, run->local.data, run->local.length);
	found->start = run->start;
	found->end = run->end;
	found->literal = run->literal;
	if (run->words == 0 && run->local.length > 0)
		return scan_fail(s, "has nothing but dots before its @");
	if (!scan_is(s, '@'))
		return true;
	if (run->words == 0)
		return scan_fail(s, "has nothing before its @");

	s->at++;
	struct buf domain = BUF(ADDRESS_MOST);
	bool well = take_domain(s, &domain);
	if (well && buf_is_full(&domain))
		well = scan_fail(s, "is too long");
	found->domain = arena_copy(s->arena, domain.data, domain.length);
	found->end = (size_t)(s->at - s->begin);
	buf_free(&domain);
	return well;
}

#define RUN ((struct run){ .local = BUF(64 * 1024), .phrase = BUF(64 * 1024) })

static void
run_free(struct run *run)
{
	buf_free(&run->local);
	buf_free(&run->phrase);
}

/* Source routes are obsolete and say nothing anyone obeys: <@a,@b:user@c>. */
static bool
skip_route(struct scan *s)
{
	if (!scan_is(s, '@'))
		return true;
	while (s->at < s->end && *s->at != ':' && *s->at != '>')
		s->at++;
	if (!scan_is(s, ':'))
		return scan_fail(s, "has a route without an end");
	s->at++;
	return scan_blanks(s);
}

static bool
take_brackets(struct scan *s, struct address *found)
{
	s->at++;
	if (!scan_blanks(s) || !skip_route(s))
		return false;
	struct run run = RUN;
	bool well = take_run(s, &run) && take_rest(s, &run, found);
	run_free(&run);
	if (!well || !scan_blanks(s))
		return false;
	if (!scan_is(s, '>'))
		return scan_fail(s, "has no closing >");
	s->at++;
	return true;
}

static bool take_group(struct scan *s, struct address_list *list);

static const char *
display_name(struct scan *s, const struct run *run)
{
	if (run->words > 0)
		return arena_copy(
		    s->arena, run->phrase.data, run->phrase.length);
	return NULL;
}

/* `root (Cron Daemon)`, the old way to give a name. */
static const char *
name_of_comment(struct scan *s)
{
	struct buf phrase = BUF(4096);
	const char *comment =
	    arena_copy(s->arena, s->comment.data, s->comment.length);
	if (phrase_is_encoded(comment))
		buf_text(&phrase, comment);
	else
		phrase_add(&phrase, comment);
	const char *name = arena_copy(s->arena, phrase.data, phrase.length);
	buf_free(&phrase);
	return name;
}

/* After the first run: < makes it a name, : a group, else it is an address. */
static bool
decide(struct scan *s, struct run *run, struct address_list *list, bool inside)
{
	struct address found = { 0 };
	if (scan_is(s, ':') && !inside && run->words > 0)
		return take_group(s, list);
	if (scan_is(s, '<')) {
		found.name = display_name(s, run);
		return take_brackets(s, &found) && add(s, list, &found);
	}
	if (run->words == 0 && scan_is(s, '@'))
		return scan_fail(s, "has nothing before its @");
	if (run->words == 0)
		return scan_fail(s, "is not an address");
	if (!take_rest(s, run, &found) || !scan_blanks(s))
		return false;
	if (s->comment.length > 0)
		found.name = name_of_comment(s);
	return add(s, list, &found);
}

static bool
take_address(struct scan *s, struct address_list *list, bool inside)
{
	struct run run = RUN;
	s->comment = (struct slice){ "", 0 };
	bool well = take_run(s, &run) && decide(s, &run, list, inside);
	run_free(&run);
	return well && scan_blanks(s);
}

/* Takes addresses and commas up to `stop`, or to the end. */
static bool
take_list(struct scan *s, struct address_list *list, char stop, bool inside)
{
	for (;;) {
		if (!scan_blanks(s))
			return false;
		if (s->at == s->end || (stop != '\0' && *s->at == stop))
			return true;
		if (scan_is(s, ',')) {
			s->at++;
			continue;
		}
		if (!take_address(s, list, inside))
			return false;
		if (s->at < s->end && *s->at != ','
		    && (stop == '\0' || *s->at != stop))
			return scan_fail(s,
			    "has something behind it that does not "
			    "belong there");
	}
}

/* RFC 5322 3.4: name: members ; The final semicolon is often forgotten. */
static bool
take_group(struct scan *s, struct address_list *list)
{
	s->at++;
	if (!take_list(s, list, ';', true))
		return false;
	if (scan_is(s, ';'))
		s->at++;
	return true;
}

bool
address_parse(struct arena *arena, struct slice text, struct address_list *list,
    const char **why)
{
	struct scan s = { .arena = arena, .at = text.data, .begin = text.data };
	s.end = text.data + text.length;
	bool well = memchr(text.data, '\0', text.length) == NULL
	    ? take_list(&s, list, '\0', false)
	    : scan_fail(&s, "holds a NUL");
	*why = s.why;
	return well;
}

bool
address_parse_one(struct arena *arena, const char *text,
    struct address *address, const char **why)
{
	struct address_list list = { 0 };
	*why = "is not a single address";
	for (const char *c = text; *c != '\0'; c++) {
		if (scan_is_forbidden(*c)) {
			*why = "holds a control character";
			return false;
		}
	}
	const char *found = NULL;
	struct slice slice = { text, strlen(text) };
	if (!address_parse(arena, slice, &list, &found)) {
		*why = found;
		return false;
	}
	if (list.count != 1)
		return false;
	*address = list.items[0];
	return true;
}

const char *
address_wire(
    struct arena *arena, const struct address *address, const char *domain)
{
	if (address_is_null(address))
		return "";
	if (address->domain != NULL)
		domain = address->domain;
	if (domain == NULL)
		return address->local;
	if (text_is_ascii(address->local, strlen(address->local))
	    && !text_is_ascii(domain, strlen(domain)))
		domain = idn_to_ascii(arena, domain);
	if (domain == NULL)
		return NULL;
	return arena_print(arena, "%s@%s", address->local, domain);
}

const char *
address_domain(const char *address)
{
	const char *at = strrchr(address, '@');
	return at == NULL ? NULL : at + 1;
}

bool
address_same(const char *a, const char *b)
{
	const char *at = strrchr(a, '@'), *bt = strrchr(b, '@');
	if (at == NULL || bt == NULL)
		return strcmp(a, b) == 0;
	return at - a == bt - b && memcmp(a, b, (size_t)(at - a)) == 0
	    && text_equal(at, bt);
}
