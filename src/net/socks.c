#include "net/socks.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum {
	VERSION_5 = 5,
	PASSWORD_VERSION = 1, /* of the sub-negotiation */
	METHOD_NONE = 0,
	METHOD_PASSWORD = 2,
	COMMAND_CONNECT = 1,
	ADDRESS_V4 = 1,
	ADDRESS_NAME = 3,
	ADDRESS_V6 = 4,
};

struct talk {
	struct stream *stream;
	const struct socks_proxy *proxy;
	struct error *err;
};

static void
put(struct talk *t, unsigned octet)
{
	char c = (char)octet;
	stream_put(t->stream, &c, 1);
}

/* It may be a password. */
static bool
put_counted(struct talk *t, const char *what, const char *text)
{
	size_t length = strlen(text);
	if (length > 255)
		return error_set(t->err, EX_CONFIG,
		    "proxy %s: %s is longer than 255 octets, which SOCKS "
		    "cannot say",
		    t->proxy->host, what);
	put(t, (unsigned)length);
	stream_put_secret(t->stream, text, length);
	return true;
}

static bool
get(struct talk *t, unsigned *octet)
{
	char c;
	if (!stream_get(t->stream, &c))
		return false;
	*octet = (unsigned char)c;
	return true;
}

static bool
expect_version(struct talk *t, unsigned wanted)
{
	unsigned version;
	if (!get(t, &version))
		return false;
	return version == wanted
	    || error_set(t->err, EX_PROTOCOL,
		"the proxy %s does not speak SOCKS 5", t->proxy->host);
}

static bool
choose_method(struct talk *t, unsigned *method)
{
	put(t, VERSION_5);
	put(t, t->proxy->user != NULL ? 2 : 1);
	put(t, METHOD_NONE);
	if (t->proxy->user != NULL)
		put(t, METHOD_PASSWORD);
	return stream_flush(t->stream) && expect_version(t, VERSION_5)
	    && get(t, method);
}

static bool
show_password(struct talk *t)
{
	const char *password = t->proxy->password;
	unsigned status;
	put(t, PASSWORD_VERSION);
	if (!put_counted(t, "its user", t->proxy->user)
	    || !put_counted(t, "its password", password == NULL ? "" : password)
	    || !stream_flush(t->stream) || !expect_version(t, PASSWORD_VERSION)
	    || !get(t, &status))
		return false;
	return status == 0
	    || error_set(t->err, EX_NOPERM,
		"the proxy %s refused its user or password", t->proxy->host);
}

static bool
introduce(struct talk *t)
{
	unsigned method;
	if (!choose_method(t, &method))
		return false;
	if (method == METHOD_NONE)
		return true;
	if (method == METHOD_PASSWORD && t->proxy->user != NULL)
		return show_password(t);
	return error_set(t->err, EX_NOPERM,
	    "the proxy %s wants another login than we have%s", t->proxy->host,
	    t->proxy->user == NULL ? ": write socks5://USER:PASSWORD@…" : "");
}

static bool
put_host(struct talk *t, const char *host)
{
	unsigned char address[16];
	if (inet_pton(AF_INET, host, address) == 1) {
		put(t, ADDRESS_V4);
		stream_put(t->stream, (char *)address, 4);
	} else if (inet_pton(AF_INET6, host, address) == 1) {
		put(t, ADDRESS_V6);
		stream_put(t->stream, (char *)address, 16);
	} else {
		put(t, ADDRESS_NAME);
		return put_counted(t, "the name of the smarthost", host);
	}
	return true;
}

/* RFC 1928 section 6. */
static bool
judge(struct talk *t, unsigned status, const char *host)
{
	static const struct {
		int code;
		const char *text;
	} failures[] = {
		{ 0, "" },
		{ EX_TEMPFAIL, "general failure" },
		{ EX_NOPERM, "its rules do not allow it" },
		{ EX_TEMPFAIL, "network unreachable" },
		{ EX_TEMPFAIL, "host unreachable" },
		{ EX_TEMPFAIL, "connection refused" },
		{ EX_TEMPFAIL, "time to live expired" },
		{ EX_PROTOCOL, "it does not know the command" },
		{ EX_PROTOCOL, "it does not know the kind of address" },
	};
	if (status == 0)
		return true;
	if (status >= sizeof(failures) / sizeof(failures[0]))
		return error_set(t->err, EX_PROTOCOL,
		    "the proxy %s cannot connect to %s: status %u",
		    t->proxy->host, host, status);
	return error_set(t->err, failures[status].code,
	    "the proxy %s cannot connect to %s: %s", t->proxy->host, host,
	    failures[status].text);
}

/* The address it connects from follows; it is of no use to us, but must not be
 * taken for the smarthost's greeting. */
static bool
skip_address(struct talk *t)
{
	unsigned kind, length = 0, octet;
	if (!get(t, &octet) || !get(t, &kind))
		return false;
	if (kind == ADDRESS_V4)
		length = 4;
	else if (kind == ADDRESS_V6)
		length = 16;
	else if (kind != ADDRESS_NAME || !get(t, &length))
		return error_set(t->err, EX_PROTOCOL,
		    "the proxy %s does not speak SOCKS 5", t->proxy->host);
	for (length += 2; length > 0; length--) {
		if (!get(t, &octet))
			return false;
	}
	return true;
}

static bool
ask(struct talk *t, const char *host, const char *port)
{
	unsigned number = (unsigned)strtoul(port, NULL, 10);
	unsigned status;
	put(t, VERSION_5);
	put(t, COMMAND_CONNECT);
	put(t, 0);
	if (!put_host(t, host))
		return false;
	put(t, number >> 8);
	put(t, number & 0xff);
	return stream_flush(t->stream) && expect_version(t, VERSION_5)
	    && get(t, &status) && judge(t, status, host) && skip_address(t);
}

bool
socks_connect(struct stream *stream, const struct socks_proxy *proxy,
    const char *host, const char *port, struct error *err)
{
	struct talk t = { .stream = stream, .proxy = proxy, .err = err };
	bool well = introduce(&t) && ask(&t, host, port);
	/* What else we could say is not meant for a proxy. */
	stream->failed = stream->failed || !well;
	return well;
}
