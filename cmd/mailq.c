#include "mailq.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "mail/stamp.h"
#include "queue/pickup.h"
#include "queue.h"
#include "selection.h"

#define LINE_MOST (64 * 1024 * 1024)

struct total {
	size_t count;
	uint64_t octets;
};

static char
mark_of(enum spool_state where, const struct item *item)
{
	if (where == SPOOL_FAILED)
		return '#';
	if (item->held)
		return '!';
	return pickup_is_busy(item) ? '*' : ' ';
}

static bool
is_open(enum spool_state where, const struct recipient *recipient)
{
	return recipient->fate == FATE_WAITING
	    || (recipient->fate == FATE_REFUSED && where == SPOOL_FAILED);
}

/* As mailq has always shown it; a time of another year would mislead. */
static void
show_time(time_t when, char *text, size_t size)
{
	time_t now = time(NULL);
	struct tm then, today;
	localtime_r(&when, &then);
	localtime_r(&now, &today);
	strftime(text, size,
	    then.tm_year == today.tm_year ? "%a %b %e %H:%M:%S"
					  : "%b %e %Y %H:%M:%S",
	    &then);
}

static void
show_text(struct run *run, struct arena *arena, enum spool_state where,
    struct item *item, void *with)
{
	struct total *total = with;
	char when[32];
	uint64_t size = message_size(&item->message);
	(void)run;
	show_time(item->kept, when, sizeof(when));
	if (total->count == 0)
		printf("-Queue ID-             --Size-- ---Arrival Time---- "
		       "-Sender/Recipient-------\n");
	printf("%-21s%c %9" PRIu64 " %-20s %s\n", item->id,
	    mark_of(where, item), size, when,
	    item->envelope.sender[0] == '\0' ? "MAILER-DAEMON"
					     : item->envelope.sender);
	if (item->reason != NULL)
		printf("%*s(%s)\n", 4, "", item->reason);
	for (size_t i = 0; i < item->envelope.count; i++) {
		const struct recipient *one = &item->envelope.recipients[i];
		if (!is_open(where, one))
			continue;
		printf("%*s%s\n", 54, "", one->address);
		if (one->reply != NULL)
			printf("%*s(%s)\n", 54, "", one->reply);
	}
	if (item->doubtful)
		printf("%*s(may have been delivered already)\n", 4, "");
	printf("\n");
	total->count++;
	total->octets += size;
	(void)arena;
}

static const char *
state_of(enum spool_state where, const struct item *item)
{
	switch (mark_of(where, item)) {
	case '#':
		return "failed";
	case '!':
		return "held";
	case '*':
		return "sending";
	default:
		return "waiting";
	}
}

static void
add_recipients(struct json *json, const struct envelope *envelope)
{
	static const char *const fates[] = { [FATE_WAITING] = "waiting",
		[FATE_ACCEPTED] = "waiting",
		[FATE_TAKEN] = "sent",
		[FATE_KEPT] = "waiting",
		[FATE_REFUSED] = "refused" };
	json_key(json, "recipients");
	json_open(json, '[');
	for (size_t i = 0; i < envelope->count; i++) {
		const struct recipient *one = &envelope->recipients[i];
		json_open(json, '{');
		json_key(json, "address");
		json_text(json, one->address);
		json_key(json, "state");
		json_text(json, fates[one->fate]);
		json_key(json, "reply");
		json_text(json, one->reply);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static const char *
time_or_null(struct arena *arena, time_t when)
{
	return when == 0 ? NULL : stamp_utc(arena, when);
}

static void
show_json(struct run *run, struct arena *arena, enum spool_state where,
    struct item *item, void *with)
{
	struct buf line = BUF(LINE_MOST);
	struct json json = JSON(&line);
	const struct {
		const char *key, *text;
	} texts[] = {
		{ "id", item->id },
		{ "state", state_of(where, item) },
		{ "kept", stamp_utc(arena, item->kept) },
		{ "account", item->account },
		{ "caller", item->caller },
		{ "sender", item->envelope.sender },
		{ "tried", time_or_null(arena, item->tried) },
		{ "next", time_or_null(arena, item->next) },
		{ "reason", item->reason },
	};
	(void)run;
	(void)with;
	json_open(&json, '{');
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		json_key(&json, texts[i].key);
		json_text(&json, texts[i].text);
	}
	json_key(&json, "size");
	json_number(&json, message_size(&item->message));
	json_key(&json, "tries");
	json_number(&json, item->tries);
	json_key(&json, "may-be-delivered");
	json_truth(&json, item->doubtful);
	add_recipients(&json, &item->envelope);
	json_close(&json, '}');
	printf("%s\n", line.data);
	buf_free(&line);
}

static void
show(struct run *run, struct arena *arena, enum spool_state where,
    struct item *item, void *with)
{
	const struct queue_request *queue = &run->request.queue;
	if (!selection_has(queue, item))
		return;
	(queue->json ? show_json : show_text)(run, arena, where, item, with);
}

void
mailq(struct run *run)
{
	const struct queue_request *queue = &run->request.queue;
	struct total total = { 0 };
	if (run->spools)
		queue_visit(run, show, &total);
	if (queue->json)
		return;
	if (total.count == 0 && selection_is_all(queue))
		printf("Mail queue is empty\n");
	else
		printf("-- %" PRIu64 " Kbytes in %zu Request%s.\n",
		    (total.octets + 1023) / 1024, total.count,
		    total.count == 1 ? "" : "s");
}
