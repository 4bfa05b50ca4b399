#include "conf/services.h"

#include <string.h>

#include "base/clock.h"
#include "net/srv.h"

static void
add_url(struct arena *arena, struct account *account, struct url url)
{
	account->urls = arena_more(
	    arena, account->urls, account->url_count, sizeof(*account->urls));
	account->urls[account->url_count++] = url;
}

static bool
is_within(const char *host, const char *domain)
{
	size_t length = strlen(host), tail = strlen(domain);
	return length >= tail && text_equal(host + length - tail, domain)
	    && (length == tail || host[length - tail - 1] == '.');
}

static bool
add_service(struct arena *arena, struct account *account, const struct url *srv,
    enum scheme scheme, int64_t deadline, struct error *err)
{
	int64_t until = clock_sooner(
	    clock_after(account->smarthost.connect_timeout), deadline);
	bool at_once = scheme == SCHEME_SUBMISSIONS;
	const char *service = at_once ? "submissions" : "submission";
	struct srv_list list;
	if (!srv_lookup(arena, service, srv->domain, until, &list, err))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		const struct srv_target *target = &list.targets[i];
		if (!is_within(target->host, srv->domain))
			return error_set(err, EX_CONFIG,
			    "DNS says that %s is served by %s, another domain, "
			    "which may be a forgery: if it is right, write "
			    "smarthost = %s://%s:%s",
			    srv->domain, target->host, service, target->host,
			    target->port);
		add_url(arena, account,
		    (struct url){ .scheme = scheme,
			.host = target->host,
			.port = target->port,
			.user = srv->user });
	}
	return true;
}

static bool
add_services(struct arena *arena, struct account *account,
    const struct url *srv, int64_t deadline, struct error *err)
{
	size_t before = account->url_count;
	if (!add_service(arena, account, srv, SCHEME_SUBMISSIONS, deadline, err)
	    || !add_service(
		arena, account, srv, SCHEME_SUBMISSION, deadline, err))
		return false;
	return account->url_count > before
	    || error_set(err, EX_UNAVAILABLE,
		"DNS names no submission service for %s: there is neither "
		"_submissions._tcp.%s nor _submission._tcp.%s",
		srv->domain, srv->domain, srv->domain);
}

bool
services_find(struct arena *arena, struct account *account, int64_t deadline,
    struct text_list *failures, struct error *err)
{
	struct url *urls = account->urls;
	size_t count = account->url_count;
	account->urls = NULL;
	account->url_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (urls[i].scheme != SCHEME_SRV) {
			add_url(arena, account, urls[i]);
			continue;
		}
		if (add_services(arena, account, &urls[i], deadline, err))
			continue;
		bool last = i + 1 == count && account->url_count == 0;
		if (last || err->code == EX_CONFIG)
			return false;
		text_list_add(arena, failures, arena_text(arena, err->text));
		error_clear(err);
	}
	return true;
}
