#include "conf/url.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/idn.h"
#include "base/text.h"

static const struct {
	const char *prefix, *port;
} schemes[] = {
	[SCHEME_SUBMISSIONS] = { "submissions://", "465" },
	[SCHEME_SUBMISSION] = { "submission://", "587" },
	[SCHEME_SMTP] = { "smtp://", "25" },
	[SCHEME_LMTP] = { "lmtp://", "24" },
};

static const char *
take_scheme(const char **text, struct url *url)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t length = strlen(schemes[i].prefix);
		if (strncmp(*text, schemes[i].prefix, length) != 0)
			continue;
		*text += length;
		url->scheme = (enum scheme)i;
		url->port = schemes[i].port;
		return NULL;
	}
	return "must begin with submissions:// (TLS at once, port 465), "
	       "submission:// (STARTTLS, port 587), smtp:// (port 25), "
	       "lmtp:// (port 24), unix:/ or lmtp:/ (a local socket), or "
	       "srv: (a domain)";
}

static int
hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, text_lower(c));
	return at == NULL ? -1 : (int)(at - digits);
}

/* RFC 3986 2.1. NULL when there is nothing, or a control character. */
static const char *
decode(struct arena *arena, const char *text, size_t length)
{
	char *decoded = arena_get(arena, length + 1);
	size_t to = 0;
	for (size_t i = 0; i < length; i++, to++) {
		bool escaped = text[i] == '%' && i + 2 < length
		    && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
		decoded[to] = text[i];
		if (escaped) {
			decoded[to] =
			    (char)(hex(text[i + 1]) * 16 + hex(text[i + 2]));
			i += 2;
		}
		if (text_is_control(decoded[to]))
			return NULL;
	}
	return to == 0 ? NULL : decoded;
}

/* The user may be an address itself, so the last @ counts. */
static const char *
take_user(struct arena *arena, const char **text, struct url *url)
{
	const char *at = strrchr(*text, '@');
	if (at == NULL)
		return NULL;
	size_t length = (size_t)(at - *text);
	if (memchr(*text, ':', length) != NULL)
		return "holds a password, which does not belong in a URL: use "
		       "password-file";
	url->user = decode(arena, *text, length);
	*text = at + 1;
	return url->user == NULL ? "has no proper user" : NULL;
}

static const char *
take_port(struct arena *arena, const char *text, struct url *url)
{
	uint64_t port;
	if (*text == '\0')
		return NULL;
	if (*text != ':' || !text_number(text + 1, 65535, &port) || port == 0)
		return "has something behind the host that is no port";
	/* It is told to DNS and to people, for whom 0587 would be another. */
	url->port = arena_print(arena, "%u", (unsigned)port);
	return NULL;
}

static bool
is_host_text(const char *host)
{
	for (; *host != '\0'; host++) {
		if (text_is_control(*host)
		    || strchr(" /\\<>()\"'@,;?#%", *host) != NULL)
			return false;
	}
	return true;
}

static const char *
take_host(struct arena *arena, const char *text, struct url *url)
{
	bool literal = *text == '[';
	size_t length = literal ? strcspn(++text, "]") : strcspn(text, ":");
	const char *rest = text + length;
	if (literal && *rest++ != ']')
		return "has a bracket that is not closed";
	url->host = arena_copy(arena, text, length);
	if (!literal && length > 1 && url->host[length - 1] == '.')
		url->host = arena_copy(arena, text, length - 1);
	if (url->host[0] == '\0' || !is_host_text(url->host))
		return "has no proper host";
	url->host = idn_to_ascii(arena, url->host);
	if (url->host == NULL)
		return "has a host that DNS cannot carry";
	return take_port(arena, rest, url);
}

static const char *
take_domain(struct arena *arena, const char *text, struct url *url)
{
	const char *wrong = take_user(arena, &text, url);
	if (wrong == NULL)
		wrong = take_host(arena, text, url);
	url->scheme = SCHEME_SRV;
	url->domain = url->host;
	if (wrong == NULL && url->port != NULL)
		return "names a port, which is for DNS to say";
	return wrong;
}

/* unix:/path speaks SMTP, lmtp:/path LMTP. */
static bool
take_path(struct arena *arena, const char *text, struct url *url)
{
	if (text_starts(text, "unix:/") && !text_starts(text, "unix://"))
		url->scheme = SCHEME_SMTP;
	else if (text_starts(text, "lmtp:/") && !text_starts(text, "lmtp://"))
		url->scheme = SCHEME_LMTP;
	else
		return false;
	url->path = arena_text(arena, strchr(text, ':') + 1);
	url->port = "";
	return true;
}

const char *
url_parse(struct arena *arena, const char *text, struct url *url)
{
	*url = (struct url){ 0 };
	if (take_path(arena, text, url))
		return NULL;
	if (text_starts(text, "srv:"))
		return take_domain(arena, text + 4, url);
	const char *wrong = take_scheme(&text, url);
	if (wrong != NULL)
		return wrong;
	size_t length = strlen(text);
	if (length > 0 && text[length - 1] == '/')
		text = arena_copy(arena, text, length - 1);
	wrong = take_user(arena, &text, url);
	if (wrong == NULL)
		wrong = take_host(arena, text, url);
	/* There STARTTLS would wait for a greeting that never comes. */
	if (wrong == NULL && url->scheme == SCHEME_SUBMISSION
	    && strcmp(url->port, "465") == 0)
		return "names port 465, which speaks TLS at once: write "
		       "submissions://";
	return wrong;
}

const char *
url_parse_proxy(
    struct arena *arena, const char *text, struct socks_proxy *proxy)
{
	static const char scheme[] = "socks5://";
	struct url url = { .port = "1080" };
	*proxy = (struct socks_proxy){ 0 };
	if (strcmp(text, "none") == 0)
		return NULL;
	if (!text_starts(text, scheme))
		return "must be none or socks5://[USER:PASSWORD@]HOST[:PORT]";
	text += sizeof(scheme) - 1;
	/* The user may hold an @, as an address does. */
	const char *at = strrchr(text, '@');
	if (at != NULL) {
		const char *colon = memchr(text, ':', (size_t)(at - text));
		const char *end = colon != NULL ? colon : at;
		proxy->user = decode(arena, text, (size_t)(end - text));
		if (colon != NULL)
			proxy->password =
			    decode(arena, colon + 1, (size_t)(at - colon) - 1);
		if (proxy->user == NULL
		    || (colon != NULL && proxy->password == NULL))
			return "has no proper user or password";
		text = at + 1;
	}
	const char *wrong = take_host(arena, text, &url);
	proxy->host = url.host;
	proxy->port = url.port;
	return wrong;
}

const char *
url_peer(struct arena *arena, const struct url *url)
{
	if (url->path != NULL)
		return arena_print(arena, "unix:%s", url->path);
	if (url->domain != NULL)
		return arena_print(arena, "srv:%s", url->domain);
	return arena_print(arena, "%s:%s", url->host, url->port);
}

bool
url_is_local(const struct url *url)
{
	struct in_addr address;
	if (url->path != NULL || text_equal(url->host, "localhost")
	    || strcmp(url->host, "::1") == 0)
		return true;
	return inet_pton(AF_INET, url->host, &address) == 1
	    && ntohl(address.s_addr) >> 24 == 127;
}
