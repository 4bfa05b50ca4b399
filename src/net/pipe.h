/* pipe.h - open descriptors as the lowest layer: a socket, a tunnel command */
#ifndef NET_PIPE_H
#define NET_PIPE_H

#include <stdint.h>

#include "base/error.h"
#include "net/stream.h"

/* Takes over two non-blocking descriptors, which may be the same; closing the
 * layer closes them. */
struct layer pipe_layer(int in, int out);

/* Two that are not ours alone, stdin and stdout: they may block, and closing
 * the layer leaves them open. */
struct layer pipe_borrow(int in, int out);

/* Runs a command (as child_read() does) and talks to its stdin and stdout; its
 * stderr is ours. Closing the layer lets it end, or kills it. */
bool pipe_tunnel(const char *command, struct layer *layer, struct error *err);

/* Connects to a local socket. EX_TEMPFAIL when nobody listens there. */
bool pipe_local(
    const char *path, int64_t deadline, struct layer *layer, struct error *err);

#endif
