#include "conf/value.h"

#include <string.h>
#include <syslog.h>

#include "base/slot.h"
#include "base/text.h"
#include "conf/account.h"
#include "conf/domain.h"
#include "mail/address.h"
#include "net/dane.h"
#include "net/network.h"

const char *
value_text(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	(void)words;
	if (value[0] == '\0')
		return "must not be empty";
	*(const char **)member = arena_text(arena, value);
	return NULL;
}

const char *
value_host_address(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	if (!network_is_address(value))
		return "must be a numeric address such as 192.0.2.1";
	return value_text(arena, member, value, words);
}

const char *
value_ca_file(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	const char *wrong = value_text(arena, member, value, words);
	if (strcmp(value, "system") == 0)
		*(const char **)member = NULL;
	return wrong;
}

static const char *
text_or_none(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	const char *wrong = value_text(arena, member, value, words);
	if (strcmp(value, "none") == 0)
		*(const char **)member = NULL;
	return wrong;
}

static const char *
check_command(struct arena *arena, const char *value)
{
	return text_words(arena, value) != NULL
	    ? NULL
	    : "must be a command whose quotes are closed";
}

const char *
value_command(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	const char *wrong = check_command(arena, value);
	return wrong != NULL ? wrong
			     : text_or_none(arena, member, value, words);
}

const char *
value_alias_file(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	return text_or_none(arena, member, value, words);
}

/* What goes into a command or a host look-up is one word of ASCII. */
const char *
value_word(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	for (const char *c = value; *c != '\0'; c++) {
		if (text_is_control(*c) || *c == ' '
		    || (unsigned char)*c >= 0x80)
			return "must be one word of ASCII";
	}
	return value_text(arena, member, value, words);
}

const char *
value_domain(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	if (!domain_is_proper(value))
		return "must be a domain in ASCII such as example.com";
	return value_text(arena, member, value, words);
}

const char *
value_switch(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	(void)arena;
	(void)words;
	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return "must be yes or no";
	*(bool *)member = value[0] == 'y';
	return NULL;
}

static const char *
must_be(struct arena *arena, const char *const *words)
{
	const char *text = arena_print(arena, "must be %s", *words);
	while (*++words != NULL)
		text = arena_print(arena, "%s%s%s", text,
		    words[1] == NULL ? " or " : ", ", *words);
	return text;
}

const char *
value_choice(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], value) != 0)
			continue;
		*(int *)member = i;
		return NULL;
	}
	return must_be(arena, words);
}

const char *
value_dane(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	const char *wrong = value_choice(arena, member, value, words);
	if (wrong == NULL && strcmp(value, "off") != 0 && !dane_is_built())
		wrong = "can only be off: this sendoff was built without "
			"libunbound";
	return wrong;
}

/* A number and a unit, whose factors are given as a text and a row. */
static bool
read_amount(struct arena *arena, const char *value, const char *units,
    const uint64_t *factors, uint64_t most, uint64_t *amount)
{
	size_t length = strlen(value);
	uint64_t factor = 1;
	const char *unit =
	    length > 0 ? strchr(units, text_lower(value[length - 1])) : NULL;
	if (unit != NULL) {
		factor = factors[unit - units];
		length--;
	}
	if (!text_number(
		arena_copy(arena, value, length), most / factor, amount))
		return false;
	*amount *= factor;
	return true;
}

const char *
value_seconds(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	static const uint64_t factors[] = { 1, 60, 3600, 86400 };
	uint64_t seconds;
	(void)words;
	if (!read_amount(arena, value, "smhd", factors, 100000000, &seconds))
		return "must be a time such as 30, 30s, 5m, 1h or 2d";
	*(unsigned *)member = (unsigned)seconds;
	return NULL;
}

const char *
value_lifetime(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	unsigned seconds;
	const char *wrong = value_seconds(arena, &seconds, value, words);
	if (wrong != NULL)
		return wrong;
	if (seconds == 0)
		return "must be more than 0, since what waits would be "
		       "returned at once; where nothing shall wait, say "
		       "spool = off";
	*(unsigned *)member = seconds;
	return NULL;
}

const char *
value_sessions(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	uint64_t count;
	(void)arena;
	(void)words;
	if (!text_number(value, SLOT_MOST, &count))
		return "must be a number from 1 to 100, or 0 for no limit";
	*(unsigned *)member = (unsigned)count;
	return NULL;
}

const char *
value_size(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	static const uint64_t factors[] = { 1024, 1 << 20, 1 << 30 };
	(void)words;
	if (!read_amount(
		arena, value, "kmg", factors, (uint64_t)1 << 50, member))
		return "must be a number of octets such as 500k or 25M";
	return NULL;
}

const char *
value_proxy(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	(void)words;
	return url_parse_proxy(arena, value, member);
}

const char *
value_address(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	struct address address;
	const char *why;
	(void)words;
	if (!address_parse_one(arena, value, &address, &why)
	    || address.domain == NULL)
		return "must be one address such as admin@example.com";
	*(const char **)member = address_wire(arena, &address, NULL);
	return *(const char **)member == NULL ? "has a domain DNS cannot carry"
					      : NULL;
}

const char *
value_log(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	static const struct {
		const char *name;
		int facility;
	} facilities[] = {
		{ "syslog", LOG_MAIL },
		{ "syslog:mail", LOG_MAIL },
		{ "syslog:user", LOG_USER },
		{ "syslog:daemon", LOG_DAEMON },
		{ "syslog:local0", LOG_LOCAL0 },
		{ "syslog:local1", LOG_LOCAL1 },
		{ "syslog:local2", LOG_LOCAL2 },
		{ "syslog:local3", LOG_LOCAL3 },
		{ "syslog:local4", LOG_LOCAL4 },
		{ "syslog:local5", LOG_LOCAL5 },
		{ "syslog:local6", LOG_LOCAL6 },
		{ "syslog:local7", LOG_LOCAL7 },
	};
	struct account *account = member;
	(void)words;
	for (size_t i = 0; i < sizeof(facilities) / sizeof(facilities[0]);
	     i++) {
		if (strcmp(value, facilities[i].name) != 0)
			continue;
		account->log = LOG_TO_SYSLOG;
		account->log_facility = facilities[i].facility;
		return NULL;
	}
	account->log = value[0] == '/' ? LOG_TO_FILE : LOG_TO_NOBODY;
	account->log_file = arena_text(arena, value);
	if (value[0] != '/' && strcmp(value, "none") != 0)
		return "must be syslog, syslog:FACILITY (mail, user, daemon, "
		       "local0 to local7), a path that begins with /, or none";
	return NULL;
}

/* Where the secret comes from: the setting's name says how to read its value.
 */
static const char *
set_source(struct arena *arena, struct credential *credential,
    enum credential_kind kind, const char *value)
{
	credential->kind = kind;
	return value_text(arena, &credential->source, value, NULL);
}

#define SOURCE(name, kind)                                                     \
	const char *name(struct arena *arena, void *member, const char *value, \
	    const char *const *words)                                          \
	{                                                                      \
		(void)words;                                                   \
		return set_source(arena, member, kind, value);                 \
	}

SOURCE(value_password, CREDENTIAL_TEXT)
SOURCE(value_password_file, CREDENTIAL_FILE)
SOURCE(value_password_credential, CREDENTIAL_SYSTEMD)
SOURCE(value_netrc, CREDENTIAL_NETRC)

const char *
value_password_command(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	const char *wrong = check_command(arena, value);
	(void)words;
	return wrong != NULL
	    ? wrong
	    : set_source(arena, member, CREDENTIAL_COMMAND, value);
}
