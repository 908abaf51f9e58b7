/* SPDX-License-Identifier: Apache-2.0
 * A log of purchases out of any CSV, by the names of three columns: who, what, when; and of a fourth, how many, when there is one. Names become dense numbers, in
 * their order: nothing that is made of them depends on the order of rows.
 * Owns: all on cx->arena. Threads: one. Errors: MK_EIO; MK_EBADDATA: no such column (the message names those there are), no row that can be read. */
#ifndef MK_BUY_CSV_H
#define MK_BUY_CSV_H
#include "basket_json.h"

typedef struct mk_buy_csv {
    mk_basket_people customer, item;
    mk_vec(mk_buyline) line;        /* in the order of the file */
    mk_vec(int64_t) quantity;       /* of each line, as mk_returns_take wants them; none when no column was named */
    uint64_t rows, bad;             /* read; left out: without customer, item or day, or with a quantity that is no number */
} mk_buy_csv;

typedef struct mk_buy_columns { const char *customer, *item, *date, *quantity; } mk_buy_columns;      /* quantity: NULL, every row is a purchase */
int mk_buy_csv_read(mk_cx *cx, const char *path, const mk_buy_columns *names, mk_buy_csv *ret);
#endif
