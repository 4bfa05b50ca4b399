#include "guard.h"

bool
guard_prepare(struct guard *guard, struct run *run)
{
	if (!config_load(
		&run->arena, run->request.config, &run->config, &run->err))
		return false;
	run->account = run->config.accounts[0];
	guard->gate = run->account.gate;
	return gate_finish(&run->arena, &guard->gate, &run->err);
}
