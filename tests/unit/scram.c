/* scram.c - SCRAM against libgsasl's server, honest and otherwise */
#include <gsasl.h>
#include <stdlib.h>
#include <string.h>

#include "auth/sasl.h"
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
begin(struct match *m, const char *mechanism)
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
		.is_exporter = true };
	if (strstr(mechanism, "-PLUS") != NULL) {
		buf_text(&m->binding, BINDING);
		m->channel = BINDING;
	}
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
		begin(&m, mechanisms[i]);
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
	begin(&m, "SCRAM-SHA-256");
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
	begin(&m, "SCRAM-SHA-256-PLUS");
	m.channel = "some other channel";
	ok(!play(&m, NULL, &server), "a channel of somebody else");
	ok(!sasl_is_done(m.sasl), "is not done");
	end(&m);
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
	{ "no proof", no_proof, NULL, 0 },
	{ "an error instead of the proof", error_for_proof, NULL, 0 },
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
		begin(&m, "SCRAM-SHA-256");
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
	test_honest();
	test_wrong_password();
	test_wrong_channel();
	test_tampered();
	return tap_done();
}
