#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

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
	for (char *c = err->text; *c != '\0'; c++) {
		if (text_is_control(*c))
			*c = '?';
	}
	return false;
}

void
error_clear(struct error *err)
{
	*err = (struct error){ 0 };
}
