#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

char buf_nothing[1] = "";

/* realloc would leave a copy of a secret behind. */
static void
move(struct buf *buf, size_t room)
{
	char *data = memory_get(room);
	memcpy(data, buf->data, buf->length + 1);
	if (buf->room > 0) {
		memory_wipe(buf->data, buf->room);
		free(buf->data);
	}
	buf->data = data;
}

char *
buf_space(struct buf *buf, size_t most)
{
	if (most > buf->ceiling - buf->length) {
		buf->full = true;
		return NULL;
	}
	size_t need = buf->length + most + 1;
	if (need > buf->room) {
		size_t room = buf->room * 2 > need ? buf->room * 2 : need;
		if (room < 64)
			room = 64;
		if (buf->secret || buf->room == 0)
			move(buf, room);
		else
			buf->data = memory_grow(buf->data, room);
		buf->room = room;
	}
	return buf->data + buf->length;
}

void
buf_took(struct buf *buf, size_t length)
{
	buf->length += length;
	buf->data[buf->length] = '\0';
}

void
buf_add(struct buf *buf, const void *data, size_t length)
{
	if (length == 0)
		return;
	char *space = buf_space(buf, length);
	if (space == NULL)
		return;
	memcpy(space, data, length);
	buf_took(buf, length);
}

void
buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void
buf_byte(struct buf *buf, char byte)
{
	char *space = buf_space(buf, 1);
	if (space == NULL)
		return;
	*space = byte;
	buf_took(buf, 1);
}

void
buf_print(struct buf *buf, const char *format, ...)
{
	va_list ap, again;
	va_start(ap, format);
	va_copy(again, ap);
	int length = vsnprintf(NULL, 0, format, ap);
	va_end(ap);

	char *space = length < 0 ? NULL : buf_space(buf, (size_t)length);
	if (space != NULL) {
		vsnprintf(space, (size_t)length + 1, format, again);
		buf_took(buf, (size_t)length);
	}
	va_end(again);
}

void
buf_drop(struct buf *buf, size_t length)
{
	buf->length -= length;
	memmove(buf->data, buf->data + length, buf->length + 1);
}

void
buf_drop_end(struct buf *buf, size_t length)
{
	buf->length -= length;
	buf->data[buf->length] = '\0';
}

void
buf_clear(struct buf *buf)
{
	if (buf->secret)
		memory_wipe(buf->data, buf->length);
	buf->length = 0;
	buf->full = false;
	buf->data[0] = '\0';
}

void
buf_free(struct buf *buf)
{
	if (buf->room == 0)
		return;
	if (buf->secret)
		memory_wipe(buf->data, buf->room);
	free(buf->data);
	buf->data = buf_nothing;
	buf->length = buf->room = 0;
}
