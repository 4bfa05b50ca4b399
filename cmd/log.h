/* log.h - where the one line of a run goes: syslog, a file, nowhere */
#ifndef CMD_LOG_H
#define CMD_LOG_H

#include <stdbool.h>

#include "conf/account.h"

/* Writes a line of printable text. That it cannot be written changes nothing
 * of the outcome: the mail is what counts. `tag` names us in syslog; NULL:
 * "sendoff". False tells why, with the place of the setting. */
bool log_line(const struct account *account, const char *tag, bool failed,
    const char *line, struct error *err);

#endif
