/* SPDX-License-Identifier: Apache-2.0
 * Learns the models from everybody: histories -> summaries (on all threads) -> fit -> the next version in the store.
 * Nothing is learnt from days after `day`, nor from a silence of everybody before it, when the books end earlier (mk_value_books_end). Needs no more memory than the summaries.
 * Owns: what is learnt is on cx->arena, models in use are the store's (shared.h). Threads: as the store. Errors: MK_ECANCELLED, those of the store. */
#ifndef MK_LEARN_H
#define MK_LEARN_H
#include "usual.h"
#include "rhythm.h"
#include "walk.h"

typedef struct mk_learnt {
    mk_settings settings;
    int32_t day, need_day;      /* learnt up to it; the needs up to the end of the books, when that is earlier */
    int64_t value_version, need_version, shop_version;
    mk_value_model value;
    mk_value_diagnostics value_fit;
    mk_need_diagnostics need_fit;
    mk_usual usual;
    mk_str value_json, need_json, shop_json;
    mk_rhythm_seen *rhythm;     /* at what times items are bought; see worth_rhythm.h */
} mk_learnt;

/* day: MK_NO_DAY = today by the settings. */
int mk_learn(mk_cx *cx, mk_store *s, int32_t day, mk_learnt *ret);

/* Keeps a model as the next version of that name, from 1 on. data: packed; json: what is said of the fit. */
int mk_model_keep(mk_cx *cx, mk_db *db, const char *name, int32_t day, mk_str data, mk_str json, int64_t *ret_version);

/* The models in use. */
typedef struct mk_readers mk_readers;
typedef struct mk_models { bool known; int32_t value_day, need_day; mk_value_model value; const mk_need_model *need; mk_usual usual; mk_readers *readers; } mk_models;
/* known is false when nothing was learnt yet; usual is there in any case. They are shared and live as long as the arena. */
int mk_models_get(mk_cx *cx, mk_db *db, mk_models *ret);
/* A reader of the need model, lent until the context's arena is rewound: making one costs more than an answer. */
mk_need_reader *mk_models_reader(mk_cx *cx, const mk_models *m);
#endif
