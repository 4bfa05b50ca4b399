/* setting.c - one value for every setting, and as every kind of text that is
 * taken apart: conf/keyword.h, conf/url.h, conf/variable.h, base/text.h
 */
#include <stdlib.h>
#include <string.h>

#include "base/idn.h"
#include "conf/keyword.h"
#include "conf/variable.h"
#include "fuzz/fuzz.h"

static void
check_wrong(const char *wrong)
{
	must(wrong == NULL || wrong[0] != '\0');
	must_say(wrong == NULL || fuzz_is_clean(wrong, strlen(wrong), ""), "%s",
	    wrong);
}

static void
check_host(const char *host)
{
	for (const char *c = host; *c != '\0'; c++)
		must_say(!text_is_control(*c) && *c != ' '
			&& (unsigned char)*c < 0x80,
		    "%s", host);
	must(host[0] != '\0');
}

static void
check_port(const char *port)
{
	uint64_t number = 0;
	must_say(text_number(port, 65535, &number) && number > 0, "%s", port);
}

static void
check_url(struct arena *arena, const char *text)
{
	struct url url;
	struct socks_proxy proxy;
	const char *wrong = url_parse(arena, text, &url);
	check_wrong(wrong);
	if (wrong == NULL && url.host != NULL)
		check_host(url.host);
	if (wrong == NULL && url.path == NULL && url.scheme != SCHEME_SRV)
		check_port(url.port);
	if (wrong == NULL)
		url_is_local(&url);
	wrong = url_parse_proxy(arena, text, &proxy);
	check_wrong(wrong);
	if (wrong == NULL && proxy.host != NULL) {
		check_host(proxy.host);
		check_port(proxy.port);
	}
}

/* What goes into commands as it stands is one word. */
static void
check_word(const char *word)
{
	for (const char *c = word; word != NULL && *c != '\0'; c++)
		must_say(!text_is_control(*c) && *c != ' ', "%s", word);
}

static void
check_settings(struct arena *arena, const char *value)
{
	for (size_t i = 0; i < keyword_count; i++) {
		struct account account = account_default();
		const char *wrong =
		    keyword_apply(&keywords[i], arena, &account, value, false);
		check_wrong(wrong);
		must(keyword_find(keywords[i].name) == &keywords[i]);
		if (wrong != NULL)
			continue;
		check_word(account.smarthost.helo);
		check_word(account.wishes.notify);
		check_word(account.wishes.ret);
		check_word(account.wishes.hold);
		check_word(account.wishes.by);
		check_word(account.wishes.priority);
		for (size_t j = 0; j < account.url_count; j++)
			must(url_peer(arena, &account.urls[j]) != NULL);
	}
	must(keyword_find(value) == NULL || keyword_nearest(value) != NULL);
}

static void
check_texts(struct arena *arena, const char *text)
{
	size_t length = strlen(text);
	struct buf shown = BUF(16 * 1024 * 1024);
	text_printable(&shown, text, length);
	must(text_is_printable(shown.data)
	    && text_is_utf8(shown.data, shown.length));
	const char *cut = text_shown(arena, text, length);
	must(fuzz_is_clean(cut, strlen(cut), ""));
	must(length > 40 || text_distance(text, text) == 0);
	must(text_equal(text, text) && text_starts(text, text));
	char **words = text_words(arena, text);
	for (size_t total = 0; words != NULL && *words != NULL; words++) {
		total += strlen(*words);
		must(total <= length);
	}
	const char *ascii = idn_to_ascii(arena, text);
	must(ascii == NULL || text_is_ascii(ascii, strlen(ascii)));
	buf_free(&shown);
}

/* An asterisk takes time, but no more than the product of the lengths. */
static void
check_pattern(const char *text)
{
	size_t half = strlen(text) / 2;
	if (half > 0 && half < 200)
		text_matches(text, text + half);
	must(text_matches("*", text));
	must(strpbrk(text, "?*") != NULL || text_matches(text, text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct arena arena = { 0 };
	const char *text = fuzz_text(&arena, input);
	const char *wrong = NULL;
	setenv("SET", "value", 1);
	check_settings(&arena, text);
	check_url(&arena, text);
	check_texts(&arena, text);
	check_pattern(text);
	if (variable_expand(&arena, input, false, &wrong) == NULL)
		must(wrong != NULL);
	arena_free(&arena);
	return 0;
}
