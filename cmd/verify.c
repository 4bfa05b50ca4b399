#include "verify.h"

#include "deliver.h"
#include "smtp/vrfy.h"

bool
verify(struct run *run)
{
	return deliver(run, vrfy);
}

int
verify_status(const struct run *run)
{
	if (run->err.code != 0)
		return run->err.code;
	if (envelope_count(&run->envelope, FATE_REFUSED) == 0)
		return 0;
	return envelope_status(&run->envelope);
}
