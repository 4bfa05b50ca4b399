#include "auth/sasl.h"

#include <gsasl.h>
#include <stdlib.h>
#include <string.h>

#include "auth/bearer.h"
#include "auth/scram.h"
#include "base/base64.h"
#include "base/memory.h"
#include "base/text.h"

struct sasl {
	const struct mech *mech;
	const struct sasl_identity *identity;
	Gsasl *library; /* NULL for a token, which it knows nothing of */
	Gsasl_session *session;
	struct buf refusal;
	unsigned steps;
	bool done;
};

static bool
set(struct sasl *sasl, Gsasl_property property, const char *value)
{
	return value == NULL
	    || gsasl_property_set(sasl->session, property, value) == GSASL_OK;
}

/* libgsasl 2.2.0 refuses an unbound SCRAM session that knows a binding, so
 * only those that bind are told. It wants base64. */
static bool
set_binding(struct sasl *sasl, const struct sasl_identity *identity)
{
	struct buf text = BUF(512);
	if (!sasl->mech->binds)
		return true;
	bool well = base64_encode(&text, identity->binding->data,
			identity->binding->length)
	    && set(sasl,
		identity->is_exporter ? GSASL_CB_TLS_EXPORTER
				      : GSASL_CB_TLS_UNIQUE,
		text.data);
	buf_free(&text);
	return well;
}

static bool
introduce(struct sasl *sasl, const struct sasl_identity *identity)
{
	const struct login *login = identity->login;
	bool external = sasl->mech->needs == MECH_CERTIFICATE;
	return set(sasl, external ? GSASL_AUTHZID : GSASL_AUTHID, login->user)
	    && set(sasl, GSASL_PASSWORD, login->secret.data)
	    && set(sasl, GSASL_SERVICE, identity->service)
	    && set(sasl, GSASL_HOSTNAME, identity->host)
	    && set_binding(sasl, identity);
}

static int
start_library(struct sasl *sasl)
{
	int result = gsasl_init(&sasl->library);
	if (result != GSASL_OK)
		return result;
	gsasl_callback_set(sasl->library, scram_callback);
	result =
	    gsasl_client_start(sasl->library, sasl->mech->name, &sasl->session);
	if (result == GSASL_OK && !introduce(sasl, sasl->identity))
		result = GSASL_MALLOC_ERROR;
	return result;
}

struct sasl *
sasl_start(const struct mech *mech, const struct sasl_identity *identity,
    struct error *err)
{
	struct sasl *sasl = memory_get(sizeof(*sasl));
	*sasl = (struct sasl){
		.mech = mech, .identity = identity, .refusal = BUF(4096)
	};
	if (mech->needs == MECH_TOKEN)
		return sasl;
	int result = start_library(sasl);
	if (result == GSASL_OK)
		return sasl;
	error_set(err, EX_UNAVAILABLE, "cannot log in with %s: %s", mech->name,
	    gsasl_strerror(result));
	sasl_free(sasl);
	return NULL;
}

/* RFC 5802 5.1: the server says in i= how often we are to hash. */
static bool
is_reasonable(const struct sasl *sasl, const char *challenge)
{
	if (!text_starts(sasl->mech->name, "SCRAM-"))
		return true;
	const char *count = strstr(challenge, ",i=");
	if (count == NULL)
		return true;
	unsigned long long rounds = strtoull(count + 3, NULL, 10);
	return rounds >= SASL_ITERATIONS_LEAST
	    && rounds <= SASL_ITERATIONS_MOST;
}

static bool
fail(const struct sasl *sasl, int result, struct error *err)
{
	bool proof = result == GSASL_AUTHENTICATION_ERROR && sasl->steps > 2;
	if (proof)
		return error_set(err, EX_NOPERM,
		    "the server failed to prove that it knows the password "
		    "(%s): it may be an impostor",
		    sasl->mech->name);
	return error_set(err, EX_PROTOCOL, "cannot log in with %s: %s",
	    sasl->mech->name, gsasl_strerror(result));
}

static bool
step_library(struct sasl *sasl, const struct buf *challenge,
    struct buf *response, struct error *err)
{
	char *output = NULL;
	size_t length = 0;
	int result = gsasl_step(sasl->session, challenge->data,
	    challenge->length, &output, &length);
	bool well = (result == GSASL_OK || result == GSASL_NEEDS_MORE)
	    && base64_encode(response, output, length);
	if (output != NULL)
		memory_wipe(output, length);
	gsasl_free(output);
	sasl->done = result == GSASL_OK;
	return well || fail(sasl, result, err);
}

/* The token, or the answer to its refusal. */
static bool
step_token(struct sasl *sasl, const struct buf *challenge, struct buf *response,
    struct error *err)
{
	const struct sasl_identity *who = sasl->identity;
	bool is_xoauth2 = strcmp(sasl->mech->name, "XOAUTH2") == 0;
	struct buf raw = BUF_SECRET(SASL_LINE_MOST);
	bool well = true;
	if (!sasl->done) {
		well = bearer_respond(is_xoauth2, who->login->user, who->host,
		    who->port, who->login->secret.data, &raw);
	} else {
		bearer_explain(challenge, &sasl->refusal);
		bearer_accept_refusal(is_xoauth2, &raw);
	}
	sasl->done = true;
	well = well && base64_encode(response, raw.data, raw.length);
	buf_free(&raw);
	return well
	    || error_set(err, EX_CONFIG,
		"the token or the user for %s holds a control character or "
		"is too long",
		sasl->mech->name);
}

bool
sasl_step(struct sasl *sasl, const char *challenge, struct buf *response,
    struct error *err)
{
	struct buf raw = BUF_SECRET(SASL_LINE_MOST);
	bool is_token = sasl->mech->needs == MECH_TOKEN;
	bool well = true;
	if (++sasl->steps > SASL_STEPS_MOST)
		well = error_set(err, EX_PROTOCOL,
		    "the login with %s has no end", sasl->mech->name);
	else if (sasl->done && !is_token && challenge != NULL
	    && challenge[0] != '\0')
		well = error_set(err, EX_PROTOCOL,
		    "the server asks on after the login with %s was complete",
		    sasl->mech->name);
	else if (challenge != NULL
	    && !base64_decode(&raw, challenge, strlen(challenge)))
		well = error_set(err, EX_PROTOCOL,
		    "the server's challenge for %s is not base64",
		    sasl->mech->name);
	else if (!is_reasonable(sasl, raw.data))
		well = error_set(err, EX_PROTOCOL,
		    "the server wants less than %d or more than %d iterations "
		    "of %s, which is not safe",
		    SASL_ITERATIONS_LEAST, SASL_ITERATIONS_MOST,
		    sasl->mech->name);
	/* An empty challenge after the last step only awaits an empty line. */
	if (well && is_token)
		well = step_token(sasl, &raw, response, err);
	else if (well && !sasl->done)
		well = step_library(sasl, &raw, response, err);
	buf_free(&raw);
	return well;
}

bool
sasl_is_done(const struct sasl *sasl)
{
	return sasl->done;
}

const char *
sasl_refusal(const struct sasl *sasl)
{
	return sasl->refusal.data;
}

void
sasl_free(struct sasl *sasl)
{
	buf_free(&sasl->refusal);
	if (sasl->session != NULL)
		gsasl_finish(sasl->session);
	if (sasl->library != NULL)
		gsasl_done(sasl->library);
	free(sasl);
}
