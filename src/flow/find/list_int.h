/* SPDX-License-Identifier: Apache-2.0
 * Inside of lists: rules made ready for the columns (list_match.c), and pages in order (list.c). */
#ifndef MK_LIST_INT_H
#define MK_LIST_INT_H
#include "list.h"

enum { MK_LIST_SET = 20000, MK_LIST_NAMED = 5000 };     /* customers that a rule finds by an index, at most: some milliseconds */

typedef struct mk_match {
    mk_rule r;
    int64_t low, high;                  /* of numbers and days */
    uint8_t *city;                      /* by its number in the listing, 1: fits */
    unsigned stages;
    uint64_t mask, want;                /* of bits; want 0 of a source: any of them */
    bool dear;                          /* has to be asked customer by customer */
    bool found;                         /* `set` has all of them */
    bool outside;                       /* of whom `set` has it is asked; all others fit */
    mk_map set;
    int64_t *id;
    size_t ids;
} mk_match;

/* cut: a word may fit more than were looked at. */
typedef struct mk_matching { mk_match *m; size_t n, dear; const mk_match *least; int32_t today; bool cut; } mk_matching;

/* The listing's lock is held. */
int mk_match_ready(mk_cx *cx, mk_db *db, const mk_listing *l, const mk_filter *f, int32_t today, mk_matching *ret);
/* By the columns and the sets alone. */
bool mk_match_row(const mk_matching *x, const mk_listing *l, size_t at);
/* 1: the dear rules hold of him. */
int mk_match_dear(mk_cx *cx, mk_db *db, const mk_matching *x, int64_t customer);
#endif
