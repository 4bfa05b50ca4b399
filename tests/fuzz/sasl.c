/* sasl.c - challenges of a server that does not know the password: auth/sasl.h
 *
 * The first line is the mechanism. Every further line is a challenge: behind a
 * = it is base64 already, else it is encoded here, and each * in it stands for
 * the nonce that the client chose.
 */
#include "auth/sasl.h"
#include "auth/scram.h"

#include <string.h>

#include <gnutls/crypto.h>

#include "base/base64.h"
#include "fuzz/fuzz.h"

#define PASSWORD "correct-horse"

/* However often the server wants us to hash, here once must do. */
int __wrap_gnutls_pbkdf2(gnutls_mac_algorithm_t mac, const gnutls_datum_t *key,
    const gnutls_datum_t *salt, unsigned rounds, void *output, size_t length);
int __real_gnutls_pbkdf2(gnutls_mac_algorithm_t mac, const gnutls_datum_t *key,
    const gnutls_datum_t *salt, unsigned rounds, void *output, size_t length);

int
__wrap_gnutls_pbkdf2(gnutls_mac_algorithm_t mac, const gnutls_datum_t *key,
    const gnutls_datum_t *salt, unsigned rounds, void *output, size_t length)
{
	must_say(rounds >= VERIFIER_ITERATIONS_LEAST
		&& rounds <= VERIFIER_ITERATIONS_MOST,
	    "%u", rounds);
	return __real_gnutls_pbkdf2(mac, key, salt, 1, output, length);
}

struct exchange {
	const struct mech *mech;
	struct sasl *sasl;
	struct buf response, nonce;
	struct error err;
};

/* RFC 5802: ...,r=NONCE at the end of the first message. */
static void
find_nonce(struct exchange *e)
{
	struct buf raw = BUF(SASL_LINE_MOST);
	if (base64_decode(&raw, e->response.data, e->response.length)) {
		const char *at = strstr(raw.data, ",r=");
		if (at != NULL)
			buf_text(&e->nonce, at + 3);
	}
	buf_free(&raw);
}

static void
make_challenge(const struct exchange *e, struct slice line, struct buf *to)
{
	struct buf raw = BUF(2 * SASL_LINE_MOST);
	if (line.length > 0 && line.data[0] == '=') {
		buf_add(to, line.data + 1, line.length - 1);
		return;
	}
	for (size_t i = 0; i < line.length; i++) {
		if (line.data[i] == '*')
			buf_add(&raw, e->nonce.data, e->nonce.length);
		else
			buf_byte(&raw, line.data[i]);
	}
	base64_encode(to, raw.data, raw.length);
	buf_free(&raw);
}

static bool
step(struct exchange *e, const char *challenge)
{
	buf_clear(&e->response);
	bool well = sasl_step(e->sasl, challenge, &e->response, &e->err);
	if (!well)
		fuzz_check_error(&e->err);
	must(strstr(e->err.text, PASSWORD) == NULL);
	must(!buf_is_full(&e->response));
	const char *refusal = sasl_refusal(e->sasl);
	must(fuzz_is_clean(refusal, strlen(refusal), ""));
	/* Only who knows the password could have signed. */
	if (text_starts(e->mech->name, "SCRAM-"))
		must(!sasl_is_done(e->sasl));
	return well;
}

static void
talk(struct exchange *e, struct slice input)
{
	unsigned steps = 0;
	if (!step(e, NULL))
		return;
	find_nonce(e);
	while (input.length > 0) {
		struct buf challenge = BUF(4 * SASL_LINE_MOST);
		make_challenge(e, fuzz_take(&input, '\n'), &challenge);
		/* The wire would end it there. */
		bool well = step(e, challenge.data);
		buf_free(&challenge);
		if (!well)
			return;
		must(++steps <= SASL_STEPS_MOST);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct slice name = fuzz_take(&input, '\n');
	struct login login = { .user = "joe" };
	struct buf binding = BUF(64);
	struct exchange e = { .mech = mech_find(name.data, name.length),
		.response = BUF_SECRET(2 * SASL_LINE_MOST),
		.nonce = BUF(1000) };
	/* GSSAPI asks the machine for tickets. */
	if (e.mech == NULL || e.mech->needs == MECH_TICKET)
		return 0;
	buf_text(&binding, "0123456789abcdef");
	secret_set(&login.secret, PASSWORD, strlen(PASSWORD));
	struct sasl_identity identity = { &login, "smtp", "mx.test", "587",
		&binding, true };
	e.sasl = sasl_start(e.mech, &identity, &e.err);
	if (e.sasl != NULL) {
		talk(&e, input);
		sasl_free(e.sasl);
	} else {
		fuzz_check_error(&e.err);
	}
	secret_free(&login.secret);
	buf_free(&e.response);
	buf_free(&e.nonce);
	buf_free(&binding);
	return 0;
}
