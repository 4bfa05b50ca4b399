#include "import/peer.h"

#include <string.h>

#include "import/msmtp_account.h"

static void
take_timeout(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	(void)row;
	if (strcmp(line->value, "off") == 0)
		return;
	draft_set(draft, "connect-timeout", line->value);
	draft_set(draft, "timeout", line->value);
}

/* off is that nothing is asked for, as here without the setting. */
static void
take_dsn(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	if (strcmp(line->value, "off") != 0)
		foreign_set(draft, row, line);
}

static void
take_domain(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	if (strchr(line->value, '%') == NULL)
		foreign_set(draft, row, line);
	else if (!line->inherited)
		draft_remark(draft,
		    "domain with a pattern: here the default is the full name "
		    "of the host");
}

static void
take_bcc(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	if (strcmp(line->value, "off") == 0)
		foreign_remark(draft, row, line);
}

static void
take_if_on(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	if (strcmp(line->value, "off") != 0)
		foreign_remark(draft, row, line);
}

static void
take_priorities(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	if (line->value[0] == '\0')
		return;
	foreign_remark(draft, row, line);
	if (strstr(line->value, "PROTOCOLS=") == NULL
	    && strstr(line->value, "CIPHERS=") == NULL)
		draft_set(draft, "tls-priority", line->value);
}

static const char no_equal[] = "there is no equal here";

static const struct foreign_row rows[] = {
	{ "account" },
	{ "defaults" },
	{ "host" },
	{ "port" },
	{ "socket" },
	{ "protocol" },
	{ "timeout", take_timeout },
	{ "connect_timeout", foreign_set, "connect-timeout" },
	{ "source_ip", foreign_set, "bind" },
	{ "proxy_host" },
	{ "proxy_port" },
	{ "domain", take_domain, "helo-name" },

	{ "auth" },
	{ "user" },
	{ "password" },
	{ "passwordeval" },
	{ "ntlmdomain", foreign_remark, no_equal },

	{ "tls" },
	{ "tls_starttls" },
	{ "tls_nostarttls" },
	{ "tls_certcheck" },
	{ "tls_nocertcheck" },
	{ "tls_force_sslv3", foreign_remark,
	    "TLS 1.2 is the least here: left out" },
	{ "tls_trust_file", foreign_path, "tls-ca-file" },
	{ "tls_crl_file", foreign_remark,
	    "there is no equal; revocation is told by stapled OCSP" },
	{ "tls_fingerprint", foreign_remark,
	    "it is of the whole certificate; here tls-pin is of its public "
	    "key, see sendoff.conf(5) for how to get it. Until then the "
	    "certificate is checked by its authority and name" },
	{ "tls_cert_file", foreign_path, "tls-certificate" },
	{ "tls_key_file", foreign_path, "tls-key" },
	{ "tls_priorities", take_priorities,
	    "the default of this program is safe: better without" },
	{ "tls_host_override", foreign_set, "tls-name" },
	{ "tls_min_dh_prime_bits", foreign_remark,
	    "there is no equal: the library knows what is safe" },

	{ "from" },
	{ "allow_from_override" },
	{ "set_from_header" },
	{ "add_missing_from_header" },
	{ "set_date_header" },
	{ "add_missing_date_header" },
	{ "set_msgid_header" },
	{ "set_to_header", foreign_remark, no_equal },
	{ "auto_from" },
	{ "maildomain" },
	{ "remove_bcc_headers", take_bcc,
	    "Bcc is always removed here: with it everybody would learn of the "
	    "others" },
	{ "keepbcc", take_if_on,
	    "Bcc is always removed here: with it everybody would learn of the "
	    "others" },
	{ "undisclosed_recipients", take_if_on,
	    "there is no equal: To and Cc stay as they are written" },
	{ "dsn_notify", take_dsn, "dsn-notify" },
	{ "dsn_return", take_dsn, "dsn-return" },

	{ "logfile" },
	{ "logfile_time_format", foreign_remark, no_equal },
	{ "syslog" },
	{ "aliases", foreign_path, "aliases" },
	{ "eval" },
	{ NULL },
};

/* ---- the file ---- */

struct account_there {
	const char *name;
	struct draft *draft;
	struct foreign lines;
};

struct reader {
	struct drafts *drafts;
	struct foreign_text text;
	struct foreign defaults;
	struct account_there *accounts;
	size_t count;
	bool in_defaults;
};

static void
begin_account(struct reader *r, const char *name)
{
	struct arena *arena = r->drafts->arena;
	struct account_there account = { name, draft_new(r->drafts, name),
		{ 0 } };
	for (size_t i = 0; i < r->defaults.count; i++) {
		foreign_add(arena, &account.lines, r->defaults.lines[i]);
		r->defaults.lines[i].inherited = true;
	}
	r->accounts =
	    arena_more(arena, r->accounts, r->count, sizeof(*r->accounts));
	r->accounts[r->count++] = account;
	r->in_defaults = false;
}

/* The account that is being told; there is one before the first is begun. */
static struct account_there *
current(struct reader *r)
{
	if (r->count == 0)
		begin_account(r, "default");
	return &r->accounts[r->count - 1];
}

static void
not_understood(struct reader *r, const char *name, const char *value)
{
	foreign_unknown(r->drafts, r->in_defaults ? NULL : current(r)->draft,
	    foreign_place(r->drafts->arena, &r->text), name, value);
}

static void
inherit(struct reader *r, const char *name)
{
	struct account_there *account = &r->accounts[r->count - 1];
	for (size_t i = 0; i + 1 < r->count; i++) {
		struct foreign *lines = &r->accounts[i].lines;
		if (strcmp(r->accounts[i].name, name) != 0)
			continue;
		for (size_t j = 0; j < lines->count; j++) {
			struct foreign_line line = lines->lines[j];
			line.inherited = true;
			foreign_add(r->drafts->arena, &account->lines, line);
		}
		return;
	}
	not_understood(r, "account to inherit from", name);
}

/* NAME [: NAME, NAME]: only accounts that stand before can be named. */
static bool
take_account(struct reader *r, const char *value, struct error *err)
{
	struct arena *arena = r->drafts->arena;
	const char *name, *rest, *one;
	struct slice line = { value, strlen(value) };
	if (r->count >= PEER_ACCOUNTS_MOST)
		return error_set(err, EX_DATAERR,
		    "%s has more than %d accounts", r->text.shown,
		    PEER_ACCOUNTS_MOST);
	foreign_split(arena, line, ":", &name, &rest);
	begin_account(r, name);
	while (rest[0] != '\0') {
		line = (struct slice){ rest, strlen(rest) };
		foreign_split(arena, line, ",", &one, &rest);
		inherit(r, one);
	}
	return true;
}

/* It may stand several times, and each is another line. */
static void
tell_eval(struct reader *r)
{
	struct arena *arena = r->drafts->arena;
	const char *remark = arena_print(arena,
	    "%s: eval: it ran a command at every start, which nothing does "
	    "here: put what it prints in its place, or use password-command",
	    foreign_place(arena, &r->text));
	if (r->in_defaults)
		text_list_add(arena, &r->drafts->remarks, remark);
	else
		draft_remark(current(r)->draft, "%s", remark);
}

static const char *
unquote(struct arena *arena, const char *value)
{
	size_t length = strlen(value);
	if (length < 2 || value[0] != '"' || value[length - 1] != '"')
		return value;
	return arena_copy(arena, value + 1, length - 2);
}

static bool
take_line(struct reader *r, struct slice text, struct error *err)
{
	struct arena *arena = r->drafts->arena;
	const char *name, *value;
	foreign_split(arena, text, " \t", &name, &value);
	value = unquote(arena, value);
	if (strcmp(name, "account") == 0)
		return take_account(r, value, err);
	if (strcmp(name, "defaults") == 0) {
		r->in_defaults = true;
		return true;
	}
	if (strcmp(name, "eval") == 0) {
		tell_eval(r);
		return true;
	}
	const struct foreign_row *row = foreign_find(rows, name, false);
	struct foreign_line line = { foreign_place(arena, &r->text), name,
		value, false };
	if (row == NULL)
		not_understood(r, name, value);
	else if (r->in_defaults)
		foreign_add(arena, &r->defaults, line);
	else
		foreign_add(arena, &current(r)->lines, line);
	return true;
}

static bool
read_file(struct drafts *drafts, const char *file, struct error *err)
{
	struct reader r = { .drafts = drafts };
	struct slice line;
	if (!foreign_open(drafts->arena, file, &r.text, err))
		return false;
	while (foreign_next(&r.text, &line)) {
		if (!take_line(&r, line, err))
			return false;
	}
	for (size_t i = 0; i < r.count; i++) {
		msmtp_account(r.accounts[i].draft, &r.accounts[i].lines);
		foreign_convert(
		    r.accounts[i].draft, &r.accounts[i].lines, rows);
	}
	foreign_tell_public(drafts, &r.text);
	return true;
}

static const char *const files[] = { "*msmtprc", "*/msmtp/config",
	"msmtp/config", NULL };

const struct peer peer_msmtp = { "msmtp", files, " \t", false, rows,
	read_file };
