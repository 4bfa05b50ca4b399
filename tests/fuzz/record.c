/* record.c - the file of a message that waits: queue/record.h, queue/journal.h
 *
 * What can be read can be written and read again, and the sender can be told
 * of it.
 */
#include "queue/record.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "fuzz/fuzz.h"
#include "mail/notice.h"

#define ID "0123456789abcdef0123"

static int
file_of(const uint8_t *data, size_t size)
{
	int fd = memfd_create("record", MFD_CLOEXEC);
	must(fd >= 0 && file_write(fd, (const char *)data, size));
	return fd;
}

static void
check_same(const struct item *a, const struct item *b)
{
	must(a->kept == b->kept && strcmp(a->account, b->account) == 0);
	must(strcmp(a->envelope.sender, b->envelope.sender) == 0);
	must(a->envelope.count == b->envelope.count);
	for (size_t i = 0; i < a->envelope.count; i++)
		must(strcmp(a->envelope.recipients[i].address,
			 b->envelope.recipients[i].address)
		    == 0);
	must(a->message.header.count == b->message.header.count);
	must(message_size(&a->message) == message_size(&b->message));
}

/* What was written by us matches its sum. */
static void
check_again(struct arena *arena, struct item *item)
{
	struct error err = { 0 };
	struct item copy = {
		.id = ID, .place = "here", .fd = file_of(NULL, 0)
	};
	struct item source = *item;
	source.fd = copy.fd;
	if (!record_write(&source, &err)) {
		must(err.code == EX_DATAERR);
	} else {
		must(lseek(copy.fd, 0, SEEK_END) == source.length);
		must(record_check(&copy, &err) == RECORD_GOOD);
		must(record_read(arena, &copy, &err) == RECORD_GOOD);
		check_same(item, &copy);
	}
	item_close(&copy);
}

static void
check_notice(struct arena *arena, struct item *item)
{
	struct error err = { 0 };
	struct message message;
	struct recipient *about = item->envelope.recipients;
	const struct recipient *one = about;
	if (about->reply == NULL)
		about->reply = "";
	struct notice notice = { .from = "a@x",
		.host = "x",
		.peer = "y:25",
		.id = item->id,
		.arrived = item->kept,
		.envelope = &item->envelope,
		.about = &one,
		.count = 1,
		.message = &item->message };
	must(notice_compose(arena, &notice, &message, &err));
	must(message.header.count == 8);
	message_free(&message);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct item item = {
		.id = ID, .place = "here", .fd = file_of(data, size)
	};
	enum record_state state = record_read(&arena, &item, &err);
	must((state == RECORD_GOOD) == (err.code == 0));
	if (state == RECORD_GOOD) {
		must(item.envelope.count > 0 && item.length <= (off_t)size);
		must(
		    item_remaining(&arena, &item).count <= item.envelope.count);
		check_again(&arena, &item);
		check_notice(&arena, &item);
	}
	item_close(&item);
	arena_free(&arena);
	return 0;
}
