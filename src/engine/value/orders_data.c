/* SPDX-License-Identifier: Apache-2.0
 * Customers as cells of equal (x, t_x, T), with what all models of orders ask of them worked out once. */
#include "orders_int.h"
#include "special.h"

static int compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int compare_real(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static uint32_t place_x(const mk_orders_data *d, uint32_t key)
{
    size_t lo = 0, hi = d->nx;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (d->x[mid] < key) lo = mid + 1; else hi = mid;
    }
    return (uint32_t)lo;
}

static uint32_t place_day(const mk_orders_data *d, double key)
{
    size_t lo = 0, hi = d->ndays;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (d->day[mid] < key) lo = mid + 1; else hi = mid;
    }
    return (uint32_t)lo;
}

/* Whole days below a limit are marked in a table, which spares the sorting of twice as many times as there are cells. */
enum { WHOLE_MOST = 65536 };

static bool whole(double t) { return t >= 0 && t < WHOLE_MOST && t == (double)(uint32_t)t; }

static size_t distinct_x(uint32_t *v, size_t n, const mk_orders_cell *cells)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (k == 0 || v[k - 1] != cells[i].x) v[k++] = cells[i].x;       /* cells often come in runs of the same x */
    qsort(v, k, sizeof *v, compare_u32);
    size_t m = 0;
    for (size_t i = 0; i < k; i++)
        if (m == 0 || v[m - 1] != v[i]) v[m++] = v[i];
    return m;
}

static size_t distinct_days(mk_arena *arena, double *v, size_t n, const mk_orders_cell *cells, size_t most)
{
    uint8_t *seen = MK_NEWN(arena, uint8_t, most + 1);
    size_t k = 0, m = 0;
    for (size_t i = 0; i < n; i++)
        for (int e = 0; e < 2; e++) {
            double t = e ? cells[i].T : cells[i].tx;
            if (!whole(t)) v[k++] = t;
            else if (!seen[(uint32_t)t]) { seen[(uint32_t)t] = 1; v[k++] = t; }
        }
    qsort(v, k, sizeof *v, compare_real);
    for (size_t i = 0; i < k; i++)
        if (m == 0 || v[m - 1] != v[i]) v[m++] = v[i];
    return m;
}

mk_orders_data *mk_orders_data_new(mk_arena *arena, const mk_orders_cell *cells, size_t n)
{
    mk_orders_data *d = MK_NEW(arena, mk_orders_data);
    d->arena = arena;
    d->n = n;
    d->cells = MK_NEWN(arena, mk_ocell, n + 1);
    d->x = MK_NEWN(arena, uint32_t, n + 1);
    d->day = MK_NEWN(arena, double, 2 * n + 1);
    d->nx = distinct_x(d->x, n, cells);
    double longest = 0;
    for (size_t i = 0; i < n; i++) if (cells[i].T > longest) longest = cells[i].T;
    size_t most = longest < WHOLE_MOST ? (size_t)longest : WHOLE_MOST;
    d->ndays = distinct_days(arena, d->day, n, cells, most);
    d->of_x = MK_NEWN(arena, mk_of_x, d->nx + 1);
    d->of_day = MK_NEWN(arena, mk_of_day, d->ndays + 1);
    uint32_t *of_whole = mk_arena_alloc(arena, sizeof *of_whole * (most + 1));
    for (size_t i = 0; i < d->ndays; i++)
        if (whole(d->day[i])) of_whole[(uint32_t)d->day[i]] = (uint32_t)i;
    for (size_t i = 0; i < n; i++) {
        const mk_orders_cell *c = &cells[i];
        d->cells[i] = (mk_ocell){ .n = c->n, .x = i && cells[i - 1].x == c->x ? d->cells[i - 1].x : place_x(d, c->x),
                                  .tx = whole(c->tx) ? of_whole[(uint32_t)c->tx] : place_day(d, c->tx),
                                  .T = whole(c->T) ? of_whole[(uint32_t)c->T] : place_day(d, c->T) };
        d->customers += c->n;
        d->repeats += c->n * c->x;
        d->days += c->n * c->T;
        if (c->x) d->repeaters += c->n;
        if (c->T > d->longest) d->longest = c->T;
    }
    return d;
}

double mk_orders_loglik(mk_orders_data *d, const mk_orders *m, double *gradient, double *hessian)
{
    return m->kind == MK_PARETO ? mk_pareto_loglik(d, m, gradient, hessian) : mk_cnbd_loglik(d, m, gradient, hessian);
}

double mk_orders_regular(const mk_orders_data *d, int k, double sum_ln_itt)
{
    return k > 1 ? (k - 1) * sum_ln_itt - d->repeats * mk_lgamma(k) : 0;
}

void mk_orders_alive_all(mk_orders_data *d, const mk_orders *m, double *ret)
{
    if (!mk_orders_plain(m)) {
        for (size_t i = 0; i < d->n; i++) ret[i] = mk_orders_alive(m, d->x[d->cells[i].x], d->day[d->cells[i].tx], d->day[d->cells[i].T]);
        return;
    }
    d->alive = ret;
    mk_orders_loglik(d, m, NULL, NULL);
    d->alive = NULL;
}

const char *mk_orders_name(mk_orders_kind kind, int k, char out[24])
{
    static const char *const name[] = { "", "BG/", "MBG/", "Pareto/" };
    if (k > 1) snprintf(out, 24, "%sCNBD-%d", name[kind], k);
    else snprintf(out, 24, "%sNBD", name[kind]);
    return out;
}

const char *mk_orders_parameter(mk_orders_kind kind, int i)
{
    static const char *const name[] = { "r", "alpha", "a", "b", "r", "alpha", "s", "beta" };
    return name[i + (kind == MK_PARETO ? 4 : 0)];
}
