/* SPDX-License-Identifier: Apache-2.0
 * When the business was closed: a silence of everybody that chance cannot make. A customer who did not come then did not stay away, so the
 * clock of all models stands still (docs/maths/value.md 3). */
#include "value_int.h"

/* A silence of so many days at least, four times as long as all but one in twenty of the others, in which so many orders were to be expected by
 * what came on either side of it; so many orders on each side. e^-15 is three in ten million. */
enum { SILENT_LEAST = 14, LONGER = 4, EXPECTED_LEAST = 15, SIDE_LEAST = 10, SIDE_DAYS = 60 };
/* A silence up to now may be books not brought in yet. One longer than MK_SILENT_MOST is not explained away. Of one that is surely no chance so few days are enough to end the books. */
enum { BOOKS_LEAST = 3 };
/* Closed at the same time a year later: within so many days. */
enum { YEARLY_NEAR = 12, YEARS_AHEAD = 3 };

typedef struct busy { int32_t day; uint64_t orders; } busy;

static int by_day(const void *a, const void *b)
{
    int32_t x = ((const busy *)a)->day, y = ((const busy *)b)->day;
    return (x > y) - (x < y);
}

static int by_size(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Orders a day in the SIDE_DAYS before day i, or after it, with it; 0 when there are too few. */
static double side(const busy *d, size_t n, size_t i, int step)
{
    uint64_t orders = 0;
    double days = SIDE_DAYS;
    for (size_t k = i;; k += (size_t)step) {
        if (abs(d[k].day - d[i].day) >= SIDE_DAYS) break;
        orders += d[k].orders;
        if (k == (step > 0 ? n - 1 : 0)) { days = abs(d[k].day - d[i].day) + 1; break; }        /* the books begin or end */
    }
    return orders < SIDE_LEAST ? 0 : (double)orders / fmax(days, SILENT_LEAST);
}

static bool yearly(const mk_closed *a, const mk_closed *b)
{
    return abs(b->from - a->from - 365) <= YEARLY_NEAR && abs(b->until - a->until - 365) <= YEARLY_NEAR;
}

/* The days on which somebody ordered, in order, and how long a silence of everybody is four times as long as nearly all are. n: SIDE_LEAST or more. */
static busy *busy_days(mk_arena *arena, const mk_value_summary *s, int32_t *ret_long)
{
    size_t n = s->day.n, at = 0;
    busy *d = MK_NEWN(arena, busy, n);
    uint64_t day, orders;
    for (size_t i = 0; mk_map_next(&s->day, &i, &day, &orders);) d[at++] = (busy){ (int32_t)(int64_t)day, orders };
    qsort(d, n, sizeof *d, by_day);
    int32_t *silent = MK_NEWN(arena, int32_t, n);
    for (size_t i = 0; i + 1 < n; i++) silent[i] = d[i + 1].day - d[i].day - 1;
    qsort(silent, n - 1, sizeof *silent, by_size);
    *ret_long = LONGER * silent[(n - 1) * 19 / 20];
    return d;
}

int32_t mk_value_books_end(mk_arena *arena, const mk_value_summary *s)
{
    size_t n = s->day.n;
    int32_t least;
    if (n < SIDE_LEAST) return s->now;
    const busy *d = busy_days(arena, s, &least);
    int32_t days = s->now - d[n - 1].day - 1;
    if (least < BOOKS_LEAST) least = BOOKS_LEAST;
    return days >= least && days * side(d, n, n - 1, -1) >= EXPECTED_LEAST ? d[n - 1].day : s->now;
}

mk_season mk_value_open_of(mk_arena *arena, const mk_value_summary *s)
{
    mk_season open = { 0 };
    size_t n = s->day.n;
    int32_t least;
    if (n < SIDE_LEAST) return open;
    const busy *d = busy_days(arena, s, &least);
    if (least < SILENT_LEAST) least = SILENT_LEAST;
    mk_closed c[MK_CLOSED_MOST];
    int found = 0;
    bool still = false;
    for (size_t i = 0; i < n && found < MK_CLOSED_MOST - YEARS_AHEAD; i++) {
        bool last = i + 1 == n;
        int32_t until = last ? s->now : d[i + 1].day, days = until - d[i].day - 1;
        if (days < least || (last && days > MK_SILENT_MOST)) continue;
        double rate = side(d, n, i, -1);
        if (!last) rate = fmin(rate, side(d, n, i + 1, 1));
        if (days * rate < EXPECTED_LEAST) continue;
        c[found++] = (mk_closed){ d[i].day + 1, until };
        still = last;
    }
    /* Twice at the same time of the year: again in the years ahead. Closed now, as a year ago: until the day it opened then. */
    if (found > 1 && !still && yearly(&c[found - 2], &c[found - 1])) {
        for (int k = 1, of = found - 1; k <= YEARS_AHEAD; k++) c[found++] = (mk_closed){ c[of].from + 365 * k, c[of].until + 365 * k };
    } else if (found > 1 && still && abs(c[found - 1].from - c[found - 2].from - 365) <= YEARLY_NEAR) {
        if (c[found - 2].until + 365 > c[found - 1].until) c[found - 1].until = c[found - 2].until + 365;
    }
    mk_season_close(&open, c, found);
    return open;
}
