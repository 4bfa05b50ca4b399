#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

static void
tame(struct error *err)
{
	for (char *c = err->text; *c != '\0'; c++) {
		if (text_is_control(*c))
			*c = '?';
	}
}

bool
error_set(struct error *err, int code, const char *format, ...)
{
	if (err->code != 0)
		return false;
	err->code = code;

	va_list ap;
	va_start(ap, format);
	vsnprintf(err->text, sizeof(err->text), format, ap);
	va_end(ap);
	tame(err);
	return false;
}

bool
error_at(struct error *err, const char *place)
{
	if (place == NULL)
		return false;
	struct error bare = *err;
	if (snprintf(err->text, sizeof(err->text), "%s%s", place, bare.text)
	    < 0)
		*err = bare;
	tame(err);
	return false;
}

void
error_clear(struct error *err)
{
	*err = (struct error){ 0 };
}
