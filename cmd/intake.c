#include "intake.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

/* Who types a message is told how to end it. */
static void
greet_terminal(void)
{
	static const char text[] =
	    "type the message; a line with only a dot, or Ctrl-D, ends it\n";
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return;
	file_write(STDERR_FILENO, text, sizeof(text) - 1);
}

/* The last says it; NULL: none does. */
static const struct override *
override_of(const struct run *run, const char *setting)
{
	for (size_t i = run->request.override_count; i > 0; i--) {
		const struct override *o = &run->request.overrides[i - 1];
		if (strcmp(o->keyword->name, setting) == 0)
			return o;
	}
	return NULL;
}

/* Which account it is the message itself may tell, but this must be known
 * before: ignore-dots holds for all. */
static bool
dots_are_text(const struct run *run)
{
	bool ignore = run->config.accounts[0].ignore_dots;
	const struct override *o = override_of(run, "ignore-dots");
	if (o != NULL)
		ignore = strcmp(o->value, "yes") == 0;
	return run->request.keep_dots || ignore;
}

bool
intake_read(struct run *run)
{
	greet_terminal();
	return message_read(&run->arena, &run->message, STDIN_FILENO,
	    !dots_are_text(run), 0, &run->err);
}

bool
intake_fits(const struct account *account, const struct message *message,
    struct error *err)
{
	uint64_t size = message_size(message);
	uint64_t most = account->max_size;
	if (most == 0 || size <= most)
		return true;
	return error_set(err, EX_DATAERR,
	    "the message has %llu octets, but max-size is %llu",
	    (unsigned long long)size, (unsigned long long)most);
}

/* What waits in the spool may outlive its hold, what comes now may not. */
static bool
check_hold(struct run *run)
{
	long seconds;
	time_t until;
	envelope_hold(&run->envelope, &seconds, &until);
	if (until == 0 || until > time(NULL))
		return true;
	bool option = override_of(run, "hold-until") != NULL;
	return error_set(&run->err, option ? EX_USAGE : EX_CONFIG,
	    "%shold-until: %s has passed already: say a later date, or leave "
	    "it out",
	    option ? "--" : "", strchr(run->envelope.hold, '=') + 1);
}

bool
intake_check(struct run *run)
{
	return intake_fits(&run->account, &run->message, &run->err)
	    && check_hold(run);
}
