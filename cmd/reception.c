#include "reception.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "relay.h"
#include "report.h"
#include "rights.h"
#include "smtp/answer.h"
#include "smtp/server.h"

#define LOGINS_MOST 3 /* that may fail */
#define PARTING 5     /* seconds for a client to hear that it is not served */

/* What no honest client comes near. */
static const struct server_limits limits = {
	.message = 3600,
	.recipients = 10000,
	.mistakes = 50,
};

struct reception {
	struct run *run;
	const struct guard *guard;
	struct gate_visitor visitor;
	struct server server;
	struct relay relay;
};

/* The text of what is wrong here is for whoever is on this machine. */
void
reception_decline(
    struct stream *stream, const struct client *client, const struct error *why)
{
	struct buf reply = BUF(sizeof(why->text) + 16);
	if (why->code == EX_NOPERM)
		buf_print(&reply, "554 5.7.1 %.480s\r\n", why->text);
	else if (client->kind == CLIENT_REMOTE)
		buf_print(&reply, "421 " ANSWER_OURS "\r\n");
	else
		buf_print(&reply, "421 4.3.5 %.480s\r\n", why->text);
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
	run->caller.is_gate = client->kind == CLIENT_REMOTE;
	run->caller.client = client->shown;
}

/* What holds for who has come: max-size, and what is less for him. */
static void
set_terms(struct reception *r)
{
	const struct gate *gate = &r->guard->gate;
	uint64_t most = r->run->account.max_size;
	uint64_t his = gate_size(gate, &r->visitor);
	r->server.limits.size =
	    most == 0 || (his > 0 && his < most) ? his : most;
	r->relay.sender = gate_sender(gate, &r->visitor);
}

static void
admit(void *self, const char *login)
{
	struct reception *r = self;
	r->visitor.login = login;
	r->run->caller.login = login;
	r->run->caller.is_gate = false;
	set_terms(r);
}

/* As many lines a session as LOGINS_MOST. */
static void
refuse(void *self, const char *login)
{
	struct reception *r = self;
	struct run *run = r->run;
	error_set(&run->err, EX_NOPERM, "refused the login %s",
	    text_shown(&run->arena, login, strlen(login)));
	report_log(run);
	error_clear(&run->err);
}

/* Somebody who is in none of the networks may still log in. */
static bool
let_in(struct run *run, const struct guard *guard, struct door *door,
    const struct gate_visitor *visitor)
{
	door->login_first = !gate_allows(&guard->gate, visitor);
	return !door->login_first || door->passwords != NULL
	    || error_set(&run->err, EX_NOPERM, "%s may not send mail here",
		visitor->client->shown);
}

/* Between processes of one machine TLS protects nothing. */
static struct door
find_door(struct reception *r)
{
	const struct guard *guard = r->guard;
	const struct gate *gate = &guard->gate;
	bool remote = r->visitor.client->kind == CLIENT_REMOTE;
	bool tls = remote && gate->tls_settings.certificate.path != NULL;
	return (struct door){ .tls = tls ? &guard->tls : NULL,
		.tls_at_once = tls && gate->tls == GATE_TLS_AT_ONCE,
		.tls_first = tls && gate->tls != GATE_TLS_OFFERED,
		.passwords =
		    gate->password_file.path != NULL ? &guard->passwords : NULL,
		.may_show = gate->auth_in_clear || !remote,
		.failures = LOGINS_MOST,
		.self = r,
		.admit = admit,
		.refuse = refuse };
}

static bool
converse(struct reception *r, struct stream *stream, struct door door)
{
	struct run *run = r->run;
	r->server = (struct server){ .stream = stream,
		.host = run->caller.host,
		.limits = limits,
		.door = door };
	r->server.limits.idle = r->guard->gate.timeout;
	r->server.limits.total = r->guard->gate.deadline;
	relay_open(&r->relay, run);
	set_terms(r);
	r->relay.is_public = r->visitor.client->kind == CLIENT_REMOTE;
	r->server.backend = relay_backend(&r->relay);
	bool well = server_run(&r->server);
	relay_close(&r->relay);
	return well;
}

int
reception(struct run *run, const struct guard *guard, struct stream *stream,
    const struct client *client)
{
	struct reception r = {
		.run = run, .guard = guard, .visitor = { .client = client }
	};
	rights_give_up_at_gate(run, &guard->gate);
	introduce(run, client);
	gate_groups(&run->arena, client, &r.visitor);
	struct door door = find_door(&r);
	if (!let_in(run, guard, &door, &r.visitor)) {
		reception_decline(stream, client, &run->err);
		report_log(run);
		return run->err.code;
	}
	return converse(&r, stream, door) ? 0 : stream->err->code;
}
