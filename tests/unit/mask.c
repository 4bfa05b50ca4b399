/* mask.c - what was said in private, found again in what is heard */
#include "smtp/mask.h"

#include <string.h>

#include "unit/tap.h"

#define RESPONSE "AGpvZQBzZWNyZXQtd29yZA==" /* \0joe\0secret-word */

/* What is seen of a text, where `said` and `word` were. */
static void
sees(const char *said, const char *word, const char *text, const char *seen)
{
	struct mask mask = MASK;
	char line[256] = "";
	mask_said(&mask, said, strlen(said));
	mask_word(&mask, word, strlen(word));
	mask_begin(&mask);
	strncat(line, text, sizeof(line) - 1);
	mask_text(&mask, line, strlen(line));
	is_text(line, seen, "of '%s'", text);
	mask_free(&mask);
}

static void
test_surroundings(void)
{
	static const char marks[] = "abc019+/=.`|{}!?\"'<>()[],:;-_*\\ \t\x01";
	for (size_t i = 0; i < sizeof(marks) - 1; i++) {
		char text[64] = "no ", seen[64] = "no ", mark[2] = { marks[i] };
		strcat(strcat(strcat(text, mark), RESPONSE), mark);
		strcat(strcat(strcat(seen, mark), "************************"),
		    mark);
		sees(RESPONSE, "", text, seen);
	}
}

static void
test_parts(void)
{
	sees(RESPONSE, "", "AGpvZQBz", "********");
	sees(RESPONSE, "", "cut: ZWNyZX...", "cut: ******...");
	sees(RESPONSE, "", "ZWNyZ", "ZWNyZ");
	sees(RESPONSE, "", "xAGpvZQBzxdvcmQcxXQtd29yx",
	    "x********xdvcmQcx*******x");
	sees(RESPONSE, "", "AGpvZQBzAGpvZQBz", "****************");
	sees(RESPONSE, "", "", "");
	sees("short", "", "short", "short");
}

static void
test_words(void)
{
	static const char why[] = "authentication failed";
	sees(RESPONSE, "secret-word", "it is secret-word!",
	    "it is ***********!");
	sees(RESPONSE, "secret-word", "it is secret-wo", "it is secret-wo");
	sees(RESPONSE, "authentication1", why, why);
	sees(RESPONSE, "a", why, why);
	sees(RESPONSE, "", why, why);
}

/* What is seen of a quotation that is folded after `first` octets. */
static void
test_folded(void)
{
	size_t whole = strlen(RESPONSE);
	for (size_t first = MASK_TELLING; first < whole; first++) {
		struct mask mask = MASK;
		char text[] = RESPONSE, stars[sizeof(text)] = "";
		memset(stars, '*', whole);
		mask_said(&mask, RESPONSE, whole);
		mask_begin(&mask);
		mask_text(&mask, text, first);
		mask_text(&mask, text + first, whole - first);
		is_text(text, stars, "folded after %zu", first);

		char rest[] = "AGpvZQBz";
		mask_begin(&mask);
		mask_text(&mask, rest, 4);
		mask_begin(&mask);
		mask_text(&mask, rest + 4, 4);
		is_text(rest, "AGpvZQBz", "two replies are no fold");
		mask_free(&mask);
	}
}

/* More has been said than can be remembered. */
static void
test_full(void)
{
	static const char part[1024] = { 'x' };
	struct mask mask = MASK;
	char text[] = "anything";
	for (size_t said = 0; said <= MASK_MOST; said += sizeof(part))
		mask_said(&mask, part, sizeof(part));
	mask_begin(&mask);
	mask_text(&mask, text, strlen(text));
	is_text(text, "********", "then nothing is shown");
	mask_free(&mask);
}

int
main(void)
{
	test_surroundings();
	test_parts();
	test_words();
	test_folded();
	test_full();
	return tap_done();
}
