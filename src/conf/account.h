/* account.h - one smarthost and how we use it: defaults and checks */
#ifndef CONF_ACCOUNT_H
#define CONF_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/credential.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "conf/gate.h"
#include "conf/said.h"
#include "conf/url.h"
#include "mail/compose.h"
#include "mail/envelope.h"
#include "smtp/smarthost.h"

enum log_kind { LOG_TO_SYSLOG, LOG_TO_FILE, LOG_TO_NOBODY };

/* How `family` may be written, in this order. */
enum family { FAMILY_ANY, FAMILY_IPV4, FAMILY_IPV6 };

/* When a message goes to the spool; how `spool` may be written, in this
 * order. */
enum spool_use { SPOOL_OFF, SPOOL_ON_FAILURE, SPOOL_ALWAYS };

/* What the settings say. The structs of the rooms below are filled as far as
 * the settings go; account_finish() does the rest. */
struct account {
	const char *name;
	const struct said *said; /* the newest setting first */
	struct url *urls;        /* smarthosts, in order of preference */
	size_t url_count;
	struct text_list from; /* patterns of senders; addresses first */
	const char *user;
	struct credential credential;
	const char *auth; /* "auto", "none" or mechanisms */
	int tls;          /* enum tls_need; -1: as the scheme says */
	int family;
	struct smarthost smarthost;
	struct compose compose;
	const char *domain;        /* NULL: see domain.h */
	struct file_named aliases; /* NULL: none */
	uint64_t max_size;         /* octets; 0: no limit of ours */
	unsigned max_sessions;     /* at once, of all runs; 0: no limit */
	unsigned deadline;         /* seconds for the whole run; 0: none */
	struct envelope wishes;    /* what to ask for with every mail */
	bool ignore_dots;
	bool dead_letter; /* keep what could not be sent */
	int spool;        /* enum spool_use; -1: as the directory is there */
	struct file_named spool_directory; /* NULL: see place.h */
	unsigned spool_lifetime; /* seconds until a message is given up */
	unsigned spool_warning;  /* ... until its sender is warned; 0 never */
	struct gate gate;        /* the same for all accounts */
	enum log_kind log;
	int log_facility;
	const char *log_file;
};

/* An account in which nothing is set: every default stands here. */
struct account account_default(void);

/* The account's own address, wire form: the first of `from` that is no
 * pattern; or NULL. */
const char *account_address(struct arena *arena, const struct account *account);

/* Fills in what follows from the rest and refuses what cannot work, with
 * EX_CONFIG and the place of the setting: no smarthost, a user without a
 * secret, a secret that TLS would not protect, a sender to force that is none.
 * `host` is the name of this machine. */
bool account_finish(struct arena *arena, struct account *account,
    const char *host, struct error *err);

/* The struct the engine needs for the i-th smarthost, secret and all: see
 * credential_load() for the errors, which begin with the place of the setting.
 * The login must be given back with
 * secret_free(). */
bool account_smarthost(struct arena *arena, const struct account *account,
    size_t i, struct smarthost *smarthost, struct error *err);

#endif
