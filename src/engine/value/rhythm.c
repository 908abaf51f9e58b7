/* SPDX-License-Identifier: Apache-2.0 */
#include "rhythm.h"
#include <math.h>
#include <stdlib.h>
#include "clock.h"
#include "vec.h"

const char *mk_rhythm_name(mk_rhythm kind)
{
    static const char *const name[] = { "", "BG/BB", "sBG" };
    return name[kind];
}

const char *mk_occasion_name(mk_occasion unit)
{
    static const char *const name[] = { "", "week", "month", "quarter", "year" };
    return name[unit];
}

double mk_occasion_days(mk_occasion unit)
{
    static const double length[] = { 0, 7, 30.436875, 91.310625, 365.2425 };
    return length[unit];
}

int64_t mk_occasion_number(mk_occasion unit, int32_t day)
{
    mk_civil c = mk_civil_of_day(day);
    switch (unit) {
    case MK_OCCASION_WEEK: return ((int64_t)day + 7000004) / 7;         /* from Sunday */
    case MK_OCCASION_MONTH: return 12 * (int64_t)c.year + c.month - 1;
    case MK_OCCASION_QUARTER: return 4 * (int64_t)c.year + (c.month - 1) / 3;
    default: return c.year;
    }
}

/* --- which items --- */

/* Times between one customer's purchases of an item: how many are one unit, how many whole units. */
typedef struct tally { int64_t item; uint64_t customers, gaps, one[MK_OCCASION_UNITS], whole[MK_OCCASION_UNITS]; int32_t last; } tally;
struct mk_rhythm_seen { mk_arena *arena; mk_map at; mk_vec(tally) of; };

/* As near as a calendar and a weekend make it; of whole units, nearer than chance would often be. */
static const double ONE_NEAR[MK_OCCASION_UNITS] = { 0, 1, 4, 11, 44 }, WHOLE_NEAR[MK_OCCASION_UNITS] = { 0, 0, 3, 10, 30 };
enum { GAPS_LEAST = 50, CUSTOMERS_LEAST = 20 };
#define KEEPS .95

mk_rhythm_seen *mk_rhythm_seen_new(mk_arena *arena)
{
    mk_rhythm_seen *s = MK_NEW(arena, mk_rhythm_seen);
    s->arena = arena;
    s->at = mk_map_on(arena);
    return s;
}

static tally *tally_of(mk_rhythm_seen *s, int64_t item)
{
    bool fresh;
    uint64_t *at = mk_map_put(&s->at, (uint64_t)item, &fresh);
    if (fresh) {
        *at = s->of.n;
        *mk_vec_push(s->arena, &s->of) = (tally){ .item = item, .last = INT32_MIN };
    }
    return &s->of.p[*at];
}

void mk_rhythm_see(mk_rhythm_seen *s, int64_t item, const int32_t *day, size_t n)
{
    if (!n) return;
    tally *t = tally_of(s, item);
    t->customers++;
    if (day[n - 1] > t->last) t->last = day[n - 1];
    for (size_t i = 1; i < n; i++) {
        double gap = day[i] - day[i - 1];
        t->gaps++;
        for (int u = MK_OCCASION_WEEK; u < MK_OCCASION_UNITS; u++) {
            double unit = mk_occasion_days((mk_occasion)u), units = fmax(1, round(gap / unit));
            t->one[u] += fabs(gap - unit) <= ONE_NEAR[u];
            t->whole[u] += fabs(gap - units * unit) <= WHOLE_NEAR[u];
        }
    }
}

void mk_rhythm_seen_merge(mk_rhythm_seen *into, const mk_rhythm_seen *from)
{
    for (size_t i = 0; i < from->of.n; i++) {
        const tally *f = &from->of.p[i];
        tally *t = tally_of(into, f->item);
        t->customers += f->customers;
        t->gaps += f->gaps;
        if (f->last > t->last) t->last = f->last;
        for (int u = 0; u < MK_OCCASION_UNITS; u++) {
            t->one[u] += f->one[u];
            t->whole[u] += f->whole[u];
        }
    }
}

/* A contract when nearly all times are one unit; occasions when nearly all are whole ones. */
static mk_rhythm_item item_of(const tally *t)
{
    mk_rhythm_item r = { .item = t->item, .last = t->last, .customers = t->customers };
    if (t->gaps < GAPS_LEAST || t->customers < CUSTOMERS_LEAST) return r;
    for (int contract = 1; contract >= 0 && !r.kind; contract--)
        for (int u = MK_OCCASION_YEAR; u >= MK_OCCASION_WEEK && !r.kind; u--) {
            double share = (double)(contract ? t->one[u] : t->whole[u]) / (double)t->gaps;
            if (share < KEEPS) continue;
            r.kind = contract ? MK_RHYTHM_CONTRACT : MK_RHYTHM_OCCASIONS;
            r.unit = (mk_occasion)u;
            r.regular = share;
        }
    return r;
}

static int most_bought(const void *a, const void *b)
{
    const mk_rhythm_item *x = a, *y = b;
    if ((x->item == 0) != (y->item == 0)) return x->item == 0 ? 1 : -1;
    if (x->customers != y->customers) return x->customers > y->customers ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

size_t mk_rhythm_found(const mk_rhythm_seen *s, mk_rhythm_item ret[MK_RHYTHMS])
{
    mk_vec(mk_rhythm_item) all = { 0 };
    for (size_t i = 0; i < s->of.n; i++) {
        mk_rhythm_item r = item_of(&s->of.p[i]);
        if (r.kind) *mk_vec_push(s->arena, &all) = r;
    }
    if (all.n) qsort(all.p, all.n, sizeof *all.p, most_bought);
    if (all.n > 1 && all.p[all.n - 1].item == 0) all.n--;
    size_t n = all.n < MK_RHYTHMS ? all.n : MK_RHYTHMS;
    if (n) memcpy(ret, all.p, n * sizeof *ret);
    return n;
}

bool mk_rhythm_look(const mk_rhythm_seen *s, mk_rhythm_item *item)
{
    const uint64_t *at = mk_map_get(&s->at, (uint64_t)item->item);
    if (!at) return false;
    const tally *t = &s->of.p[*at];
    item->last = t->last;
    item->customers = t->customers;
    uint64_t n = item->kind == MK_RHYTHM_CONTRACT ? t->one[item->unit] : t->whole[item->unit];
    item->regular = t->gaps ? (double)n / (double)t->gaps : 0;
    return true;
}

/* --- one item --- */

/* By occasions: the first is where he came from. */
typedef struct taken { uint32_t x, tx, n; bool last; } taken;

static taken taken_of(const mk_rhythm_item *item, const int32_t *day, size_t n, int32_t now)
{
    /* an occasion that nobody has taken yet has not been: the appeal of this year is still to come */
    int64_t first = mk_occasion_number(item->unit, day[0]), before = first, upto = mk_occasion_number(item->unit, item->last < now ? item->last : now);
    taken k = { 0 };
    for (size_t i = 1; i < n; i++) {
        int64_t at = mk_occasion_number(item->unit, day[i]);
        if (at == before) continue;
        before = at;
        k.x++;
        k.tx = (uint32_t)(at - first);
    }
    k.n = upto > first ? (uint32_t)(upto - first) : 0;
    if (k.n < k.tx) k.n = k.tx;
    k.last = before >= upto;
    return k;
}

void mk_rhythm_count(mk_rhythm_counts *c, const mk_rhythm_item *item, const int32_t *day, size_t n, int32_t now)
{
    uint64_t key;
    if (!n) return;
    if (item->kind == MK_RHYTHM_CONTRACT) {
        bool still = mk_contract_stands(mk_occasion_days(item->unit), day[n - 1], now);
        key = (uint64_t)(still ? n - 1 : n) << 1 | still;
        c->active += still;
        c->events += !still;
    } else {
        taken k = taken_of(item, day, n, now);
        if (k.n >= MK_BGBB_OCCASIONS) return;
        key = (uint64_t)k.x << 32 | k.tx << 16 | k.n;
        c->active += k.last;
        c->events += k.x;
    }
    c->customers++;
    ++*mk_map_put(&c->of, key, NULL);
}

void mk_rhythm_counts_merge(mk_rhythm_counts *into, const mk_rhythm_counts *from)
{
    uint64_t k, v;
    for (size_t i = 0; mk_map_next(&from->of, &i, &k, &v);) *mk_map_put(&into->of, k, NULL) += v;
    into->customers += from->customers;
    into->active += from->active;
    into->events += from->events;
}

uint32_t mk_rhythm_periods(mk_occasion unit)
{
    static const uint32_t periods[MK_OCCASION_UNITS] = { 0, 52, 24, 12, 6 };
    return periods[unit];
}

enum { STAYED_LEAST = 20 };     /* of fewer a share says nothing */

int mk_rhythm_fit(mk_cx *cx, const mk_rhythm_counts *c, mk_rhythm_item *item)
{
    uint64_t k, v;
    size_t n = 0;
    item->customers = c->customers;
    item->active = c->active;
    item->events = c->events;
    if (item->kind == MK_RHYTHM_CONTRACT) {
        mk_sbg_cell *cell = MK_NEWN(cx->arena, mk_sbg_cell, c->of.n + 1);
        mk_sbg_fit f;
        for (size_t i = 0; mk_map_next(&c->of, &i, &k, &v);)
            if (k >> 1 <= MK_SBG_PERIODS) cell[n++] = (mk_sbg_cell){ v, (uint32_t)(k >> 1), k & 1 };
        n = mk_sbg_merge(cell, n);
        MK_TRY(mk_sbg_fit_of(cx, cell, n, &f));
        item->stayed_n = mk_sbg_seen(cell, n, STAYED_LEAST, mk_rhythm_periods(item->unit) + 1, item->stayed);
        item->sbg = f.model;
        item->state = f.state;
        item->alive_known = true;
        return 0;
    }
    mk_bgbb_cell *cell = MK_NEWN(cx->arena, mk_bgbb_cell, c->of.n + 1);
    mk_bgbb_fit f;
    for (size_t i = 0; mk_map_next(&c->of, &i, &k, &v);) cell[n++] = (mk_bgbb_cell){ v, (uint32_t)(k >> 32), (uint32_t)(k >> 16 & 0xffff), (uint32_t)(k & 0xffff) };
    MK_TRY(mk_bgbb_fit_of(cx, cell, mk_bgbb_merge(cell, n), &f));
    item->bgbb = f.model;
    item->state = f.state;
    item->alive_known = f.why != MK_BGBB_NO_DROPOUT;
    return 0;
}

/* The payments that fall due in a year, each if those before it were made. */
static void contract(const mk_rhythm_item *item, int32_t now, mk_rhythm_answer *a)
{
    double period = mk_occasion_days(item->unit), pays = 1;
    a->due = a->last + (int32_t)lround(period);
    a->alive = a->stands;
    a->low = -1;
    a->high = -1;
    if (!a->stands) { a->low = a->high = 0; return; }
    a->next = mk_sbg_retention(&item->sbg, a->times);
    int k = 0;
    for (; a->last + (k + 1) * period <= now + 365; k++) {
        pays *= mk_sbg_retention(&item->sbg, a->times + (uint32_t)k);
        a->year += pays;
        if (a->low < 0 && 1 - pays >= .05) a->low = k;          /* P(at most k) */
        if (a->high < 0 && 1 - pays >= .95) a->high = k;
    }
    if (a->low < 0) a->low = k;
    if (a->high < 0) a->high = k;
}

bool mk_rhythm_answer_of(const mk_rhythm_item *item, const int32_t *day, size_t n, int32_t now, mk_rhythm_answer *ret)
{
    mk_rhythm_answer a = { .times = (uint32_t)n };
    if (!n) return false;
    a.first = day[0];
    a.last = day[n - 1];
    a.known = item->state != MK_KNOWN_TOO_LITTLE;
    if (item->kind == MK_RHYTHM_CONTRACT) {
        a.stands = mk_contract_stands(mk_occasion_days(item->unit), a.last, now);
        a.due = a.last + (int32_t)lround(mk_occasion_days(item->unit));
        if (a.known) contract(item, now, &a);
    } else {
        static const uint32_t a_year[MK_OCCASION_UNITS] = { 0, 52, 12, 4, 1 };
        taken k = taken_of(item, day, n, now);
        a.seen = k.n;
        a.taken = k.x;
        a.stands = k.last;
        if (a.known && k.n < MK_BGBB_OCCASIONS) {
            mk_bgbb_answer ahead, next;
            mk_bgbb_answer_of(&item->bgbb, k.x, k.tx, k.n, a_year[item->unit], &ahead);
            mk_bgbb_answer_of(&item->bgbb, k.x, k.tx, k.n, 1, &next);
            a.alive = ahead.alive;
            a.next = next.active;
            a.year = ahead.orders;
            a.low = ahead.low;
            a.high = ahead.high;
        }
    }
    *ret = a;
    return true;
}
