/* SPDX-License-Identifier: Apache-2.0
 * From records that are together to customers who are: what is to be merged, what was merged by the engine and is together no more, and what somebody has
 * to decide. What people decided before holds. Made of records' *first* customers, those they came to, so that a merge is decided again each
 * time by the same evidence, and is taken back when the evidence is gone.
 * Threads: as the mk_db. Owns: the decision lives on the arena. Errors: those of the store. */
#ifndef MK_IDENTITY_DECIDE_H
#define MK_IDENTITY_DECIDE_H
#include "identity.h"
#include "resolve.h"

typedef struct mk_decision {
    mk_vec(int64_t) splits;             /* merges to be taken back, before the others are done */
    mk_vec(mk_pair_plan) merges, asks;  /* of customers by their first ids, in order of these: so their rows lie */
    uint64_t kept_apart;                /* sure pairs that people said are two */
} mk_decision;

/* pair: of records of v, those that share a key; cluster: by mk_live_people; origin: the first customer of each record, 0: not looked at. online: customers whose records went
 * lately, and who customers are now as far as that was asked; with it a merge holds while the records are surely one, as when it was made. NULL: while they are together
 * at all, so that a new model does not undo what holds. */
typedef struct mk_decision_online { const int64_t *without; size_t n; const mk_map *now; } mk_decision_online;
int mk_identity_decide(mk_cx *cx, mk_db *db, const mk_live *v, const mk_live_pair *pair, size_t n, const uint32_t *cluster, const int64_t *origin, const mk_decision_online *online, mk_decision *ret);
/* Why two are one, or may be; live: the records of the decision (a mk_pair_why). */
mk_str mk_identity_why(mk_arena *a, const void *live, const mk_pair_plan *p);
/* Puts the two on the list, for when they are two. put_off: what mk_identity_put_off noted. */
int mk_identity_ask(mk_cx *cx, mk_db *db, const mk_live *v, const mk_pair_plan *p, const mk_map *put_off);
void mk_identity_put_off(mk_map *put_off, int64_t a, int64_t b, int64_t until);
#endif
