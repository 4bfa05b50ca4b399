/* file.c - files that are parts of an input */
#include "fuzz/file.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "fuzz/fuzz.h"

#define PARTS_MOST 4

static struct slice parts[PARTS_MOST];
static size_t count;

bool __wrap_file_load(
    const char *path, struct buf *to, struct stat *facts, struct error *err);
bool
__wrap_file_load_secret(const char *path, struct buf *to, struct error *err);

void
file_parts(struct slice input)
{
	count = 0;
	do
		parts[count++] = fuzz_take(&input, FUZZ_TURN);
	while (input.length > 0 && count < PARTS_MOST);
}

bool
__wrap_file_load(
    const char *path, struct buf *to, struct stat *facts, struct error *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t part = PARTS_MOST;
	if (strcmp(path, FUZZ_FILE) == 0)
		part = 0;
	else if (name[0] >= '1' && name[0] <= '9' && name[1] == '\0')
		part = (size_t)(name[0] - '0');
	if (part >= count)
		return error_set(err, EX_CONFIG, "cannot open it");
	*facts =
	    (struct stat){ .st_mode = S_IFREG | 0600, .st_uid = geteuid() };
	buf_add(to, parts[part].data, parts[part].length);
	return !buf_is_full(to) || error_set(err, EX_CONFIG, "it is too large");
}

bool
__wrap_file_load_secret(const char *path, struct buf *to, struct error *err)
{
	struct stat facts;
	return __wrap_file_load(path, to, &facts, err);
}
