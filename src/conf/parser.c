#include "conf/parser.h"

#include <string.h>

#include "base/buf.h"
#include "base/process.h"
#include "conf/keyword.h"
#include "conf/quote.h"
#include "conf/variable.h"

#define KEY_SHOWN 32 /* octets of one that is not known */

struct place {
	const char *file; /* NULL: nowhere */
	unsigned line;
};

struct parser {
	struct arena *arena;
	struct config *config;
	struct error *err;
	struct part part;   /* the file that is read */
	struct place *seen; /* per keyword: where in this section; or nowhere */
};

static bool
complain(const struct parser *p, const char *what)
{
	return part_complain(&p->part, p->err, what);
}

static struct account *
current(const struct parser *p)
{
	return &p->config->accounts[p->config->count - 1];
}

static void
add_account(struct parser *p, struct account account)
{
	struct config *config = p->config;
	config->accounts = arena_more(p->arena, config->accounts, config->count,
	    sizeof(*config->accounts));
	config->own_from = arena_more(p->arena, config->own_from, config->count,
	    sizeof(*config->own_from));
	config->accounts[config->count] = account;
	config->own_from[config->count++] = false;
	memset(p->seen, 0, keyword_count * sizeof(*p->seen));
}

/* [account NAME]: begins with all that stands above the first account. */
static bool
begin_account(struct parser *p, const char *line)
{
	size_t length = strlen(line);
	char **words = NULL;
	if (line[length - 1] == ']')
		words = text_words(
		    p->arena, arena_copy(p->arena, line + 1, length - 2));
	if (words == NULL || words[0] == NULL || words[1] == NULL
	    || words[2] != NULL || strcmp(words[0], "account") != 0)
		return complain(p, "a section must read [account NAME]");
	for (size_t i = 0; i < p->config->count; i++) {
		if (strcmp(p->config->accounts[i].name, words[1]) == 0)
			return complain(p,
			    arena_print(p->arena,
				"there is an account %s already", words[1]));
	}
	struct account account = p->config->accounts[0];
	account.name = words[1];
	add_account(p, account);
	return true;
}

/* "TLS_CA_File" as it should have been. */
static const char *
respell(struct arena *arena, const char *key)
{
	char *name = arena_text(arena, key);
	for (char *c = name; *c != '\0'; c++)
		*c = *c == '_' ? '-' : text_lower(*c);
	return name;
}

/* A file that was included by mistake may be a secret. */
static bool
may_be_shown(const char *key)
{
	size_t length = strspn(key, "abcdefghijklmnopqrstuvwxyz-");
	return length > 0 && length <= KEY_SHOWN && key[length] == '\0';
}

static bool
unknown(struct parser *p, const char *key)
{
	const struct keyword *meant = keyword_find(respell(p->arena, key));
	if (meant != NULL)
		return complain(p,
		    arena_print(p->arena,
			"unknown setting: write %s, in lower case and with "
			"hyphens",
			meant->name));
	if (!may_be_shown(key))
		return complain(
		    p, "unknown setting; is this file a configuration?");
	const char *nearest = keyword_nearest(key);
	if (nearest == NULL)
		return complain(p,
		    arena_print(p->arena,
			"unknown setting \"%s\": see sendoff.conf(5)", key));
	return complain(p,
	    arena_print(p->arena,
		"unknown setting \"%s\": did you mean \"%s\"?", key, nearest));
}

/* What is said twice in a section is said once too often; of the secrets only
 * one can be meant. */
static bool
check_twice(struct parser *p, const struct keyword *keyword)
{
	for (size_t i = 0; i < keyword_count; i++) {
		const struct keyword *other = &keywords[i];
		bool same = other == keyword && !keyword->is_list;
		bool rival =
		    keyword->group != 0 && other->group == keyword->group;
		if (p->seen[i].file != NULL && (same || rival))
			return complain(p,
			    arena_print(p->arena,
				"%s%s%s is set already at %s:%u",
				same ? "" : keyword->name, same ? "" : ": ",
				other->name, p->seen[i].file, p->seen[i].line));
	}
	return true;
}

/* What many another program takes for a comment is part of the value. */
static const char *
hint(const char *value)
{
	return strstr(value, " #") == NULL
	    ? ""
	    : "; a comment must stand on a line of its own";
}

static bool
apply(struct parser *p, const struct keyword *keyword, const char *value)
{
	struct place *seen = &p->seen[keyword - keywords];
	if (!check_twice(p, keyword))
		return false;
	if (keyword->is_global && p->config->count > 1)
		return complain(p,
		    arena_print(p->arena,
			"%s holds for all accounts: set it above the first "
			"[account]",
			keyword->name));
	if (keyword->is_path && text_starts(value, "~/"))
		return complain(p,
		    arena_print(p->arena,
			"%s: there is no ~ here: write ${HOME}/ instead",
			keyword->name));
	bool word =
	    (keyword->set == value_ca_file && strcmp(value, "system") == 0)
	    || (keyword->set == value_alias_file && strcmp(value, "none") == 0);
	if (keyword->is_path && !word && !text_starts(value, "pkcs11:"))
		value = part_beside(p->arena, &p->part, value);
	const char *wrong = keyword_apply(
	    keyword, p->arena, current(p), value, seen->file != NULL);
	if (wrong != NULL)
		return complain(p,
		    arena_print(p->arena, "%s %s%s", keyword->name, wrong,
			hint(value)));
	*seen = (struct place){ p->part.file, p->part.line };
	keyword_note(keyword, p->arena, current(p),
	    (struct said){
		.file = seen->file, .line = seen->line, .value = value });
	bool proxy = keyword->set == value_proxy
	    && current(p)->smarthost.proxy.password != NULL;
	bool pin = strstr(value, "pin-value=") != NULL
	    && text_starts(value, "pkcs11:");
	if (keyword->is_secret || proxy || pin) {
		p->part.holds_secret = true;
		process_hide();
	}
	if (strcmp(keyword->name, "from") == 0)
		p->config->own_from[p->config->count - 1] = true;
	return true;
}

static bool parse_file(struct parser *p, struct file_named file);

static bool
include(struct parser *p, const char *value)
{
	const struct part *part = &p->part;
	struct parser inner = *p;
	inner.part = (struct part){ .outer = part };
	return parse_file(&inner,
	    (struct file_named){ part_beside(p->arena, part, value),
		arena_print(
		    p->arena, "%s:%u: include: ", part->file, part->line) });
}

/* A password may hold any; in a command they stand around its words. */
static bool
keeps_quotes(const struct keyword *keyword)
{
	return keyword != NULL
	    && (keyword->is_secret || keyword->set == value_command
		|| keyword->set == value_password_command);
}

/* A proxy may have a password in its URL, and a token its PIN. */
static bool
may_be_secret(const struct keyword *keyword, struct slice value)
{
	return keyword != NULL
	    && (keyword->is_secret || keyword->set == value_proxy
		|| text_starts(value.data, "pkcs11:"));
}

static bool
parse_setting(struct parser *p, const char *key, struct slice raw)
{
	const struct keyword *keyword = keyword_find(key);
	if (keyword == NULL && strcmp(key, "include") != 0)
		return unknown(p, key);
	const char *wrong = keeps_quotes(keyword) ? NULL : quote_wrong(raw);
	if (wrong != NULL)
		return complain(p, arena_print(p->arena, "%s %s", key, wrong));
	struct slice text = quote_drop(raw);
	const char *value = variable_expand(
	    p->arena, text, may_be_secret(keyword, text), &wrong);
	if (value == NULL)
		return complain(p, arena_print(p->arena, "%s: %s", key, wrong));
	return keyword == NULL ? include(p, value) : apply(p, keyword, value);
}

static bool
parse_line(struct parser *p, struct slice line)
{
	line = text_trim(line);
	if (line.length == 0 || line.data[0] == '#')
		return true;
	if (memchr(line.data, '\0', line.length) != NULL)
		return complain(p, "a NUL in the line: is this a text file?");
	if (line.data[0] == '[')
		return begin_account(
		    p, arena_copy(p->arena, line.data, line.length));

	const char *equals = memchr(line.data, '=', line.length);
	if (equals == NULL)
		return complain(p, "a line must read KEY = VALUE");
	size_t at = (size_t)(equals - line.data);
	struct slice key = text_trim((struct slice){ line.data, at });
	struct slice value =
	    text_trim((struct slice){ equals + 1, line.length - at - 1 });
	return parse_setting(
	    p, arena_copy(p->arena, key.data, key.length), value);
}

static bool
parse_text(struct parser *p, const struct buf *text)
{
	struct slice rest =
	    text_without_mark((struct slice){ text->data, text->length });
	struct slice line;
	while (text_next_line(&rest, &line)) {
		p->part.line++;
		if (!parse_line(p, line))
			return false;
	}
	return true;
}

static bool
parse_file(struct parser *p, struct file_named file)
{
	struct buf text = BUF_SECRET(CONFIG_MOST);
	bool well = part_load(p->arena, &p->part, file, &text, p->err)
	    && parse_text(p, &text) && part_check(&p->part, p->err);
	buf_free(&text);
	return well;
}

bool
parser_read(struct arena *arena, struct file_named file, struct config *config,
    struct error *err)
{
	struct parser p = { .arena = arena,
		.config = config,
		.err = err,
		.seen = arena_get(arena, keyword_count * sizeof(*p.seen)) };
	add_account(&p, account_default());
	return parse_file(&p, file);
}
