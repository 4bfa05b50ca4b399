/* mailbox.c - where accepted messages are kept */
#include "smarthost/mailbox.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static bool
write_all(FILE *out, const struct text *text)
{
	return fwrite(text->bytes, 1, text->length, out) == text->length
	    && fflush(out) == 0;
}

/* Writes DIRECTORY/NUMBER.KIND under another name first. */
static bool
keep_file(const char *directory, unsigned number, const char *kind,
    const struct text *text)
{
	char unfinished[4096];
	char name[4096];

	snprintf(unfinished, sizeof(unfinished), "%s/unfinished", directory);
	snprintf(name, sizeof(name), "%s/%u.%s", directory, number, kind);
	FILE *out = fopen(unfinished, "w");
	if (out == NULL)
		return false;
	bool written = write_all(out, text);
	return fclose(out) == 0 && written && rename(unfinished, name) == 0;
}

/* A server before us may have left messages. */
static unsigned
next_number(const struct mailbox *mailbox)
{
	char name[4096];
	unsigned number = mailbox->last;

	do
		snprintf(name, sizeof(name), "%s/%u.eml", mailbox->directory,
		    ++number);
	while (access(name, F_OK) == 0);
	return number;
}

static bool
keep(struct mailbox *mailbox, const struct text *envelope,
    const struct text *message)
{
	if (mailbox->stream != NULL && !write_all(mailbox->stream, message))
		return false;
	if (mailbox->directory == NULL) {
		mailbox->last++;
		return true;
	}
	mailbox->last = next_number(mailbox);
	return keep_file(mailbox->directory, mailbox->last, "env", envelope)
	    && keep_file(mailbox->directory, mailbox->last, "eml", message);
}

unsigned
mailbox_keep(struct mailbox *mailbox, const struct text *envelope,
    const struct text *message)
{
	pthread_mutex_lock(&mailbox->lock);
	bool kept = keep(mailbox, envelope, message);
	unsigned number = mailbox->last;
	pthread_mutex_unlock(&mailbox->lock);
	return kept ? number : 0;
}
