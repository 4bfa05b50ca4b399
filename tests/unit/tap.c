/* tap.c - the Test Anything Protocol: one line a test, the plan at the end */
#include "unit/tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SHOWN_MOST 400 /* octets of a text that are shown */
#define NAME_MOST 400

static unsigned count, failures;

static void
show_octet(unsigned char c)
{
	if (c >= ' ' && c < 0x7f)
		putchar(c);
	else
		printf("\\x%02x", c);
}

/* A # would begin a directive, a line break a line of its own. */
static void
show_name(const char *name)
{
	for (; *name != '\0'; name++)
		if (*name == '#')
			fputs("\\#", stdout);
		else
			show_octet((unsigned char)*name);
}

static void
show_bytes(const char *what, const char *data, size_t length)
{
	printf("#   %s: ", what);
	if (data == NULL)
		printf("NULL");
	for (size_t i = 0; data != NULL && i < length && i < SHOWN_MOST; i++)
		show_octet((unsigned char)data[i]);
	printf(length > SHOWN_MOST ? "... (%zu octets)\n" : "\n", length);
}

static bool
result(const char *file, int line, bool well, const char *format, va_list ap)
{
	char name[NAME_MOST];
	/* What a buffer still holds, a child would print once more. */
	if (count == 0)
		setvbuf(stdout, NULL, _IOLBF, 0);
	vsnprintf(name, sizeof(name), format, ap);
	printf("%sok %u - ", well ? "" : "not ", ++count);
	show_name(name);
	putchar('\n');
	if (!well) {
		failures++;
		printf("# failed at %s:%d\n", file, line);
	}
	return well;
}

bool
tap_ok(const char *file, int line, bool well, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	result(file, line, well, format, ap);
	va_end(ap);
	return well;
}

bool
tap_is(const char *file, int line, long long got, long long wanted,
    const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	bool well = result(file, line, got == wanted, format, ap);
	va_end(ap);
	if (!well)
		printf("#   got: %lld\n#   wanted: %lld\n", got, wanted);
	return well;
}

static bool
equal_texts(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool
tap_is_text(const char *file, int line, const char *got, const char *wanted,
    const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	bool well = result(file, line, equal_texts(got, wanted), format, ap);
	va_end(ap);
	if (!well) {
		show_bytes("got", got, got == NULL ? 0 : strlen(got));
		show_bytes(
		    "wanted", wanted, wanted == NULL ? 0 : strlen(wanted));
	}
	return well;
}

/* Long bytes are shown from a little before where they part. */
static void
show_difference(const char *got, size_t got_length, const char *wanted,
    size_t wanted_length)
{
	size_t at = 0;
	while (at < got_length && at < wanted_length && got[at] == wanted[at])
		at++;
	size_t from = at > 40 ? at - 40 : 0;
	printf("#   %zu and %zu octets that part at %zu\n", got_length,
	    wanted_length, at);
	show_bytes("got", got + from, got_length - from);
	show_bytes("wanted", wanted + from, wanted_length - from);
}

bool
tap_is_bytes(const char *file, int line, const char *got, size_t got_length,
    const char *wanted, size_t wanted_length, const char *format, ...)
{
	bool same = got_length == wanted_length
	    && (got_length == 0 || memcmp(got, wanted, got_length) == 0);
	va_list ap;
	va_start(ap, format);
	result(file, line, same, format, ap);
	va_end(ap);
	if (!same)
		show_difference(got, got_length, wanted, wanted_length);
	return same;
}

bool
tap_has(const char *file, int line, const char *text, const char *part,
    const char *format, ...)
{
	bool well = text != NULL && strstr(text, part) != NULL;
	va_list ap;
	va_start(ap, format);
	result(file, line, well, format, ap);
	va_end(ap);
	if (!well) {
		show_bytes("got", text, text == NULL ? 0 : strlen(text));
		show_bytes("wanted in it", part, strlen(part));
	}
	return well;
}

void
tap_note(const char *format, ...)
{
	char text[1024];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	printf("# ");
	show_name(text);
	putchar('\n');
}

int
tap_done(void)
{
	printf("1..%u\n", count);
	fflush(stdout);
	return failures > 0 || count == 0;
}
