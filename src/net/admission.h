/* admission.h - how many clients may come: at once, and within a minute
 *
 * Both hold for whoever listens, in one process. A client is counted by the
 * network that one customer has as a rule (network_around()), or by its user.
 */
#ifndef NET_ADMISSION_H
#define NET_ADMISSION_H

#include <stdint.h>

#include "net/client.h"

#define ADMISSION_KEPT 1024 /* clients that are remembered, the last ones */

struct admission_visitor {
	struct network network; /* of a remote one */
	uid_t uid;
	enum client_kind kind;
	int64_t paid; /* until when its visits use up its minute */
};

struct admission {
	unsigned most;       /* at once, of all; 0: no limit */
	unsigned per_minute; /* of one client; 0: no limit */
	unsigned inside;
	struct admission_visitor visitors[ADMISSION_KEPT];
};

enum admission_verdict {
	ADMISSION_GRANTED,
	ADMISSION_FULL,  /* too many at once */
	ADMISSION_HASTY, /* this one comes too often */
};

/* Lets a client in, or not; `now` is clock_now(). A burst of per_minute at
 * once is well, then one each time that a part of the minute is over. */
enum admission_verdict admission_ask(
    struct admission *admission, const struct client *client, int64_t now);

/* One that was let in has left. */
void admission_leave(struct admission *admission);

#endif
