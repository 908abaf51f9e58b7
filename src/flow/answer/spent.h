/* SPDX-License-Identifier: Apache-2.0
 * What a customer bought and spent, counted in one way wherever it is told: on his page, in lists and their filters, among the found, beside another
 * in a review. Orders are days with a purchase (value.h); what is cancelled or of no money is none; what he paid in another currency than the
 * shop's is in no sum, and is said. Memory: the arena. Threads: as the mk_db. Errors: those of the store. */
#ifndef MK_SPENT_H
#define MK_SPENT_H
#include "vec.h"
#include "walk.h"

typedef struct mk_elsewhere { char currency[4]; int64_t total; } mk_elsewhere;
typedef struct mk_elsewheres { mk_elsewhere *p; size_t n, cap; } mk_elsewheres;

typedef struct mk_spent {
    mk_value_history history;           /* of all days, those to come too */
    int64_t total;                      /* of all that was bought, less all that came back: a return of something bought before the books begin, too */
    int64_t last_at;                    /* of the last purchase; MK_NEVER: none */
    mk_elsewheres other;                /* paid in other currencies */
} mk_spent;

/* Sales of one customer in order of time, starting from MK_SPENT_NONE. day: of `at`, the business's. */
#define MK_SPENT_NONE ((mk_spent){ .last_at = MK_NEVER })
int mk_spent_add(mk_cx *cx, const mk_settings *st, mk_spent *s, int64_t at, int32_t day, int64_t kind, int64_t total, mk_str currency);
/* A row of sale_range. */
int mk_spent_row(mk_cx *cx, const mk_settings *st, mk_spent *s, const mk_rows *r);
int mk_spent_of(mk_cx *cx, mk_db *db, const mk_settings *st, int64_t customer, mk_spent *ret);

/* Money of another currency is added to what is left out of a sum. */
void mk_elsewhere_add(mk_arena *a, mk_elsewheres *other, mk_str currency, int64_t total);
/* "Purchases in another currency are not counted here: $100.00."; "" when all is. */
mk_str mk_say_elsewhere(mk_cx *cx, const mk_elsewheres *other);
#endif
