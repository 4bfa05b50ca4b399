#include "auth/mech.h"

#include <string.h>

#include "base/text.h"

/* Strongest first: those that prove the server too and never show the secret,
 * bound to the channel before unbound; then PLAIN and LOGIN, which are good
 * within verified TLS; CRAM-MD5 makes the server keep the secret in clear. What
 * is not automatic must be named: nothing else tells a token from a password.
 */
static const struct mech mechs[] = {
	{ "SCRAM-SHA-256-PLUS", MECH_PASSWORD, false, true, true, true },
	{ "SCRAM-SHA-1-PLUS", MECH_PASSWORD, false, true, true, true },
	{ "SCRAM-SHA-256", MECH_PASSWORD, false, false, true, true },
	{ "SCRAM-SHA-1", MECH_PASSWORD, false, false, true, true },
	{ "PLAIN", MECH_PASSWORD, true, false, true, true },
	{ "LOGIN", MECH_PASSWORD, true, false, false, true },
	{ "CRAM-MD5", MECH_PASSWORD, false, false, false, true },
	{ "EXTERNAL", MECH_CERTIFICATE, false, false, true, false },
	{ "OAUTHBEARER", MECH_TOKEN, true, false, true, false },
	{ "XOAUTH2", MECH_TOKEN, true, false, true, false },
	{ "GSSAPI", MECH_TICKET, false, false, true, false },
	{ "DIGEST-MD5", MECH_PASSWORD, false, false, false, false },
	{ "NTLM", MECH_PASSWORD, false, false, true, false },
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
	const struct mech *mech;
	if (wanted != NULL) {
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
