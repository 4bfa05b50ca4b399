#include "import/peer.h"

#include <string.h>

#include "import/target.h"

static const char strongest[] =
    "left out: the strongest mechanism offered is chosen here, and none is "
    "used but in verified TLS";

static const struct foreign_row rows[] = {
	{ "Root" },
	{ "MailHub" },
	{ "RemotePort" },
	{ "RewriteDomain" },
	{ "HostName", foreign_set, "helo-name" },
	{ "FromLineOverride" },
	{ "UseTLS" },
	{ "UseSTARTTLS" },
	{ "UseTLSCert" },
	{ "TLSCert" },
	{ "TLSKey" },
	{ "TLS_CA_File", foreign_path, "tls-ca-file" },
	{ "TLS_CA_Dir", foreign_remark,
	    "there is no equal: tls-ca-file takes one file with all of them" },
	{ "AuthUser", foreign_set, "user" },
	{ "AuthPass" },
	{ "AuthMethod", foreign_remark, strongest },
	{ "UseOldAUTH", foreign_remark, strongest },
	{ "AddHeader", foreign_hide,
	    "there is no equal: the header leaves as it is written" },
	{ "Debug", foreign_remark,
	    "left out: -v shows the dialogue, and the log is always written" },
	{ NULL },
};

static bool
is_yes(const struct foreign *account, const char *name)
{
	const char *value = foreign_value(account, name);
	return value != NULL && text_equal(value, "yes");
}

static struct target
target_of(const struct foreign *account)
{
	bool starttls = is_yes(account, "UseSTARTTLS");
	bool tls = is_yes(account, "UseTLS") || starttls;
	return (struct target){ .port = foreign_value(account, "RemotePort"),
		.tls = !tls    ? TARGET_CLEAR
		    : starttls ? TARGET_STARTTLS
			       : TARGET_AT_ONCE,
		.unchecked = true,
		.has_authority = foreign_value(account, "TLS_CA_File") != NULL,
		.logs_in = foreign_value(account, "AuthUser") != NULL };
}

static void
set_target(struct draft *draft, const struct foreign *account)
{
	const char *hub = foreign_value(account, "MailHub");
	struct target target = target_of(account);
	if (hub != NULL)
		target_split(draft->arena, hub, &target);
	target_set(draft, &target);
}

static void
set_login(struct draft *draft, const struct foreign *account)
{
	const struct foreign_line *pass = foreign_line(account, "AuthPass");
	bool user = foreign_value(account, "AuthUser") != NULL;
	if (user && pass != NULL)
		draft_secret(draft, pass->place);
	else if (pass != NULL)
		draft_remark(
		    draft, "AuthPass is left out: there is no AuthUser");
}

static void
set_certificate(struct draft *draft, const struct foreign *account)
{
	const char *certificate = foreign_value(account, "TLSCert");
	const char *key = foreign_value(account, "TLSKey");
	if (!is_yes(account, "UseTLSCert")) {
		if (certificate != NULL)
			draft_remark(draft,
			    "TLSCert is left out: UseTLSCert was not yes");
		return;
	}
	draft_path(draft, "tls-certificate",
	    certificate != NULL ? certificate : "/etc/ssl/certs/ssmtp.pem");
	if (key != NULL)
		draft_path(draft, "tls-key", key);
}

static const char *
domain_of(const struct foreign *account)
{
	const char *domain = foreign_value(account, "RewriteDomain");
	return domain != NULL ? domain : foreign_value(account, "HostName");
}

/* Here who is local is told by the address alone. */
static void
set_root(struct draft *draft, const struct foreign *account)
{
	const char *root = foreign_value(account, "Root");
	const char *domain = domain_of(account);
	if (root == NULL)
		return;
	if (strchr(root, '@') == NULL && domain == NULL) {
		draft_remark(draft,
		    "Root %s: local-recipient needs an address with a domain",
		    text_shown(draft->arena, root, strlen(root)));
		return;
	}
	draft_remark(draft,
	    "Root was for users below 1000 alone; local-recipient is for all "
	    "local recipients");
	if (strchr(root, '@') == NULL)
		root = arena_print(draft->arena, "%s@%s", root, domain);
	draft_set(draft, "local-recipient", root);
}

static void
set_sender(struct draft *draft, const struct foreign *account)
{
	const char *domain = domain_of(account);
	if (domain != NULL)
		draft_set(draft, "domain", domain);
	if (!is_yes(account, "FromLineOverride"))
		draft_remark(draft,
		    "FromLineOverride was not yes, so From was replaced; here "
		    "sender-policy = force does it, where from holds an "
		    "address");
}

static void
convert(struct draft *draft, const struct foreign *account)
{
	set_target(draft, account);
	foreign_convert(draft, account, rows);
	set_login(draft, account);
	set_certificate(draft, account);
	set_root(draft, account);
	set_sender(draft, account);
}

/* ---- ssmtp.conf ---- */

/* KEY=VALUE or KEY VALUE, up to a #. */
static void
take_line(struct drafts *drafts, struct draft *draft, struct foreign *account,
    const struct foreign_text *text, struct slice line)
{
	struct arena *arena = drafts->arena;
	const char *name, *value, *hash = memchr(line.data, '#', line.length);
	if (hash != NULL)
		line.length = (size_t)(hash - line.data);
	bool equals = memchr(line.data, '=', line.length) != NULL;
	foreign_split(arena, line, equals ? "=" : " \t", &name, &value);
	const char *place = foreign_place(arena, text);
	const struct foreign_row *row = foreign_find(rows, name, true);
	if (row == NULL)
		foreign_unknown(drafts, draft, place, name, value);
	else
		foreign_add(arena, account,
		    (struct foreign_line){ place, row->name, value, false });
}

/* ---- revaliases ---- */

/* Is a hub named, and another than that of all? That the peer was not checked
 * is told once. */
static bool
is_elsewhere(const struct draft *top, const char *hub, struct target *target)
{
	const char *usual = draft_find(top, "smarthost");
	if (hub[0] == '\0')
		return false;
	target_split(top->arena, hub, target);
	target->unchecked = usual == NULL;
	return usual == NULL
	    || !text_equal(usual, target_url(top->arena, target));
}

/* What it said of one login name becomes an account, which the address
 * chooses; that of root, who sends most, is the default's. */
static void
add_sender(struct drafts *drafts, struct draft *top,
    const struct foreign *account, const char *place, const char *fields[3])
{
	const char *login = fields[0], *address = fields[1];
	struct target target = target_of(account);
	bool elsewhere = is_elsewhere(top, fields[2], &target);
	bool is_root = strcmp(login, "root") == 0 && !elsewhere;
	struct draft *draft = is_root ? top : draft_new(drafts, login);
	if (!is_root) {
		draft_copy(draft, top, 0);
		draft->secret = top->secret;
	}
	draft->place = place;
	if (elsewhere)
		target_set(draft, &target);
	draft_remark(draft,
	    "ssmtp chose it by the login name %s; here the address chooses, or "
	    "-a",
	    text_shown(drafts->arena, login, strlen(login)));
	draft_set(draft, "from", address);
	if (draft_has_address(draft) && !is_yes(account, "FromLineOverride"))
		draft_set(draft, "sender-policy", "force");
	draft->place = NULL;
}

/* LOGIN:ADDRESS[:HUB[:PORT]] */
static bool
take_alias(struct drafts *drafts, struct draft *top,
    const struct foreign *account, const struct foreign_text *text,
    struct slice line, struct error *err)
{
	struct arena *arena = drafts->arena;
	const char *fields[3], *rest;
	if (drafts->count >= PEER_ACCOUNTS_MOST)
		return error_set(err, EX_DATAERR, "%s has more than %d lines",
		    text->shown, PEER_ACCOUNTS_MOST);
	foreign_split(arena, line, ":", &fields[0], &rest);
	line = (struct slice){ rest, strlen(rest) };
	foreign_split(arena, line, ":", &fields[1], &fields[2]);
	const char *place = foreign_place(arena, text);
	if (fields[0][0] == '\0' || fields[1][0] == '\0')
		foreign_unknown(drafts, NULL, place, "", "");
	else
		add_sender(drafts, top, account, place, fields);
	return true;
}

static bool
read_aliases(struct drafts *drafts, struct draft *top,
    const struct foreign *account, const char *file, struct error *err)
{
	struct foreign_text text;
	struct slice line;
	if (!foreign_open_beside(drafts, file, "revaliases", &text))
		return true;
	while (foreign_next(&text, &line)) {
		if (!take_alias(drafts, top, account, &text, line, err))
			return false;
	}
	return true;
}

static bool
read_file(struct drafts *drafts, const char *file, struct error *err)
{
	struct foreign_text text;
	struct foreign account = { 0 };
	struct slice line;
	if (!foreign_open(drafts->arena, file, &text, err))
		return false;
	struct draft *top = draft_new(drafts, "default");
	while (foreign_next(&text, &line))
		take_line(drafts, top, &account, &text, line);
	if (account.count == 0)
		return true;
	convert(top, &account);
	foreign_tell_public(drafts, &text);
	return read_aliases(drafts, top, &account, file, err);
}

static const char *const files[] = { "*ssmtp.conf", NULL };

const struct peer peer_ssmtp = { "ssmtp", files, "= \t", true, rows,
	read_file };
