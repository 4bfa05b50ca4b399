/* path.c - the argument of MAIL and RCPT: a path and its parameters */
#include "smarthost/path.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "smarthost/offer.h"

/* RFC 5321 4.5.3.1 */
enum { LONGEST_LOCAL_PART = 64, LONGEST_DOMAIN = 255, LONGEST_ADDRESS = 254 };

/* The closing bracket, or NULL; one in quotes does not close. */
static char *
find_end(char *at)
{
	bool quoted = false;

	for (; *at != '\0'; at++) {
		if (*at == '"')
			quoted = !quoted;
		else if (*at == '\\' && quoted && at[1] != '\0')
			at++;
		else if (*at == '>' && !quoted)
			return at;
	}
	return NULL;
}

static const char *
check_octets(const char *address)
{
	bool quoted = *address == '"';

	for (const char *at = address; *at != '\0'; at++) {
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return "501 5.1.3 control in the address";
		if (*at == '"' && at > address)
			quoted = false;
		if (!quoted && strchr(" <>(),;", *at) != NULL)
			return "501 5.1.3 address needs quotes";
	}
	return NULL;
}

static const char *
check_address(const char *address, bool is_sender)
{
	const char *at = strrchr(address, '@');

	if (*address == '\0')
		return is_sender ? NULL : "501 5.1.3 no recipient";
	if (!is_sender && strcasecmp(address, "postmaster") == 0)
		return NULL;
	if (at == NULL || at == address || at[1] == '\0')
		return "501 5.1.3 address must be local@domain";
	if (at - address > LONGEST_LOCAL_PART || strlen(at + 1) > LONGEST_DOMAIN
	    || strlen(address) > LONGEST_ADDRESS)
		return "501 5.1.3 address too long";
	return check_octets(address);
}

const char *
path_parse(struct path *path, char *argument, bool is_sender)
{
	const char *word = is_sender ? "FROM:<" : "TO:<";
	size_t length = strlen(word);

	*path = (struct path){ 0 };
	if (strncasecmp(argument, word, length) != 0)
		return is_sender ? "501 5.5.4 want MAIL FROM:<address>"
				 : "501 5.5.4 want RCPT TO:<address>";
	path->address = argument + length;
	char *end = find_end(path->address);
	if (end == NULL || (end[1] != '\0' && end[1] != ' '))
		return "501 5.5.4 address not ended by >";
	path->parameters = end + 1 + (end[1] == ' ');
	*end = '\0';
	return check_address(path->address, is_sender);
}

static bool
is_one_of(const char *value, const char *choices)
{
	size_t length = strlen(value);

	for (; *choices != '\0'; choices += strcspn(choices, " ")) {
		choices += strspn(choices, " ");
		if (length > 0 && strcspn(choices, " ") == length
		    && strncasecmp(choices, value, length) == 0)
			return true;
	}
	return false;
}

static bool
is_xtext(const char *value)
{
	static const char hex[] = "0123456789ABCDEF";

	if (*value == '\0')
		return false;
	for (; *value != '\0'; value++) {
		if (*value < '!' || *value > '~' || *value == '=')
			return false;
		if (*value != '+')
			continue;
		if (strspn(value + 1, hex) < 2)
			return false;
		value += 2;
	}
	return true;
}

/* NEVER, or any of the others by commas (RFC 3461 section 4.1). */
static bool
is_notify(char *value)
{
	if (strcasecmp(value, "NEVER") == 0)
		return true;
	for (;;) {
		char *comma = strchr(value, ',');

		if (comma != NULL)
			*comma = '\0';
		if (!is_one_of(value, "SUCCESS FAILURE DELAY"))
			return false;
		if (comma == NULL)
			return true;
		value = comma + 1;
	}
}

static bool
is_original(const char *value)
{
	const char *semicolon = strchr(value, ';');

	return semicolon != NULL && semicolon > value
	    && is_xtext(semicolon + 1);
}

static bool
is_size(struct path *path, const char *value)
{
	path->size = strtoul(value, NULL, 10);
	return *value != '\0' && strlen(value) <= 20
	    && value[strspn(value, "0123456789")] == '\0';
}

enum form { SIZE, BODY, NO_VALUE, RETURN, XTEXT, NOTIFY, ORIGINAL };

static const struct parameter {
	const char *name;
	const char *keyword; /* which must be offered */
	bool of_sender;
	enum form form;
} parameters[] = {
	{ "SIZE", "SIZE", true, SIZE },
	{ "BODY", "8BITMIME", true, BODY },
	{ "SMTPUTF8", "SMTPUTF8", true, NO_VALUE },
	{ "RET", "DSN", true, RETURN },
	{ "ENVID", "DSN", true, XTEXT },
	{ "AUTH", "AUTH", true, XTEXT },
	{ "NOTIFY", "DSN", false, NOTIFY },
	{ "ORCPT", "DSN", false, ORIGINAL },
};

static bool
is_well_formed(struct path *path, enum form form, char *value)
{
	if (form == NO_VALUE || value == NULL)
		return form == NO_VALUE && value == NULL;

	switch (form) {
	case SIZE:
		return is_size(path, value);
	case BODY:
		return is_one_of(value, "7BIT 8BITMIME");
	case RETURN:
		return is_one_of(value, "FULL HDRS");
	case XTEXT:
		return is_xtext(value);
	case NOTIFY:
		return is_notify(value);
	case ORIGINAL:
		return is_original(value);
	case NO_VALUE:
		break;
	}
	return false;
}

static const struct parameter *
find_parameter(const char *name, bool of_sender)
{
	size_t count = sizeof(parameters) / sizeof(parameters[0]);

	for (size_t i = 0; i < count; i++)
		if (parameters[i].of_sender == of_sender
		    && strcasecmp(parameters[i].name, name) == 0)
			return &parameters[i];
	return NULL;
}

static const char *
check_parameter(struct path *path, char *name, bool is_sender,
    const struct policy *policy, const struct wire *wire)
{
	char *value = strchr(name, '=');

	if (value != NULL)
		*value++ = '\0';
	const struct parameter *known = find_parameter(name, is_sender);
	/* One we know nothing of may come of a keyword told by --with. */
	const char *keyword = known == NULL ? name : known->keyword;
	if (!offer_has(policy, wire, keyword))
		return "555 5.5.4 parameter not offered";
	if (known == NULL)
		return NULL;
	if (known->form == NO_VALUE)
		path->utf8 = true;
	return is_well_formed(path, known->form, value)
	    ? NULL
	    : "501 5.5.4 malformed parameter";
}

const char *
path_check_parameters(struct path *path, bool is_sender,
    const struct policy *policy, const struct wire *wire)
{
	const char *refusal = NULL;
	char *next = path->parameters;

	while (refusal == NULL && *next != '\0') {
		char *name = next;

		next += strcspn(next, " ");
		if (*next == ' ')
			*next++ = '\0';
		refusal = check_parameter(path, name, is_sender, policy, wire);
	}
	return refusal;
}

bool
path_is_international(const struct path *path)
{
	for (const char *at = path->address; *at != '\0'; at++)
		if ((unsigned char)*at >= 0x80)
			return true;
	return false;
}
