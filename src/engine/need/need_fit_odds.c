/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include "logit.h"
#include "need_fit.h"
#include "special.h"
#include "sum.h"

enum { POSITIVES_ENOUGH = 50 };

typedef struct ref { uint64_t pick; uint32_t item; const mk_need_row *row; } ref;
typedef struct rows { const ref *ref; const float *x; const uint32_t *use; } rows;

/* One (customer, week) has an item once: the order is total. */
static int by_pick(const void *a, const void *b)
{
    const ref *x = a, *y = b;
    if (x->pick != y->pick) return x->pick < y->pick ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

static bool give(void *self, size_t i, double *x)
{
    const rows *r = self;
    uint32_t at = r->use[i];
    for (uint32_t k = 0; k < MK_NEED_FEATURES; k++) x[k] = (double)r->x[(size_t)at * MK_NEED_FEATURES + k];
    return r->ref[at].row->bought;
}

typedef struct said { double p; bool was; } said;

static int by_said(const void *a, const void *b)
{
    const said *x = a, *y = b;
    if (x->p != y->p) return x->p < y->p ? -1 : 1;
    return x->was - y->was;
}

/* How good, on customers that were not learnt from: log loss, area under the curve (rank sum), and tenths. */
static void judge(rows *r, size_t n, const double *w, mk_arena *scratch, mk_need_diagnostics *d)
{
    double x[MK_NEED_FEATURES];
    said *s = MK_NEWN(scratch, said, n + 1);
    mk_sum loss = { 0 };
    double positives = 0, ranks = 0;
    for (size_t i = 0; i < n; i++) {
        bool y = give(r, i, x);
        double z = mk_logit_score(w, x, MK_NEED_FEATURES);
        s[i] = (said){ mk_logistic(z), y };
        mk_sum_add(&loss, mk_softplus(y ? -z : z));
        positives += y;
    }
    double k = (double)n, rate = positives / k;
    if (n == 0 || positives == 0 || positives == k) return;
    qsort(s, n, sizeof *s, by_said);
    d->logloss = mk_sum_of(&loss) / k;
    d->base_logloss = -rate * log(rate) - (1 - rate) * log1p(-rate);
    for (size_t i = 0; i < n;) {                        /* equal ones share their mean rank */
        size_t j = i, was = 0;
        for (; j < n && s[j].p == s[i].p; j++) was += s[j].was;
        ranks += (double)was * ((double)(i + j + 1) / 2);
        i = j;
    }
    d->auc = (ranks - positives * (positives + 1) / 2) / (positives * (k - positives));
    for (size_t t = 0; t < 10; t++) {
        size_t from = n * t / 10, to = n * (t + 1) / 10;
        double p = 0, was = 0;
        for (size_t i = from; i < to; i++) { p += s[i].p; was += s[i].was; }
        d->calibration[t].n = to - from;
        if (to > from) { d->calibration[t].said = p / (double)(to - from); d->calibration[t].was = was / (double)(to - from); }
    }
}

int mk_need_learn_odds(mk_cx *cx, mk_need_work *w)
{
    const mk_need_summary *s = w->s;
    size_t n = s->rows.n;
    ref *refs = MK_NEWN(w->scratch, ref, n + 1);
    for (size_t i = 0; i < n; i++) refs[i] = (ref){ s->rows.p[i].pick, w->place[s->rows.p[i].item], &s->rows.p[i] };
    qsort(refs, n, sizeof *refs, by_pick);
    if (n > MK_NEED_ROWS) {                             /* as mk_need_rows_prune, which may not have run yet */
        uint64_t below = refs[MK_NEED_ROWS].pick;
        for (n = MK_NEED_ROWS; n && refs[n - 1].pick >= below;) n--;
    }
    float *features = MK_NEWN(w->scratch, float, n * MK_NEED_FEATURES + 1);
    uint32_t *learn = MK_NEWN(w->scratch, uint32_t, n + 1), *held = MK_NEWN(w->scratch, uint32_t, n + 1), *all = MK_NEWN(w->scratch, uint32_t, n + 1);
    size_t n_learn = 0, n_held = 0;
    for (size_t i = 0; i < n; i++) {
        const mk_need_about *about = &w->m->about[refs[i].item];
        double x[MK_NEED_FEATURES];
        double trend = mk_need_trend(&s->items.p[refs[i].row->item], s->now, refs[i].row->week);
        mk_need_features(s->tables, &refs[i].row->counts, &about->renewal, (double)about->repeat, trend, x);
        for (size_t k = 0; k < MK_NEED_FEATURES; k++) features[i * MK_NEED_FEATURES + k] = (float)x[k];
        all[i] = (uint32_t)i;
        if (refs[i].row->held_out) held[n_held++] = (uint32_t)i; else learn[n_learn++] = (uint32_t)i;
        w->d->positives += refs[i].row->bought;
    }
    w->d->rows = n;
    w->d->learnt = w->d->positives >= POSITIVES_ENOUGH;
    mk_logit fit;
    rows r = { refs, features, learn };
    MK_TRY(mk_logit_fit(cx, give, &r, n_learn, MK_NEED_FEATURES, mk_need_prior, mk_need_prior_sd, NULL, &fit));
    r.use = held;
    judge(&r, n_held, fit.w, w->scratch, w->d);
    r.use = all;
    double near[MK_NEED_FEATURES];
    memcpy(near, fit.w, sizeof near);
    MK_TRY(mk_logit_fit(cx, give, &r, n, MK_NEED_FEATURES, mk_need_prior, mk_need_prior_sd, near, &fit));
    memcpy(w->m->w, fit.w, sizeof w->m->w);
    memcpy(w->m->covariance, fit.covariance, sizeof w->m->covariance);
    return 0;
}
