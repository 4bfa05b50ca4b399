/* idn.h - a name in Unicode in the form that DNS carries: RFC 5891 */
#ifndef BASE_IDN_H
#define BASE_IDN_H

#include "base/arena.h"

/* The A-labels of a name; ASCII stays as it is. NULL when it has none. */
const char *idn_to_ascii(struct arena *arena, const char *name);

#endif
