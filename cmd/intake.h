/* intake.h - the caller's message, and whether it may go out */
#ifndef CMD_INTAKE_H
#define CMD_INTAKE_H

#include <stdbool.h>

#include "run.h"

/* Reads it from stdin into run->message; who types it is told how to end it.
 * See message_read() for the errors. */
bool intake_read(struct run *run);

/* EX_DATAERR where the account's max-size is less than the message has. */
bool intake_fits(const struct account *account, const struct message *message,
    struct error *err);

/* Once it is composed: EX_DATAERR where it is larger than max-size, EX_USAGE
 * or EX_CONFIG where it is to be held until a time that has passed. */
bool intake_check(struct run *run);

#endif
