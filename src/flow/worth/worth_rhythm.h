/* SPDX-License-Identifier: Apache-2.0
 * Subscriptions, fees and occasions: items that are bought at an even time get an answer of their own (rhythm.h). Which they are is seen when
 * learning, or told by the owner (settings `contracts` and `occasions`); a model of its own, `rhythm`, keeps them.
 * Owns: results are on the arena. Errors: as the store's. Cost: learning reads all histories once more where there is such an item; an answer reads
 * one customer's lines.
 * Threads: as the store. */
#ifndef MK_WORTH_RHYTHM_H
#define MK_WORTH_RHYTHM_H
#include "learn.h"

/* Each item he bought, with its days and what he paid for it last; item 0: whatever he bought. */
typedef struct mk_item_days_room { struct { struct mk_item_day { int64_t item, amount; int32_t day; } *p; size_t n, cap; } of; struct { int32_t *p; size_t n, cap; } day; } mk_item_days_room;
typedef void (*mk_item_days)(void *self, int64_t item, const int32_t *day, size_t n, int64_t amount);
/* room: kept from one customer to the next, zeroed at first. */
void mk_item_days_of(mk_arena *arena, mk_item_days_room *room, const mk_history *h, mk_item_days each, void *self);

typedef struct mk_rhythm_model { int32_t day; size_t n; mk_rhythm_item item[MK_RHYTHMS]; mk_str name[MK_RHYTHMS]; } mk_rhythm_model;
/* n is 0 when there is none. Names are the items'. */
int mk_rhythm_model_get(mk_cx *cx, mk_db *db, mk_rhythm_model *ret);

typedef struct mk_rhythm_learnt { int64_t version; mk_rhythm_model model; mk_str json, unknown; } mk_rhythm_learnt;      /* unknown: named in a setting, and no item */
/* After mk_learn: from what it saw. Kept as the next version when there is any, or was. */
int mk_rhythm_learn(mk_cx *cx, mk_store *s, const mk_learnt *l, mk_rhythm_learnt *ret);

/* One customer: of each item he bought that is so. */
typedef struct mk_rhythm_row { const mk_rhythm_item *item; mk_str name; mk_rhythm_answer answer; int64_t paid; } mk_rhythm_row;      /* paid: the last time, minor units */
int mk_rhythm_rows(mk_cx *cx, mk_db *db, const mk_settings *st, const mk_rhythm_model *m, int64_t customer, mk_rhythm_row ret[MK_RHYTHMS], size_t *ret_n);

/* In words, and as JSON. */
mk_str mk_say_rhythm(mk_cx *cx, const mk_rhythm_item *item, mk_str name);                          /* of everybody */
void mk_rhythm_json(mk_jsonw *w, mk_cx *cx, const mk_rhythm_model *m);
void mk_rhythm_rows_json(mk_jsonw *w, mk_cx *cx, const mk_rhythm_row *row, size_t n, const mk_settings *st);
#endif
