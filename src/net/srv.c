#include "net/srv.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <gnutls/crypto.h>

#include "base/buf.h"
#include "base/memory.h"
#include "net/question.h"

#define NAME_MOST 65536
#define ANSWER_MOST 65535
#define TARGETS_MOST 64

/* A message of RFC 1035 section 4.1, as far as it has been read. */
struct answer {
	const unsigned char *begin, *end, *at;
};

/* Everything here is a stranger's: beyond the end there are zeros. */
static unsigned
take_16(struct answer *a)
{
	if (a->end - a->at < 2) {
		a->at = a->end;
		return 0;
	}
	unsigned number = (unsigned)(a->at[0] << 8 | a->at[1]);
	a->at += 2;
	return number;
}

static void
skip(struct answer *a, size_t length)
{
	size_t left = (size_t)(a->end - a->at);
	a->at += length < left ? length : left;
}

static void
skip_name(struct answer *a)
{
	int length = dn_skipname(a->at, a->end);
	skip(a, length < 0 ? (size_t)(a->end - a->at) : (size_t)length);
}

/* RFC 2782: priority, weight, port, target; "." as target says that the
 * service is decidedly not there. */
static void
take_target(struct arena *arena, struct answer a, struct srv_list *list)
{
	char host[NS_MAXDNAME];
	struct srv_target target = { .priority = take_16(&a) };
	target.weight = take_16(&a);
	target.port = arena_print(arena, "%u", take_16(&a));
	if (list->count == TARGETS_MOST
	    || dn_expand(a.begin, a.end, a.at, host, sizeof(host)) < 0
	    || host[0] == '\0')
		return;
	target.host = arena_text(arena, host);
	list->targets = arena_more(
	    arena, list->targets, list->count, sizeof(*list->targets));
	list->targets[list->count++] = target;
}

static void
take_answer(struct arena *arena, struct answer a, struct srv_list *list)
{
	skip(&a, 4); /* id and flags */
	unsigned questions = take_16(&a), answers = take_16(&a);
	skip(&a, 4); /* counts of what follows the answers */
	for (; questions > 0 && a.at < a.end; questions--) {
		skip_name(&a);
		skip(&a, 4);
	}
	for (; answers > 0 && a.at < a.end; answers--) {
		skip_name(&a);
		unsigned type = take_16(&a);
		skip(&a, 6); /* class and time to live */
		size_t length = take_16(&a);
		if (type == ns_t_srv)
			take_target(arena, a, list);
		skip(&a, length);
	}
}

static uint32_t
random_below(uint32_t limit)
{
	uint32_t number = 0;
	gnutls_rnd(GNUTLS_RND_NONCE, &number, sizeof(number));
	return number % limit;
}

static void
swap(struct srv_list *list, size_t a, size_t b)
{
	struct srv_target target = list->targets[a];
	list->targets[a] = list->targets[b];
	list->targets[b] = target;
}

static void
sort_by_priority(struct srv_list *list)
{
	for (size_t i = 1; i < list->count; i++) {
		for (size_t j = i; j > 0
		     && list->targets[j].priority
			 < list->targets[j - 1].priority;
		     j--)
			swap(list, j, j - 1);
	}
}

/* RFC 2782, "Weight": of those with the same priority the next is drawn with a
 * chance that is its share of the weights; zero has a small one. */
static void
draw(struct srv_list *list, size_t first, size_t end)
{
	uint32_t sum = 0, at = 0;
	for (size_t i = first; i < end; i++)
		sum += list->targets[i].weight + 1;
	uint32_t drawn = random_below(sum);
	for (size_t i = first; i < end; i++) {
		at += list->targets[i].weight + 1;
		if (drawn < at) {
			swap(list, first, i);
			return;
		}
	}
}

static void
order(struct srv_list *list)
{
	sort_by_priority(list);
	for (size_t first = 0; first < list->count; first++) {
		size_t end = first + 1;
		while (end < list->count
		    && list->targets[end].priority
			== list->targets[first].priority)
			end++;
		draw(list, first, end);
	}
}

/* What the thread that asks works on. */
struct lookup {
	struct buf name;
	unsigned char answer[ANSWER_MOST];
	int length; /* of the answer; negative: there is none */
	int why;    /* h_errno then */
};

static void
query(void *self)
{
	struct lookup *l = self;
	l->length = res_query(
	    l->name.data, ns_c_in, ns_t_srv, l->answer, sizeof(l->answer));
	l->why = h_errno;
}

static void
lookup_free(void *self)
{
	struct lookup *l = self;
	buf_free(&l->name);
	free(l);
}

static bool
judge(const struct lookup *l, struct error *err)
{
	if (l->length >= 0 || l->why == HOST_NOT_FOUND || l->why == NO_DATA)
		return true;
	return error_set(err, EX_TEMPFAIL,
	    "cannot look up the SRV records %s: %s", l->name.data,
	    hstrerror(l->why));
}

bool
srv_lookup(struct arena *arena, const char *service, const char *domain,
    int64_t deadline, struct srv_list *list, struct error *err)
{
	static const struct question question = { query, lookup_free };
	*list = (struct srv_list){ 0 };
	struct lookup *l = memory_get(sizeof(*l));
	l->name = BUF(NAME_MOST);
	buf_print(&l->name, "_%s._tcp.%s", service, domain);
	const char *what =
	    arena_print(arena, "the SRV records %s", l->name.data);
	if (!question_ask(&question, l, what, deadline, err))
		return false;
	bool well = judge(l, err);
	size_t length = l->length > 0 ? (size_t)l->length : 0;
	if (well && length > 0 && length <= sizeof(l->answer))
		take_answer(arena,
		    (struct answer){ l->answer, l->answer + length, l->answer },
		    list);
	lookup_free(l);
	order(list);
	return well;
}
