#include "smtp/fate.h"

#include "base/error.h"

void
fate_note(struct recipient *recipient, enum stage stage,
    const struct reply *reply, enum fate well, struct arena *arena)
{
	char words[sizeof(((struct error *)0)->reply)];
	reply_show(reply, words, sizeof(words));
	recipient->reply = arena_text(arena, words);
	recipient->fate = well;
	if (reply_is(reply, stage_row(stage)->wanted))
		return;
	recipient->fate = FATE_REFUSED;
	recipient->code = stage_refusal(stage, reply);
}
