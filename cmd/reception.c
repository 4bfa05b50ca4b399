#include "reception.h"

#include "base/clock.h"
#include "relay.h"
#include "report.h"
#include "smtp/server.h"

#define PARTING 5 /* seconds for a client to hear that it is not served */

/* RFC 5321 4.5.3.2.7 wants five minutes of patience; the others are what no
 * honest client comes near. */
static const struct server_limits limits = {
	.idle = 300,
	.message = 3600,
	.total = 24 * 3600,
	.recipients = 10000,
	.mistakes = 50,
};

void
reception_decline(struct stream *stream, const struct error *why)
{
	struct buf reply = BUF(sizeof(why->text) + 16);
	buf_print(&reply, "%s %.480s\r\n",
	    why->code == EX_NOPERM ? "554 5.7.1" : "421 4.3.5", why->text);
	stream_put(stream, reply.data, reply.length);
	stream_expect(stream, "declining", clock_after(PARTING));
	stream_flush(stream);
	buf_free(&reply);
}

/* A local client is the user whom submission would know; of one that comes
 * from elsewhere nothing is known that a name could be made of. */
static void
introduce(struct run *run, const struct client *client)
{
	if (client->kind == CLIENT_UNKNOWN)
		return;
	if (client->kind == CLIENT_LOCAL)
		caller_become(&run->caller, &run->arena, client->uid);
	else
		run->caller.full_name = run->caller.email = NULL;
	run->caller.client = client->shown;
}

static bool
let_in(struct run *run, const struct guard *guard,
    const struct gate_visitor *visitor)
{
	return gate_allows(&guard->gate, visitor)
	    || error_set(&run->err, EX_NOPERM, "%s may not send mail here",
		visitor->client->shown);
}

static bool
converse(struct run *run, const struct guard *guard, struct stream *stream,
    const struct gate_visitor *visitor)
{
	struct relay relay;
	struct server server = {
		.stream = stream, .host = run->caller.host, .limits = limits
	};
	server.limits.size = run->account.max_size;
	relay_open(&relay, run);
	relay.sender = gate_sender(&guard->gate, visitor);
	server.backend = relay_backend(&relay);
	bool well = server_run(&server);
	relay_close(&relay);
	return well;
}

int
reception(struct run *run, const struct guard *guard, struct stream *stream,
    const struct client *client)
{
	struct gate_visitor visitor = { .client = client };
	introduce(run, client);
	gate_groups(&run->arena, client, &visitor);
	if (!let_in(run, guard, &visitor)) {
		reception_decline(stream, &run->err);
		report_log(run);
		return run->err.code;
	}
	return converse(run, guard, stream, &visitor) ? 0 : stream->err->code;
}
