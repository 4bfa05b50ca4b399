/* show.h - what is printed on stdout because it was asked for */
#ifndef CMD_SHOW_H
#define CMD_SHOW_H

#include "run.h"

void show_help(const struct request *request);
void show_version(void);

/* --dry-run: account, envelope and header as they would leave. */
void show_submission(const struct run *run);

/* -bv: the recipients as they would be asked of the smarthost, and what it
 * said if it was asked. */
void show_recipients(const struct run *run);

/* --import: another program's configuration in our words, or why not. No mail,
 * no network, and no configuration of ours is looked at. */
void show_import(struct run *run);

/* Was everything written? A full disk or a closed stdout is EX_IOERR. */
bool show_is_written(struct error *err);

#endif
