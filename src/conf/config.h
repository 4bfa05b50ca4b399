/* config.h - files into accounts, and the choice among them */
#ifndef CONF_CONFIG_H
#define CONF_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "conf/account.h"
#include "conf/parser.h"

/* Finds and reads the configuration: `file` if given, else $SENDOFF_CONFIG,
 * the user's, the system's. EX_CONFIG when there is none, and with what named
 * one that cannot be opened; else as parser_read(). */
bool config_load(struct arena *arena, const char *file, struct config *config,
    struct error *err);

/* Is there any that config_load() would read? */
bool config_exists(struct arena *arena, const char *file);

/* The account of that name; or when it is NULL the one whose `from` matches
 * the sender (exactly, then without +detail, then by pattern); or the default.
 * EX_CONFIG when the name is not there. */
const struct account *config_pick(const struct config *config, const char *name,
    const char *sender, struct error *err);

#endif
