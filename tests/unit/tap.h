/* tap.h - the Test Anything Protocol: one line a test, the plan at the end
 *
 *	ok(buf.length == 3, "three octets");
 *	is(err.code, EX_TEMPFAIL, "a full disk is temporary");
 *	is_text(list.items[0].local, "root", "%s: the local part", row->text);
 *	return tap_done();
 *
 * A test that fails tells where it stands, what came and what was wanted, and
 * the program goes on. All return whether it went well.
 */
#ifndef UNIT_TAP_H
#define UNIT_TAP_H

#include <stdbool.h>
#include <stddef.h>

#define ok(condition, ...) tap_ok(__FILE__, __LINE__, (condition), __VA_ARGS__)
#define is(got, wanted, ...)                                              \
	tap_is(__FILE__, __LINE__, (long long)(got), (long long)(wanted), \
	    __VA_ARGS__)
#define is_text(got, wanted, ...) \
	tap_is_text(__FILE__, __LINE__, (got), (wanted), __VA_ARGS__)
#define is_bytes(got, got_length, wanted, wanted_length, ...)           \
	tap_is_bytes(__FILE__, __LINE__, (got), (got_length), (wanted), \
	    (wanted_length), __VA_ARGS__)

/* Does the text hold this part? */
#define has(text, part, ...) \
	tap_has(__FILE__, __LINE__, (text), (part), __VA_ARGS__)

bool tap_ok(const char *file, int line, bool well, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool tap_is(const char *file, int line, long long got, long long wanted,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* NULL is a text like any other here, equal to itself alone. */
bool
tap_is_text(const char *file, int line, const char *got, const char *wanted,
    const char *format, ...) __attribute__((format(printf, 5, 6)));
bool tap_is_bytes(const char *file, int line, const char *got,
    size_t got_length, const char *wanted, size_t wanted_length,
    const char *format, ...) __attribute__((format(printf, 7, 8)));
bool tap_has(const char *file, int line, const char *text, const char *part,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* A line for the reader; octets that do not print are shown as \xNN. */
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints the plan; returns the exit status of the program. */
int tap_done(void);

#endif
