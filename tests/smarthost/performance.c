/* performance.c - does the steps of a script */
#include "smarthost/performance.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "smarthost/line.h"
#include "smarthost/sasl.h"

bool
performance_fail(const struct performance *p, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "smarthost: %s:%zu: ", p->script->name, p->step->line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return false;
}

/* For whatever failed on the wire while we waited for what the step says. */
bool
performance_astray(const struct performance *p)
{
	return performance_fail(
	    p, "expected '%s', heard %s", p->step->source, p->wire.trouble);
}

static bool
heard_line(const struct performance *p, const char *line, size_t length)
{
	char quote[1024]; /* a longer line is cut */

	script_quote(quote, sizeof(quote), line, length);
	return performance_fail(
	    p, "expected '%s', heard '%s'", p->step->source, quote);
}

static bool
say(struct performance *p)
{
	line_note(&p->wire, "", p->step->source, strlen(p->step->source));
	wire_put(&p->wire, p->step->text, p->step->length);
	return true;
}

/* A client that has said QUIT need not stay to hear what we answer. */
bool
performance_flush(struct performance *p)
{
	return wire_flush(&p->wire) || (p->leaving && p->wire.ended)
	    || performance_fail(p, "cannot say all before '%s', heard %s",
		p->step->source, p->wire.trouble);
}

static void
remember_chunk(struct performance *p, const char *line)
{
	char *rest;

	p->chunk_announced = strncmp(line, "BDAT ", 5) == 0;
	if (!p->chunk_announced)
		return;
	p->chunk = strtoul(line + 5, &rest, 10);
	p->chunk_is_last = strcmp(rest, " LAST") == 0;
}

static bool
hear(struct performance *p)
{
	char *line;
	size_t length;

	if (!line_hear(&p->wire, &line, &length))
		return performance_astray(p);
	if (!script_matches(p->step->text, line, length))
		return heard_line(p, line, length);
	p->leaving = strcmp(line, "QUIT") == 0;
	remember_chunk(p, line);
	return true;
}

static bool
hear_bytes(struct performance *p)
{
	const struct step *step = p->step;

	for (size_t i = 0; i < step->length; i++) {
		int octet = wire_octet(&p->wire);
		char heard = (char)octet;

		if (octet < 0)
			return performance_astray(p);
		if (heard != step->text[i])
			return heard_line(p, &heard, 1);
	}
	line_note(&p->wire, "", step->source, strlen(step->source));
	return true;
}

static bool
secure(struct performance *p)
{
	return tls_accept(p->tls, &p->wire) || performance_astray(p);
}

static bool
fail_to_secure(struct performance *p)
{
	bool agreed = tls_accept(p->tls, &p->wire);

	/* A TLS 1.3 client may look at our certificate when the handshake is
	 * done on our side. Its alert then meets our first read. */
	if (agreed && wire_fill(&p->wire))
		return heard_line(p, p->wire.in, p->wire.end);
	p->over = true;
	return p->wire.ended || performance_astray(p);
}

static bool
answer_login(struct performance *p, enum sasl_verdict verdict)
{
	switch (verdict) {
	case SASL_WELCOME:
		line_say(&p->wire, "235 2.7.0 welcome");
		break;
	case SASL_REFUSED:
		line_say(&p->wire, "535 5.7.8 wrong user or password");
		break;
	case SASL_CANCELLED:
		line_say(&p->wire, "501 5.7.0 cancelled");
		break;
	case SASL_GARBLED:
		return performance_fail(
		    p, "expected '%s', heard bad base64", p->step->source);
	case SASL_LOST:
		return performance_astray(p);
	}
	return performance_flush(p);
}

static bool
log_in(struct performance *p)
{
	const struct step *step = p->step;
	struct login login = { step->user, step->password };
	char *line;
	size_t length;

	if (!line_hear(&p->wire, &line, &length))
		return performance_astray(p);

	size_t head = strlen("AUTH ") + step->length;
	if (strlen(line) != length || strncmp(line, "AUTH ", 5) != 0
	    || strncmp(line + 5, step->text, step->length) != 0
	    || (line[head] != '\0' && line[head] != ' '))
		return heard_line(p, line, length);
	const char *initial = line[head] == ' ' ? line + head + 1 : NULL;
	return answer_login(
	    p, sasl_exchange(&p->wire, &login, step->text, initial, false));
}

static bool
heard_bad_body(const struct performance *p)
{
	if (p->body.offence[0] == '\0')
		return performance_astray(p);
	return performance_fail(
	    p, "expected '%s', heard %s", p->step->source, p->body.offence);
}

/* Whoever sees our answer may look for the message at once. */
static bool
save(struct performance *p)
{
	return p->message == NULL || fflush(p->message) == 0
	    || performance_fail(p, "cannot write the message");
}

static bool
take_body(struct performance *p)
{
	p->body = (struct body){ .sink = p->message };
	if (!body_dotted(&p->body, &p->wire))
		return heard_bad_body(p);
	return save(p);
}

static bool
take_chunk(struct performance *p)
{
	if (!p->chunk_announced)
		return performance_fail(
		    p, "no 'C: BDAT' step right before this CHUNK");
	p->chunk_announced = false;
	p->body.sink = p->message;
	if (!body_chunk(&p->body, &p->wire, p->chunk, p->chunk_is_last))
		return heard_bad_body(p);
	if (p->chunk_is_last)
		p->body = (struct body){ 0 };
	return save(p);
}

static bool
leave(struct performance *p, enum farewell how)
{
	wire_close(&p->wire, how);
	p->over = true;
	return true;
}

static bool
outwait(struct performance *p)
{
	p->over = true;
	return wire_outwait(&p->wire) || performance_astray(p);
}

static bool
drip(struct performance *p)
{
	p->over = true;
	return wire_drip(&p->wire, p->step->text, p->step->length)
	    || performance_astray(p);
}

static bool
say_of_tls(struct performance *p)
{
	return tls_say(&p->wire, p->step->text)
	    || performance_fail(
		p, "cannot do '%s': %s", p->step->source, p->wire.trouble);
}

static bool
sip(struct performance *p)
{
	int seconds = atoi(p->step->text);

	return wire_sip(&p->wire, seconds) || performance_astray(p);
}

bool
performance_step(struct performance *p)
{
	switch (p->step->kind) {
	case STEP_SAY:
		return say(p);
	case STEP_HEAR:
		return hear(p);
	case STEP_HEAR_BYTES:
		return hear_bytes(p);
	case STEP_TLS:
		return secure(p);
	case STEP_NOTLS:
		return fail_to_secure(p);
	case STEP_TLSSAY:
		return say_of_tls(p);
	case STEP_AUTH:
		return log_in(p);
	case STEP_BODY:
		return take_body(p);
	case STEP_CHUNK:
		return take_chunk(p);
	case STEP_CLOSE:
		return leave(p, WIRE_POLITE);
	case STEP_NOTLSCLOSE:
		return leave(p, WIRE_ABRUPT);
	case STEP_RESET:
		return leave(p, WIRE_RESET);
	case STEP_HALF:
		wire_halve(&p->wire);
		return true;
	case STEP_WAIT:
		return outwait(p);
	case STEP_DRIP:
		return drip(p);
	case STEP_SIP:
		return sip(p);
	case STEP_CONNECTION:
		break;
	}
	abort();
}
