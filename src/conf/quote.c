#include "conf/quote.h"

static bool
begins(struct slice value)
{
	return value.length > 0 && value.data[0] == '"';
}

static bool
ends(struct slice value)
{
	return value.length > 1 && value.data[value.length - 1] == '"';
}

struct slice
quote_drop(struct slice value)
{
	if (begins(value) && ends(value))
		return (struct slice){ value.data + 1, value.length - 2 };
	return value;
}

static bool
is_odd(struct slice value)
{
	bool odd = false;
	for (size_t i = 0; i < value.length; i++) {
		if (value.data[i] == '\\')
			i++;
		else if (value.data[i] == '"')
			odd = !odd;
	}
	return odd;
}

const char *
quote_wrong(struct slice value)
{
	if (begins(value) == ends(value) || !is_odd(value))
		return NULL;
	return begins(value) ? "begins with a quote that is not closed: drop "
			       "it, or close it at the end of the value"
			     : "ends with a quote that is not opened: drop it, "
			       "or open it at the beginning of the value";
}
