/* SPDX-License-Identifier: Apache-2.0
 * The base as customers' purchases and whole-number sums over them. Whatever changes, the customer's part is taken out of the sums and put back
 * as it is now, by the same code: so what is left never tells of what was. */
#include "need_int.h"
#include <stdlib.h>

const int32_t mk_need_lag[MK_NEED_LAGS] = { 3, 14, 60 };
static const uint32_t FIRST = UINT32_C(1) << 31;        /* a mark: of its item the first */

mk_need_summary *mk_need_summary_new(mk_arena *arena, int32_t now, size_t most, size_t lines)
{
    mk_need_summary *s = MK_NEW(arena, mk_need_summary);
    *s = (mk_need_summary){ .arena = arena, .now = now, .most = most, .most_lines = lines, .pick_below = UINT64_MAX, .index = mk_map_on(arena), .after = mk_map_on(arena),
                            .goes = mk_goes_sum_new(arena, now), .gather.arena = arena };
    return s;
}

uint64_t mk_need_pick(int64_t customer) { return mk_hash2(UINT64_C(0x6e656564), (uint64_t)customer); }

static uint32_t place_of(mk_need_summary *s, int64_t item)
{
    uint32_t place = mk_goes_place(s->goes, item);
    while (s->items.n <= place) mk_vec_push(s->arena, &s->items);
    while (s->seen.n <= place) mk_vec_push(s->arena, &s->seen);
    return place;
}

/* Ten milliards of a purchase are as good as more, and the sums of a base do not overflow. */
static int64_t money(int64_t v) { return v > INT64_C(1000000000000) ? INT64_C(1000000000000) : v < 0 ? 0 : v; }

/* --- a customer's part of the sums, put in (times 1) or taken out (-1) --- */

/* The next purchase of the same item, n when there is none. next: as chain() has it, or NULL: looked for. */
static size_t again(const mk_need_bought *buy, size_t n, const uint32_t *next, size_t i)
{
    if (next) return next[i] & ~FIRST ? next[i] & ~FIRST : n;
    int64_t item = buy[i++].item;
    while (i < n && buy[i].item != item) i++;
    return i;
}

/* The item whose first purchase is at i. */
static void cell(mk_need_summary *s, const mk_need_bought *buy, size_t n, const uint32_t *next, size_t i, int times)
{
    if (i >= n) return;
    mk_need_item *it = &s->items.p[place_of(s, buy[i].item)];
    mk_renewal_sums gaps = { 0 };
    int32_t day[512];
    uint32_t k = 0, all = 0;
    for (; i < n; i = again(buy, n, next, i)) {
        all++;
        it->amount += times * buy[i].amount;
        if (k == sizeof day / sizeof *day) {        /* in pieces: the last day of one is the first of the next */
            mk_renewal_add(&gaps, day, k, sizeof *day);
            day[0] = day[k - 1];
            k = 1;
        }
        day[k++] = buy[i].day;
    }
    mk_renewal_add(&gaps, day, k, sizeof *day);
    mk_renewal_sums *g = &it->gaps;
    it->buyers += (uint64_t)times, it->purchases += (uint64_t)(times * (int64_t)all), it->again += (uint64_t)(times * (all > 1));
    g->customers += times * gaps.customers, g->n += times * gaps.n, g->n2 += times * gaps.n2, g->days += times * gaps.days;
    g->log += times * gaps.log, g->within += times * gaps.within, g->between += times * gaps.between;
}

/* times 0: it was there but for the last. One item more than goes.h looks at is enough to tell that there are too many. */
static void basket(mk_need_summary *s, const mk_need_bought *buy, size_t from, size_t to, int times)
{
    int64_t item[MK_GOES_MOST + 1];
    if (to - from > MK_GOES_MOST + 1) return;
    for (size_t i = from; i < to; i++) item[i - from] = buy[i].item;
    if (times) mk_goes_add(s->goes, item, to - from, buy[from].day, times);
    else mk_goes_grow(s->goes, item, to - from, buy[from].day);
}

/* What is new to him at place `at`, held against what he bought in the days before: the latest items first, each once. What it changes waits in
 * s->lag for settle(): it is called into the cache meanwhile. place: of the purchases' items, or NULL: looked up. */
static void lags(mk_need_summary *s, const mk_need_bought *buy, const uint32_t *place, size_t at, int times)
{
    int32_t day = buy[at].day;
    uint64_t b = place ? place[at] : place_of(s, buy[at].item);
    uint32_t n = 0;
    s->stamp++;
    for (size_t i = at; i-- > 0 && n < MK_NEED_BEFORE && day - buy[i].day <= mk_need_lag[MK_NEED_LAGS - 1];) {
        if (buy[i].day == day) continue;
        uint64_t a = place ? place[i] : place_of(s, buy[i].item);
        if (s->seen.p[a].stamp == s->stamp) continue;
        s->seen.p[a].stamp = s->stamp;
        int lag = 0;
        while (day - buy[i].day > mk_need_lag[lag]) lag++;
        mk_need_lagged *l = mk_vec_push(s->arena, &s->lag);
        *l = (mk_need_lagged){ a << 32 | b, (UINT64_C(1) << 21 * lag) * (uint64_t)(int64_t)times };
        mk_map_hint(&s->after, l->pair);
        n++;
    }
}

static void settle(mk_need_summary *s)
{
    for (size_t i = 0; i < s->lag.n; i++) *mk_map_put(&s->after, s->lag.p[i].pair, NULL) += s->lag.p[i].more;
    s->lag.n = 0;
}

/* Of each purchase the place of its item, and the next of the same item (0: none) with a mark on the first. */
static void chain(mk_need_summary *s, const mk_need_bought *buy, size_t n)
{
    s->place.n = s->next.n = 0;
    s->stamp++;
    for (size_t i = 0; i < n; i++) {
        uint32_t place = *mk_vec_push(s->arena, &s->place) = place_of(s, buy[i].item);
        mk_need_seen *seen = &s->seen.p[place];
        bool first = seen->stamp != s->stamp;
        if (!first) s->next.p[seen->at] |= (uint32_t)i;
        *mk_vec_push(s->arena, &s->next) = first ? FIRST : 0;
        *seen = (mk_need_seen){ s->stamp, (uint32_t)i };
    }
}

static void person(mk_need_summary *s, const mk_need_person *p, int times)
{
    const mk_need_bought *buy = p->buy.p;
    size_t n = p->buy.n;
    chain(s, buy, n);
    for (size_t i = 0, to; i < n; i = to) {
        for (to = i; to < n && buy[to].day == buy[i].day; to++) {}
        mk_goes_hint(s->goes, s->place.p + i, to - i);
    }
    for (size_t i = 0; i < n; i++)
        if (s->next.p[i] & FIRST) lags(s, buy, s->place.p, i, times);
    for (size_t i = 0; i < n; i++)
        if (s->next.p[i] & FIRST) cell(s, buy, n, s->next.p, i, times);
    for (size_t i = 0, to; i < n; i = to) {
        for (to = i; to < n && buy[to].day == buy[i].day; to++) {}
        basket(s, buy, i, to, times);
    }
    settle(s);
    s->lines += times > 0 ? n : (size_t)0 - n;
}

/* --- who is kept --- */

static mk_need_person *find(mk_need_summary *s, uint64_t pick)
{
    const uint64_t *at = mk_map_get(&s->index, pick);
    return at && *at ? &s->people.p[*at - 1] : NULL;
}

static mk_need_person *make(mk_need_summary *s, uint64_t pick)
{
    mk_need_person *p = mk_vec_push(s->arena, &s->people);
    p->pick = pick;
    *mk_map_put(&s->index, pick, NULL) = s->people.n;
    return p;
}

static void drop(mk_need_summary *s, mk_need_person *p)
{
    person(s, p, -1);
    *mk_map_put(&s->index, p->pick, NULL) = 0;
    p->buy.n = 0;
    p->pick = 0;
    s->gone++;
}

static int by_pick(const void *x, const void *y)
{
    uint64_t a = ((const uint64_t *)x)[0], b = ((const uint64_t *)y)[0];
    return (a > b) - (a < b);
}

/* Of too many those with the smallest hashes stay, as many as there is room for: the same ones whatever order they came in. */
static void prune(mk_need_summary *s)
{
    size_t kept = s->people.n - s->gone, n = 0, lines = 0;
    if ((!s->most || kept <= s->most) && (!s->most_lines || s->lines <= s->most_lines)) return;
    s->room.n = 0;
    for (size_t i = 0; i < s->people.n; i++) {
        if (!s->people.p[i].pick) continue;
        *mk_vec_push(s->arena, &s->room) = s->people.p[i].pick;
        *mk_vec_push(s->arena, &s->room) = s->people.p[i].buy.n;
    }
    qsort(s->room.p, kept, 2 * sizeof *s->room.p, by_pick);
    for (; n < kept; n++) {
        lines += s->room.p[2 * n + 1];
        if ((s->most && n >= s->most) || (s->most_lines && n && lines > s->most_lines)) break;
    }
    if (n < kept) s->pick_below = s->room.p[2 * n];
    size_t to = 0;
    for (size_t i = 0; i < s->people.n; i++) {
        mk_need_person *p = &s->people.p[i];
        if (!p->pick) continue;
        if (p->pick >= s->pick_below) { drop(s, p); continue; }
        s->people.p[to++] = *p;
        *mk_map_put(&s->index, p->pick, NULL) = to;
    }
    s->people.n = to;
    s->gone = 0;
}

static bool too_many(const mk_need_summary *s)
{
    return (s->most && s->people.n - s->gone > s->most + s->most / 2) || (s->most_lines && s->lines > s->most_lines + s->most_lines / 2);
}

int mk_need_summary_add(mk_cx *cx, mk_need_summary *s, int64_t customer, const mk_need_line *line, size_t n)
{
    uint64_t pick = mk_need_pick(customer);
    for (size_t i = 0; i < n; i++)
        if (line[i].day > s->now || (i && line[i].day < line[i - 1].day))
            return mk_fail(cx, MK_EINVAL, "the lines of a customer must be in order of day and not after day %d: day %d in place %zu", s->now, line[i].day, i + 1);
    if (n >= UINT32_MAX / 2) return mk_fail(cx, MK_ELIMIT, "a customer with %zu lines", n);
    if (pick < s->pick_below && find(s, pick)) return mk_fail(cx, MK_EINVAL, "a customer can be added once");
    s->customers++;
    if (pick >= s->pick_below) return 0;
    mk_need_gather *g = &s->gather;
    mk_need_gather_lines(g, line, n);
    if (!g->n_cells) return 0;
    mk_need_person *p = make(s, pick);
    for (size_t i = 0; i < n; i++) {
        if (!g->cell_of[i]) continue;
        const mk_need_cell *c = &g->cell[g->cell_of[i] - 1];
        const mk_need_buy *b = &g->buy[c->from];
        while (b->line != i) b++;
        int64_t amount = money(line[i].amount);
        for (size_t k = i + 1; k < n && line[k].day == line[i].day; k++)     /* the same thing twice on one day is one purchase */
            if (line[k].item == line[i].item && !mk_need_is_return(&line[k])) amount = money(amount + money(line[k].amount));
        *mk_vec_push(s->arena, &p->buy) = (mk_need_bought){ c->item, b->quantity, money(amount), line[i].day };
    }
    person(s, p, 1);
    if (too_many(s)) prune(s);
    return 0;
}

/* Takes back the latest of the item; a part of it when more was bought than came back. */
static void take_back(mk_need_person *p, const mk_need_line *l)
{
    int64_t left = -mk_need_bounded(l->quantity);
    for (size_t i = p->buy.n; i-- > 0;) {
        mk_need_bought *b = &p->buy.p[i];
        if (b->item != l->item) continue;
        if (left && b->quantity > left) { b->quantity -= left; return; }
        left = left && b->quantity > 0 ? left - b->quantity : 0;
        memmove(b, b + 1, (p->buy.n - i - 1) * sizeof *b);
        p->buy.n--;
        if (left <= 0) return;
    }
}

int mk_need_summary_line(mk_cx *cx, mk_need_summary *s, int64_t customer, const mk_need_line *line)
{
    uint64_t pick = mk_need_pick(customer);
    mk_need_person *p = pick < s->pick_below ? find(s, pick) : NULL;
    if (line->day > s->now || (p && p->buy.n && line->day < p->buy.p[p->buy.n - 1].day))
        return mk_fail(cx, MK_EINVAL, "a line must not be before the customer's last (day %d) nor after day %d", line->day, s->now);
    if (pick >= s->pick_below) return 0;
    if (!p) {
        p = make(s, pick);
        s->customers++;
    }
    if (mk_need_is_return(line)) {
        person(s, p, -1);
        take_back(p, line);
        person(s, p, 1);
        return 0;
    }
    size_t n = p->buy.n, from = n;
    while (from && p->buy.p[from - 1].day == line->day) from--;
    mk_need_bought *same = NULL;
    for (size_t i = from; i < n && !same; i++)
        if (p->buy.p[i].item == line->item) same = &p->buy.p[i];
    size_t first = 0;
    while (first < n && p->buy.p[first].item != line->item) first++;
    cell(s, p->buy.p, n, NULL, first, -1);
    if (same) {
        same->quantity = mk_need_bounded(same->quantity + mk_need_bounded(line->quantity));
        same->amount = money(same->amount + money(line->amount));
    } else {
        *mk_vec_push(s->arena, &p->buy) = (mk_need_bought){ line->item, mk_need_bounded(line->quantity), money(line->amount), line->day };
        basket(s, p->buy.p, from, n + 1, 0);
        if (first == n) lags(s, p->buy.p, NULL, n, 1);
        settle(s);
        s->lines++;
    }
    cell(s, p->buy.p, p->buy.n, NULL, first, 1);
    if (too_many(s)) prune(s);
    return 0;
}

bool mk_need_summary_forget(mk_need_summary *s, int64_t customer)
{
    mk_need_person *p = find(s, mk_need_pick(customer));
    if (!p) return false;
    drop(s, p);
    s->customers--;
    return true;
}

int mk_need_summary_merge(mk_cx *cx, mk_need_summary *into, const mk_need_summary *from)
{
    if (into->now != from->now) return mk_fail(cx, MK_EINVAL, "summaries of two days (%d and %d) do not add up", into->now, from->now);
    into->customers += from->customers;
    if (from->pick_below < into->pick_below) into->pick_below = from->pick_below;
    for (size_t i = 0; i < from->people.n; i++) {
        const mk_need_person *f = &from->people.p[i];
        if (!f->pick || f->pick >= into->pick_below) continue;
        if (find(into, f->pick)) return mk_fail(cx, MK_EINVAL, "a customer is in both summaries");
        mk_need_person *p = make(into, f->pick);
        for (size_t k = 0; k < f->buy.n; k++) *mk_vec_push(into->arena, &p->buy) = f->buy.p[k];
        person(into, p, 1);
        if (too_many(into)) prune(into);
    }
    prune(into);
    return 0;
}
