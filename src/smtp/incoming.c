#include "smtp/incoming.h"

#define SKIP 4096

struct incoming
incoming_data(struct stream *stream, bool bare_lf)
{
	return (struct incoming){ .stream = stream, .bare_lf = bare_lf };
}

struct incoming
incoming_chunks(struct stream *stream, struct chunk first,
    bool (*next)(void *self, struct chunk *chunk), void *self)
{
	return (struct incoming){
		.stream = stream, .chunk = first, .next = next, .self = self
	};
}

static enum incoming_place
place_behind(const struct incoming *in, char octet)
{
	if (octet == '\r')
		return INCOMING_CR;
	if (octet == '\n')
		return in->bare_lf || in->place == INCOMING_CR
		    ? INCOMING_LINE_BEGIN
		    : INCOMING_LF;
	if (octet == '.' && in->place == INCOMING_LF)
		return INCOMING_LF_DOT;
	return INCOMING_TEXT;
}

/* RFC 5321 4.5.2: takes one octet and gives those, two at most, that it makes
 * sure of. A dot at the start of a line is dropped, and one of two behind a
 * lone LF: there smtplib stuffs dots, too, where it is given bytes. curl does
 * not, which stuffs behind CRLF only; but its messages seldom have two. */
static size_t
take(struct incoming *in, char octet, char *to)
{
	size_t length = 0;
	switch (in->place) {
	case INCOMING_LINE_BEGIN:
		if (octet == '.') {
			in->place = INCOMING_DOT;
			return 0;
		}
		break;
	case INCOMING_DOT:
		if (octet == '\r') {
			in->place = INCOMING_DOT_CR;
			return 0;
		}
		if (octet == '\n' && in->bare_lf) {
			in->place = INCOMING_END;
			return 0;
		}
		break;
	case INCOMING_DOT_CR:
		if (octet == '\n') {
			in->place = INCOMING_END;
			return 0;
		}
		to[length++] = '\r';
		break;
	case INCOMING_LF_DOT:
		if (octet == '.') {
			in->place = INCOMING_TEXT;
			return 0;
		}
		break;
	default:
		break;
	}
	in->place = place_behind(in, octet);
	to[length++] = octet;
	return length;
}

static ssize_t
lost(struct error *err)
{
	error_set(err, EX_TEMPFAIL,
	    "the client left before the end of the message: nothing was sent");
	return -1;
}

/* Waits for one octet and takes what else is there. 0 is the end and nothing
 * else, however little room there is: the second of two octets is kept. */
static ssize_t
read_data(struct incoming *in, char *space, size_t room, struct error *err)
{
	size_t length = 0;
	if (in->is_kept)
		space[length++] = in->kept;
	in->is_kept = false;
	while (length < room && in->place != INCOMING_END
	    && (length == 0 || stream_unread(in->stream) > 0)) {
		char octet, octets[2] = { 0 };
		if (!stream_get(in->stream, &octet))
			return lost(err);
		size_t count = take(in, octet, octets);
		if (count > 0)
			space[length++] = octets[0];
		in->kept = octets[1];
		in->is_kept = count == 2 && length == room;
		if (count == 2 && !in->is_kept)
			space[length++] = octets[1];
	}
	return (ssize_t)length;
}

static ssize_t
read_chunks(struct incoming *in, char *space, size_t room, struct error *err)
{
	struct chunk *chunk = &in->chunk;
	while (chunk->left == 0) {
		if (in->place == INCOMING_END || chunk->is_last)
			return 0;
		if (!in->next(in->self, chunk)) {
			in->place = INCOMING_END;
			return lost(err);
		}
	}
	size_t length = 0;
	while (chunk->left > 0 && length < room
	    && (length == 0 || stream_unread(in->stream) > 0)) {
		if (!stream_get(in->stream, &space[length]))
			return lost(err);
		length++;
		chunk->left--;
	}
	return (ssize_t)length;
}

static ssize_t
incoming_read(void *self, char *space, size_t room, struct error *err)
{
	struct incoming *in = self;
	return in->next == NULL ? read_data(in, space, room, err)
				: read_chunks(in, space, room, err);
}

struct input_source
incoming_source(struct incoming *incoming)
{
	return (struct input_source){ incoming_read, incoming };
}

bool
incoming_skip(struct incoming *incoming)
{
	struct error ignored = { 0 };
	char space[SKIP];
	ssize_t n;
	do
		n = incoming_read(incoming, space, sizeof(space), &ignored);
	while (n > 0);
	return n == 0;
}
