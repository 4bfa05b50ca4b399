#include "auth/passwords.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"

#define CLEAR "CLEAR$"

struct reader {
	struct arena *arena;
	const char *file;
	unsigned line;
	struct passwords_entry *entries;
	size_t count;
	struct error *err;
};

static bool
complain(const struct reader *reader, const char *what)
{
	return error_set(reader->err, EX_CONFIG, "%s:%u: %s", reader->file,
	    reader->line, what);
}

bool
passwords_is_user(const char *user)
{
	return user[0] != '\0' && user[0] != '#' && strchr(user, ' ') == NULL
	    && text_is_printable(user) && text_is_utf8(user, strlen(user));
}

static struct passwords_entry *
entry_of(struct reader *reader, const char *user)
{
	for (size_t i = 0; i < reader->count; i++) {
		if (strcmp(reader->entries[i].user, user) == 0)
			return &reader->entries[i];
	}
	reader->entries = arena_more(reader->arena, reader->entries,
	    reader->count, sizeof(*reader->entries));
	struct passwords_entry *entry = &reader->entries[reader->count++];
	*entry = (struct passwords_entry){ .user = user };
	return entry;
}

static bool
add_verifier(
    struct reader *reader, struct passwords_entry *entry, struct slice text)
{
	struct verifier *verifier = arena_get(reader->arena, sizeof(*verifier));
	if (!verifier_parse(verifier, text))
		return complain(reader,
		    "this is no entry that we know, or one that is not safe: "
		    "make it with sendoff --hash-password");
	const struct verifier **place =
	    verifier->hash == GNUTLS_MAC_SHA256 ? &entry->sha256 : &entry->sha1;
	if (*place != NULL)
		return complain(reader, "the user has such an entry already");
	*place = verifier;
	return true;
}

static bool
add_clear(
    struct reader *reader, struct passwords_entry *entry, struct slice password)
{
	if (password.length == 0)
		return complain(reader, "the password is empty");
	if (entry->clear != NULL)
		return complain(reader, "the user has such an entry already");
	entry->clear =
	    arena_copy(reader->arena, password.data, password.length);
	return true;
}

static bool
read_line(struct reader *reader, struct slice line)
{
	const size_t marked = strlen(CLEAR);
	line = text_trim(line);
	if (line.length == 0 || line.data[0] == '#')
		return true;
	if (memchr(line.data, '\0', line.length) != NULL)
		return complain(reader, "a NUL in the line");
	const char *end = memchr(line.data, ' ', line.length);
	if (end == NULL)
		return complain(reader, "a line must read USER ENTRY");
	size_t length = (size_t)(end - line.data);
	const char *user = arena_copy(reader->arena, line.data, length);
	struct slice proof =
	    text_trim((struct slice){ end, line.length - length });
	if (!passwords_is_user(user))
		return complain(reader, "the user holds a control character");
	struct passwords_entry *entry = entry_of(reader, user);
	if (proof.length >= marked && memcmp(proof.data, CLEAR, marked) == 0)
		return add_clear(reader, entry,
		    (struct slice){
			proof.data + marked, proof.length - marked });
	return add_verifier(reader, entry, proof);
}

static bool
read_text(struct reader *reader, const struct buf *text)
{
	struct slice rest =
	    text_without_mark((struct slice){ text->data, text->length });
	struct slice line;
	while (text_next_line(&rest, &line)) {
		reader->line++;
		if (!read_line(reader, line))
			return false;
	}
	return reader->count > 0
	    || error_set(reader->err, EX_CONFIG,
		"%s names nobody who may log in: add a line with sendoff "
		"--hash-password",
		reader->file);
}

/* What users see who are not there must be the same in every process that
 * reads this file, and nobody else may know it: it is made of the file. */
static bool
set_pepper(struct passwords *passwords, const struct buf *text)
{
	return gnutls_hash_fast(GNUTLS_DIG_SHA256, text->data, text->length,
		   passwords->pepper)
	    == 0;
}

bool
passwords_load(struct arena *arena, const char *file,
    struct passwords *passwords, struct error *err)
{
	struct buf text = BUF_SECRET(PASSWORDS_MOST);
	struct reader reader = { .arena = arena, .file = file, .err = err };
	bool well = file_load_secret(file, &text, err)
	    && read_text(&reader, &text)
	    && (set_pepper(passwords, &text)
		|| error_set(err, EX_SOFTWARE, "there is no SHA-256"));
	buf_free(&text);
	passwords->entries = reader.entries;
	passwords->count = reader.count;
	return well;
}

/* ---- who is there ---- */

static const struct verifier *
of_hash(const struct passwords_entry *entry, gnutls_mac_algorithm_t hash)
{
	return hash == GNUTLS_MAC_SHA256 ? entry->sha256 : entry->sha1;
}

/* Looks at all of them, whether it is found or not. */
static const struct passwords_entry *
find(const struct passwords *passwords, const char *user)
{
	static const struct passwords_entry nobody = { 0 };
	const struct passwords_entry *found = &nobody;
	for (size_t i = 0; i < passwords->count; i++) {
		if (strcmp(passwords->entries[i].user, user) == 0)
			found = &passwords->entries[i];
	}
	return found;
}

static const struct verifier *
first_of(const struct passwords *passwords, gnutls_mac_algorithm_t hash)
{
	for (size_t i = 0; i < passwords->count; i++) {
		if (of_hash(&passwords->entries[i], hash) != NULL)
			return of_hash(&passwords->entries[i], hash);
	}
	return NULL;
}

bool
passwords_have(const struct passwords *passwords, gnutls_mac_algorithm_t hash)
{
	return first_of(passwords, hash) != NULL;
}

bool
passwords_have_clear(const struct passwords *passwords)
{
	for (size_t i = 0; i < passwords->count; i++) {
		if (passwords->entries[i].clear != NULL)
			return true;
	}
	return false;
}

/* HMAC(pepper, user) makes its salt; its keys are random, so that no password
 * is known to fit. */
static struct verifier
pretend(const struct passwords *passwords, const char *user,
    gnutls_mac_algorithm_t hash)
{
	const struct verifier *like = first_of(passwords, hash);
	char octets[VERIFIER_KEY_MOST];
	struct verifier verifier = { .hash = hash,
		.iterations =
		    like == NULL ? VERIFIER_ITERATIONS : like->iterations,
		.salt_length = 16 };
	gnutls_hmac_fast(GNUTLS_MAC_SHA256, passwords->pepper,
	    sizeof(passwords->pepper), user, strlen(user), octets);
	memcpy(verifier.salt, octets, verifier.salt_length);
	gnutls_rnd(GNUTLS_RND_NONCE, verifier.stored_key, VERIFIER_KEY_MOST);
	gnutls_rnd(GNUTLS_RND_NONCE, verifier.server_key, VERIFIER_KEY_MOST);
	return verifier;
}

struct verifier
passwords_verifier(const struct passwords *passwords, const char *user,
    gnutls_mac_algorithm_t hash)
{
	const struct verifier *own = of_hash(find(passwords, user), hash);
	struct verifier pretended = pretend(passwords, user, hash);
	return own != NULL ? *own : pretended;
}

bool
passwords_check(
    const struct passwords *passwords, const char *user, const char *password)
{
	const struct passwords_entry *entry = find(passwords, user);
	bool sha1 = entry->sha256 == NULL
	    && (entry->sha1 != NULL
		|| !passwords_have(passwords, GNUTLS_MAC_SHA256));
	gnutls_mac_algorithm_t hash =
	    sha1 ? GNUTLS_MAC_SHA1 : GNUTLS_MAC_SHA256;
	struct verifier verifier = passwords_verifier(passwords, user, hash);
	return verifier_check(&verifier, password)
	    && of_hash(entry, hash) != NULL;
}

const char *
passwords_clear(const struct passwords *passwords, const char *user)
{
	return find(passwords, user)->clear;
}

bool
passwords_print(
    const char *user, const char *password, struct buf *to, struct error *err)
{
	static const gnutls_mac_algorithm_t hashes[] = { GNUTLS_MAC_SHA256,
		GNUTLS_MAC_SHA1 };
	for (size_t i = 0; i < 2; i++) {
		struct verifier verifier;
		if (!verifier_make(&verifier, hashes[i], password, err))
			return false;
		buf_print(to, "%s ", user);
		verifier_print(&verifier, to);
		buf_byte(to, '\n');
	}
	return true;
}
