/* setting.c - what the settings mean: the members they fill */
#include <string.h>
#include <syslog.h>

#include "conf/account.h"
#include "conf/keyword.h"
#include "unit/tap.h"

static struct arena arena;

static struct account
with(const char *key, const char *value)
{
	struct account account = account_default();
	const char *wrong =
	    keyword_apply(keyword_find(key), &arena, &account, value, false);
	is_text(wrong, NULL, "%s = %s", key, value);
	return account;
}

static void
test_amounts(void)
{
	static const struct {
		const char *value;
		uint64_t amount;
	} sizes[] = { { "0", 0 }, { "7", 7 }, { "2k", 2048 },
		{ "25M", 25 * 1024 * 1024 }, { "1g", 1024 * 1024 * 1024 } },
	  times[] = { { "0", 0 }, { "7", 7 }, { "30s", 30 }, { "5m", 300 },
		  { "2H", 7200 } };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		is(with("max-size", sizes[i].value).max_size, sizes[i].amount,
		    "so many octets");
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
		is(with("timeout", times[i].value).smarthost.timeout,
		    times[i].amount, "so many seconds");
}

static void
test_words(void)
{
	is(with("tls", "required").tls, TLS_REQUIRED, "required");
	is(with("tls", "opportunistic").tls, TLS_OPPORTUNISTIC, "if offered");
	is(with("tls", "off").tls, TLS_OFF, "off");
	is(with("tls-minimum", "1.3").smarthost.tls_settings.minimum,
	    TLS_MINIMUM_1_3, "1.3");
	is(with("sender-policy", "keep").compose.policy, SENDER_KEEP, "keep");
	is(with("sender-policy", "force").compose.policy, SENDER_FORCE,
	    "force");
	is(with("family", "ipv6").family, FAMILY_IPV6, "ipv6");
	ok(!with("add-headers", "no").compose.add_missing, "no");
	ok(with("ignore-dots", "yes").ignore_dots, "yes");
	ok(with("reject-partial", "yes").smarthost.reject_partial, "yes");
}

static void
test_wishes(void)
{
	is_text(with("dsn-notify", "failure delay").wishes.notify,
	    "FAILURE,DELAY", "as on the wire");
	is_text(with("dsn-notify", "Never").wishes.notify, "NEVER", "never");
	is_text(with("dsn-return", "headers").wishes.ret, "HDRS", "HDRS");
	is_text(with("dsn-return", "full").wishes.ret, "FULL", "FULL");
	is_text(with("deliver-by", "2h").wishes.by, "7200;R", "by then");
	is_text(with("deliver-by", "30m;notify").wishes.by, "1800;N", "or so");
	is_text(with("hold-until", "2h").wishes.hold, "HOLDFOR=7200", "held");
	is_text(with("hold-until", "2026-12-24T18:00:00Z").wishes.hold,
	    "HOLDUNTIL=2026-12-24T18:00:00Z", "held until");
	is_text(with("priority", "-3").wishes.priority, "-3", "low");
	is_text(with("submitter", "<>").wishes.submitter, "<>", "nobody's");
	is_text(
	    with("submitter", "Joe <a@x>").wishes.submitter, "a@x", "joe's");
	ok(with("require-tls", "yes").wishes.require_tls, "TLS all the way");
}

static void
test_addresses(void)
{
	is_text(with("local-recipient",
		    "Joe <a@b\xc3\xbc"
		    "cher.example>")
		    .compose.local_recipient,
	    "a@xn--bcher-kva.example", "in wire form");
	struct account account = with("from", "*@y, alerts@x b@x");
	is(account.from.count, 3, "three patterns");
	is_text(account_address(&arena, &account), "alerts@x",
	    "our own is the first that is no pattern");
	account = with("from", "*@y");
	is_text(account_address(&arena, &account), NULL, "or there is none");
	account = with("from", "<alerts@x>");
	is_text(account_address(&arena, &account), "alerts@x", "bare");
	account = with("from",
	    "a@b\xc3\xbc"
	    "cher.example");
	is_text(account_address(&arena, &account), "a@xn--bcher-kva.example",
	    "in wire form");
}

static void
test_sources(void)
{
	static const struct {
		const char *key;
		enum credential_kind kind;
	} kinds[] = { { "password", CREDENTIAL_TEXT },
		{ "password-file", CREDENTIAL_FILE },
		{ "password-command", CREDENTIAL_COMMAND },
		{ "password-credential", CREDENTIAL_SYSTEMD },
		{ "netrc", CREDENTIAL_NETRC } };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct account account = with(kinds[i].key, " x ");
		is(account.credential.kind, kinds[i].kind, "%s: its kind",
		    kinds[i].key);
		is_text(account.credential.source, " x ", "%s: as it stands",
		    kinds[i].key);
		ok(keyword_find(kinds[i].key)->group == KEYWORD_GROUP_SECRET,
		    "%s: one of them is enough", kinds[i].key);
	}
	ok(keyword_find("password")->is_secret, "one is a secret itself");
	ok(!keyword_find("password-file")->is_secret, "the others are not");
}

static void
test_log(void)
{
	is(with("log", "none").log, LOG_TO_NOBODY, "nobody");
	is(with("log", "/x").log, LOG_TO_FILE, "a file");
	is_text(with("log", "/x").log_file, "/x", "which one");
	is(with("log", "syslog:user").log_facility, LOG_USER, "user");
	is(with("log", "syslog").log_facility, LOG_MAIL, "mail");
	is(with("log", "syslog").log, LOG_TO_SYSLOG, "syslog");
}

/* A list that is said again begins anew unless it goes on. */
static void
test_lists(void)
{
	struct account account = with("smarthost", "smtp://a smtp://b");
	const struct keyword *list = keyword_find("smarthost");
	is(account.url_count, 2, "two");
	is_text(keyword_apply(list, &arena, &account, "smtp://c", true), NULL,
	    "one more");
	is(account.url_count, 3, "three");
	is_text(account.urls[2].host, "c", "in order");
	is_text(keyword_apply(list, &arena, &account, "smtp://d", false), NULL,
	    "anew");
	is(account.url_count, 1, "one");
	is_text(account.urls[0].host, "d", "the new one");
	account = with("from", "a@x");
	list = keyword_find("from");
	keyword_apply(list, &arena, &account, "b@x", true);
	is(account.from.count, 2, "two patterns");
	keyword_apply(list, &arena, &account, "c@x", false);
	is(account.from.count, 1, "one pattern");
}

static void
test_nearest(void)
{
	static const struct {
		const char *wrong, *right;
	} words[] = { { "smarhost", "smarthost" }, { "form", "from" },
		{ "pasword", "password" }, { "password_file", "password-file" },
		{ "timout", "timeout" }, { "tls-ca", "tls" },
		{ "tls_ca_file", "tls-ca-file" }, { "frobnicate", NULL },
		{ "", NULL }, { "x", NULL },
		{ "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		    NULL } };
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		is_text(keyword_nearest(words[i].wrong), words[i].right,
		    "%s means", words[i].wrong);
	ok(keyword_find("Smarthost") == NULL, "names have one case");
	ok(keyword_find("smarthos") == NULL, "and are whole");
}

int
main(void)
{
	test_amounts();
	test_words();
	test_wishes();
	test_addresses();
	test_sources();
	test_log();
	test_lists();
	test_nearest();
	arena_free(&arena);
	return tap_done();
}
