#include "import/msmtp_account.h"

#include <string.h>

#include "import/target.h"

static bool
is_on(const struct foreign *account, const char *name)
{
	const struct foreign_line *line = foreign_line(account, name);
	return line != NULL
	    && (line->value[0] == '\0' || strcmp(line->value, "on") == 0);
}

static bool
is_off(const struct foreign *account, const char *name)
{
	const char *value = foreign_value(account, name);
	return value != NULL && strcmp(value, "off") == 0;
}

/* ---- where to ---- */

/* auth is off unless it is said. */
static bool
logs_in(const struct foreign *account)
{
	return foreign_line(account, "auth") != NULL
	    && !is_off(account, "auth");
}

static void
set_target(struct draft *draft, const struct foreign *account)
{
	const char *protocol = foreign_value(account, "protocol");
	const char *trust = foreign_value(account, "tls_trust_file");
	bool tls = is_on(account, "tls");
	bool at_once =
	    is_off(account, "tls_starttls") || is_on(account, "tls_nostarttls");
	target_set(draft,
	    &(struct target){ .host = foreign_value(account, "host"),
		.port = foreign_value(account, "port"),
		.path = foreign_value(account, "socket"),
		.is_lmtp = protocol != NULL && strcmp(protocol, "lmtp") == 0,
		.tls = !tls   ? TARGET_CLEAR
		    : at_once ? TARGET_AT_ONCE
			      : TARGET_STARTTLS,
		.unchecked = is_off(account, "tls_certcheck")
		    || is_on(account, "tls_nocertcheck"),
		.has_authority = trust != NULL && strcmp(trust, "system") != 0,
		.logs_in = logs_in(account) });
}

static void
set_proxy(struct draft *draft, const struct foreign *account)
{
	struct arena *arena = draft->arena;
	const char *host = foreign_value(account, "proxy_host");
	const char *port = foreign_value(account, "proxy_port");
	if (host == NULL)
		return;
	if (strchr(host, ':') != NULL && host[0] != '[')
		host = arena_print(arena, "[%s]", host);
	draft_set(draft, "proxy",
	    arena_print(arena, "socks5://%s%s%s", host, port == NULL ? "" : ":",
		port == NULL ? "" : port));
}

/* ---- who we are ---- */

/* Where it is not told, the keyring is asked as msmtp asks it. */
static void
ask_keyring(struct draft *draft, const char *host, const char *user)
{
	draft_remark(draft,
	    "no password is told there, so the keyring was asked, then "
	    "~/.netrc: the next line asks the keyring; write netrc = "
	    "${HOME}/.netrc instead if it stands in that");
	draft_command(draft, "password-command",
	    arena_print(draft->arena,
		"secret-tool lookup host %s service smtp user %s", host, user));
}

static void
set_password(struct draft *draft, const struct foreign *account)
{
	const struct foreign_line *line = foreign_line(account, "password");
	const char *command = foreign_value(account, "passwordeval");
	const char *host = foreign_value(account, "host");
	const char *user = foreign_value(account, "user");
	const char *method = foreign_value(account, "auth");
	bool told = line != NULL && line->value[0] != '\0';
	if (told && command != NULL)
		draft_remark(draft,
		    "passwordeval is left out: password was set too, and went "
		    "first");
	if (told)
		draft_secret(draft, line->place);
	else if (command != NULL)
		draft_command(draft, "password-command", command);
	else if (method != NULL
	    && (strcmp(method, "external") == 0
		|| strcmp(method, "gssapi") == 0))
		return;
	else if (host != NULL && user != NULL)
		ask_keyring(draft, host, user);
}

static void
set_login(struct draft *draft, const struct foreign *account)
{
	const char *user = foreign_value(account, "user");
	const char *method = foreign_value(account, "auth");
	if (!logs_in(account)) {
		if (user != NULL || foreign_value(account, "password") != NULL
		    || foreign_value(account, "passwordeval") != NULL)
			draft_remark(draft,
			    "user and password are left out: auth was off");
		return;
	}
	if (user != NULL)
		draft_set(draft, "user", user);
	else
		draft_remark(draft,
		    "no user is told there: a login needs one, add user =");
	if (method != NULL && strcmp(method, "on") != 0) {
		char *upper = arena_text(draft->arena, method);
		for (char *c = upper; *c != '\0'; c++)
			*c = text_upper(*c);
		draft_set(draft, "auth", upper);
	}
	set_password(draft, account);
}

/* ---- the sender ---- */

/* %U is the login name, %H, %C and %M are names of the host. */
static void
set_pattern(struct draft *draft, const char *from)
{
	const char *domain = from + strlen("%U@");
	bool user = text_starts(from, "%U@");
	if (user && strchr(domain, '%') == NULL)
		draft_set(draft, "domain", domain);
	else if (!user || strlen(domain) != 2)
		draft_remark(draft,
		    "from %s: there is no equal; without from the sender is "
		    "the login name at the domain",
		    text_shown(draft->arena, from, strlen(from)));
	else
		draft_remark(draft,
		    "from %s: the same here without from; see domain for where "
		    "the domain is taken from",
		    text_shown(draft->arena, from, strlen(from)));
}

static void
set_from(struct draft *draft, const struct foreign *account)
{
	const char *from = foreign_value(account, "from");
	const char *domain = foreign_value(account, "maildomain");
	if (is_on(account, "auto_from"))
		from = domain == NULL
		    ? NULL
		    : arena_print(draft->arena, "%%U@%s", domain);
	if (from == NULL)
		return;
	if (strchr(from, '%') != NULL)
		set_pattern(draft, from);
	else if (strchr(from, '[') != NULL)
		draft_remark(draft, "from %s: a pattern has only * and ? here",
		    text_shown(draft->arena, from, strlen(from)));
	else
		draft_set(draft, "from", from);
}

static void
set_policy(struct draft *draft, const struct foreign *account)
{
	bool envelope = is_off(account, "allow_from_override");
	bool header = is_on(account, "set_from_header");
	if (!envelope && !header)
		return;
	if (!draft_has_address(draft)) {
		draft_remark(draft,
		    "the sender was forced there; here sender-policy = force "
		    "does it, but needs an address in from");
		return;
	}
	if (envelope != header)
		draft_remark(draft,
		    "only the %s was forced there: force does it to both",
		    envelope ? "envelope sender" : "From field");
	draft_set(draft, "sender-policy", "force");
}

static void
set_headers(struct draft *draft, const struct foreign *account)
{
	int off = (is_off(account, "set_from_header")
		      || is_off(account, "add_missing_from_header"))
	    + (is_off(account, "set_date_header")
		|| is_off(account, "add_missing_date_header"))
	    + is_off(account, "set_msgid_header");
	if (off == 3)
		draft_set(draft, "add-headers", "no");
	else if (off > 0)
		draft_remark(draft,
		    "some of From, Date and Message-ID were not added there: "
		    "here it is all or, with add-headers = no, none");
}

/* ---- the log ---- */

static void
set_syslog(struct draft *draft, const char *facility)
{
	char *lower = arena_text(draft->arena, facility);
	for (char *c = lower; *c != '\0'; c++)
		*c = text_lower(*c);
	draft_set(draft, "log",
	    arena_print(draft->arena, "syslog:%s",
		text_starts(lower, "log_") ? lower + 4 : "user"));
}

static void
set_log(struct draft *draft, const struct foreign *account)
{
	const char *file = foreign_value(account, "logfile");
	const struct foreign_line *line = foreign_line(account, "syslog");
	bool syslog = line != NULL && strcmp(line->value, "off") != 0;
	if (file != NULL && strcmp(file, "-") == 0)
		draft_remark(draft,
		    "logfile -: nothing is logged to standard output here");
	else if (file != NULL && syslog)
		draft_remark(draft, "one log only: syslog is left out");
	if (file != NULL && strcmp(file, "-") != 0)
		draft_path(draft, "log", file);
	else if (syslog)
		set_syslog(draft, line->value);
}

void
msmtp_account(struct draft *draft, const struct foreign *account)
{
	set_target(draft, account);
	set_proxy(draft, account);
	set_login(draft, account);
	set_from(draft, account);
	set_policy(draft, account);
	set_headers(draft, account);
	set_log(draft, account);
}
