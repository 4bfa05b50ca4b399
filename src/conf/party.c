#include "conf/party.h"

#include <inttypes.h>
#include <string.h>

#include "net/listen.h"
#include "net/network.h"

#define COUNT_MOST 10000
/* A network that is larger than any provider's is a mistake, and would make an
 * open relay of us: fc00::/7 and 10.0.0.0/8 are the largest private ones. */
#define BITS_LEAST_IPV4 8
#define BITS_LEAST_IPV6 7

static const char *
check_place(struct arena *arena, const char *word)
{
	(void)arena;
	return listen_is_place(word)
	    ? NULL
	    : "must be places such as 192.0.2.1:25, [2001:db8::1]:25 or "
	      "unix:/run/sendoff/submit.sock";
}

const char *
value_places(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	(void)words;
	return value_each(arena, member, value, check_place);
}

static bool
is_named(const char *word, const char *kind)
{
	return text_starts(word, kind) && word[strlen(kind)] != '\0';
}

/* An address with the size of the network that it is in is one or the other. */
static const char *
check_bits(struct arena *arena, const char *word)
{
	struct network network;
	char start[INET6_ADDRSTRLEN];
	if (network_parse(word, &network) || !network_guess(word, &network))
		return NULL;
	network_print(&network, start);
	return arena_print(arena,
	    "must be networks, and %s is an address in one: write %s/%u for "
	    "the network, or %.*s for that address alone",
	    word, start, network.bits, (int)strcspn(word, "/"), word);
}

static const char *
check_party(struct arena *arena, const char *word)
{
	struct network network;
	const char *wrong = check_bits(arena, word);
	if (is_named(word, "user:") || is_named(word, "group:"))
		return NULL;
	if (wrong != NULL)
		return wrong;
	if (!network_parse(word, &network))
		return "must be networks such as 192.0.2.0/24, user:NAME or "
		       "group:NAME";
	if (network.bits
	    < (network.family == AF_INET ? BITS_LEAST_IPV4 : BITS_LEAST_IPV6))
		return "would let in a good part of the world, and spammers "
		       "look for open relays: name smaller networks, or set "
		       "gate-password-file";
	return NULL;
}

const char *
value_parties(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	(void)words;
	return value_each(arena, member, value, check_party);
}

/* "PARTY REST", where a party may be a login, too; else why it is none. */
static const char *
split_party(struct arena *arena, const char *value, const char **party,
    const char **rest)
{
	size_t length = strcspn(value, " \t");
	*party = arena_copy(arena, value, length);
	*rest = value + length + strspn(value + length, " \t");
	const char *wrong = check_bits(arena, *party);
	if (wrong == NULL && !is_named(*party, "login:")
	    && check_party(arena, *party) != NULL)
		wrong = "must begin with a network, user:NAME, group:NAME or "
			"login:NAME";
	return wrong;
}

const char *
value_senders(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	const char *party, *rest, *address = NULL;
	const char *wrong = split_party(arena, value, &party, &rest);
	if (wrong != NULL)
		return wrong;
	if (value_address(arena, &address, rest, words) != NULL)
		return "must have one address behind whom it is for";
	text_list_add(
	    arena, member, arena_print(arena, "%s %s", party, address));
	return NULL;
}

const char *
value_sizes(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	const char *party, *rest;
	uint64_t octets = 0;
	const char *wrong = split_party(arena, value, &party, &rest);
	if (wrong != NULL)
		return wrong;
	if (value_size(arena, &octets, rest, words) != NULL)
		return "must have a number of octets such as 25M behind whom "
		       "it is for";
	text_list_add(
	    arena, member, arena_print(arena, "%s %" PRIu64, party, octets));
	return NULL;
}

const char *
value_mode(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	unsigned mode = 0;
	(void)arena;
	(void)words;
	for (const char *c = value; *c != '\0'; c++) {
		if (*c < '0' || *c > '7' || c - value >= 4)
			return "must be a mode such as 660";
		mode = mode * 8 + (unsigned)(*c - '0');
	}
	if (value[0] == '\0' || mode > 0777)
		return "must be a mode such as 660";
	*(unsigned *)member = mode;
	return NULL;
}

const char *
value_count(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	uint64_t count;
	(void)arena;
	(void)words;
	if (!text_number(value, COUNT_MOST, &count))
		return "must be a number from 1 to 10000, or 0 for no limit";
	*(unsigned *)member = (unsigned)count;
	return NULL;
}
