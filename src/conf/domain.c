#include "conf/domain.h"

#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/idn.h"
#include "mail/address.h"

#define HOSTS_MOST (1024 * 1024)
#define DOMAIN_MOST 255 /* octets: RFC 1035 2.3.4 */

bool
domain_is_proper(const char *name)
{
	bool begins = true; /* a label */
	if (strlen(name) > DOMAIN_MOST)
		return false;
	for (; *name != '\0'; name++) {
		char c = text_lower(*name);
		bool letter = (c >= 'a' && c <= 'z') || text_is_digit(c);
		if (!letter && strchr("-_.", c) == NULL)
			return false;
		if (begins && (c == '.' || c == '-'))
			return false;
		begins = c == '.';
	}
	return !begins;
}

/* Debian's name for the domain of outgoing mail; one line. */
static const char *
mailname(struct arena *arena)
{
	struct buf text = BUF(1024);
	struct stat facts;
	struct error ignored = { 0 };
	const char *name = NULL;
	if (file_load("/etc/mailname", &text, &facts, &ignored)) {
		struct slice line = { text.data, strcspn(text.data, "\n") };
		line = text_trim(line);
		name = idn_to_ascii(
		    arena, arena_copy(arena, line.data, line.length));
	}
	buf_free(&text);
	return name != NULL && domain_is_proper(name) ? name : NULL;
}

/* A line of hosts(5): an address, the full name, other names. */
static const char *
full_name_in(struct arena *arena, struct slice line, const char *host)
{
	char *text = arena_copy(arena, line.data, line.length);
	text[strcspn(text, "#\r")] = '\0';
	char **words = text_words(arena, text);
	if (words == NULL || words[0] == NULL || words[1] == NULL
	    || strchr(words[1], '.') == NULL)
		return NULL;
	for (char **word = words + 1; *word != NULL; word++) {
		if (text_equal(*word, host))
			return words[1];
	}
	return NULL;
}

static const char *
full_name(struct arena *arena, const char *host)
{
	struct buf text = BUF(HOSTS_MOST);
	struct stat facts;
	struct error ignored = { 0 };
	const char *name = NULL;
	if (strchr(host, '.') != NULL)
		return host;
	if (strcmp(host, "localhost") != 0
	    && file_load("/etc/hosts", &text, &facts, &ignored)) {
		struct slice rest = { text.data, text.length }, line;
		while (name == NULL && text_next_line(&rest, &line))
			name = full_name_in(arena, line, host);
	}
	buf_free(&text);
	return name;
}

const char *
domain_choose(struct arena *arena, const char *setting, const char *own_address,
    const char *host)
{
	const char *domain = setting;
	if (domain == NULL)
		domain = mailname(arena);
	if (domain == NULL)
		domain = full_name(arena, host);
	if (domain == NULL && own_address != NULL)
		domain = address_domain(own_address);
	return domain != NULL ? domain : host;
}
