/* args.h - the command line: sendmail's options and our own */
#ifndef CMD_ARGS_H
#define CMD_ARGS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "conf/keyword.h"

enum mode {
	MODE_SUBMIT,      /* -bm */
	MODE_SERVE,       /* -bs */
	MODE_VERIFY,      /* -bv */
	MODE_QUEUE,       /* -bp, mailq */
	MODE_FLUSH,       /* -q, runq */
	MODE_ALIASES,     /* -bi, newaliases */
	MODE_HOST_STATUS, /* -bh, -bH, hoststat, purgestat */
	MODE_HELP,
	MODE_VERSION,
};

/* --KEY=VALUE: a setting for this run. */
struct override {
	const struct keyword *keyword;
	const char *value;
};

struct request {
	const char *program; /* how we were called, for messages */
	enum mode mode;
	bool dry_run;            /* --dry-run */
	bool verbose;            /* -v */
	bool quiet;              /* -oeq: say nothing, the status is true */
	bool keep_dots;          /* -i */
	bool header_recipients;  /* -t */
	bool gateway;            /* -G */
	const char *config;      /* -C; NULL: search */
	const char *account;     /* -a; NULL: by the sender */
	const char *sender;      /* -f; NULL: none */
	const char *sender_name; /* -F */
	const char *tag;         /* -L; NULL: the program */
	const char *notify, *ret, *id; /* -N, -R, -V */
	struct override *overrides;
	size_t override_count;
	struct text_list operands;
	struct text_list warnings; /* what was ignored and better told */
};

/* Parses as sendmail does: options cluster, take their value attached or as
 * the next word, and end at the first operand or `--`, so that no recipient is
 * ever taken for an option. EX_USAGE for what nobody knows. */
bool args_parse(struct arena *arena, int argc, char **argv,
    struct request *request, struct error *err);

#endif
