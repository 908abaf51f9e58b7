/* SPDX-License-Identifier: Apache-2.0
 * Dated baskets of the shared data as lines of customers: Coop and Online Retail. */
#ifndef MK_TEST_BASKETS_H
#define MK_TEST_BASKETS_H
#include "data.h"
#include "map.h"
#include "need.h"
#include "vec.h"

typedef struct shopper { mk_need_line *p; size_t n, cap; } shopper;
typedef struct shop { shopper *p; size_t n, cap; int items; } shop;

static inline int by_line_day(const void *a, const void *b)
{
    const mk_need_line *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    if ((x->quantity < 0) != (y->quantity < 0)) return x->quantity < 0 ? 1 : -1;
    return (x->item > y->item) - (x->item < y->item);
}

static inline void shop_sort(shop *s)
{
    for (size_t i = 0; i < s->n; i++) qsort(s->p[i].p, s->p[i].n, sizeof *s->p[i].p, by_line_day);
}

/* {"customer_id": 0, "data": {"2012_07_12_1227": {"basket": {"559": [1.0, 1.0], ...}}, ...}} */
static inline shop coop(mk_arena *a)
{
    shop s = { 0 };
    FILE *f = shared_open(a, "needs/coop/coop100.json.zip");
    if (!f) return s;
    char word[64];
    size_t n = 0;
    bool in = false;
    int32_t day = 0;
    for (int c; (c = getc(f)) != EOF;) {
        if (c != '"') { if (in && n < sizeof word - 1) word[n++] = (char)c; continue; }
        in = !in;
        if (in) { n = 0; continue; }
        word[n] = 0;
        int y, m, d, item;
        if (strcmp(word, "customer_id") == 0) mk_vec_push(a, &s);
        else if (sscanf(word, "%4d_%2d_%2d_", &y, &m, &d) == 3) day = mk_day_of(y, m, d);
        else if (word[0] >= '0' && word[0] <= '9' && sscanf(word, "%d", &item) == 1)
            *mk_vec_push(a, &s.p[s.n - 1]) = (mk_need_line){ .item = item, .quantity = 10000, .amount = 100, .day = day };
    }
    pclose(f);
    shop_sort(&s);
    return s;
}

/* UCI Online Retail: lines with a customer and a five-digit code; returns have a negative quantity. */
static inline shop retail(mk_arena *a)
{
    shop s = { 0 };
    FILE *f = shared_open(a, "value/online_retail_2010_2011.csv.xz");
    if (!f) return s;
    mk_map who = mk_map_on(a), what = mk_map_on(a);
    char line[1024];
    while (fgets(line, sizeof line, f)) {
        char *cell[16] = { line };
        int n = 1;
        bool quoted = false;
        for (char *p = line; *p; p++) {
            if (*p == '"') quoted = !quoted;
            else if (*p == ',' && !quoted && n < 16) { *p = 0; cell[n++] = p + 1; }
        }
        int y, m, d, quantity;
        double price, customer;
        if (n != 8 || sscanf(cell[4], "%d-%d-%d", &y, &m, &d) != 3 || sscanf(cell[3], "%d", &quantity) != 1) continue;
        if (sscanf(cell[5], "%lf", &price) != 1 || sscanf(cell[6], "%lf", &customer) != 1) continue;
        if (strspn(cell[1], "0123456789") < 5) continue;
        bool fresh;
        uint64_t *c = mk_map_put(&who, (uint64_t)customer, &fresh);
        if (fresh) { *c = s.n; mk_vec_push(a, &s); }
        uint64_t *i = mk_map_put(&what, mk_hash(1, mk_str_of(cell[1])), &fresh);
        if (fresh) *i = (uint64_t)++s.items;
        *mk_vec_push(a, &s.p[*c]) = (mk_need_line){ .item = (int64_t)*i, .quantity = quantity * 10000, .amount = (int64_t)(price * quantity * 100), .day = mk_day_of(y, m, d) };
    }
    pclose(f);
    shop_sort(&s);
    return s;
}

/* How many of the lines are up to a day. */
static inline size_t up_to(const shopper *c, int32_t day)
{
    size_t n = 0;
    while (n < c->n && c->p[n].day <= day) n++;
    return n;
}
#endif
