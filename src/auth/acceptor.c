#include "auth/acceptor.h"

#include <stdlib.h>
#include <string.h>

#include <gsasl.h>

#include "base/base64.h"
#include "base/memory.h"
#include "base/text.h"

#define STEPS_MOST 8

enum kind { SCRAM_256, SCRAM_1, CRAM, PLAIN, LOGIN };

/* In the order they are offered: clients that do not choose take the first. */
static const struct mechanism {
	const char *name;
	enum kind kind;
	bool client_first;
} mechanisms[] = {
	{ "SCRAM-SHA-256", SCRAM_256, true },
	{ "SCRAM-SHA-1", SCRAM_1, true },
	{ "PLAIN", PLAIN, true },
	{ "LOGIN", LOGIN, false },
	{ "CRAM-MD5", CRAM, false },
};

struct acceptor {
	const struct acceptor_terms *terms;
	const struct mechanism *mechanism;
	Gsasl *library;
	Gsasl_session *session;
	struct buf user;
	unsigned steps;
	bool proved; /* all that is left is the client's empty response */
};

static bool
can_do(const struct acceptor_terms *terms, const struct mechanism *mechanism)
{
	const struct passwords *passwords = terms->passwords;
	bool sha256 = passwords_have(passwords, GNUTLS_MAC_SHA256);
	bool sha1 = passwords_have(passwords, GNUTLS_MAC_SHA1);
	switch (mechanism->kind) {
	case SCRAM_256:
		return sha256;
	case SCRAM_1:
		return sha1;
	case CRAM:
		return passwords_have_clear(passwords);
	case PLAIN:
	case LOGIN:
		break;
	}
	return terms->may_see && (sha256 || sha1);
}

#define COUNT (sizeof(mechanisms) / sizeof(mechanisms[0]))

void
acceptor_offer(const struct acceptor_terms *terms, struct buf *list)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (can_do(terms, &mechanisms[i]))
			buf_print(list, "%s%s", list->length > 0 ? " " : "",
			    mechanisms[i].name);
	}
}

/* ---- what the library asks ---- */

static int
set_octets(Gsasl_session *session, Gsasl_property property, const char *octets,
    size_t length)
{
	struct buf text = BUF_SECRET(256);
	int result = base64_encode(&text, octets, length)
	    ? gsasl_property_set(session, property, text.data)
	    : GSASL_MALLOC_ERROR;
	buf_free(&text);
	return result;
}

static int
tell_verifier(const struct acceptor *acceptor, Gsasl_session *session,
    Gsasl_property property)
{
	gnutls_mac_algorithm_t hash = acceptor->mechanism->kind == SCRAM_256
	    ? GNUTLS_MAC_SHA256
	    : GNUTLS_MAC_SHA1;
	size_t size = gnutls_hmac_get_len(hash);
	const char *user = gsasl_property_fast(session, GSASL_AUTHID);
	if (user == NULL)
		return GSASL_NO_AUTHID;
	struct verifier verifier =
	    passwords_verifier(acceptor->terms->passwords, user, hash);
	struct buf number = BUF(16);
	int result = GSASL_NO_CALLBACK;
	buf_print(&number, "%u", verifier.iterations);
	switch ((int)property) {
	case GSASL_SCRAM_ITER:
		result = gsasl_property_set(session, property, number.data);
		break;
	case GSASL_SCRAM_SALT:
		result = set_octets(
		    session, property, verifier.salt, verifier.salt_length);
		break;
	case GSASL_SCRAM_STOREDKEY:
		result =
		    set_octets(session, property, verifier.stored_key, size);
		break;
	case GSASL_SCRAM_SERVERKEY:
		result =
		    set_octets(session, property, verifier.server_key, size);
		break;
	}
	buf_free(&number);
	memory_wipe(&verifier, sizeof(verifier));
	return result;
}

/* Of who is not there nobody can know the password, but it is tried. */
static int
tell_password(const struct acceptor *acceptor, Gsasl_session *session)
{
	const char *user = gsasl_property_fast(session, GSASL_AUTHID);
	const char *clear = user == NULL
	    ? NULL
	    : passwords_clear(acceptor->terms->passwords, user);
	char random[24];
	if (clear != NULL)
		return gsasl_property_set(session, GSASL_PASSWORD, clear);
	gnutls_rnd(GNUTLS_RND_NONCE, random, sizeof(random));
	return set_octets(session, GSASL_PASSWORD, random, sizeof(random));
}

static bool
check(const struct acceptor *acceptor, const char *user, const char *password)
{
	return user != NULL && password != NULL
	    && passwords_check(acceptor->terms->passwords, user, password);
}

static int
answer(Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
	const struct acceptor *acceptor = gsasl_callback_hook_get(library);
	switch ((int)property) {
	case GSASL_SCRAM_ITER:
	case GSASL_SCRAM_SALT:
	case GSASL_SCRAM_STOREDKEY:
	case GSASL_SCRAM_SERVERKEY:
		return tell_verifier(acceptor, session, property);
	case GSASL_PASSWORD:
		return acceptor->mechanism->kind == CRAM
		    ? tell_password(acceptor, session)
		    : GSASL_NO_CALLBACK;
	case GSASL_VALIDATE_SIMPLE:
		return check(acceptor,
			   gsasl_property_fast(session, GSASL_AUTHID),
			   gsasl_property_fast(session, GSASL_PASSWORD))
		    ? GSASL_OK
		    : GSASL_AUTHENTICATION_ERROR;
	case GSASL_HOSTNAME:
		return gsasl_property_set(
		    session, property, acceptor->terms->host);
	default:
		return GSASL_NO_CALLBACK;
	}
}

/* ---- the exchange ---- */

static const struct mechanism *
find(const struct acceptor_terms *terms, const char *name)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (text_equal(mechanisms[i].name, name)
		    && can_do(terms, &mechanisms[i]))
			return &mechanisms[i];
	}
	return NULL;
}

struct acceptor *
acceptor_start(const struct acceptor_terms *terms, const char *mechanism,
    struct error *err)
{
	const struct mechanism *found = find(terms, mechanism);
	if (found == NULL) {
		error_set(err, EX_UNAVAILABLE, "this mechanism is not offered");
		return NULL;
	}
	struct acceptor *acceptor = memory_get(sizeof(*acceptor));
	*acceptor = (struct acceptor){
		.terms = terms, .mechanism = found, .user = BUF(1024)
	};
	if (found->kind == LOGIN)
		return acceptor;
	if (gsasl_init(&acceptor->library) == GSASL_OK) {
		gsasl_callback_hook_set(acceptor->library, acceptor);
		gsasl_callback_set(acceptor->library, answer);
		if (gsasl_server_start(
			acceptor->library, found->name, &acceptor->session)
		    == GSASL_OK)
			return acceptor;
	}
	error_set(
	    err, EX_UNAVAILABLE, "the SASL library has no %s", found->name);
	acceptor_free(acceptor);
	return NULL;
}

static enum acceptor_verdict
refuse(const struct acceptor *acceptor, int code, struct error *err)
{
	struct buf user = BUF(256);
	text_printable(&user, acceptor->user.data, acceptor->user.length);
	if (code == EX_NOPERM)
		error_set(err, code, "login of %s by %s refused",
		    user.length > 0 ? user.data : "nobody",
		    acceptor->mechanism->name);
	else
		error_set(err, code, "the client does not speak %s",
		    acceptor->mechanism->name);
	buf_free(&user);
	return ACCEPTOR_REFUSES;
}

/* LOGIN has no RFC, and old devices wait for just these words, which are not
 * the library's. */
static enum acceptor_verdict
step_login(struct acceptor *acceptor, const struct buf *response,
    struct buf *challenge, struct error *err)
{
	bool has_nul = response != NULL
	    && memchr(response->data, '\0', response->length) != NULL;
	if (has_nul)
		return refuse(acceptor, EX_PROTOCOL, err);
	if (response == NULL) {
		buf_text(challenge, "Username:");
		return ACCEPTOR_ASKS;
	}
	if (acceptor->user.length == 0) {
		buf_add(&acceptor->user, response->data, response->length);
		buf_text(challenge, "Password:");
		return acceptor->user.length > 0
		    ? ACCEPTOR_ASKS
		    : refuse(acceptor, EX_PROTOCOL, err);
	}
	return check(acceptor, acceptor->user.data, response->data)
	    ? ACCEPTOR_GRANTS
	    : refuse(acceptor, EX_NOPERM, err);
}

static void
note_user(struct acceptor *acceptor)
{
	const char *user = gsasl_property_fast(acceptor->session, GSASL_AUTHID);
	buf_clear(&acceptor->user);
	if (user != NULL)
		buf_text(&acceptor->user, user);
}

/* May this user act as the one it asks for? Only as itself. */
static bool
is_itself(const struct acceptor *acceptor)
{
	const char *as = gsasl_property_fast(acceptor->session, GSASL_AUTHZID);
	return as == NULL || as[0] == '\0'
	    || strcmp(as, acceptor->user.data) == 0;
}

static enum acceptor_verdict
judge(struct acceptor *acceptor, int result, const struct buf *challenge,
    struct error *err)
{
	note_user(acceptor);
	if (result == GSASL_NEEDS_MORE)
		return ACCEPTOR_ASKS;
	if (result == GSASL_MECHANISM_PARSE_ERROR)
		return refuse(acceptor, EX_PROTOCOL, err);
	if (result != GSASL_OK || !is_itself(acceptor))
		return refuse(acceptor, EX_NOPERM, err);
	acceptor->proved = challenge->length > 0;
	return acceptor->proved ? ACCEPTOR_ASKS : ACCEPTOR_GRANTS;
}

/* RFC 5802 section 6: a client binds the channel only by a -PLUS. */
static bool
binds(const struct acceptor *acceptor, const struct buf *response)
{
	bool scram = acceptor->mechanism->kind == SCRAM_256
	    || acceptor->mechanism->kind == SCRAM_1;
	return scram && response->data[0] == 'p';
}

static enum acceptor_verdict
step_library(struct acceptor *acceptor, const struct buf *response,
    struct buf *challenge, struct error *err)
{
	char *output = NULL;
	size_t length = 0;
	if (response == NULL && acceptor->mechanism->client_first)
		return ACCEPTOR_ASKS;
	if (response != NULL && binds(acceptor, response))
		return refuse(acceptor, EX_PROTOCOL, err);
	int result = gsasl_step(acceptor->session,
	    response == NULL ? "" : response->data,
	    response == NULL ? 0 : response->length, &output, &length);
	if (output != NULL)
		buf_add(challenge, output, length);
	gsasl_free(output);
	return judge(acceptor, result, challenge, err);
}

enum acceptor_verdict
acceptor_step(struct acceptor *acceptor, const struct buf *response,
    struct buf *challenge, struct error *err)
{
	if (++acceptor->steps > STEPS_MOST)
		return refuse(acceptor, EX_PROTOCOL, err);
	if (acceptor->proved)
		return response != NULL && response->length == 0
		    ? ACCEPTOR_GRANTS
		    : refuse(acceptor, EX_PROTOCOL, err);
	return acceptor->mechanism->kind == LOGIN
	    ? step_login(acceptor, response, challenge, err)
	    : step_library(acceptor, response, challenge, err);
}

const char *
acceptor_user(const struct acceptor *acceptor)
{
	return acceptor->user.data;
}

void
acceptor_free(struct acceptor *acceptor)
{
	if (acceptor->session != NULL)
		gsasl_finish(acceptor->session);
	if (acceptor->library != NULL)
		gsasl_done(acceptor->library);
	buf_free(&acceptor->user);
	free(acceptor);
}
