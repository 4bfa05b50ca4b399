#include "net/resolve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "net/question.h"

#define TEXT_MOST 65536

/* What the thread that asks works on. */
struct lookup {
	struct buf host, port;
	struct addrinfo hints;
	struct addrinfo *found;
	int result;
	int why; /* errno, when the result is EAI_SYSTEM */
};

static void
answer(void *self)
{
	struct lookup *l = self;
	l->result =
	    getaddrinfo(l->host.data, l->port.data, &l->hints, &l->found);
	l->why = errno;
}

static void
lookup_free(void *self)
{
	struct lookup *l = self;
	if (l->found != NULL)
		freeaddrinfo(l->found);
	buf_free(&l->host);
	buf_free(&l->port);
	free(l);
}

static bool
judge(
    const char *what, const char *host, int result, int why, struct error *err)
{
	if (result == 0)
		return true;
	if (result == EAI_NONAME || result == EAI_NODATA)
		return error_set(err, EX_NOHOST, "the %s %s does not exist: %s",
		    what, host, gai_strerror(result));
	if (result == EAI_ADDRFAMILY)
		return error_set(err, EX_CONFIG,
		    "the address %s is not of the family that is set", host);
	return error_set(err, EX_TEMPFAIL, "cannot look up %s: %s", host,
	    result == EAI_SYSTEM ? strerror(why) : gai_strerror(result));
}

bool
resolve(const char *what, const char *host, const char *port, int family,
    int64_t deadline, struct addrinfo **found, struct error *err)
{
	static const struct question question = { answer, lookup_free };
	struct addrinfo hints = { .ai_family = family,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	*found = NULL;
	if (getaddrinfo(host, port, &hints, found) == 0)
		return true;

	hints.ai_flags = AI_NUMERICSERV;
	struct lookup *l = memory_get(sizeof(*l));
	*l = (struct lookup){
		.host = BUF(TEXT_MOST), .port = BUF(TEXT_MOST), .hints = hints
	};
	buf_text(&l->host, host);
	buf_text(&l->port, port);
	if (!question_ask(&question, l, host, deadline, err))
		return false;
	bool well = judge(what, host, l->result, l->why, err);
	*found = l->found;
	l->found = NULL;
	lookup_free(l);
	return well;
}
