/* SPDX-License-Identifier: Apache-2.0 */
#include "base.h"
#include <math.h>
#include "clock.h"
#include "map.h"
#include "vec.h"

/* Money of a buyer: of all time, and of the last year. */
typedef struct bought { int64_t all, year; } bought;
/* Who bought once: when, and how likely he is still there (-1: not known). */
typedef struct once { int32_t day; float alive; int64_t money; } once;

struct mk_base {
    mk_arena *arena;
    int32_t now;
    uint64_t customers, orders;
    mk_map first;                       /* day -> customers who came first on it */
    mk_map repeat;                      /* day -> repeat orders */
    mk_map gap;                         /* days between orders -> how often */
    mk_map came, money;                 /* month of the first order and months since -> customers; their money */
    mk_part again;
    mk_vec(bought) bought;
    mk_vec(once) once;
    mk_band band[MK_BANDS];
    uint64_t judged;
};

static const double FROM[MK_BANDS] = { .8, .4, .1, 0 };
enum { YEAR = 365, GAP_MOST = 4000, MONTH_SHIFT = 32 };

mk_base *mk_base_new(mk_arena *arena, int32_t now)
{
    mk_base *b = MK_NEW(arena, mk_base);
    b->arena = arena;
    b->now = now;
    b->first = mk_map_on(arena);
    b->repeat = mk_map_on(arena);
    b->gap = mk_map_on(arena);
    b->came = mk_map_on(arena);
    b->money = mk_map_on(arena);
    return b;
}

static int month_of(int32_t day)
{
    mk_civil c = mk_civil_of_day(day);
    return c.year * 12 + c.month - 1;
}

static uint64_t cell(int month, int age) { return (uint64_t)(uint32_t)month << MONTH_SHIFT | (uint32_t)age; }

static void judge(mk_base *b, const mk_base_said *s)
{
    double alive = fmax(0, fmin(1, s->alive)), money = fmax(0, s->money);
    int k = 0;
    while (k < MK_BANDS - 1 && alive < FROM[k]) k++;
    b->band[k].n++;
    b->band[k].expected += llround(money);
    /* Of who is as good as gone nothing can be said: dividing by his chance would invent money. */
    b->band[k].kept += llround(alive > .02 ? money / alive : money);
    b->judged++;
}

int mk_base_add(mk_cx *cx, mk_base *b, const mk_base_order *o, size_t n, const mk_base_said *said)
{
    b->customers++;
    if (n == 0) return 0;
    bought x = { 0 };
    int start = month_of(o[0].day), last = -1;
    for (size_t i = 0; i < n; i++) {
        if (o[i].day > b->now || (i && o[i].day <= o[i - 1].day)) return mk_fail(cx, MK_EINVAL, "orders must come in order of days, each day once, none after day %d", b->now);
        if (__builtin_add_overflow(x.all, o[i].amount, &x.all)) return mk_fail(cx, MK_EINVAL, "a customer's money does not fit into 64 bits");
        if (o[i].day > b->now - YEAR) x.year += o[i].amount;
        int age = month_of(o[i].day) - start;
        if (age != last) ++*mk_map_put(&b->came, cell(start, age), NULL);
        *mk_map_put(&b->money, cell(start, age), NULL) += (uint64_t)o[i].amount;
        last = age;
        if (i == 0) { ++*mk_map_put(&b->first, (uint64_t)(uint32_t)o[0].day, NULL); continue; }
        ++*mk_map_put(&b->repeat, (uint64_t)(uint32_t)o[i].day, NULL);
        int32_t gap = o[i].day - o[i - 1].day;
        ++*mk_map_put(&b->gap, (uint64_t)(gap < GAP_MOST ? gap : GAP_MOST), NULL);
    }
    b->orders += n;
    *mk_vec_push(b->arena, &b->bought) = x;
    bool known = said && said->known;
    if (n == 1) {
        *mk_vec_push(b->arena, &b->once) = (once){ o[0].day, known ? (float)said->alive : -1, x.all };
    } else {
        b->again.n++;
        b->again.money += x.all;
        if (known) judge(b, said);
    }
    return 0;
}

static void add_map(mk_map *into, const mk_map *from)
{
    uint64_t k, v;
    for (size_t i = 0; mk_map_next(from, &i, &k, &v);) *mk_map_put(into, k, NULL) += v;
}

int mk_base_merge(mk_cx *cx, mk_base *into, const mk_base *from)
{
    if (into->now != from->now) return mk_fail(cx, MK_EINVAL, "summaries of two days (%d and %d) do not add up", into->now, from->now);
    into->customers += from->customers;
    into->orders += from->orders;
    into->judged += from->judged;
    into->again.n += from->again.n;
    into->again.money += from->again.money;
    add_map(&into->first, &from->first);
    add_map(&into->repeat, &from->repeat);
    add_map(&into->gap, &from->gap);
    add_map(&into->came, &from->came);
    add_map(&into->money, &from->money);
    for (size_t i = 0; i < from->bought.n; i++) *mk_vec_push(into->arena, &into->bought) = from->bought.p[i];
    for (size_t i = 0; i < from->once.n; i++) *mk_vec_push(into->arena, &into->once) = from->once.p[i];
    for (int k = 0; k < MK_BANDS; k++) {
        into->band[k].n += from->band[k].n;
        into->band[k].expected += from->band[k].expected;
        into->band[k].kept += from->band[k].kept;
    }
    return 0;
}

/* --- the report --- */

static uint64_t at(const mk_map *m, uint64_t key)
{
    const uint64_t *v = mk_map_get(m, key);
    return v ? *v : 0;
}

static void cohorts(mk_cx *cx, const mk_base *b, mk_base_report *r)
{
    int now = month_of(b->now), oldest = now;
    uint64_t k, v;
    for (size_t i = 0; mk_map_next(&b->came, &i, &k, &v);) {
        int month = (int)(k >> MONTH_SHIFT);
        if (month < oldest && month > now - MK_COHORTS) oldest = month;
    }
    if (!b->came.n) return;
    r->cohort = MK_NEWN(cx->arena, mk_cohort, MK_COHORTS);
    for (int month = oldest; month <= now; month++) {
        mk_cohort *c = &r->cohort[r->cohorts++];
        *c = (mk_cohort){ .year = month / 12, .month = month % 12 + 1, .customers = at(&b->came, cell(month, 0)), .ages = now - month + 1 };
        for (int age = 0; age < c->ages; age++) {
            c->came[age] = at(&b->came, cell(month, age));
            c->money[age] = (int64_t)at(&b->money, cell(month, age));
        }
    }
}

/* What is expected by an age, asked at whole ages and each once; between them it is as good as straight. */
typedef struct expecting { double (*of)(void *self, double t); void *self; double *at; } expecting;

static double expected_at(expecting *e, size_t t)
{
    if (isnan(e->at[t])) e->at[t] = e->of(e->self, (double)t);
    return e->at[t];
}

static double expected_by(expecting *e, double t)
{
    size_t i = (size_t)t;
    double low = expected_at(e, i);
    return low + (t - (double)i) * (expected_at(e, i + 1) - low);
}

/* Customers who came first on one day, and what the clock shows on it. */
typedef struct arrived { int32_t day; double n, shows; } arrived;

static int by_day(const void *a, const void *b)
{
    int32_t x = ((const arrived *)a)->day, y = ((const arrived *)b)->day;
    return (x > y) - (x < y);
}

/* Repeat orders expected by the end of a day, of all who had come by then. */
static double expected_until(expecting *e, const arrived *a, size_t n, int32_t day, double shows)
{
    double sum = 0;
    for (size_t i = 0; i < n && a[i].day <= day; i++) sum += a[i].n * expected_by(e, shows - a[i].shows);
    return sum;
}

/* Expected repeat orders of a week: of everybody who came first before or in it, what the model expects between the two ages. The cost is weeks times the days on which
 * somebody was new, and the weeks are bounded: a date far from the others costs one number for each day between. */
static int track(mk_cx *cx, const mk_base *b, double (*expects)(void *, double), void *self, const mk_season *clock, mk_base_report *r)
{
    static const mk_season calendar = { 0 };
    uint64_t k, v;
    arrived *a = MK_NEWN(cx->arena, arrived, b->first.n + 1);
    size_t n = 0;
    for (size_t i = 0; mk_map_next(&b->first, &i, &k, &v);) a[n++] = (arrived){ (int32_t)k, (double)v, 0 };
    qsort(a, n, sizeof *a, by_day);
    if (!n || a[0].day > b->now) return 0;
    if (!clock) clock = &calendar;
    for (size_t i = 0; i < n; i++) a[i].shows = mk_season_between(clock, a[0].day, a[i].day);
    size_t weeks = ((size_t)(b->now - a[0].day) + 7) / 7;
    if (weeks > MK_TRACKS) weeks = MK_TRACKS;
    int32_t start = b->now - (int32_t)weeks * 7 + 1;
    expecting e = { expects, self, NULL };
    if (expects) {
        size_t most = (size_t)mk_season_between(clock, a[0].day, b->now) + 2;
        e.at = mk_arena_alloc(cx->arena, most * sizeof *e.at);
        for (size_t t = 0; t < most; t++) e.at[t] = (double)NAN;
    }
    r->track = MK_NEWN(cx->arena, mk_track, weeks);
    r->tracks = weeks;
    r->expected_known = expects != NULL;
    double all = 0, actual = 0, before = 0;
    if (expects && start > a[0].day) before = expected_until(&e, a, n, start - 1, mk_season_between(clock, a[0].day, start - 1));
    for (size_t w = 0; w < weeks; w++) {
        mk_track *x = &r->track[w];
        x->day = start + (int32_t)w * 7;
        for (int32_t d = x->day; d < x->day + 7; d++) x->actual += at(&b->repeat, (uint64_t)(uint32_t)d);
        if (expects) {
            double until = expected_until(&e, a, n, x->day + 6, mk_season_between(clock, a[0].day, x->day + 6));
            x->expected = fmax(0, until - before);
            before = until;
        }
        all += x->expected;
        actual += (double)x->actual;
        MK_TRY(mk_cx_check(cx));
    }
    r->off = actual > 0 && expects ? all / actual - 1 : (double)NAN;
    return 0;
}

static int most_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

/* Who brought nothing, or less, counts as nothing. */
static void concentrate(mk_cx *cx, const mk_base *b, bool year, mk_concentration *c)
{
    mk_arena_mark mark = mk_arena_here(cx->arena);
    int64_t *m = MK_NEWN(cx->arena, int64_t, b->bought.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < b->bought.n; i++) {
        int64_t v = year ? b->bought.p[i].year : b->bought.p[i].all;
        if (v > 0) { m[n++] = v; c->money += v; }
    }
    c->buyers = n;
    if (n && c->money > 0) {
        qsort(m, n, sizeof *m, most_first);
        double sum = 0, total = (double)c->money, weighted = 0;
        size_t step = 1;
        for (size_t i = 0; i < n; i++) {
            double before = sum, share;
            sum += (double)m[i];
            weighted += (double)(i + 1) * (double)m[i];
            if (!c->half && sum * 2 >= total) c->half = i + 1;
            for (; step < MK_LORENZ && (share = (double)n * (double)step / (MK_LORENZ - 1)) <= (double)(i + 1); step++)
                c->lorenz[step] = (before + (share - (double)i) * (double)m[i]) / total;
        }
        c->lorenz[MK_LORENZ - 1] = 1;
        /* The mean absolute difference over twice the mean, unbiased for few. */
        c->gini = n > 1 ? ((double)n + 1 - 2 * weighted / total) / ((double)n - 1) : 0;
        double of[3] = { .01, .1, .2 }, *to[3] = { &c->top1, &c->top10, &c->top20 };
        for (int k = 0; k < 3; k++) {
            size_t top = (size_t)ceil(of[k] * (double)n);
            double s = 0;
            for (size_t i = 0; i < top; i++) s += (double)m[i];
            *to[k] = s / total;
        }
    }
    mk_arena_rewind(cx->arena, mark);
}

/* Nine of ten repeat orders came within so many days of the one before. */
static int32_t patience(const mk_base *b)
{
    uint64_t total = 0, sum = 0, k, v;
    for (size_t i = 0; mk_map_next(&b->gap, &i, &k, &v);) total += v;
    if (total < 20) return 180;
    for (int32_t d = 1; d < GAP_MOST; d++)
        if ((sum += at(&b->gap, (uint64_t)d)) * 10 >= total * 9) return d;
    return GAP_MOST;
}

static void kinds(const mk_base *b, mk_base_report *r)
{
    r->patience = patience(b);
    r->kind[MK_BASE_CUSTOMER] = b->again;
    for (size_t i = 0; i < b->once.n; i++) {
        const once *o = &b->once.p[i];
        int32_t since = b->now - o->day;
        /* Some models let nobody stop before his second order: after twice the patience the calendar knows better. */
        bool gone = since > r->patience && (o->alive < .5f || since > 2 * r->patience);
        mk_part *p = &r->kind[gone ? MK_BASE_CONSUMER : MK_BASE_NEW];
        p->n++;
        p->money += o->money;
    }
}

int mk_base_report_of(mk_cx *cx, const mk_base *b, double (*expects)(void *, double), void *self, const mk_season *clock, mk_base_report *r)
{
    memset(r, 0, sizeof *r);
    r->now = b->now;
    r->customers = b->customers;
    r->buyers = b->bought.n;
    r->orders = b->orders;
    kinds(b, r);
    cohorts(cx, b, r);
    MK_TRY(mk_cx_check(cx));
    MK_TRY(track(cx, b, expects, self, clock, r));
    concentrate(cx, b, false, &r->all);
    concentrate(cx, b, true, &r->year);
    r->risk_known = b->judged > 0;
    for (int k = 0; k < MK_BANDS; k++) {
        r->band[k] = b->band[k];
        r->band[k].from = FROM[k];
    }
    r->at_risk = b->band[1].kept - b->band[1].expected + b->band[2].kept - b->band[2].expected;
    return 0;
}
