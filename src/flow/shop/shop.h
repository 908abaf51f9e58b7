/* SPDX-License-Identifier: Apache-2.0
 * What the answers of the shops share, for one day: the owner's lists and what is usual. The lists are read once for all who ask, and again when the
 * owner told one of them anew, or an import came or went.
 * Owns: shared things live as long as the context's arena. Threads: as the mk_db; what is shared is only read. Errors: those of the store. */
#ifndef MK_SHOP_H
#define MK_SHOP_H
#include "goods.h"
#include "shop_list.h"
#include "usual.h"

typedef struct mk_journey { const mk_good *good; int32_t from, to; } mk_journey;
typedef struct mk_lists {
    mk_goods goods;
    const mk_piece *shelf;              /* of these what is stocked, has looks and may be offered, but for journeys */
    size_t pieces;
    const mk_journey *journey;          /* what is stocked, has days and may be offered */
    size_t journeys;
    mk_map bars;                        /* item -> MK_BAR_..., of what nobody is offered */
    mk_map contains;                    /* mk_contains_hash of what is in it -> how many items have it; that hashed with a number from 1 -> an item */
    const mk_service_rule *rule;
    size_t rules;
    const mk_job_words *jobs;                /* NULL while nobody's things are known */
    mk_map job;                         /* item -> the kinds of things of which it is a job by some rule (mk_job_kinds) */
    const mk_notice *notice;
    size_t notices;
    const mk_content_row *content;
    size_t contents;
} mk_lists;

/* Of what is in an item, and what one must not have. */
uint64_t mk_contains_hash(mk_str what);

typedef struct mk_shop { const mk_settings *st; int32_t day; const mk_lists *lists; const mk_usual *usual; } mk_shop;

/* Of which state of the owner's lists and of the goods' names this is: what he told, and the imports that may name things otherwise. */
int mk_lists_which(mk_cx *cx, mk_db *db, uint64_t *ret);
/* usual: mk_models.usual; it must live as long as the answers. */
int mk_shop_begin(mk_cx *cx, mk_db *db, const mk_settings *st, const mk_usual *usual, int32_t day, mk_shop *ret);
#endif
