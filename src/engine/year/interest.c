/* SPDX-License-Identifier: Apache-2.0 */
#include "interest.h"
#include <math.h>
#include <stdlib.h>
#include "utf8.h"
#include "vec.h"

enum { WORDS = 24, SHORT = 3 };

static size_t letters(mk_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; n++) mk_utf8_next(s, &i);
    return n;
}

static bool meets(mk_str x, mk_str y)
{
    if (mk_str_eq(x, y)) return true;
    mk_str longer = x.n > y.n ? x : y, shorter = x.n > y.n ? y : x;
    if (!mk_str_starts(longer, shorter)) return false;       /* first: of most words it is all that need be asked */
    size_t n = letters(shorter);
    return n >= SHORT && letters(longer) - n <= 3;
}

static int best_first(const void *x, const void *y)
{
    const mk_interest *a = x, *b = y;
    return a->score != b->score ? (a->score < b->score) - (a->score > b->score) : (a->content > b->content) - (a->content < b->content);
}

size_t mk_interest_of(mk_arena *a, const mk_care *care, size_t cares, const mk_content *content, size_t contents, mk_interest *ret, size_t most)
{
    struct words { mk_str w[WORDS]; size_t n; } *about = MK_NEWN(a, struct words, contents + 1);
    for (size_t c = 0; c < contents; c++)
        for (size_t i = 0, k; i <= content[c].about.n && about[c].n < WORDS; i = k + 1) {
            for (k = i; k < content[c].about.n && content[c].about.p[k] != ','; k++) {}
            mk_str w = mk_fold_key(a, mk_str_sub(content[c].about, i, k));
            if (w.n) about[c].w[about[c].n++] = w;
        }
    mk_vec(mk_interest) all = { 0 };
    double *best = MK_NEWN(a, double, contents + 1);
    mk_interest *sum = MK_NEWN(a, mk_interest, contents + 1);
    for (size_t k = 0; k < cares; k++) {
        mk_str word = mk_fold_key(a, care[k].word);
        size_t with = 0;
        bool *has = MK_NEWN(a, bool, contents + 1);
        for (size_t c = 0; c < contents; c++) {
            for (size_t i = 0; i < about[c].n && !has[c]; i++) has[c] = word.n && meets(about[c].w[i], word);
            with += has[c];
        }
        for (size_t c = 0; c < contents; c++) {
            if (!has[c]) continue;
            double s = care[k].weight * log(1 + (double)contents / (double)with);
            sum[c].score += s;
            if (s > best[c]) best[c] = s, sum[c].care = k;
        }
    }
    for (size_t c = 0; c < contents; c++)
        if (sum[c].score > 0) {
            sum[c].content = c;
            *mk_vec_push(a, &all) = sum[c];
        }
    if (all.n) qsort(all.p, all.n, sizeof *all.p, best_first);
    size_t n = all.n < most ? all.n : most;
    for (size_t i = 0; i < n; i++) ret[i] = all.p[i];
    return n;
}
