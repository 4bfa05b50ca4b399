#include "conf/account.h"

#include <string.h>
#include <sys/socket.h>
#include <syslog.h>

#include "auth/mech.h"
#include "conf/aliases.h"
#include "conf/domain.h"
#include "mail/address.h"

struct account
account_default(void)
{
	return (struct account){
		.name = "default",
		.auth = "auto",
		.tls = -1,
		.smarthost = { .connect_timeout = 30 },
		.compose = { .policy = SENDER_FIX, .add_missing = true },
		.aliases = { .path = ALIASES_FILE },
		.deadline = 3600,
		.spool = -1,
		.spool_lifetime = 5 * 24 * 3600,
		.spool_warning = 4 * 3600,
		.gate = gate_default(),
		.log = LOG_TO_SYSLOG,
		.log_facility = LOG_MAIL,
	};
}

const char *
account_address(struct arena *arena, const struct account *account)
{
	for (size_t i = 0; i < account->from.count; i++) {
		const char *pattern = account->from.items[i];
		struct address address;
		const char *why;
		if (strpbrk(pattern, "*?") == NULL
		    && address_parse_one(arena, pattern, &address, &why))
			return address_wire(arena, &address, NULL);
	}
	return NULL;
}

static bool
complain(const struct account *account, const char *setting, struct error *err,
    const char *what)
{
	const struct said *said = said_find(account->said, setting);
	if (said == NULL || said->file == NULL)
		return error_set(
		    err, EX_CONFIG, "account %s: %s", account->name, what);
	return said_complain(said, err, what);
}

static bool
names_mechanism_without_secret(const char *auth)
{
	while (*auth != '\0') {
		size_t length = strcspn(auth, " \t,");
		const struct mech *mech = mech_find(auth, length);
		if (mech != NULL
		    && (mech->needs == MECH_CERTIFICATE
			|| mech->needs == MECH_TICKET))
			return true;
		auth += length;
		auth += strspn(auth, " \t,");
	}
	return false;
}

static bool
has_user(const struct account *account)
{
	if (account->user != NULL)
		return true;
	for (size_t i = 0; i < account->url_count; i++) {
		if (account->urls[i].user != NULL)
			return true;
	}
	return false;
}

static const char *
name_of_secret(const struct account *account)
{
	static const char *const names[] = {
		[CREDENTIAL_NONE] = "",
		[CREDENTIAL_TEXT] = "password",
		[CREDENTIAL_FILE] = "password-file",
		[CREDENTIAL_COMMAND] = "password-command",
		[CREDENTIAL_SYSTEMD] = "password-credential",
		[CREDENTIAL_NETRC] = "netrc",
	};
	return names[account->credential.kind];
}

static bool
check_login(struct account *account, struct error *err)
{
	bool secret = account->credential.kind != CREDENTIAL_NONE;
	bool user = has_user(account);
	bool other = names_mechanism_without_secret(account->auth);

	account->smarthost.logs_in =
	    strcmp(account->auth, "none") != 0 && (secret || user || other);
	if (!account->smarthost.logs_in)
		return true;
	if (user && !secret && !other)
		return complain(account, "user", err,
		    "user is set but no password: add password-file, or "
		    "auth = none");
	if (secret && !user && account->credential.kind != CREDENTIAL_NETRC)
		return complain(account, name_of_secret(account), err,
		    "a password is set but no user: add user");
	if (account->tls == TLS_OFF && secret)
		return complain(account, "tls", err,
		    "tls = off would show the password to everybody on the "
		    "way: remove it, or set auth = none");
	return true;
}

static bool
check_certificate(struct account *account, struct error *err)
{
	struct tls_settings *tls = &account->smarthost.tls_settings;
	if (tls->key.path != NULL && tls->certificate.path == NULL)
		return complain(account, "tls-key", err,
		    "tls-key is set but no certificate: add tls-certificate");
	if (tls->key.path == NULL)
		tls->key = tls->certificate;
	return true;
}

static bool
check_dane(const struct account *account, struct error *err)
{
	return account->smarthost.dane != DANE_REQUIRED
	    || account->tls != TLS_OFF
	    || complain(account, "dane", err,
		"dane = required needs TLS, and tls = off: remove one of them");
}

static bool
check_sender(const struct account *account, struct error *err)
{
	if (account->compose.policy == SENDER_FORCE
	    && account->compose.from == NULL)
		return complain(account, "sender-policy", err,
		    "sender-policy = force needs an address in `from`, not "
		    "only patterns");
	return true;
}

bool
account_finish(struct arena *arena, struct account *account, const char *host,
    struct error *err)
{
	if (account->url_count == 0)
		return complain(account, "smarthost", err,
		    "no smarthost is set: add smarthost = "
		    "submissions://smtp.example.com");
	account->compose.from = account_address(arena, account);
	account->compose.completion.domain =
	    domain_choose(arena, account->domain, account->compose.from, host);
	account->compose.completion.host = host;
	/* Servers want a name that DNS knows; a bare one it cannot. */
	if (account->smarthost.helo == NULL && strchr(host, '.') != NULL)
		account->smarthost.helo = host;
	return check_login(account, err) && check_certificate(account, err)
	    && check_dane(account, err) && check_sender(account, err);
}

static enum tls_need
need_of(const struct account *account, const struct url *url)
{
	/* A pin that could be got round by not offering TLS is none. */
	bool pinned = account->smarthost.tls_settings.pins.count > 0;
	if (account->tls == TLS_OPPORTUNISTIC && pinned)
		return TLS_REQUIRED;
	if (account->tls >= 0)
		return (enum tls_need)account->tls;
	bool by_port = url->scheme == SCHEME_SUBMISSIONS
	    || url->scheme == SCHEME_SUBMISSION;
	if (!by_port && url_is_local(url) && !account->smarthost.logs_in
	    && !pinned)
		return TLS_OPPORTUNISTIC;
	return TLS_REQUIRED;
}

static bool
load_secret(struct arena *arena, const struct account *account,
    struct smarthost *smarthost, struct error *err)
{
	return credential_load(arena, &smarthost->credential, smarthost->host,
		   &smarthost->login, err)
	    || error_at(err,
		said_place(
		    arena, said_find(account->said, name_of_secret(account))));
}

bool
account_smarthost(struct arena *arena, const struct account *account, size_t i,
    struct smarthost *smarthost, struct error *err)
{
	static const int families[] = { AF_UNSPEC, AF_INET, AF_INET6 };
	const struct url *url = &account->urls[i];
	*smarthost = account->smarthost;
	smarthost->host = url->host != NULL ? url->host : "localhost";
	smarthost->port = url->port;
	smarthost->path = url->path;
	smarthost->peer = url_peer(arena, url);
	smarthost->is_lmtp = url->scheme == SCHEME_LMTP;
	smarthost->at_once = url->scheme == SCHEME_SUBMISSIONS;
	smarthost->tls = need_of(account, url);
	smarthost->family = families[account->family];
	smarthost->tls_settings.unverified =
	    smarthost->tls == TLS_OPPORTUNISTIC;
	if (smarthost->tls_settings.name == NULL)
		smarthost->tls_settings.name = smarthost->host;
	if (strcmp(account->auth, "auto") != 0)
		smarthost->mechanisms = account->auth;
	smarthost->credential = account->credential;
	smarthost->credential.user =
	    url->user != NULL ? url->user : account->user;
	bool well =
	    !smarthost->logs_in || load_secret(arena, account, smarthost, err);
	const char *user = smarthost->login.user;
	smarthost->tls_settings.cache.key = arena_print(
	    arena, "%s %s", smarthost->peer, user == NULL ? "" : user);
	return well;
}
