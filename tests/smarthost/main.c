/* main.c - smarthost, the other side of every test: plays the server's part
 * of a script, or is a small submission server (smarthost/options.h) */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "script/script.h"
#include "smarthost/listener.h"
#include "smarthost/options.h"
#include "smarthost/play.h"
#include "smarthost/serve.h"
#include "smarthost/tls.h"

struct house {
	struct options options;
	struct tls tls;
	struct listener listener;
	FILE *transcript;
	FILE *message;
};

static void
end(int signal)
{
	(void)signal;
	_exit(0);
}

static bool
complain(const char *problem)
{
	fprintf(stderr, "smarthost: %s\n", problem);
	return false;
}

static bool
open_file(FILE **file, const char *name, bool anew)
{
	if (name == NULL)
		return true;
	*file = fopen(name, anew ? "w" : "a");
	if (*file != NULL)
		return true;
	fprintf(stderr, "smarthost: %s: %s\n", name, strerror(errno));
	return false;
}

static bool
open_house(struct house *house)
{
	const struct options *options = &house->options;

	if (!tls_load(&house->tls, &options->tls))
		return complain(house->tls.problem);
	if (!open_file(
		&house->transcript, options->transcript, !options->serves)
	    || !open_file(&house->message, options->message, !options->serves))
		return false;
	if (!listener_open(&house->listener, options->listen))
		return complain(house->listener.problem);
	printf("port %u\n", house->listener.port);
	fflush(stdout);
	return true;
}

static void
close_house(struct house *house)
{
	listener_close(&house->listener);
	tls_free(&house->tls);
	if (house->transcript != NULL)
		fclose(house->transcript);
	if (house->message != NULL)
		fclose(house->message);
	options_free(&house->options);
}

static int
run_play(struct house *house)
{
	struct script script;
	int status = EX_USAGE;

	if (!script_load(&script, house->options.script))
		complain(script.problem);
	else if (house->options.cut > script.count)
		complain("--cut: the script has not so many steps");
	else if (open_house(house)) {
		const struct play run = { .script = &script,
			.listener = &house->listener,
			.tls = &house->tls,
			.transcript = house->transcript,
			.message = house->message,
			.patience = (int)house->options.patience,
			.cut = house->options.cut };
		status = play(&run) ? 0 : 1;
	}
	script_free(&script);
	return status;
}

static int
run_serve(struct house *house)
{
	struct mailbox mailbox = { .directory = house->options.mailbox,
		.lock = PTHREAD_MUTEX_INITIALIZER };

	if (!open_house(house))
		return EX_USAGE;
	mailbox.stream = house->message;
	const struct serve run = { .policy = &house->options.policy,
		.listener = &house->listener,
		.tls = &house->tls,
		.mailbox = &mailbox,
		.transcript = house->transcript,
		.patience = (int)house->options.patience,
		.connections = house->options.connections };
	return serve(&run) ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct house house = { .listener.socket = -1 };
	int status = EX_USAGE;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, end);
	if (options_parse(&house.options, argc, argv)) {
		alarm((unsigned)house.options.lifetime);
		status =
		    house.options.serves ? run_serve(&house) : run_play(&house);
	}
	close_house(&house);
	return status;
}
