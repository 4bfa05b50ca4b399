#include "conf/config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "conf/parser.h"
#include "conf/place.h"
#include "mail/address.h"

static const char *
users_file(struct arena *arena)
{
	const char *directory = getenv("XDG_CONFIG_HOME");
	if (directory != NULL && directory[0] == '/')
		return arena_print(arena, "%s/sendoff/config", directory);
	directory = place_of_home();
	if (directory == NULL)
		return NULL;
	return arena_print(arena, "%s/.config/sendoff/config", directory);
}

/* Its path NULL: there is none. */
static struct file_named
find(struct arena *arena, const char *chosen)
{
	const char *file = getenv("SENDOFF_CONFIG");
	if (chosen != NULL)
		return (struct file_named){ chosen, "-C: " };
	if (file != NULL && file[0] != '\0')
		return (struct file_named){ file, "SENDOFF_CONFIG: " };
	file = users_file(arena);
	if (file == NULL || access(file, F_OK) != 0)
		file = SYSCONFDIR "/sendoff.conf";
	if (access(file, F_OK) != 0)
		file = NULL;
	return (struct file_named){ file, NULL };
}

static bool
not_found(struct arena *arena, struct error *err)
{
	const char *users = users_file(arena);
	return error_set(err, EX_CONFIG,
	    "no configuration: there is neither %s nor " SYSCONFDIR
	    "/sendoff.conf; sendoff.conf(5) shows a first one",
	    users == NULL ? "a home directory" : users);
}

bool
config_exists(struct arena *arena, const char *file)
{
	return find(arena, file).path != NULL;
}

bool
config_load(struct arena *arena, const char *file, struct config *config,
    struct error *err)
{
	struct file_named found = find(arena, file);
	*config = (struct config){ .file = found.path };
	if (found.path == NULL)
		return not_found(arena, err);
	return parser_read(arena, found, config, err);
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
		error_set(err, EX_CONFIG, "%s has no account %s; there are: %s",
		    config->file, name, names.data);
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
