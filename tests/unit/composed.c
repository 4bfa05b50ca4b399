/* composed.c - a message composed for a test, and what became of it */
#include "unit/composed.h"

#include <string.h>

#include "unit/sample.h"

struct compose
composed_usual(void)
{
	return (struct compose){
		.policy = SENDER_FIX,
		.add_missing = true,
		.completion = { .domain = "example.com", .host = "web1" },
		.origin = "user joe",
		.login = "joe",
		.full_name = "Joe Public",
		.now = 1709210096,
	};
}

static void
add_operands(struct composed *c, struct compose *how, const char *operands)
{
	while (operands != NULL) {
		size_t length = strcspn(operands, "|");
		text_list_add(&c->arena, &how->operands,
		    arena_copy(&c->arena, operands, length));
		operands =
		    operands[length] == '|' ? operands + length + 1 : NULL;
	}
}

void
composed_make(struct composed *c, struct compose how, const char *operands,
    const char *message)
{
	*c = (struct composed){ .recipients = "" };
	add_operands(c, &how, operands);
	sample_text(&c->arena, &c->message, message);
	c->well = compose(&c->arena, &how, &c->message, &c->envelope, &c->err);
	for (size_t i = 0; i < c->envelope.count; i++)
		c->recipients = arena_print(&c->arena, "%s%s%s", c->recipients,
		    i > 0 ? " " : "", c->envelope.recipients[i].address);
	c->header = sample_header(&c->arena, &c->message);
}

const char *
composed_field(struct composed *c, const char *name)
{
	return sample_field(&c->arena, &c->message, name);
}

void
composed_free(struct composed *c)
{
	message_free(&c->message);
	arena_free(&c->arena);
}
