/* SPDX-License-Identifier: Apache-2.0 */
#include "returns.h"
#include <stdlib.h>
#include "need_int.h"

typedef struct placed { mk_buyline l; int32_t time; uint32_t at; int64_t quantity; } placed;

static bool came_back(const placed *p) { return p->quantity <= 0 && p->quantity != MK_BUY_UNTOLD; }

/* On one day what was bought is before what came back, however the file has them. */
static int by_day(const void *x, const void *y)
{
    const placed *a = x, *b = y;
    if (a->l.user != b->l.user) return a->l.user < b->l.user ? -1 : 1;
    if (a->l.day != b->l.day) return a->l.day < b->l.day ? -1 : 1;
    if (came_back(a) != came_back(b)) return came_back(a) ? 1 : -1;
    return (a->at > b->at) - (a->at < b->at);
}

static mk_need_line line_of(const placed *p)
{
    bool told = p->quantity != MK_BUY_UNTOLD;
    return (mk_need_line){ p->l.item, told ? p->quantity : 0, told && !p->quantity ? -1 : 0, p->l.day };
}

mk_returns mk_returns_take(mk_arena *arena, mk_buyline *line, const int64_t *quantity, size_t n, int32_t split, int32_t horizon)
{
    mk_arena *a = mk_arena_child(arena);
    mk_returns ret = { 0 };
    placed *p = MK_NEWN(a, placed, n + 1);
    for (size_t i = 0; i < n; i++) {
        int32_t day = line[i].day;
        p[i] = (placed){ line[i], day <= split ? 0 : 1 + (day - split - 1) / horizon, (uint32_t)i, quantity[i] };
    }
    qsort(p, n, sizeof *p, by_day);
    mk_need_gather g = { .arena = a };
    mk_need_line *mine = MK_NEWN(a, mk_need_line, n + 1);
    size_t left = 0;
    for (size_t i = 0; i < n;) {
        size_t from = i, lines = 0;
        for (; i < n && p[i].l.user == p[from].l.user && p[i].time == p[from].time; i++) {
            mine[lines++] = line_of(&p[i]);
            ret.back += came_back(&p[i]);
        }
        mk_need_gather_lines(&g, mine, lines);
        for (size_t b = 0; b < g.n_buys; b++) line[left++] = p[from + g.buy[b].line].l;
    }
    ret.left = left;
    mk_arena_free(a);
    return ret;
}
