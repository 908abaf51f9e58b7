/* SPDX-License-Identifier: Apache-2.0
 * Which model of orders foretells this base best: each is fitted as of some days in the past and forecasts what came after. */
#include <math.h>
#include "value_int.h"

/* Below the first number of each pair nothing is said; below the second it is called little and a prior helps. */
enum { BUYERS_LEAST = MK_VALUE_BUYERS_LEAST, BUYERS_ENOUGH = 200, REPEATERS_LEAST = MK_VALUE_AGAIN_LEAST, REPEATERS_ENOUGH = 50, REGULAR_LEAST = 300 };
/* A place in the past is used when so many customers and orders are on both sides of it. */
enum { BACK_CUSTOMERS = 30, BACK_REPEATS = 30, BACK_AFTER = 30 };

const char *mk_value_why_name(mk_value_why why)
{
    static const char *const name[] = { "fine", "few customers", "few repeaters", "nobody is seen to stop", "maximum at an edge", "no maximum found" };
    return name[why];
}

const char *mk_entrant_name(const mk_entrant *e, char out[MK_ENTRANT_NAME])
{
    char name[24];
    const mk_orders *m = &e->fit.model;
    int n = snprintf(out, MK_ENTRANT_NAME, "%s%s%s", mk_orders_name(m->kind, m->k, name), m->share > 0 ? " x 2" : "", e->season ? " + season" : "");
    for (int i = 0; i < m->parts && n < MK_ENTRANT_NAME; i++)
        n += snprintf(out + n, (size_t)(MK_ENTRANT_NAME - n), " & %s%s", mk_orders_name(m->beside[i].kind, m->beside[i].k, name), m->beside[i].share > 0 ? " x 2" : "");
    return out;
}

static const mk_entrant untried = { .why = MK_VALUE_FINE, .crps = NAN, .log_score = NAN, .foretold = NAN };

/* Plain maximum likelihood; with the weak prior where there are few data or an edge is open. */
static int fit(mk_cx *cx, mk_orders_data *d, mk_orders_kind kind, int k, double ln_gaps, bool little, const mk_orders *start, mk_entrant *e)
{
    mk_orders_prior prior = mk_orders_prior_of(d, kind);
    *e = untried;
    MK_TRY(mk_orders_fit_of(cx, d, kind, k, ln_gaps, little ? &prior : NULL, start, &e->fit));
    bool bad = e->fit.edge || !e->fit.converged;
    if (bad && !little) {
        bool nobody = mk_orders_nobody_stops(d, &e->fit.model) && kind != MK_NBD, open = e->fit.edge;
        MK_TRY(mk_orders_fit_of(cx, d, kind, k, ln_gaps, &prior, NULL, &e->fit));
        e->why = nobody ? MK_VALUE_NO_DROPOUT : open ? MK_VALUE_ODD : MK_VALUE_NOT_CONVERGED;
    }
    if (!e->fit.converged && e->why == MK_VALUE_FINE) e->why = MK_VALUE_NOT_CONVERGED;
    return 0;
}

static int enter(mk_cx *cx, mk_orders_data *d, mk_orders_kind kind, int k, double ln_gaps, bool little, mk_race *r)
{
    return fit(cx, d, kind, k, ln_gaps, little, NULL, &r->entrant[r->n++]);
}

/* Regularity: larger k while the likelihood grows; the best stays when it is above 1. */
static int enter_regular(mk_cx *cx, mk_orders_data *d, mk_orders_kind kind, double ln_gaps, bool little, double plain, mk_race *r)
{
    mk_entrant best = { 0 }, e;
    best.fit.loglik = plain;
    for (int k = 2; k <= MK_REGULAR_MOST; k++) {
        MK_TRY(fit(cx, d, kind, k, ln_gaps, little, NULL, &e));
        if (!(e.fit.loglik > best.fit.loglik)) break;
        best = e;
    }
    /* where orders are often, whole days alone make two of a random stream: of few customers that is not to be told from regularity */
    if (best.fit.model.k > (little ? 2 : 1)) r->entrant[r->n++] = best;
    return 0;
}

/* Under BG silence after a first order says nothing: that needs better likelihood, not equal. */
#define SAYS_LESS 2

/* Two kinds of customers, BG or MBG, where that is far likelier than every model of one: by more than chance gives to so many parameters (Schwarz 1978:
 * half the logarithm of the customers for each). */
static int enter_kinds(mk_cx *cx, mk_orders_data *d, double ln_gaps, mk_race *r)
{
    mk_entrant best = untried, e = untried;
    double likeliest = -INFINITY;
    for (int i = 0; i < r->n; i++) likeliest = fmax(likeliest, r->entrant[i].fit.loglik);
    best.fit.loglik = likeliest + (double)(mk_orders_parameters(MK_MBG) + 1) / 2 * log((double)r->buyers);
    for (int kind = MK_MBG; kind >= MK_BG; kind--) {
        const mk_entrant *one = NULL;
        for (int i = 0; i < r->n; i++)
            if ((int)r->entrant[i].fit.model.kind == kind && (!one || r->entrant[i].fit.loglik > one->fit.loglik)) one = &r->entrant[i];
        MK_TRY(mk_orders_kinds_fit_of(cx, d, ln_gaps, &one->fit.model, &e.fit));
        if (e.fit.converged && !e.fit.edge && e.fit.loglik > best.fit.loglik + (kind == MK_BG ? SAYS_LESS : 0)) best = e;
    }
    if (best.fit.converged) r->entrant[r->n++] = best;
    return 0;
}

/* --- the past --- */

static bool usable(mk_arena *arena, const mk_value_summary *s, int back, mk_past *ret)
{
    double repeats = 0, after = 0;
    *ret = (mk_past){ .days = mk_value_back[back] };
    ret->cell = mk_value_back_cells(arena, s, back, &ret->n);
    mk_orders_cell *c = MK_NEWN(arena, mk_orders_cell, ret->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < ret->n; i++) {
        const mk_seen_cell *v = &ret->cell[i];
        ret->customers += v->n;
        repeats += v->n * v->x;
        after += v->n * v->y;
        if (n && c[n - 1].x == v->x && c[n - 1].tx == v->tx && c[n - 1].T == v->T) c[n - 1].n += v->n;
        else c[n++] = (mk_orders_cell){ v->n, v->x, v->tx, v->T };
    }
    if (ret->customers < BACK_CUSTOMERS || repeats < BACK_REPEATS || after < BACK_AFTER) return false;
    for (int i = 0; i < MK_RACE_MOST; i++) {
        ret->mean[i] = mk_arena_alloc(arena, sizeof(float) * (ret->n + 1));
        ret->chance[i] = mk_arena_alloc(arena, sizeof(float) * (ret->n + 1));
    }
    ret->data = mk_orders_data_new(arena, c, n);
    return true;
}

/* The three places nearest to 60, 45 and 30 % of the learning time. */
static int places(mk_arena *arena, const mk_value_summary *s, double longest, mk_race *r, mk_past *ret)
{
    static const double part[MK_RACE_BACKS] = { .6, .45, .3 };
    int n = 0, last = -1;
    for (int p = 0; p < MK_RACE_BACKS; p++) {
        int best = 0;
        for (int i = 1; i < MK_VALUE_BACKS; i++)
            if (fabs(log(mk_value_back[i] / (part[p] * longest))) < fabs(log(mk_value_back[best] / (part[p] * longest)))) best = i;
        if (best == last || !usable(arena, s, best, &ret[n])) continue;
        last = best;
        r->back[n++] = mk_value_back[best];
    }
    return n;
}

/* How an entrant as of then foretold it. */
static void tried(mk_arena *arena, const mk_past *v, int n, int i, mk_race *r, mk_scores *score)
{
    mk_entrant *e = &r->entrant[i];
    double crps = 0, log_score = 0, mean = 0, actual = 0;
    for (int b = 0; b < n; b++) {
        const mk_scores *s = &score[b];
        mk_scores_of(arena, &e->then[b], v[b].cell, v[b].n, v[b].days, v[b].mean[i], v[b].chance[i], &score[b]);
        e->crps_at[b] = s->crps / s->customers;
        crps += e->crps_at[b];
        log_score += s->log_score / s->customers;
        mean += s->mean;
        actual += s->actual;
    }
    if (!n) return;
    e->crps = crps / n;
    e->log_score = log_score / n;
    e->foretold = mean / actual;
}

/* How each entrant would have foretold it. */
static int try_all(mk_cx *cx, mk_past *v, int n, int from, mk_race *r, mk_scores score[MK_RACE_MOST][MK_RACE_BACKS])
{
    for (int i = from; i < r->n; i++) {
        mk_entrant *e = &r->entrant[i], then;
        for (int b = 0; b < n; b++) {
            if (e->fit.model.share > 0) MK_TRY(mk_orders_kinds_fit_of(cx, v[b].data, 0, &e->fit.model, &then.fit));
            else MK_TRY(fit(cx, v[b].data, e->fit.model.kind, e->fit.model.k, 0, r->state != MK_VALUE_ENOUGH, &e->fit.model, &then));
            e->then[b] = then.fit.model;
        }
        bool again;
        tried(cx->arena, v, n, i, r, score[i]);
        mk_value_again(cx->arena, e, v, n, score[i], &again);
        if (again) tried(cx->arena, v, n, i, r, score[i]);
    }
    return 0;
}

/* What came after three places is little beside all that was seen before: of two that foretold it nearly alike the one that is far likelier by the whole
 * log is taken (ln L less the number of parameters). */
#define NEAR .05
#define LIKELIER 20

static double likelier(const mk_entrant *a, const mk_entrant *b)
{
    return a->fit.loglik - mk_orders_fitted(&a->fit.model) - (b->fit.loglik - mk_orders_fitted(&b->fit.model));
}

/* The best of those without a fault; where nothing could be tried, by likelihood less the number of parameters (Akaike 1974). */
static int best_of(mk_race *r)
{
    int best = -1;
    for (int round = 0; round < 2 && best < 0; round++)
        for (int i = 0; i < r->n; i++) {
            /* of few customers it cannot be seen that nobody stops: the prior says that some do */
            if (r->state != MK_VALUE_ENOUGH && r->n > 1 && r->entrant[i].fit.model.kind == MK_NBD) continue;
            const mk_entrant *e = &r->entrant[i], *b = best < 0 ? NULL : &r->entrant[best];
            if (round == 0 && e->why != MK_VALUE_FINE) continue;
            if (!b) { best = i; continue; }
            int more = mk_orders_fitted(&e->fit.model) - mk_orders_fitted(&b->fit.model);
            double bias = SAYS_LESS * ((e->fit.model.kind == MK_BG) - (b->fit.model.kind == MK_BG));
            if (r->backs ? mk_entrant_miss(e) < mk_entrant_miss(b) - MK_RACE_TIE : e->fit.loglik - more - bias > b->fit.loglik) best = i;
        }
    if (!r->backs || best < 0) return best < 0 ? 0 : best;
    int likeliest = best;
    double limit = mk_entrant_miss(&r->entrant[best]) - .02;
    for (int i = 0; i < r->n; i++) {
        const mk_entrant *e = &r->entrant[i];
        if (e->why == MK_VALUE_FINE && likelier(e, &r->entrant[likeliest]) > 0 && mk_entrant_miss(e) - mk_entrant_miss(&r->entrant[best]) < NEAR) likeliest = i;
    }
    if (likelier(&r->entrant[likeliest], &r->entrant[best]) > LIKELIER) {
        r->instead = best;
        best = likeliest;
    }
    /* One whose maximum lies at an edge is held by the prior, and falls back to the sound ones unless it foretold clearly better. */
    for (int i = 0; i < r->n; i++)
        if (r->entrant[i].why != MK_VALUE_FINE && mk_entrant_miss(&r->entrant[i]) < limit) {
            limit = mk_entrant_miss(&r->entrant[best = i]);
            r->instead = -1;
        }
    return best;
}

/* A place in the past in the time of a clock. */
static mk_past in_time(mk_arena *a, const mk_past *v, const mk_season *clock, int32_t now, int32_t back)
{
    int32_t then = now - back;
    mk_past p = *v;
    p.days = mk_season_between(clock, then, now);
    p.cell = MK_NEWN(a, mk_seen_cell, v->n + 1);
    mk_orders_cell *c = MK_NEWN(a, mk_orders_cell, v->n + 1);
    for (size_t i = 0; i < v->n; i++) c[i] = (mk_orders_cell){ v->cell[i].n, v->cell[i].x, v->cell[i].tx, v->cell[i].T };
    c = mk_value_in_season(a, clock, then, c, v->n);
    for (size_t i = 0; i < v->n; i++) p.cell[i] = (mk_seen_cell){ c[i].n, c[i].x, c[i].tx, c[i].T, v->cell[i].y };
    p.data = mk_orders_data_new(a, c, v->n);
    return p;
}

/* One more entrant where a season shows: the best one in its time. It stays when it foretold the past better. cells, v: in days. */
static int try_season(mk_cx *cx, const mk_value_summary *s, const mk_orders_cell *cells, double longest, double ln_gaps, mk_race *r, const mk_past *v,
                      mk_past *ret, mk_scores score[MK_RACE_MOST][MK_RACE_BACKS], bool *ret_better)
{
    mk_arena *a = cx->arena;
    if (r->n == MK_RACE_MOST || r->backs == 0) return 0;
    MK_TRY(mk_value_season_of(cx, s, &r->open, longest, &r->season));
    if (!r->season.known) return 0;
    const mk_entrant *best = &r->entrant[r->chosen];
    mk_entrant *e = &r->entrant[r->n];
    mk_orders_data *d = mk_orders_data_new(a, mk_value_in_season(a, &r->season, s->now, cells, s->orders.n), s->orders.n);
    *e = untried;
    if (best->fit.model.share > 0) MK_TRY(mk_orders_kinds_fit_of(cx, d, ln_gaps, &best->fit.model, &e->fit));
    else MK_TRY(fit(cx, d, best->fit.model.kind, best->fit.model.k, ln_gaps, r->state != MK_VALUE_ENOUGH, &best->fit.model, e));
    e->season = true;
    /* the density of an order in days is the clock's pace times that in its time */
    for (size_t i = 0; i < s->orders.n; i++) e->fit.loglik -= cells[i].n * log(r->season.rate[mk_season_step(s->now - cells[i].T)]);
    uint64_t day, n;
    for (size_t i = 0; mk_map_next(&s->day, &i, &day, &n);) e->fit.loglik += (double)n * log(r->season.rate[mk_season_step((double)(int64_t)day)]);
    for (int b = 0; b < r->backs; b++) ret[b] = in_time(a, &v[b], &r->season, s->now, r->back[b]);
    int was = r->n++;
    MK_TRY(try_all(cx, ret, r->backs, was, r, score));
    *ret_better = e->why == MK_VALUE_FINE && mk_entrant_miss(e) < mk_entrant_miss(best);
    if (*ret_better) {
        r->chosen = was;
        r->instead = -1;
    }
    return 0;
}

/* longest: the age that one customer of a hundred exceeds; the cells come in order of T. */
static void count(const mk_orders_cell *cells, size_t n, mk_race *r, double *longest)
{
    double all = 0, older = 0;
    for (size_t i = 0; i < n; i++) all += cells[i].n;
    for (size_t i = n; i-- > 0 && older <= all / 100; older += cells[i].n) *longest = cells[i].T;
    for (size_t i = 0; i < n; i++) {
        r->buyers += (uint64_t)cells[i].n;
        r->orders += (uint64_t)cells[i].n * (cells[i].x + 1);
        if (cells[i].x) r->repeaters += (uint64_t)cells[i].n;
    }
    r->why = r->buyers < BUYERS_LEAST ? MK_VALUE_FEW_CUSTOMERS : r->repeaters < REPEATERS_LEAST ? MK_VALUE_FEW_REPEATERS
           : r->buyers < BUYERS_ENOUGH ? MK_VALUE_FEW_CUSTOMERS : r->repeaters < REPEATERS_ENOUGH ? MK_VALUE_FEW_REPEATERS : MK_VALUE_FINE;
    r->state = r->buyers < BUYERS_LEAST || r->repeaters < REPEATERS_LEAST ? MK_VALUE_TOO_LITTLE
             : r->buyers < BUYERS_ENOUGH || r->repeaters < REPEATERS_ENOUGH ? MK_VALUE_LITTLE : MK_VALUE_ENOUGH;
}

int mk_value_race(mk_cx *cx, const mk_value_summary *s, const mk_orders *only, mk_race *ret)
{
    mk_race r = { .customers = s->customers, .cells = s->orders.n, .pace = 1, .level = 1, .beyond = MK_BEYOND, .held = NAN, .to_hold = NAN, .pace_said = NAN, .pace_sd = NAN, .instead = -1 };
    mk_arena *a = cx->arena;
    mk_orders_cell *cells = mk_value_order_cells(a, s);
    double longest = 0;
    count(cells, s->orders.n, &r, &longest);
    bool little = r.state != MK_VALUE_ENOUGH;
    r.open = mk_value_open_of(a, s);
    double ln_gaps = mk_ln_gaps(s->ln_gaps) - (double)(r.orders - r.buyers) * mk_value_gaps_closed(s, &r.open);
    const mk_orders_cell *timed = r.open.known ? mk_value_in_season(a, &r.open, s->now, cells, s->orders.n) : cells;
    mk_orders_data *d = mk_orders_data_new(a, timed, s->orders.n);
    if (only) {
        MK_TRY(enter(cx, d, only->kind, only->k > 1 ? only->k : 1, ln_gaps, little, &r));
        if (only->k == 0) MK_TRY(enter_regular(cx, d, only->kind, ln_gaps, little, r.entrant[0].fit.loglik, &r));
    } else {
        for (int kind = MK_NBD; kind <= MK_PARETO; kind++) MK_TRY(enter(cx, d, (mk_orders_kind)kind, 1, ln_gaps, little, &r));
        bool gaps = !little || r.orders - r.buyers >= REGULAR_LEAST;        /* few customers who come often tell as much of how regularly */
        if (gaps) MK_TRY(enter_regular(cx, d, MK_BG, ln_gaps, little, r.entrant[1].fit.loglik, &r));
        if (gaps) MK_TRY(enter_regular(cx, d, MK_MBG, ln_gaps, little, r.entrant[2].fit.loglik, &r));
        if (!little) MK_TRY(enter_kinds(cx, d, ln_gaps, &r));
    }
    mk_past days[MK_RACE_BACKS], v[MK_RACE_BACKS], seasonal[MK_RACE_BACKS];
    mk_scores score[MK_RACE_MOST][MK_RACE_BACKS];
    r.backs = places(a, s, longest, &r, days);
    for (int b = 0; b < r.backs; b++) {
        r.tried = (uint64_t)fmax((double)r.tried, days[b].customers);
        v[b] = r.open.known ? in_time(a, &days[b], &r.open, s->now, r.back[b]) : days[b];
    }
    MK_TRY(try_all(cx, v, r.backs, 0, &r, score));
    r.chosen = best_of(&r);
    r.span = longest;
    bool season = false;
    if (!only) MK_TRY(try_season(cx, s, cells, longest, ln_gaps, &r, days, seasonal, score, &season));
    const mk_past *past = season ? seasonal : v;
    if (season) timed = mk_value_in_season(a, &r.season, s->now, cells, s->orders.n);
    r.alone = r.chosen;
    if (!little && !only && mk_value_blend(&r, v, &r.entrant[r.n])) {
        tried(a, v, r.backs, r.n, &r, score[r.n]);
        r.chosen = r.n++;
    }
    if (!little) {                      /* of few customers chance says more of the pace than the past */
        mk_value_pace(a, &r, past, score[r.chosen]);
        mk_value_width(a, &r, past);
        mk_value_tilt(a, &r, past, season ? mk_orders_data_new(a, timed, s->orders.n) : d, timed, s->orders.n);
    }
    if (r.state == MK_VALUE_ENOUGH) r.why = r.entrant[r.chosen].why;
    *ret = r;
    return 0;
}
