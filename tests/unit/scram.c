/* scram.c - SCRAM as in the RFCs, and against libgsasl's server, honest and
 * otherwise */
#include <gsasl.h>
#include <stdlib.h>
#include <string.h>

#include "auth/sasl.h"
#include "auth/scram.h"
#include "base/base64.h"
#include "unit/tap.h"

#define USER "joe,=x" /* both characters have to be escaped */
#define PASSWORD "pen,cil=\xc3\xbc"
#define BINDING "thirty-two octets of a TLS channel"

struct match {
	/* Ours. */
	struct login login;
	struct buf binding;
	struct sasl_identity identity;
	struct sasl *sasl;
	struct error err;
	/* The server. */
	Gsasl *library;
	Gsasl_session *session;
	const char *password, *iterations, *channel;
	char flag; /* the first octet we said */
};

static int
answer(Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
	struct match *m = gsasl_callback_hook_get(library);
	switch ((int)property) {
	case GSASL_PASSWORD:
		return gsasl_property_set(session, property, m->password);
	case GSASL_SCRAM_ITER:
		return gsasl_property_set(session, property, m->iterations);
	case GSASL_CB_TLS_EXPORTER:
	case GSASL_CB_TLS_UNIQUE: {
		struct buf text = BUF(1000);
		if (m->channel == NULL)
			return GSASL_NO_CALLBACK;
		base64_encode(&text, m->channel, strlen(m->channel));
		int code = gsasl_property_set(session, property, text.data);
		buf_free(&text);
		return code;
	}
	default:
		return GSASL_NO_CALLBACK;
	}
}

static void
begin(struct match *m, const char *mechanism, bool has_binding, bool offered)
{
	*m = (struct match){ .binding = BUF(1000),
		.login = { .user = USER },
		.password = PASSWORD,
		.iterations = "4096" };
	secret_set(&m->login.secret, PASSWORD, strlen(PASSWORD));
	m->identity = (struct sasl_identity){ .login = &m->login,
		.service = "smtp",
		.host = "mx",
		.port = "587",
		.binding = &m->binding,
		.is_exporter = true,
		.offers_binding = offered };
	if (has_binding)
		buf_text(&m->binding, BINDING);
	/* libgsasl 2.2.0 takes no unbound SCRAM where it knows a channel. */
	if (strstr(mechanism, "-PLUS") != NULL)
		m->channel = BINDING;
	m->sasl = sasl_start(
	    mech_find(mechanism, strlen(mechanism)), &m->identity, &m->err);
	gsasl_init(&m->library);
	gsasl_callback_set(m->library, answer);
	gsasl_callback_hook_set(m->library, m);
	if (gsasl_server_start(m->library, mechanism, &m->session) != GSASL_OK)
		abort();
}

static void
end(struct match *m)
{
	sasl_free(m->sasl);
	gsasl_finish(m->session);
	gsasl_done(m->library);
	secret_free(&m->login.secret);
	buf_free(&m->binding);
}

/* Changes what the server says in its n-th message. */
typedef void tamper(char *message, size_t room, int n);

/* Plays to its end: true when our side goes all the way. *server is what the
 * other side thinks of it. */
static bool
play(struct match *m, tamper *change, int *server)
{
	char *output = NULL, challenge[4000] = "";
	size_t length;
	bool first = true;
	*server = GSASL_NEEDS_MORE;
	for (int n = 1; n < 10; n++) {
		struct buf response = BUF(SASL_LINE_MOST), raw = BUF(4000);
		struct buf text = BUF(4000);
		base64_encode(&text, challenge, strlen(challenge));
		bool well = sasl_step(
		    m->sasl, first ? NULL : text.data, &response, &m->err);
		base64_decode(&raw, response.data, response.length);
		buf_free(&text);
		if (first)
			m->flag = raw.data[0];
		first = false;
		if (well && *server == GSASL_NEEDS_MORE)
			*server = gsasl_step(
			    m->session, raw.data, raw.length, &output, &length);
		buf_free(&response);
		buf_free(&raw);
		if (!well || sasl_is_done(m->sasl))
			return well;
		if (*server != GSASL_OK && *server != GSASL_NEEDS_MORE)
			return false;
		memcpy(challenge, output, length);
		challenge[length] = '\0';
		gsasl_free(output);
		output = NULL;
		if (change != NULL)
			change(challenge, sizeof(challenge), n);
	}
	return false;
}

static void
test_honest(void)
{
	static const char *const mechanisms[] = { "SCRAM-SHA-1",
		"SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS" };
	for (size_t i = 0; i < sizeof(mechanisms) / sizeof(*mechanisms); i++) {
		struct match m;
		int server;
		begin(&m, mechanisms[i], true, true);
		ok(m.sasl != NULL && !sasl_is_done(m.sasl), "%s: begins",
		    mechanisms[i]);
		if (!ok(play(&m, NULL, &server), "%s: all the way",
			mechanisms[i]))
			tap_note("%s", m.err.text);
		ok(sasl_is_done(m.sasl), "%s: done with its proof",
		    mechanisms[i]);
		is(server, GSASL_OK, "%s: the server is content",
		    mechanisms[i]);
		end(&m);
	}
}

static void
test_wrong_password(void)
{
	struct match m;
	int server;
	begin(&m, "SCRAM-SHA-256", true, true);
	m.password = "another";
	ok(!play(&m, NULL, &server), "a wrong password");
	ok(!sasl_is_done(m.sasl), "is not done");
	ok(server != GSASL_OK, "nor does the server think so");
	end(&m);
}

/* Another channel: somebody stands between. */
static void
test_wrong_channel(void)
{
	struct match m;
	int server;
	begin(&m, "SCRAM-SHA-256-PLUS", true, true);
	m.channel = "some other channel";
	ok(!play(&m, NULL, &server), "a channel of somebody else");
	ok(!sasl_is_done(m.sasl), "is not done");
	end(&m);
}

/* What we say of the channel, by what we know (RFC 5802 section 6). */
static void
test_flags(void)
{
	static const struct {
		const char *mechanism, *name;
		bool has_binding, offered;
		char flag;
	} kinds[] = {
		{ "SCRAM-SHA-256-PLUS", "bound", true, true, 'p' },
		{ "SCRAM-SHA-256", "-PLUS is hidden", true, false, 'y' },
		{ "SCRAM-SHA-1", "-PLUS is hidden", true, false, 'y' },
		{ "SCRAM-SHA-256", "-PLUS not wanted", true, true, 'n' },
		{ "SCRAM-SHA-256", "nothing to bind", false, false, 'n' },
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct match m;
		int server;
		begin(&m, kinds[i].mechanism, kinds[i].has_binding,
		    kinds[i].offered);
		ok(play(&m, NULL, &server), "%s, %s: all the way",
		    kinds[i].mechanism, kinds[i].name);
		is(m.flag, kinds[i].flag, "%s, %s: flag", kinds[i].mechanism,
		    kinds[i].name);
		end(&m);
	}
}

/* ---- known answers ---- */

/* Whole exchanges from the RFCs: nothing in them is our own doing. */
static const struct {
	const char *rfc, *mechanism, *nonce, *first, *challenge, *final, *proof;
} vectors[] = {
	{ "RFC 5802 section 5", "SCRAM-SHA-1", "fyko+d2lbbFgONRv9qkxdawL",
	    "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
	    "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
	    "s=QSXCR+Q6sek8bf92,i=4096",
	    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
	    "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
	    "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
	{ "RFC 7677 section 3", "SCRAM-SHA-256", "rOprNGfwEbeRWgbNEkqO",
	    "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
	    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
	    "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
	    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
	    "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
	    "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" },
};

static bool
step_raw(struct scram *scram, const char *challenge, struct buf *response,
    struct error *err)
{
	struct buf raw = BUF(4000);
	buf_text(&raw, challenge);
	buf_clear(response);
	bool well = scram_step(scram, &raw, response, err);
	buf_free(&raw);
	return well;
}

static void
test_vectors(void)
{
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		const char *rfc = vectors[i].rfc;
		struct scram scram = SCRAM;
		struct buf response = BUF(4000);
		struct error err = { 0 };
		scram.mechanism = vectors[i].mechanism;
		scram.user = "user";
		scram.password = "pencil";
		buf_text(&scram.nonce, vectors[i].nonce);
		ok(step_raw(&scram, "", &response, &err), "%s: first", rfc);
		is_text(response.data, vectors[i].first, "%s", rfc);
		ok(step_raw(&scram, vectors[i].challenge, &response, &err),
		    "%s: final", rfc);
		is_text(response.data, vectors[i].final, "%s", rfc);
		ok(!scram.done, "%s: not done without the server", rfc);
		ok(step_raw(&scram, vectors[i].proof, &response, &err),
		    "%s: the server's proof", rfc);
		ok(scram.done && response.length == 0, "%s: done", rfc);
		scram_free(&scram);
		buf_free(&response);
	}
}

/* Two exchanges never begin alike. */
static void
test_nonce(void)
{
	struct buf said[2] = { BUF(4000), BUF(4000) };
	for (int i = 0; i < 2; i++) {
		struct scram scram = SCRAM;
		struct error err = { 0 };
		scram.mechanism = "SCRAM-SHA-256";
		scram.user = "user";
		ok(step_raw(&scram, "", &said[i], &err), "nonce %d", i);
		ok(scram.nonce.length >= 24, "nonce %d: long enough", i);
		scram_free(&scram);
	}
	ok(strcmp(said[0].data, said[1].data) != 0, "no nonce comes twice");
	buf_free(&said[0]);
	buf_free(&said[1]);
}

/* What SASLprep forbids (RFC 4013) is no matter of the server. */
static void
test_unpreparable(void)
{
	struct scram scram = SCRAM;
	struct buf response = BUF(4000);
	struct error err = { 0 };
	scram.mechanism = "SCRAM-SHA-256";
	scram.user = "us\x07"
		     "er";
	ok(!step_raw(&scram, "", &response, &err), "a control in a user");
	is(err.code, EX_CONFIG, "a control in a user: code");
	scram_free(&scram);

	struct scram other = SCRAM;
	error_clear(&err);
	other.mechanism = "SCRAM-SHA-1";
	other.user = "user";
	other.password = "latin-1 \xfc";
	buf_text(&other.nonce, vectors[0].nonce);
	step_raw(&other, "", &response, &err);
	ok(!step_raw(&other, vectors[0].challenge, &response, &err),
	    "a password that is not UTF-8");
	is(err.code, EX_CONFIG, "a password that is not UTF-8: code");
	ok(strstr(err.text, "latin") == NULL, "it does not show");
	scram_free(&other);
	buf_free(&response);
}

/* ---- tampered with ---- */

static void
wrong_proof(char *message, size_t room, int n)
{
	(void)room;
	if (n == 2 && message[0] == 'v')
		message[5] = message[5] == 'A' ? 'B' : 'A';
}

static void
no_proof(char *message, size_t room, int n)
{
	(void)room;
	if (n == 2)
		message[0] = '\0';
}

static void
error_for_proof(char *message, size_t room, int n)
{
	if (n == 2)
		strncpy(message, "e=other-error", room - 1);
}

static void
other_nonce(char *message, size_t room, int n)
{
	(void)room;
	if (n == 1)
		message[3] = message[3] == 'A' ? 'B' : 'A';
}

static void
short_nonce(char *message, size_t room, int n)
{
	if (n == 1)
		strncpy(message, "r=abc,s=c2FsdA==,i=4096", room - 1);
}

static void
extension(char *message, size_t room, int n)
{
	char old[4000];
	if (n != 1)
		return;
	strncpy(old, message, sizeof(old) - 1);
	old[sizeof(old) - 1] = '\0';
	strncpy(message, "m=must,", room - 1);
	strncat(message, old, room - 1 - strlen(message));
}

static void
short_proof(char *message, size_t room, int n)
{
	if (n == 2)
		strncpy(message, "v=cm1G", room - 1);
}

static void
bad_salt(char *message, size_t room, int n)
{
	char *at = strstr(message, ",s=");
	if (n != 1 || at == NULL)
		return;
	at[3] = '\0';
	strncat(message, "***,i=4096", room - 1 - strlen(message));
}

static void
no_more_nonce(char *message, size_t room, int n)
{
	(void)room;
	char *salt = strstr(message, ",s=");
	if (n == 1 && salt != NULL)
		memmove(message + 2 + 24, salt, strlen(salt) + 1);
}

static void
hidden_plus(char *message, size_t room, int n)
{
	if (n == 2)
		strncpy(
		    message, "e=server-does-support-channel-binding", room - 1);
}

/* Puts another iteration count into the first message. */
static const char *count;

static void
iterations(char *message, size_t room, int n)
{
	char *at = strstr(message, ",i=");
	if (n != 1 || at == NULL)
		return;
	at[3] = '\0';
	strncat(message, count, room - 1 - strlen(message));
}

static const struct {
	const char *name;
	tamper *change;
	const char *count;
	int code;
} rows[] = {
	{ "a wrong proof", wrong_proof, NULL, EX_NOPERM },
	{ "a proof too short", short_proof, NULL, EX_NOPERM },
	{ "no proof", no_proof, NULL, EX_NOPERM },
	{ "an error instead of the proof", error_for_proof, NULL, EX_NOPERM },
	{ "a -PLUS that was hidden", hidden_plus, NULL, EX_NOPERM },
	{ "a salt that is none", bad_salt, NULL, EX_PROTOCOL },
	{ "a nonce to which nothing is added", no_more_nonce, NULL,
	    EX_PROTOCOL },
	{ "another nonce", other_nonce, NULL, EX_PROTOCOL },
	{ "a nonce that is not ours", short_nonce, NULL, EX_PROTOCOL },
	{ "an extension we do not know", extension, NULL, EX_PROTOCOL },
	{ "a million and one iterations", iterations, "1000001", EX_PROTOCOL },
	{ "iterations beyond all numbers", iterations,
	    "99999999999999999999999999", EX_PROTOCOL },
	{ "minus one iteration", iterations, "-1", EX_PROTOCOL },
	{ "no iteration", iterations, "0", EX_PROTOCOL },
	{ "no number of iterations", iterations, "", EX_PROTOCOL },
	{ "letters for iterations", iterations, "many", EX_PROTOCOL },
	{ "iterations with a blank", iterations, " 9999999", EX_PROTOCOL },
	{ "one iteration", iterations, "1", EX_PROTOCOL },
};

static void
test_tampered(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct match m;
		int server;
		begin(&m, "SCRAM-SHA-256", true, true);
		count = rows[i].count;
		ok(!play(&m, rows[i].change, &server), "%s: refused",
		    rows[i].name);
		ok(!sasl_is_done(m.sasl), "%s: not done", rows[i].name);
		ok(m.err.code != 0, "%s: a reason", rows[i].name);
		if (rows[i].code != 0)
			is(m.err.code, rows[i].code, "%s: code (%s)",
			    rows[i].name, m.err.text);
		end(&m);
	}
}

int
main(void)
{
	test_vectors();
	test_nonce();
	test_unpreparable();
	test_honest();
	test_flags();
	test_wrong_password();
	test_wrong_channel();
	test_tampered();
	return tap_done();
}
