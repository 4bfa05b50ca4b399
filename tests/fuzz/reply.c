/* reply.c - replies, as a server may say them: smtp/reply.h
 *
 * Letters: s it falls silent in the end, d it drips.
 */
#include "smtp/reply.h"

#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/model.h"

static void
check_line(void *to, char *line, size_t length)
{
	size_t *heard = to;
	must(length <= REPLY_LINE_MOST);
	must(memchr(line, '\n', length) == NULL);
	*heard += length;
}

static void
check_status(const struct reply *reply)
{
	const char *status = reply->status;
	if (status[0] == '\0')
		return;
	must_say(status[0] - '0' == reply->code / 100 && status[1] == '.', "%s",
	    status);
	must_say(strspn(status, "0123456789.") == strlen(status), "%s", status);
}

static void
check_reply(const struct reply *reply)
{
	char shown[200];
	must_say(reply->code >= 200 && reply->code <= 599, "%d", reply->code);
	must(
	    reply_is(reply, reply->code / 100) && reply_is(reply, reply->code));
	must(reply->text.length <= REPLY_KEPT_MOST);
	check_status(reply);
	reply_show(reply, shown, sizeof(shown));
	must_say(fuzz_is_clean(shown, strlen(shown), ""), "%s", shown);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct slice letters = fuzz_take(&input, '\n');
	struct peer peer = peer_open(input);
	struct error err = { 0 };
	struct reply reply = REPLY;
	struct stream stream;
	struct buf codes = BUF(1024 * 1024), wanted = BUF(1024 * 1024);
	size_t heard = 0;
	peer.stalls = fuzz_wants(letters, 's');
	peer.drips = fuzz_wants(letters, 'd');
	stream_open(&stream, peer_layer(&peer), "mx.test:25", &err);
	while (reply_read(&stream, &reply, check_line, &heard, &err)) {
		check_reply(&reply);
		buf_print(&codes, "%d ", reply.code);
	}
	fuzz_check_error(&err);
	must(reply.code == 0 && stream.failed);
	must(heard <= peer.gave.length);

	struct slice gave = { peer.gave.data, peer.gave.length };
	for (int code; (code = model_reply(&gave)) != 0;)
		buf_print(&wanted, "%d ", code);
	if (peer.gave.length <= REPLY_HEARD_MOST)
		must_say(strcmp(codes.data, wanted.data) == 0, "%s, not %s",
		    codes.data, wanted.data);
	stream_close(&stream);
	reply_free(&reply);
	buf_free(&codes);
	buf_free(&wanted);
	peer_free(&peer);
	return 0;
}
