#include "conf/said.h"

#include <string.h>

#define BETWEEN " \t,"

void
said_note(struct arena *arena, const struct said **said, struct said newest)
{
	struct said *one = arena_get(arena, sizeof(*one));
	*one = newest;
	one->before = *said;
	*said = one;
}

const struct said *
said_find(const struct said *said, const char *setting)
{
	while (said != NULL && strcmp(said->setting, setting) != 0)
		said = said->before;
	return said;
}

static bool
holds(const char *value, const char *word)
{
	size_t length = strlen(word);
	for (;;) {
		value += strspn(value, BETWEEN);
		size_t next = strcspn(value, BETWEEN);
		if (next == 0)
			return false;
		if (next == length && memcmp(value, word, length) == 0)
			return true;
		value += next;
	}
}

const struct said *
said_find_word(const struct said *said, const char *setting, const char *word)
{
	said = said_find(said, setting);
	while (said != NULL && !holds(said->value, word))
		said = said_find(said->before, setting);
	return said;
}

const char *
said_place(struct arena *arena, const struct said *one)
{
	if (one == NULL)
		return NULL;
	if (one->file == NULL)
		return arena_print(arena, "--%s: ", one->setting);
	return arena_print(
	    arena, "%s:%u: %s: ", one->file, one->line, one->setting);
}

bool
said_complain(const struct said *one, struct error *err, const char *sentence)
{
	if (one == NULL || one->file == NULL)
		return error_set(err, EX_CONFIG, "%s", sentence);
	return error_set(
	    err, EX_CONFIG, "%s:%u: %s", one->file, one->line, sentence);
}
