/* serve.h - a small, true submission server for many clients at once */
#ifndef SMARTHOST_SERVE_H
#define SMARTHOST_SERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "smarthost/listener.h"
#include "smarthost/mailbox.h"
#include "smarthost/policy.h"
#include "smarthost/tls.h"

struct serve {
	const struct policy *policy;
	struct listener *listener;
	const struct tls *tls;
	struct mailbox *mailbox;
	FILE *transcript; /* NULL for none */
	int patience;
	size_t connections; /* to serve before it ends; 0: never ends */
};

/* True when so many connections were served. */
bool serve(const struct serve *serve);

#endif
