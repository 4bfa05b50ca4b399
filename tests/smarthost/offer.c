/* offer.c - what EHLO promises, as things stand on this connection */
#include "smarthost/offer.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "smarthost/line.h"
#include "smarthost/tls.h"

static const char *const keywords[] = { "PIPELINING", "8BITMIME", "SMTPUTF8",
	"SIZE", "DSN", "CHUNKING", "ENHANCEDSTATUSCODES", "STARTTLS", "AUTH",
	NULL };

/* Is it the first word of any of these lines? */
static bool
begins_one(const char *const *lines, const char *word)
{
	size_t length = strlen(word);

	for (; lines != NULL && *lines != NULL; lines++)
		if (strncasecmp(*lines, word, length) == 0
		    && ((*lines)[length] == '\0' || (*lines)[length] == ' '))
			return true;
	return false;
}

static bool
is_possible(
    const struct policy *policy, const struct wire *wire, const char *keyword)
{
	if (strcasecmp(keyword, "STARTTLS") == 0)
		return policy->has_certificate && !policy->no_starttls
		    && wire->tls == NULL;
	if (strcasecmp(keyword, "AUTH") == 0)
		return policy->mechanisms != NULL
		    && (wire->tls != NULL || policy->auth_in_clear);
	return true;
}

static bool
has_by_itself(
    const struct policy *policy, const struct wire *wire, const char *keyword)
{
	return begins_one(keywords, keyword)
	    && !begins_one((const char *const *)policy->without, keyword)
	    && is_possible(policy, wire, keyword);
}

bool
offer_has(
    const struct policy *policy, const struct wire *wire, const char *keyword)
{
	return has_by_itself(policy, wire, keyword)
	    || begins_one((const char *const *)policy->with, keyword);
}

static bool
is_plus(const char *mechanism, size_t length)
{
	return length > 5 && strncmp(mechanism + length - 5, "-PLUS", 5) == 0;
}

/* Is the mechanism, LENGTH octets of the list, able to work now? */
static bool
can_work(const struct wire *wire, const char *mechanism, size_t length)
{
	char name[256];

	if (is_plus(mechanism, length))
		return wire->tls != NULL;
	if (length == 8 && strncmp(mechanism, "EXTERNAL", 8) == 0)
		return tls_client_name(wire, name, sizeof(name));
	return true;
}

/* The next mechanism of the list that can work now, or NULL. */
static const char *
next_mechanism(const struct wire *wire, const char **list, size_t *length)
{
	const char *found;

	do {
		found = *list + strspn(*list, " ");
		*length = strcspn(found, " ");
		*list = found + *length;
	} while (*length > 0 && !can_work(wire, found, *length));
	return *length > 0 ? found : NULL;
}

bool
offer_has_mechanism(
    const struct policy *policy, const struct wire *wire, const char *mechanism)
{
	const char *list = policy->mechanisms;
	const char *found;
	size_t length;

	if (list == NULL)
		return false;
	while ((found = next_mechanism(wire, &list, &length)) != NULL)
		if (strlen(mechanism) == length
		    && strncmp(found, mechanism, length) == 0)
			return true;
	return false;
}

static void
list_mechanisms(
    const struct policy *policy, const struct wire *wire, char *to, size_t room)
{
	const char *list = policy->mechanisms;
	const char *found;
	size_t length;

	*to = '\0';
	while ((found = next_mechanism(wire, &list, &length)) != NULL
	    && length + 1 < room) {
		if (policy->plus_hidden && is_plus(found, length))
			continue;
		snprintf(to, room, " %.*s", (int)length, found);
		to += length + 1;
		room -= length + 1;
	}
}

static void
say_keyword(const struct policy *policy, struct wire *wire, const char *keyword)
{
	char mechanisms[512]; /* of our own command line; more are not said */

	if (strcmp(keyword, "AUTH") == 0) {
		list_mechanisms(policy, wire, mechanisms, sizeof(mechanisms));
		line_say(wire, "250-AUTH%s", mechanisms);
	} else if (strcmp(keyword, "SIZE") == 0) {
		line_say(wire, "250-SIZE %zu", policy->size);
	} else {
		line_say(wire, "250-%s", keyword);
	}
}

void
offer_say(const struct policy *policy, struct wire *wire)
{
	for (const char *const *k = keywords; *k != NULL; k++)
		if (has_by_itself(policy, wire, *k))
			say_keyword(policy, wire, *k);
	for (const char **w = policy->with; w != NULL && *w != NULL; w++)
		line_say(wire, "250-%s", *w);
	/* A last line is always there to end the reply. */
	line_say(wire, "250 HELP");
}
