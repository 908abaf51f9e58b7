/* SPDX-License-Identifier: Apache-2.0
 * The goods: how they look, how many there are and for how much; and what customers took of them.
 * Owns: everything on the arena. Errors: as the store's; MK_EBADDATA with the line of the table.
 * Threads: as the store. */
#ifndef MK_GOODS_H
#define MK_GOODS_H
#include "setting.h"
#include "similar.h"
#include "table.h"
#include "walk.h"

enum { MK_LOOK_TRAITS = 3 };        /* what has fewer attributes, its category among them, has no looks to be liked for */

/* quantity: there are, ten-thousandths; margin: share of the price; from, to: the days of a journey, where it is dated. */
typedef struct mk_good { mk_piece piece; mk_str key, brand; bool stocked, has_margin, dated; int64_t quantity; double margin; int32_t from, to; } mk_good;
typedef struct mk_goods { const mk_good *good; size_t n; mk_map at; bool dated; } mk_goods;     /* at: item id -> place + 1; dated: there are journeys among them */

int mk_goods_get(mk_cx *cx, mk_db *db, mk_goods *ret);
const mk_good *mk_good_of(const mk_goods *g, int64_t item);

/* The days of a journey: attributes depart and nights. */
bool mk_good_days(const mk_good *g, int32_t *ret_from, int32_t *ret_to);
/* A purchase of it, or its coming back, as the scales of sizes see it; false: it has no size. */
bool mk_good_worn(const mk_good *g, int64_t customer, int32_t day, int64_t quantity, mk_size_seen *ret);
/* What one took of goods with looks: one row for each item, the day of the last purchase, pieces less what came back. */
size_t mk_looks_of(mk_arena *a, const mk_goods *g, const mk_history *h, const mk_look **ret);

/* The table of an owner: key (or code), and whatever is known: name, category, article, stock, price, brand, colour, material, cut, size,
 * style, season, text, depart, nights ...; every other column is an attribute under its own name. What the table says of an item takes the
 * place of what was said of it before. `source`: the numbering of the keys, "" = main. */
typedef struct mk_goods_told { uint64_t rows, items_new, stocked; } mk_goods_told;
int mk_goods_import(mk_cx *cx, mk_store *s, const char *path, mk_str text, mk_str source, mk_goods_told *ret);
#endif
