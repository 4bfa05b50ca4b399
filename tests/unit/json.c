/* json.c - values written as JSON */
#include "base/json.h"

#include "unit/tap.h"

static void
test_strings(void)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
		{ "plain", "\"plain\"" },
		{ "", "\"\"" },
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "a\n\t\001\x7f", "\"a\\u000a\\u0009\\u0001\\u007f\"" },
		{ "caf\xc3\xa9 \xf0\x9f\x93\xa7",
		    "\"caf\xc3\xa9 \xf0\x9f\x93\xa7\"" },
		{ "a\xff\xc3", "\"a\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xc0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ NULL, "null" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf text = BUF(256);
		struct json json = JSON(&text);
		json_text(&json, rows[i].text);
		is_text(text.data, rows[i].wanted, "string %zu", i);
		buf_free(&text);
	}
}

static void
test_nesting(void)
{
	struct buf text = BUF(256);
	struct json json = JSON(&text);
	json_open(&json, '{');
	json_key(&json, "a");
	json_number(&json, UINT64_MAX);
	json_key(&json, "b");
	json_open(&json, '[');
	json_truth(&json, true);
	json_truth(&json, false);
	json_open(&json, '{');
	json_close(&json, '}');
	json_close(&json, ']');
	json_key(&json, "c");
	json_text(&json, "d");
	json_close(&json, '}');
	is_text(text.data,
	    "{\"a\":18446744073709551615,\"b\":[true,false,{}],\"c\":\"d\"}",
	    "commas where they belong");
	buf_free(&text);
}

int
main(void)
{
	test_strings();
	test_nesting();
	return tap_done();
}
