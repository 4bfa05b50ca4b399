/* anchor.c - files of keys that DNSSEC begins with: net/anchor.h
 *
 * One without a key must never pass: libunbound would take every zone for one
 * that is not signed.
 */
#include "net/anchor.h"

#include <string.h>
#include <strings.h>

#include "fuzz/file.h"
#include "fuzz/fuzz.h"

static bool
is_key(const char *word)
{
	return strcasecmp(word, "DS") == 0 || strcasecmp(word, "DNSKEY") == 0;
}

/* By the C library: line by line, without comments, word by word. */
static bool
holds_key(char *text)
{
	char *line, *lines, *words;
	for (line = strtok_r(text, "\n", &lines); line != NULL;
	     line = strtok_r(NULL, "\n", &lines)) {
		line[strcspn(line, ";")] = '\0';
		for (char *word = strtok_r(line, " \t\r()", &words);
		     word != NULL; word = strtok_r(NULL, " \t\r()", &words)) {
			if (is_key(word))
				return true;
		}
	}
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct slice file = { (const char *)data, size };
	file_parts(file);
	file = fuzz_take(&file, FUZZ_TURN);
	const struct file_named named = { .path = FUZZ_FILE };
	const char *found = anchor_find(&named, &err);
	char *text = arena_text(&arena, fuzz_text(&arena, file));
	if (size < 200 * 1024)
		must((found != NULL) == holds_key(text));
	if (found == NULL) {
		fuzz_check_error(&err);
		must(err.code == EX_CONFIG);
	}
	arena_free(&arena);
	return 0;
}
