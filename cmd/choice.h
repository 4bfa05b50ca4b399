/* choice.h - which account sends this mail, and what options change in it */
#ifndef CMD_CHOICE_H
#define CMD_CHOICE_H

#include <stdbool.h>

#include "run.h"

/* Chooses by -a, by the sender (of -f, else of From), or the default; applies
 * the options that are settings, and checks the whole. EX_USAGE for an option
 * that is wrong, or that would take the password elsewhere. */
bool choice_of_account(struct run *run);

/* The same for an account that has been chosen. */
bool choice_finish(struct run *run, const struct account *account);

#endif
