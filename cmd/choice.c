#include "choice.h"

#include <string.h>

#include "mail/address.h"

/* Which address chooses the account: that of -f, else that of From. */
static const char *
sender_for_choice(struct run *run)
{
	struct address address;
	struct address_list list = { 0 };
	const char *why;
	const char *wanted = run->request.sender;
	if (wanted != NULL) {
		if (!address_parse_one(&run->arena, wanted, &address, &why))
			return NULL;
		return address_wire(&run->arena, &address, NULL);
	}
	struct field *from = header_find(&run->message.header, "From");
	if (from == NULL
	    || !address_parse(&run->arena, field_body(from), &list, &why)
	    || list.count == 0)
		return NULL;
	return address_wire(&run->arena, &list.items[0], NULL);
}

static bool
override(struct run *run)
{
	for (size_t i = 0; i < run->request.override_count; i++) {
		const struct override *o = &run->request.overrides[i];
		const char *wrong = keyword_apply(
		    o->keyword, &run->arena, &run->account, o->value, false);
		if (wrong != NULL)
			return error_set(&run->err, EX_USAGE, "--%s %s",
			    o->keyword->name, wrong);
		keyword_note(o->keyword, &run->arena, &run->account,
		    (struct said){ .value = o->value });
	}
	return true;
}

/* The password is for the smarthost it stands beside, found by the same trust:
 * an option that changes either must not carry it elsewhere. */
static bool
check_route(struct run *run)
{
	static const char *const routes[] = { "smarthost", "tls-ca-file",
		"tls-name", "tls-pin", "dane", NULL };
	if (run->account.credential.kind == CREDENTIAL_NONE)
		return true;
	for (size_t i = 0; i < run->request.override_count; i++) {
		const char *name = run->request.overrides[i].keyword->name;
		for (const char *const *route = routes; *route != NULL;
		     route++) {
			if (strcmp(name, *route) == 0
			    && strcmp(run->account.auth, "none") != 0)
				return error_set(&run->err, EX_USAGE,
				    "--%s would take the password of account "
				    "%s elsewhere: use -C with a configuration "
				    "of your own, or --auth=none",
				    name, run->account.name);
		}
	}
	return true;
}

bool
choice_finish(struct run *run, const struct account *account)
{
	run->account = *account;
	return override(run) && check_route(run)
	    && account_finish(
		&run->arena, &run->account, run->caller.host, &run->err);
}

bool
choice_of_account(struct run *run)
{
	const struct account *account = config_pick(&run->config,
	    run->request.account, sender_for_choice(run), &run->err);
	return account != NULL && choice_finish(run, account);
}
