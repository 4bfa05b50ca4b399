/* option.h - the options there are, and what each does to the request */
#ifndef CMD_OPTION_H
#define CMD_OPTION_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "request.h"

/* Where an option's value stands. */
enum arity {
	ARITY_ALONE,    /* it has none */
	ARITY_VALUE,    /* attached, or the next word */
	ARITY_ATTACHED, /* attached or absent: never the next word */
	ARITY_PERHAPS,  /* attached, or the next word unless an option */
};

/* What an option may change. */
struct options {
	struct arena *arena;
	struct request *request;
	struct error *err;
};

struct option {
	const char *name; /* a letter or a word, without hyphens */
	enum arity arity;
	bool (*take)(struct options *to, const char *value);
};

/* NULL when there is none of that name. */
const struct option *option_letter(char letter);
const struct option *option_word(const char *word);

#endif
