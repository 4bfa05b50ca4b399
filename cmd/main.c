/* main.c - the walk of one run, top to bottom */
#include <stdio.h>
#include <unistd.h>

#include "args.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/process.h"
#include "behind.h"
#include "choice.h"
#include "composition.h"
#include "daemon.h"
#include "deadletter.h"
#include "deliver.h"
#include "flush.h"
#include "hash.h"
#include "intake.h"
#include "keep.h"
#include "mailq.h"
#include "newaliases.h"
#include "pin.h"
#include "queue.h"
#include "report.h"
#include "rights.h"
#include "run.h"
#include "serve.h"
#include "show.h"
#include "smtp/submit.h"
#include "steer.h"
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

static bool
compose_mail(void)
{
	struct composition composition;
	composition_begin(&composition, &run);
	return compose(&run.arena, &composition.how, &run.message,
	    &run.envelope, &run.err);
}

/* What was to be printed is the outcome, where nothing is sent. */
static int
finish_showing(void)
{
	show_is_written(&run.err);
	report_failures(&run);
	return run.err.code;
}

/* The message; and behind it, once the caller has gone, what waits. */
static bool
submit_first(struct session *session, struct submission *submission)
{
	submission->more = behind_is_wanted(&run);
	bool well = submit(session, submission);
	if (well && submission->more && !submission->unfinished
	    && session_is_usable(session))
		behind_go_on(&run, session);
	return well;
}

/* What fails for now goes to the spool, if there is one. A spool that cannot
 * be used is no reason not to send. */
static void
send_or_keep(void)
{
	struct item item = { .fd = -1 };
	struct error err = { 0 };
	bool well = keep_open(&run, &err);
	rights_give_up(&run);
	keep_first(&run, &item);
	if (run.kept == NULL)
		deliver(&run, submit_first);
	if (run.spools && run.kept == NULL)
		keep_rest(&run, &item);
	if (!well && (run.account.spool > 0 || run_status(&run) != 0))
		report_line(&run, err.text);
}

/* -bm: from stdin to the smarthost's answer. */
static int
submit_mail(void)
{
	bool ready =
	    config_load(&run.arena, run.request.config, &run.config, &run.err)
	    && intake_read(&run) && choice_of_account(&run) && compose_mail()
	    && intake_check(&run);
	if (ready && run.request.dry_run) {
		process_end_freely();
		show_submission(&run);
		report_warnings(&run);
		return finish_showing();
	}
	if (ready)
		send_or_keep();
	report_warnings(&run);
	report_failures(&run);
	report_kept(&run);
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
	    && choice_of_account(&run) && compose_mail()
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
	    && choice_of_account(&run))
		pin_show(&run);
	return finish_showing();
}

/* What waits: seen, steered, counted, tried. */
static int
tend_queue(void)
{
	int status = 0;
	bool well = queue_open(&run);
	if (run.request.mode == MODE_CHECK_SPOOL)
		status = queue_check(&run);
	else if (!well)
		;
	else if (run.request.mode == MODE_FLUSH)
		status = flush(&run);
	else if (run.request.mode == MODE_STEER)
		steer(&run);
	else
		mailq(&run);
	finish_showing();
	if (run.spools)
		spool_close(&run.spool);
	return status != 0 ? status : run.err.code;
}

/* The queue runs of -bd -q30m. */
static int
tend_queue_beside(void)
{
	run.request.mode = MODE_FLUSH;
	return tend_queue();
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
show_hash(void)
{
	hash_show(&run);
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
	case MODE_FLUSH:
	case MODE_STEER:
	case MODE_CHECK_SPOOL:
		return tend_queue();
	case MODE_SERVE:
		return serve(&run);
	case MODE_DAEMON:
		return daemon_run(&run, tend_queue_beside);
	case MODE_HASH:
		return show_hash();
	case MODE_IMPORT:
		return show_foreign();
	case MODE_HELP:
	case MODE_VERSION:
		return show();
	case MODE_ALIASES:
		return newaliases(&run);
	case MODE_HOST_STATUS: /* none is kept for people */
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
