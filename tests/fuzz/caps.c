/* caps.c - what EHLO promised: smtp/caps.h. The input is the text of a reply.
 */
#include "smtp/caps.h"
#include "smtp/reply.h"

#include <string.h>

#include "fuzz/fuzz.h"

/* Does a line but the first begin with this word? */
static bool
offers(const char *text, const char *word)
{
	size_t length = strlen(word);
	while ((text = strchr(text, '\n')) != NULL) {
		text++;
		if (strncasecmp(text, word, length) == 0)
			return true;
	}
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf words = BUF(REPLY_KEPT_MOST);
	struct caps caps;
	buf_add(&words, data, size);
	caps_read(&caps, words.data);

	must(memchr(caps.auth, '\0', sizeof(caps.auth)) != NULL);
	must(strchr(caps.auth, '\n') == NULL);
	must(caps.recipients <= 1000000);
	must(caps.sizes || caps.size == 0);
	const char *text = words.data;
	must(!caps.starttls || offers(text, "STARTTLS"));
	must(!caps.pipelining || offers(text, "PIPELINING"));
	must(!caps.chunking || offers(text, "CHUNKING"));
	must(!caps.smtputf8 || offers(text, "SMTPUTF8"));
	must(!caps.require_tls || offers(text, "REQUIRETLS"));
	must(!caps.sizes || offers(text, "SIZE"));
	must(caps.auth[0] == '\0' || offers(text, "AUTH"));
	must(!offers(text, "STARTTLS\n") || caps.starttls);
	buf_free(&words);
	return 0;
}
