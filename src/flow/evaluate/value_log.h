/* SPDX-License-Identifier: Apache-2.0
 * A purchase log out of a delimited file, for evaluate: who, when and how much, put together by customer and day; what is paid of one order in
 * parts, by the day of the first.
 * Owns: everything is on the arena. Threads: one. Memory: 16 bytes a row (24 with an order) and some 40 a customer, and the customers' names.
 * Errors: MK_EIO, MK_EBADDATA (no such column, nothing that can be read), MK_ECANCELLED. Single bad rows are counted and said, the rest goes on. */
#ifndef MK_VALUE_LOG_H
#define MK_VALUE_LOG_H
#include "cx.h"

typedef struct mk_value_log_columns { mk_str customer, date, amount, order; } mk_value_log_columns;     /* names, or numbers from 1; the last two may be "" */

typedef struct mk_value_row { int32_t day; uint32_t of; int64_t amount; } mk_value_row;         /* minor units; 0 without an amount column */

enum { MK_VALUE_SAID = 12 };
typedef struct mk_value_log {
    size_t customers, n;
    const mk_value_row *row;        /* in order of customer (`from`) and day */
    const uint32_t *from;           /* customers + 1 */
    const uint32_t *name_at;        /* customers + 1 places in `names` */
    const char *names;
    bool money;                     /* there are amounts, and of one currency */
    char one[4], other[4];          /* two currencies of the amounts, where there are two; else "" */
    int32_t first, last;            /* days */
    uint64_t rows, bad, anonymous, returns, alone;     /* all; unreadable; of nobody; below zero; days far from all others, left out */
    mk_str said[MK_VALUE_SAID];     /* the first bad rows, each with its line number */
    int said_n;
    bool either;                    /* every date could be read day or month first; they were read day first */
} mk_value_log;

static inline mk_str mk_value_log_name(const mk_value_log *l, size_t customer)
{
    return (mk_str){ l->names + l->name_at[customer], l->name_at[customer + 1] - l->name_at[customer] };
}
/* One day of one customer. A day with a purchase is one order, unless all of it came back on the same day. */
typedef struct mk_value_day { int32_t day; bool order; int64_t sum; } mk_value_day;
/* The day that begins at row *i, before `end`; *i moves behind it. Sums stay within 64 bits. */
static inline mk_value_day mk_value_day_of(const mk_value_log *l, size_t *i, size_t end)
{
    mk_value_day d = { .day = l->row[*i].day };
    bool bought = false, back = false;
    for (; *i < end && l->row[*i].day == d.day; ++*i) {
        if (__builtin_add_overflow(d.sum, l->row[*i].amount, &d.sum)) d.sum = l->row[*i].amount < 0 ? INT64_MIN / 4 : INT64_MAX / 4;
        bought |= l->row[*i].amount >= 0;
        back |= l->row[*i].amount < 0;
    }
    d.order = bought && (d.sum > 0 || !back);
    return d;
}
int mk_value_log_read(mk_cx *cx, const char *path, const mk_value_log_columns *columns, mk_value_log *ret);
#endif
