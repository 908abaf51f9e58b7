/* SPDX-License-Identifier: Apache-2.0
 * Like the one he loved: what to show to him of what is there, in his size, that is like what he kept and is not it. docs/maths/shops.md 1.
 *   out before ranking   not in stock; barred; not in his size; an article he has, in any size or colour of it
 *   score                taste (taste.h) + season: log( P(he buys this category in these 91 days) / (91/365) ), counted over the years
 *   the one he loved     of what he kept, what the candidate is nearest to; last year's season before others
 * Owns: nothing; answers point into what was given. Pure; any thread. */
#ifndef MK_SIMILAR_H
#define MK_SIMILAR_H
#include "size.h"
#include "taste.h"

enum { MK_SEASON_DAYS = 45 };

typedef struct mk_piece { mk_look look; int64_t stock; int64_t price; bool has_price; mk_str category, size_key; uint64_t cut; } mk_piece;
/* Makes what is asked of it again and again: the keys of its look, size_key ("" when it has no size), cut (of category and brand). */
void mk_piece_ready(mk_arena *a, mk_piece *p);
typedef struct mk_similar {
    const mk_piece *what;
    int64_t left;                       /* pieces to be had by him */
    double score, size_p;
    mk_size_answer size;
    int size_place;                     /* its size, among the sizes of `size` */
    mk_taste_part part[MK_TASTE_PARTS];
    size_t parts;
    double season;                      /* its part of the score */
    uint32_t season_his, season_of;     /* pieces of the category he bought in this season, and in all */
    const mk_look *loved;               /* what he kept that it is most like */
    bool last_year;                     /* the loved one was bought in this season a year ago */
} mk_similar;

typedef struct mk_similar_ask {
    const mk_taste_base *base;
    const mk_look *his;                 /* kept and given back alike: count 0 or less came back, and is owned no more */
    size_t n;
    int32_t today;
    double least_fit;                   /* smallest P(size) to show; 0: the default */
    /* The scale of a category and his pieces on it; *ret_n 0 when the category has no sizes. */
    const mk_size_scale *(*scale)(void *self, mk_str category, const mk_size_seen **ret_his, size_t *ret_n);
    /* How many of an item are kept for others; NULL: of none. */
    int64_t (*taken)(void *self, int64_t item);
    /* What he may not be offered; NULL: nothing. */
    bool (*barred)(void *self, const mk_look *look);
    void *self;
} mk_similar_ask;

/* The best first, one of each article; at most `most`. The pieces and his looks are ready. */
size_t mk_similar_of(mk_arena *a, const mk_similar_ask *ask, const mk_piece *c, size_t n, mk_similar *ret, size_t most);
/* Whether a day lies in the season of another, in any year: within MK_SEASON_DAYS of its anniversary. */
bool mk_same_season(int32_t day, int32_t today);
#endif
