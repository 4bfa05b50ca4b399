/* acceptor.c - the server's side of SASL, against the client's, and the file
 * of those who may log in */
#include "auth/acceptor.h"

#include <string.h>

#include "auth/mech.h"
#include "auth/sasl.h"
#include "base/base64.h"
#include "unit/place.h"
#include "unit/tap.h"

static struct arena arena = { .secret = true };

/* RFC 7677 section 3 and RFC 5802 section 5, "pencil". */
#define SHA_256                                         \
	"SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"  \
	"WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:" \
	"wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
#define SHA_1                                \
	"SCRAM-SHA-1$4096:QSXCR+Q6sek8bf92$" \
	"6dlGYMOdZcOPutkcNY8U2g7vK9Y=:D+CSWLOshSulAsxiupA+qs2/fTE="

static struct passwords
load(const char *text)
{
	struct passwords passwords = { 0 };
	struct error err = { 0 };
	ok(passwords_load(
	       &arena, place_file("passwords", text, 0600), &passwords, &err),
	    "the file is well");
	is_text(err.text, "", "no complaint");
	return passwords;
}

/* ---- the file ---- */

static void
test_known(void)
{
	struct passwords p = load(
	    "# who may\n\nuser " SHA_256 "\nuser " SHA_1 "\nold " SHA_1 "\n");
	is(p.count, 2, "two users");
	ok(passwords_check(&p, "user", "pencil"), "by SHA-256");
	ok(passwords_check(&p, "old", "pencil"), "by SHA-1");
	ok(!passwords_check(&p, "user", "pencils"), "another password");
	ok(!passwords_check(&p, "User", "pencil"), "another user");
	ok(!passwords_check(&p, "", ""), "nobody");
	ok(!passwords_check(&p, "user", "\001"), "one that cannot be");
	ok(!passwords_have_clear(&p), "none is clear");
}

static void
test_round_trip(void)
{
	struct buf text = BUF_SECRET(4096);
	struct error err = { 0 };
	ok(passwords_print("printer", "p\xc3\xa4ss w\"ord", &text, &err),
	    "made");
	struct passwords p = load(text.data);
	ok(passwords_have(&p, GNUTLS_MAC_SHA256), "SHA-256");
	ok(passwords_have(&p, GNUTLS_MAC_SHA1), "SHA-1");
	ok(passwords_check(&p, "printer", "p\xc3\xa4ss w\"ord"), "read again");
	ok(strstr(text.data, "p\xc3\xa4ss") == NULL, "no password in it");
	buf_clear(&text);
	ok(!passwords_print("printer", "\001", &text, &err), "a control");
	is(err.code, EX_CONFIG, "a control: code");
	buf_free(&text);
}

static void
test_wrong_files(void)
{
	static const struct {
		const char *text, *part;
	} rows[] = {
		{ "", "nobody" },
		{ "# user " SHA_256, "nobody" },
		{ "user", ":1: " },
		{ "user secret", ":1: " },
		{ "\nuser CLEAR$", ":2: the password is empty" },
		{ "user CLEAR$secret\nuser CLEAR$b", ":2: the user has" },
		{ "user " SHA_256 "\nuser " SHA_256, ":2: the user has" },
		{ "user SCRAM-SHA-256$secret", ":1: " },
		{ "user SCRAM-SHA-512", ":1: " },
		{ "user SCRAM-SHA-256$1:W22ZaJ0SNY7soEsUEjb6gQ==$"
		  "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
		  "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
		    "not safe" },
		{ "user SCRAM-SHA-1$4096:QSXCR+Q6sek8bf92$YQ==:YQ==", ":1: " },
		{ "us\ter secret", ":1: " },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct passwords p;
		struct error err = { 0 };
		const char *file = place_file("wrong", rows[i].text, 0600);
		ok(!passwords_load(&arena, file, &p, &err), "row %zu", i);
		is(err.code, EX_CONFIG, "row %zu: code", i);
		has(err.text, rows[i].part, "row %zu: text", i);
		ok(strstr(err.text, "secret") == NULL, "row %zu: untold", i);
	}
	struct passwords p;
	struct error err = { 0 };
	ok(!passwords_load(
	       &arena, place_file("open", "user " SHA_1, 0644), &p, &err),
	    "others can read it");
	has(err.text, "chmod", "what mends it");
}

/* ---- the exchange ---- */

struct outcome {
	enum acceptor_verdict verdict;
	bool client_done;
	struct error err, client_err;
	char user[64];
};

/* A client's base64 into octets and the other way round. */
static void
decode(struct buf *to, const struct buf *text)
{
	buf_clear(to);
	ok(base64_decode(to, text->data, text->length), "it is base64");
}

static void
talk(struct sasl *client, struct acceptor *acceptor, bool client_first,
    struct outcome *outcome)
{
	struct buf said = BUF(ACCEPTOR_MOST), raw = BUF(ACCEPTOR_MOST);
	struct buf challenge = BUF(ACCEPTOR_MOST), text = BUF(ACCEPTOR_MOST);
	bool well = !client_first
	    || sasl_step(client, NULL, &said, &outcome->client_err);
	decode(&raw, &said);
	outcome->verdict = acceptor_step(
	    acceptor, client_first ? &raw : NULL, &challenge, &outcome->err);
	while (well && outcome->verdict == ACCEPTOR_ASKS) {
		buf_clear(&text);
		buf_clear(&said);
		base64_encode(&text, challenge.data, challenge.length);
		well =
		    sasl_step(client, text.data, &said, &outcome->client_err);
		decode(&raw, &said);
		buf_clear(&challenge);
		if (well)
			outcome->verdict = acceptor_step(
			    acceptor, &raw, &challenge, &outcome->err);
	}
	buf_free(&said);
	buf_free(&raw);
	buf_free(&challenge);
	buf_free(&text);
}

static struct outcome
meet(const struct passwords *passwords, const char *mechanism, const char *user,
    const char *password, bool client_first)
{
	struct outcome outcome = { .verdict = ACCEPTOR_REFUSES };
	struct acceptor_terms terms = { passwords, "gate.example.com", true };
	struct login login = { .user = user };
	struct buf none = BUF(1);
	struct sasl_identity identity = { .login = &login,
		.service = "smtp",
		.host = "gate.example.com",
		.port = "587",
		.binding = &none };
	secret_set(&login.secret, password, strlen(password));
	struct acceptor *acceptor =
	    acceptor_start(&terms, mechanism, &outcome.err);
	struct sasl *client =
	    sasl_start(mech_find(mechanism, strlen(mechanism)), &identity,
		&outcome.client_err);
	if (acceptor != NULL && client != NULL) {
		talk(client, acceptor, client_first, &outcome);
		outcome.client_done = sasl_is_done(client);
		strncpy(outcome.user, acceptor_user(acceptor),
		    sizeof(outcome.user) - 1);
	}
	if (acceptor != NULL)
		acceptor_free(acceptor);
	if (client != NULL)
		sasl_free(client);
	secret_free(&login.secret);
	return outcome;
}

static void
test_mechanisms(void)
{
	static const struct {
		const char *name;
		bool first;
	} rows[] = { { "SCRAM-SHA-256", true }, { "SCRAM-SHA-1", true },
		{ "PLAIN", true }, { "LOGIN", false }, { "CRAM-MD5", false } };
	struct passwords p =
	    load("user " SHA_256 "\nuser " SHA_1 "\nuser CLEAR$pencil\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *name = rows[i].name;
		struct outcome o =
		    meet(&p, name, "user", "pencil", rows[i].first);
		is(o.verdict, ACCEPTOR_GRANTS, "%s: granted", name);
		is_text(o.user, "user", "%s: who", name);
		ok(o.client_done, "%s: the client agrees", name);
		o = meet(&p, name, "user", "pen", rows[i].first);
		is(o.verdict, ACCEPTOR_REFUSES, "%s: wrong password", name);
		is(o.err.code, EX_NOPERM, "%s: its code", name);
		ok(strstr(o.err.text, "pen") == NULL, "%s: untold", name);
		o = meet(&p, name, "nobody", "pencil", rows[i].first);
		is(o.verdict, ACCEPTOR_REFUSES, "%s: nobody", name);
		is(o.err.code, EX_NOPERM, "%s: as for a user", name);
	}
	struct outcome o = meet(&p, "plain", "user", "pencil", true);
	is(o.verdict, ACCEPTOR_GRANTS, "its name in any case");
}

/* Who is not there sees a salt that is as good as another's. */
static void
test_nobody(void)
{
	struct passwords p = load("user " SHA_256 "\n");
	struct verifier a = passwords_verifier(&p, "ann", GNUTLS_MAC_SHA256);
	struct verifier b = passwords_verifier(&p, "bob", GNUTLS_MAC_SHA256);
	struct verifier again =
	    passwords_verifier(&p, "ann", GNUTLS_MAC_SHA256);
	is(a.iterations, 4096, "as many rounds as the others");
	is_bytes(a.salt, a.salt_length, again.salt, again.salt_length,
	    "the same salt each time");
	ok(memcmp(a.salt, b.salt, a.salt_length) != 0, "for each another");
	ok(memcmp(a.stored_key, again.stored_key, 32) != 0, "no password fits");
}

static void
test_offer(void)
{
	struct buf list = BUF(256);
	struct passwords p = load("user " SHA_256 "\nold CLEAR$pencil\n");
	struct acceptor_terms terms = { &p, "gate.example.com", false };
	struct error err = { 0 };
	acceptor_offer(&terms, &list);
	is_text(list.data, "SCRAM-SHA-256 CRAM-MD5", "where all can listen");
	ok(acceptor_start(&terms, "PLAIN", &err) == NULL, "no PLAIN then");
	is(err.code, EX_UNAVAILABLE, "no PLAIN: code");
	buf_clear(&list);
	terms.may_see = true;
	acceptor_offer(&terms, &list);
	is_text(list.data, "SCRAM-SHA-256 PLAIN LOGIN CRAM-MD5", "within TLS");
	buf_free(&list);
	struct outcome o = meet(&p, "PLAIN", "old", "pencil", true);
	is(o.verdict, ACCEPTOR_REFUSES, "a clear entry is for CRAM-MD5 alone");
}

/* What the client says, message by message; `|` between them, `0` for NUL. */
static enum acceptor_verdict
say(const struct passwords *p, const char *mechanism, const char *messages,
    struct error *err)
{
	struct acceptor_terms terms = { p, "gate.example.com", true };
	struct acceptor *acceptor = acceptor_start(&terms, mechanism, err);
	struct buf challenge = BUF(ACCEPTOR_MOST), message = BUF(ACCEPTOR_MOST);
	enum acceptor_verdict verdict = ACCEPTOR_ASKS;
	while (verdict == ACCEPTOR_ASKS && messages != NULL) {
		size_t length = strcspn(messages, "|");
		buf_clear(&message);
		buf_clear(&challenge);
		for (size_t i = 0; i < length; i++)
			buf_byte(
			    &message, messages[i] == '0' ? '\0' : messages[i]);
		verdict = acceptor_step(acceptor, &message, &challenge, err);
		messages =
		    messages[length] == '|' ? messages + length + 1 : NULL;
	}
	acceptor_free(acceptor);
	buf_free(&challenge);
	buf_free(&message);
	return verdict;
}

static void
test_nonsense(void)
{
	static const struct {
		const char *mechanism, *messages;
		enum acceptor_verdict verdict;
		int code;
	} rows[] = {
		{ "PLAIN", "0user0pencil", ACCEPTOR_GRANTS, 0 },
		{ "PLAIN", "user0user0pencil", ACCEPTOR_GRANTS, 0 },
		{ "PLAIN", "root0user0pencil", ACCEPTOR_REFUSES, EX_NOPERM },
		{ "PLAIN", "user", ACCEPTOR_REFUSES, EX_PROTOCOL },
		{ "PLAIN", "0user", ACCEPTOR_REFUSES, EX_PROTOCOL },
		{ "LOGIN", "user|pencil", ACCEPTOR_GRANTS, 0 },
		{ "LOGIN", "|pencil", ACCEPTOR_REFUSES, EX_PROTOCOL },
		{ "LOGIN", "us0er|pencil", ACCEPTOR_REFUSES, EX_PROTOCOL },
		{ "LOGIN", "user|pencil0", ACCEPTOR_REFUSES, EX_PROTOCOL },
		{ "SCRAM-SHA-256", "x", ACCEPTOR_REFUSES, EX_PROTOCOL },
		{ "SCRAM-SHA-256", "n,,n=user,r=abc|c=biws,r=abc",
		    ACCEPTOR_REFUSES, EX_PROTOCOL },
		{ "SCRAM-SHA-256", "p=tls-unique,,n=user,r=abc",
		    ACCEPTOR_REFUSES, EX_PROTOCOL },
	};
	struct passwords p = load("user " SHA_256 "\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct error err = { 0 };
		is(say(&p, rows[i].mechanism, rows[i].messages, &err),
		    rows[i].verdict, "%s: %s", rows[i].mechanism,
		    rows[i].messages);
		is(err.code, rows[i].code, "its code");
	}
}

int
main(void)
{
	test_known();
	test_round_trip();
	test_wrong_files();
	test_mechanisms();
	test_nobody();
	test_offer();
	test_nonsense();
	arena_free(&arena);
	return tap_done();
}
