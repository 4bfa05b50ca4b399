#include "composition.h"

#include <time.h>

static void
begin_envelope(struct run *run)
{
	const struct request *request = &run->request;
	run->envelope = run->account.wishes;
	run->envelope.sender = "";
	if (request->notify != NULL)
		run->envelope.notify = request->notify;
	if (request->ret != NULL)
		run->envelope.ret = request->ret;
	run->envelope.id = request->id;
}

/* Of one who has come without a login no more is known than from where. */
static const char *
origin(struct run *run)
{
	const struct caller *caller = &run->caller;
	return caller->is_gate
	    ? arena_print(&run->arena, "client %s", caller->client)
	    : arena_print(&run->arena, "user %s", caller->login);
}

void
composition_begin(struct composition *composition, struct run *run)
{
	const struct request *request = &run->request;
	struct compose *how = &composition->how;
	*how = run->account.compose;
	how->origin = origin(run);
	how->login = run->caller.login;
	how->full_name = run->caller.full_name;
	how->email = run->caller.email;
	how->now = time(NULL);
	how->sender = request->sender;
	how->sender_name = request->sender_name;
	how->operands = request->operands;
	how->header_recipients = request->header_recipients;
	how->gateway = request->gateway;

	run->aliases = (struct aliases){ .file = run->account.aliases };
	composition->expansion = (struct expansion){ .arena = &run->arena,
		.aliases = &run->aliases,
		.completion = &run->account.compose.completion };
	how->expand = run->aliases.file.path == NULL ? NULL : expansion_add;
	how->expander = &composition->expansion;
	begin_envelope(run);
}
