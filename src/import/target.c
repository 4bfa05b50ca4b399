#include "import/target.h"

#include <string.h>

#include "base/text.h"
#include "conf/url.h"

void
target_split(struct arena *arena, const char *text, struct target *target)
{
	const char *colon = strrchr(text, ':');
	const char *bracket = strrchr(text, ']');
	bool bare_v6 = bracket == NULL && strchr(text, ':') != colon;
	target->host = text;
	if (colon == NULL || bare_v6 || (bracket != NULL && bracket > colon))
		return;
	target->host = arena_copy(arena, text, (size_t)(colon - text));
	if (colon[1] != '\0')
		target->port = colon + 1;
}

static bool
has_port(const struct target *target, const char *port)
{
	return target->port != NULL && strcmp(target->port, port) == 0;
}

static bool
is_at_once(const struct target *target)
{
	return target->tls == TARGET_AT_ONCE || has_port(target, "465");
}

static bool
is_local(struct arena *arena, const struct target *target)
{
	struct url url;
	const char *text = arena_print(arena, "smtp://%s", target->host);
	return target->path != NULL
	    || (url_parse(arena, text, &url) == NULL && url_is_local(&url));
}

static const char *
scheme(struct arena *arena, const struct target *target)
{
	if (target->is_lmtp)
		return "lmtp";
	if (is_at_once(target))
		return "submissions";
	if (target->port == NULL || has_port(target, "25"))
		return "smtp";
	if (target->tls == TARGET_STARTTLS)
		return "submission";
	return has_port(target, "587") && !is_local(arena, target)
	    ? "submission"
	    : "smtp";
}

static bool
is_usual(const char *which, const struct target *target)
{
	static const struct {
		const char *scheme, *port;
	} usual[] = {
		{ "smtp", "25" },
		{ "submission", "587" },
		{ "submissions", "465" },
		{ "lmtp", "24" },
	};
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		if (strcmp(usual[i].scheme, which) == 0)
			return has_port(target, usual[i].port);
	}
	return false;
}

const char *
target_url(struct arena *arena, const struct target *target)
{
	if (target->path != NULL)
		return arena_print(arena, "%s:%s",
		    target->is_lmtp ? "lmtp" : "unix", target->path);
	const char *which = scheme(arena, target);
	const char *host = target->host;
	if (host[0] != '[' && strchr(host, ':') != NULL)
		host = arena_print(arena, "[%s]", host);
	if (target->port == NULL || is_usual(which, target))
		return arena_print(arena, "%s://%s", which, host);
	return arena_print(arena, "%s://%s:%s", which, host, target->port);
}

/* Nothing but a login or verified TLS is said in clear here. */
static void
tell_clear(struct draft *draft, const struct target *target)
{
	if (target->logs_in)
		draft_remark(draft,
		    "TLS was off there, and the password could be read on the "
		    "way; here a login needs STARTTLS with a verified peer: if "
		    "the smarthost has none, ask for its port 465 or 587");
	else if (!is_local(draft->arena, target))
		draft_remark(draft,
		    "TLS was off there; here STARTTLS with a verified peer is "
		    "required: if the smarthost has none and the network is "
		    "yours, add tls = opportunistic");
}

static void
tell_opportunistic(struct draft *draft, const struct target *target)
{
	if (target->logs_in) {
		draft_remark(draft,
		    "TLS was used there only if it was offered, whoever the "
		    "peer was; here a login needs STARTTLS with a verified "
		    "peer");
	} else if (!is_local(draft->arena, target)) {
		draft_remark(draft,
		    "as there, TLS is used only if it is offered, whoever the "
		    "peer is: without the next line it is required and "
		    "verified, which is better");
		draft_set(draft, "tls", "opportunistic");
	}
}

static void
tell_safety(struct draft *draft, const struct target *target)
{
	if (target->path != NULL)
		return;
	if (is_at_once(target) && target->tls != TARGET_AT_ONCE)
		draft_remark(
		    draft, "port 465 speaks TLS at once: it is used so here");
	else if (target->tls == TARGET_CLEAR)
		tell_clear(draft, target);
	else if (target->tls == TARGET_OPPORTUNISTIC)
		tell_opportunistic(draft, target);
	if (target->unchecked && target->tls >= TARGET_STARTTLS)
		draft_remark(draft,
		    "the certificate of the smarthost was not checked there; "
		    "here it is%s",
		    target->has_authority
			? ", by tls-ca-file"
			: ": if its authority is your own, add tls-ca-file = "
			  "FILE");
}

void
target_set(struct draft *draft, const struct target *target)
{
	if (target->host == NULL && target->path == NULL) {
		draft_remark(draft,
		    "no smarthost is named there: add smarthost = "
		    "submissions://HOST");
		return;
	}
	tell_safety(draft, target);
	draft_set(draft, "smarthost", target_url(draft->arena, target));
}
