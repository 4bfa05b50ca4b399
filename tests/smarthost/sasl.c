/* sasl.c - the server's side of one AUTH exchange, by libgsasl */
#include "smarthost/sasl.h"

#include <gsasl.h>
#include <string.h>

#include "smarthost/line.h"
#include "smarthost/tls.h"

struct exchange {
	const struct wire *wire;
	const struct login *login;
	bool binds; /* a -PLUS mechanism */
	bool plus_offered;
	Gsasl_session *session;
};

/* May this user act as the one it asks for? Only as itself. */
static bool
is_our_user(const struct login *login, Gsasl_session *session)
{
	const char *user = gsasl_property_fast(session, GSASL_AUTHID);
	const char *as = gsasl_property_fast(session, GSASL_AUTHZID);

	return login->user != NULL && login->password != NULL && user != NULL
	    && strcmp(user, login->user) == 0
	    && (as == NULL || *as == '\0' || strcmp(as, user) == 0);
}

static int
tell_password(const struct exchange *exchange, Gsasl_session *session)
{
	if (!is_our_user(exchange->login, session))
		return GSASL_NO_PASSWORD;
	return gsasl_property_set(
	    session, GSASL_PASSWORD, exchange->login->password);
}

static int
validate_external(const struct exchange *exchange, Gsasl_session *session)
{
	char name[256];
	const char *as = gsasl_property_fast(session, GSASL_AUTHZID);
	const char *user = exchange->login->user;

	if (!tls_client_name(exchange->wire, name, sizeof(name))
	    || (user != NULL && strcmp(user, name) != 0)
	    || (as != NULL && *as != '\0' && strcmp(as, name) != 0))
		return GSASL_AUTHENTICATION_ERROR;
	return GSASL_OK;
}

static int
tell_binding(const struct exchange *exchange, Gsasl_session *session,
    Gsasl_property property, gnutls_channel_binding_t kind)
{
	gnutls_datum_t binding;
	char *text = NULL;

	/* gsasl 2.2.0 refuses a SCRAM without -PLUS that knows a binding. */
	if (!exchange->binds || !tls_binding(exchange->wire, kind, &binding))
		return GSASL_NO_CALLBACK;
	int code = gsasl_base64_to(
	    (const char *)binding.data, binding.size, &text, NULL);
	gnutls_free(binding.data);
	if (code == GSASL_OK)
		code = gsasl_property_set(session, property, text);
	gsasl_free(text);
	return code;
}

static int
answer(Gsasl *gsasl, Gsasl_session *session, Gsasl_property property)
{
	const struct exchange *exchange = gsasl_callback_hook_get(gsasl);

	switch ((int)property) {
	case GSASL_PASSWORD:
		return tell_password(exchange, session);
	case GSASL_VALIDATE_EXTERNAL:
		return validate_external(exchange, session);
	case GSASL_CB_TLS_EXPORTER:
		return tell_binding(
		    exchange, session, property, GNUTLS_CB_TLS_EXPORTER);
	case GSASL_CB_TLS_UNIQUE:
		return tell_binding(
		    exchange, session, property, GNUTLS_CB_TLS_UNIQUE);
	case GSASL_REALM:
	case GSASL_HOSTNAME:
		return gsasl_property_set(session, property, "localhost");
	default:
		return GSASL_NO_CALLBACK;
	}
}

/* Does the first message of SCRAM say that the client could bind the channel
 * but saw no -PLUS? */
static bool
saw_no_plus(const char *base64)
{
	char *message = NULL;
	size_t length = 0;

	if (gsasl_base64_from(base64, strlen(base64), &message, &length)
	    != GSASL_OK)
		return false;
	bool says_so = length > 0 && message[0] == 'y';
	gsasl_free(message);
	return says_so;
}

/* Says a challenge, hears the response. */
static enum sasl_verdict
challenge(struct wire *wire, const char *text, char **response)
{
	size_t length;

	line_say(wire, "334 %s", text);
	if (!line_hear(wire, response, &length))
		return SASL_LOST;
	if (strcmp(*response, "*") == 0)
		return SASL_CANCELLED;
	return strlen(*response) == length ? SASL_WELCOME : SASL_GARBLED;
}

/* One step of the mechanism. */
static int
step(const struct exchange *exchange, const char *input, char **output)
{
	if (exchange->plus_offered && input != NULL && saw_no_plus(input))
		return GSASL_AUTHENTICATION_ERROR;
	return gsasl_step64(exchange->session, input, output);
}

static enum sasl_verdict
converse(const struct exchange *exchange, struct wire *wire, const char *input)
{
	char *response = NULL;

	for (;; input = response) {
		char *output = NULL;
		int code = step(exchange, input, &output);

		if (code == GSASL_BASE64_ERROR)
			return SASL_GARBLED;
		if (code != GSASL_OK && code != GSASL_NEEDS_MORE)
			return SASL_REFUSED;

		/* What the mechanism says at its end cannot ride on the 235
		 * (RFC 4954 section 4): the client takes it with an empty
		 * response. */
		bool done = code == GSASL_OK;
		bool more = !done || (output != NULL && *output != '\0');
		enum sasl_verdict heard = SASL_WELCOME;
		if (more)
			heard = challenge(wire, output, &response);
		gsasl_free(output);
		if (!more || heard != SASL_WELCOME)
			return heard;
		if (done)
			return *response == '\0' ? SASL_WELCOME : SASL_REFUSED;
	}
}

/* LOGIN asks for the user first, but many a client tells it unasked. */
static void
skip_question(const struct exchange *exchange)
{
	char *question = NULL;

	gsasl_step64(exchange->session, NULL, &question);
	gsasl_free(question);
}

bool
sasl_knows(const char *mechanism)
{
	Gsasl *gsasl;

	if (gsasl_init(&gsasl) != GSASL_OK)
		return false;
	bool known = gsasl_server_support_p(gsasl, mechanism) == 1;
	gsasl_done(gsasl);
	return known;
}

static bool
ends_in_plus(const char *mechanism)
{
	size_t length = strlen(mechanism);

	return length > 5 && strcmp(mechanism + length - 5, "-PLUS") == 0;
}

enum sasl_verdict
sasl_exchange(struct wire *wire, const struct login *login,
    const char *mechanism, const char *initial, bool plus_offered)
{
	struct exchange exchange = { .wire = wire,
		.login = login,
		.binds = ends_in_plus(mechanism),
		.plus_offered = plus_offered };
	enum sasl_verdict verdict = SASL_REFUSED;
	Gsasl *gsasl;

	/* "=" is an initial response that is empty, not one that is none. */
	if (initial != NULL && strcmp(initial, "=") == 0)
		initial = "";
	if (gsasl_init(&gsasl) != GSASL_OK)
		return SASL_REFUSED;
	gsasl_callback_set(gsasl, answer);
	gsasl_callback_hook_set(gsasl, &exchange);
	if (gsasl_server_start(gsasl, mechanism, &exchange.session)
	    == GSASL_OK) {
		if (initial != NULL && strcmp(mechanism, "LOGIN") == 0)
			skip_question(&exchange);
		verdict = converse(&exchange, wire, initial);
		gsasl_finish(exchange.session);
	}
	gsasl_done(gsasl);
	return verdict;
}
