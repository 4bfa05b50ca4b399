/* party.h - values of the settings that begin with gate-: see value.h */
#ifndef CONF_PARTY_H
#define CONF_PARTY_H

#include "conf/value.h"

value_set value_places;  /* struct text_list: where to listen */
value_set value_parties; /* struct text_list: who may come */
value_set value_senders; /* struct text_list: "PARTY ADDRESS" */
value_set value_sizes;   /* struct text_list: "PARTY OCTETS" */
value_set value_mode;    /* unsigned: 660 */
value_set value_count;   /* unsigned: 0 to 10000 */

#endif
