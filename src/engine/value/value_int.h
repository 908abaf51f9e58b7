/* SPDX-License-Identifier: Apache-2.0
 * What the files of value share. */
#ifndef MK_VALUE_INT_H
#define MK_VALUE_INT_H
#include "bgnbd.h"
#include "gammagamma.h"
#include "map.h"
#include "value.h"

struct mk_value_summary {
    mk_arena *arena;
    int32_t now;
    uint64_t customers;
    mk_map orders;                  /* T, x, t_x in one key -> customers */
    mk_map money;                   /* number of orders, their sum in one key -> customers */
};

/* 17 bits of orders (at most 65,536), 47 of money. */
static inline uint64_t mk_money_key(uint32_t orders, uint64_t sum) { return (uint64_t)orders << 47 | sum; }

/* The cells in order of their keys: (T, x, t_x) and (orders, sum). */
mk_bg_cell *mk_value_order_cells(mk_arena *arena, const mk_value_summary *s);
mk_gg_cell *mk_value_money_cells(mk_arena *arena, const mk_value_summary *s);

static inline mk_bg mk_value_bg(const mk_value_model *m) { return (mk_bg){ m->modified, m->r, m->alpha, m->a, m->b }; }
static inline mk_gg mk_value_gg(const mk_value_model *m) { return (mk_gg){ m->p, m->q, m->v }; }
#endif
