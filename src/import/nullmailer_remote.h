/* nullmailer_remote.h - a line of nullmailer's file `remotes` */
#ifndef IMPORT_NULLMAILER_REMOTE_H
#define IMPORT_NULLMAILER_REMOTE_H

#include "import/draft.h"
#include "import/foreign.h"

/* HOST [smtp] [OPTION ...]. The first becomes the account `default`; a further
 * one with the same options is a further smarthost of it, to be tried next,
 * any other an account of its own. */
void nullmailer_remote(
    struct drafts *drafts, const struct foreign_text *text, struct slice line);

#endif
