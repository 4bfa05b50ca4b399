/* error.c - the first reason wins */
#include "base/error.h"

#include <string.h>

#include "unit/tap.h"

int
main(void)
{
	struct error err = { 0 };
	ok(!error_is_set(&err), "all is well at first");
	ok(!error_is_temporary(&err), "and nothing is temporary");
	ok(!error_set(&err, EX_TEMPFAIL, "%s:%d: too slow", "mx", 25),
	    "setting it is false");
	ok(error_is_set(&err), "then it is set");
	ok(error_is_temporary(&err), "75 is temporary");
	is_text(err.text, "mx:25: too slow", "the sentence");
	ok(!error_set(&err, EX_CONFIG, "a consequence"), "false again");
	is(err.code, EX_TEMPFAIL, "the first code wins");
	is_text(err.text, "mx:25: too slow", "the first reason wins");
	ok(!error_at(&err, "f:1: "), "its place: false too");
	is_text(err.text, "f:1: mx:25: too slow", "stands before it");
	error_at(&err, NULL);
	is_text(err.text, "f:1: mx:25: too slow", "none is none");
	err.uncertain = true;
	error_clear(&err);
	ok(!error_is_set(&err) && !err.uncertain, "forgotten, all of it");
	is_text(err.text, "", "the words too");

	char long_text[3000];
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	error_set(&err, EX_DATAERR, "%s", long_text);
	is(strlen(err.text), sizeof(err.text) - 1, "a long one is cut");
	is(err.code, EX_DATAERR, "and still counts");

	error_clear(&err);
	error_set(&err, EX_USAGE, "%s: \x1b[2J\r\n\x7f", "a\tb \xc3\xa9");
	is_text(err.text, "a?b \xc3\xa9: ?[2J???",
	    "a terminal is not fooled, nor a log");

	for (int code = EX__BASE; code <= EX_CONFIG; code++) {
		error_clear(&err);
		error_set(&err, code, "x");
		is(error_is_temporary(&err), code == EX_TEMPFAIL,
		    "is %d temporary?", code);
	}
	return tap_done();
}
