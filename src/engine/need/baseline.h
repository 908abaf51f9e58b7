/* SPDX-License-Identifier: Apache-2.0
 * What a ranker of the next basket must beat: the plain counts, and TIFU-KNN as published.
 * Sources: Hu, He, Gao, Zhang, "Modeling Personalized Item Frequency Information for Next-basket Recommendation", SIGIR 2020
 * (TIFU-KNN); Li, Jullien, Ariannezhad, de Rijke, "A Next Basket Recommendation Reality Check", TOIS 2023 (the counts).
 * Owns: lists go where the caller says. Threads: any, the log is only read. Errors: MK_ECANCELLED. */
#ifndef MK_BASELINE_H
#define MK_BASELINE_H
#include "cx.h"
#include "shoplog.h"

typedef enum mk_baseline { MK_G_TOPFREQ, MK_P_TOPFREQ, MK_GP_TOPFREQ } mk_baseline;

/* For each of `ask` users at most `top` items, best first, into list[i * top ...]; ret_n[i] says how many.
 * Counts: larger first, ties by first appearance in the user's history; popularity: baskets with the item, ties by item. */
int mk_baseline_topfreq(mk_cx *cx, const mk_shoplog *log, mk_baseline kind, const uint32_t *user, size_t ask, uint32_t top,
                        uint32_t *list, uint32_t *ret_n);

typedef struct mk_tifuknn { uint32_t neighbours, groups; double within, between, alpha; } mk_tifuknn;
#define MK_TIFUKNN_TAFENG ((mk_tifuknn){ 300, 7, .9, .7, .7 })      /* the original's setting for Ta-Feng */
/* Neighbours are sought among `train`. Equal distances: the smaller vector, then the earlier in train; equal scores: the larger item, as the original's sort. */
int mk_baseline_tifuknn(mk_cx *cx, const mk_shoplog *log, const mk_tifuknn *p, const uint32_t *train, size_t trains,
                        const uint32_t *user, size_t ask, uint32_t top, uint32_t *list, uint32_t *ret_n);
#endif
