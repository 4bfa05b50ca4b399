/* session.c - one message to a server that says what it likes
 *
 * The input is the server's side of smtp/session.h and smtp/submit.h; TLS is a
 * pretence (unit/pretence.h). Letters: l LMTP, t TLS is needed, i TLS at once,
 * v its peer is verified, a we log in, o with a token, p all recipients or
 * none, m several recipients, 8 a message that is not ASCII, n we ask for
 * reports, s the server falls silent in the end, d it drips.
 */
#include "smtp/session.h"

#include <string.h>

#include "base/clock.h"
#include "fuzz/fuzz.h"
#include "fuzz/model.h"
#include "smtp/submit.h"
#include "unit/pretence.h"
#include "unit/sample.h"

#define PASSWORD "correct-horse"
#define PASSWORD_BASE64 "Y29ycmVjdC1ob3JzZQ"
#define PLAIN_BASE64 "AGpvZQBjb3JyZWN0LWhvcnNl"

struct run {
	struct arena arena;
	struct slice letters;
	struct peer peer;
	struct smarthost smarthost;
	struct envelope envelope;
	struct message message;
	struct session session;
	struct error err;
	struct buf shown; /* what the trace saw */
	bool accepted;
};

static bool
wants(const struct run *run, char letter)
{
	return fuzz_wants(run->letters, letter);
}

static void
set_smarthost(struct run *run)
{
	run->smarthost = (struct smarthost){
		.host = "mx.test",
		.port = "587",
		.peer = "mx.test:587",
		.helo = "me",
		.is_lmtp = wants(run, 'l'),
		.at_once = wants(run, 'i'),
		.tls = wants(run, 't') ? TLS_REQUIRED : TLS_OFF,
		.logs_in = wants(run, 'a') || wants(run, 'o'),
		.mechanisms = wants(run, 'o') ? "OAUTHBEARER XOAUTH2" : NULL,
		.reject_partial = wants(run, 'p'),
		.login = { .user = "joe" },
	};
	secret_set(&run->smarthost.login.secret, PASSWORD, strlen(PASSWORD));
	pretence_verified = wants(run, 'v');
}

static void
set_mail(struct run *run)
{
	const char *text = wants(run, '8')
	    ? "Subject: gr\xc3\xbc\xc3\x9f\n\n.\n\xe4\r\n..\n"
	    : "Subject: hi\n\n.\nfirst\n..\n";
	sample_text(&run->arena, &run->message, text);
	run->envelope.sender = "a@x.test";
	envelope_add(&run->arena, &run->envelope, "b@y.test");
	if (wants(run, 'm')) {
		envelope_add(&run->arena, &run->envelope, "c@y.test");
		envelope_add(&run->arena, &run->envelope, "\"d >\"@y.test");
	}
	if (wants(run, 'n')) {
		run->envelope.notify = "SUCCESS,FAILURE";
		run->envelope.ret = "HDRS";
		run->envelope.id = "id+1 \r\n2";
	}
}

static void
note(void *to, char who, const char *text, size_t length)
{
	struct buf *shown = to;
	buf_byte(shown, who);
	buf_add(shown, text, length);
	buf_byte(shown, '\n');
}

static void
talk(struct run *run)
{
	struct trace trace = { note, &run->shown };
	struct submission submission = { .envelope = &run->envelope,
		.message = &run->message,
		.arena = &run->arena,
		.err = &run->err };
	run->accepted =
	    session_begin(&run->session, &run->smarthost,
		peer_layer(&run->peer), CLOCK_NEVER, trace, &run->err)
	    && submit(&run->session, &submission)
	    && run->envelope.verdict != NULL;
	must(run->session.chat.reply.text.length <= REPLY_KEPT_MOST);
	must(run->session.chat.mask.said.length <= MASK_MOST);
	must(run->session.stream.in.length <= STREAM_IN_MOST);
	session_close(&run->session);
}

static void
check_verdict(const struct run *run, const struct model *model)
{
	const struct envelope *envelope = &run->envelope;
	size_t taken = envelope_count(envelope, FATE_TAKEN);
	for (size_t i = 0; i < envelope->count; i++) {
		const struct recipient *recipient = &envelope->recipients[i];
		if (recipient->fate == FATE_TAKEN)
			must_say(model_took(model, recipient->address), "%s",
			    recipient->address);
		if (recipient->fate == FATE_REFUSED)
			must(recipient->code != 0);
	}
	if (run->accepted)
		must(model->acknowledged > 0 && taken > 0
		    && envelope->verdict != NULL && !error_is_set(&run->err));
	else
		must(error_is_set(&run->err) || envelope_status(envelope) != 0);
	if (!run->accepted && !run->err.uncertain && taken == 0)
		must_say(model->acknowledged == 0,
		    "nobody knows of the mail: %s", run->err.text);
	must(!run->err.uncertain || model->ended > 0);
	if (error_is_set(&run->err))
		fuzz_check_error(&run->err);
}

static bool
shows(const struct buf *text, const char *secret)
{
	return memmem(text->data, text->length, secret, strlen(secret)) != NULL;
}

/* What the server has said itself may be shown: it is not from us. */
static void
check_secrets(const struct run *run, const struct model *model)
{
	static const char *const secrets[] = { PASSWORD, PASSWORD_BASE64,
		PLAIN_BASE64 };
	bool tls = run->session.tls != NULL;
	if (!tls || !pretence_verified)
		must(!model->said_auth);
	if (run->smarthost.tls == TLS_REQUIRED && !tls)
		must(!model->clear_word);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++) {
		if (!tls || !pretence_verified)
			must(!shows(&run->peer.said, secrets[i]));
		if (shows(&run->peer.gave, secrets[i]))
			continue;
		must_say(
		    !shows(&run->shown, secrets[i]), "%s", run->shown.data);
		must(strstr(run->err.text, secrets[i]) == NULL);
		must(strstr(run->err.reply, secrets[i]) == NULL);
	}
	if (run->smarthost.logs_in && model->ended > 0)
		must(model->logged_in && run->session.mechanism != NULL);
}

static void
check(struct run *run)
{
	struct model model = { .arena = &run->arena,
		.is_lmtp = run->smarthost.is_lmtp,
		.secured = run->smarthost.at_once,
		.gave = { run->peer.gave.data, run->peer.gave.length },
		.said = { run->peer.said.data, run->peer.said.length } };
	model_run(&model);
	check_verdict(run, &model);
	check_secrets(run, &model);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct slice letters = fuzz_take(&input, '\n');
	struct run run = { .letters = letters,
		.peer = peer_open(input),
		.shown = BUF(4 * 1024 * 1024) };
	run.peer.stalls = wants(&run, 's');
	run.peer.drips = wants(&run, 'd');
	set_smarthost(&run);
	set_mail(&run);
	talk(&run);
	check(&run);
	secret_free(&run.smarthost.login.secret);
	message_free(&run.message);
	buf_free(&run.shown);
	peer_free(&run.peer);
	arena_free(&run.arena);
	return 0;
}
