/* socks.c - what a proxy answers: net/socks.h
 *
 * Letters: p we have a password, 4 6 the host is an address, s the proxy falls
 * silent in the end, d it drips.
 */
#include "net/socks.h"

#include <string.h>

#include "fuzz/fuzz.h"

/* RFC 1928 and 1929: the octets of answers that connect, or 0. */
static size_t
connected(const struct buf *gave, bool has_password)
{
	const unsigned char *at = (const unsigned char *)gave->data;
	size_t length = gave->length, from = 2;
	if (length < 2 || at[0] != 5 || (at[1] != 0 && at[1] != 2)
	    || (at[1] == 2 && !has_password))
		return 0;
	if (at[1] == 2) {
		if (length < 4 || at[2] != 1 || at[3] != 0)
			return 0;
		from = 4;
	}
	if (length < from + 5 || at[from] != 5 || at[from + 1] != 0)
		return 0;
	size_t address = at[from + 3] == 1 ? 4
	    : at[from + 3] == 4            ? 16
	    : at[from + 3] == 3            ? 1u + at[from + 4]
					   : length;
	size_t whole = from + 4 + address + 2;
	return whole <= length ? whole : 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct slice letters = fuzz_take(&input, '\n');
	bool has_password = fuzz_wants(letters, 'p');
	struct socks_proxy proxy = { .host = "proxy.test",
		.port = "1080",
		.user = has_password ? "joe" : NULL,
		.password = has_password ? "s3cret" : NULL };
	const char *host = fuzz_wants(letters, '4') ? "192.0.2.1"
	    : fuzz_wants(letters, '6')              ? "2001:db8::1"
						    : "mx.test";
	struct peer peer = peer_open(input);
	struct error err = { 0 };
	struct stream stream;
	peer.stalls = fuzz_wants(letters, 's');
	peer.drips = fuzz_wants(letters, 'd');
	stream_open(&stream, peer_layer(&peer), "proxy.test:1080", &err);
	bool well = socks_connect(&stream, &proxy, host, "25", &err);
	size_t whole = connected(&peer.gave, has_password);
	must(well == (whole > 0));
	if (well)
		must(peer.gave.length - stream_unread(&stream) == whole);
	else
		fuzz_check_error(&err);
	must(strstr(err.text, "s3cret") == NULL);
	stream_close(&stream);
	peer_free(&peer);
	return 0;
}
