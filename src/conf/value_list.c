#include "conf/value.h"

#include <string.h>

#include "auth/mech.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/text.h"
#include "conf/account.h"
#include "mail/address.h"
#include "net/tls.h"

const char *
value_each(struct arena *arena, struct text_list *list, const char *value,
    const char *(*check)(struct arena *arena, const char *word))
{
	for (;;) {
		value += strspn(value, " \t,");
		size_t length = strcspn(value, " \t,");
		if (length == 0)
			return list->count > 0 ? NULL : "must not be empty";
		const char *word = arena_copy(arena, value, length);
		const char *wrong = check(arena, word);
		if (wrong != NULL)
			return wrong;
		text_list_add(arena, list, word);
		value += length;
	}
}

static const char *
check_from(struct arena *arena, const char *word)
{
	struct address address;
	const char *why;
	if (strpbrk(word, "*?") != NULL)
		return NULL;
	if (!address_parse_one(arena, word, &address, &why)
	    || address.domain == NULL)
		return "must be addresses such as alerts@example.com, or "
		       "patterns such as *@example.com";
	return NULL;
}

const char *
value_from(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	(void)words;
	return value_each(arena, member, value, check_from);
}

static const char *
check_local_domain(struct arena *arena, const char *word)
{
	(void)arena;
	if (strchr(word, '@') != NULL || strspn(word, "*?.") == strlen(word))
		return "must be domains such as web1.example.com, or patterns "
		       "such as *.internal";
	return NULL;
}

const char *
value_local_domains(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	(void)words;
	return value_each(arena, member, value, check_local_domain);
}

static const char *
check_pin(struct arena *arena, const char *word)
{
	struct buf hash = BUF(64);
	bool well =
	    base64_decode(&hash, word, strlen(word)) && hash.length == 32;
	buf_free(&hash);
	(void)arena;
	if (!well)
		return "must be SHA-256 hashes of public keys in base64, 44 "
		       "characters each";
	return NULL;
}

const char *
value_pins(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	(void)words;
	return value_each(arena, member, value, check_pin);
}

static const char *
check_mechanism(struct arena *arena, const char *word)
{
	(void)arena;
	return mech_find(word, strlen(word)) == NULL
	    ? "must be auto, none, or mechanisms such as SCRAM-SHA-256, "
	      "PLAIN, LOGIN, CRAM-MD5, EXTERNAL, XOAUTH2, OAUTHBEARER, GSSAPI"
	    : NULL;
}

const char *
value_auth(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	struct text_list list = { 0 };
	if (strcmp(value, "auto") != 0 && strcmp(value, "none") != 0) {
		const char *wrong =
		    value_each(arena, &list, value, check_mechanism);
		if (wrong != NULL)
			return wrong;
	}
	return value_text(arena, member, value, words);
}

const char *
value_smarthosts(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	struct account *account = member;
	char **urls = text_words(arena, value);
	(void)words;
	if (urls == NULL || urls[0] == NULL)
		return "must be one or more URLs";
	for (; *urls != NULL; urls++) {
		struct url url;
		size_t length = strlen(*urls);
		if (length > 0 && (*urls)[length - 1] == ',')
			(*urls)[length - 1] = '\0';
		const char *wrong = url_parse(arena, *urls, &url);
		if (wrong != NULL)
			return wrong;
		account->urls = arena_more(arena, account->urls,
		    account->url_count, sizeof(*account->urls));
		account->urls[account->url_count++] = url;
	}
	return NULL;
}

const char *
value_tls_priority(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	const char *empty = value_text(arena, member, value, words);
	const char *at = empty == NULL ? tls_priority_wrong(value) : NULL;
	if (at == NULL)
		return empty;
	return arena_print(arena,
	    "must be a priority string of GnuTLS, which this is not from "
	    "\"%s\" on: gnutls-cli --list shows the words",
	    text_shown(arena, at, strlen(at)));
}
