#include "mail/stamp.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

const char *
stamp_date(struct arena *arena, time_t when)
{
	struct tm local;
	char text[64];
	localtime_r(&when, &local);
	/* Nothing here calls setlocale(), so %a and %b are English. */
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S %z", &local);
	return arena_text(arena, text);
}

const char *
stamp_message_id(struct arena *arena, const char *domain, struct error *err)
{
	unsigned char bits[16];
	char hex[2 * sizeof(bits) + 1];
	size_t size = sizeof(hex);
	gnutls_datum_t datum = { bits, sizeof(bits) };

	int failed = gnutls_rnd(GNUTLS_RND_NONCE, bits, sizeof(bits));
	if (failed == 0)
		failed = gnutls_hex_encode(&datum, hex, &size);
	if (failed != 0) {
		error_set(err, EX_OSERR, "no random numbers: %s",
		    gnutls_strerror(failed));
		return NULL;
	}
	return arena_print(arena, "<%s@%s>", hex, domain);
}
