/* SPDX-License-Identifier: Apache-2.0
 * History, future and keyset of the published form, put together as one log with dense numbers.
 * Owns: all on cx->arena. Threads: one. Errors: as basket_json.h. */
#ifndef MK_BASKET_SET_H
#define MK_BASKET_SET_H
#include "basket_json.h"

typedef struct mk_basket_set {
    mk_shoplog log;                 /* users in the order of the history */
    int64_t *item_id;               /* of each item, ascending */
    uint32_t *truth_of, *truth;     /* of each user: his next basket; empty when it is not there. In the order of the file */
    mk_basket_people people;
    mk_basket_keys keys;
} mk_basket_set;

int mk_basket_set_read(mk_cx *cx, const char *history, const char *future, const char *keyset, mk_basket_set *ret);
#endif
