/* value.c - every setting, with values that are well and values that are not
 *
 * What became of a value is looked at through the struct account itself.
 */
#include "conf/value.h"

#include <string.h>

#include "conf/account.h"
#include "conf/keyword.h"
#include "net/dane.h"
#include "unit/tap.h"

#define PIN "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static const struct {
	const char *key, *value; /* values between bars */
} good[] = {
	{ "smarthost",
	    "smtp://mx|submissions://joe@mx:465/|unix:/run/smtp|"
	    "smtp://a smtp://b|smtp://a, smtp://b|srv:example.com" },
	{ "from", "a@x|*@x|a@x, *@y ?@z|\"ab\"@x" },
	{ "user", "joe|joe@example.com|j \xc3\xb6" },
	{ "password", "x| y |#;=\"" },
	{ "password-file", "/etc/x|x" },
	{ "password-command", "pass show x" },
	{ "password-credential", "smtp" },
	{ "netrc", "/root/.netrc" },
	{ "auth", "auto|none|PLAIN|plain,LOGIN cram-md5|XOAUTH2|EXTERNAL" },
	{ "tls", "required|opportunistic|off" },
	{ "tls-ca-file", "/etc/ca.pem" },
	{ "tls-pin", PIN "|" PIN " " PIN },
	{ "dane-anchor", "/etc/root.key|root.key" },
	{ "cache", "/var/cache/x" },
	{ "tls-certificate", "/etc/c.pem|pkcs11:token=x" },
	{ "tls-key", "/etc/k.pem" },
	{ "tls-name", "mx.example.com" },
	{ "tls-priority", "SECURE192:-VERS-TLS1.2" },
	{ "tls-minimum", "1.2|1.3" },
	{ "dane", "off" }, /* the others: test_dane() */
	{ "sender-policy", "keep|fix|force" },
	{ "domain", "example.com|web1|a-b.c_d.9|xn--bcher-kva.example" },
	{ "local-recipient", "a@x|Joe <a@x>" },
	{ "add-headers", "yes|no" },
	{ "ignore-dots", "yes|no" },
	{ "reject-partial", "yes|no" },
	{ "dsn-notify",
	    "never|NEVER|success|failure,delay|success failure "
	    "delay" },
	{ "dsn-return", "full|hdrs|HDRS|headers" },
	{ "deliver-by", "2h|2h;return|30m;notify" },
	{ "hold-until", "2h|2026-12-24T18:00:00Z|2026-12-24T18:00:00+01:00" },
	{ "priority", "0|9|-9|-1" },
	{ "require-tls", "yes|no" },
	{ "submitter", "<>|a@x" },
	{ "max-sessions", "0|1|100" },
	{ "gate-listen", "127.0.0.1:25|[::]:25, 0.0.0.0:25|unix:/run/x" },
	{ "gate-allow", "192.0.2.0/24|10.0.0.0/8, user:joe|group:a|fc00::/7" },
	{ "gate-sender", "192.0.2.1 a@x|login:a  a@x|user:a Joe <a@x>" },
	{ "gate-max-size", "192.0.2.1 25M|login:a  0|user:a 1" },
	{ "gate-password-file", "/etc/gate|gate" },
	{ "gate-auth-in-clear", "yes|no" },
	{ "gate-tls", "offered|required|at-once" },
	{ "gate-tls-certificate", "/etc/c.pem|pkcs11:object=x" },
	{ "gate-tls-key", "/etc/c.pem|pkcs11:object=x" },
	{ "gate-tls-minimum", "1.0|1.2|1.3" },
	{ "gate-max-connections", "0|1|10000" },
	{ "gate-rate", "0|60" },
	{ "gate-timeout", "30|5m" },
	{ "gate-deadline", "1h|1d" },
	{ "gate-socket-mode", "600|0660|666" },
	{ "gate-socket-group", "mail" },
	{ "max-size", "0|1|500k|500K|25M|1g|1125899906842624" },
	{ "local-domains", "web1.example.com|a.test, *.internal" },
	{ "aliases", "/etc/mail/aliases|none" },
	{ "received", "yes|no" },
	{ "spool", "off|on-failure|always" },
	{ "spool-directory", "/var/spool/sendoff|spool" },
	{ "spool-lifetime", "1s|90|5d" },
	{ "spool-warning", "0|4h|1d" },
	{ "dead-letter", "yes|no" },
	{ "helo-name", "web1.example.com|[192.0.2.1]" },
	{ "proxy", "socks5://p|socks5://u:p@p:1080" },
	{ "tunnel", "ssh -W mx:25 gate" },
	{ "bind", "192.0.2.1|::1" },
	{ "family", "any|ipv4|ipv6" },
	{ "connect-timeout", "30|30s|5m|1h|1000000" },
	{ "timeout", "0|90" },
	{ "deadline", "0|2h" },
	{ "log", "syslog|syslog:mail|syslog:local7|/var/log/x|none" },
};

static const struct {
	const char *key, *value;
} bad[] = {
	{ "smarthost", "|mx|smtp://|smtp://mx smtp://|http://x|'smtp://mx" },
	{ "from", "|root|@x|a@|a b@x|a@x,root|<>|Joe <a@x>" },
	{ "user", "" },
	{ "password", "" },
	{ "password-file", "" },
	{ "password-command", "|sh -c 'x" },
	{ "password-credential", "" },
	{ "netrc", "" },
	{ "auth", "|PLAINX|auto PLAIN|none,LOGIN|ANONYMOUS|," },
	{ "tls", "|yes|no|Required|requiredx|on" },
	{ "tls-ca-file", "" },
	{ "tls-pin",
	    "|x|sha256//" PIN "|" PIN "=|"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|"
	    "!!!!AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
	{ "dane", "|yes|Auto|on" },
	{ "dane-anchor", "" },
	{ "cache", "" },
	{ "tls-certificate", "" },
	{ "tls-key", "" },
	{ "tls-name",
	    "|a b|b\xc3\xbc"
	    "cher|a\tb" },
	{ "tls-priority", "|NONSENSE|NORMAL:+NONSENSE|-VERS-ALL" },
	{ "tls-minimum", "|1.1|1|1.4|TLS1.2" },
	{ "sender-policy", "|Keep|forced|yes" },
	{ "domain",
	    "|a b|\xc3\xbc|a\rb|a@b|-x|a.-x|.|a.|.a|a..b|x>|# c|[::1]" },
	{ "local-recipient", "|root|a@x,b@x|@x|<>|a@x\x01" },
	{ "add-headers", "|Yes|true|1|on|y" },
	{ "ignore-dots", "|YES|0" },
	{ "reject-partial", "|maybe" },
	{ "dsn-notify", "|always|never,success|success,never|," },
	{ "dsn-return", "|none|body" },
	{ "deliver-by", "|x|2h;|2h;x|;return|-1" },
	{ "hold-until",
	    "|tomorrow|2026-12-24|2026-12-24T18:00:00|"
	    "2026-12-24 18:00:00Z|2026-12-24T18:00:00+1|"
	    "2026-12-24T18:00:00Zx|2026-12-24T18:00:00+01:00x|"
	    "2026-13-24T18:00:00Z|2026-12-24T24:00:00Z" },
	{ "priority", "|10|-10|-|+1|x|1 " },
	{ "require-tls", "|must" },
	{ "submitter", "|root|a b|<a@x> b" },
	{ "max-sessions", "|-1|101|x|1s|1 " },
	{ "gate-listen", "|25|localhost:25|127.0.0.1:25 x|unix:x" },
	{ "gate-allow",
	    "|0.0.0.0/0|::/0|0.0.0.0/7|::/6|user:|group:|192.0.2.1/24|"
	    "mx.example.com|login:a" },
	{ "gate-sender", "|a@x|192.0.2.1|192.0.2.1 joe|x a@x|login: a@x" },
	{ "gate-max-size", "|25M|192.0.2.1|192.0.2.1/24 1|x 1|login: 1|a 1 1" },
	{ "gate-password-file", "" },
	{ "gate-auth-in-clear", "|maybe" },
	{ "gate-tls", "|yes|off" },
	{ "gate-tls-certificate", "" },
	{ "gate-tls-key", "" },
	{ "gate-tls-minimum", "|1.1|SSLv3|1" },
	{ "gate-max-connections", "|-1|10001|many" },
	{ "gate-rate", "|1/m|1.5" },
	{ "gate-timeout", "|soon|-1" },
	{ "gate-deadline", "|never" },
	{ "gate-socket-mode", "|8|rw|1777|00660|-1|6 6" },
	{ "gate-socket-group", "|a b" },
	{ "max-size", "|-1|k|1x|1.5M|1kk|1125899906842625|2000000g|1 k" },
	{ "local-domains", "|joe@x|*|web1.example.com *" },
	{ "aliases", "" },
	{ "received", "|Yes" },
	{ "spool", "|yes|On-Failure" },
	{ "spool-directory", "" },
	{ "spool-lifetime", "|x|-1|1w|5days" },
	{ "spool-lifetime", "|never|0|0s" },
	{ "spool-warning", "|never" },
	{ "dead-letter", "|maybe" },
	{ "helo-name", "|a b|\xc3\xbc|a\x01" },
	{ "proxy", "|p|http://p|socks5://|socks5://p:x" },
	{ "tunnel", "|sh -c 'x|sh \"x" },
	{ "bind", "|a b" },
	{ "family", "|4|inet|IPv4" },
	{ "connect-timeout",
	    "|-1|x|1w|1.5|s|100000001|99999999999999999999|1h1" },
	{ "timeout", "|soon" },
	{ "deadline", "|never" },
	{ "log", "|stderr|syslog:|syslog:kern|relative/path|None" },
};

static const char *
apply(struct arena *arena, struct account *account, const char *key,
    const char *value)
{
	const struct keyword *keyword = keyword_find(key);
	if (!ok(keyword != NULL, "%s is a setting", key))
		return "unknown";
	return keyword_apply(keyword, arena, account, value, false);
}

static void
test_values(const char *key, const char *values, bool well)
{
	for (;;) {
		struct arena arena = { 0 };
		struct account account = account_default();
		size_t length = strcspn(values, "|");
		const char *value = arena_copy(&arena, values, length);
		const char *wrong = apply(&arena, &account, key, value);
		if (well)
			is_text(wrong, NULL, "%s = %s", key, value);
		else
			ok(wrong != NULL, "refused: %s = %s", key, value);
		arena_free(&arena);
		if (values[length] == '\0')
			return;
		values += length + 1;
	}
}

/* Every setting there is has its row in both tables. */
static void
test_whole(void)
{
	for (size_t i = 0; i < keyword_count; i++) {
		bool is_good = false, is_bad = false;
		const char *name = keywords[i].name;
		for (size_t j = 0; j < sizeof(good) / sizeof(*good); j++)
			is_good = is_good || strcmp(good[j].key, name) == 0;
		for (size_t j = 0; j < sizeof(bad) / sizeof(*bad); j++)
			is_bad = is_bad || strcmp(bad[j].key, name) == 0;
		ok(is_good && is_bad, "%s is tested, well and not", name);
	}
}

/* Built without libunbound, dane can only be off. */
static void
test_dane(void)
{
	test_values("dane", "auto|required", dane_is_built());
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		test_values(good[i].key, good[i].value, true);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		test_values(bad[i].key, bad[i].value, false);
	test_dane();
	test_whole();
	return tap_done();
}
