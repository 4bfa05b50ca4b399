#include "net/dane.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/memory.h"
#include "net/anchor.h"
#include "net/question.h"
#include "net/unbound.h"

#define NAME_MOST 65536
#define DESCRIPTORS 24 /* more than libunbound has open at a time */
#define RESOLV_CONF "/etc/resolv.conf"
#define TYPE_TLSA 52

/* What the thread that asks works on. */
struct lookup {
	struct unbound unbound;
	struct buf host, port, anchors;
	struct buf base;         /* where the TLSA records were looked for */
	struct ub_result *found; /* the last answer; NULL: see `wrong` */
	int wrong;               /* of libunbound */
};

static bool
is_answer(const struct ub_result *r)
{
	return !r->bogus
	    && (r->rcode == ns_r_noerror || r->rcode == ns_r_nxdomain);
}

/* Is there an answer that DNSSEC proves, if only that there is nothing? */
static bool
ask(struct lookup *l, struct ub_ctx *context, const char *name, int type)
{
	if (l->found != NULL)
		l->unbound.resolve_free(l->found);
	l->found = NULL;
	l->wrong = l->unbound.resolve(context, name, type, ns_c_in, &l->found);
	return l->wrong == 0 && is_answer(l->found) && l->found->secure;
}

static void
ask_records(struct lookup *l, struct ub_ctx *context)
{
	struct buf name = BUF(NAME_MOST);
	buf_print(&name, "_%s._tcp.%s", l->port.data, l->base.data);
	ask(l, context, name.data, TYPE_TLSA);
	buf_free(&name);
}

/* Is there an answer, but not what we look for? */
static bool
lacks_records(const struct lookup *l)
{
	return l->wrong == 0 && is_answer(l->found)
	    && !(l->found->secure && l->found->havedata);
}

/* RFC 7672 2.2.2: an alias is followed to its end, if all of the way is proven;
 * the name that was given comes next. Where addresses are not proven, records
 * cannot be, and many a name server stumbles over the question. */
static void
ask_all(struct lookup *l, struct ub_ctx *context)
{
	if (!ask(l, context, l->host.data, ns_t_a) || l->found->nxdomain)
		return;
	const char *end = l->found->canonname;
	buf_text(&l->base, end == NULL ? l->host.data : end);
	if (l->base.length > 0 && l->base.data[l->base.length - 1] == '.')
		buf_drop_end(&l->base, 1);
	ask_records(l, context);
	if (!lacks_records(l) || text_equal(l->base.data, l->host.data))
		return;
	buf_clear(&l->base);
	buf_text(&l->base, l->host.data);
	ask_records(l, context);
}

static void
answer(void *self)
{
	struct lookup *l = self;
	struct ub_ctx *context = l->unbound.ctx_create();
	l->wrong = UB_NOMEM;
	if (context == NULL)
		return;
	l->unbound.ctx_debugout(context, NULL);
	l->wrong = l->unbound.ctx_resolvconf(context, RESOLV_CONF);
	if (l->wrong == 0)
		l->wrong = l->unbound.ctx_add_ta_file(context, l->anchors.data);
	if (l->wrong == 0)
		ask_all(l, context);
	l->unbound.ctx_delete(context);
}

static void
lookup_free(void *self)
{
	struct lookup *l = self;
	if (l->found != NULL)
		l->unbound.resolve_free(l->found);
	buf_free(&l->host);
	buf_free(&l->port);
	buf_free(&l->anchors);
	buf_free(&l->base);
	free(l);
}

/* Where descriptors run out, libevent ends the process. */
static bool
has_descriptors(struct error *err)
{
	int fds[DESCRIPTORS];
	size_t count = 0;
	while (count < DESCRIPTORS
	    && (fds[count] = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)) >= 0)
		count++;
	int why = errno;
	for (size_t i = 0; i < count; i++)
		close(fds[i]);
	return count == DESCRIPTORS
	    || error_set(err, EX_OSERR,
		"dane needs %d descriptors more (ulimit -n): %s", DESCRIPTORS,
		strerror(why));
}

static struct lookup *
begin(const char *host, const char *port, const struct file_named *file,
    struct error *err)
{
	struct unbound unbound;
	const char *anchors = anchor_find(file, err);
	if (anchors == NULL || !has_descriptors(err))
		return NULL;
	if (!unbound_load(&unbound)) {
		error_set(err, EX_CONFIG,
		    "dane needs " UNBOUND_LIBRARY
		    ", which is not on this machine: install it, or say "
		    "dane = off");
		return NULL;
	}
	struct lookup *l = memory_get(sizeof(*l));
	*l = (struct lookup){ .unbound = unbound,
		.host = BUF(NAME_MOST),
		.port = BUF(NAME_MOST),
		.anchors = BUF(NAME_MOST),
		.base = BUF(NAME_MOST) };
	buf_text(&l->host, host);
	buf_text(&l->port, port);
	buf_text(&l->anchors, anchors);
	return l;
}

/* Where it already fails at the keys that DNSSEC begins with, nobody forges:
 * the name server drops them, as many a router does. */
static bool
fails_at_anchor(const char *why)
{
	return strstr(why, "trust anchor") != NULL
	    || strstr(why, " . while building chain of trust") != NULL;
}

static bool
disbelieve(const struct lookup *l, const char *what, struct error *err)
{
	const struct ub_result *r = l->found;
	const char *why = r->why_bogus == NULL ? "bogus" : r->why_bogus;
	if (fails_at_anchor(why))
		return error_set(err, EX_TEMPFAIL,
		    "cannot look up %s: the name servers of " RESOLV_CONF
		    " do not pass DNSSEC on, or the keys in %s are old: use a "
		    "validating one, or set dane = off (%s)",
		    what, l->anchors.data, why);
	return error_set(err, EX_TEMPFAIL,
	    "cannot look up %s: DNSSEC says that the answer is forged, or its "
	    "zone or the name server of this machine is broken (%s)",
	    what, why);
}

static bool
judge(const struct lookup *l, const char *what,
    const struct file_named *anchors, struct error *err)
{
	const struct ub_result *r = l->found;
	if (l->wrong == UB_SYNTAX)
		return true;
	if (l->wrong == UB_INITFAIL)
		return error_set(err, EX_CONFIG,
			   "%s holds a key that cannot be read, so DNSSEC has "
			   "nothing to begin with",
			   l->anchors.data)
		    || error_at(err, anchors->place);
	if (l->wrong != 0)
		return error_set(err, EX_TEMPFAIL, "cannot look up %s: %s%s",
		    what, l->unbound.strerror(l->wrong),
		    l->wrong == UB_READFILE ? " " RESOLV_CONF : "");
	if (r->bogus)
		return disbelieve(l, what, err);
	return is_answer(r)
	    || error_set(err, EX_TEMPFAIL,
		"cannot look up %s: the name server answered with error %d",
		what, r->rcode);
}

static const char *
find_lack(const struct lookup *l)
{
	if (l->wrong == UB_SYNTAX)
		return "no name in DNS is so long, or written so";
	if (!l->found->secure)
		return "its zone is not signed";
	if (l->base.length == 0)
		return "DNS knows no such host";
	return l->found->havedata ? "there are none that mail may use"
				  : "there are none";
}

static void
take(struct arena *arena, const struct lookup *l, struct tlsa_list *list)
{
	const struct ub_result *r = l->found;
	list->base = arena_text(arena, l->base.data);
	list->lack = find_lack(l);
	if (l->wrong != 0 || !r->secure || !r->havedata)
		return;
	for (size_t i = 0; r->data[i] != NULL; i++)
		tlsa_add(arena, list,
		    (struct slice){ r->data[i], (size_t)r->len[i] });
}

bool
dane_is_built(void)
{
	return true;
}

bool
dane_lookup(struct arena *arena, const char *host, const char *port,
    const struct file_named *anchors, int64_t deadline, struct tlsa_list *list,
    struct error *err)
{
	static const struct question question = { answer, lookup_free };
	const char *what =
	    arena_print(arena, "the TLSA records _%s._tcp.%s", port, host);
	*list = (struct tlsa_list){ 0 };
	struct lookup *l = begin(host, port, anchors, err);
	if (l == NULL || !question_ask(&question, l, what, deadline, err))
		return false;
	bool well = judge(l, what, anchors, err);
	if (well)
		take(arena, l, list);
	lookup_free(l);
	return well;
}
