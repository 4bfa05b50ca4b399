#include "conf/gate.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>

#define GROUPS_MOST 1024

struct gate
gate_default(void)
{
	return (struct gate){
		.socket_mode = 0660,
		.most = 50,
		.per_minute = 120,
		.timeout = 300, /* RFC 5321 4.5.3.2.7 */
		.deadline = 24 * 3600,
	};
}

/* ---- who is meant ---- */

static const char *
without(const char *text, const char *prefix)
{
	return text_starts(text, prefix) ? text + strlen(prefix) : NULL;
}

static bool
find_user(const char *name, uid_t *uid)
{
	uint64_t number;
	const struct passwd *user = getpwnam(name);
	if (user == NULL && text_number(name, UINT32_MAX - 1, &number))
		*uid = (uid_t)number;
	else if (user == NULL)
		return false;
	else
		*uid = user->pw_uid;
	return true;
}

static bool
find_group(const char *name, gid_t *gid)
{
	uint64_t number;
	const struct group *group = getgrnam(name);
	if (group == NULL && text_number(name, UINT32_MAX - 1, &number))
		*gid = (gid_t)number;
	else if (group == NULL)
		return false;
	else
		*gid = group->gr_gid;
	return true;
}

static bool
find_party(const char *text, struct gate_party *party, struct error *err)
{
	const char *user = without(text, "user:");
	const char *group = without(text, "group:");
	*party = (struct gate_party){ .login = without(text, "login:") };
	if (party->login != NULL) {
		party->kind = GATE_LOGIN;
	} else if (user != NULL) {
		party->kind = GATE_USER;
		if (!find_user(user, &party->uid))
			return error_set(err, EX_CONFIG,
			    "there is no user %s on this machine", user);
	} else if (group != NULL) {
		party->kind = GATE_GROUP;
		if (!find_group(group, &party->gid))
			return error_set(err, EX_CONFIG,
			    "there is no group %s on this machine", group);
	} else if (!network_parse(text, &party->network)) {
		return error_set(err, EX_CONFIG, "%s is no network", text);
	}
	return true;
}

static bool
find_allowed(struct arena *arena, struct gate *gate, const struct said *said,
    struct error *err)
{
	for (size_t i = 0; i < gate->allow.count; i++) {
		gate->allowed = arena_more(arena, gate->allowed,
		    gate->allowed_count, sizeof(*gate->allowed));
		const char *party = gate->allow.items[i];
		if (!find_party(
			party, &gate->allowed[gate->allowed_count++], err))
			return error_at(err,
			    said_place(arena,
				said_find_word(said, "gate-allow", party)));
	}
	return true;
}

/* A rule for who logs in is for nobody where nobody can. */
static bool
can_come(
    const struct gate *gate, const struct gate_party *party, struct error *err)
{
	return party->kind != GATE_LOGIN || gate->password_file.path != NULL
	    || error_set(err, EX_CONFIG,
		"nobody can log in as %s: set gate-password-file",
		party->login);
}

/* Each text is a party, a blank and what holds for it. */
static bool
find_rules(struct arena *arena, const struct gate *gate,
    const struct text_list *texts, const char *setting, const struct said *said,
    struct gate_rules *rules, struct error *err)
{
	for (size_t i = 0; i < texts->count; i++) {
		const char *text = texts->items[i];
		size_t length = strcspn(text, " ");
		const char *party = arena_copy(arena, text, length);
		rules->items = arena_more(
		    arena, rules->items, rules->count, sizeof(*rules->items));
		struct gate_rule *rule = &rules->items[rules->count++];
		rule->value = text + length + 1;
		if (!find_party(party, &rule->party, err)
		    || !can_come(gate, &rule->party, err))
			return error_at(err,
			    said_place(
				arena, said_find_word(said, setting, party)));
	}
	return true;
}

static bool
find_rights(struct arena *arena, struct gate *gate, const struct said *said,
    struct error *err)
{
	gate->rights = (struct listen_rights){ .mode = gate->socket_mode,
		.group = (gid_t)-1 };
	return gate->socket_group == NULL
	    || find_group(gate->socket_group, &gate->rights.group)
	    || error_set(err, EX_CONFIG, "there is no group %s on this machine",
		gate->socket_group)
	    || error_at(
		err, said_place(arena, said_find(said, "gate-socket-group")));
}

static bool
check_tls(struct gate *gate, const struct said *said, struct error *err)
{
	struct tls_settings *tls = &gate->tls_settings;
	bool bare = tls->certificate.path == NULL;
	if (bare && tls->key.path != NULL)
		return said_complain(said_find(said, "gate-tls-key"), err,
		    "gate-tls-key is set but no certificate: add "
		    "gate-tls-certificate");
	if (bare && gate->tls != GATE_TLS_OFFERED)
		return said_complain(said_find(said, "gate-tls"), err,
		    "gate-tls is set but no certificate: add "
		    "gate-tls-certificate");
	if (tls->key.path == NULL)
		tls->key = tls->certificate;
	return true;
}

bool
gate_finish(struct arena *arena, struct gate *gate, const struct said *said,
    struct error *err)
{
	return find_allowed(arena, gate, said, err)
	    && find_rules(arena, gate, &gate->senders, "gate-sender", said,
		&gate->fixed_senders, err)
	    && find_rules(arena, gate, &gate->sizes, "gate-max-size", said,
		&gate->largest_sizes, err)
	    && find_rights(arena, gate, said, err)
	    && check_tls(gate, said, err);
}

static bool
allows_any(const struct gate *gate, enum gate_kind kind)
{
	for (size_t i = 0; i < gate->allowed_count; i++) {
		if (gate->allowed[i].kind == kind)
			return true;
	}
	return false;
}

bool
gate_is_closed(const struct gate *gate, const char *where, struct error *err)
{
	return gate->password_file.path != NULL
	    || allows_any(gate, GATE_NETWORK)
	    || error_set(err, EX_CONFIG,
		"everybody who reaches %s could send mail through us: set "
		"gate-allow to the networks that may, or gate-password-file",
		where);
}

/* ---- who has come ---- */

void
gate_groups(struct arena *arena, const struct client *client,
    struct gate_visitor *visitor)
{
	const struct passwd *user =
	    client->kind == CLIENT_LOCAL ? getpwuid(client->uid) : NULL;
	int count = GROUPS_MOST;
	visitor->group_count = 0;
	if (user == NULL)
		return;
	gid_t *groups = arena_get(arena, GROUPS_MOST * sizeof(*groups));
	if (getgrouplist(user->pw_name, user->pw_gid, groups, &count) >= 0)
		visitor->group_count = (size_t)count;
	visitor->groups = groups;
}

static bool
is_in_group(const struct gate_visitor *visitor, gid_t gid)
{
	for (size_t i = 0; i < visitor->group_count; i++) {
		if (visitor->groups[i] == gid)
			return true;
	}
	return visitor->client->gid == gid;
}

static bool
is_of(const struct gate_party *party, const struct gate_visitor *visitor)
{
	const struct client *client = visitor->client;
	switch (party->kind) {
	case GATE_NETWORK:
		return client->kind == CLIENT_REMOTE
		    && network_has(&party->network, &client->address);
	case GATE_USER:
		return client->kind == CLIENT_LOCAL
		    && client->uid == party->uid;
	case GATE_GROUP:
		return client->kind == CLIENT_LOCAL
		    && is_in_group(visitor, party->gid);
	case GATE_LOGIN:
		break;
	}
	return visitor->login != NULL
	    && strcmp(visitor->login, party->login) == 0;
}

bool
gate_allows(const struct gate *gate, const struct gate_visitor *visitor)
{
	const struct client *client = visitor->client;
	if (visitor->login != NULL || client->kind == CLIENT_UNKNOWN)
		return true;
	for (size_t i = 0; i < gate->allowed_count; i++) {
		if (is_of(&gate->allowed[i], visitor))
			return true;
	}
	if (client->kind == CLIENT_LOCAL)
		return !allows_any(gate, GATE_USER)
		    && !allows_any(gate, GATE_GROUP);
	return gate->allowed_count == 0 && gate->password_file.path == NULL
	    && network_is_loopback(&client->address);
}

static const char *
find_rule(const struct gate_rules *rules, const struct gate_visitor *visitor)
{
	for (size_t i = 0; i < rules->count; i++) {
		if (is_of(&rules->items[i].party, visitor))
			return rules->items[i].value;
	}
	return NULL;
}

const char *
gate_sender(const struct gate *gate, const struct gate_visitor *visitor)
{
	return find_rule(&gate->fixed_senders, visitor);
}

uint64_t
gate_size(const struct gate *gate, const struct gate_visitor *visitor)
{
	const char *size = find_rule(&gate->largest_sizes, visitor);
	uint64_t octets = 0;
	if (size != NULL)
		text_number(size, UINT64_MAX, &octets);
	return octets;
}
