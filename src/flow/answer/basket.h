/* SPDX-License-Identifier: Apache-2.0
 * The basket of the week: what one customer will probably want, how many of each and when, ready to be confirmed with one word.
 * Only what he bought before, what may be offered, and what is due before his next visit after this one would bring it.
 * Owns: rows on cx->arena. Errors: MK_ENOTFOUND, MK_EINVAL (nothing is in the basket, or a change is of what is not).
 * Threads: as the store. */
#ifndef MK_BASKET_H
#define MK_BASKET_H
#include "today.h"

typedef struct mk_basket_row {
    mk_need need;
    char action[MK_ACTION_TEXT];
    mk_str item_name;
    mk_said_need words;
    double quantity;                    /* pieces: his usual purchase, or as it was agreed */
    double each;                        /* what one usually comes to, minor units; 0 when not known */
    int64_t amount;                     /* of all of them */
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
enum { MK_BASKET_PIECES = 10000 };
typedef struct mk_basket_change { int64_t item; double quantity; } mk_basket_change;
/* Takes the basket as it is now, in one transaction: each thing is answered with "done", and the visit's note says what was agreed. changed: items of
 * the basket of which something else was agreed; 0: not now, and it is answered with "later". ret: as agreed. */
int mk_basket_confirm(mk_cx *cx, mk_store *s, int64_t customer, const mk_basket_change *changed, size_t n, mk_basket *ret);
#endif
