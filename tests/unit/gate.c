/* gate.c - who may hand us mail, and as whom */
#include "conf/gate.h"

#include <string.h>
#include <unistd.h>

#include "conf/keyword.h"
#include "unit/tap.h"

static struct arena arena;

/* A gate by its settings, "KEY = VALUE" in each line. */
static struct gate
with(const char *lines)
{
	struct account account = account_default();
	struct error err = { 0 };
	while (*lines != '\0') {
		size_t line = strcspn(lines, "\n");
		size_t key = strcspn(lines, " ");
		const char *name = arena_copy(&arena, lines, key);
		const char *value =
		    arena_copy(&arena, lines + key + 3, line - key - 3);
		is_text(keyword_apply(
			    keyword_find(name), &arena, &account, value, true),
		    NULL, "%s = %s", name, value);
		lines += line + (lines[line] == '\n');
	}
	ok(gate_finish(&arena, &account.gate, NULL, &err), "finished");
	return account.gate;
}

static struct client
by_tcp(const char *address)
{
	struct client client = { .kind = CLIENT_REMOTE };
	network_parse(address, &client.address);
	return client;
}

static bool
allows(const struct gate *gate, struct client client, const char *login)
{
	static const gid_t groups[] = { 50, 4242 };
	struct gate_visitor visitor = { .client = &client,
		.groups = groups,
		.group_count = client.kind == CLIENT_LOCAL ? 2 : 0,
		.login = login };
	return gate_allows(gate, &visitor);
}

static struct client
by_path(uid_t uid, gid_t gid)
{
	return (struct client){ .kind = CLIENT_LOCAL, .uid = uid, .gid = gid };
}

static void
test_nothing_set(void)
{
	struct gate gate = with("");
	struct error err = { 0 };
	ok(allows(&gate, by_tcp("127.0.0.1"), NULL), "the loopback");
	ok(allows(&gate, by_tcp("::1"), NULL), "the other loopback");
	ok(!allows(&gate, by_tcp("192.0.2.1"), NULL), "nobody else");
	ok(allows(&gate, by_path(1000, 1000), NULL), "who the mode lets in");
	ok(allows(&gate, (struct client){ 0 }, NULL), "who runs us");
	ok(!gate_is_closed(&gate, "0.0.0.0:25", &err), "not to be public");
	is(err.code, EX_CONFIG, "its code");
	has(err.text, "0.0.0.0:25", "the place is named");
	has(err.text, "gate-allow", "and what mends it");
}

static void
test_networks(void)
{
	struct gate gate = with("gate-allow = 192.0.2.0/24, 2001:db8::/32\n"
				"gate-allow = 198.51.100.7");
	struct error err = { 0 };
	ok(gate_is_closed(&gate, "0.0.0.0:25", &err), "it may be public");
	ok(allows(&gate, by_tcp("192.0.2.200"), NULL), "within");
	ok(allows(&gate, by_tcp("::ffff:192.0.2.200"), NULL), "by IPv6");
	ok(allows(&gate, by_tcp("2001:db8::9"), NULL), "within the other");
	ok(allows(&gate, by_tcp("198.51.100.7"), NULL), "one address");
	ok(!allows(&gate, by_tcp("198.51.100.8"), NULL), "not its neighbour");
	ok(!allows(&gate, by_tcp("127.0.0.1"), NULL), "no loopback then");
	ok(allows(&gate, by_tcp("203.0.113.1"), "joe"), "but who logs in");
	ok(allows(&gate, by_path(1000, 1000), NULL), "local ones as before");
}

static void
test_logins(void)
{
	struct gate gate = with("gate-password-file = /etc/gate");
	struct error err = { 0 };
	ok(gate_is_closed(&gate, "0.0.0.0:25", &err), "it may be public");
	ok(!allows(&gate, by_tcp("127.0.0.1"), NULL), "none without login");
	ok(allows(&gate, by_tcp("127.0.0.1"), "joe"), "who logs in");
}

static void
test_users(void)
{
	struct gate gate =
	    with("gate-allow = user:1000, group:4242, user:root");
	struct error err = { 0 };
	ok(!gate_is_closed(&gate, "0.0.0.0:25", &err), "none is remote");
	ok(allows(&gate, by_path(1000, 1), NULL), "the user");
	ok(allows(&gate, by_path(0, 1), NULL), "by name");
	ok(allows(&gate, by_path(1001, 1), NULL), "by a further group");
	gate = with("gate-allow = group:77");
	ok(allows(&gate, by_path(1001, 77), NULL), "by the first group");
	ok(!allows(&gate, by_path(1001, 78), NULL), "nobody else");
	ok(!allows(&gate, by_path(0, 0), NULL), "nor root");
	ok(!allows(&gate, by_tcp("127.0.0.1"), NULL), "nor whoever has no uid");
}

static void
test_senders(void)
{
	struct gate gate =
	    with("gate-password-file = /etc/gate\n"
		 "gate-sender = login:scan scanner@example.com\n"
		 "gate-sender = 192.0.2.9 printer@example.com\n"
		 "gate-sender = 192.0.2.0/24\tdevices@example.com\n"
		 "gate-sender = user:1000 joe@example.com");
	struct client near = by_tcp("192.0.2.9"), far = by_tcp("192.0.2.8");
	struct client out = by_tcp("198.51.100.1"), joe = by_path(1000, 1);
	struct gate_visitor visitor = { .client = &near };
	is_text(gate_sender(&gate, &visitor), "printer@example.com", "one");
	visitor.login = "scan";
	is_text(gate_sender(&gate, &visitor), "scanner@example.com",
	    "the first that fits");
	visitor = (struct gate_visitor){ .client = &far };
	is_text(gate_sender(&gate, &visitor), "devices@example.com", "a row");
	visitor.client = &joe;
	is_text(gate_sender(&gate, &visitor), "joe@example.com", "a user");
	visitor.client = &out;
	is_text(gate_sender(&gate, &visitor), NULL, "any");
}

static void
test_sizes(void)
{
	struct gate gate = with("gate-password-file = /etc/gate\n"
				"gate-max-size = login:scan 0\n"
				"gate-max-size = 192.0.2.9 2k\n"
				"gate-max-size = 192.0.2.0/24\t1M");
	struct client near = by_tcp("192.0.2.9"), far = by_tcp("192.0.2.8");
	struct client out = by_tcp("198.51.100.1");
	struct gate_visitor visitor = { .client = &near };
	is(gate_size(&gate, &visitor), 2048, "one");
	visitor.login = "scan";
	is(gate_size(&gate, &visitor), 0, "the first that fits: any");
	visitor = (struct gate_visitor){ .client = &far };
	is(gate_size(&gate, &visitor), 1048576, "a row");
	visitor.client = &out;
	is(gate_size(&gate, &visitor), 0, "who is not named: any");
}

/* With all settings in one line each of a file. */
static void
refused(struct gate gate, const char *words)
{
	static const struct said said[] = {
		{ "gate-tls-key", "f", 8, "/etc/key.pem", NULL },
		{ "gate-tls", "f", 7, "required", &said[0] },
		{ "gate-socket-group", "f", 6, "none", &said[1] },
		{ "gate-sender", "f", 5, "user:none a@example.com", &said[2] },
		{ "gate-sender", "f", 4, "user:other b@example.com", &said[3] },
		{ "gate-allow", "f", 3, "user:root,\tgroup:none", &said[4] },
		{ "gate-allow", "f", 2, "user:none user:root", &said[5] },
		{ "gate-allow", "f", 1, "user:nones", &said[6] },
		{ "gate-max-size", "f", 9, "login:scan\t1", &said[7] },
	};
	struct error err = { 0 };
	ok(!gate_finish(&arena, &gate, &said[8], &err), "refused");
	is(err.code, EX_CONFIG, "its code");
	is_text(err.text, words, "the place and the words");
}

static void
test_wrong(void)
{
	struct gate gate = gate_default();
	text_list_add(&arena, &gate.allow, "user:root");
	text_list_add(&arena, &gate.allow, "user:none");
	refused(gate, "f:2: gate-allow: there is no user none on this machine");
	gate = gate_default();
	text_list_add(&arena, &gate.allow, "group:none");
	refused(
	    gate, "f:3: gate-allow: there is no group none on this machine");
	gate = gate_default();
	text_list_add(&arena, &gate.sizes, "login:scan 1");
	refused(gate,
	    "f:9: gate-max-size: nobody can log in as scan: set "
	    "gate-password-file");
	gate = gate_default();
	text_list_add(&arena, &gate.senders, "user:none a@example.com");
	refused(
	    gate, "f:5: gate-sender: there is no user none on this machine");
	gate = gate_default();
	gate.socket_group = "none";
	refused(gate,
	    "f:6: gate-socket-group: there is no group none on this machine");
	gate = gate_default();
	gate.tls = GATE_TLS_REQUIRED;
	refused(gate,
	    "f:7: gate-tls is set but no certificate: add "
	    "gate-tls-certificate");
	gate = gate_default();
	gate.tls_settings.key.path = "/etc/key.pem";
	refused(gate,
	    "f:8: gate-tls-key is set but no certificate: add "
	    "gate-tls-certificate");
}

/* Who we are ourselves, as the system says. */
static void
test_groups(void)
{
	struct client client = by_path(getuid(), getgid());
	struct gate_visitor visitor = { .client = &client };
	gate_groups(&arena, &client, &visitor);
	ok(visitor.group_count > 0, "our own groups");
	client = by_tcp("192.0.2.1");
	gate_groups(&arena, &client, &visitor);
	is(visitor.group_count, 0, "a remote client has none");
}

int
main(void)
{
	test_nothing_set();
	test_networks();
	test_logins();
	test_users();
	test_senders();
	test_sizes();
	test_wrong();
	test_groups();
	arena_free(&arena);
	return tap_done();
}
