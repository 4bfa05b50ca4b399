#include "verify.h"

#include "base/clock.h"
#include "report.h"
#include "smtp/session.h"
#include "smtp/vrfy.h"

static bool
ask(struct run *run, const struct smarthost *smarthost, bool *served)
{
	struct trace trace = { .line = report_dialogue };
	struct session session;
	bool well = session_open(&session, smarthost,
			clock_after(run->account.deadline), trace, &run->err)
	    && vrfy(&session, &run->envelope, &run->arena, &run->err);
	*served = session.greeted;
	session_close(&session);
	return well;
}

bool
verify(struct run *run)
{
	const struct account *account = &run->account;
	if (!account_find_hosts(
		&run->arena, &run->account, &run->failures, &run->err))
		return false;
	for (size_t i = 0; i < account->url_count; i++) {
		struct smarthost smarthost;
		bool served = true;
		bool well = account_smarthost(
				&run->arena, account, i, &smarthost, &run->err)
		    && ask(run, &smarthost, &served);
		secret_free(&smarthost.login.secret);
		if (well || served || i + 1 == account->url_count)
			return well;
		text_list_add(&run->arena, &run->failures,
		    arena_text(&run->arena, run->err.text));
		error_clear(&run->err);
	}
	return false;
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
