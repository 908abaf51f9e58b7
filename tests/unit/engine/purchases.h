/* SPDX-License-Identifier: Apache-2.0
 * Purchases of the shared data as (customer, day, amount), in order of customer and day. */
#ifndef MK_TEST_PURCHASES_H
#define MK_TEST_PURCHASES_H
#include <math.h>
#include "data.h"
#include "vec.h"

enum { CDNOW_SAMPLE, CDNOW_MASTER, APPAREL, RETAIL };    /* how a file is written; of RETAIL the valid sales only: a customer, an amount above nothing */
typedef struct bought { int id; int32_t day; int64_t amount; } bought;
typedef mk_vec(bought) purchases;

static inline int by_time(const void *a, const void *b)
{
    const bought *x = a, *y = b;
    if (x->id != y->id) return x->id < y->id ? -1 : 1;
    return (x->day > y->day) - (x->day < y->day);
}

static inline int32_t day_of(const char *s)
{
    int y, m, d;
    return sscanf(s, "%d-%d-%d", &y, &m, &d) == 3 ? mk_day_of(y, m, d) : sscanf(s, "%4d%2d%2d", &y, &m, &d) == 3 ? mk_day_of(y, m, d) : 0;
}

static inline purchases purchases_of(mk_arena *a, const char *path, int kind)
{
    purchases l = { 0 };
    FILE *f = shared_open(a, path);
    if (!f) return l;
    char line[1024];
    while (fgets(line, sizeof line, f)) {
        int id = 0, other, n;
        char day[64] = "";
        double money = 0;
        if (kind == CDNOW_SAMPLE && sscanf(line, "%d %d %63s %d %lf", &id, &other, day, &n, &money) != 5) continue;
        if (kind == CDNOW_MASTER && sscanf(line, "%d %63s %d %lf", &id, day, &n, &money) != 4) continue;
        if (kind == APPAREL && sscanf(line, "%d,%63[^,],%lf", &id, day, &money) != 3 && sscanf(line, "\"%d\",\"%63[^\"]\",%lf", &id, day, &money) != 3) continue;
        if (kind == RETAIL) {        /* ...,Quantity,InvoiceDate,UnitPrice,CustomerID,Country; a description may hold commas */
            char *field[64];
            int k = 0;
            for (char *p = line; k < 63; p++) { field[k++] = p; if (!(p = strchr(p, ','))) break; }
            if (k < 8) continue;
            double quantity = strtod(field[k - 5], NULL), price = strtod(field[k - 3], NULL);
            id = (int)strtol(field[k - 2], NULL, 10);
            sscanf(field[k - 4], "%63[^,]", day);
            money = quantity * price;
            if (!id || money <= 0) continue;
        }
        int32_t d = day_of(day);
        if (d) *mk_vec_push(a, &l) = (bought){ id, d, llround(money * 100) };
    }
    pclose(f);
    qsort(l.p, l.n, sizeof *l.p, by_time);
    return l;
}
#endif
