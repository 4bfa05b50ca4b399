#include "net/network.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

static unsigned
size_of(int family)
{
	return family == AF_INET ? 4 : 16;
}

/* ::ffff:192.0.2.0/120 is 192.0.2.0/24. */
static void
unmap(struct network *network)
{
	if (network->family != AF_INET6 || network->bits < 96
	    || memcmp(network->octets, mapped, sizeof(mapped)) != 0)
		return;
	memmove(network->octets, network->octets + sizeof(mapped), 4);
	memset(network->octets + 4, 0, sizeof(network->octets) - 4);
	network->family = AF_INET;
	network->bits -= 96;
}

/* Clears what is behind the common bits. */
static void
mask(struct network *network)
{
	unsigned whole = network->bits / 8, rest = network->bits % 8;
	for (unsigned i = whole; i < sizeof(network->octets); i++) {
		unsigned keep = i == whole ? 0xff00u >> rest : 0;
		network->octets[i] &= (unsigned char)keep;
	}
}

static bool
read_network(const char *text, struct network *network)
{
	char address[INET6_ADDRSTRLEN] = { 0 };
	size_t length = strcspn(text, "/");
	uint64_t bits;
	if (length >= sizeof(address))
		return false;
	memcpy(address, text, length);
	*network = (struct network){ 0 };
	network->family = strchr(address, ':') != NULL ? AF_INET6 : AF_INET;
	if (inet_pton(network->family, address, network->octets) != 1)
		return false;
	bits = size_of(network->family) * 8;
	if (text[length] == '/' && !text_number(text + length + 1, bits, &bits))
		return false;
	network->bits = (unsigned)bits;
	return true;
}

bool
network_parse(const char *text, struct network *network)
{
	if (!read_network(text, network))
		return false;
	struct network masked = *network;
	mask(&masked);
	if (memcmp(masked.octets, network->octets, sizeof(masked.octets)) != 0)
		return false;
	unmap(network);
	return true;
}

bool
network_guess(const char *text, struct network *network)
{
	if (!read_network(text, network))
		return false;
	mask(network);
	unmap(network);
	return true;
}

bool
network_is_address(const char *text)
{
	unsigned char address[16];
	return inet_pton(AF_INET, text, address) == 1
	    || inet_pton(AF_INET6, text, address) == 1;
}

bool
network_of(const struct sockaddr *address, struct network *network)
{
	*network = (struct network){ .family = address->sa_family };
	if (address->sa_family == AF_INET)
		memcpy(network->octets,
		    &((const struct sockaddr_in *)address)->sin_addr, 4);
	else if (address->sa_family == AF_INET6)
		memcpy(network->octets,
		    &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
	else
		return false;
	network->bits = size_of(network->family) * 8;
	unmap(network);
	return true;
}

bool
network_has(const struct network *network, const struct network *part)
{
	struct network outer = *part;
	if (network->family != part->family || network->bits > part->bits)
		return false;
	outer.bits = network->bits;
	mask(&outer);
	return memcmp(outer.octets, network->octets, sizeof(outer.octets)) == 0;
}

struct network
network_around(const struct network *address)
{
	struct network around = *address;
	if (around.family == AF_INET6)
		around.bits = 64;
	mask(&around);
	return around;
}

bool
network_is_loopback(const struct network *address)
{
	static const struct network four = { AF_INET, { [0] = 127 }, 8 },
				    six = { AF_INET6, { [15] = 1 }, 128 };
	return network_has(&four, address) || network_has(&six, address);
}

void
network_print(const struct network *address, char text[INET6_ADDRSTRLEN])
{
	if (inet_ntop(address->family, address->octets, text, INET6_ADDRSTRLEN)
	    == NULL)
		text[0] = '\0';
}
