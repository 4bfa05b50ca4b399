#include "guard.h"

/* An error of a file is told with the setting that names it. */
static bool
blame(const char *setting, struct error *err)
{
	struct error why = *err;
	error_clear(err);
	return error_set(err, why.code, "%s: %s", setting, why.text);
}

static bool
load_certificate(struct guard *guard, struct error *err)
{
	const struct tls_settings *settings = &guard->gate.tls_settings;
	return settings->certificate == NULL
	    || tls_server_load(&guard->tls, settings, err)
	    || blame("gate-tls-certificate, gate-tls-key", err);
}

static bool
load_passwords(struct guard *guard, struct run *run)
{
	const char *file = guard->gate.password_file;
	return file == NULL
	    || passwords_load(&run->arena, file, &guard->passwords, &run->err)
	    || blame("gate-password-file", &run->err);
}

bool
guard_prepare(struct guard *guard, struct run *run)
{
	if (!config_load(
		&run->arena, run->request.config, &run->config, &run->err))
		return false;
	run->account = run->config.accounts[0];
	guard->gate = run->account.gate;
	return gate_finish(&run->arena, &guard->gate, &run->err)
	    && load_certificate(guard, &run->err) && load_passwords(guard, run);
}
