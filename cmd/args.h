/* args.h - the command line: sendmail's grammar and our own words */
#ifndef CMD_ARGS_H
#define CMD_ARGS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "request.h"

/* Parses as sendmail does: options cluster, take their value attached or as
 * the next word, and end at the first operand or `--`, so that no recipient is
 * ever taken for an option. EX_USAGE for what nobody knows. */
bool args_parse(struct arena *arena, int argc, char **argv,
    struct request *request, struct error *err);

#endif
