/* verify.h - what the smarthost says of the recipients, nothing being sent */
#ifndef CMD_VERIFY_H
#define CMD_VERIFY_H

#include <stdbool.h>

#include "run.h"

/* Asks the account's smarthosts as deliver() does. How each recipient fared
 * stands in the envelope. */
bool verify(struct run *run);

/* 0 when no recipient was refused, else what the worst refusal means; why it
 * failed before that. */
int verify_status(const struct run *run);

#endif
