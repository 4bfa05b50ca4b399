#include "net/der.h"

enum {
	INTEGER = 0x02,
	SEQUENCE = 0x30,
	TBS_VERSION = 0xa0, /* [0], constructed */
	LONG_FORM = 0x80,
};

/* The length that begins at data[1], X.690 8.1.3 and 10.1; its own octets and
 * the tag go to *before. Names and what is about them are below 64 KiB. */
static bool
read_length(struct slice from, size_t *before, size_t *length)
{
	const unsigned char *octets = (const unsigned char *)from.data;
	if (from.length < 2)
		return false;
	size_t more = octets[1] & LONG_FORM ? octets[1] & ~LONG_FORM : 0;
	*before = 2 + more;
	if (more > 3 || (octets[1] & LONG_FORM && more == 0)
	    || from.length < *before)
		return false;
	*length = more == 0 ? octets[1] : 0;
	for (size_t i = 0; i < more; i++)
		*length = *length << 8 | octets[2 + i];
	return *length <= from.length - *before;
}

/* Takes the next value off, tag and length included, if it is of that kind. */
static bool
take(struct slice *from, unsigned char tag, struct slice *value)
{
	size_t before, length;
	if (from->length == 0 || (unsigned char)from->data[0] != tag
	    || !read_length(*from, &before, &length))
		return false;
	*value = (struct slice){ from->data, before + length };
	from->data += before + length;
	from->length -= before + length;
	return true;
}

/* Steps inside the sequence that a slice begins with. */
static bool
enter(struct slice *from)
{
	size_t before, length;
	if (from->length == 0 || (unsigned char)from->data[0] != SEQUENCE
	    || !read_length(*from, &before, &length))
		return false;
	*from = (struct slice){ from->data + before, length };
	return true;
}

bool
der_names(struct slice certificate, struct slice *issuer, struct slice *subject)
{
	struct slice at = certificate, other;
	bool is_certificate = enter(&at);
	if (!is_certificate || !enter(&at))
		return false;
	take(&at, TBS_VERSION, &other);
	return take(&at, INTEGER, &other) && take(&at, SEQUENCE, &other)
	    && take(&at, SEQUENCE, issuer) && take(&at, SEQUENCE, &other)
	    && take(&at, SEQUENCE, subject);
}
