/* SPDX-License-Identifier: Apache-2.0
 * The baselines that lists of needs are measured against: what he bought most, and what everybody did. */
#include "baseline.h"
#include <stdlib.h>

typedef struct count { uint32_t item, n, first; } count;

static int by_count(const void *x, const void *y)
{
    const count *a = x, *b = y;
    if (a->n != b->n) return a->n > b->n ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

int mk_baseline_topfreq(mk_cx *cx, const mk_shoplog *log, mk_baseline kind, const uint32_t *user, size_t ask, uint32_t top,
                        uint32_t *list, uint32_t *ret_n)
{
    mk_arena *scratch = mk_arena_child(cx->arena);
    uint32_t lines = mk_shoplog_lines(log), most = 0;
    count *all = MK_NEWN(scratch, count, log->items + 1);
    for (uint32_t i = 0; i < log->items; i++) all[i] = (count){ i, 0, i };
    for (uint32_t i = 0; i < lines; i++) all[log->item[i]].n++;
    qsort(all, log->items, sizeof *all, by_count);
    for (uint32_t u = 0; u < log->users; u++) {
        uint32_t n = log->line_of[log->basket_of[u + 1]] - log->line_of[log->basket_of[u]];
        if (n > most) most = n;
    }
    count *own = MK_NEWN(scratch, count, most + 1);
    uint32_t *place = MK_NEWN(scratch, uint32_t, log->items + 1);
    int rc = 0;
    for (size_t i = 0; i < ask && rc >= 0; i++) {
        uint32_t from = log->line_of[log->basket_of[user[i]]], to = log->line_of[log->basket_of[user[i] + 1]], n = 0, out = 0;
        for (uint32_t k = from; kind != MK_G_TOPFREQ && k < to; k++) {
            uint32_t *p = &place[log->item[k]];
            if (!*p) {
                own[n] = (count){ log->item[k], 0, n };
                *p = ++n;
            }
            own[*p - 1].n++;
        }
        qsort(own, n, sizeof *own, by_count);
        for (uint32_t k = 0; k < n && out < top; k++) list[i * top + out++] = own[k].item;
        for (uint32_t k = 0; kind != MK_P_TOPFREQ && k < log->items && out < top; k++)
            if (!place[all[k].item]) list[i * top + out++] = all[k].item;
        for (uint32_t k = 0; k < n; k++) place[own[k].item] = 0;
        ret_n[i] = out;
        if ((i & 0x3ff) == 0) rc = mk_cx_check(cx);
    }
    mk_arena_free(scratch);
    return rc;
}
