/* SPDX-License-Identifier: Apache-2.0 */
#include "next_past.h"
#include <math.h>
#include <stdlib.h>
#include "hash.h"

enum { SILENT_EXPECTED = 15 };         /* baskets of everybody in a horizon, of which none came: e^-15 is 3 in ten million */
enum { MOMENTS_LEAST = 6, MOMENTS = 120, SEASONS = 2, AROUND = 1 };     /* a moment before, on and after the same day of each of two earlier years */
enum { NEWCOMERS = 100, STAND_INS = 10 };     /* so many who came back teach what a single basket tells; so many others stand for each who is missing */
#define NEWCOMERS_MOST .25          /* of the others, at most, who stand for those there were not */

mk_next_after mk_next_bought(mk_arena *a, const mk_shoplog *l, int32_t from, int32_t to)
{
    mk_next_after r = { MK_NEWN(a, uint32_t, l->users + 1), NULL, MK_NEWN(a, bool, l->users + 1), MK_NEWN(a, uint8_t, l->users + 1) };
    size_t most = 0;
    for (uint32_t b = 0; b < l->baskets; b++)
        if (l->day[b] > from && l->day[b] <= to) most += l->line_of[b + 1] - l->line_of[b];
    r.item = MK_NEWN(a, uint32_t, most + 1);
    uint32_t *stamp = MK_NEWN(a, uint32_t, l->items + 1), at = 0;
    for (uint32_t u = 0; u < l->users; u++) {
        uint32_t start = at;
        for (uint32_t b = l->basket_of[u]; b < l->basket_of[u + 1]; b++) {
            if (l->day[b] <= from) { r.known[u] = true; continue; }
            if (l->day[b] > to) break;
            for (uint32_t k = l->line_of[b]; k < l->line_of[b + 1]; k++)
                if (stamp[l->item[k]] != u + 1) {
                    stamp[l->item[k]] = u + 1;
                    r.item[at++] = l->item[k];
                }
        }
        /* ascending: insertion, the lists are short and mostly in order */
        for (uint32_t i = start + 1; i < at; i++)
            for (uint32_t j = i; j > start && r.item[j] < r.item[j - 1]; j--) {
                uint32_t t = r.item[j];
                r.item[j] = r.item[j - 1];
                r.item[j - 1] = t;
            }
        r.fold[u] = MK_NEXT_NO_FOLD;
        r.from[u + 1] = at;
    }
    return r;
}

int mk_next_view_of_day(mk_cx *cx, mk_arena *a, const mk_shoplog *l, int32_t day, mk_next_view **ret)
{
    mk_next_after *lately = MK_NEW(a, mk_next_after);
    *lately = mk_next_bought(a, l, day - MK_NEXT_LATE_DAYS, day);
    return mk_next_view_new(cx, a, l, day, lately, ret);
}

mk_next_span mk_next_span_of(mk_cx *cx, const mk_shoplog *l, int32_t day)
{
    mk_next_span k = { 0, 0, INT32_MAX, INT32_MIN };
    mk_arena *scratch = mk_arena_child(cx->arena);
    uint32_t *stamp = MK_NEWN(scratch, uint32_t, l->items + 1);
    for (uint32_t u = 0; u < l->users; u++) {
        if (l->basket_of[u] == l->basket_of[u + 1] || l->day[l->basket_of[u]] > day) continue;
        k.customers++;
        if (l->day[l->basket_of[u]] < k.first) k.first = l->day[l->basket_of[u]];
        for (uint32_t b = l->basket_of[u]; b < l->basket_of[u + 1] && l->day[b] <= day; b++) {
            if (l->day[b] > k.last) k.last = l->day[b];
            for (uint32_t i = l->line_of[b]; i < l->line_of[b + 1]; i++)
                if (stamp[l->item[i]] != u + 1) stamp[l->item[i]] = u + 1, k.cells++;
        }
    }
    mk_arena_free(scratch);
    return k;
}

/* What a single basket tells is learnt from those who had one and came back. Of a shop that had hardly any in the time that teaches, the others stand for them,
 * each as if only his last basket were known: the share of them that is wanted. */
static double newcomers_wanted(const mk_shoplog *l, int32_t from, int32_t horizon, int32_t until)
{
    double came = 0, others = 0;
    for (uint32_t u = 0; u < l->users; u++)
        for (uint32_t first = l->basket_of[u], b = first + 1; b < l->basket_of[u + 1] && l->day[b] <= until; b++) {
            if (l->day[b] <= from) continue;
            int32_t opens = from + (l->day[b] - from - 1) / horizon * horizon;
            if (l->day[b - 1] > opens) continue;        /* of each horizon he comes in once */
            if (b - first == 1) came++;
            else others++;
        }
    return came >= NEWCOMERS || others == 0 ? 0 : fmin((NEWCOMERS - came) / others, NEWCOMERS_MOST);
}

static int longest_first(const void *x, const void *y)
{
    const int32_t *a = x, *b = y;
    return (*a < *b) - (*a > *b);
}

/* How many days before the last each moment is, the longest ago first: a horizon apart, as many of the latest as there are looks for, but leaving a third of the time to have
 * happened before them; those around the same day of earlier years, and the day itself by the Hebrew calendar, that what comes once a year has been seen to come; and in a
 * short past closer together. */
static uint32_t moments_of(double looks, uint32_t customers, int64_t span, int32_t horizon, const int32_t hebrew[SEASONS], int32_t ret[MOMENTS])
{
    int32_t room = (int32_t)(span * 2 / 3), recent = customers && looks / customers < MOMENTS ? (int32_t)(looks / customers) : MOMENTS, step = horizon;
    uint32_t n = 0;
    if (recent < MOMENTS_LEAST) recent = MOMENTS_LEAST;
    if (room < horizon * MOMENTS_LEAST) {
        step = (room - horizon) / (MOMENTS_LEAST - 1) > 1 ? (room - horizon) / (MOMENTS_LEAST - 1) : 1;
        recent = room < horizon ? 0 : MOMENTS_LEAST < 1 + (room - horizon) / step ? MOMENTS_LEAST : 1 + (room - horizon) / step;
    } else if (recent > room / horizon) {
        recent = room / horizon;
    }
    for (int32_t year = SEASONS; year > 0; year--) {
        int32_t feast = hebrew[year - 1];
        for (int32_t m = (364 * year + horizon / 2) / horizon + AROUND, least = m - 2 * AROUND; m >= least; m--)
            if (m > recent && m * horizon <= room && m * horizon != feast && n < (uint32_t)(MOMENTS - recent)) ret[n++] = m * horizon;
        if (feast > recent * horizon && feast <= room && n < (uint32_t)(MOMENTS - recent)) ret[n++] = feast;
    }
    qsort(ret, n, sizeof *ret, longest_first);
    for (int32_t m = recent; m > 0; m--) ret[n++] = horizon + (m - 1) * step;
    return n;
}

/* Moments after which nobody at all bought, where chance cannot have made that, tell of a shop that was closed and nothing of its customers: they are left out. */
static uint32_t open_moments(mk_arena *scratch, const mk_shoplog *l, const mk_next_past *past, const mk_next_span *k, int32_t *moment, uint32_t n)
{
    int64_t days = (int64_t)past->until - k->first + 1, all = 0;
    if (!n || days <= 0) return n;
    bool *busy = MK_NEWN(scratch, bool, (size_t)days);
    for (uint32_t b = 0; b < l->baskets; b++)
        if (l->day[b] <= past->until) busy[l->day[b] - k->first] = true, all++;
    if ((double)all / (double)days * past->horizon < SILENT_EXPECTED) return n;
    uint32_t open = 0;
    for (uint32_t m = 0; m < n; m++) {
        bool some = false;
        for (int64_t d = days - moment[m], end = d + past->horizon; d < end && d < days; d++) some |= d >= 0 && busy[d];
        if (some) moment[open++] = moment[m];
    }
    return open;
}

int mk_next_learn(mk_cx *cx, mk_arena *a, const mk_shoplog *l, const mk_next_past *past, mk_next_model **ret)
{
    mk_next_span k = mk_next_span_of(cx, l, past->until);
    int32_t moment[MOMENTS];
    uint32_t moments = moments_of(past->looks, k.customers, k.customers ? (int64_t)past->until - k.first : 0, past->horizon,
                                  mk_next_season_of(past->until).ago[MK_SEASON_HEBREW], moment);
    mk_arena *rows = mk_arena_child(cx->arena);
    moments = open_moments(rows, l, past, &k, moment, moments);
    double looks = (double)k.customers * moments, share = looks > past->looks ? past->looks / looks : 1;
    double newcomers = newcomers_wanted(l, past->until - (moments ? moment[0] : 0), past->horizon, past->until);
    mk_next_pupil *p = mk_next_pupil_new(rows, past->rows, k.cells * share * moments, looks * (share + newcomers) * MK_NEXT_PROPOSED);
    uint8_t *ask = MK_NEWN(rows, uint8_t, l->users + 1);
    for (uint32_t m = 0; m < moments; m++) {
        mk_arena *scratch = mk_arena_child(cx->arena);
        int32_t day = past->until - moment[m];
        mk_next_after came = mk_next_bought(scratch, l, day, day + past->horizon);
        for (uint32_t u = 0; u < l->users; u++) ask[u] = !came.known[u] ? MK_NEXT_ASK_NOT : mk_hash2(7, u) % 8 == 0 ? MK_NEXT_HOLD : MK_NEXT_LEARN;
        mk_next_view *v;
        MK_TRY(mk_next_view_of_day(cx, scratch, l, day, &v));
        MK_TRY(mk_next_pupil_add(cx, p, v, &came, ask, share, newcomers));
        mk_arena_free(scratch);
        mk_progress_at(cx, "moments", m, moments);
    }
    int rc = mk_next_pupil_fit(cx, a, p, ret);
    mk_arena_free(rows);
    return rc;
}
