/* request.h - what the command line asks for */
#ifndef CMD_REQUEST_H
#define CMD_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "conf/keyword.h"

enum mode {
	MODE_SUBMIT,      /* -bm */
	MODE_SERVE,       /* -bs */
	MODE_DAEMON,      /* -bd */
	MODE_VERIFY,      /* -bv */
	MODE_QUEUE,       /* -bp, mailq */
	MODE_FLUSH,       /* -q, runq */
	MODE_STEER,       /* --spool-... */
	MODE_CHECK_SPOOL, /* --check-spool */
	MODE_ALIASES,     /* -bi, newaliases */
	MODE_HOST_STATUS, /* -bh, -bH, hoststat, purgestat */
	MODE_IMPORT,
	MODE_PIN,  /* --show-pin */
	MODE_HASH, /* --hash-password */
	MODE_HELP,
	MODE_VERSION,
};

/* --KEY=VALUE: a setting for this run. */
struct override {
	const struct keyword *keyword;
	const char *value;
};

/* What is bid of messages that wait. */
enum steer { STEER_SHOW, STEER_HOLD, STEER_RELEASE, STEER_DELETE, STEER_RETRY };

/* Which messages of the spool a command is about: all, or those that match.
 * Each is a part of a text, "" for none; "!" before it turns it round. */
struct queue_request {
	const char *id;        /* -qI */
	const char *recipient; /* -qR */
	const char *sender;    /* -qS */
	bool only_due;         /* --due */
	unsigned interval;     /* -q30m: seconds; 0: once */
	bool json;             /* --json */
	enum steer steer;      /* --spool-... */
};

struct request {
	const char *program; /* how we were called, for messages */
	enum mode mode;
	bool dry_run;               /* --dry-run */
	bool verbose;               /* -v */
	bool quiet;                 /* -oeq: say nothing, the status is true */
	bool keep_dots;             /* -i */
	bool header_recipients;     /* -t */
	bool gateway;               /* -G */
	bool defer;                 /* -odq, -odd: to the spool at once */
	struct queue_request queue; /* what a queue run is about */
	struct text_list listen;    /* --listen; none: as the settings say */
	const char *config;         /* -C; NULL: search */
	const char *import;         /* --import */
	const char *hash_user;      /* --hash-password */
	const char *account;        /* -a; NULL: by the sender */
	const char *sender;         /* -f; NULL: none */
	const char *sender_name;    /* -F */
	const char *tag;            /* -L; NULL: the program */
	const char *notify, *ret, *id; /* -N, -R, -V */
	struct override *overrides;
	size_t override_count;
	struct text_list operands;
	struct text_list warnings; /* what was ignored and better told */
};

#endif
