/* SPDX-License-Identifier: Apache-2.0
 * One customer's purchases, read once: what answers are made from, and what his page tells of them.
 * Memory: his sales and lines, on the arena. Threads: as the mk_db. Errors: those of the store. */
#ifndef MK_STORY_H
#define MK_STORY_H
#include "spent.h"

typedef struct mk_story_sale { int64_t at, sale, total, batch; int32_t day; mk_str doc; char currency[4]; uint8_t kind; } mk_story_sale;
typedef struct mk_story_line { int64_t sale, item, quantity, amount; } mk_story_line;

typedef struct mk_story {
    mk_history history;
    mk_spent spent;                 /* of all his sales, whatever day `until` is */
    const mk_story_sale *sale;      /* the newest first, each with its business day; of the first `told` the number of the document too */
    const mk_story_line *line;      /* those of the sales that are told, the oldest first */
    size_t sales, lines;
    int64_t discounts;              /* what he did not pay of the price of what he bought, minor units */
} mk_story;

/* until: as in mk_walker, for the history. told: how many sales the page tells of. */
int mk_story_of(mk_cx *cx, mk_db *db, const mk_settings *settings, int64_t customer, int32_t until, size_t told, mk_story *ret);
#endif
