/* flight.h - the envelope of a transaction, in flights: RFC 2920 */
#ifndef SMTP_FLIGHT_H
#define SMTP_FLIGHT_H

#include <stdbool.h>

#include "smtp/attempt.h"

/* Says MAIL, the RCPTs and the tail, hears every answer and then judges: how
 * each recipient fared stands in the envelope. False when MAIL was refused or
 * the connection was lost. */
bool flight_send(struct attempt *attempt);

#endif
