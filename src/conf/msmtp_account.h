/* msmtp_account.h - an account of msmtp: what several of its lines say together
 */
#ifndef CONF_MSMTP_ACCOUNT_H
#define CONF_MSMTP_ACCOUNT_H

#include "conf/draft.h"
#include "conf/foreign.h"

/* Smarthost, proxy, login, sender and log; what a line says alone is left to
 * the table in peer_msmtp.c. */
void msmtp_account(struct draft *draft, const struct foreign *account);

#endif
