#include "import/render.h"

#include <string.h>

#include "base/text.h"
#include "conf/url.h"

#define WIDTH 78

/* ---- remarks ---- */

/* Up to the last blank that fits, or to the first if none does. */
static size_t
line_length(const char *text, size_t most)
{
	size_t length = strlen(text), last = 0;
	if (length <= most)
		return length;
	for (size_t i = 0; i < length; i++) {
		if (text[i] != ' ')
			continue;
		if (i > most && last > 0)
			break;
		last = i;
		if (i > most)
			break;
	}
	return last == 0 ? length : last;
}

static void
write_remark(struct buf *to, const char *text)
{
	const char *begin = "# ";
	while (*text != '\0') {
		size_t length = line_length(text, WIDTH - strlen(begin));
		buf_print(to, "%s%.*s\n", begin, (int)length, text);
		text += length;
		text += strspn(text, " ");
		begin = "#   ";
	}
}

static void
write_setting(struct buf *to, const char *key, const char *value)
{
	buf_print(to, "%s = %s\n", key, value);
}

/* ---- the password ---- */

static const struct draft *
default_of(const struct drafts *drafts)
{
	for (size_t i = 0; i < drafts->count; i++) {
		if (strcmp(drafts->items[i]->name, "default") == 0)
			return drafts->items[i];
	}
	return NULL;
}

static const char *
own_file(struct arena *arena, const struct draft *draft)
{
	return arena_print(arena, "sendoff-%s.secret", draft->name);
}

/* Accounts that shared a password there share its file here. */
static const char *
secret_file(const struct drafts *drafts, const char *secret)
{
	const struct draft *top = default_of(drafts);
	if (top != NULL && top->secret != NULL
	    && strcmp(top->secret, secret) == 0)
		return "sendoff.secret";
	for (size_t i = 0; i < drafts->count; i++) {
		const struct draft *draft = drafts->items[i];
		if (draft->secret != NULL && strcmp(draft->secret, secret) == 0)
			return arena_print(
			    drafts->arena, "sendoff-%s.secret", draft->name);
	}
	return NULL;
}

static void
write_file(
    struct buf *to, struct arena *arena, const char *why, const char *file)
{
	write_remark(to,
	    arena_print(arena,
		"%s: put it alone into this file, made beside the "
		"configuration by",
		why));
	buf_print(to, "#     install -m 600 /dev/null %s\n", file);
	write_setting(to, "password-file", file);
}

/* ---- what an account takes back ---- */

static const struct {
	const char *key, *neutral;
} neutrals[] = {
	{ "tls", "required" },
	{ "tls-ca-file", "system" },
	{ "proxy", "none" },
	{ "tunnel", "none" },
	{ "family", "any" },
	{ "timeout", "0" },
	{ "connect-timeout", "30" },
	{ "deadline", "1h" },
	{ "max-size", "0" },
	{ "sender-policy", "fix" },
	{ "add-headers", "yes" },
	{ "aliases", "none" },
	{ "log", "syslog" },
};

static bool
is_login(const char *key)
{
	return strcmp(key, "user") == 0 || strcmp(key, "auth") == 0
	    || text_starts(key, "password") || strcmp(key, "netrc") == 0;
}

/* The host that its certificate must bear, which is what is so by default. */
static const char *
host_of(const struct draft *draft)
{
	struct url url;
	const char *smarthost = draft_find(draft, "smarthost");
	if (smarthost == NULL
	    || url_parse(draft->arena, smarthost, &url) != NULL)
		return NULL;
	return url.host;
}

static const char *
neutral(const struct draft *draft, const char *key)
{
	for (size_t i = 0; i < sizeof(neutrals) / sizeof(neutrals[0]); i++) {
		if (strcmp(neutrals[i].key, key) == 0)
			return neutrals[i].neutral;
	}
	return strcmp(key, "tls-name") == 0 ? host_of(draft) : NULL;
}

/* Is it told where the password is, or is none needed? */
static bool
has_source(const struct draft *draft)
{
	const char *auth = draft_find(draft, "auth");
	return draft->secret != NULL
	    || draft_find(draft, "password-command") != NULL
	    || (auth != NULL
		&& (strcmp(auth, "EXTERNAL") == 0
		    || strcmp(auth, "GSSAPI") == 0));
}

static bool
logs_in(const struct draft *draft)
{
	const char *auth = draft_find(draft, "auth");
	if (auth != NULL && strcmp(auth, "none") == 0)
		return false;
	if (draft->secret != NULL || auth != NULL)
		return true;
	for (size_t i = 0; i < draft->count; i++) {
		const char *key = draft->items[i].key;
		if (key != NULL && is_login(key))
			return true;
	}
	return false;
}

static void
take_back_all(
    const struct draft *top, const struct draft *draft, struct buf *to)
{
	if (logs_in(top) && !logs_in(draft))
		write_setting(to, "auth", "none");
	else if (draft_find(top, "auth") != NULL
	    && draft_find(draft, "auth") == NULL)
		write_setting(to, "auth", "auto");
	const char *kept = NULL;
	for (size_t i = 0; i < top->count; i++) {
		const char *key = top->items[i].key;
		if (key == NULL || is_login(key)
		    || strcmp(key, "smarthost") == 0
		    || draft_find(draft, key) != NULL)
			continue;
		const char *value = neutral(draft, key);
		if (value != NULL)
			write_setting(to, key, value);
		else if (kept == NULL)
			kept = key;
		else
			kept = arena_print(draft->arena, "%s, %s", kept, key);
	}
	if (kept != NULL)
		write_remark(to,
		    arena_print(draft->arena,
			"what was not set there holds here from above and "
			"cannot be taken back: %s",
			kept));
}

/* ---- accounts ---- */

static bool
has_the_same(const struct draft *top, const struct draft_item *item)
{
	const char *value = top == NULL ? NULL : draft_find(top, item->key);
	return value != NULL && strcmp(value, item->value) == 0;
}

static bool
has_the_same_secret(const struct draft *top, const struct draft *draft)
{
	return top != NULL && top->secret != NULL
	    && strcmp(top->secret, draft->secret) == 0;
}

/* A login without a password of its own would be given the one from above,
 * and show it to another smarthost. */
static void
write_password(const struct drafts *drafts, const struct draft *top,
    const struct draft *draft, struct buf *to)
{
	struct arena *arena = drafts->arena;
	if (draft->secret != NULL && !has_the_same_secret(top, draft))
		write_file(to, arena,
		    arena_print(arena, "%s: the password is not shown here",
			draft->secret),
		    secret_file(drafts, draft->secret));
	else if (logs_in(draft) && !has_source(draft))
		write_file(to, arena, "no password is told there",
		    top == NULL ? "sendoff.secret" : own_file(arena, draft));
}

/* What stands in `top`, if there is one, need not be said again. */
static void
write_account(const struct drafts *drafts, const struct draft *top,
    const struct draft *draft, struct buf *to)
{
	for (size_t i = 0; i < draft->count; i++) {
		const struct draft_item *item = &draft->items[i];
		if (item->key == NULL)
			write_remark(to, item->value);
		else if (!has_the_same(top, item))
			write_setting(to, item->key, item->value);
	}
	write_password(drafts, top, draft, to);
	if (top != NULL)
		take_back_all(top, draft, to);
}

void
render(const struct drafts *drafts, struct buf *to)
{
	const struct draft *top = default_of(drafts);
	for (size_t i = 0; i < drafts->remarks.count; i++)
		write_remark(to, drafts->remarks.items[i]);
	if (top != NULL)
		write_account(drafts, NULL, top, to);
	else
		write_remark(to,
		    "there was no account default: choose one with -a, or by "
		    "the sender");
	for (size_t i = 0; i < drafts->count; i++) {
		const struct draft *draft = drafts->items[i];
		if (draft == top)
			continue;
		buf_print(to, "\n[account %s]\n", draft->name);
		write_account(drafts, top, draft, to);
	}
}
