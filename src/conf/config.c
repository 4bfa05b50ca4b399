#include "conf/config.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "conf/keyword.h"
#include "conf/variable.h"
#include "mail/address.h"

struct parser {
	struct arena *arena;
	struct config *config;
	struct error *err;
	const char *file;
	unsigned line;
	unsigned depth;
	bool holds_secret;
	unsigned *seen; /* per keyword: the line of this section, 0: none */
};

static bool
complain(const struct parser *p, const char *what)
{
	return error_set(
	    p->err, EX_CONFIG, "%s:%u: %s", p->file, p->line, what);
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

static bool
unknown(struct parser *p, const char *key)
{
	const char *nearest = keyword_nearest(key);
	const char *shown = text_shown(p->arena, key, strlen(key));
	if (nearest == NULL)
		return complain(p,
		    arena_print(p->arena,
			"unknown setting \"%s\": see sendoff.conf(5)", shown));
	return complain(p,
	    arena_print(p->arena,
		"unknown setting \"%s\": did you mean \"%s\"?", shown,
		nearest));
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
		if (p->seen[i] != 0 && (same || rival))
			return complain(p,
			    arena_print(p->arena,
				"%s: %s is set already in line %u",
				keyword->name, other->name, p->seen[i]));
	}
	return true;
}

static bool
apply(struct parser *p, const struct keyword *keyword, const char *value)
{
	unsigned *seen = &p->seen[keyword - keywords];
	if (!check_twice(p, keyword))
		return false;
	const char *wrong =
	    keyword_apply(keyword, p->arena, current(p), value, *seen != 0);
	if (wrong != NULL)
		return complain(
		    p, arena_print(p->arena, "%s %s", keyword->name, wrong));
	*seen = p->line;
	if (keyword->is_secret)
		p->holds_secret = true;
	if (strcmp(keyword->name, "from") == 0)
		p->config->own_from[p->config->count - 1] = true;
	return true;
}

static bool parse_file(struct parser *p, const char *file);

/* A path that is not absolute is meant beside the file that names it. */
static const char *
beside(struct arena *arena, const char *file, const char *path)
{
	const char *slash = strrchr(file, '/');
	if (path[0] == '/' || slash == NULL)
		return arena_text(arena, path);
	return arena_print(arena, "%.*s/%s", (int)(slash - file), file, path);
}

static bool
include(struct parser *p, const char *value)
{
	if (p->depth >= CONFIG_DEEP)
		return complain(p, "files include each other too deeply");
	struct parser inner = *p;
	inner.depth++;
	inner.holds_secret = false;
	return parse_file(&inner, beside(p->arena, p->file, value));
}

static bool
parse_setting(struct parser *p, const char *key, struct slice raw)
{
	/* Quotes around the whole value keep its blanks. */
	if (raw.length >= 2 && raw.data[0] == '"'
	    && raw.data[raw.length - 1] == '"')
		raw = (struct slice){ raw.data + 1, raw.length - 2 };
	const char *wrong;
	const char *value = variable_expand(p->arena, raw, &wrong);
	if (value == NULL)
		return complain(p, arena_print(p->arena, "%s: %s", key, wrong));
	if (strcmp(key, "include") == 0)
		return include(p, value);
	const struct keyword *keyword = keyword_find(key);
	return keyword == NULL ? unknown(p, key) : apply(p, keyword, value);
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
	const char *at = text->data, *end = text->data + text->length;
	if (text_starts(at, "\xef\xbb\xbf"))
		at += 3;
	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		const char *stop = lf == NULL ? end : lf;
		p->line++;
		if (!parse_line(p, (struct slice){ at, (size_t)(stop - at) }))
			return false;
		at = stop + 1;
	}
	return true;
}

/* Whoever can write it chooses where the mail and the password go. */
static bool
check_file(const struct parser *p, const struct stat *facts)
{
	if (p->holds_secret && !file_is_private(p->file, facts, p->err))
		return false;
	if (S_ISREG(facts->st_mode) && (facts->st_mode & S_IWOTH))
		return error_set(p->err, EX_CONFIG,
		    "%s can be written by everybody: chmod o-w %s", p->file,
		    p->file);
	return true;
}

static bool
parse_file(struct parser *p, const char *file)
{
	struct buf text = BUF_SECRET(CONFIG_MOST);
	struct stat facts;
	p->file = file;
	p->line = 0;
	bool well = file_load(file, &text, &facts, p->err)
	    && parse_text(p, &text) && check_file(p, &facts);
	buf_free(&text);
	return well;
}

static const char *
home(void)
{
	const char *directory = getenv("HOME");
	if (directory != NULL && directory[0] == '/')
		return directory;
	const struct passwd *user = getpwuid(getuid());
	return user == NULL ? NULL : user->pw_dir;
}

static const char *
users_file(struct arena *arena)
{
	const char *directory = getenv("XDG_CONFIG_HOME");
	if (directory != NULL && directory[0] == '/')
		return arena_print(arena, "%s/sendoff/config", directory);
	directory = home();
	if (directory == NULL)
		return NULL;
	return arena_print(arena, "%s/.config/sendoff/config", directory);
}

static const char *
find(struct arena *arena, struct error *err)
{
	const char *file = getenv("SENDOFF_CONFIG");
	if (file != NULL && file[0] != '\0')
		return file;
	const char *users = users_file(arena);
	if (users != NULL && access(users, F_OK) == 0)
		return users;
	if (access(SYSCONFDIR "/sendoff.conf", F_OK) == 0)
		return SYSCONFDIR "/sendoff.conf";
	error_set(err, EX_CONFIG,
	    "no configuration: there is neither %s nor " SYSCONFDIR
	    "/sendoff.conf; sendoff.conf(5) shows a first one",
	    users == NULL ? "a home directory" : users);
	return NULL;
}

bool
config_load(struct arena *arena, const char *file, struct config *config,
    struct error *err)
{
	struct parser p = { .arena = arena,
		.config = config,
		.err = err,
		.seen = arena_get(arena, keyword_count * sizeof(*p.seen)) };
	*config = (struct config){ 0 };
	add_account(&p, account_default());
	config->file = file != NULL ? file : find(arena, err);
	return config->file != NULL && parse_file(&p, config->file);
}

/* ---- the choice ---- */

enum match { MATCH_EXACT, MATCH_DETAIL, MATCH_PATTERN };

/* alerts+web1@example.com is a detail of alerts@example.com (RFC 5233). */
static bool
is_detail(const char *pattern, const char *sender)
{
	const char *plus = strchr(sender, '+');
	const char *at = strrchr(sender, '@');
	if (plus == NULL || at == NULL || plus > at)
		return false;
	size_t user = (size_t)(plus - sender);
	return strncmp(pattern, sender, user) == 0
	    && text_equal(pattern + user, at);
}

static bool
matches(enum match how, const char *pattern, const char *sender)
{
	bool is_pattern = strpbrk(pattern, "*?") != NULL;
	switch (how) {
	case MATCH_EXACT:
		return !is_pattern && address_same(pattern, sender);
	case MATCH_DETAIL:
		return !is_pattern && is_detail(pattern, sender);
	case MATCH_PATTERN:
		return is_pattern && text_matches(pattern, sender);
	}
	return false;
}

static const struct account *
by_sender(const struct config *config, const char *sender, enum match how)
{
	for (size_t i = 0; i < config->count; i++) {
		const struct account *account = &config->accounts[i];
		if (!config->own_from[i])
			continue;
		for (size_t j = 0; j < account->from.count; j++) {
			if (matches(how, account->from.items[j], sender))
				return account;
		}
	}
	return NULL;
}

static const struct account *
by_name(const struct config *config, const char *name, struct error *err)
{
	struct buf names = BUF(4096);
	const struct account *found = NULL;
	for (size_t i = 0; i < config->count && found == NULL; i++) {
		if (strcmp(config->accounts[i].name, name) == 0)
			found = &config->accounts[i];
		buf_print(&names, "%s%s", i > 0 ? ", " : "",
		    config->accounts[i].name);
	}
	if (found == NULL)
		error_set(err, EX_CONFIG,
		    "%s has no account of that name; there are: %s",
		    config->file, names.data);
	buf_free(&names);
	return found;
}

const struct account *
config_pick(const struct config *config, const char *name, const char *sender,
    struct error *err)
{
	if (name != NULL)
		return by_name(config, name, err);
	const struct account *found = NULL;
	if (sender != NULL) {
		for (int how = MATCH_EXACT;
		     found == NULL && how <= MATCH_PATTERN; how++)
			found = by_sender(config, sender, (enum match)how);
	}
	return found != NULL ? found : &config->accounts[0];
}
