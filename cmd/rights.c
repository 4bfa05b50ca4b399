#include "rights.h"

#include <stdlib.h>
#include <string.h>

#include "base/sandbox.h"
#include "turn.h"

/* Programs that we run, and modules that TLS or SASL load, need rights of their
 * own that nobody can know here. */
static bool
needs_others(const struct account *account)
{
	const char *key = account->smarthost.tls_settings.key;
	return account->smarthost.tunnel != NULL
	    || account->credential.kind == CREDENTIAL_COMMAND
	    || (key != NULL && strstr(key, "pkcs11:") != NULL)
	    || strcasestr(account->auth, "GSSAPI") != NULL;
}

/* All that is written from here on: temporary files, the log, the cache, the
 * letter that could not be sent, the turn at a smarthost. */
void
rights_give_up(struct run *run)
{
	turn_prepare(run);
	const struct account *account = &run->account;
	const char *log =
	    account->log == LOG_TO_FILE ? account->log_file : NULL;
	const char *const writable[] = { getenv("TMPDIR"), log,
		account->smarthost.tls_settings.cache.directory,
		account->dead_letter ? config_home() : NULL,
		run->spools ? run->spool.path : NULL, run->turns };
	if (!needs_others(account))
		sandbox_enter(writable, sizeof(writable) / sizeof(*writable));
}
