/* said.h - where each setting was said, for the errors that come later */
#ifndef CONF_SAID_H
#define CONF_SAID_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

struct said {
	const char *setting;
	const char *file; /* NULL: by an option */
	unsigned line;
	const char *value; /* never shown: it may be a misplaced password */
	const struct said *before;
};

/* Puts one before all others. */
void
said_note(struct arena *arena, const struct said **said, struct said newest);

/* The newest of a setting, or NULL. */
const struct said *said_find(const struct said *said, const char *setting);

/* ... of those whose value holds the word, between blanks or commas. */
const struct said *
said_find_word(const struct said *said, const char *setting, const char *word);

/* What an error begins with whose cause was said there, see error_at():
 * "FILE:LINE: SETTING: ", or "--SETTING: "; NULL gives NULL. */
const char *said_place(struct arena *arena, const struct said *one);

/* EX_CONFIG, and the place in the file before the sentence, if there is one. */
bool
said_complain(const struct said *one, struct error *err, const char *sentence);

#endif
