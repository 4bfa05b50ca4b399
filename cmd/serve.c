#include "serve.h"

#include <unistd.h>

#include "net/listen.h"
#include "net/pipe.h"
#include "reception.h"
#include "report.h"

/* A connection that a service manager gave us is ours alone; stdin and stdout
 * are shared with whoever runs us. */
static struct layer
find_layer(struct client *client)
{
	int given = listen_accepted();
	*client = client_of(given < 0 ? STDIN_FILENO : given);
	return given < 0 ? pipe_borrow(STDIN_FILENO, STDOUT_FILENO)
			 : pipe_layer(given, given);
}

int
serve(struct run *run)
{
	struct error trouble = { 0 };
	struct guard guard = { 0 };
	struct client client;
	struct stream stream;
	struct layer layer = find_layer(&client);
	stream_open(&stream, layer,
	    client.kind == CLIENT_UNKNOWN ? "the client" : client.shown,
	    &trouble);
	int status;
	if (guard_prepare(&guard, run)) {
		status = reception(run, &guard, &stream, &client);
	} else {
		reception_decline(&stream, &client, &run->err);
		report_log(run);
		status = run->err.code;
	}
	stream_close(&stream);
	guard_free(&guard);
	return status;
}
