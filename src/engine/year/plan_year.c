/* SPDX-License-Identifier: Apache-2.0 */
#include "plan_year.h"
#include <math.h>

static const double PRIOR = .35, LEAD_DAYS = 60, LEAD_SD = .8, PRICE_SD = .35, Z90 = 1.2815515655446004;
enum { HABIT_NEAR = 21, HABIT_LONG = 7, SHORT_BREAK = 4 };
static const double SCHOOL_DAYS = .3;       /* how much likelier a family stays at home when there is school */

/* --- bands --- */

bool mk_log_band_base(const double *all, size_t n, double *ret_mean, double *ret_sd)
{
    double sum = 0, square = 0;
    *ret_mean = log(LEAD_DAYS);
    *ret_sd = LEAD_SD;
    if (n < 3) return false;
    for (size_t i = 0; i < n; i++) sum += log(fmax(1, all[i]));
    *ret_mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) square += pow(log(fmax(1, all[i])) - *ret_mean, 2);
    *ret_sd = fmax(.1, sqrt(square / (double)(n - 1)));
    return true;
}

mk_log_band mk_log_band_of(const double *his, size_t n, double mean, double sd, double weight)
{
    mk_log_band b = { .known = n > 0, .n = (uint32_t)n };
    double sum = 0, square = 0;
    for (size_t i = 0; i < n; i++) sum += log(fmax(1, his[i]));
    b.mean_log = (sum + weight * mean) / ((double)n + weight);
    for (size_t i = 0; i < n; i++) square += pow(log(fmax(1, his[i])) - b.mean_log, 2);
    b.sd_log = sqrt((square + weight * sd * sd) / ((double)n + weight));
    b.middle = exp(b.mean_log);
    b.low = exp(b.mean_log - Z90 * b.sd_log);
    b.high = exp(b.mean_log + Z90 * b.sd_log);
    return b;
}

/* --- slots --- */

static bool overlaps(const mk_trip *t, int32_t from, int32_t to) { return t->from <= to && t->to >= from; }

/* Whether he went in the same vacation or holiday of earlier years. */
static void went_then(const mk_year_ask *ask, mk_slot *s, const int32_t (*past)[2], int n)
{
    int32_t first = INT32_MAX;
    for (size_t i = 0; i < ask->trips; i++) if (ask->trip[i].from < first) first = ask->trip[i].from;
    for (int k = 0; k < n; k++) {
        if (past[k][0] < first - 60 || past[k][1] >= ask->today) continue;
        bool there = false;
        for (size_t i = 0; i < ask->trips; i++) there |= overlaps(&ask->trip[i], past[k][0] - 2, past[k][1] + 2);
        s->of++;
        s->went += there;
    }
    s->p = (s->went + PRIOR) / (s->of + 1);
}

static void put(mk_slot *ret, size_t *n, const mk_slot *s)
{
    if (*n == MK_SLOTS) return;
    size_t at = (*n)++;
    for (; at > 0 && ret[at - 1].from > s->from; at--) ret[at] = ret[at - 1];
    ret[at] = *s;
}

static void school(const mk_year_ask *ask, mk_slot *ret, size_t *n)
{
    mk_school_break b[MK_SCHOOL_MOST], old[MK_SCHOOL_MOST];
    if (!ask->children && !ask->trips) return;              /* a vacation is no reason to who has neither */
    int k = mk_school_breaks(ask->today + 1, ask->today + ask->days, ask->older, b);
    int was = ask->trips ? mk_school_breaks(ask->today - 4 * 366, ask->today, ask->older, old) : 0;
    for (int i = 0; i < k; i++) {
        if (b[i].from <= ask->today || b[i].to - b[i].from < 1) continue;           /* a single day is nothing to plan */
        mk_slot s = { .kind = ask->children ? MK_SLOT_SCHOOL : MK_SLOT_HOLIDAY, .from = b[i].from, .to = b[i].to, .english = b[i].english, .hebrew = b[i].hebrew };
        int32_t past[MK_SCHOOL_MOST][2];
        int m = 0;
        for (int j = 0; j < was; j++) if (old[j].kind == b[i].kind) past[m][0] = old[j].from, past[m++][1] = old[j].to;
        went_then(ask, &s, (const int32_t (*)[2])past, m);
        /* Without children at school, or for a few days, a vacation is a reason only for who went then before. */
        if (s.went || (ask->children && b[i].to - b[i].from >= SHORT_BREAK)) put(ret, n, &s);
    }
}

static void family(const mk_year_ask *ask, mk_slot *ret, size_t *n)
{
    for (size_t i = 0; i < ask->families; i++) {
        const mk_family_day *f = &ask->family[i];
        mk_slot s = { .kind = MK_SLOT_DAY, .whom = f->whom, .what = f->what };
        s.from = s.to = mk_anniversary_next(f->day, f->hebrew ? MK_BY_HEBREW : MK_BY_CIVIL, ask->today + 1, &s.years);
        if (s.from > ask->today + ask->days) continue;
        int32_t past[4][2];
        int m = 0;
        for (int32_t at = ask->today - 4 * 366; m < 4; m++) {
            int32_t day = mk_anniversary_next(f->day, f->hebrew ? MK_BY_HEBREW : MK_BY_CIVIL, at, NULL);
            if (day >= ask->today) break;
            past[m][0] = day - 7, past[m][1] = day + 7;
            at = day + 30;
        }
        went_then(ask, &s, (const int32_t (*)[2])past, m);
        if (ask->children) s.p *= SCHOOL_DAYS;
        put(ret, n, &s);
    }
}

/* Which trips a vacation of their year explains. */
static const bool *in_breaks(mk_arena *a, const mk_year_ask *ask)
{
    mk_school_break b[MK_SCHOOL_MOST];
    bool *in = MK_NEWN(a, bool, ask->trips + 1);
    for (size_t i = 0; i < ask->trips; i++) in[i] = ask->israel && mk_school_breaks(ask->trip[i].from, ask->trip[i].to, ask->older, b) > 0;
    return in;
}

/* A week of the year in which he went at least twice, and that no other slot tells of. */
static void habits(mk_arena *a, const mk_year_ask *ask, mk_slot *ret, size_t *n)
{
    const bool *explained = in_breaks(a, ask);
    for (size_t i = 0; i < ask->trips; i++) {
        const mk_trip *t = &ask->trip[i];
        uint32_t times = 0, later = 0;
        if (explained[i]) continue;
        for (size_t k = 0; k < ask->trips; k++) {
            double apart = fmod(fabs((double)ask->trip[k].from - t->from), 365.2425);
            if (fmin(apart, 365.2425 - apart) > HABIT_NEAR || explained[k]) continue;
            times++;
            later += ask->trip[k].from > t->from;
        }
        if (times < 2 || later) continue;                /* told once, by the last of them */
        mk_civil c = mk_civil_of_day(t->from);
        int32_t from = INT32_MIN;
        for (int y = mk_civil_of_day(ask->today).year; from <= ask->today; y++) from = mk_day_of(y, c.month, c.month == 2 && c.day == 29 ? 28 : c.day);
        int32_t to = from + (t->to - t->from > HABIT_LONG ? t->to - t->from : HABIT_LONG);
        bool told = from > ask->today + ask->days;
        for (size_t k = 0; k < *n && !told; k++) told = ret[k].kind != MK_SLOT_DAY && ret[k].went && ret[k].from <= to && ret[k].to >= from;
        if (told) continue;
        int32_t first = INT32_MAX;
        for (size_t k = 0; k < ask->trips; k++) if (ask->trip[k].from < first) first = ask->trip[k].from;
        uint32_t of = (uint32_t)((ask->today - first) / 365 + 1);
        mk_slot s = { .kind = MK_SLOT_HABIT, .from = from, .to = to, .went = times, .of = of > times ? of : times };
        s.p = (s.went + PRIOR) / (s.of + 1);
        put(ret, n, &s);
    }
}

size_t mk_year_slots(mk_arena *a, const mk_year_ask *ask, mk_slot ret[MK_SLOTS])
{
    size_t n = 0;
    if (ask->israel) school(ask, ret, &n);
    family(ask, ret, &n);
    habits(a, ask, ret, &n);
    return n;
}

/* --- the plan --- */

static double price_fit(const mk_log_band *budget, double price)
{
    if (!(price > 0) || !budget->known) return 1;
    double over = log(price / fmax(1, budget->high)), under = log(fmax(1, budget->low) / price), out = fmax(0, fmax(over, under));
    return exp(-out * out / (2 * PRICE_SD * PRICE_SD));
}

static double days_fit(const mk_slot *s, const mk_year_offer *o)
{
    if (o->from == INT32_MIN) return .6;                                    /* any day: it fits, but is made for none */
    int32_t wide = s->kind == MK_SLOT_DAY ? 7 : s->kind == MK_SLOT_HABIT ? 10 : 1;
    if (o->from < s->from - wide || o->from > s->to + wide) return 0;
    int32_t out = (o->to > s->to + wide ? o->to - s->to - wide : 0) + (o->from < s->from - wide ? s->from - wide - o->from : 0);
    return exp(-out / 3.);
}

/* Of two picks at the same time, or of one group, the lesser one is barred from its slot with all that are like it there. true: there were such. */
static bool part(size_t slots, const mk_year_offer *offer, size_t offers, double *value, const int *to)
{
    for (size_t x = 0; x < slots; x++)
        for (size_t y = x + 1; y < slots; y++) {
            if (to[x] < 0 || to[y] < 0) continue;
            const mk_year_offer *a = &offer[to[x]], *b = &offer[to[y]];
            bool group = a->group && a->group == b->group, time = a->from != INT32_MIN && b->from != INT32_MIN && a->from <= b->to && b->from <= a->to;
            if (!group && !time) continue;
            size_t s = value[x * offers + (size_t)to[x]] < value[y * offers + (size_t)to[y]] ? x : y;
            value[s * offers + (size_t)to[s]] = 0;
            for (size_t o = 0; group && o < offers; o++) if (offer[o].group == a->group) value[s * offers + o] = 0;
            return true;
        }
    return false;
}

void mk_year_plan(mk_arena *a, const mk_slot *slot, size_t slots, const mk_year_offer *offer, size_t offers, const mk_log_band *budget, const mk_log_band *lead,
                  int32_t today, mk_year_pick *ret)
{
    double *value = MK_NEWN(a, double, slots * offers + 1);
    int *to = MK_NEWN(a, int, slots + 1);
    for (size_t s = 0; s < slots; s++)
        for (size_t o = 0; o < offers; o++) {
            if (slot[s].of >= 3 && !slot[s].went) continue;             /* he was asked by every year, and stayed */
            double v = slot[s].p * price_fit(budget, offer[o].price) / (1 + exp(-offer[o].taste)) * days_fit(&slot[s], &offer[o]);
            value[s * offers + o] = v > .01 ? v : 0;
        }
    do mk_assign(a, value, slots, offers, to);
    while (part(slots, offer, offers, value, to));
    for (size_t s = 0; s < slots; s++) {
        mk_year_pick *p = &ret[s];
        *p = (mk_year_pick){ .slot = &slot[s], .offer = to[s] };
        int32_t goes = to[s] >= 0 && offer[to[s]].from != INT32_MIN ? offer[to[s]].from : slot[s].from;
        if (to[s] >= 0) {
            p->value = value[s * offers + (size_t)to[s]];
            p->price_fit = price_fit(budget, offer[to[s]].price);
            p->taste_fit = 1 / (1 + exp(-offer[to[s]].taste));
        }
        p->speak = goes - (int32_t)lround(lead->middle);
        p->speak_low = goes - (int32_t)lround(lead->high);
        if (p->speak < today) p->speak = today;
        if (p->speak_low < today) p->speak_low = today;
    }
}
