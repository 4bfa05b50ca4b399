#include "import/peer.h"

#include <string.h>

#include "import/target.h"

static const char no_queue[] =
    "there is no queue here: what cannot be submitted is not kept, and the "
    "caller is told";

/* No mailboxes, which there never are here, and no aliases. */
static void
take_null_client(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	(void)row;
	(void)line;
	draft_set(draft, "aliases", "none");
}

static const struct foreign_row rows[] = {
	{ "SMARTHOST" },
	{ "PORT" },
	{ "ALIASES", foreign_path, "aliases" },
	{ "SPOOLDIR", foreign_remark, no_queue },
	{ "AUTHPATH" },
	{ "SECURETRANSFER" },
	{ "SECURETRANS" }, /* as its manual page has it */
	{ "STARTTLS" },
	{ "OPPORTUNISTIC_TLS" },
	{ "VERIFYCERT" },
	{ "FINGERPRINT", foreign_remark,
	    "it is of the whole certificate; here tls-pin is of its public "
	    "key, see sendoff.conf(5) for how to get it. Until then the "
	    "certificate is checked by its authority and name" },
	{ "CERTFILE", foreign_path, "tls-certificate" },
	{ "SECURE", foreign_remark,
	    "always so here: a login needs TLS with a verified peer" },
	{ "INSECURE", foreign_remark,
	    "never so here: a login needs TLS with a verified peer" },
	{ "DEFER", foreign_remark, no_queue },
	{ "FULLBOUNCE", foreign_remark,
	    "there are no bounces here: the caller is told" },
	{ "MAILNAME" },
	{ "MASQUERADE" },
	{ "NULLCLIENT", take_null_client },
	{ NULL },
};

static bool
is_set(const struct foreign *account, const char *name)
{
	return foreign_line(account, name) != NULL;
}

static struct target
target_of(const struct foreign *account)
{
	bool secure =
	    is_set(account, "SECURETRANSFER") || is_set(account, "SECURETRANS");
	bool starttls = is_set(account, "STARTTLS");
	bool perhaps = is_set(account, "OPPORTUNISTIC_TLS");
	return (struct target){ .host = foreign_value(account, "SMARTHOST"),
		.port = foreign_value(account, "PORT"),
		.tls = !secure  ? TARGET_CLEAR
		    : !starttls ? TARGET_AT_ONCE
		    : perhaps   ? TARGET_OPPORTUNISTIC
				: TARGET_STARTTLS,
		.unchecked = !is_set(account, "VERIFYCERT")
		    && !is_set(account, "FINGERPRINT") };
}

/* ---- auth.conf ---- */

/* USER|HOST:PASSWORD; true when it is for this host. */
static bool
take_login(struct drafts *drafts, struct draft *draft, const char *host,
    const struct foreign_text *text, struct slice line)
{
	struct arena *arena = drafts->arena;
	const char *user, *rest, *whose, *password;
	const char *place = foreign_place(arena, text);
	foreign_split(arena, line, "|", &user, &rest);
	foreign_split(arena, (struct slice){ rest, strlen(rest) }, ":", &whose,
	    &password);
	if (user[0] == '\0' || password[0] == '\0') {
		foreign_unknown(drafts, draft, place, "", "");
		return false;
	}
	draft->place = place;
	bool mine = host != NULL && text_equal(whose, host);
	if (mine) {
		draft_set(draft, "user", user);
		draft_secret(draft, place);
	} else {
		draft_remark(draft, "left out: it is a login for %s",
		    text_shown(arena, whose, strlen(whose)));
	}
	draft->place = NULL;
	return mine;
}

/* In a copy of the directory its own file is meant, so the file beside comes
 * first. */
static bool
open_logins(struct drafts *drafts, const char *file, const char *path,
    struct foreign_text *text)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	struct error err = { 0 };
	if (foreign_open_beside(drafts, file, name, text))
		return true;
	if (foreign_open(drafts->arena, path, text, &err))
		return true;
	foreign_warn(drafts, err.text);
	return false;
}

static bool
read_logins(struct drafts *drafts, struct draft *draft,
    const struct foreign *account, const char *file)
{
	const char *path = foreign_value(account, "AUTHPATH");
	const char *host = foreign_value(account, "SMARTHOST");
	struct foreign_text text;
	struct slice line;
	bool any = false;
	if (path == NULL || !open_logins(drafts, file, path, &text))
		return false;
	while (foreign_next(&text, &line)) {
		if (take_login(drafts, draft, host, &text, line))
			any = true;
	}
	foreign_tell_public(drafts, &text);
	return any;
}

/* ---- dma.conf ---- */

static void
set_mailname(struct draft *draft, const struct foreign *account)
{
	const char *name = foreign_value(account, "MAILNAME");
	if (name == NULL)
		return;
	if (name[0] != '/') {
		draft_set(draft, "domain", name);
		draft_set(draft, "helo-name", name);
	} else if (strcmp(name, "/etc/mailname") != 0) {
		draft_remark(draft,
		    "MAILNAME %s: add domain = and helo-name = with what its "
		    "first line says; here that is done with /etc/mailname",
		    text_shown(draft->arena, name, strlen(name)));
	}
}

/* [USER@][HOST]; USER@ is at the host that MAILNAME names. */
static void
set_masquerade(struct draft *draft, const struct foreign *account)
{
	const char *mask = foreign_value(account, "MASQUERADE");
	const char *name = foreign_value(account, "MAILNAME");
	if (mask == NULL)
		return;
	const char *at = strchr(mask, '@');
	bool bare = at != NULL && at[1] == '\0';
	if (bare && name != NULL && name[0] != '/') {
		mask = arena_print(draft->arena, "%s%s", mask, name);
		bare = false;
	}
	if (bare) {
		draft_remark(draft,
		    "MASQUERADE %s: from needs an address with a domain: add "
		    "from = and sender-policy = force",
		    text_shown(draft->arena, mask, strlen(mask)));
	} else if (at == NULL || at == mask) {
		draft_set(draft, "domain", at == NULL ? mask : at + 1);
	} else {
		draft_remark(draft,
		    "MASQUERADE changed the envelope sender alone; "
		    "sender-policy = force does it to From too");
		draft_set(draft, "from", mask);
		if (draft_has_address(draft))
			draft_set(draft, "sender-policy", "force");
	}
}

/* Its mailboxes are what most users did not mean to have. */
static void
tell_local(struct draft *draft, const struct foreign *account)
{
	if (!is_set(account, "NULLCLIENT"))
		draft_remark(draft,
		    "dma put mail for local users into mailboxes; here all of "
		    "it goes to the smarthost: add local-recipient = ADDRESS "
		    "for whoever is to read it");
	if (foreign_value(account, "SMARTHOST") == NULL)
		draft_remark(draft,
		    "dma itself found the server of each recipient; here there "
		    "must be a smarthost");
}

static void
take_line(struct drafts *drafts, struct draft *draft, struct foreign *account,
    const struct foreign_text *text, struct slice line)
{
	struct arena *arena = drafts->arena;
	const char *name, *value;
	foreign_split(arena, line, " \t", &name, &value);
	const char *place = foreign_place(arena, text);
	if (foreign_find(rows, name, false) == NULL)
		foreign_unknown(drafts, draft, place, name, value);
	else
		foreign_add(arena, account,
		    (struct foreign_line){ place, name, value, false });
}

static bool
read_file(struct drafts *drafts, const char *file, struct error *err)
{
	struct foreign_text text;
	struct foreign account = { 0 };
	struct slice line;
	if (!foreign_open(drafts->arena, file, &text, err))
		return false;
	struct draft *draft = draft_new(drafts, "default");
	while (foreign_next(&text, &line))
		take_line(drafts, draft, &account, &text, line);
	if (account.count == 0)
		return true;
	struct target target = target_of(&account);
	target.logs_in = read_logins(drafts, draft, &account, file);
	target_set(draft, &target);
	foreign_convert(draft, &account, rows);
	set_mailname(draft, &account);
	set_masquerade(draft, &account);
	tell_local(draft, &account);
	return true;
}

static const char *const files[] = { "*dma.conf", NULL };

const struct peer peer_dma = { "dma", files, " \t", false, rows, read_file };
