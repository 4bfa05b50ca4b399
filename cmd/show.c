#include "show.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "import/import.h"
#include "net/dane.h"

void
show_help(const struct request *request)
{
	printf("usage: %s [options] [--] recipient ...\n"
	       "       %s -t [options] < message\n"
	       "\n"
	       "Reads a message from standard input and submits it to the "
	       "configured smarthost\nnow; the exit status is the smarthost's "
	       "answer.\n"
	       "\n"
	       "  -t                take recipients from To, Cc and Bcc\n"
	       "  -i, -oi           a line with only a dot does not end the "
	       "message\n"
	       "  -f ADDRESS        the envelope sender; <> is the null "
	       "sender\n"
	       "  -F NAME           the full name for a From that is missing\n"
	       "  -N, -R, -V VALUE  delivery status notifications (RFC 3461)\n"
	       "  -a, --account NAME   the account to use\n"
	       "  -C, --config FILE    the configuration to use\n"
	       "  -v, --verbose     show the dialogue on standard error\n"
	       "  --dry-run         show what would leave, send nothing\n"
	       "  -bv               show the recipients completed, send "
	       "nothing;\n"
	       "                    with -v also what the smarthost says of "
	       "them\n"
	       "  -bi               check the alias file\n"
	       "  -bp, --json       list what waits in the spool\n"
	       "  -q, -q30m, --due  try what waits: now, every 30 minutes, "
	       "what is due\n"
	       "  --spool-show, --spool-hold, --spool-release, "
	       "--spool-delete,\n"
	       "  --spool-retry MESSAGE, --check-spool   sendoff-spool(8) "
	       "tells\n"
	       "  -bs, -bd --listen ADDRESS:PORT   serve clients that speak "
	       "SMTP\n"
	       "  --import FILE     show the configuration of ssmtp, msmtp, "
	       "nullmailer, dma\n"
	       "                    or esmtp as one of sendoff\n"
	       "  --hash-password USER   read a password, print lines for a "
	       "gate's password file\n"
	       "  --show-pin        show the smarthost's certificates and "
	       "its tls-pin\n"
	       "  --help, --version\n"
	       "\n"
	       "These settings of sendoff.conf(5) are options too:\n",
	    request->program, request->program);
	for (size_t i = 0; i < keyword_count; i++) {
		if (!keywords[i].in_file_only)
			printf("  --%s VALUE\n", keywords[i].name);
	}
	printf("\nThese only in the configuration, since a command line is "
	       "seen by everybody\nand sometimes made by strangers:\n");
	for (size_t i = 0; i < keyword_count; i++) {
		if (keywords[i].in_file_only)
			printf("  %s\n", keywords[i].name);
	}
	printf("\nsendoff(8) and sendoff.conf(5) tell the rest.\n");
}

void
show_version(void)
{
	printf("sendoff " VERSION "%s\n", dane_is_built() ? ", with DANE" : "");
}

/* As the settings are written. */
static void
show_wishes(const struct envelope *envelope)
{
	long seconds;
	time_t until;
	envelope_hold(envelope, &seconds, &until);
	if (seconds > 0)
		printf("hold-until: %lds\n", seconds);
	else if (envelope->hold != NULL)
		printf("hold-until: %s\n", strchr(envelope->hold, '=') + 1);
	if (envelope->by != NULL)
		printf("deliver-by: %.*ss;%s\n",
		    (int)strcspn(envelope->by, ";"), envelope->by,
		    strchr(envelope->by, 'N') != NULL ? "notify" : "return");
	if (envelope->priority != NULL)
		printf("priority: %s\n", envelope->priority);
}

void
show_submission(const struct run *run)
{
	const struct account *account = &run->account;
	const struct header *header = &run->message.header;
	printf("account: %s\n", account->name);
	struct arena arena = { 0 };
	for (size_t i = 0; i < account->url_count; i++)
		printf("smarthost: %s\n", url_peer(&arena, &account->urls[i]));
	arena_free(&arena);
	printf("sender: <%s>\n", run->envelope.sender);
	for (size_t i = 0; i < run->envelope.count; i++)
		printf(
		    "recipient: <%s>\n", run->envelope.recipients[i].address);
	show_wishes(&run->envelope);
	printf(
	    "size: %llu\n\n", (unsigned long long)message_size(&run->message));
	for (size_t i = 0; i < header->count; i++) {
		const struct field *field = &header->fields[i];
		for (size_t j = 0; j < field->length; j++) {
			if (field->text[j] != '\r')
				putchar(field->text[j]);
		}
		putchar('\n');
	}
}

void
show_import(struct run *run)
{
	struct request *request = &run->request;
	struct buf text = BUF(CONFIG_MOST);
	if (request->operands.count > 0)
		error_set(&run->err, EX_USAGE,
		    "--import takes one file and nothing behind it");
	else if (import(&run->arena, request->import, &text, &request->warnings,
		     &run->err))
		fwrite(text.data, 1, text.length, stdout);
	buf_free(&text);
}

void
show_recipients(const struct run *run)
{
	for (size_t i = 0; i < run->envelope.count; i++) {
		const struct recipient *recipient =
		    &run->envelope.recipients[i];
		if (recipient->reply == NULL)
			printf("%s\n", recipient->address);
		else
			printf(
			    "%s: %s\n", recipient->address, recipient->reply);
	}
}

bool
show_is_written(struct error *err)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	return error_set(err, EX_IOERR, "cannot write to standard output: %s",
	    strerror(errno));
}
