/* SPDX-License-Identifier: Apache-2.0
 * What the files of need share: a customer's purchases in order, the features of one (customer, item, day), the model. */
#ifndef MK_NEED_INT_H
#define MK_NEED_INT_H
#include "map.h"
#include "need.h"
#include "renewal.h"
#include "vec.h"

/* --- purchases of one customer, put in order --- */
typedef struct mk_need_buy { int32_t day; uint32_t line; int64_t quantity; } mk_need_buy;   /* line: its first line of that day */
typedef struct mk_need_cell { int64_t item; uint32_t from, n; } mk_need_cell;               /* buys[from .. from+n), by day */

typedef struct mk_need_gather {
    mk_arena *arena;
    size_t cap, n_cells, n_buys, n_visits, n_lines;
    struct mk_need_key { int64_t item; uint32_t line; } *key;
    mk_need_cell *cell;             /* by item */
    mk_need_buy *buy;
    uint32_t *cell_of;              /* of each line: 1 + its cell when it stands for a purchase, else 0 */
    int32_t *visit;                 /* distinct days with a purchase, ascending */
} mk_need_gather;

/* Lines in order of day. What came back takes the latest purchase of the item away. The arrays are used again by the next call. */
void mk_need_gather_lines(mk_need_gather *g, const mk_need_line *line, size_t n);

/* --- what is counted of one item of one customer on one day --- */
enum { MK_NEED_DECAYS = 3, MK_NEED_FAR = 2048 };
/* What is looked up instead of being computed for each item of each customer. */
typedef struct mk_need_tables {
    float decay[MK_NEED_DECAYS][MK_NEED_FAR];       /* exp(-days/20), /60, /200 */
    double log[MK_NEED_FAR];                        /* of whole numbers from 1 */
} mk_need_tables;
const mk_need_tables *mk_need_tables_new(mk_arena *arena);

typedef struct mk_need_visits { float rate[MK_NEED_DECAYS], since; const int32_t *day; size_t n; } mk_need_visits;
typedef struct mk_need_counts {
    float n, span, since;           /* purchases; days from the first to the last; days since the last */
    float rate[MK_NEED_DECAYS];     /* decayed numbers of purchases */
    float year;                     /* purchases in the same weeks of last year */
    float quantity;                 /* ln of (quantity of the last purchase / his mean), 0 when not known */
    float chances;                  /* visits since he bought it first, that one too */
    float visits[MK_NEED_DECAYS], visit_since;
} mk_need_counts;

mk_need_visits mk_need_count_visits(const mk_need_tables *t, const int32_t *visit, size_t n, int32_t day);
/* Purchases after `day` are not looked at; n = 0 in the answer when there are none before. */
mk_need_counts mk_need_count(const mk_need_tables *t, const mk_need_buy *buy, size_t n, const mk_need_visits *visits, int32_t day);

enum { MK_NEED_FEATURES = 21, MK_NEED_HAZARD = 5 };
/* Three steps, because each costs ten times the one before: what all items of a customer share; what is looked up or a logarithm;
 * x[MK_NEED_HAZARD], the log-odds of the renewal alone, which lie within the two bounds.
 * repeat: log-odds that a purchase of the item is followed by another; trend: ln of (its sales of the last four weeks / usual). */
void mk_need_features_shared(const mk_need_tables *t, const float visits[MK_NEED_DECAYS], float since, double x[MK_NEED_FEATURES]);
mk_renewal mk_need_features_near(const mk_need_tables *t, const mk_need_counts *c, const mk_renewal *prior, double repeat, double trend,
                                 double x[MK_NEED_FEATURES]);
double mk_need_hazard(const mk_renewal *own, float since);
extern const double mk_need_hazard_low, mk_need_hazard_high;
/* All of them. */
void mk_need_features(const mk_need_tables *t, const mk_need_counts *c, const mk_renewal *prior, double repeat, double trend,
                      double x[MK_NEED_FEATURES]);
extern const double mk_need_prior[MK_NEED_FEATURES], mk_need_prior_sd[MK_NEED_FEATURES];

/* --- the base --- */
enum { MK_NEED_ROWS = 300000, MK_NEED_CUTS = 13, MK_NEED_MONTH = 4, MK_NEED_WEEKS = MK_NEED_CUTS + MK_NEED_MONTH };
typedef struct mk_need_item {
    int64_t item;
    uint64_t buyers, purchases;
    mk_renewal_sums gaps;
    int32_t first;                  /* day of the first purchase of all */
    uint32_t week[MK_NEED_WEEKS];   /* purchases in each of the last weeks, the latest first */
} mk_need_item;

typedef struct mk_need_row {
    uint64_t pick;                  /* hash of customer and week: rows of the smallest are kept */
    mk_need_counts counts;
    uint32_t item;                  /* index */
    uint8_t week;                   /* seen from so many weeks before `now` */
    bool bought, held_out;
} mk_need_row;

/* Counts of pairs of items, by their places in the summary. The items met first are the common ones: a pair of them has a cell of its own in a
 * triangle; the others are hashed. Memory: 8 bytes for each possible pair of the first MK_NEED_DENSE items that were met, 16 to 32
 * for each other pair that was seen. */
enum { MK_NEED_DENSE = 2048 };
typedef struct mk_need_pairs {
    uint64_t *dense[MK_NEED_DENSE];     /* [b][a], a < b; a row is made when its item is first seen with another */
    struct mk_need_hashed { uint64_t key, value; } *slot;      /* key 0: empty */
    size_t cap, hashed, n;              /* n: all pairs that were seen */
    mk_arena *rows, *table;             /* the table has its own arena, so that a smaller one goes when it has grown */
} mk_need_pairs;

struct mk_need_summary {
    mk_arena *arena;
    int32_t now;
    uint64_t customers, lines, baskets, big_baskets;
    mk_map index;                   /* item -> place in items */
    mk_vec(mk_need_item) items;
    mk_need_pairs pairs;            /* two indexes -> three counts, see need_pairs.c */
    mk_arena *rows_arena;           /* the rows alone, so that they grow in place */
    mk_vec(mk_need_row) rows;
    uint64_t pick_below;            /* only picks below this are kept */
    mk_need_gather gather;
    const mk_need_tables *tables;
    uint32_t *stamp;                /* of cells: by which basket it was seen last */
    uint32_t *place;                /* of cells: their items' places */
    size_t cells_cap;
};

uint32_t mk_need_index(mk_need_summary *s, int64_t item);
/* Counts what was bought together and afterwards, of what is in s->gather. */
void mk_need_pairs_add(mk_need_summary *s, const mk_need_line *line);
typedef struct mk_need_pair { uint32_t a, b, same, after_a, after_b; } mk_need_pair;    /* after_a: b bought after a */
mk_need_pair mk_need_pair_of(uint64_t key, uint64_t value);
/* All pairs in no useful order: for (uint64_t i = 0; mk_need_pairs_next(p, &i, &key, &value);) with key = a << 32 | b, a < b. */
bool mk_need_pairs_next(const mk_need_pairs *p, uint64_t *i, uint64_t *ret_key, uint64_t *ret_value);
void mk_need_pairs_merge(mk_need_summary *into, const mk_need_summary *from, const uint32_t *index);
/* Drops the rows of the largest picks until at most MK_NEED_ROWS are left; always the same ones, however the rows came. */
void mk_need_rows_prune(mk_need_summary *s);

/* --- the model --- */
typedef struct mk_need_goes { uint32_t item, same, after; float score; } mk_need_goes;   /* item: index */
typedef struct mk_need_about {
    int64_t item;
    uint32_t buyers, purchases, goes_from, goes_n;
    float repeat, trend;
    mk_renewal renewal;
} mk_need_about;

struct mk_need_model {
    mk_need_state state;
    int32_t learnt_on;
    uint32_t n_items, n_goes;
    mk_need_about *about;           /* by item */
    mk_need_goes *goes;
    mk_need_about other;            /* for an item that was not there when it was learnt */
    double w[MK_NEED_FEATURES];
    double covariance[MK_NEED_FEATURES * MK_NEED_FEATURES];
    mk_map index;                   /* item -> place */
    const mk_need_tables *tables;
};
/* ln of (purchases in the four weeks before week `from` / its usual number in four weeks). */
double mk_need_trend(const mk_need_item *it, int32_t now, int from);
/* What answers need and is not stored: fills index from about, and tables. */
void mk_need_model_ready(mk_arena *arena, mk_need_model *m);
#endif
