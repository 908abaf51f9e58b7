/* SPDX-License-Identifier: Apache-2.0
 * What the files of need share: a customer's purchases in order, the sums of the base, the model. */
#ifndef MK_NEED_INT_H
#define MK_NEED_INT_H
#include "goes.h"
#include "need.h"
#include "next_past.h"
#include "renewal.h"

/* --- purchases of one customer, put in order --- */
typedef struct mk_need_buy { int32_t day; uint32_t line; int64_t quantity; } mk_need_buy;   /* line: its first line of that day */
typedef struct mk_need_cell { int64_t item; uint32_t from, n; } mk_need_cell;               /* buys[from .. from+n), by day */

typedef struct mk_need_gather {
    mk_arena *arena;
    size_t cap, n_cells, n_buys, n_visits, n_lines;
    mk_order *key;                  /* lines by item */
    mk_need_cell *cell;             /* by item */
    mk_need_buy *buy;
    uint32_t *cell_of;              /* of each line: 1 + its cell when it stands for a purchase, else 0 */
    int32_t *visit;                 /* distinct days with a purchase, ascending */
} mk_need_gather;

/* Lines in order of day. What came back takes the latest purchase of the item away. The arrays are used again by the next call. */
void mk_need_gather_lines(mk_need_gather *g, const mk_need_line *line, size_t n);
/* NULL when he has none of it. */
const mk_need_cell *mk_need_gather_find(const mk_need_gather *g, int64_t item);
/* A line without a quantity is one purchase of unknown size when its amount is not negative, else a return of all of the last. */
static inline bool mk_need_is_return(const mk_need_line *l) { return l->quantity < 0 || (l->quantity == 0 && l->amount < 0); }
/* A hundred billion pieces are as good as more, and sums of two do not overflow. */
static inline int64_t mk_need_bounded(int64_t q)
{
    const int64_t most = INT64_C(1000000000000000);
    return q > most ? most : q < -most ? -most : q;
}

/* --- the base --- */
typedef struct mk_need_bought { int64_t item, quantity, amount; int32_t day; } mk_need_bought;
typedef struct mk_need_person {
    uint64_t pick;                  /* hash of the customer: the smallest are kept */
    mk_vec(mk_need_bought) buy;     /* by day, in order of coming within it */
} mk_need_person;

typedef struct mk_need_item {       /* whole numbers all: what was added can be taken away */
    uint64_t buyers, purchases, again;
    int64_t amount;                 /* of all purchases, minor units */
    mk_renewal_sums gaps;
} mk_need_item;

/* Who bought b for the first time after a: within 1-3, 4-14, 15-60 days. Three counts of 21 bits in one word. */
enum { MK_NEED_LAGS = 3, MK_NEED_BEFORE = 30 };     /* BEFORE: so many of the latest items before a purchase are held against it */
extern const int32_t mk_need_lag[MK_NEED_LAGS];     /* 3, 14, 60 */
static inline uint32_t mk_need_lag_count(uint64_t v, int lag) { return (uint32_t)(v >> 21 * lag & ((1u << 21) - 1)); }

/* Working memory of the sums: which purchase of an item was met last, and in which round; what waits to be added to `after`. */
typedef struct mk_need_seen { uint64_t stamp; uint32_t at; } mk_need_seen;
typedef struct mk_need_lagged { uint64_t pair, more; } mk_need_lagged;

struct mk_need_summary {
    mk_arena *arena;
    int32_t now;
    size_t most, most_lines, lines; /* lines: purchases kept */
    uint64_t customers, gone;       /* all that were added; places in `people` without anybody */
    uint64_t pick_below;
    mk_map index;                   /* pick -> place in people + 1 */
    mk_vec(mk_need_person) people;
    mk_goes_sum *goes;              /* places of items are its */
    mk_vec(mk_need_item) items;     /* by that place */
    mk_map after;                   /* place of a << 32 | place of b -> lags */
    mk_need_gather gather;
    mk_vec(uint64_t) room;
    uint64_t stamp;                 /* of the round */
    mk_vec(mk_need_seen) seen;      /* by place */
    mk_vec(uint32_t) place;         /* of each purchase of one customer */
    mk_vec(uint32_t) next;
    mk_vec(mk_need_lagged) lag;
};
/* Those who are kept, by pick, as one log; items by id. ret_item: of each item of the log; ret_place: its place in the sums. */
mk_shoplog *mk_need_log(mk_arena *a, const mk_need_summary *s, int64_t **ret_item, uint32_t **ret_place);

/* The picks of the log's users, ascending. */
void mk_need_who(const mk_need_summary *s, uint64_t *ret);
uint64_t mk_need_pick(int64_t customer);

/* --- the model --- */
typedef struct mk_need_goes { uint32_t item, same; uint32_t after[MK_NEED_LAGS]; float score; } mk_need_goes;   /* item: index */
typedef struct mk_need_about {
    int64_t item;
    uint32_t buyers, purchases, lately, goes_from, goes_n;
    float amount;                   /* mean of a purchase, minor units; 0 when not known */
    mk_renewal renewal;
} mk_need_about;

struct mk_need_model {
    mk_need_state state;
    int32_t learnt_on;
    mk_next_model *next;
    mk_next_view *view;             /* of the day of learning; its items are `about` */
    uint64_t *who;                  /* picks of the view's users, ascending: nobody is compared with himself */
    mk_need_about *about;           /* by item id */
    uint32_t n_goes;
    mk_need_goes *goes;
    mk_need_about other;            /* for an item that was not there when it was learnt */
    mk_map index;                   /* item -> place */
};
/* What answers need and is not stored. */
void mk_need_model_ready(mk_arena *arena, mk_need_model *m);
#endif
