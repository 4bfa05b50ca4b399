/* fate.h - how a recipient fared, by what was just heard */
#ifndef SMTP_FATE_H
#define SMTP_FATE_H

#include "base/arena.h"
#include "mail/envelope.h"
#include "smtp/reply.h"
#include "smtp/stage.h"

/* Notes the smarthost's words, which live as long as the arena: `well` where
 * the stage wanted this reply, else FATE_REFUSED and what that means. */
void fate_note(struct recipient *recipient, enum stage stage,
    const struct reply *reply, enum fate well, struct arena *arena);

#endif
