#include "daemon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"
#include "crew.h"
#include "net/admission.h"
#include "net/listen.h"
#include "net/pipe.h"
#include "reception.h"
#include "report.h"

#define GRACE 3     /* seconds for those who are served, when we are to end */
#define PATIENCE 30 /* and for what a smarthost may still have to say */
#define SILENCE 60  /* seconds between lines of clients that are turned away */
#define REPLY_MOST 128

struct daemon {
	struct run *run;
	struct guard guard;
	struct listeners listeners;
	struct admission admission;
	struct crew crew; /* one for each client */
	struct crew queue;
	int64_t silent; /* until then no client that is turned away is logged */
};

/* ---- to begin ---- */

static bool
open_places(struct daemon *d)
{
	struct run *run = d->run;
	const struct gate *gate = &d->guard.gate;
	const struct text_list *places = run->request.listen.count > 0
	    ? &run->request.listen
	    : &gate->listen;
	unsigned given;
	if (!listen_inherit(&d->listeners, &given, &run->err))
		return false;
	for (size_t i = 0; given == 0 && i < places->count; i++) {
		if (!listen_open(&d->listeners, places->items[i], &gate->rights,
			&run->err))
			return false;
	}
	return d->listeners.count > 0
	    || error_set(&run->err, EX_CONFIG,
		"-bd has nowhere to listen: use --listen=ADDRESS:PORT, or set "
		"gate-listen");
}

static bool
are_closed(struct daemon *d)
{
	for (unsigned i = 0; i < d->listeners.count; i++) {
		const struct listener *listener = &d->listeners.all[i];
		if (listener->is_public
		    && !gate_is_closed(
			&d->guard.gate, listener->where, &d->run->err))
			return false;
	}
	return true;
}

static void
tell_places(const struct daemon *d)
{
	for (unsigned i = 0; i < d->listeners.count; i++)
		report_line(d->run,
		    arena_print(&d->run->arena, "listening on %s",
			d->listeners.all[i].where));
}

static void
warn(const struct daemon *d)
{
	const char *place = d->guard.gate.tls_settings.certificate.place;
	if (tls_server_is_expired(&d->guard.tls))
		report_line(d->run,
		    arena_print(&d->run->arena,
			"%sthe certificate has expired: clients that look at "
			"it will not send",
			place == NULL ? "" : place));
}

static void
begin_flushing(struct daemon *d, int (*flush)(void))
{
	if (d->run->request.queue.interval == 0 || crew_fork(&d->queue) != 0)
		return;
	listen_leave(&d->listeners);
	exit(flush());
}

/* ---- one client ---- */

/* A crowd must not fill the log: one stands there for all of a minute. */
static void
note(struct daemon *d, const struct client *client, const char *reply)
{
	struct run run = *d->run;
	if (clock_left(d->silent) > 0)
		return;
	d->silent = clock_after(SILENCE);
	run.began = clock_now();
	run.caller.client = client->shown;
	run.caller.is_gate = client->kind == CLIENT_REMOTE;
	error_set(&run.err, EX_TEMPFAIL, "turned away: %s", reply);
	report_log(&run);
}

/* Nobody is waited for here: what does not fit is lost. */
static void
turn_away(
    struct daemon *d, int fd, const struct client *client, const char *reply)
{
	char line[REPLY_MOST];
	int length = snprintf(line, sizeof(line), "%s, come later\r\n", reply);
	send(fd, line, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT);
	note(d, client, reply);
}

static int
attend(struct daemon *d, int fd, const struct client *client)
{
	struct run *run = d->run;
	struct error trouble = { 0 };
	struct stream stream;
	listen_leave(&d->listeners);
	run->began = clock_now();
	stream_open(&stream, pipe_layer(fd, fd), client->shown, &trouble);
	int status = reception(run, &d->guard, &stream, client);
	stream_close(&stream);
	return status;
}

static void
serve(struct daemon *d, int fd, const struct client *client)
{
	pid_t child = crew_fork(&d->crew);
	if (child == 0)
		exit(attend(d, fd, client));
	if (child > 0)
		return;
	admission_leave(&d->admission);
	turn_away(d, fd, client, "421 4.3.2 no room for another client");
}

static void
receive(struct daemon *d, int fd)
{
	struct client client = client_of(fd);
	for (size_t gone = crew_reap(&d->crew); gone > 0; gone--)
		admission_leave(&d->admission);
	switch (admission_ask(&d->admission, &client, clock_now())) {
	case ADMISSION_GRANTED:
		serve(d, fd, &client);
		break;
	case ADMISSION_FULL:
		turn_away(d, fd, &client, "421 4.3.2 too many clients");
		break;
	case ADMISSION_HASTY:
		turn_away(d, fd, &client, "421 4.7.0 you come too often");
		break;
	}
	close(fd);
}

static void
watch(struct daemon *d)
{
	tell_places(d);
	warn(d);
	while (process_signal() == NULL) {
		int fd = listen_accept(&d->listeners, INT64_MAX);
		if (fd >= 0)
			receive(d, fd);
	}
	listen_close(&d->listeners);
	/* Who cannot wait bids us end a second time. */
	process_end_freely();
	crew_end(&d->queue, 0, PATIENCE);
	crew_end(&d->crew, GRACE, PATIENCE);
}

int
daemon_run(struct run *run, int (*flush)(void))
{
	static struct daemon daemon;
	struct daemon *d = &daemon;
	d->run = run;
	bool well =
	    guard_prepare(&d->guard, run) && open_places(d) && are_closed(d);
	if (!well) {
		listen_close(&d->listeners);
		report_failures(run);
		return run->err.code;
	}
	d->admission.most = d->guard.gate.most;
	d->admission.per_minute = d->guard.gate.per_minute;
	begin_flushing(d, flush);
	watch(d);
	return 0;
}
