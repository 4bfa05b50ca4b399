#include "auth/netrc.h"

#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#define NETRC_MOST (256 * 1024)

struct entry {
	char *machine; /* NULL: the default entry */
	char *user, *password;
};

/* Takes the next word in place; words may stand in double quotes. NULL at the
 * end. */
static char *
next_word(char **at)
{
	char *word, *to;
	*at += strspn(*at, " \t\r\n");
	while (**at == '#') {
		*at += strcspn(*at, "\n");
		*at += strspn(*at, " \t\r\n");
	}
	if (**at == '\0')
		return NULL;
	if (**at != '"') {
		word = *at;
		*at += strcspn(*at, " \t\r\n");
		if (**at != '\0')
			*(*at)++ = '\0';
		return word;
	}
	word = to = ++*at;
	while (**at != '\0' && **at != '"') {
		if (**at == '\\' && (*at)[1] != '\0')
			++*at;
		*to++ = *(*at)++;
	}
	if (**at != '\0')
		++*at;
	*to = '\0';
	return word;
}

/* A macro goes on to the next empty line. */
static void
skip_macro(char **at)
{
	char *end = strstr(*at, "\n\n");
	*at = end == NULL ? *at + strlen(*at) : end + 2;
}

/* Reads on until the next entry begins; *word is its first word then. */
static void
read_entry(char **at, char **word, struct entry *entry)
{
	*entry = (struct entry){ 0 };
	if (strcmp(*word, "machine") == 0)
		entry->machine = next_word(at);
	while ((*word = next_word(at)) != NULL) {
		if (strcmp(*word, "machine") == 0
		    || strcmp(*word, "default") == 0)
			return;
		if (strcmp(*word, "login") == 0)
			entry->user = next_word(at);
		else if (strcmp(*word, "password") == 0)
			entry->password = next_word(at);
		else if (strcmp(*word, "account") == 0)
			next_word(at);
		else if (strcmp(*word, "macdef") == 0)
			skip_macro(at);
	}
}

static bool
is_ours(const struct entry *entry, const char *host, const char *user)
{
	if (entry->machine != NULL && !text_equal(entry->machine, host))
		return false;
	if (entry->password == NULL)
		return false;
	return user == NULL
	    || (entry->user != NULL && strcmp(entry->user, user) == 0);
}

static bool
search(struct arena *arena, char *text, const char *host, struct login *login)
{
	struct entry entry;
	char *word = next_word(&text);
	while (word != NULL) {
		read_entry(&text, &word, &entry);
		if (!is_ours(&entry, host, login->user))
			continue;
		if (login->user == NULL && entry.user != NULL)
			login->user = arena_text(arena, entry.user);
		secret_set(
		    &login->secret, entry.password, strlen(entry.password));
		return true;
	}
	return false;
}

bool
netrc_load(struct arena *arena, const char *path, const char *host,
    struct login *login, struct error *err)
{
	struct buf text = BUF_SECRET(NETRC_MOST);
	bool well = file_load_secret(path, &text, err);
	if (well && !search(arena, text.data, host, login))
		well = error_set(err, EX_CONFIG,
		    "%s has no password for machine %s%s%s", path, host,
		    login->user == NULL ? "" : ", login ",
		    login->user == NULL ? "" : login->user);
	buf_free(&text);
	if (well && login->user == NULL)
		return error_set(err, EX_CONFIG,
		    "%s has a password for machine %s but no login: add one, "
		    "or set user",
		    path, host);
	return well;
}
