/* play.h - plays the server's part of a script */
#ifndef SMARTHOST_PLAY_H
#define SMARTHOST_PLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "script/script.h"
#include "smarthost/listener.h"
#include "smarthost/tls.h"

struct play {
	const struct script *script;
	struct listener *listener;
	const struct tls *tls;
	FILE *transcript; /* NULL for none, as is message */
	FILE *message;    /* takes what BODY and CHUNK read */
	int patience;
	size_t cut; /* leave abruptly after this step, counted from 1; 0: no */
};

/* Plays it from the first connection to the last. False when the client did
 * not keep to the script; one line on standard error has said how. */
bool play(const struct play *play);

#endif
