/* render.h - drafts into the text of a configuration */
#ifndef IMPORT_RENDER_H
#define IMPORT_RENDER_H

#include "base/buf.h"
#include "import/draft.h"

/* Appends a configuration: the account `default` first, then a section for
 * each other one, which says only what differs from it and takes back what it
 * does not have. A password is never in it: a file that is to be made stands
 * for it. */
void render(const struct drafts *drafts, struct buf *to);

#endif
