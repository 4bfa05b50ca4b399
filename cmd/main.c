/* main.c - the walk of one run, top to bottom */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "args.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/process.h"
#include "base/sandbox.h"
#include "conf/expansion.h"
#include "deadletter.h"
#include "deliver.h"
#include "mail/address.h"
#include "mail/compose.h"
#include "newaliases.h"
#include "pin.h"
#include "report.h"
#include "run.h"
#include "show.h"
#include "smtp/submit.h"
#include "verify.h"

static struct run run;

int
run_status(const struct run *r)
{
	if (r->err.code != 0)
		return r->err.code;
	return envelope_status(&r->envelope);
}

/* There is no memory left for words. What the smarthost has accepted stays
 * accepted; anything else may be tried again. */
static void
out_of_memory(void)
{
	static const char text[] = "sendoff: out of memory\n";
	if (run.envelope.verdict != NULL)
		_exit(run_status(&run));
	file_write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EX_TEMPFAIL);
}

/* Which address chooses the account: that of -f, else that of From. */
static const char *
sender_for_choice(void)
{
	struct address address;
	struct address_list list = { 0 };
	const char *why;
	const char *wanted = run.request.sender;
	if (wanted != NULL) {
		if (!address_parse_one(&run.arena, wanted, &address, &why))
			return NULL;
		return address_wire(&run.arena, &address, NULL);
	}
	struct field *from = header_find(&run.message.header, "From");
	if (from == NULL
	    || !address_parse(&run.arena, field_body(from), &list, &why)
	    || list.count == 0)
		return NULL;
	return address_wire(&run.arena, &list.items[0], NULL);
}

static bool
override(void)
{
	for (size_t i = 0; i < run.request.override_count; i++) {
		const struct override *o = &run.request.overrides[i];
		const char *wrong = keyword_apply(
		    o->keyword, &run.arena, &run.account, o->value, false);
		if (wrong != NULL)
			return error_set(&run.err, EX_USAGE, "--%s %s",
			    o->keyword->name, wrong);
	}
	return true;
}

/* The password is for the smarthost it stands beside, found by the same trust:
 * an option that changes either must not carry it elsewhere. */
static bool
check_route(void)
{
	static const char *const routes[] = { "smarthost", "tls-ca-file",
		"tls-name", "tls-pin", NULL };
	if (run.account.credential.kind == CREDENTIAL_NONE)
		return true;
	for (size_t i = 0; i < run.request.override_count; i++) {
		const char *name = run.request.overrides[i].keyword->name;
		for (const char *const *route = routes; *route != NULL;
		     route++) {
			if (strcmp(name, *route) == 0
			    && strcmp(run.account.auth, "none") != 0)
				return error_set(&run.err, EX_USAGE,
				    "--%s would take the password of account "
				    "%s elsewhere: use -C with a configuration "
				    "of your own, or --auth=none",
				    name, run.account.name);
		}
	}
	return true;
}

static bool
choose_account(void)
{
	const struct account *account = config_pick(
	    &run.config, run.request.account, sender_for_choice(), &run.err);
	if (account == NULL)
		return false;
	run.account = *account;
	return override() && check_route()
	    && account_finish(
		&run.arena, &run.account, run.caller.host, &run.err);
}

/* Who types a message is told how to end it. */
static void
greet_terminal(void)
{
	static const char text[] =
	    "type the message; a line with only a dot, or Ctrl-D, ends it\n";
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return;
	file_write(STDERR_FILENO, text, sizeof(text) - 1);
}

/* Which account it is the message itself may tell, but this must be known
 * before: ignore-dots holds for all. */
static bool
dots_are_text(void)
{
	bool ignore = run.config.accounts[0].ignore_dots;
	for (size_t i = 0; i < run.request.override_count; i++) {
		const struct override *o = &run.request.overrides[i];
		if (strcmp(o->keyword->name, "ignore-dots") == 0)
			ignore = strcmp(o->value, "yes") == 0;
	}
	return run.request.keep_dots || ignore;
}

static bool
read_message(void)
{
	greet_terminal();
	return message_read(&run.arena, &run.message, STDIN_FILENO,
	    !dots_are_text(), 0, &run.err);
}

static bool
check_size(void)
{
	uint64_t size = message_size(&run.message);
	uint64_t most = run.account.max_size;
	if (most == 0 || size <= most)
		return true;
	return error_set(&run.err, EX_DATAERR,
	    "the message has %llu octets, but max-size is %llu",
	    (unsigned long long)size, (unsigned long long)most);
}

static bool
compose_message(void)
{
	const struct request *request = &run.request;
	struct compose how = run.account.compose;
	how.login = run.caller.login;
	how.full_name = run.caller.full_name;
	how.email = run.caller.email;
	how.now = time(NULL);
	how.sender = request->sender;
	how.sender_name = request->sender_name;
	how.operands = request->operands;
	how.header_recipients = request->header_recipients;
	how.gateway = request->gateway;

	run.aliases = (struct aliases){ .file = run.account.aliases };
	struct expansion expansion = { .arena = &run.arena,
		.aliases = &run.aliases,
		.completion = &run.account.compose.completion };
	how.expand = run.aliases.file == NULL ? NULL : expansion_add;
	how.expander = &expansion;

	run.envelope = run.account.wishes;
	run.envelope.sender = "";
	if (request->notify != NULL)
		run.envelope.notify = request->notify;
	if (request->ret != NULL)
		run.envelope.ret = request->ret;
	run.envelope.id = request->id;
	return compose(&run.arena, &how, &run.message, &run.envelope, &run.err);
}

/* What was to be printed is the outcome, where nothing is sent. */
static int
finish_showing(void)
{
	show_is_written(&run.err);
	report_failures(&run);
	return run.err.code;
}

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

/* All that is written from here on: temporary files, the log, the sessions. */
static void
give_up_rights(void)
{
	const struct account *account = &run.account;
	const char *const writable[] = { getenv("TMPDIR"), account->log_file,
		account->smarthost.tls_settings.cache };
	if (!needs_others(account))
		sandbox_enter(writable, sizeof(writable) / sizeof(*writable));
}

/* -bm: from stdin to the smarthost's answer. */
static int
submit_mail(void)
{
	bool ready =
	    config_load(&run.arena, run.request.config, &run.config, &run.err)
	    && read_message() && choose_account() && compose_message()
	    && check_size();
	if (ready && run.request.dry_run) {
		process_end_freely();
		show_submission(&run);
		report_warnings(&run);
		return finish_showing();
	}
	if (ready) {
		give_up_rights();
		deliver(&run, submit);
	}
	report_warnings(&run);
	report_failures(&run);
	deadletter_keep(&run);
	report_log(&run);
	return run_status(&run);
}

/* -bv: who would get it, without a message; with -v also what the smarthost
 * says of them. */
static int
verify_recipients(void)
{
	run.message = (struct message){ .body = STORE };
	if (config_load(&run.arena, run.request.config, &run.config, &run.err)
	    && choose_account() && compose_message()
	    && (!run.request.verbose || verify(&run))) {
		process_end_freely();
		show_recipients(&run);
	}
	int status = verify_status(&run);
	finish_showing();
	return run.err.code != 0 ? run.err.code : status;
}

/* --show-pin: who is there? The network is asked, the message is not. */
static int
show_pin(void)
{
	run.message = (struct message){ .body = STORE };
	if (config_load(&run.arena, run.request.config, &run.config, &run.err)
	    && choose_account())
		pin_show(&run);
	return finish_showing();
}

static int
show_queue(void)
{
	printf("Mail queue is empty\n");
	return finish_showing();
}

static int
refuse_to_serve(void)
{
	error_set(&run.err, EX_UNAVAILABLE,
	    "-bs, SMTP on standard input, is not there yet: pipe the message "
	    "in, with -t or the recipients as arguments");
	report_failures(&run);
	return run.err.code;
}

static int
show(void)
{
	if (run.request.mode == MODE_HELP)
		show_help(&run.request);
	else
		show_version();
	return finish_showing();
}

static int
show_foreign(void)
{
	show_import(&run);
	report_warnings(&run);
	return finish_showing();
}

static int
act(void)
{
	switch (run.request.mode) {
	case MODE_SUBMIT:
		return submit_mail();
	case MODE_VERIFY:
		return verify_recipients();
	case MODE_PIN:
		return show_pin();
	case MODE_QUEUE:
		return show_queue();
	case MODE_SERVE:
		return refuse_to_serve();
	case MODE_IMPORT:
		return show_foreign();
	case MODE_HELP:
	case MODE_VERSION:
		return show();
	case MODE_ALIASES:
		return newaliases(&run);
	case MODE_FLUSH:       /* nothing ever waits here, */
	case MODE_HOST_STATUS: /* no host status is kept */
		break;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	memory_on_exhaustion(out_of_memory);
	run.arena.secret = true;
	run.message.body = STORE;
	run.request.program = "sendoff";
	run.account = account_default();
	run.envelope.sender = "";
	run.began = clock_now();

	int status;
	if (process_start(&run.err)
	    && args_parse(&run.arena, argc, argv, &run.request, &run.err)) {
		run.caller = caller_find(&run.arena);
		status = act();
	} else {
		report_failures(&run);
		status = run.err.code;
	}
	message_free(&run.message);
	arena_free(&run.arena);
	return status;
}
