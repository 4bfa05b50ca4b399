/* network.c - which address lies in which network */
#include "net/network.h"

#include <arpa/inet.h>
#include <string.h>

#include "unit/tap.h"

static void
test_has(void)
{
	static const struct {
		const char *network, *address;
		bool has;
	} rows[] = {
		{ "192.0.2.0/24", "192.0.2.0", true },
		{ "192.0.2.0/24", "192.0.2.255", true },
		{ "192.0.2.0/24", "192.0.3.0", false },
		{ "192.0.2.128/25", "192.0.2.127", false },
		{ "192.0.2.128/25", "192.0.2.128", true },
		{ "192.0.2.7", "192.0.2.7", true },
		{ "192.0.2.7", "192.0.2.6", false },
		{ "192.0.2.7/32", "192.0.2.7", true },
		{ "0.0.0.0/0", "203.0.113.9", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "::/0", "2001:db8::1", true },
		{ "::/0", "192.0.2.1", false },
		{ "2001:db8::/32", "2001:db8:ffff::1", true },
		{ "2001:db8::/32", "2001:db9::1", false },
		{ "2001:db8:0:8000::/49", "2001:db8:0:8000::1", true },
		{ "2001:db8:0:8000::/49", "2001:db8:0:7fff::1", false },
		{ "2001:DB8::1", "2001:db8::1", true },
		{ "192.0.2.0/24", "::ffff:192.0.2.9", true },
		{ "::ffff:192.0.2.0/120", "192.0.2.9", true },
		{ "::ffff:192.0.2.0/120", "192.0.3.9", false },
		{ "10.0.0.0/8", "::10.0.0.1", false },
		{ "192.0.2.0/24", "192.0.0.0/16", false },
		{ "192.0.0.0/16", "192.0.2.0/24", true },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct network network, address;
		ok(network_parse(rows[i].network, &network)
			&& network_parse(rows[i].address, &address),
		    "both are read");
		is(network_has(&network, &address), rows[i].has, "%s in %s",
		    rows[i].address, rows[i].network);
	}
}

static void
test_guess(void)
{
	static const struct {
		const char *text, *start;
		unsigned bits;
	} rows[] = {
		{ "192.0.2.5/24", "192.0.2.0", 24 },
		{ "192.0.2.255/25", "192.0.2.128", 25 },
		{ "192.0.2.0/24", "192.0.2.0", 24 },
		{ "2001:db8::1/64", "2001:db8::", 64 },
		{ "::ffff:192.0.2.5/120", "192.0.2.0", 24 },
	};
	struct network network;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char start[INET6_ADDRSTRLEN];
		ok(network_guess(rows[i].text, &network), "%s may be guessed",
		    rows[i].text);
		network_print(&network, start);
		ok(strcmp(start, rows[i].start) == 0
			&& network.bits == rows[i].bits,
		    "%s is %s/%u", rows[i].text, start, network.bits);
	}
	ok(!network_guess("192.0.2.5/33", &network), "nonsense may not");
}

static void
test_wrong(void)
{
	static const char *const rows[] = { "", "/", "/8", "192.0.2.0/",
		"192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/24/8", "192.0.2",
		"192.0.2.1/24", "192.0.2.0/8", "2001:db8::1/64", "::/129",
		"mx.example.com", "192.0.2.1 ", "[::1]", "fe80::1%eth0",
		"192.0.2.0/24x", "192.0.2.0/99999999999999999999",
		"2001:0db8:0000:0000:0000:0000:0000:0000:0000:0000:0000" };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct network network;
		ok(!network_parse(rows[i], &network), "none: \"%s\"", rows[i]);
	}
}

/* As a socket that serves both families shows them. */
static void
test_sockets(void)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr other = { .sa_family = AF_UNIX };
	struct network network, address;
	char text[INET6_ADDRSTRLEN];
	inet_pton(AF_INET6, "::ffff:192.0.2.9", &six.sin6_addr);
	ok(network_of((struct sockaddr *)&six, &address), "an address");
	network_print(&address, text);
	is_text(text, "192.0.2.9", "IPv4 that IPv6 carries");
	network_parse("192.0.2.9", &network);
	ok(network_has(&network, &address), "is that address");
	inet_pton(AF_INET6, "2001:db8::1:2:3:4", &six.sin6_addr);
	network_of((struct sockaddr *)&six, &address);
	struct network around = network_around(&address);
	network_print(&around, text);
	is_text(text, "2001:db8::", "of IPv6 a customer has /64");
	is(around.bits, 64, "its bits");
	ok(!network_of(&other, &address), "a path has no address");
}

static void
test_loopback(void)
{
	static const struct {
		const char *address;
		bool is;
	} rows[] = { { "127.0.0.1", true }, { "127.9.9.9", true },
		{ "::1", true }, { "::ffff:127.0.0.1", true },
		{ "0.0.0.0", false }, { "::", false }, { "192.0.2.1", false } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct network network;
		network_parse(rows[i].address, &network);
		is(network_is_loopback(&network), rows[i].is, "%s",
		    rows[i].address);
	}
}

int
main(void)
{
	test_has();
	test_wrong();
	test_guess();
	test_sockets();
	test_loopback();
	return tap_done();
}
