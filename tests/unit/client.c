#include "unit/client.h"

#include <poll.h>
#include <string.h>

static void
begin_turn(struct client *client)
{
	const char *begin = client->rest.data;
	const char *end = memchr(begin, CLIENT_TURN, client->rest.length);
	size_t length =
	    end == NULL ? client->rest.length : (size_t)(end - begin);
	size_t taken = end == NULL ? length : length + 1;
	client->turn = (struct slice){ begin, length };
	client->rest.data += taken;
	client->rest.length -= taken;
}

static ssize_t
receive(void *self, char *data, size_t size, struct error *err)
{
	struct client *client = self;
	size_t most = client->drips ? 1 : size;
	(void)err;
	if (client->turn.length == 0)
		return client->over && !client->silent ? 0 : STREAM_LATER;
	if (most > client->turn.length)
		most = client->turn.length;
	memcpy(data, client->turn.data, most);
	client->turn.data += most;
	client->turn.length -= most;
	return (ssize_t)most;
}

static ssize_t
send(void *self, const char *data, size_t length, struct error *err)
{
	struct client *client = self;
	(void)err;
	if (client->full > 0) {
		client->full--;
		return STREAM_LATER;
	}
	buf_add(&client->heard, data, length);
	buf_byte(&client->heard, CLIENT_TURN);
	return (ssize_t)length;
}

static int
wait(void *self, int events, int64_t deadline)
{
	struct client *client = self;
	(void)deadline;
	if (!(events & POLLIN) || client->turn.length > 0)
		return events;
	client->over = client->rest.length == 0;
	if (!client->over)
		begin_turn(client);
	return client->over && client->silent ? 0 : events;
}

static void
end(void *self)
{
	(void)self;
}

struct client
client_open(const char *words, size_t length)
{
	return (struct client){ .rest = { words, length },
		.heard = BUF(CLIENT_HEARD_MOST) };
}

struct layer
client_layer(struct client *client)
{
	static const struct layer_ops ops = { receive, send, wait, end };
	return (struct layer){ &ops, client };
}

void
client_free(struct client *client)
{
	buf_free(&client->heard);
}
