/* play.c - plays the server's part of a script */
#include "smarthost/play.h"

#include <stdlib.h>

#include "smarthost/line.h"
#include "smarthost/performance.h"

/* Hears the client out, unless the script has ended the connection before. */
static bool
end_connection(struct performance *p)
{
	bool well = p->over || line_end(&p->wire) || performance_astray(p);

	wire_close(&p->wire, WIRE_POLITE);
	return well;
}

static bool
begin_connection(struct performance *p, const struct play *play)
{
	int client = listener_accept(play->listener, play->patience);

	if (client < 0)
		return performance_fail(p, "expected a connection, heard %s",
		    play->listener->problem);
	wire_open(&p->wire, client, play->patience, play->transcript);
	p->leaving = p->over = p->chunk_announced = false;
	p->body = (struct body){ 0 };
	return true;
}

static bool
do_step(struct performance *p, const struct play *play)
{
	if (p->step->kind == STEP_CONNECTION)
		return (p->over || performance_flush(p)) && end_connection(p)
		    && begin_connection(p, play);
	if (p->over)
		return performance_fail(
		    p, "the connection ended before '%s'", p->step->source);
	return (p->step->kind == STEP_SAY || performance_flush(p))
	    && performance_step(p);
}

static bool
cut_off(struct performance *p)
{
	bool well = p->over || performance_flush(p);

	wire_close(&p->wire, WIRE_ABRUPT);
	return well;
}

/* Behind the last step the client may only close. */
static bool
finish(struct performance *p)
{
	const struct step end = {
		.kind = STEP_WAIT, .source = "the end", .line = p->step->line
	};

	p->step = &end;
	return (p->over || performance_flush(p)) && end_connection(p);
}

static bool
do_all(struct performance *p, const struct play *play)
{
	for (size_t i = 0; i < play->script->count; i++) {
		p->step = &play->script->steps[i];
		if (!do_step(p, play))
			return false;
		if (i + 1 == play->cut)
			return cut_off(p);
	}
	return finish(p);
}

bool
play(const struct play *play)
{
	static const struct step first = { .kind = STEP_CONNECTION };
	/* Too large for a modest stack. */
	struct performance *p = calloc(1, sizeof(*p));

	if (p == NULL)
		abort();
	p->script = play->script;
	p->tls = play->tls;
	p->message = play->message;
	p->step = &first;
	p->wire.socket = -1;
	bool well = begin_connection(p, play) && do_all(p, play);
	wire_close(&p->wire, WIRE_ABRUPT);
	free(p);
	return well;
}
