/* SPDX-License-Identifier: Apache-2.0
 * Online Retail as rows of the frontier: what was known on 9 June 2011, what was expected then, what half a year brought. */
#ifndef MK_TEST_FRONTIER_ROWS_H
#define MK_TEST_FRONTIER_ROWS_H
#include "frontier.h"
#include "purchases.h"
#include "value.h"

static inline mk_frontier_row *retail_rows(mk_cx *cx, size_t *ret)
{
    purchases l = purchases_of(cx->arena, "value/online_retail_2010_2011.csv.xz", RETAIL);
    *ret = 0;
    if (!l.n) return NULL;
    int32_t now = mk_day_of(2011, 6, 9), end = mk_day_of(2011, 12, 9);
    mk_value_history *h = MK_NEWN(cx->arena, mk_value_history, l.n);
    mk_frontier_row *row = MK_NEWN(cx->arena, mk_frontier_row, l.n);
    size_t n = 0;
    mk_value_summary *s = mk_value_summary_new(cx->arena, now);
    for (size_t i = 0, j; i < l.n; i = j) {
        mk_value_history v = { 0 };
        mk_vec(int32_t) days = { 0 };
        mk_frontier_row r = { 0 };
        for (j = i; j < l.n && l.p[j].id == l.p[i].id; j++) {
            double money = (double)l.p[j].amount / 100;
            if (l.p[j].day > now) { r.later += money; continue; }
            if (mk_value_history_add(cx, &v, l.p[j].day, l.p[j].amount) < 0) abort();
            if (!days.n || days.p[days.n - 1] != l.p[j].day) *mk_vec_push(cx->arena, &days) = l.p[j].day;
            if (l.p[j].day > now - 90) r.seen.recent += money;
        }
        if (!v.orders) continue;
        r.seen = (mk_frontier_seen){ (double)v.spent / 100, (double)v.first_spent / 100, r.seen.recent, v.orders, now - v.last, now - v.first };
        if (mk_value_summary_add(cx, s, l.p[i].id, &v, NULL) < 0) abort();
        h[n] = v;
        row[n++] = r;
    }
    mk_value_model m;
    mk_value_diagnostics d;
    if (mk_value_fit(cx, s, NULL, &m, &d) < 0) abort();
    for (size_t i = 0; i < n; i++) {
        mk_value_answer a;
        mk_value_rank(&m, &h[i], now, end - now, &a);
        row[i].expected = a.money / 100;
    }
    *ret = n;
    return row;
}
#endif
