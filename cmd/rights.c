#include "rights.h"

#include <stdlib.h>
#include <string.h>

#include "base/sandbox.h"
#include "choice.h"
#include "conf/place.h"
#include "keep.h"
#include "turn.h"

struct rights {
	struct text_list writable;
	bool needs_others;
};

static bool
is_in_module(const struct tls_settings *tls)
{
	const char *key = tls->key.path;
	return key != NULL && strstr(key, "pkcs11:") != NULL;
}

static bool
needs_others(const struct account *account)
{
	return account->smarthost.tunnel != NULL
	    || account->credential.kind == CREDENTIAL_COMMAND
	    || is_in_module(&account->smarthost.tls_settings)
	    || strcasestr(account->auth, "GSSAPI") != NULL;
}

static void
allow(struct run *run, struct rights *rights, const char *path)
{
	if (path != NULL)
		text_list_add(&run->arena, &rights->writable, path);
}

/* All that the present account writes from here on but for its log: the cache,
 * the spool, the turn at a smarthost. */
static void
add_account(struct run *run, struct rights *rights)
{
	const struct account *account = &run->account;
	turn_prepare(run);
	allow(run, rights, account->smarthost.tls_settings.cache.directory);
	allow(run, rights, run->spools ? run->spool.path : NULL);
	allow(run, rights, run->turns);
	rights->needs_others |= needs_others(account);
}

static void
enter(struct run *run, struct rights *rights)
{
	allow(run, rights, getenv("TMPDIR"));
	if (!rights->needs_others)
		sandbox_enter(rights->writable.items, rights->writable.count);
}

void
rights_give_up(struct run *run)
{
	struct rights rights = { 0 };
	const struct account *account = &run->account;
	add_account(run, &rights);
	if (account->log == LOG_TO_FILE)
		allow(run, &rights, account->log_file);
	/* The letter that could not be sent. */
	if (account->dead_letter)
		allow(run, &rights, place_of_home());
	enter(run, &rights);
}

/* ---- at the gate ---- */

/* A session may outlast a log, which is rotated then: what a new one is made
 * in must be writable. */
static void
allow_logs(struct run *run, struct rights *rights)
{
	const char *log = run->account.log_file;
	if (run->account.log != LOG_TO_FILE)
		return;
	/* Not all that there is, where it lies in the root. */
	const char *slash = strrchr(log, '/');
	bool in_root = slash == NULL || slash == log;
	allow(run, rights,
	    in_root ? log
		    : arena_copy(&run->arena, log, (size_t)(slash - log)));
}

/* What is wrong with an account is told to the client whose mail chooses it. */
static void
add_choice(
    struct run *run, struct rights *rights, const struct account *account)
{
	struct error ignored = { 0 };
	if (choice_finish(run, account)) {
		keep_open(run, &ignored);
		add_account(run, rights);
		allow_logs(run, rights);
	}
	if (run->spools)
		spool_close(&run->spool);
	run->spools = false;
	error_clear(&run->err);
}

void
rights_give_up_at_gate(struct run *run, const struct gate *gate)
{
	struct account first = run->account;
	const char *name = run->request.account;
	struct rights rights = { .needs_others =
				     is_in_module(&gate->tls_settings) };
	allow_logs(run, &rights);
	for (size_t i = 0; i < run->config.count; i++) {
		const struct account *account = &run->config.accounts[i];
		if (name == NULL || strcmp(name, account->name) == 0)
			add_choice(run, &rights, account);
	}
	run->account = first;
	enter(run, &rights);
}
