#include "conf/keyword.h"

#include <string.h>

#include "base/text.h"
#include "conf/party.h"
#include "conf/wish.h"

static const char *const tls_words[] = { "required", "opportunistic", "off",
	NULL };
static const char *const dane_words[] = { "off", "auto", "required", NULL };
static const char *const minimum_words[] = { "1.2", "1.3", NULL };
static const char *const gate_minimum_words[] = { "1.2", "1.3", "1.0", NULL };
static const char *const gate_tls_words[] = { "offered", "required", "at-once",
	NULL };
static const char *const family_words[] = { "any", "ipv4", "ipv6", NULL };
static const char *const spool_words[] = { "off", "on-failure", "always",
	NULL };
static const char *const policy_words[] = { "keep", "fix", "force", NULL };

#define AT(what) offsetof(struct account, what)
#define GATE(what) offsetof(struct account, gate.what)
#define NAMED .is_path = true, .names_file = true
#define ONCE .in_file_only = true, .is_global = true
#define TLS(what) offsetof(struct account, smarthost.tls_settings.what)

const struct keyword keywords[] = {
	{ "smarthost", value_smarthosts, 0, .is_list = true },
	{ "from", value_from, AT(from), .is_list = true },

	{ "user", value_text, AT(user) },
	{ "password", value_password, AT(credential), .is_secret = true,
	    .group = KEYWORD_GROUP_SECRET, .in_file_only = true },
	{ "password-file", value_password_file, AT(credential), .is_path = true,
	    .group = KEYWORD_GROUP_SECRET, .in_file_only = true },
	{ "password-command", value_password_command, AT(credential),
	    .group = KEYWORD_GROUP_SECRET, .in_file_only = true },
	{ "password-credential", value_password_credential, AT(credential),
	    .group = KEYWORD_GROUP_SECRET, .in_file_only = true },
	{ "netrc", value_netrc, AT(credential), .is_path = true,
	    .group = KEYWORD_GROUP_SECRET, .in_file_only = true },
	{ "auth", value_auth, AT(auth) },

	{ "tls", value_choice, AT(tls), tls_words },
	{ "tls-ca-file", value_ca_file, TLS(ca_file), NAMED },
	{ "tls-pin", value_pins, TLS(pins), .is_list = true },
	{ "tls-certificate", value_text, TLS(certificate), NAMED },
	{ "tls-key", value_text, TLS(key), NAMED, .in_file_only = true },
	{ "tls-name", value_word, TLS(name) },
	{ "tls-priority", value_tls_priority, TLS(priority) },
	{ "tls-minimum", value_choice, TLS(minimum), minimum_words },
	{ "dane", value_dane, AT(smarthost.dane), dane_words },
	{ "dane-anchor", value_text, AT(smarthost.dane_anchors), NAMED,
	    .in_file_only = true },
	{ "cache", value_text, TLS(cache.directory), .is_path = true,
	    .in_file_only = true },

	{ "sender-policy", value_choice, AT(compose.policy), policy_words },
	{ "domain", value_domain, AT(domain) },
	{ "local-domains", value_local_domains, AT(compose.completion.domains),
	    .is_list = true },
	{ "aliases", value_alias_file, AT(aliases), NAMED,
	    .in_file_only = true },
	{ "local-recipient", value_address, AT(compose.local_recipient) },
	{ "add-headers", value_switch, AT(compose.add_missing) },
	{ "received", value_switch, AT(compose.received) },
	{ "ignore-dots", value_switch, AT(ignore_dots), .is_global = true },
	{ "reject-partial", value_switch, AT(smarthost.reject_partial) },
	{ "dsn-notify", value_notify, AT(wishes.notify) },
	{ "dsn-return", value_return, AT(wishes.ret) },
	{ "deliver-by", value_deliver_by, AT(wishes.by) },
	{ "hold-until", value_hold, AT(wishes.hold) },
	{ "priority", value_priority, AT(wishes.priority) },
	{ "require-tls", value_switch, AT(wishes.require_tls) },
	{ "submitter", value_submitter, AT(wishes.submitter) },
	{ "max-size", value_size, AT(max_size) },

	{ "helo-name", value_word, AT(smarthost.helo) },
	{ "proxy", value_proxy, AT(smarthost.proxy), .in_file_only = true },
	{ "tunnel", value_command, AT(smarthost.tunnel), .in_file_only = true },
	{ "bind", value_host_address, AT(smarthost.bind) },
	{ "family", value_choice, AT(family), family_words },
	{ "connect-timeout", value_seconds, AT(smarthost.connect_timeout) },
	{ "timeout", value_seconds, AT(smarthost.timeout) },
	{ "deadline", value_seconds, AT(deadline) },
	{ "max-sessions", value_sessions, AT(max_sessions) },

	{ "spool", value_choice, AT(spool), spool_words },
	{ "spool-directory", value_text, AT(spool_directory), NAMED,
	    .in_file_only = true, .is_global = true },
	{ "spool-lifetime", value_lifetime, AT(spool_lifetime),
	    .is_global = true },
	{ "spool-warning", value_seconds, AT(spool_warning),
	    .is_global = true },

	{ "gate-listen", value_places, GATE(listen), .is_list = true, ONCE },
	{ "gate-allow", value_parties, GATE(allow), .is_list = true, ONCE },
	{ "gate-sender", value_senders, GATE(senders), .is_list = true, ONCE },
	{ "gate-max-size", value_sizes, GATE(sizes), .is_list = true, ONCE },
	{ "gate-password-file", value_text, GATE(password_file), NAMED, ONCE },
	{ "gate-auth-in-clear", value_switch, GATE(auth_in_clear), ONCE },
	{ "gate-tls", value_choice, GATE(tls), gate_tls_words, ONCE },
	{ "gate-tls-certificate", value_text, GATE(tls_settings.certificate),
	    NAMED, ONCE },
	{ "gate-tls-key", value_text, GATE(tls_settings.key), NAMED, ONCE },
	{ "gate-tls-minimum", value_choice, GATE(tls_settings.minimum),
	    gate_minimum_words, ONCE },
	{ "gate-max-connections", value_count, GATE(most), ONCE },
	{ "gate-rate", value_count, GATE(per_minute), ONCE },
	{ "gate-timeout", value_seconds, GATE(timeout), ONCE },
	{ "gate-deadline", value_seconds, GATE(deadline), ONCE },
	{ "gate-socket-mode", value_mode, GATE(socket_mode), ONCE },
	{ "gate-socket-group", value_word, GATE(socket_group), ONCE },

	{ "dead-letter", value_switch, AT(dead_letter), .in_file_only = true },
	{ "log", value_log, 0, .in_file_only = true },
};

const size_t keyword_count = sizeof(keywords) / sizeof(keywords[0]);

const struct keyword *
keyword_find(const char *name)
{
	for (size_t i = 0; i < keyword_count; i++) {
		if (strcmp(keywords[i].name, name) == 0)
			return &keywords[i];
	}
	return NULL;
}

const char *
keyword_nearest(const char *name)
{
	const char *nearest = NULL;
	size_t least = strlen(name) / 2 < 3 ? strlen(name) / 2 + 1 : 4;
	for (size_t i = 0; i < keyword_count; i++) {
		size_t distance = text_distance(name, keywords[i].name);
		if (distance < least) {
			least = distance;
			nearest = keywords[i].name;
		}
	}
	return nearest;
}

/* A list that an account says anew does not go on with the inherited one. */
static void
begin_anew(const struct keyword *keyword, struct account *account)
{
	if (keyword->set == value_smarthosts) {
		account->urls = NULL;
		account->url_count = 0;
	} else {
		struct text_list *list =
		    (void *)((char *)account + keyword->member);
		*list = (struct text_list){ 0 };
	}
}

const char *
keyword_apply(const struct keyword *keyword, struct arena *arena,
    struct account *account, const char *value, bool again)
{
	if (keyword->is_list && !again)
		begin_anew(keyword, account);
	return keyword->set(
	    arena, (char *)account + keyword->member, value, keyword->words);
}

void
keyword_note(const struct keyword *keyword, struct arena *arena,
    struct account *account, struct said said)
{
	said.setting = keyword->name;
	said_note(arena, &account->said, said);
	if (keyword->names_file) {
		struct file_named *file =
		    (void *)((char *)account + keyword->member);
		file->place = said_place(arena, account->said);
	}
}
