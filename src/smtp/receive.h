/* receive.h - the message of a mail: DATA (RFC 5321), BDAT (RFC 3030)
 *
 * It is read whole, then the backend has it. One that cannot be read, or is too
 * big, is passed over to its end and refused, and the session goes on.
 */
#ifndef SMTP_RECEIVE_H
#define SMTP_RECEIVE_H

#include "smtp/dialogue.h"

void receive_data(struct dialogue *d);
void receive_chunk(struct dialogue *d);

#endif
