/* SPDX-License-Identifier: Apache-2.0
 * A log of purchases out of any CSV, by the names of three columns: who, what, when. Names become dense numbers.
 * Owns: all on cx->arena. Threads: one. Errors: MK_EIO; MK_EBADDATA: no such column (the message names those there are), no row that can be read. */
#ifndef MK_BUY_CSV_H
#define MK_BUY_CSV_H
#include "basket_json.h"

typedef struct mk_buy_csv {
    mk_basket_people customer, item;
    mk_vec(mk_buyline) line;        /* in the order of the file */
    uint64_t rows, bad;             /* read; left out: without customer, item or day */
} mk_buy_csv;

int mk_buy_csv_read(mk_cx *cx, const char *path, const char *customer, const char *item, const char *date, mk_buy_csv *ret);
#endif
