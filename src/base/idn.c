#include "base/idn.h"

#include <idn2.h>
#include <string.h>

#include "base/text.h"

const char *
idn_to_ascii(struct arena *arena, const char *name)
{
	char *ascii = NULL;
	int flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;
	if (text_is_ascii(name, strlen(name)))
		return name;
	if (idn2_to_ascii_8z(name, &ascii, flags) != IDN2_OK)
		return NULL;
	const char *copy = arena_text(arena, ascii);
	idn2_free(ascii);
	return copy;
}
