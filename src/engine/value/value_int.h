/* SPDX-License-Identifier: Apache-2.0
 * What the files of value share. */
#ifndef MK_VALUE_INT_H
#define MK_VALUE_INT_H
#include "forecast.h"
#include "gammagamma.h"
#include "map.h"
#include "value.h"

enum { MK_VALUE_BACKS = 18, MK_VALUE_LEVELS = 15, MK_VALUE_TRIED = 16000 };
/* The order days of some customers, those of the highest levels: a season is learnt from them. */
typedef struct mk_seen_days { uint64_t who; const int32_t *day; uint32_t n; int level; } mk_seen_days;
enum { MK_VALUE_SEEN = 500 };
extern const int32_t mk_value_back[MK_VALUE_BACKS];     /* days before now */

struct mk_value_summary {
    mk_arena *arena;
    int32_t now;
    uint64_t customers;
    int64_t ln_gaps;                /* sum of ln of the days between orders, in 2^-24 */
    mk_map orders;                  /* T, x, t_x in one key -> customers */
    mk_map money;                   /* number of orders, their sum in one key -> customers */
    mk_map day;                     /* civil day -> orders */
    mk_map back[MK_VALUE_BACKS];    /* T, x, t_x as of that many days ago, the orders since, the level -> customers */
    uint64_t at_level[MK_VALUE_LEVELS + 1];
    int level;
    struct { mk_seen_days *p; size_t n, cap; } seen;
    int seen_level;
};

/* When the business was closed, by the days on which nobody at all ordered; without a year's rhythm. */
mk_season mk_value_open_of(mk_arena *arena, const mk_value_summary *s);
/* What the closings take off the mean of ln of the days between orders, of the customers whose days are kept. */
double mk_value_gaps_closed(const mk_value_summary *s, const mk_season *open);
/* The season that shows in the base, or none; longest: the age that nearly all are below. */
int mk_value_season_of(mk_cx *cx, const mk_value_summary *s, const mk_season *open, double longest, mk_season *ret);
/* The cells in the time of the season, as of a day. */
mk_orders_cell *mk_value_in_season(mk_arena *arena, const mk_season *s, int32_t now, const mk_orders_cell *cells, size_t n);

/* 17 bits of orders (at most 65,536), 47 of money. */
static inline uint64_t mk_money_key(uint32_t orders, uint64_t sum) { return (uint64_t)orders << 47 | sum; }

int64_t mk_ln_gap(int32_t days);
static inline double mk_ln_gaps(int64_t sum) { return (double)sum * 0x1p-24; }

/* The cells in order of their keys: (T, x, t_x), (T, x, t_x, y), (orders, sum). */
mk_orders_cell *mk_value_order_cells(mk_arena *arena, const mk_value_summary *s);
mk_seen_cell *mk_value_back_cells(mk_arena *arena, const mk_value_summary *s, int back, size_t *ret_n);
mk_gg_cell *mk_value_money_cells(mk_arena *arena, const mk_value_summary *s);

/* A place in the past: what was known then and what came after it. mean: what each entrant expected of each cell; chance: how likely it thought what came. */
typedef struct mk_past { mk_seen_cell *cell; size_t n; mk_orders_data *data; double days, customers; float *mean[MK_RACE_MOST], *chance[MK_RACE_MOST]; } mk_past;
/* What a model's forecasts of the past (score, at n places) say of who had stopped: do they begin anew, and at what rate. *ret_seen: the model has it now,
 * and its forecasts are others. */
void mk_value_again(mk_arena *arena, mk_entrant *e, const mk_past *v, int n, mk_scores *score, bool *ret_seen);
/* The chosen one mixed with others, as one more entrant that has not been tried; false: it stays alone. */
bool mk_value_blend(mk_race *r, const mk_past *v, mk_entrant *ret);
/* How wide its intervals have to be. */
void mk_value_width(mk_arena *arena, mk_race *r, const mk_past *v);
/* The pace of the chosen model from its scores at those places, and how it goes with age. */
void mk_value_pace(mk_arena *arena, mk_race *r, const mk_past *v, const mk_scores *score);
void mk_value_tilt(mk_arena *arena, mk_race *r, const mk_past *v, mk_orders_data *d, const mk_orders_cell *cells, size_t n);

static inline mk_gg mk_value_gg(const mk_value_model *m) { return (mk_gg){ m->p, m->q, m->v }; }
#endif
