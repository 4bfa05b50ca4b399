#include "mail/input.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"

struct input
input_open(int fd)
{
	struct stat facts;
	return (struct input){
		.fd = fd,
		.window = BUF(INPUT_WINDOW),
		.is_file = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode),
	};
}

struct input
input_from(struct input_source source)
{
	return (struct input){
		.fd = -1, .source = source, .window = BUF(INPUT_WINDOW)
	};
}

static void
look(struct input *input, const char *data, size_t length)
{
	if (!input->seen_eight_bit)
		input->seen_eight_bit = !text_is_ascii(data, length);
	if (!input->seen_cr)
		input->seen_cr = memchr(data, '\r', length) != NULL;
	if (!input->seen_nul)
		input->seen_nul = memchr(data, '\0', length) != NULL;
}

static ssize_t
read_descriptor(
    struct input *input, char *space, size_t room, struct error *err)
{
	struct pollfd wait = { .fd = input->fd, .events = POLLIN };
	if (!input->is_file && process_wait(&wait, 1, CLOCK_NEVER) < 0) {
		error_set(err, EX_TEMPFAIL,
		    "interrupted by %s while reading the message: nothing was "
		    "sent",
		    process_signal());
		return -1;
	}
	ssize_t n = file_read(input->fd, space, room);
	if (n < 0)
		error_set(err, EX_IOERR,
		    "cannot read the message from standard input: %s",
		    strerror(errno));
	return n;
}

/* Reads more behind what is left; the source may give little at a time. */
static bool
refill(struct input *input, struct error *err)
{
	buf_drop(&input->window, input->taken);
	input->offset += input->taken;
	input->taken = 0;

	size_t room = INPUT_WINDOW - input->window.length;
	char *space = buf_space(&input->window, room);
	const struct input_source *source = &input->source;
	ssize_t n = source->read == NULL
	    ? read_descriptor(input, space, room, err)
	    : source->read(source->self, space, room, err);
	if (n < 0)
		return false;
	look(input, space, (size_t)n);
	buf_took(&input->window, (size_t)n);
	input->ended = n == 0;
	return true;
}

static void
give(struct input *input, struct line *line, size_t length, size_t line_end)
{
	line->text =
	    (struct slice){ input->window.data + input->taken, length };
	line->offset = input->offset + input->taken;
	line->begins = input->so_far == 0;
	line->ends = line_end > 0;
	line->so_far = input->so_far + length;
	input->so_far = line->ends ? 0 : line->so_far;
	input->taken += length + line_end;
}

/* What to do with a window that holds no LF: a CR at its end may be half of a
 * line end. */
static void
give_piece(struct input *input, struct line *line)
{
	size_t left = input->window.length - input->taken;
	const char *text = input->window.data + input->taken;
	if (left > 0 && text[left - 1] == '\r')
		left--;
	give(input, line, left, 0);
}

/* The last line may lack its line end, or end with half of one. */
static void
give_last(struct input *input, struct line *line)
{
	size_t left = input->window.length - input->taken;
	bool open = left > 0 || input->so_far > 0;
	const char *text = input->window.data + input->taken;
	size_t half = left > 0 && text[left - 1] == '\r';
	give(input, line, left - half, half);
	line->ends = open;
	input->so_far = 0;
}

bool
input_line(struct input *input, struct line *line, struct error *err)
{
	size_t seen = 0;
	for (;;) {
		const char *text = input->window.data + input->taken;
		size_t left = input->window.length - input->taken;
		const char *lf = memchr(text + seen, '\n', left - seen);
		if (lf != NULL) {
			size_t length = (size_t)(lf - text);
			size_t cr = length > 0 && lf[-1] == '\r';
			give(input, line, length - cr, 1 + cr);
			return true;
		}
		if (left == INPUT_WINDOW) {
			give_piece(input, line);
			return true;
		}
		if (input->ended) {
			give_last(input, line);
			return true;
		}
		seen = left;
		if (!refill(input, err))
			return false;
	}
}

void
input_free(struct input *input)
{
	buf_free(&input->window);
}
