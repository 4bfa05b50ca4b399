/* url.c - how a smarthost is written */
#include "conf/url.h"

#include <string.h>

#include "unit/tap.h"

static const struct {
	const char *text;
	enum scheme scheme;
	const char *host, *port, *user;
	bool local;
} good[] = {
	{ "submissions://mx", SCHEME_SUBMISSIONS, "mx", "465", NULL, false },
	{ "submission://mx", SCHEME_SUBMISSION, "mx", "587", NULL, false },
	{ "submission://mx:0587", SCHEME_SUBMISSION, "mx", "587", NULL, false },
	{ "smtp://mx", SCHEME_SMTP, "mx", "25", NULL, false },
	{ "lmtp://mx", SCHEME_LMTP, "mx", "24", NULL, false },
	{ "smtp://mx/", SCHEME_SMTP, "mx", "25", NULL, false },
	{ "smtp://mx:2525", SCHEME_SMTP, "mx", "2525", NULL, false },
	{ "smtp://mx:2525/", SCHEME_SMTP, "mx", "2525", NULL, false },
	{ "smtp://mx:65535", SCHEME_SMTP, "mx", "65535", NULL, false },
	{ "smtp://mx.example.com.", SCHEME_SMTP, "mx.example.com", "25", NULL,
	    false },
	{ "smtp://mx_1.example-x.com", SCHEME_SMTP, "mx_1.example-x.com", "25",
	    NULL, false },
	{ "smtp://192.0.2.1", SCHEME_SMTP, "192.0.2.1", "25", NULL, false },
	{ "smtp://[2001:db8::1]", SCHEME_SMTP, "2001:db8::1", "25", NULL,
	    false },
	{ "smtp://[2001:db8::1]:26", SCHEME_SMTP, "2001:db8::1", "26", NULL,
	    false },
	{ "smtp://joe@mx", SCHEME_SMTP, "mx", "25", "joe", false },
	{ "smtp://joe@example.com@mx:26", SCHEME_SMTP, "mx", "26",
	    "joe@example.com", false },
	{ "smtp://joe%40example.com@mx", SCHEME_SMTP, "mx", "25",
	    "joe@example.com", false },
	{ "smtp://a%3ab%2F%25@mx", SCHEME_SMTP, "mx", "25", "a:b/%", false },
	{ "smtp://a%zz@mx", SCHEME_SMTP, "mx", "25", "a%zz", false },
	{ "smtp://a%4@mx", SCHEME_SMTP, "mx", "25", "a%4", false },
	{ "smtp://b\xc3\xbc"
	  "cher.example",
	    SCHEME_SMTP, "xn--bcher-kva.example", "25", NULL, false },
	{ "submission://mx:2465", SCHEME_SUBMISSION, "mx", "2465", NULL,
	    false },
	{ "smtp://localhost", SCHEME_SMTP, "localhost", "25", NULL, true },
	{ "smtp://LOCALHOST", SCHEME_SMTP, "LOCALHOST", "25", NULL, true },
	{ "smtp://127.0.0.1", SCHEME_SMTP, "127.0.0.1", "25", NULL, true },
	{ "smtp://127.1.2.3", SCHEME_SMTP, "127.1.2.3", "25", NULL, true },
	{ "smtp://[::1]", SCHEME_SMTP, "::1", "25", NULL, true },
	{ "smtp://localhost.example", SCHEME_SMTP, "localhost.example", "25",
	    NULL, false },
	{ "smtp://127.0.0.1.example.com", SCHEME_SMTP, "127.0.0.1.example.com",
	    "25", NULL, false },
	{ "smtp://127.example.com", SCHEME_SMTP, "127.example.com", "25", NULL,
	    false },
	{ "smtp://1.127.0.0", SCHEME_SMTP, "1.127.0.0", "25", NULL, false },
};

static void
test_good(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct arena arena = { 0 };
		struct url url;
		const char *text = good[i].text;
		is_text(url_parse(&arena, text, &url), NULL, "%s", text);
		is(url.scheme, good[i].scheme, "%s: scheme", text);
		is_text(url.host, good[i].host, "%s: host", text);
		is_text(url.port, good[i].port, "%s: port", text);
		is_text(url.user, good[i].user, "%s: user", text);
		is_text(url.path, NULL, "%s: no path", text);
		is(url.host != NULL && url_is_local(&url), good[i].local,
		    "%s: is it this machine?", text);
		arena_free(&arena);
	}
}

static const struct {
	const char *text, *why;
} bad[] = {
	{ "", "must begin with" },
	{ "mx", "must begin with" },
	{ "mx:25", "must begin with" },
	{ "smtps://mx", "must begin with" },
	{ "http://mx", "must begin with" },
	{ "smtp:mx", "must begin with" },
	{ "smtp:/mx", "must begin with" },
	{ " smtp://mx", "must begin with" },
	{ "smtp://", "host" },
	{ "smtp:///", "host" },
	{ "smtp://:25", "host" },
	{ "smtp://@", "user" },
	{ "smtp://joe@", "host" },
	{ "smtp://mx:", "port" },
	{ "smtp://mx:0", "port" },
	{ "smtp://mx:65536", "port" },
	{ "smtp://mx:-1", "port" },
	{ "smtp://mx:25x", "port" },
	{ "smtp://mx:smtp", "port" },
	{ "smtp://mx:25:26", "port" },
	{ "submission://mx:0465", "names port 465" },
	{ "smtp://2001:db8::1", "port" },
	{ "smtp://::1", "host" },
	{ "smtp://[::1", "bracket" },
	{ "smtp://[::1]x", "port" },
	{ "smtp://[]", "host" },
	{ "smtp://mx/path", "host" },
	{ "smtp://mx?x", "host" },
	{ "smtp://mx#x", "host" },
	{ "smtp://m x", "host" },
	{ "smtp://m\tx", "host" },
	{ "smtp://mx\x7f", "host" },
	{ "smtp://m%41x", "host" },
	{ "smtp://a,b", "host" },
	{ "smtp://<mx>", "host" },
	{ "smtp://\xcc\x81x", "DNS" },
	{ "smtp://\xff", "DNS" },
	{ "smtp://joe:secret@mx", "password" },
	{ "smtp://joe:@mx", "password" },
	{ "smtp://@mx", "user" },
	{ "smtp://a%00b@mx", "user" },
	{ "smtp://a%0d%0ab@mx", "user" },
	{ "submission://mx:465", "submissions://" },
	{ "unix://mx", "must begin with" },
	{ "unix:path", "must begin with" },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct arena arena = { 0 };
		struct url url;
		const char *wrong = url_parse(&arena, bad[i].text, &url);
		has(wrong, bad[i].why, "refused: %s", bad[i].text);
		ok(wrong == NULL || strstr(wrong, "secret") == NULL,
		    "no secret shows: %s", bad[i].text);
		arena_free(&arena);
	}
}

static void
test_others(void)
{
	struct arena arena = { 0 };
	struct url url;
	is_text(url_parse(&arena, "unix:/run/smtp", &url), NULL, "a socket");
	is_text(url.path, "/run/smtp", "its path");
	is_text(url.host, NULL, "has no host");
	is(url.scheme, SCHEME_SMTP, "speaks SMTP");
	is_text(url_peer(&arena, &url), "unix:/run/smtp", "is called so");
	ok(url_is_local(&url), "is here");
	is_text(url_parse(&arena, "lmtp:/run/lmtp", &url), NULL, "LMTP");
	is_text(url.path, "/run/lmtp", "its path too");
	is(url.scheme, SCHEME_LMTP, "speaks LMTP");
	is_text(url_parse(&arena, "smtp://[::1]:26", &url), NULL, "a host");
	is_text(url_peer(&arena, &url), "::1:26", "is called so");
	is_text(url_parse(&arena, "srv:example.com", &url), NULL, "a domain");
	is_text(url.domain, "example.com", "to ask for");
	is(url.scheme, SCHEME_SRV, "is none yet");
	is_text(url_parse(&arena, "srv:joe@example.com", &url), NULL, "joe's");
	is_text(url.user, "joe", "user");
	has(url_parse(&arena, "srv:", &url), "host", "no domain");

	struct socks_proxy proxy;
	is_text(url_parse_proxy(&arena, "socks5://p", &proxy), NULL, "proxy");
	is_text(proxy.host, "p", "its host");
	is_text(proxy.port, "1080", "its port");
	is_text(proxy.user, NULL, "no user");
	is_text(url_parse_proxy(&arena, "socks5://u%40x:p%3aw@[::1]:9", &proxy),
	    NULL, "with a login");
	is_text(proxy.user, "u@x", "its user");
	is_text(proxy.password, "p:w", "its password");
	is_text(proxy.host, "::1", "its address");
	is_text(proxy.port, "9", "its port");
	is_text(url_parse_proxy(&arena, "socks5://u@x:p@w@h", &proxy), NULL,
	    "a proxy of somebody with an address");
	is_text(proxy.user, "u@x", "who has it for a name");
	is_text(proxy.password, "p@w", "and one in the password too");
	is_text(proxy.host, "h", "at the host");
	has(url_parse_proxy(&arena, "http://p", &proxy), "socks5://",
	    "another kind");
	has(url_parse_proxy(&arena, "socks5://", &proxy), "host", "no host");
	has(url_parse_proxy(&arena, "socks5://p:x", &proxy), "port", "no port");
	arena_free(&arena);
}

int
main(void)
{
	test_good();
	test_bad();
	test_others();
	return tap_done();
}
