#include "smtp/content.h"

#include <inttypes.h>

#include "smtp/dot.h"

#define BATCH 131072 /* octets that leave in one write */

struct content {
	struct chat *chat;
	struct dot dot;
	bool is_chunk; /* as it is, and nothing leaves before all is queued */
};

static bool
hear_early(struct chat *chat)
{
	if (!chat_hear(chat, STAGE_BODY))
		return false;
	chat->stream->failed = true;
	return chat_want(chat, STAGE_BODY, NULL);
}

static bool
flush(struct chat *chat)
{
	stream_expect(chat->stream, stage_row(STAGE_BODY)->doing,
	    chat_deadline(chat, STAGE_BODY));
	if (!stream_flush_listening(chat->stream))
		return false;
	return stream_unread(chat->stream) == 0 || hear_early(chat);
}

static bool
send(struct content *c, const char *data, size_t length)
{
	if (c->is_chunk)
		stream_put(c->chat->stream, data, length);
	while (length > 0 && !c->is_chunk) {
		size_t bite = length < BATCH ? length : BATCH;
		dot_put(&c->dot, c->chat->stream, data, bite);
		if (c->chat->stream->out.length >= BATCH && !flush(c->chat))
			return false;
		data += bite;
		length -= bite;
	}
	return true;
}

static bool
send_header(struct content *c, const struct header *header)
{
	for (size_t i = 0; i < header->count; i++) {
		const struct field *field = &header->fields[i];
		if (!send(c, field->text, field->length) || !send(c, "\r\n", 2))
			return false;
	}
	return send(c, "\r\n", 2);
}

static bool
send_body(struct content *c, const struct store *body)
{
	struct store_reader reader = STORE_READER(body);
	struct slice piece;
	bool well;
	do
		well = store_next(&reader, &piece, c->chat->err)
		    && send(c, piece.data, piece.length);
	while (well && piece.length > 0);
	store_reader_free(&reader);
	return well;
}

bool
content_send(struct chat *chat, const struct message *message)
{
	struct content c = { .chat = chat };
	if (!send_header(&c, &message->header)
	    || !send_body(&c, &message->body))
		return false;
	/* A reply that is there already belongs to nothing we said: it must
	 * not be taken for the verdict. */
	if (stream_has_input(chat->stream))
		return hear_early(chat);
	dot_end(&c.dot, chat->stream);
	chat_note(chat, "the message");
	stream_expect(chat->stream, stage_row(STAGE_BODY)->doing,
	    chat_deadline(chat, STAGE_BODY));
	chat->awaited++;
	if (!stream_flush_listening(chat->stream))
		return false;
	/* Without its dot the message is nothing, whatever is said of it. */
	return chat->stream->unsent == 0 || hear_early(chat);
}

bool
content_say_chunk(struct chat *chat, const struct message *message)
{
	struct content c = { .chat = chat, .is_chunk = true };
	if (!chat_say(chat, "BDAT %" PRIu64 " LAST", message_size(message)))
		return false;
	chat_note(chat, "the message");
	return send_header(&c, &message->header)
	    && send_body(&c, &message->body);
}
