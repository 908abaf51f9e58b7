/* SPDX-License-Identifier: Apache-2.0
 * The basket of the week: what one customer will probably want, how many of each and when, ready to be confirmed with one word.
 * Only what he bought before, what may be offered, and what is due before his next visit after this one would bring it.
 * Owns: rows on cx->arena. Errors: MK_ENOTFOUND, MK_EINVAL (nothing of it is in the basket). */
#ifndef MK_BASKET_H
#define MK_BASKET_H
#include "today.h"

typedef struct mk_basket_row {
    mk_need need;
    char action[MK_ACTION_TEXT];
    mk_str item_name;
    mk_said_need words;
    double quantity;                    /* pieces: his usual purchase */
    int64_t amount;                     /* of it, minor units; 0 when not known */
} mk_basket_row;

typedef struct mk_basket {
    mk_settings settings;
    int64_t customer;
    mk_str name;
    bool learnt;
    mk_basket_row *row;
    size_t n;
    int64_t total;                      /* minor units */
    int32_t when;                       /* the day the first of it is due, not before today; MK_NO_DAY when it is empty */
} mk_basket;

enum { MK_BASKET_ROWS = 30 };
int mk_basket_of(mk_cx *cx, mk_store *s, int64_t customer, mk_basket *ret);
/* Takes the basket as it is now: each thing is answered with "done", and the visit's note says what was agreed. ret: as it was. */
int mk_basket_confirm(mk_cx *cx, mk_store *s, int64_t customer, mk_basket *ret);
#endif
