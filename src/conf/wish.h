/* wish.h - values that become parameters of MAIL and RCPT: see value.h */
#ifndef CONF_WISH_H
#define CONF_WISH_H

#include "conf/value.h"

value_set value_notify;     /* const char *: RFC 3461 NOTIFY */
value_set value_return;     /* const char *: RFC 3461 RET */
value_set value_hold;       /* const char *: RFC 4865, 2h or a date and time */
value_set value_deliver_by; /* const char *: RFC 2852, 2h or 2h;notify */
value_set value_priority;   /* const char *: RFC 6710, -9 to 9 */
value_set value_submitter;  /* const char *: an address or <> */

#endif
