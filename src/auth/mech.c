#include "auth/mech.h"

#include <string.h>

#include "base/text.h"

/* Strongest first: those that prove the server too and never show the secret,
 * bound to the channel before unbound; then PLAIN and LOGIN, which are good
 * within verified TLS; CRAM-MD5 makes the server keep the secret in clear. What
 * is not automatic must be named: nothing else tells a token from a password.
 */
static const struct mech mechs[] = {
	{ "SCRAM-SHA-256-PLUS", MECH_PASSWORD, .binds = true,
	    .client_first = true, .automatic = true },
	{ "SCRAM-SHA-1-PLUS", MECH_PASSWORD, .binds = true,
	    .client_first = true, .automatic = true },
	{ "SCRAM-SHA-256", MECH_PASSWORD, .client_first = true,
	    .automatic = true },
	{ "SCRAM-SHA-1", MECH_PASSWORD, .client_first = true,
	    .automatic = true },
	{ "PLAIN", MECH_PASSWORD, .shows_secret = true, .client_first = true,
	    .at_once = true, .automatic = true },
	{ "LOGIN", MECH_PASSWORD, .shows_secret = true, .automatic = true },
	{ "CRAM-MD5", MECH_PASSWORD, .automatic = true },
	{ "EXTERNAL", MECH_CERTIFICATE, .client_first = true, .at_once = true },
	{ "OAUTHBEARER", MECH_TOKEN, .shows_secret = true,
	    .client_first = true },
	{ "XOAUTH2", MECH_TOKEN, .shows_secret = true, .client_first = true },
	{ "GSSAPI", MECH_TICKET, .client_first = true },
	{ "DIGEST-MD5", MECH_PASSWORD },
	{ "NTLM", MECH_PASSWORD, .client_first = true },
};

#define COUNT (sizeof(mechs) / sizeof(mechs[0]))

const struct mech *
mech_find(const char *name, size_t length)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (strlen(mechs[i].name) == length
		    && text_equal_n(mechs[i].name, name, length))
			return &mechs[i];
	}
	return NULL;
}

/* Calls for every word of a list until one is liked. */
static const struct mech *
next_in(const char **list)
{
	for (;;) {
		*list += strspn(*list, " \t,");
		size_t length = strcspn(*list, " \t,");
		if (length == 0)
			return NULL;
		const struct mech *mech = mech_find(*list, length);
		*list += length;
		if (mech != NULL)
			return mech;
	}
}

static bool
is_in(const char *list, const struct mech *mech)
{
	const struct mech *next;
	while ((next = next_in(&list)) != NULL) {
		if (next == mech)
			return true;
	}
	return false;
}

static bool
is_possible(const struct mech *mech, const struct mech_situation *s)
{
	if (s->wanted == NULL && !mech->automatic)
		return false;
	bool secret = mech->needs == MECH_PASSWORD || mech->needs == MECH_TOKEN;
	if (secret && !s->has_password)
		return false;
	if (mech->needs == MECH_CERTIFICATE && !s->has_certificate)
		return false;
	if (mech->shows_secret && !s->is_verified)
		return false;
	if (mech->binds && !s->can_bind)
		return false;
	return is_in(s->offered, mech);
}

static bool
take(const struct mech *mech, const struct mech_situation *s, unsigned *tried)
{
	unsigned bit = 1u << (mech - mechs);
	if ((*tried & bit) || !is_possible(mech, s))
		return false;
	*tried |= bit;
	return true;
}

const struct mech *
mech_choose(const struct mech_situation *situation, unsigned *tried)
{
	const char *wanted = situation->wanted;
	if (wanted != NULL) {
		const struct mech *mech;
		while ((mech = next_in(&wanted)) != NULL) {
			if (take(mech, situation, tried))
				return mech;
		}
		return NULL;
	}
	for (size_t i = 0; i < COUNT; i++) {
		if (take(&mechs[i], situation, tried))
			return &mechs[i];
	}
	return NULL;
}
