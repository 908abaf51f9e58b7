/* SPDX-License-Identifier: Apache-2.0
 * What the files of worth share. */
#ifndef MK_FLOW_WORTH_INT_H
#define MK_FLOW_WORTH_INT_H
#include "flow_worth.h"

/* One customer while he is read. */
typedef struct mk_worth_reader {
    mk_arena *arena;
    int32_t day, past;
    mk_worth_row row;
    struct { mk_base_order *p; size_t n, cap; } orders;
    mk_value_history before;            /* up to `past` */
    double before_recent, after;        /* net of the 90 days before it, and after it; minor units */
} mk_worth_reader;

void mk_worth_begin(mk_worth_reader *r, int64_t customer);
int mk_worth_sale(mk_cx *cx, mk_worth_reader *r, int32_t day, int64_t total);
/* Rows of interaction_range and fact_worth_range. */
void mk_worth_interaction(mk_worth_reader *r, const mk_settings *st, const mk_rows *q);
void mk_worth_fact(mk_worth_reader *r, const mk_settings *st, const mk_rows *q);
void mk_worth_finish(mk_worth_reader *r);
/* In `each` of a walk: what else was read of this customer. */
const mk_worth_reader *mk_worth_reader_of(const mk_worth_row *row);
mk_frontier_seen mk_worth_features(const mk_value_history *h, double recent, int32_t day);
#endif
