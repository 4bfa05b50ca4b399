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
	Gsasl *library; /* NULL for tokens and SCRAM, which are ours */
	Gsasl_session *session;
	struct scram scram;
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

static bool
introduce(struct sasl *sasl, const struct sasl_identity *identity)
{
	const struct login *login = identity->login;
	bool external = sasl->mech->needs == MECH_CERTIFICATE;
	return set(sasl, external ? GSASL_AUTHZID : GSASL_AUTHID, login->user)
	    && set(sasl, GSASL_PASSWORD, login->secret.data)
	    && set(sasl, GSASL_SERVICE, identity->service)
	    && set(sasl, GSASL_HOSTNAME, identity->host);
}

static int
start_library(struct sasl *sasl)
{
	int result = gsasl_init(&sasl->library);
	if (result != GSASL_OK)
		return result;
	result =
	    gsasl_client_start(sasl->library, sasl->mech->name, &sasl->session);
	if (result == GSASL_OK && !introduce(sasl, sasl->identity))
		result = GSASL_MALLOC_ERROR;
	return result;
}

static bool
is_scram(const struct sasl *sasl)
{
	return text_starts(sasl->mech->name, "SCRAM-");
}

static struct scram
start_scram(const struct mech *mech, const struct sasl_identity *identity)
{
	struct scram scram = SCRAM;
	scram.mechanism = mech->name;
	scram.user = identity->login->user;
	scram.password = identity->login->secret.data;
	scram.binding = identity->binding;
	if (identity->binding->length > 0)
		scram.binding_name =
		    identity->is_exporter ? "tls-exporter" : "tls-unique";
	scram.offered = identity->offers_binding;
	return scram;
}

struct sasl *
sasl_start(const struct mech *mech, const struct sasl_identity *identity,
    struct error *err)
{
	struct sasl *sasl = memory_get(sizeof(*sasl));
	*sasl = (struct sasl){
		.mech = mech, .identity = identity, .refusal = BUF(4096)
	};
	sasl->scram = start_scram(mech, identity);
	if (mech->needs == MECH_TOKEN || is_scram(sasl))
		return sasl;
	int result = start_library(sasl);
	if (result == GSASL_OK)
		return sasl;
	error_set(err, EX_UNAVAILABLE, "cannot log in with %s: %s", mech->name,
	    gsasl_strerror(result));
	sasl_free(sasl);
	return NULL;
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
	return well
	    || error_set(err, EX_PROTOCOL, "cannot log in with %s: %s",
		sasl->mech->name, gsasl_strerror(result));
}

static bool
step_scram(struct sasl *sasl, const struct buf *challenge, struct buf *response,
    struct error *err)
{
	struct buf raw = BUF_SECRET(SASL_LINE_MOST);
	bool well = scram_step(&sasl->scram, challenge, &raw, err)
	    && base64_encode(response, raw.data, raw.length);
	sasl->done = sasl->scram.done;
	buf_free(&raw);
	return well
	    || error_set(err, EX_PROTOCOL, "the response of %s is too long",
		sasl->mech->name);
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
	/* An empty challenge after the last step only awaits an empty line. */
	if (well && is_token)
		well = step_token(sasl, &raw, response, err);
	else if (well && !sasl->done && is_scram(sasl))
		well = step_scram(sasl, &raw, response, err);
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
	scram_free(&sasl->scram);
	if (sasl->session != NULL)
		gsasl_finish(sasl->session);
	if (sasl->library != NULL)
		gsasl_done(sasl->library);
	free(sasl);
}
