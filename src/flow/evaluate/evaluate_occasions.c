/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include "evaluate_int.h"
#include "vec.h"

/* A log of occasions has at least so many days, so far apart; a contract's payments keep so well to their period. */
enum { OCCASIONS_LEAST = 4, OCCASIONS_MOST = 400, APART_LEAST = 5, GAPS_LEAST = 50 };
#define KEEPS .95

typedef mk_vec(int32_t) day_list;

static int compare(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static double middle(int32_t *v, size_t n)
{
    if (!n) return 0;
    qsort(v, n, sizeof *v, compare);
    return v[n / 2];
}

/* The days on which anybody ordered, up to `to`; false when there are more than a log of occasions has. */
static bool days_of(mk_cx *cx, const mk_value_trial *t, day_list *days)
{
    const mk_value_log *l = &t->log;
    if (t->to - l->first > 200000) return false;
    uint8_t *seen = MK_NEWN(cx->arena, uint8_t, (size_t)(t->to - l->first) + 1);
    for (size_t i = 0; i < l->n; i++)
        if (l->row[i].amount >= 0 && l->row[i].day >= l->first && l->row[i].day <= t->to) seen[l->row[i].day - l->first] = 1;
    for (int32_t d = 0; d <= t->to - l->first; d++)
        if (seen[d]) {
            if (days->n == OCCASIONS_MOST) return false;
            *mk_vec_push(cx->arena, days) = l->first + d;
        }
    return true;
}

/* Whether the days lie evenly: a week, a month, a year apart. *ret_period: the middle of the times between them. */
static bool even(mk_cx *cx, const day_list *days, int32_t split, double *ret_period)
{
    int32_t *gap = MK_NEWN(cx->arena, int32_t, days->n + 1);
    size_t n = 0;
    for (size_t i = 1; i < days->n && days->p[i] <= split; i++) gap[n++] = days->p[i] - days->p[i - 1];
    double m = middle(gap, n);
    *ret_period = m;
    if (n + 1 < OCCASIONS_LEAST || m < APART_LEAST) return false;
    return gap[0] >= .75 * m && gap[n - 1] <= 1.3 * m;
}

/* The number of the occasion a day belongs to. */
static int64_t number(const mk_rhythm_trial *r, const day_list *days, int32_t day)
{
    if (r->occasion != MK_OCCASION_SEEN) return mk_occasion_number(r->occasion, day);
    size_t lo = 0, hi = days->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (days->p[mid] <= day) lo = mid + 1; else hi = mid;
    }
    return (int64_t)lo - 1;
}

/* One customer by occasions: the first is where he came from, x of the n after it were taken, the last the tx-th; `after`: taken of those after the split. */
typedef struct taken { uint32_t x, tx, n, after; } taken;

static taken taken_of(const mk_value_trial *t, const mk_rhythm_trial *r, const day_list *days, size_t customer, int64_t now)
{
    const mk_value_log *l = &t->log;
    taken k = { 0 };
    int64_t first = INT64_MIN, last = INT64_MIN;
    for (size_t i = l->from[customer], end = l->from[customer + 1]; i < end;) {
        mk_value_day d = mk_value_day_of(l, &i, end);
        if (!d.order || d.day < l->first || d.day > l->last || d.day > t->to) continue;
        int64_t at = number(r, days, d.day);
        if (at == last) continue;
        last = at;
        if (first == INT64_MIN) first = at;
        else if (at > now) k.after++;
        else { k.x++; k.tx = (uint32_t)(at - first); }
    }
    k.n = now > first && first != INT64_MIN ? (uint32_t)(now - first) : 0;
    return k;
}

/* Times between the orders of one customer by the split: their middle, the share that is one period, and whether they are whole weeks. */
static void gaps(mk_cx *cx, const work *w, mk_rhythm_trial *r, bool *ret_weekly)
{
    const mk_value_trial *t = w->t;
    mk_vec(int32_t) gap = { 0 };
    for (size_t c = 0; c < t->log.customers; c++) {
        int32_t before = MK_NO_DAY;
        for (size_t i = t->log.from[c], end = t->log.from[c + 1]; i < end;) {
            mk_value_day d = mk_value_day_of(&t->log, &i, end);
            if (!d.order || d.day > t->split || d.day < t->log.first) continue;
            if (before != MK_NO_DAY) *mk_vec_push(cx->arena, &gap) = d.day - before;
            before = d.day;
        }
        if (gap.n > 200000) break;
    }
    double m = middle(gap.p, gap.n), near = fmax(2, .12 * m);
    size_t one = 0, week = 0;
    for (size_t i = 0; i < gap.n; i++) {
        one += fabs(gap.p[i] - m) <= near;
        week += gap.p[i] % 7 == 0;
    }
    *ret_weekly = gap.n >= GAPS_LEAST && (double)week >= KEEPS * (double)gap.n;
    r->regular = gap.n ? (double)one / (double)gap.n : 0;
    if (r->period <= 0) r->period = m;
    if (gap.n < GAPS_LEAST || m < APART_LEAST) r->regular = 0;
}

static void written(judging *j, mk_rhythm_trial *r, mk_tail *tail, double alive, size_t who, double after)
{
    double sum = 0;
    for (size_t i = tail->n; i-- > 0;) sum += tail->p[i];
    tail->mean = sum;
    mk_forecast f = mk_forecast_of(tail, 1, MK_BEYOND);
    f.alive = alive;
    mk_scores_add(&r->score, &f, tail, 1, 1, after);
    if (r->chosen) mk_judge_text(j, who, &f);
}

static int occasions(mk_cx *cx, const work *w, const day_list *days, mk_rhythm_trial *r)
{
    const mk_value_trial *t = w->t;
    int64_t now = number(r, days, t->split);
    mk_vec(mk_bgbb_cell) cell = { 0 };
    for (size_t c = 0; c < t->log.customers; c++) {
        if (w->person[c].cell == UINT32_MAX) continue;
        taken k = taken_of(t, r, days, c, now);
        *mk_vec_push(cx->arena, &cell) = (mk_bgbb_cell){ 1, k.x, k.tx, k.n };
    }
    size_t n = mk_bgbb_merge(cell.p, cell.n);
    if (number(r, days, t->split) - number(r, days, t->log.first) >= MK_BGBB_OCCASIONS) return mk_fail(cx, MK_EINVAL, "too many occasions for BG/BB; --occasion makes them longer");
    return mk_bgbb_fit_of(cx, cell.p, n, &r->bgbb);
}

static void judge_occasions(mk_cx *cx, const work *w, const day_list *days, mk_rhythm_trial *r, judging *j)
{
    const mk_value_trial *t = w->t;
    int64_t now = number(r, days, t->split);
    mk_tail tail = { .arena = cx->arena, .p = MK_NEWN(cx->arena, double, r->ahead + 1), .n = r->ahead, .cap = r->ahead + 1 };
    for (size_t c = 0; c < t->log.customers; c++) {
        if (w->person[c].cell == UINT32_MAX) continue;
        taken k = taken_of(t, r, days, c, now);
        double alive = mk_bgbb_tail(&r->bgbb.model, k.x, k.tx, k.n, r->ahead, tail.p);
        written(j, r, &tail, alive, c, k.after);
    }
}

static bool stands(const mk_rhythm_trial *r, const person *p, int32_t now) { return mk_contract_stands(r->period, p->last, now); }

static int contracts(mk_cx *cx, const work *w, mk_rhythm_trial *r)
{
    mk_vec(mk_sbg_cell) cell = { 0 };
    for (size_t c = 0; c < w->t->log.customers; c++) {
        const person *p = &w->person[c];
        if (p->cell == UINT32_MAX) continue;
        bool still = stands(r, p, w->t->split);
        *mk_vec_push(cx->arena, &cell) = (mk_sbg_cell){ 1, still ? p->orders - 1 : p->orders, still };
    }
    return mk_sbg_fit_of(cx, cell.p, mk_sbg_merge(cell.p, cell.n), &r->sbg);
}

static void judge_contracts(mk_cx *cx, const work *w, mk_rhythm_trial *r, judging *j)
{
    const mk_value_trial *t = w->t;
    mk_tail tail = { .arena = cx->arena };
    for (size_t c = 0; c < t->log.customers; c++) {
        const person *p = &w->person[c];
        if (p->cell == UINT32_MAX) continue;
        bool still = stands(r, p, t->split);
        double above = 1;
        tail.n = 0;
        /* the payments that fall due by then, one after the other */
        for (uint32_t k = 1; still && p->last + (k - .12) * r->period <= t->to && above > 1e-9; k++) mk_tail_put(&tail, above *= mk_sbg_retention(&r->sbg.model, p->orders - 1 + k));
        written(j, r, &tail, still, c, p->after);
    }
}

int mk_trial_rhythm(mk_cx *cx, work *w, mk_rhythm asked, mk_occasion occasion, judging *j)
{
    mk_value_trial *t = w->t;
    mk_rhythm_trial *r = &t->rhythm;
    day_list days = { 0 };
    double period = 0;
    bool weekly, few = days_of(cx, t, &days), evenly = few && even(cx, &days, t->split, &period);
    *r = (mk_rhythm_trial){ .asked = asked != MK_RHYTHM_NONE, .occasion = occasion, .period = mk_occasion_days(occasion) };
    if (occasion == MK_OCCASION_SEEN && evenly) r->period = period;
    gaps(cx, w, r, &weekly);
    r->kind = asked;
    if (!asked && evenly) r->kind = r->regular > .98 ? MK_RHYTHM_CONTRACT : MK_RHYTHM_OCCASIONS;
    else if (!asked && r->regular >= KEEPS && r->period >= APART_LEAST) r->kind = MK_RHYTHM_CONTRACT;
    else if (!asked && weekly) {                            /* each on his own day of the week */
        r->kind = MK_RHYTHM_OCCASIONS;
        r->occasion = occasion = MK_OCCASION_WEEK;
        r->period = mk_occasion_days(occasion);
    }
    if (r->kind == MK_RHYTHM_NONE) return 0;
    if (asked == MK_RHYTHM_OCCASIONS && occasion == MK_OCCASION_SEEN && !evenly)
        return mk_fail(cx, MK_EINVAL, "orders come on any day here, so it cannot be seen what an occasion is: say --occasion week, month, quarter or year");
    if (r->kind == MK_RHYTHM_OCCASIONS) {
        r->seen = (uint32_t)(number(r, &days, t->split) - number(r, &days, t->log.first) + 1);
        int32_t last = occasion == MK_OCCASION_SEEN ? days.p[number(r, &days, t->split)] : t->split;
        r->ahead = occasion == MK_OCCASION_SEEN ? (uint32_t)floor((t->to - last) / r->period + .12) : (uint32_t)(number(r, &days, t->to) - number(r, &days, t->split));
        MK_TRY(occasions(cx, w, &days, r));
    } else {
        MK_TRY(contracts(cx, w, r));
    }
    mk_known state = r->kind == MK_RHYTHM_OCCASIONS ? r->bgbb.state : r->sbg.state;
    /* where there are few a prior holds it; that they keep to occasions is seen all the same */
    bool sound = r->kind == MK_RHYTHM_OCCASIONS ? (r->bgbb.why == MK_BGBB_FINE || r->bgbb.why == MK_BGBB_FEW) && r->ahead > 0 : r->sbg.why != MK_SBG_ODD;
    if (state == MK_KNOWN_TOO_LITTLE) {
        if (!asked) r->kind = MK_RHYTHM_NONE;
        return 0;
    }
    r->chosen = asked || sound;
    judging mine = *j;
    if (r->chosen) mk_judge_by_person(cx, w, &mine);
    if (r->kind == MK_RHYTHM_OCCASIONS) judge_occasions(cx, w, &days, r, &mine); else judge_contracts(cx, w, r, &mine);
    if (r->chosen) *j = mine;
    return 0;
}
