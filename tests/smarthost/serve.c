/* serve.c - a small, true submission server: a thread for every client */
#include "smarthost/serve.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "smarthost/session.h"

struct crowd {
	const struct serve *serve;
	pthread_mutex_t lock;
	pthread_cond_t left; /* a client has */
	size_t present;
};

struct client {
	struct crowd *crowd;
	int socket;
};

static void
serve_client(const struct serve *serve, int socket)
{
	/* Too large for a modest stack. */
	struct session *session = calloc(1, sizeof(*session));

	if (session == NULL)
		abort();
	session->policy = serve->policy;
	session->tls = serve->tls;
	wire_open(&session->wire, socket, serve->patience, serve->transcript);
	session_run(session, serve->mailbox);
	free(session);
}

static void *
attend(void *argument)
{
	struct client *client = argument;
	struct crowd *crowd = client->crowd;

	serve_client(crowd->serve, client->socket);
	free(client);
	pthread_mutex_lock(&crowd->lock);
	crowd->present--;
	pthread_cond_signal(&crowd->left);
	pthread_mutex_unlock(&crowd->lock);
	return NULL;
}

static bool
admit(struct crowd *crowd, int socket)
{
	pthread_t thread;
	struct client *client = malloc(sizeof(*client));

	if (client == NULL)
		abort();
	*client = (struct client){ crowd, socket };
	pthread_mutex_lock(&crowd->lock);
	crowd->present++;
	pthread_mutex_unlock(&crowd->lock);
	return pthread_create(&thread, NULL, attend, client) == 0
	    && pthread_detach(thread) == 0;
}

static void
wait_for_all(struct crowd *crowd)
{
	pthread_mutex_lock(&crowd->lock);
	while (crowd->present > 0)
		pthread_cond_wait(&crowd->left, &crowd->lock);
	pthread_mutex_unlock(&crowd->lock);
}

bool
serve(const struct serve *serve)
{
	struct crowd crowd = { .serve = serve,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.left = PTHREAD_COND_INITIALIZER };
	size_t admitted = 0;

	while (serve->connections == 0 || admitted < serve->connections) {
		int socket = listener_accept(serve->listener, -1);

		if (socket < 0 || !admit(&crowd, socket))
			return false;
		admitted++;
	}
	wait_for_all(&crowd);
	return true;
}
