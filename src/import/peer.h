/* peer.h - the programs whose configuration can be read: see import.h
 *
 * Each has a file of its own, with the table of its settings: what each
 * becomes here, or why it has no equal.
 */
#ifndef IMPORT_PEER_H
#define IMPORT_PEER_H

#include <stdbool.h>

#include "base/error.h"
#include "import/draft.h"
#include "import/foreign.h"

#define PEER_ACCOUNTS_MOST 1000

struct peer {
	const char *name;
	const char *const *files;       /* patterns of its files' names */
	const char *delimiters;         /* what ends a setting's name */
	bool any_case;                  /* its settings may be in any case */
	const struct foreign_row *rows; /* its settings */

	/* Reads the file, and those it needs beside it, into accounts. As
	 * foreign_open() when it cannot; what is not understood in it becomes
	 * a remark. */
	bool (*read)(
	    struct drafts *drafts, const char *file, struct error *err);
};

extern const struct peer peer_ssmtp;
extern const struct peer peer_msmtp;
extern const struct peer peer_nullmailer;
extern const struct peer peer_dma;
extern const struct peer peer_esmtp;

#endif
