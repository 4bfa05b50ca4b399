/* gate.h - who may hand us mail, and how: the settings that begin with gate-
 *
 * The settings are text until gate_finish() looks users and groups up, so that
 * a run which serves nobody asks the system nothing.
 */
#ifndef CONF_GATE_H
#define CONF_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "conf/said.h"
#include "net/client.h"
#include "net/listen.h"
#include "net/settings.h"

/* How `gate-tls` may be written, in this order. */
enum gate_tls { GATE_TLS_OFFERED, GATE_TLS_REQUIRED, GATE_TLS_AT_ONCE };

enum gate_kind { GATE_NETWORK, GATE_USER, GATE_GROUP, GATE_LOGIN };

/* Some of those who come: as "192.0.2.0/24", "user:joe", "group:staff" or, of
 * who has logged in, "login:printer". */
struct gate_party {
	enum gate_kind kind;
	struct network network;
	uid_t uid;
	gid_t gid;
	const char *login;
};

/* What holds for some of them. */
struct gate_rule {
	struct gate_party party;
	const char *value;
};

struct gate_rules {
	struct gate_rule *items;
	size_t count;
};

struct gate {
	/* As set. */
	struct text_list listen;         /* places */
	struct text_list allow;          /* parties */
	struct text_list senders;        /* "PARTY ADDRESS", in wire form */
	struct text_list sizes;          /* "PARTY OCTETS" */
	const char *socket_group;        /* of a local socket; NULL: our own */
	unsigned socket_mode;            /* its mode */
	struct file_named password_file; /* see passwords.h; NULL: no AUTH */
	bool auth_in_clear;              /* passwords without TLS, too */
	enum gate_tls tls;
	struct tls_settings tls_settings; /* certificate NULL: no TLS */
	unsigned most;                    /* connections at once; 0: any */
	unsigned per_minute;              /* of one client; 0: any */
	unsigned timeout;  /* seconds that a client may be silent */
	unsigned deadline; /* seconds for all that it has to say */

	/* By gate_finish(). */
	struct gate_party *allowed;
	size_t allowed_count;
	struct gate_rules fixed_senders, largest_sizes;
	struct listen_rights rights;
};

/* One who has come. */
struct gate_visitor {
	const struct client *client;
	const gid_t *groups; /* of a local one, see gate_groups() */
	size_t group_count;
	const char *login; /* NULL: has not logged in */
};

/* Every default. */
struct gate gate_default(void);

/* Looks up who is meant and refuses what cannot work, with EX_CONFIG and the
 * place of the setting, as `said` knows it. */
bool gate_finish(struct arena *arena, struct gate *gate,
    const struct said *said, struct error *err);

/* Never an open relay: where others than this machine's users can come, only
 * who is in an allowed network or logs in is served, and one of the two must
 * be set. Else EX_CONFIG. `where` is the place that is public. */
bool
gate_is_closed(const struct gate *gate, const char *where, struct error *err);

/* Fills in the groups that the user of a local client has by now. */
void gate_groups(struct arena *arena, const struct client *client,
    struct gate_visitor *visitor);

/* May this one send? Who has logged in may; another
 * - by TCP if a network that is allowed has it; where nobody is named and no
 *   login possible, from the loopback;
 * - by a local socket if it is allowed as a user or by a group; where no user
 *   and no group is, always, since the mode of the socket has let it in;
 * - by a pipe always, since it runs us. */
bool gate_allows(const struct gate *gate, const struct gate_visitor *visitor);

/* The sender that this one must have, or NULL; the first that fits. */
const char *
gate_sender(const struct gate *gate, const struct gate_visitor *visitor);

/* The largest message that this one may send, in octets; the first that fits.
 * 0: any. */
uint64_t gate_size(const struct gate *gate, const struct gate_visitor *visitor);

#endif
