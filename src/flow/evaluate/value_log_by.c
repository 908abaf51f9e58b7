/* SPDX-License-Identifier: Apache-2.0 */
#include "value_log_by.h"
#include "hash.h"
#include "name.h"

/* Zeros are nobody's number when they have one row of so many, among so many customers: else they are the first number of a list. */
enum { OF_ROWS = 10, OF_CUSTOMERS = 50 };

static bool zeros(mk_str name)
{
    size_t k = 0;
    while (k < name.n && name.p[k] == '0') k++;
    return k == name.n;
}

/* What a till writes for whoever comes in: "cash", "walk-in", "לקוח מזדמן". Who has a number of his own is somebody. */
static bool stands_in(mk_arena *a, mk_str name)
{
    bool digit = false, other = false;
    for (size_t i = 0; i < name.n; i++) {
        digit |= name.p[i] >= '0' && name.p[i] <= '9';
        other |= (unsigned char)name.p[i] >= 0x80;
    }
    if (digit && !other) return false;
    mk_arena_mark mark = mk_arena_here(a);
    bool nobody = mk_name_nobody(a, name, name);
    mk_arena_rewind(a, mark);
    return nobody;
}

/* Their rows go; how many are left. */
static size_t without_nobody(mk_arena *a, mk_value_row *v, size_t n, mk_value_log *l)
{
    uint8_t *nobody = MK_NEWN(a, uint8_t, l->customers + 1), any = 0;
    for (size_t c = 0; c < l->customers; c++) {
        mk_str name = mk_value_log_name(l, c);
        nobody[c] = stands_in(a, name);
        if (zeros(name) && l->customers >= OF_CUSTOMERS) {
            size_t rows = 0;
            for (size_t i = 0; i < n; i++) rows += v[i].of == c;
            nobody[c] = rows * OF_ROWS >= n;
        }
        any |= nobody[c];
    }
    if (!any) return n;
    size_t k = 0;
    for (size_t i = 0; i < n; i++) if (!nobody[v[i].of]) v[k++] = v[i];
    l->anonymous += n - k;
    return k;
}

/* A day far from all others with hardly a row is a slip of the pen (1900, 2099). How many days to leave out at one end. */
static size_t far_days(const uint32_t *of, size_t days, bool from_end, size_t few)
{
    enum { FAR = 400 };
    size_t seen = 0, gap = 0, drop = 0;
    for (size_t k = 0; k < days && seen <= few; k++) {
        uint32_t here = of[from_end ? days - 1 - k : k];
        if (here && seen && gap > FAR) { drop = k; seen = 0; }
        gap = here ? 0 : gap + 1;
        seen += here;
    }
    return drop;
}

static void frame(const mk_value_row *v, size_t n, mk_value_log *l, mk_arena *a)
{
    int32_t lo = INT32_MAX, hi = INT32_MIN;
    for (size_t i = 0; i < n; i++) { if (v[i].day < lo) lo = v[i].day; if (v[i].day > hi) hi = v[i].day; }
    size_t days = (size_t)(hi - lo) + 1, few = n / 200 < 3 ? 3 : n / 200;
    uint32_t *of = MK_NEWN(a, uint32_t, days);
    for (size_t i = 0; i < n; i++) of[v[i].day - lo]++;
    l->first = lo + (int32_t)(n >= 100 ? far_days(of, days, false, few) : 0);
    l->last = hi - (int32_t)(n >= 100 ? far_days(of, days, true, few) : 0);
    for (size_t i = 0; i < days; i++)
        if (lo + (int32_t)i < l->first || lo + (int32_t)i > l->last) l->alone += of[i];
}

static int by_day(const void *a, const void *b)
{
    const mk_value_row *x = a, *y = b;
    if (x->day != y->day) return (x->day > y->day) - (x->day < y->day);
    return (x->amount > y->amount) - (x->amount < y->amount);
}

static void put_together(mk_cx *cx, const mk_value_row *v, size_t n, mk_value_log *l)
{
    uint32_t *from = MK_NEWN(cx->arena, uint32_t, l->customers + 2);
    mk_value_row *to = mk_arena_alloc(cx->arena, sizeof *to * (n + 1));
    for (size_t i = 0; i < n; i++) from[v[i].of + 2]++;
    for (size_t i = 2; i < l->customers + 2; i++) from[i] += from[i - 1];
    enum { AHEAD = 16 };                        /* each row goes to a place of its own: those of the next ones are fetched meanwhile */
    for (size_t i = 0; i < n; i++) {
        if (i + 2 * AHEAD < n) __builtin_prefetch(&from[v[i + 2 * AHEAD].of + 1]);
        if (i + AHEAD < n) __builtin_prefetch(&to[from[v[i + AHEAD].of + 1]], 1);
        to[from[v[i].of + 1]++] = v[i];
    }
    for (size_t c = 0; c < l->customers; c++)
        for (size_t i = from[c] + 1; i < from[c + 1]; i++)
            if (to[i - 1].day > to[i].day) {                         /* a till writes in order of time */
                qsort(to + from[c], from[c + 1] - from[c], sizeof *to, by_day);
                break;
            }
    l->row = to;
    l->n = n;
    l->from = from;
}

/* What is paid in parts is one order, of the day of the first part. What came back stays on its day. */
static void first_days(mk_arena *parent, mk_value_row *v, const uint64_t *order, size_t n)
{
    typedef struct first { uint64_t key; int32_t day; } first;
    mk_arena *a = mk_arena_child(parent);
    size_t slots = 16;
    while (slots < 2 * n) slots *= 2;
    first *table = MK_NEWN(a, first, slots);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++) {
            if (!order[i] || v[i].amount < 0) continue;
            uint64_t key = mk_hash2(order[i], v[i].of) | 1;
            size_t at = key >> 7 & (slots - 1);
            while (table[at].key && table[at].key != key) at = (at + 1) & (slots - 1);
            if (pass) v[i].day = table[at].day;
            else if (!table[at].key || v[i].day < table[at].day) table[at] = (first){ key, v[i].day };
        }
    mk_arena_free(a);
}

int mk_value_log_by(mk_cx *cx, mk_value_row *row, const uint64_t *order, size_t n, mk_value_log *l)
{
    if (order) first_days(cx->arena, row, order, n);
    n = without_nobody(cx->arena, row, n, l);
    if (n == 0) return mk_fail(cx, MK_EBADDATA, "no row of the log is of a customer");
    frame(row, n, l, cx->arena);
    put_together(cx, row, n, l);
    return 0;
}
