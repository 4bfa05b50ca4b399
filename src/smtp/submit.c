#include "smtp/submit.h"

#include "smtp/fit.h"
#include "smtp/transaction.h"

/* An envelope that was begun and came to nothing is in the way of the next. */
static bool
clear_way(struct session *session, bool last_was_sent)
{
	return last_was_sent || chat_ask(&session->chat, STAGE_RSET, "RSET");
}

bool
submit(struct session *session, struct envelope *envelope,
    struct message *message, struct arena *arena, struct error *err)
{
	if (!fit(session, envelope, message, arena, err))
		return false;
	for (;;) {
		size_t taken = envelope_count(envelope, FATE_TAKEN);
		if (!transaction(session, envelope, message, arena, err))
			return false;
		if (envelope_count(envelope, FATE_WAITING) == 0)
			return envelope->verdict != NULL;
		/* More recipients than one transaction takes. */
		bool sent = envelope_count(envelope, FATE_TAKEN) > taken;
		if (!clear_way(session, sent))
			return false;
	}
}
