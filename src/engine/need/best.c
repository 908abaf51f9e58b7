/* SPDX-License-Identifier: Apache-2.0 */
#include "best.h"

static bool before(mk_best a, mk_best b) { return a.score != b.score ? a.score > b.score : a.id < b.id; }

static void swap(mk_best *x, ptrdiff_t i, ptrdiff_t j)
{
    mk_best t = x[i];
    x[i] = x[j];
    x[j] = t;
}

void mk_best_select(mk_best *x, size_t n, size_t k)
{
    if (k == 0 || k >= n) return;
    ptrdiff_t lo = 0, hi = (ptrdiff_t)n - 1, last = (ptrdiff_t)k - 1;
    while (lo < hi) {
        mk_best pivot = x[lo + (hi - lo) / 2];
        ptrdiff_t i = lo, j = hi;
        while (i <= j) {
            while (before(x[i], pivot)) i++;
            while (before(pivot, x[j])) j--;
            if (i <= j) swap(x, i++, j--);
        }
        if (last <= j) hi = j;
        else if (last >= i) lo = i;
        else return;
    }
}

/* Those that are at least `least` before the others; returns how many up to there. */
static size_t part(uint64_t *x, size_t from, size_t to, uint64_t least)
{
    for (size_t i = from; i < to; i++) {
        uint64_t v = x[i];
        x[i] = x[from];
        x[from] = v;
        from += v >= least;
    }
    return from;
}

/* Roughly by counting, how many there are of each size; then, among those of the one size that is divided, by halves. Keys differ. */
void mk_best_keys(uint64_t *x, size_t n, size_t k)
{
    enum { SIZES = 2048, SHIFT = 52 };
    uint32_t count[SIZES] = { 0 };
    size_t above = 0, size = SIZES;
    if (k == 0 || k >= n) return;
    for (size_t i = 0; i < n; i++) count[x[i] >> SHIFT & (SIZES - 1)]++;
    while (above + count[--size] < k) above += count[size];
    size_t hi = part(x, 0, n, (uint64_t)size << SHIFT), lo = part(x, 0, hi, (uint64_t)(size + 1) << SHIFT);     /* few are left for the second */
    while (lo < k && k < hi) {
        uint64_t pivot = x[lo + (hi - lo) / 2];
        size_t mid = part(x, lo, hi, pivot);
        if (mid == hi) mid = part(x, lo, hi, pivot + 1);        /* it was the least */
        if (k <= mid) hi = mid;
        else lo = mid;
    }
}

void mk_best_trim(mk_best_few *f)
{
    if (f->n <= f->k) return;
    mk_best_select(f->x, f->n, f->k);
    f->n = f->k;
    f->least = f->x[f->k - 1].score;
}

static void sift(mk_best *heap, size_t n, size_t i)
{
    mk_best v = heap[i];
    for (size_t c; (c = 2 * i + 1) < n; i = c) {
        if (c + 1 < n && before(heap[c], heap[c + 1])) c++;
        if (!before(v, heap[c])) break;
        heap[i] = heap[c];
    }
    heap[i] = v;
}

void mk_best_sort(mk_best *x, size_t n)
{
    for (size_t i = n / 2; i-- > 0;) sift(x, n, i);
    for (size_t m = n; m > 1; m--) {
        swap(x, 0, (ptrdiff_t)m - 1);
        sift(x, m - 1, 0);
    }
}
