/* model.h - a conversation as the server saw it
 *
 * Replies and commands are laid side by side, each with the one it belongs to,
 * by a reader that shares nothing with src/: what the client makes of them is
 * held against it.
 */
#ifndef FUZZ_MODEL_H
#define FUZZ_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

struct model {
	struct arena *arena;
	bool is_lmtp;
	struct slice gave, said; /* what is left of both sides */
	bool greeted;
	bool mail;                 /* MAIL stands */
	struct text_list accepted; /* recipients that stand */
	struct text_list taken;    /* those of messages that were taken */
	size_t ended;              /* messages said to their last octet */
	size_t acknowledged;       /* those of them that were taken */
	bool secured;              /* STARTTLS was granted */
	bool said_auth, logged_in;
	bool clear_word; /* more than a greeting was said before TLS */
};

/* The code of the next whole reply, which is taken off the front; 0 when there
 * is none. */
int model_reply(struct slice *gave);

/* Lays all that was heard (`gave`) and said side by side. What no client may
 * ever say ends the program. */
void model_run(struct model *model);

bool model_took(const struct model *model, const char *recipient);

#endif
