/* sasl.c - mechanisms with known answers, and challenges that are nonsense */
#include "auth/sasl.h"

#include <string.h>

#include "base/base64.h"
#include "unit/tap.h"

struct exchange {
	struct login login;
	struct buf binding, response;
	struct error err;
	struct sasl *sasl;
};

static void
begin(struct exchange *e, const char *mechanism, const char *user,
    const char *password)
{
	*e = (struct exchange){ .binding = BUF(64),
		.response = BUF(SASL_LINE_MOST) };
	e->login.user = user;
	if (password != NULL)
		secret_set(&e->login.secret, password, strlen(password));
	struct sasl_identity identity = { .login = &e->login,
		.service = "smtp",
		.host = "mx.example.com",
		.port = "587",
		.binding = &e->binding };
	/* The identity is borrowed, so it has to outlive the exchange. */
	static struct sasl_identity kept;
	kept = identity;
	e->sasl =
	    sasl_start(mech_find(mechanism, strlen(mechanism)), &kept, &e->err);
}

static bool
step(struct exchange *e, const char *challenge)
{
	buf_clear(&e->response);
	return sasl_step(e->sasl, challenge, &e->response, &e->err);
}

/* The same with both sides told raw. */
static bool
step_raw(struct exchange *e, const char *challenge, struct buf *raw)
{
	struct buf text = BUF(SASL_LINE_MOST);
	base64_encode(&text, challenge, strlen(challenge));
	bool well = step(e, text.data);
	buf_clear(raw);
	base64_decode(raw, e->response.data, e->response.length);
	buf_free(&text);
	return well;
}

static void
end(struct exchange *e)
{
	if (e->sasl != NULL)
		sasl_free(e->sasl);
	secret_free(&e->login.secret);
	buf_free(&e->binding);
	buf_free(&e->response);
}

/* ---- known vectors ---- */

/* RFC 4616 section 4. */
static void
test_plain(void)
{
	struct exchange e;
	begin(&e, "PLAIN", "tim", "tanstaaftanstaaf");
	ok(e.sasl != NULL && !sasl_is_done(e.sasl), "PLAIN begins");
	ok(step(&e, NULL), "PLAIN answers at once");
	is_text(e.response.data, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm", "as RFC 4616");
	ok(sasl_is_done(e.sasl), "and is done");
	ok(step(&e, ""), "an empty challenge only awaits an empty line");
	is_text(e.response.data, "", "which it gets");
	ok(!step(&e, "Zm9v"), "another is nonsense");
	is(e.err.code, EX_PROTOCOL, "PLAIN asked on: code");
	end(&e);
}

static void
test_login(void)
{
	struct exchange e;
	begin(&e, "LOGIN", "joe@example.com", "s3cret");
	ok(step(&e, NULL), "LOGIN knows what it will be asked first");
	is_text(e.response.data, "am9lQGV4YW1wbGUuY29t", "the user");
	ok(!sasl_is_done(e.sasl), "not done yet");
	ok(step(&e, "UGFzc3dvcmQ6"), "the password");
	is_text(e.response.data, "czNjcmV0", "in base64");
	ok(sasl_is_done(e.sasl), "done");
	end(&e);
}

/* RFC 2195 section 2. */
static void
test_cram(void)
{
	struct exchange e;
	struct buf raw = BUF(1000);
	begin(&e, "CRAM-MD5", "tim", "tanstaaftanstaaf");
	ok(step(&e, NULL), "CRAM-MD5 has nothing to say first");
	ok(step_raw(&e, "<1896.697170952@postoffice.reston.mci.net>", &raw),
	    "the challenge");
	is_text(
	    raw.data, "tim b913a602c7eda7a495b4e6e7334d3890", "as RFC 2195");
	ok(sasl_is_done(e.sasl), "done");
	buf_free(&raw);
	end(&e);
}

static void
test_external(void)
{
	struct exchange e;
	begin(&e, "EXTERNAL", NULL, NULL);
	ok(step(&e, NULL), "EXTERNAL without a user");
	is_text(e.response.data, "", "says nothing");
	ok(sasl_is_done(e.sasl), "and is done");
	end(&e);
	begin(&e, "EXTERNAL", "joe", NULL);
	ok(step(&e, NULL), "EXTERNAL with a user");
	is_text(e.response.data, "am9l", "names it");
	end(&e);
}

/* RFC 7628 section 4.1, and what Google and Microsoft document. */
static void
test_tokens(void)
{
	struct exchange e;
	struct buf raw = BUF(1000);
	begin(&e, "XOAUTH2", "someuser@example.com", "ya29.vF9dft4qmTc2");
	ok(step(&e, NULL), "XOAUTH2");
	base64_decode(&raw, e.response.data, e.response.length);
	is_text(raw.data,
	    "user=someuser@example.com\x01"
	    "auth=Bearer ya29.vF9dft4qmTc2\x01\x01",
	    "as documented");
	ok(sasl_is_done(e.sasl), "and done");
	ok(step_raw(&e, "{\"status\":\"401\",\"schemes\":\"bearer\"}", &raw),
	    "a refusal is a challenge");
	is_text(e.response.data, "", "answered with nothing");
	has(sasl_refusal(e.sasl), "401", "and remembered");
	end(&e);

	begin(&e, "OAUTHBEARER", "user@example.com", "vF9dft4qmTc2");
	ok(step(&e, NULL), "OAUTHBEARER");
	buf_clear(&raw);
	base64_decode(&raw, e.response.data, e.response.length);
	is_text(raw.data,
	    "n,a=user@example.com,\x01host=mx.example.com\x01port=587\x01"
	    "auth=Bearer vF9dft4qmTc2\x01\x01",
	    "as RFC 7628");
	ok(step_raw(&e, "{\"status\":\"invalid_token\"}", &raw), "refused");
	is_text(raw.data, "\x01", "answered with ^A");
	has(sasl_refusal(e.sasl), "invalid_token", "and remembered");
	end(&e);

	begin(&e, "XOAUTH2", "joe", "to\x01ken");
	ok(!step(&e, NULL), "a token with a control character");
	is(e.err.code, EX_CONFIG, "is a matter of configuration");
	ok(strstr(e.err.text, "to\x01") == NULL, "and does not show");
	end(&e);
	buf_free(&raw);
}

/* ---- nonsense ---- */

static void
test_nonsense(void)
{
	static const struct {
		const char *mechanism, *challenge;
	} rows[] = {
		{ "CRAM-MD5", "not base64!" }, { "CRAM-MD5", "=" },
		{ "CRAM-MD5", "====" }, { "LOGIN", "\xff\xfe" },
		{ "SCRAM-SHA-1", "***" }, { "SCRAM-SHA-256", "Zm9v" },
		{ "SCRAM-SHA-256", "" },
		{ "SCRAM-SHA-1", "cj14LHM9eCxpPTE=" }, /* r=x,s=x,i=1 */
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct exchange e;
		begin(&e, rows[i].mechanism, "joe", "s3cret");
		ok(step(&e, NULL), "nonsense %zu: begins", i);
		ok(!step(&e, rows[i].challenge), "nonsense %zu: refused", i);
		is(e.err.code, EX_PROTOCOL, "nonsense %zu: code", i);
		has(e.err.text, rows[i].mechanism, "nonsense %zu: what", i);
		ok(!sasl_is_done(e.sasl), "nonsense %zu: not done", i);
		ok(strstr(e.err.text, "s3cret") == NULL,
		    "nonsense %zu: no secret shows", i);
		end(&e);
	}
}

/* libgsasl would read the count behind the NUL and hash that often. */
static void
test_hidden(void)
{
	static const char first[] = "r=x\0,s=c2FsdA==,i=2000000000";
	struct buf challenge = BUF(1000);
	struct exchange e;
	base64_encode(&challenge, first, sizeof(first) - 1);
	begin(&e, "SCRAM-SHA-256", "joe", "s3cret");
	ok(step(&e, NULL), "a NUL in a challenge: begins");
	ok(!step(&e, challenge.data), "a NUL in a challenge: refused");
	is(e.err.code, EX_PROTOCOL, "a NUL in a challenge: code");
	has(e.err.text, "which is not safe", "a NUL in a challenge: why");
	end(&e);
	buf_free(&challenge);
}

static void
test_endless(void)
{
	struct exchange e;
	begin(&e, "LOGIN", "joe", "s3cret");
	int steps = 0;
	while (step(&e, "") && steps <= 2 * SASL_STEPS_MOST)
		steps++;
	ok(steps <= SASL_STEPS_MOST, "endless challenges end after %d", steps);
	is(e.err.code, EX_PROTOCOL, "endless challenges: code");
	end(&e);

	/* A challenge larger than any should be. */
	struct buf large = BUF(100000);
	while (large.length < 4 * SASL_LINE_MOST)
		buf_text(&large, "QUFB");
	begin(&e, "CRAM-MD5", "joe", "s3cret");
	step(&e, NULL);
	ok(!step(&e, large.data), "an enormous challenge");
	is(e.err.code, EX_PROTOCOL, "an enormous challenge: code");
	end(&e);
	buf_free(&large);
}

/* Bytes people put into passwords. */
static void
test_secrets(void)
{
	static const char *const secrets[] = { "a,b=c", " blank ", "\"q\"",
		"gr\xc3\xbc\xc3\x9f-e", "${X}#;", "x" };
	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++) {
		struct exchange e;
		struct buf raw = BUF(1000), wanted = BUF(1000);
		begin(&e, "PLAIN", "joe", secrets[i]);
		ok(step(&e, NULL), "secret %zu", i);
		base64_decode(&raw, e.response.data, e.response.length);
		buf_add(&wanted, "\0joe\0", 5);
		buf_text(&wanted, secrets[i]);
		is_bytes(raw.data, raw.length, wanted.data, wanted.length,
		    "secret %zu: to the byte", i);
		buf_free(&raw);
		buf_free(&wanted);
		end(&e);
	}
}

int
main(void)
{
	test_plain();
	test_login();
	test_cram();
	test_external();
	test_tokens();
	test_nonsense();
	test_hidden();
	test_endless();
	test_secrets();
	return tap_done();
}
