#include "base/base64.h"

#include <gnutls/gnutls.h>

#include "base/memory.h"

static bool
take(struct buf *to, gnutls_datum_t *result)
{
	buf_add(to, result->data, result->size);
	memory_wipe(result->data, result->size);
	gnutls_free(result->data);
	return !buf_is_full(to);
}

bool
base64_encode(struct buf *to, const char *data, size_t length)
{
	gnutls_datum_t in = { (void *)data, (unsigned)length };
	gnutls_datum_t result;
	if (length == 0)
		return true;
	return gnutls_base64_encode2(&in, &result) == 0 && take(to, &result);
}

bool
base64_decode(struct buf *to, const char *text, size_t length)
{
	gnutls_datum_t in = { (void *)text, (unsigned)length };
	gnutls_datum_t result;
	if (length == 0)
		return true;
	return gnutls_base64_decode2(&in, &result) == 0 && take(to, &result);
}
