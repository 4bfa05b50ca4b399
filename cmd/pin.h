/* pin.h - what a smarthost shows in TLS, and the pin of its key */
#ifndef CMD_PIN_H
#define CMD_PIN_H

#include "run.h"

/* Prints for each smarthost of the account who it is, whether it was verified,
 * its certificates and its pin. Nobody is trusted for that: no login, no
 * message, no session that is taken up again. One that fails does not end it:
 * run->err has the last such sentence and the code of the first. */
void pin_show(struct run *run);

#endif
