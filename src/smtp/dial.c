#include "smtp/dial.h"

#include "base/clock.h"
#include "net/pipe.h"
#include "net/socks.h"

bool
dial(const struct smarthost *to, int64_t deadline, struct layer *layer,
    struct tcp_ends *ends, struct error *err)
{
	struct tcp_target target = { .what = "smarthost",
		.host = to->host,
		.port = to->port,
		.family = to->family,
		.bind = to->bind };
	int64_t until =
	    clock_sooner(clock_after(to->connect_timeout), deadline);
	if (to->tunnel != NULL)
		return pipe_tunnel(to->tunnel, layer, err);
	if (to->path != NULL)
		return pipe_local(to->path, until, layer, err);
	if (to->proxy.host != NULL) {
		target.what = "proxy";
		target.host = to->proxy.host;
		target.port = to->proxy.port;
	}
	return tcp_dial(&target, until, layer, ends, err);
}

bool
dial_on(const struct smarthost *to, int64_t deadline, struct stream *stream,
    struct error *err)
{
	if (to->proxy.host == NULL || to->tunnel != NULL || to->path != NULL)
		return true;
	stream_expect(stream, "asking the proxy",
	    clock_sooner(clock_after(to->connect_timeout), deadline));
	return socks_connect(stream, &to->proxy, to->host, to->port, err);
}
