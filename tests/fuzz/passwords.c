/* passwords.c - who may come: auth/passwords.h, net/network.h
 *
 * The first part of the input is a password file; each line of the second is a
 * network or an address.
 */
#include "auth/passwords.h"

#include <arpa/inet.h>
#include <string.h>

#include "fuzz/file.h"
#include "fuzz/fuzz.h"
#include "net/network.h"

/* Stands for what must be hidden: wherever it is, an error does not show it. */
#define SECRET "hunter2"

static void
check_same(const struct verifier *a, const struct verifier *b)
{
	struct buf first = BUF(1024), second = BUF(1024);
	verifier_print(a, &first);
	verifier_print(b, &second);
	must(strcmp(first.data, second.data) == 0);
	buf_free(&first);
	buf_free(&second);
}

static void
check_verifier(const struct passwords *passwords,
    const struct passwords_entry *entry, const struct verifier *verifier)
{
	struct verifier again, found;
	struct buf text = BUF(1024);
	verifier_print(verifier, &text);
	must(!buf_is_full(&text));
	must(verifier_parse(&again, (struct slice){ text.data, text.length }));
	check_same(verifier, &again);
	found = passwords_verifier(passwords, entry->user, verifier->hash);
	check_same(verifier, &found);
	buf_free(&text);
}

/* Every entry proves something, and its user is found by it alone. */
static void
check_entry(
    const struct passwords *passwords, const struct passwords_entry *entry)
{
	must(passwords_is_user(entry->user));
	must(entry->sha256 != NULL || entry->sha1 != NULL
	    || entry->clear != NULL);
	for (size_t i = 0; i < passwords->count; i++)
		must(&passwords->entries[i] == entry
		    || strcmp(passwords->entries[i].user, entry->user) != 0);
	if (entry->sha256 != NULL) {
		must(entry->sha256->hash == GNUTLS_MAC_SHA256);
		check_verifier(passwords, entry, entry->sha256);
	}
	if (entry->sha1 != NULL) {
		must(entry->sha1->hash == GNUTLS_MAC_SHA1);
		check_verifier(passwords, entry, entry->sha1);
	}
	must(passwords_clear(passwords, entry->user) == entry->clear);
	must(entry->clear == NULL || entry->clear[0] != '\0');
}

static void
check_nobody(const struct passwords *passwords)
{
	struct verifier first, again;
	first = passwords_verifier(passwords, "#nobody", GNUTLS_MAC_SHA256);
	again = passwords_verifier(passwords, "#nobody", GNUTLS_MAC_SHA256);
	must(first.salt_length == again.salt_length
	    && memcmp(first.salt, again.salt, first.salt_length) == 0);
	must(first.iterations == again.iterations);
	must(passwords_clear(passwords, "#nobody") == NULL);
}

static void
check_file(void)
{
	struct arena arena = { .secret = true };
	struct passwords passwords = { 0 };
	struct error err = { 0 };
	if (passwords_load(&arena, FUZZ_FILE, &passwords, &err)) {
		must(passwords.count > 0);
		for (size_t i = 0; i < passwords.count; i++)
			check_entry(&passwords, &passwords.entries[i]);
		check_nobody(&passwords);
	} else {
		must(err.code == EX_CONFIG);
		must(strstr(err.text, SECRET) == NULL);
		fuzz_check_error(&err);
	}
	arena_free(&arena);
}

/* ---- networks ---- */

/* It has itself, its first address and, but for what is all addresses, not the
 * one before. */
static void
check_network(const char *text, const struct network *network)
{
	char words[INET6_ADDRSTRLEN];
	struct network first = *network, read, around;
	unsigned size = network->family == AF_INET ? 4 : 16, i = size;
	must(network->family == AF_INET || network->family == AF_INET6);
	must_say(network->bits <= size * 8, "%s", text);
	must_say(network_has(network, network), "%s", text);
	first.bits = size * 8;
	must_say(network_has(network, &first), "%s", text);
	must(network->bits == first.bits || !network_has(&first, network));
	network_print(&first, words);
	must_say(network_parse(words, &read), "%s: %s", text, words);
	must_say(network_has(&first, &read) && network_has(&read, &first),
	    "%s: %s", text, words);
	around = network_around(&first);
	must(network_has(&around, &first));
	while (i > 0 && first.octets[--i]-- == 0)
		;
	must_say(
	    network->bits == 0 || !network_has(network, &first), "%s", text);
}

static void
check_networks(struct slice lines)
{
	struct arena arena = { 0 };
	while (lines.length > 0) {
		struct network network;
		const char *text = fuzz_text(&arena, fuzz_take(&lines, '\n'));
		if (network_parse(text, &network))
			check_network(text, &network);
	}
	arena_free(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	file_parts(input);
	check_file();
	fuzz_take(&input, FUZZ_TURN);
	check_networks(input);
	return 0;
}
