/* line.c - strict lines over a wire, and their transcript */
#include "smarthost/line.h"

#include <stdarg.h>
#include <string.h>

#include "script/script.h"

void
line_note(struct wire *wire, const char *mark, const char *line, size_t length)
{
	if (wire->transcript == NULL)
		return;
	flockfile(wire->transcript);
	fputs(mark, wire->transcript);
	fwrite(line, 1, length, wire->transcript);
	fputc('\n', wire->transcript);
	fflush(wire->transcript);
	funlockfile(wire->transcript);
}

void
line_say(struct wire *wire, const char *format, ...)
{
	va_list args;
	char line[1024]; /* our own words; an echo too long for it is cut */

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	line_note(wire, "S: ", line, strlen(line));
	wire_put(wire, line, strlen(line));
	wire_put(wire, "\r\n", 2);
}

/* Refuses the line in the buffer up to LENGTH octets, and shows it. */
static bool
refuse(struct wire *wire, size_t length, const char *how)
{
	char quote[300];

	script_quote(quote, sizeof(quote), wire->in + wire->start, length);
	return wire_fail(wire, "'%s'%s", quote, how);
}

/* Finds the end of the first line in the buffer, waiting for it if need be. */
static bool
find_line(struct wire *wire, size_t *length)
{
	for (;;) {
		const char *line = wire->in + wire->start;
		size_t have = wire->end - wire->start;
		size_t plain = 0;

		while (
		    plain < have && line[plain] != '\r' && line[plain] != '\n')
			plain++;
		*length = plain;
		if (plain < have && line[plain] == '\n')
			return refuse(wire, plain + 1, " with a bare LF");
		if (plain + 1 < have && line[plain + 1] != '\n')
			return refuse(wire, plain + 2, " with a bare CR");
		if (plain + 1 < have)
			return true;
		if (wire_fill(wire))
			continue;
		if (have > 0 && wire->ended) {
			wire->trouble[0] = '\0';
			refuse(wire, have, " and then the end");
		}
		return false;
	}
}

bool
line_hear(struct wire *wire, char **line, size_t *length)
{
	wire_begin(wire);
	if (!find_line(wire, length))
		return false;
	*line = wire->in + wire->start;
	(*line)[*length] = '\0';
	wire->start += *length + 2;
	line_note(wire, "C: ", *line, *length);
	return true;
}

bool
line_end(struct wire *wire)
{
	wire_begin(wire);
	if (wire->start < wire->end || (!wire->ended && wire_fill(wire)))
		return refuse(wire, wire->end - wire->start, "");
	return wire->ended;
}
