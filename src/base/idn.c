#include "base/idn.h"

#include <idn2.h>
#include <string.h>

#include "base/text.h"

/* Some characters that look like others are mapped to them, to a > or a blank
 * too; none of that may come out where an address was thought to be checked. */
static bool
is_host_name(const char *name)
{
	for (; *name != '\0'; name++) {
		char l = text_lower(*name);
		if (!(l >= 'a' && l <= 'z') && !text_is_digit(l)
		    && strchr("-._", l) == NULL)
			return false;
	}
	return true;
}

const char *
idn_to_ascii(struct arena *arena, const char *name)
{
	char *ascii = NULL;
	/* Not IDN2_USE_STD3_ASCII_RULES: it drops what it does not like, and
	 * so makes another name. */
	int flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;
	if (text_is_ascii(name, strlen(name)))
		return name;
	if (idn2_to_ascii_8z(name, &ascii, flags) != IDN2_OK)
		return NULL;
	const char *copy =
	    is_host_name(ascii) ? arena_text(arena, ascii) : NULL;
	idn2_free(ascii);
	return copy;
}
