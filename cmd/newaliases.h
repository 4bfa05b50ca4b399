/* newaliases.h - is the alias file well? */
#ifndef CMD_NEWALIASES_H
#define CMD_NEWALIASES_H

#include "run.h"

/* -bi: reads the alias file of every account and says on stdout how many there
 * are, on stderr what is wrong or cannot be served. Where there is no
 * configuration yet the default file is read, since packages call this when
 * they are installed. Returns the exit status. */
int newaliases(struct run *run);

#endif
