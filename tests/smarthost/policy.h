/* policy.h - what kind of submission server to be
 *
 * Lists are arrays that end in NULL, or NULL when empty. All strings are
 * borrowed.
 */
#ifndef SMARTHOST_POLICY_H
#define SMARTHOST_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "smarthost/sasl.h"

struct policy {
	bool has_certificate;
	bool implicit_tls; /* TLS from the first octet */
	bool no_starttls;
	const char *mechanisms; /* offered, by blanks; NULL: no one logs in */
	bool auth_in_clear;     /* offer them without TLS, too */
	bool plus_hidden;       /* as if somebody on the way cut out -PLUS */
	struct login login;     /* whom they let in */
	const char **without;   /* EHLO keywords to leave out */
	const char **with;      /* EHLO lines to add */
	const char **refused_senders; /* GLOB=REPLY, as are recipients */
	const char **refused_recipients;
	const char *reply_to_dot; /* to every message; NULL: keep it */
	size_t size;              /* of the largest message; 0: any */
	size_t max_recipients;    /* of one message; 0: any */
};

#endif
