#include "smtp/server.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/process.h"
#include "base/text.h"
#include "smtp/client_mail.h"
#include "smtp/dialogue.h"
#include "smtp/entry.h"
#include "smtp/receive.h"

/* ---- EHLO ---- */

static void
greet(struct dialogue *d)
{
	dialogue_print(d, "220 %s ESMTP sendoff", d->host);
}

static void
do_hello(struct dialogue *d)
{
	uint64_t size = d->limits->size;
	bool extended = d->command.verb == VERB_EHLO;
	if (d->command.argument[0] == '\0') {
		dialogue_answer(d, "501 5.5.4 name yourself");
		return;
	}
	dialogue_settle(d);
	dialogue_end_mail(d);
	dialogue_print(d, "250%c%s", extended ? '-' : ' ', d->host);
	if (!extended)
		return;
	dialogue_put(d, "250-PIPELINING");
	dialogue_put(d, "250-8BITMIME");
	dialogue_put(d, "250-SMTPUTF8");
	dialogue_put(d, "250-CHUNKING");
	dialogue_put(d, "250-DSN");
	dialogue_put(d, "250-ENHANCEDSTATUSCODES");
	entry_offer(d);
	if (size > 0)
		dialogue_print(d, "250 SIZE %" PRIu64, size);
	else
		dialogue_put(d, "250 SIZE");
}

/* ---- MAIL and RCPT ---- */

static void
do_mail(struct dialogue *d)
{
	dialogue_settle(d);
	if (d->in_mail) {
		dialogue_put(d, "503 5.5.1 there is a mail under way already");
		return;
	}
	const char *refusal = entry_refusal(d);
	if (refusal != NULL) {
		dialogue_put(d, refusal);
		return;
	}
	d->mail = (struct server_mail){ .arena = &d->arena,
		.message = (struct message){ .body = STORE } };
	d->told = 0;
	const char *wrong =
	    client_mail_begin(&d->mail, d->limits, d->command.argument);
	d->in_mail = wrong == NULL;
	if (wrong == NULL)
		return;
	dialogue_put(d, wrong);
	if (d->mail.verdict != NULL)
		d->backend->end(d->backend->self, &d->mail);
	arena_free(&d->arena);
	d->arena = (struct arena){ 0 };
}

static void
do_recipient(struct dialogue *d)
{
	const char *wrong = "503 5.5.1 MAIL comes first";
	if (d->in_mail)
		wrong =
		    client_mail_add(&d->mail, d->limits, d->command.argument);
	if (wrong == NULL)
		return;
	/* Each that is not understood costs memory until the mail ends: 553
	 * and 555, too, are mistakes here. */
	d->mistakes += text_starts(wrong, "55");
	dialogue_answer(d, wrong);
}

/* ---- what is no mail ---- */

static void
do_reset(struct dialogue *d)
{
	dialogue_settle(d);
	dialogue_end_mail(d);
	dialogue_put(d, "250 2.0.0 forgotten");
}

static void
do_quit(struct dialogue *d)
{
	dialogue_settle(d);
	dialogue_end_mail(d);
	dialogue_put(d, "221 2.0.0 goodbye");
	d->over = true;
}

static void
do_other(struct dialogue *d)
{
	switch (d->command.verb) {
	case VERB_EHLO:
	case VERB_HELO:
		do_hello(d);
		break;
	case VERB_RSET:
		do_reset(d);
		break;
	case VERB_QUIT:
		do_quit(d);
		break;
	case VERB_NOOP:
		dialogue_answer(d, "250 2.0.0 ok");
		break;
	case VERB_VRFY:
		dialogue_answer(d, "252 2.5.0 send mail, and you will see");
		break;
	case VERB_HELP:
		dialogue_answer(d, "214 2.0.0 see sendoff(8) and RFC 5321");
		break;
	case VERB_TOO_LONG:
		dialogue_answer(d, "500 5.5.2 the line is too long");
		break;
	case VERB_GARBLED:
		dialogue_answer(d, "500 5.5.2 that is no text");
		break;
	case VERB_AUTH:
		entry_log_in(d);
		break;
	case VERB_STARTTLS:
		entry_secure(d);
		break;
	case VERB_ETRN:
	case VERB_EXPN:
		dialogue_answer(d, "502 5.5.1 not here");
		break;
	default:
		dialogue_answer(d, "500 5.5.1 unknown command");
	}
}

static void
obey(struct dialogue *d)
{
	switch (d->command.verb) {
	case VERB_MAIL:
		do_mail(d);
		break;
	case VERB_RCPT:
		do_recipient(d);
		break;
	case VERB_DATA:
		receive_data(d);
		break;
	case VERB_BDAT:
		receive_chunk(d);
		break;
	default:
		do_other(d);
	}
}

/* ---- the session ---- */

static bool
has_enough(struct dialogue *d)
{
	if (d->is_expelled)
		return true;
	if (d->mistakes <= d->limits->mistakes)
		return false;
	dialogue_settle(d);
	d->is_expelled = true;
	dialogue_put(d, "421 4.7.0 too many mistakes");
	return !error_set(d->stream->err, EX_PROTOCOL,
	    "%s made too many mistakes", d->stream->peer);
}

/* A client that is silent or slow, or a signal to us: it is told before we
 * leave. One that says no more may hear still, of mails that were sent; one
 * that has left between two mails has done so in peace. */
static bool
part(struct dialogue *d)
{
	struct stream *stream = d->stream;
	bool in_peace = stream->ended && !d->in_mail && !d->is_expelled;
	if (!stream->failed || d->is_expelled)
		return in_peace;
	struct error ignored = { 0 }, *err = stream->err;
	stream->err = &ignored;
	stream->failed = false;
	if (!stream->ended)
		dialogue_put(d,
		    process_signal() != NULL ? "421 4.3.2 we are asked to leave"
					     : "421 4.4.2 that took too long");
	stream_expect(stream, "parting", clock_after(1));
	stream_flush(stream);
	stream->failed = true;
	stream->err = err;
	return in_peace;
}

bool
server_run(const struct server *server)
{
	struct dialogue d = { .host = server->host,
		.limits = &server->limits,
		.backend = &server->backend,
		.door = &server->door,
		.stream = server->stream,
		.deadline = clock_after(server->limits.total),
		.command = COMMAND };
	if (!entry_begin(&d))
		return false;
	greet(&d);
	while (!d.over && !has_enough(&d) && (d.is_due || dialogue_hear(&d))) {
		d.is_due = false;
		obey(&d);
	}
	bool well = d.over || part(&d);
	dialogue_flush(&d);
	dialogue_end_mail(&d);
	command_free(&d.command);
	arena_free(&d.own);
	return well;
}
