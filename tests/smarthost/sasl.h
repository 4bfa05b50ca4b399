/* sasl.h - the server's side of one AUTH exchange, by libgsasl */
#ifndef SMARTHOST_SASL_H
#define SMARTHOST_SASL_H

#include <stdbool.h>

#include "smarthost/wire.h"

struct login {
	const char *user; /* EXTERNAL: the common name to be shown; NULL: any */
	const char *password; /* NULL: no mechanism with one will do */
};

enum sasl_verdict {
	SASL_WELCOME,
	SASL_REFUSED,   /* wrong secret, or not keeping to the mechanism */
	SASL_CANCELLED, /* the client said * */
	SASL_GARBLED,   /* what the client said is not base64 */
	SASL_LOST       /* the wire failed */
};

/* Can we play the server of this mechanism? */
bool sasl_knows(const char *mechanism);

/* Does the whole exchange but for the last reply, which is the caller's to
 * give. INITIAL is what stood behind the mechanism, or NULL. PLUS_OFFERED: the
 * client could have seen this mechanism's -PLUS, so when it says that it saw
 * none, someone has removed it, and it is refused (RFC 5802 section 6). */
enum sasl_verdict sasl_exchange(struct wire *wire, const struct login *login,
    const char *mechanism, const char *initial, bool plus_offered);

#endif
