#include "smtp/mask.h"

#include <string.h>

#include "base/text.h"

void
mask_said(struct mask *mask, const char *said, size_t length)
{
	buf_add(&mask->said, said, length);
	buf_byte(&mask->said, '\n');
}

void
mask_word(struct mask *mask, const char *word, size_t length)
{
	if (length < MASK_TELLING)
		return;
	buf_add(&mask->words, word, length);
	buf_byte(&mask->words, '\n');
}

void
mask_begin(struct mask *mask)
{
	buf_clear(&mask->end);
}

static bool
is_said(const struct mask *mask, const char *text, size_t length)
{
	return length >= MASK_TELLING
	    && memmem(mask->said.data, mask->said.length, text, MASK_TELLING)
	    != NULL;
}

/* The length of the secret that begins there, or 0. */
static size_t
begins_word(const struct mask *mask, const char *text, size_t length)
{
	struct slice rest = { mask->words.data, mask->words.length };
	struct slice word;
	size_t longest = 0;
	while (text_next_line(&rest, &word)) {
		if (word.length <= length && word.length > longest
		    && memcmp(word.data, text, word.length) == 0)
			longest = word.length;
	}
	return longest;
}

/* Stars over what is hidden. An octet is looked at until nothing more can
 * begin with it, and only then lost. */
static void
cover(const struct mask *mask, char *text, size_t length)
{
	bool all = buf_is_full(&mask->said) || buf_is_full(&mask->words);
	size_t end = all ? length : 0;
	for (size_t i = 0; i < length; i++) {
		size_t word = begins_word(mask, text + i, length - i);
		if (word > 0 && i + word > end)
			end = i + word;
		if (is_said(mask, text + i, length - i)
		    && i + MASK_TELLING > end)
			end = i + MASK_TELLING;
		if (i < end)
			text[i] = '*';
	}
}

void
mask_text(struct mask *mask, char *text, size_t length)
{
	size_t before = mask->end.length;
	struct buf whole = BUF_SECRET(before + length);
	if (mask->said.length == 0 && mask->words.length == 0)
		return;
	buf_add(&whole, mask->end.data, before);
	buf_add(&whole, text, length);
	buf_clear(&mask->end);
	size_t kept =
	    whole.length < MASK_TELLING ? whole.length : MASK_TELLING - 1;
	buf_add(&mask->end, whole.data + whole.length - kept, kept);
	cover(mask, whole.data, whole.length);
	memcpy(text, whole.data + before, length);
	buf_free(&whole);
}

void
mask_free(struct mask *mask)
{
	buf_free(&mask->said);
	buf_free(&mask->words);
	buf_free(&mask->end);
}
