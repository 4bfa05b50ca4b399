/* quote.h - the double quotes around a value */
#ifndef CONF_QUOTE_H
#define CONF_QUOTE_H

#include "base/text.h"

/* The value without the quotes around the whole of it. */
struct slice quote_drop(struct slice value);

/* What is wrong with a quote at one end alone that has no fellow within, as
 * that of "jane doe"@example.com has one; NULL: nothing. */
const char *quote_wrong(struct slice value);

#endif
