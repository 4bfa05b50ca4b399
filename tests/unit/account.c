/* account.c - defaults, checks, and what the engine is given */
#include "conf/account.h"

#include <string.h>
#include <sys/socket.h>
#include <syslog.h>

#include "conf/keyword.h"
#include "unit/place.h"
#include "unit/tap.h"

static struct arena arena;

/* Settings as KEY=VALUE, bars between. */
static struct account
made(const char *settings)
{
	struct account account = account_default();
	while (*settings != '\0') {
		size_t length = strcspn(settings, "|");
		const char *line = arena_copy(&arena, settings, length);
		size_t at = strcspn(line, "=");
		const struct keyword *keyword =
		    keyword_find(arena_copy(&arena, line, at));
		is_text(keyword_apply(
			    keyword, &arena, &account, line + at + 1, false),
		    NULL, "set: %s", line);
		settings += length + (settings[length] == '|');
	}
	return account;
}

static void
test_defaults(void)
{
	struct account account = account_default();
	is(account.tls, -1, "TLS as the scheme says");
	is_text(account.auth, "auto", "the best login");
	is(account.compose.policy, SENDER_FIX, "senders are completed");
	ok(account.compose.add_missing, "fields are added");
	ok(!account.smarthost.reject_partial, "some is better than none");
	ok(account.smarthost.connect_timeout > 0, "dialling ends");
	ok(account.deadline > 0, "a run ends");
	is(account.max_size, 0, "no limit of ours");
	is(account.log, LOG_TO_SYSLOG, "the log goes to syslog");
	is(account.log_facility, LOG_MAIL, "as mail");
	is(account.smarthost.tls_settings.minimum, TLS_MINIMUM_1_2,
	    "TLS 1.2 at least");
	ok(!account.smarthost.tls_settings.unverified, "verified");
}

#define MX "smarthost=submission://mx.example.com"

static const struct {
	const char *settings;
	const char *why; /* NULL: it is well */
} rows[] = {
	{ MX, NULL },
	{ "", "no smarthost" },
	{ "user=joe|password=x", "no smarthost" },
	{ MX "|user=joe|password=x", NULL },
	{ MX "|user=joe|password-file=/x", NULL },
	{ MX "|user=joe", "no password" },
	{ MX "|password=x", "no user" },
	{ MX "|netrc=/x", NULL },
	{ MX "|user=joe|auth=none", NULL },
	{ MX "|password=x|auth=none", NULL },
	{ MX "|auth=EXTERNAL", NULL },
	{ MX "|auth=GSSAPI", NULL },
	{ MX "|user=joe|auth=EXTERNAL", NULL },
	{ MX "|user=joe|auth=XOAUTH2", "no password" },
	{ "smarthost=submission://joe@mx|password=x", NULL },
	{ "smarthost=submission://joe@mx", "no password" },
	{ MX "|user=joe|password=x|tls=off", "tls = off" },
	{ MX "|netrc=/x|tls=off", "tls = off" },
	{ MX "|user=joe|password=x|tls=off|auth=none", NULL },
	{ MX "|tls=off", NULL },
	{ MX "|tls-key=/k", "no certificate" },
	{ MX "|tls-certificate=/c", NULL },
	{ MX "|tls-certificate=/c|tls-key=/k", NULL },
};

static void
test_finish(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct error err = { 0 };
		struct account account = made(rows[i].settings);
		bool well =
		    account_finish(&arena, &account, "web1.example.net", &err);
		is(well, rows[i].why == NULL, "finished: %s", rows[i].settings);
		is(err.code, well ? 0 : EX_CONFIG, "code: %s",
		    rows[i].settings);
		if (!well) {
			has(err.text, rows[i].why, "why: %s", rows[i].settings);
			has(err.text, "account default", "whose: %s",
			    rows[i].settings);
		}
	}
}

static void
test_names(void)
{
	struct error err = { 0 };
	struct account account =
	    made(MX "|domain=example.com|from=*@y, Alerts@x");
	ok(account_finish(&arena, &account, "web1", &err), "with a domain");
	is_text(account.compose.completion.domain, "example.com", "that");
	is_text(account.compose.completion.host, "web1", "and this host");
	is_text(account.compose.from, "Alerts@x", "its own address");
	is_text(account.smarthost.helo, NULL, "a bare name is no greeting");
	account = made(MX "|domain=x");
	account_finish(&arena, &account, "web1.example.net", &err);
	is_text(account.smarthost.helo, "web1.example.net", "a full one is");
	account = made(MX "|domain=x|helo-name=me");
	account_finish(&arena, &account, "web1.example.net", &err);
	is_text(account.smarthost.helo, "me", "unless another is given");
	account = made(MX "|tls-certificate=/c");
	account_finish(&arena, &account, "web1", &err);
	is_text(account.smarthost.tls_settings.key.path, "/c",
	    "a key that is not given is in the certificate's file");
}

/* What TLS means where, and what the certificate must bear. */
static void
test_smarthost(void)
{
	static const struct {
		const char *settings;
		enum tls_need tls;
		bool at_once, unverified, logs_in, is_lmtp;
		const char *name;
	} hosts[] = {
		{ "smarthost=submissions://mx", TLS_REQUIRED, true, false,
		    false, false, "mx" },
		{ "smarthost=submission://mx", TLS_REQUIRED, false, false,
		    false, false, "mx" },
		{ "smarthost=smtp://mx", TLS_REQUIRED, false, false, false,
		    false, "mx" },
		{ "smarthost=lmtp://mx", TLS_REQUIRED, false, false, false,
		    true, "mx" },
		{ "smarthost=smtp://localhost", TLS_OPPORTUNISTIC, false, true,
		    false, false, "localhost" },
		{ "smarthost=unix:/run/x", TLS_OPPORTUNISTIC, false, true,
		    false, false, "localhost" },
		{ "smarthost=smtp://127.evil.example", TLS_REQUIRED, false,
		    false, false, false, "127.evil.example" },
		{ "smarthost=submission://localhost", TLS_REQUIRED, false,
		    false, false, false, "localhost" },
		{ "smarthost=smtp://localhost|user=a|password=b", TLS_REQUIRED,
		    false, false, true, false, "localhost" },
		{ "smarthost=smtp://mx|tls=off", TLS_OFF, false, false, false,
		    false, "mx" },
		{ "smarthost=smtp://mx|tls=opportunistic", TLS_OPPORTUNISTIC,
		    false, true, false, false, "mx" },
		{ "smarthost=smtp://mx|tls-name=other", TLS_REQUIRED, false,
		    false, false, false, "other" },
		{ "smarthost=smtp://mx|user=a|password=b|auth=none",
		    TLS_REQUIRED, false, false, false, false, "mx" },
	};
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		struct error err = { 0 };
		struct smarthost got;
		const char *settings = hosts[i].settings;
		struct account account = made(settings);
		account_finish(&arena, &account, "web1", &err);
		ok(account_smarthost(&arena, &account, 0, &got, &err), "%s",
		    settings);
		is(got.tls, hosts[i].tls, "%s: TLS", settings);
		is(got.at_once, hosts[i].at_once, "%s: at once?", settings);
		is(got.tls_settings.unverified, hosts[i].unverified,
		    "%s: unverified?", settings);
		is(got.logs_in, hosts[i].logs_in, "%s: login?", settings);
		is(got.is_lmtp, hosts[i].is_lmtp, "%s: LMTP?", settings);
		is_text(got.tls_settings.name, hosts[i].name, "%s: the name",
		    settings);
		is(secret_is_set(&got.login.secret), hosts[i].logs_in,
		    "%s: a secret only for a login", settings);
		secret_free(&got.login.secret);
	}
}

static void
test_logins(void)
{
	struct error err = { 0 };
	struct smarthost got;
	struct account account =
	    made("smarthost=submission://a:1 submission://joe@b:2|user=ann|"
		 "password=x|family=ipv6|auth=LOGIN PLAIN");
	account_finish(&arena, &account, "web1", &err);
	account_smarthost(&arena, &account, 0, &got, &err);
	is_text(got.login.user, "ann", "the account's user");
	is_text(got.login.secret.data, "x", "and its secret");
	is_text(got.peer, "a:1", "for people");
	is_text(got.mechanisms, "LOGIN PLAIN", "as wished");
	is(got.family, AF_INET6, "by IPv6");
	secret_free(&got.login.secret);
	account_smarthost(&arena, &account, 1, &got, &err);
	is_text(got.login.user, "joe", "the URL's user rather");
	secret_free(&got.login.secret);

	account = made("smarthost=submission://mx|netrc=x");
	account.credential.source =
	    place_file("netrc", "machine mx login joe password secret", 0600);
	account_finish(&arena, &account, "web1", &err);
	ok(account_smarthost(&arena, &account, 0, &got, &err), "a netrc");
	is_text(got.login.user, "joe", "names the user");
	is_text(got.mechanisms, NULL, "the best mechanism");
	secret_free(&got.login.secret);

	account.credential.source = place_path("none");
	ok(!account_smarthost(&arena, &account, 0, &got, &err), "none");
	is(err.code, EX_CONFIG, "no netrc: code");
	secret_free(&got.login.secret);
}

int
main(void)
{
	test_defaults();
	test_finish();
	test_names();
	test_smarthost();
	test_logins();
	arena_free(&arena);
	return tap_done();
}
