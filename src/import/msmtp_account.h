/* msmtp_account.h - an account of msmtp: what several of its lines say together
 */
#ifndef IMPORT_MSMTP_ACCOUNT_H
#define IMPORT_MSMTP_ACCOUNT_H

#include "import/draft.h"
#include "import/foreign.h"

/* Smarthost, proxy, login, sender and log; what a line says alone is left to
 * the table in peer_msmtp.c. */
void msmtp_account(struct draft *draft, const struct foreign *account);

#endif
