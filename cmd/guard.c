#include "guard.h"

static bool
load_certificate(struct guard *guard, struct error *err)
{
	const struct tls_settings *settings = &guard->gate.tls_settings;
	return settings->certificate.path == NULL
	    || tls_server_load(&guard->tls, settings, err);
}

static bool
load_passwords(struct guard *guard, struct run *run)
{
	const struct file_named *file = &guard->gate.password_file;
	return file->path == NULL
	    || passwords_load(
		&run->arena, file->path, &guard->passwords, &run->err)
	    || error_at(&run->err, file->place);
}

bool
guard_prepare(struct guard *guard, struct run *run)
{
	if (!config_load(
		&run->arena, run->request.config, &run->config, &run->err))
		return false;
	run->account = run->config.accounts[0];
	guard->gate = run->account.gate;
	return gate_finish(
		   &run->arena, &guard->gate, run->account.said, &run->err)
	    && load_certificate(guard, &run->err) && load_passwords(guard, run);
}

void
guard_free(struct guard *guard)
{
	tls_server_free(&guard->tls);
}
