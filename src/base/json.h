/* json.h - values written as JSON (RFC 8259), never read
 *
 *	struct json json = JSON(&text);
 *	json_open(&json, '{');
 *	json_key(&json, "size");
 *	json_number(&json, 1234);
 *	json_close(&json, '}');
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct json {
	struct buf *to;
	bool needs_comma;
};

#define JSON(buf) ((struct json){ .to = (buf) })

/* '{' or '[', and '}' or ']'. */
void json_open(struct json *json, char bracket);
void json_close(struct json *json, char bracket);

void json_key(struct json *json, const char *key);

/* Octets that are no UTF-8 become U+FFFD; NULL is null. */
void json_text(struct json *json, const char *text);
void json_number(struct json *json, uint64_t number);
void json_truth(struct json *json, bool truth);

#endif
