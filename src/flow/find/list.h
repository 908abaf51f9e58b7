/* SPDX-License-Identifier: Apache-2.0
 * Lists of customers: filtered, sorted, a page at a time, with how many there are. What the columns of the listing tell costs some milliseconds
 * for a million; what has to be read customer by customer (facts, sources) is read for the page alone, and the count is then an estimate
 * from a sample, until it is asked for exactly. Owns: slices of the arena. Threads: any. Errors: MK_EINVAL, and those of the store. */
#ifndef MK_LIST_H
#define MK_LIST_H
#include "filter.h"
#include "listing.h"

typedef struct mk_list_ask {
    mk_str filter, sort, cursor;        /* JSON; last, -last, name, spent, orders, first, each with -; where the page before ended, "" */
    size_t limit;
    bool exact;                         /* count every one, whatever it costs */
} mk_list_ask;

typedef struct mk_listed { int64_t customer, spent; int32_t first, last, orders; uint64_t bits; mk_str city; } mk_listed;
typedef struct mk_list {
    mk_listed *row;
    size_t n;
    mk_str next;                        /* "" at the end */
    int64_t count, behind;              /* behind: so many customers' rows are not up to date yet */
    bool exact;
} mk_list;

int mk_list_of(mk_cx *cx, mk_store *s, mk_listing *l, const mk_list_ask *ask, mk_list *ret);
#endif
