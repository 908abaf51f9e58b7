/* SPDX-License-Identifier: Apache-2.0
 * Where a customer's answers come from: every kind of need is a source, a file of its own, and the arbiter (engine/need/arbiter.h) chooses.
 * To add a kind: write `const mk_source mk_source_NAME` and one line in sources.def.
 *   offer   the candidates of one customer, for his page, his list, his basket; reads what it needs of his rows
 *   day     those of the whole base that are due about that day, for the day's list; NULL: found by the walk over histories
 *   say     the words of one of them
 * What is dismissed (an answer "done", "later", "wrong", "never") is barred by the caller, by kind and item; stock, margin and allergy too, when
 * the item is of the catalogue. A source bars only what it alone knows (size, owned). */
#ifndef MK_OFFER_H
#define MK_OFFER_H
#include "arbiter.h"
#include "jsonw.h"
#include "learn.h"

typedef struct mk_said_need { mk_str what, why, late; } mk_said_need;       /* one line; the sentence with its numbers; how urgent */

typedef struct mk_ask {
    int64_t customer;
    int32_t day;
    const mk_settings *settings;
    const mk_models *models;
    const mk_history *history;      /* his purchases, up to the day */
    mk_str name;                    /* to speak of him */
    char gender;                    /* 'm', 'f', 0 */
} mk_ask;

typedef struct mk_offers {          /* on cx->arena */
    mk_arena *arena;
    mk_vec(mk_candidate) all;
} mk_offers;

typedef struct mk_source {
    mk_need_kind kind;
    const char *name;
    int (*offer)(mk_cx *cx, mk_db *db, const mk_ask *ask, mk_offers *to, void **detail);
    /* Calls `each` for candidates of customers it finds by itself (an index by day), ascending by customer. */
    int (*day)(mk_cx *cx, mk_db *db, const mk_settings *st, int32_t day, int (*each)(mk_cx *cx, void *to, int64_t customer, const mk_candidate *c), void *to);
    /* Words of a candidate; the detail is that of `offer`, NULL when it came from `day`. numbers (may be NULL): [{"label","value"}] as JSON. */
    int (*say)(mk_cx *cx, mk_db *db, const mk_ask *ask, const mk_candidate *c, void *detail, mk_said_need *ret, mk_str *ret_numbers);
} mk_source;
#endif
