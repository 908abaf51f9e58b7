/* SPDX-License-Identifier: Apache-2.0
 * How much more or less than stated a kind of proposal is wanted, learnt from the answers: a Beta distribution of the share that is answered with
 * "done", around what is stated (as much as SHOP answers), moved by the shop's answers as of the last learn, and then by the customer's own, at
 * once (the shop's mean as much as OWN answers). docs/maths/shops.md 5. Owns: nothing. Threads: as the mk_db. Errors: those of the store. */
#ifndef MK_CHANCE_H
#define MK_CHANCE_H
#include "arbiter.h"
#include "table.h"

/* Of each kind how many were answered, and how many of them with "done". */
typedef struct mk_answers { uint32_t done[MK_NEED_KINDS], all[MK_NEED_KINDS]; } mk_answers;
int mk_answers_learn(mk_cx *cx, mk_db *db, int32_t until, mk_answers *ret);
int mk_answers_of(mk_cx *cx, mk_db *db, int64_t customer, int32_t until, mk_answers *ret);

typedef struct mk_chance { double p, low, high; uint32_t answers; } mk_chance;     /* low, high: 90 % */
/* stated: what is stated of this one proposal; it keeps its place among others of its kind, in log-odds. */
mk_chance mk_chance_of(const mk_answers *shop, const mk_answers *own, mk_need_kind kind, double stated);
/* What is stated of the kind in general. */
double mk_chance_stated(mk_need_kind kind);
#endif
