#include "mail/stamp.h"

#include <stdio.h>
#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/buf.h"
#include "base/text.h"

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

#define UTC "%Y-%m-%dT%H:%M:%SZ"

const char *
stamp_utc(struct arena *arena, time_t when)
{
	struct tm utc;
	char text[64];
	gmtime_r(&when, &utc);
	strftime(text, sizeof(text), UTC, &utc);
	return arena_text(arena, text);
}

bool
stamp_read_utc(const char *text, time_t *when)
{
	struct tm utc = { 0 };
	const char *end = strptime(text, UTC, &utc);
	if (end == NULL || *end != '\0')
		return false;
	*when = timegm(&utc);
	return *when >= 0;
}

bool
stamp_read(const char *text, time_t *when)
{
	struct tm local = { 0 };
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S%z", &local);
	if (end == NULL || *end != '\0')
		return false;
	time_t east = local.tm_gmtoff;
	*when = timegm(&local) - east;
	return true;
}

const char *
stamp_received(
    struct arena *arena, const char *host, const char *from, time_t when)
{
	struct buf text = BUF(1024);
	buf_print(&text, "by %s (sendoff, from ", host);
	for (; *from != '\0'; from++) {
		/* It stands in a comment. */
		if (strchr("()\\", *from) != NULL)
			buf_byte(&text, '\\');
		buf_byte(&text, text_is_control(*from) ? ' ' : *from);
	}
	buf_print(&text, ");\r\n\t%s", stamp_date(arena, when));
	const char *body = arena_copy(arena, text.data, text.length);
	buf_free(&text);
	return body;
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
