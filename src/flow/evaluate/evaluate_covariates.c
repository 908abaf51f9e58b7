/* SPDX-License-Identifier: Apache-2.0
 * Evaluate with covariates: one more entrant. Each customer has a forecast of his own, for his path is his own. */
#include "evaluate_int.h"
#include <math.h>

/* Everybody of whom something is known, as of a day, with what he did after it up to another. */
typedef struct cohort { mk_cov_customer *one; uint32_t *who; double *after; size_t n; } cohort;

static const double *values_at(const mk_cov_path *p, int k, double day)
{
    size_t lo = 0, hi = p->n - 1;
    while (lo < hi) {
        size_t mid = (lo + hi + 1) / 2;
        if (p->start[mid] <= day) lo = mid; else hi = mid - 1;
    }
    return p->value + lo * (size_t)k;
}

/* now: the split, or a day before it; then what came up to the split is what is foretold. */
static int cohort_of(mk_cx *cx, const work *w, int32_t now, cohort *ret)
{
    const mk_value_trial *t = w->t;
    const mk_value_covariates *v = &t->covariates;
    size_t all = t->log.customers, k = (size_t)v->k;
    *ret = (cohort){ MK_NEWN(cx->arena, mk_cov_customer, all + 1), MK_NEWN(cx->arena, uint32_t, all + 1), MK_NEWN(cx->arena, double, all + 1), 0 };
    int32_t *day = MK_NEWN(cx->arena, int32_t, w->most + 1);
    for (size_t c = 0; c < all; c++) {
        mk_value_history h;
        uint32_t after;
        if (w->person[c].cell == UINT32_MAX || v->of[c] == UINT32_MAX) continue;
        MK_TRY(mk_trial_history(cx, t, c, &h, day, &after));
        uint32_t n = h.orders;
        while (n && day[n - 1] > now) n--;
        if (n == 0) continue;
        double *sum = MK_NEWN(cx->arena, double, k);
        for (uint32_t i = 1; i < n; i++) {
            const double *X = values_at(&v->path[v->of[c]], v->k, day[i]);
            for (size_t j = 0; j < k; j++) sum[j] += X[j];
        }
        ret->one[ret->n] = (mk_cov_customer){ v->of[c], n - 1, day[0], day[n - 1], now, sum };
        ret->who[ret->n] = (uint32_t)c;
        ret->after[ret->n++] = now < t->split ? h.orders - n : after;
    }
    return 0;
}

/* The same people without covariates. */
static int plain_of(mk_cx *cx, const cohort *g, mk_orders_fit *ret)
{
    mk_orders_cell *cell = MK_NEWN(cx->arena, mk_orders_cell, g->n + 1);
    for (size_t i = 0; i < g->n; i++) {
        const mk_cov_customer *o = &g->one[i];
        cell[i] = (mk_orders_cell){ 1, o->x, o->last - o->first, o->now - o->first };
    }
    return mk_orders_fit_of(cx, mk_orders_data_new(cx->arena, cell, g->n), MK_PARETO, 1, 0, NULL, NULL, ret);
}

static void score(mk_cx *cx, mk_cov *c, const mk_cov_model *m, const cohort *g, double horizon, mk_scores *ret, judging *j)
{
    mk_tail tail = { .arena = cx->arena };
    for (size_t i = 0; i < g->n; i++) {
        double alive = mk_cov_tail(c, m, &g->one[i], horizon, &tail);
        mk_forecast f = mk_forecast_of(&tail, alive, MK_BEYOND);
        mk_scores_add(ret, &f, &tail, alive, 1, g->after[i]);
        if (j) mk_judge_text(j, g->who[i], &f);
    }
}

/* Is it better than the best without covariates, from the farthest place in the past? */
static int try_past(mk_cx *cx, work *w, const double plain[4])
{
    mk_value_trial *t = w->t;
    const mk_race *r = &t->fit.race;
    cohort then;
    mk_cov_fit f;
    mk_scores s = { 0 };
    t->cov_past = t->cov_rival = NAN;
    if (!r->backs) return 0;
    MK_TRY(cohort_of(cx, w, t->split - r->back[0], &then));
    mk_cov_data d = { t->covariates.k, t->covariates.path, t->covariates.paths, then.one, then.n, false };
    mk_cov *c = mk_cov_new(cx->arena, &d);
    MK_TRY(mk_cov_fit_of(cx, c, plain, &t->cov_fit.model, &f));
    score(cx, c, &f.model, &then, r->back[0], &s, NULL);
    t->cov_past = s.crps / s.customers;
    /* the rival on the same people */
    mk_scores other = { 0 };
    mk_seen_cell *cell = MK_NEWN(cx->arena, mk_seen_cell, then.n + 1);
    mk_orders_cell *learnt = MK_NEWN(cx->arena, mk_orders_cell, then.n + 1);
    double repeats = 0;
    for (size_t i = 0; i < then.n; i++) {
        const mk_cov_customer *o = &then.one[i];
        cell[i] = (mk_seen_cell){ 1, o->x, o->last - o->first, o->now - o->first, then.after[i] };
        learnt[i] = (mk_orders_cell){ 1, o->x, o->last - o->first, o->now - o->first };
        repeats += o->x;
    }
    if (then.n == 0 || repeats == 0) return 0;
    const mk_orders *m = &r->entrant[r->chosen].fit.model;
    mk_orders_fit again;
    MK_TRY(mk_orders_fit_of(cx, mk_orders_data_new(cx->arena, learnt, then.n), m->kind, m->k, 0, NULL, m, &again));
    mk_scores_of(cx->arena, &again.model, cell, then.n, r->back[0], NULL, NULL, &other);
    t->cov_rival = other.crps / other.customers;
    return 0;
}

int mk_trial_covariates(mk_cx *cx, work *w, mk_str path, const mk_value_log_columns *columns, bool asked, judging *j)
{
    mk_value_trial *t = w->t;
    double horizon = t->to - t->split;
    mk_orders_fit plain;
    cohort g;
    MK_TRY(mk_value_covariates_read(cx, mk_arena_z(cx->arena, path), columns, &t->log, &t->covariates));
    MK_TRY(cohort_of(cx, w, t->split, &g));
    if (g.n == 0) return mk_fail(cx, MK_EBADDATA, "the covariates say nothing of those who bought by the split");
    MK_TRY(plain_of(cx, &g, &plain));
    mk_cov_data d = { t->covariates.k, t->covariates.path, t->covariates.paths, g.one, g.n, false };
    mk_cov *c = mk_cov_new(cx->arena, &d);
    MK_TRY(mk_cov_fit_of(cx, c, plain.model.p, NULL, &t->cov_fit));
    t->cov_customers = g.n;
    t->cov_repeats = 0;
    for (size_t i = 0; i < g.n; i++) t->cov_repeats += g.one[i].x;
    t->covered = true;
    t->cov_sound = t->cov_fit.converged && !t->cov_fit.edge && t->fit.race.state == MK_VALUE_ENOUGH;
    MK_TRY(try_past(cx, w, plain.model.p));
    /* They explain more than their number (Akaike), and from the past they foretold no worse than what is chosen without them. */
    t->cov_plain = plain.loglik;
    t->cov_explain = t->cov_fit.loglik - 2 * t->covariates.k > plain.loglik + 5;
    t->cov_chosen = t->cov_sound && (asked || (t->cov_explain && (isnan(t->cov_past) || t->cov_past < 1.02 * t->cov_rival)));
    mk_cov_loglik(c, &t->cov_fit.model, NULL, NULL);        /* the clocks */
    judging mine = *j;
    if (t->cov_chosen) mk_judge_by_person(cx, w, &mine);
    score(cx, c, &t->cov_fit.model, &g, horizon, &t->cov_score, t->cov_chosen ? &mine : NULL);
    if (t->cov_chosen) *j = mine;
    return 0;
}
