#include "auth/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "base/process.h"

void
secret_set(struct secret *secret, const char *data, size_t length)
{
	process_hide();
	secret_free(secret);
	secret->data = memory_get(length + 1);
	mlock(secret->data, length + 1);
	memcpy(secret->data, data, length);
	secret->data[length] = '\0';
	secret->length = length;
}

void
secret_free(struct secret *secret)
{
	if (secret->data == NULL)
		return;
	memory_wipe(secret->data, secret->length);
	munlock(secret->data, secret->length + 1);
	free(secret->data);
	*secret = (struct secret){ 0 };
}
