#include "smtp/dot.h"

#include <string.h>

void
dot_put(struct dot *dot, struct stream *stream, const char *data, size_t length)
{
	const char *end = data + length;
	while (data < end) {
		if (!dot->in_line && *data == '.')
			stream_put(stream, ".", 1);
		/* Whole lines leave together, up to one that needs care. */
		const char *from = data;
		const char *lf;
		do {
			lf = memchr(data, '\n', (size_t)(end - data));
			data = lf == NULL ? end : lf + 1;
		} while (data < end && *data != '.');
		stream_put(stream, from, (size_t)(data - from));
		dot->in_line = lf == NULL;
	}
}

void
dot_end(struct dot *dot, struct stream *stream)
{
	if (dot->in_line)
		stream_put(stream, "\r\n", 2);
	stream_put(stream, ".\r\n", 3);
}
