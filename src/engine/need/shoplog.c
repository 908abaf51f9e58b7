/* SPDX-License-Identifier: Apache-2.0 */
#include "shoplog.h"
#include <stdlib.h>

static int by_user_day_item(const void *x, const void *y)
{
    const mk_buyline *a = x, *b = y;
    if (a->user != b->user) return a->user < b->user ? -1 : 1;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

mk_shoplog *mk_shoplog_of_lines(mk_arena *a, mk_buyline *line, size_t n, uint32_t users, uint32_t items)
{
    qsort(line, n, sizeof *line, by_user_day_item);
    mk_shoplog *l = MK_NEW(a, mk_shoplog);
    *l = (mk_shoplog){ .users = users, .items = items, .basket_of = MK_NEWN(a, uint32_t, users + 1), .item = MK_NEWN(a, uint32_t, n + 1) };
    uint32_t baskets = 0, lines = 0;
    for (size_t i = 0; i < n; i++) baskets += i == 0 || line[i].user != line[i - 1].user || line[i].day != line[i - 1].day;
    l->line_of = MK_NEWN(a, uint32_t, baskets + 1);
    l->day = MK_NEWN(a, int32_t, baskets + 1);
    l->baskets = baskets;
    baskets = 0;
    for (size_t i = 0; i < n; i++) {
        bool fresh = i == 0 || line[i].user != line[i - 1].user || line[i].day != line[i - 1].day;
        if (fresh) {
            l->line_of[baskets] = lines;
            l->day[baskets++] = line[i].day;
            l->basket_of[line[i].user + 1]++;
        } else if (line[i].item == line[i - 1].item) {
            continue;
        }
        l->item[lines++] = line[i].item;
    }
    l->line_of[baskets] = lines;
    for (uint32_t u = 0; u < users; u++) l->basket_of[u + 1] += l->basket_of[u];
    return l;
}
