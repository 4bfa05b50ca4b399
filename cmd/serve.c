#include "serve.h"

#include <unistd.h>

#include "base/clock.h"
#include "net/pipe.h"
#include "relay.h"
#include "report.h"
#include "smtp/server.h"

/* RFC 5321 4.5.3.2.7 wants five minutes of patience; the others are what no
 * honest client comes near. */
static const struct server_limits limits = {
	.idle = 300,
	.message = 3600,
	.total = 24 * 3600,
	.recipients = 10000,
	.mistakes = 50,
};

/* The client would wait for a greeting. */
static void
decline(struct run *run, struct stream *client)
{
	struct buf reply = BUF(sizeof(run->err.text) + 16);
	buf_print(&reply, "421 4.3.5 %.480s\r\n", run->err.text);
	stream_put(client, reply.data, reply.length);
	stream_expect(client, "declining", clock_after(limits.idle));
	stream_flush(client);
	buf_free(&reply);
}

static bool
converse(struct run *run, struct stream *client)
{
	struct relay relay;
	struct server server = {
		.stream = client, .host = run->caller.host, .limits = limits
	};
	server.limits.size = run->config.accounts[0].max_size;
	relay_open(&relay, run);
	server.backend = relay_backend(&relay);
	bool well = server_run(&server);
	relay_close(&relay);
	return well;
}

int
serve(struct run *run)
{
	struct error trouble = { 0 };
	struct stream client;
	stream_open(&client, pipe_borrow(STDIN_FILENO, STDOUT_FILENO),
	    "the client", &trouble);
	bool ready = config_load(
	    &run->arena, run->request.config, &run->config, &run->err);
	bool well = ready && converse(run, &client);
	if (!ready) {
		decline(run, &client);
		report_log(run);
	}
	stream_close(&client);
	if (!ready)
		return run->err.code;
	return well ? 0 : trouble.code;
}
