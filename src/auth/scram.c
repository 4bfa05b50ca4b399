#include "auth/scram.h"

#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gsasl.h>

#include "auth/verifier.h"
#include "base/base64.h"
#include "base/memory.h"
#include "base/text.h"

#define NONCE_OCTETS 18

/* The messages are read in place: `at` is where the next attribute begins. */
struct reader {
	const char *at, *end;
};

/* Takes "n=value" off the front; false when another attribute stands there.
 * Order and names are fixed (RFC 5802 section 7). */
static bool
take(struct reader *reader, char name, struct slice *value)
{
	const char *at = reader->at;
	if (reader->end - at < 2 || at[0] != name || at[1] != '=')
		return false;
	const char *comma = memchr(at, ',', (size_t)(reader->end - at));
	const char *end = comma == NULL ? reader->end : comma;
	*value = (struct slice){ at + 2, (size_t)(end - at - 2) };
	reader->at = comma == NULL ? end : comma + 1;
	return true;
}

static gnutls_mac_algorithm_t
hash_of(const struct scram *scram)
{
	return text_starts(scram->mechanism, "SCRAM-SHA-256")
	    ? GNUTLS_MAC_SHA256
	    : GNUTLS_MAC_SHA1;
}

static bool
binds(const struct scram *scram)
{
	return strstr(scram->mechanism, "-PLUS") != NULL;
}

static bool
nonsense(const struct scram *scram, const char *why, struct error *err)
{
	return error_set(err, EX_PROTOCOL, "cannot log in with %s: %s",
	    scram->mechanism, why);
}

/* ---- the first message ---- */

/* RFC 5802 section 6: `y` tells a server that does offer -PLUS that we have
 * not seen it. Who has seen it and chose otherwise says `n`. */
static void
add_gs2_header(const struct scram *scram, struct buf *to)
{
	if (binds(scram))
		buf_print(to, "p=%s,,", scram->binding_name);
	else if (scram->binding_name != NULL && !scram->offered)
		buf_text(to, "y,,");
	else
		buf_text(to, "n,,");
}

/* Section 5.1: comma and equals sign mean something in a user's name. */
static bool
add_user(const struct scram *scram, struct buf *to, struct error *err)
{
	char *prepared = NULL;
	const char *user = scram->user == NULL ? "" : scram->user;
	if (gsasl_saslprep(user, GSASL_ALLOW_UNASSIGNED, &prepared, NULL)
	    != GSASL_OK)
		return error_set(err, EX_CONFIG,
		    "the user %s holds characters that %s cannot carry", user,
		    scram->mechanism);
	for (const char *c = prepared; *c != '\0'; c++) {
		if (*c == ',' || *c == '=')
			buf_text(to, *c == ',' ? "=2C" : "=3D");
		else
			buf_byte(to, *c);
	}
	gsasl_free(prepared);
	return true;
}

static bool
make_nonce(struct scram *scram)
{
	char octets[NONCE_OCTETS];
	if (scram->nonce.length > 0)
		return true;
	return gnutls_rnd(GNUTLS_RND_NONCE, octets, sizeof(octets)) == 0
	    && base64_encode(&scram->nonce, octets, sizeof(octets));
}

static bool
say_first(struct scram *scram, struct buf *response, struct error *err)
{
	if (!make_nonce(scram))
		return error_set(err, EX_OSERR, "there is no random number");
	buf_text(&scram->message, "n=");
	if (!add_user(scram, &scram->message, err))
		return false;
	buf_print(&scram->message, ",r=%s", scram->nonce.data);
	add_gs2_header(scram, response);
	buf_add(response, scram->message.data, scram->message.length);
	return true;
}

/* ---- the proof ---- */

struct offer {
	struct slice nonce;
	struct buf salt;
	uint64_t iterations;
};

static bool
begins_with_ours(const struct scram *scram, struct slice nonce)
{
	return nonce.length > scram->nonce.length
	    && memcmp(nonce.data, scram->nonce.data, scram->nonce.length) == 0;
}

static bool
is_safe(struct slice digits, uint64_t *count)
{
	char text[16];
	if (digits.length == 0 || digits.length >= sizeof(text))
		return false;
	memcpy(text, digits.data, digits.length);
	text[digits.length] = '\0';
	return text_number(text, VERIFIER_ITERATIONS_MOST, count)
	    && *count >= VERIFIER_ITERATIONS_LEAST;
}

static bool
read_offer(const struct scram *scram, const struct buf *challenge,
    struct offer *offer, struct error *err)
{
	struct reader reader = { challenge->data,
		challenge->data + challenge->length };
	struct slice salt, iterations;
	if (!take(&reader, 'r', &offer->nonce) || !take(&reader, 's', &salt)
	    || !take(&reader, 'i', &iterations))
		return nonsense(scram, "the challenge is none", err);
	/* Also before the nonce is looked at: this is what would hurt. */
	if (!is_safe(iterations, &offer->iterations))
		return error_set(err, EX_PROTOCOL,
		    "the server wants less than %d or more than %d iterations "
		    "of %s, which is not safe",
		    VERIFIER_ITERATIONS_LEAST, VERIFIER_ITERATIONS_MOST,
		    scram->mechanism);
	if (!begins_with_ours(scram, offer->nonce))
		return nonsense(scram, "the nonce is not ours", err);
	return (base64_decode(&offer->salt, salt.data, salt.length)
		   && offer->salt.length > 0)
	    || nonsense(scram, "the salt is none", err);
}

/* Section 3: ClientProof into `proof`; what the server must prove with is
 * kept. */
static void
prove(struct scram *scram, const char *salted, char *proof)
{
	gnutls_mac_algorithm_t hash = hash_of(scram);
	size_t size = gnutls_hmac_get_len(hash);
	const char *message = scram->message.data;
	size_t length = scram->message.length;
	char key[VERIFIER_KEY_MOST], stored[VERIFIER_KEY_MOST];
	verifier_sign(hash, salted, "Server Key", 10, key);
	verifier_sign(hash, key, message, length, scram->expected);

	verifier_sign(hash, salted, "Client Key", 10, key);
	gnutls_hash_fast((gnutls_digest_algorithm_t)hash, key, size, stored);
	verifier_sign(hash, stored, message, length, proof);
	for (size_t i = 0; i < size; i++)
		proof[i] ^= key[i];
	memory_wipe(key, sizeof(key));
	memory_wipe(stored, sizeof(stored));
}

/* "c=…,r=…": the gs2 header once more, and the channel it speaks of. */
static void
add_without_proof(const struct scram *scram, struct slice nonce, struct buf *to)
{
	struct buf channel = BUF(1024);
	add_gs2_header(scram, &channel);
	if (binds(scram))
		buf_add(&channel, scram->binding->data, scram->binding->length);
	buf_text(to, "c=");
	base64_encode(to, channel.data, channel.length);
	buf_text(to, ",r=");
	buf_add(to, nonce.data, nonce.length);
	buf_free(&channel);
}

static bool
say_final(struct scram *scram, const struct buf *challenge,
    struct buf *response, struct error *err)
{
	struct offer offer = { .salt = BUF(4096) };
	char salted[VERIFIER_KEY_MOST];
	bool well = read_offer(scram, challenge, &offer, err)
	    && verifier_salt(hash_of(scram), scram->mechanism, scram->password,
		(struct slice){ offer.salt.data, offer.salt.length },
		(unsigned)offer.iterations, salted, err);
	if (well) {
		char proof[VERIFIER_KEY_MOST];
		add_without_proof(scram, offer.nonce, response);
		buf_byte(&scram->message, ',');
		buf_add(&scram->message, challenge->data, challenge->length);
		buf_byte(&scram->message, ',');
		buf_add(&scram->message, response->data, response->length);
		prove(scram, salted, proof);
		buf_text(response, ",p=");
		base64_encode(
		    response, proof, gnutls_hmac_get_len(hash_of(scram)));
	}
	memory_wipe(salted, sizeof(salted));
	buf_free(&offer.salt);
	if (well && buf_is_full(&scram->message))
		return nonsense(scram, "the challenge is too long", err);
	return well;
}

/* ---- the server's proof ---- */

static bool
hear_proof(struct scram *scram, const struct buf *challenge, struct error *err)
{
	struct reader reader = { challenge->data,
		challenge->data + challenge->length };
	struct slice value;
	struct buf proof = BUF(256), shown = BUF(256);
	size_t size = gnutls_hmac_get_len(hash_of(scram));
	if (take(&reader, 'e', &value)) {
		text_printable(&shown, value.data, value.length);
		error_set(err, EX_NOPERM,
		    "the server ended the login with %s: %s%s",
		    scram->mechanism, shown.data,
		    strstr(shown.data, "support-channel-binding") == NULL
			? ""
			: ": somebody on the way has hidden its -PLUS");
		buf_free(&shown);
		return false;
	}
	scram->done = take(&reader, 'v', &value)
	    && base64_decode(&proof, value.data, value.length)
	    && proof.length == size
	    && gnutls_memcmp(proof.data, scram->expected, size) == 0;
	buf_free(&proof);
	return scram->done
	    || error_set(err, EX_NOPERM,
		"the server failed to prove that it knows the password (%s): "
		"it may be an impostor",
		scram->mechanism);
}

bool
scram_step(struct scram *scram, const struct buf *challenge,
    struct buf *response, struct error *err)
{
	switch (scram->steps++) {
	case 0:
		if (challenge->length > 0)
			return nonsense(scram, "it is our turn to begin", err);
		return say_first(scram, response, err);
	case 1:
		return say_final(scram, challenge, response, err);
	default:
		return hear_proof(scram, challenge, err);
	}
}

void
scram_free(struct scram *scram)
{
	buf_free(&scram->nonce);
	buf_free(&scram->message);
}
