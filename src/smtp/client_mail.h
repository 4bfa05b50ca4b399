/* client_mail.h - what a client says behind MAIL and RCPT, into its mail
 *
 * Each function returns NULL when it has understood, else the reply that says
 * why not: 501 for bad syntax, 555 for a parameter that was not offered (RFC
 * 5321 4.1.1.11), 552 and 452 where a limit is passed.
 */
#ifndef SMTP_CLIENT_MAIL_H
#define SMTP_CLIENT_MAIL_H

#include "smtp/backend.h"

const char *
client_mail_too_big(struct arena *arena, const struct server_limits *limits);
const char *client_mail_begin(struct server_mail *mail,
    const struct server_limits *limits, const char *argument);
const char *client_mail_add(struct server_mail *mail,
    const struct server_limits *limits, const char *argument);

#endif
