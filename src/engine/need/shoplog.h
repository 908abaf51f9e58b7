/* SPDX-License-Identifier: Apache-2.0
 * Who bought what, basket after basket, as numbers: what evaluation and the models of the next basket read.
 * Owns: lives on the arena it was made on. Threads: read by any number. Errors: none of its own; a builder cannot fail.
 *
 *   user u -> baskets basket_of[u] .. basket_of[u+1) in order of time -> items line_of[b] .. line_of[b+1), each once */
#ifndef MK_SHOPLOG_H
#define MK_SHOPLOG_H
#include "arena.h"

typedef struct mk_shoplog {
    uint32_t users, items, baskets;
    uint32_t *basket_of;            /* users + 1 */
    uint32_t *line_of;              /* baskets + 1 */
    uint32_t *item;
    int32_t *day;                   /* of each basket; NULL when the log knows only the order */
} mk_shoplog;

typedef struct mk_buyline { uint32_t user, item; int32_t day; } mk_buyline;

/* From lines in any order, at most 2^32 - 1 of them: lines of one user and day are one basket, an item counts once in it. Sorts `line`. */
mk_shoplog *mk_shoplog_of_lines(mk_arena *a, mk_buyline *line, size_t n, uint32_t users, uint32_t items);

/* Who bought an item, and in how many of his baskets: the other way round. Users ascend. */
typedef struct mk_buyers { uint32_t *from, *user; float *weight; } mk_buyers;      /* from: items + 1 */

static inline uint32_t mk_shoplog_lines(const mk_shoplog *l) { return l->line_of[l->baskets]; }
#endif
