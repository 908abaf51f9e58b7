/* SPDX-License-Identifier: Apache-2.0
 * Learning what comes next: moments of the past are asked what came after them, and trees learn from the answers. */
#include "next.h"
#include <math.h>
#include "hash.h"
#include "need_metrics.h"
#include "vec.h"

typedef struct kind { size_t n, cap; float *x; uint8_t *yes; float *weight, *times; bool *held; } kind;
struct mk_next_pupil { mk_arena *arena; size_t most; double missed[2]; kind kind[2]; };     /* missed: of what he did not take, one in so many is kept */

mk_next_pupil *mk_next_pupil_new(mk_arena *a, size_t most, double expected_own, double expected_new)
{
    mk_next_pupil *p = MK_NEW(a, mk_next_pupil);
    double room = (double)most * .85;
    *p = (mk_next_pupil){ .arena = a, .most = most, .missed = { expected_new > room ? expected_new / room : 1, expected_own > room ? expected_own / room : 1 } };
    for (int k = 0; k < 2; k++)
        p->kind[k] = (kind){ 0, most, mk_arena_alloc(a, most * MK_NEXT_FEATURES * sizeof(float)), MK_NEWN(a, uint8_t, most), MK_NEWN(a, float, most),
                             MK_NEWN(a, float, most), MK_NEWN(a, bool, most) };
    return p;
}

/* The picture of a user must not depend on how many others there are: who is looked at goes by hash. */
static double luck(uint64_t a, uint64_t b) { return (double)(mk_hash2(a, b) >> 11) * 0x1p-53; }

static bool took(const mk_next_after *a, uint32_t user, uint32_t item)
{
    uint32_t lo = a->from[user], hi = a->from[user + 1];
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (a->item[mid] < item) lo = mid + 1; else hi = mid;
    }
    return lo < a->from[user + 1] && a->item[lo] == item;
}

/* One customer at one moment: a row for each thing that is worth a look. */
static void look(mk_next_pupil *p, mk_next_reader *r, const mk_next_self *self, const mk_next_after *came, uint32_t u, double usual, bool held)
{
    uint8_t fold = came->fold[u] == MK_NEXT_NO_FOLD ? MK_NEXT_SEE_ALL : came->fold[u];
    uint64_t moment = (uint64_t)(int64_t)self->day;
    mk_next_read(r, self, fold, MK_NEXT_ALL, MK_NEXT_PROPOSE);
    uint32_t n = came->from[u + 1] - came->from[u];
    float weight = (float)(1 / (n ? n : usual));
    for (uint32_t i = 0; i < r->n; i++) {
        bool own = i < r->own_n;
        const mk_next_cell *cell = own ? &self->cell[r->candidate[i]] : NULL;
        uint32_t item = own ? cell->item : r->candidate[i];
        bool yes = took(came, u, item);
        kind *k = &p->kind[own];
        if (!yes && luck(mk_hash2(u, item), moment) >= 1 / p->missed[own]) continue;
        if (k->n == k->cap) continue;
        mk_next_features(r, self, cell, item, fold, k->x + k->n * MK_NEXT_FEATURES);
        k->yes[k->n] = yes;
        k->times[k->n] = yes ? 1 : (float)p->missed[own];
        k->weight[k->n] = weight * k->times[k->n];
        k->held[k->n] = held;
        k->n++;
    }
}

int mk_next_pupil_add(mk_cx *cx, mk_next_pupil *p, const mk_next_view *v, const mk_next_after *came, const uint8_t *ask, double share, double newcomers)
{
    mk_arena *scratch = mk_arena_child(cx->arena);
    mk_next_reader *r = mk_next_reader_new(scratch, v);
    uint64_t takers = 0, taken = 0, moment = (uint64_t)(int64_t)v->day;
    for (uint32_t u = 0; u < v->log->users; u++)
        if (ask[u] && came->from[u + 1] > came->from[u]) takers++, taken += came->from[u + 1] - came->from[u];
    double usual = takers ? (double)taken / (double)takers : 1;
    mk_next_newcomer *newcomer = mk_next_newcomer_new(scratch, v);
    int rc = 0;
    for (uint32_t u = 0; u < v->log->users && rc >= 0; u++) {
        if (!ask[u]) continue;
        if (luck(u, moment) < share) {
            mk_next_self self = mk_next_self_of(v, u);
            look(p, r, &self, came, u, usual, ask[u] == MK_NEXT_HOLD);
        }
        if (v->seen[u] - v->log->basket_of[u] > 1 && luck(mk_hash2(u, 1), moment) < newcomers) {
            mk_next_self self = mk_next_newcomer_of(newcomer, u);
            look(p, r, &self, came, u, usual, ask[u] == MK_NEXT_HOLD);
        }
        if ((u & 0xff) == 0) rc = mk_cx_check(cx);
    }
    mk_arena_free(scratch);
    return rc;
}

uint32_t mk_next_box(uint32_t times, int32_t days, float comes)
{
    static const float often[MK_NEXT_BOX_COMES - 1] = { .05f, .3f, .8f, 1.6f, 3.2f };
    uint32_t t = times < 4 ? times - (times > 0) : times < 6 ? 3 : times < 9 ? 4 : times < 16 ? 5 : 6, d = 0, c = 0;
    while (d < MK_NEXT_BOX_DAYS - 1 && days >= 4 << d) d++;
    while (c < MK_NEXT_BOX_COMES - 1 && comes >= often[c]) c++;
    return (t * MK_NEXT_BOX_DAYS + d) * MK_NEXT_BOX_COMES + c;
}

/* The largest of what was said in each box; of his own items half as much again, for what was not seen. */
static void boxes(mk_next_model *m, const mk_next_pupil *p)
{
    enum { FEW = 30 };
    for (int own = 0; own < 2; own++) {
        uint32_t n[MK_NEXT_BOXES] = { 0 };
        const kind *k = &p->kind[own];
        for (size_t i = 0; i < k->n; i++) {
            const float *x = k->x + i * MK_NEXT_FEATURES;
            double p_of = mk_isotonic_probability(&m->scale, mk_boost_score(own ? m->own : m->fresh, x));
            uint32_t times = (uint32_t)lrint(exp((double)x[own ? MK_NEXT_F_TIMES : MK_NEXT_F_VISITS]) - (own ? 0 : .5));
            uint32_t b = mk_next_box(times, (int32_t)lrint(exp((double)x[own ? MK_NEXT_F_DAYS : MK_NEXT_F_CAME]) - 1), (float)(exp((double)x[MK_NEXT_F_COMES60]) - .02));
            n[b]++;
            if (own) p_of *= 1.5;
            if (p_of > (double)m->most[own][b]) m->most[own][b] = (float)p_of;
        }
        for (uint32_t b = 0; b < MK_NEXT_BOXES; b++)
            if (n[b] < FEW || m->most[own][b] > 1 || !m->learnt) m->most[own][b] = 1;
    }
}

/* Of what more never speaks against. Numbers that grow with the age of a shop are largest in its latest moments: were little bought then, before a feast, trees
 * would take the largest for a reason not to buy. */
static uint64_t rising(void)
{
    static const int more[] = {
        MK_NEXT_F_TIMES, MK_NEXT_F_SLOW, MK_NEXT_F_FAST, MK_NEXT_F_SHARE, MK_NEXT_F_SINCE_FIRST, MK_NEXT_F_RATE7, MK_NEXT_F_RATE20, MK_NEXT_F_RATE60, MK_NEXT_F_RATE200, MK_NEXT_F_SHARE60,
        MK_NEXT_F_YEARS, MK_NEXT_F_YEAR, MK_NEXT_F_ROUND, MK_NEXT_F_ROUND_HEBREW, MK_NEXT_F_SEASON, MK_NEXT_F_ALIKE, MK_NEXT_F_LATELY, MK_NEXT_F_BESIDE, MK_NEXT_F_BESIDE_NOW,
    };
    uint64_t bits = 0;
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) bits |= UINT64_C(1) << more[i];
    return bits;
}

int mk_next_pupil_fit(mk_cx *cx, mk_arena *a, mk_next_pupil *p, mk_next_model **ret)
{
    const mk_boost_rule rule = { .trees = 400, .leaves = 12, .rate = .06, .lambda = 20, .least = 10, .share = .6, .rows = .5, .patience = 30, .rising = rising() };
    mk_next_model *m = MK_NEW(a, mk_next_model);
    size_t held = 0;
    for (int k = 0; k < 2; k++) {
        kind *d = &p->kind[k];
        mk_boost_rows rows = { d->n, MK_NEXT_FEATURES, d->x, d->yes, d->weight, d->held };
        MK_TRY(mk_boost_train(cx, a, &rows, &rule, k ? &m->own : &m->fresh));
        for (size_t i = 0; i < d->n; i++) held += d->held[i], m->yes += d->yes[i];
        m->rows += d->n;
    }
    mk_arena *scratch = mk_arena_child(cx->arena);
    mk_isotonic_row *row = MK_NEWN(scratch, mk_isotonic_row, held + 1);
    held = 0;
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < p->kind[k].n; i++)
            if (p->kind[k].held[i])
                row[held++] = (mk_isotonic_row){ mk_boost_score(k ? m->own : m->fresh, p->kind[k].x + i * MK_NEXT_FEATURES), (double)p->kind[k].times[i], p->kind[k].yes[i] };
    mk_isotonic_fit(row, held, &m->scale);
    mk_odds_metrics *odds = MK_NEW(scratch, mk_odds_metrics);
    for (size_t i = 0; i < held; i++) mk_odds_metrics_add(odds, mk_isotonic_probability(&m->scale, row[i].score), row[i].yes, (uint64_t)(row[i].weight + .5));
    m->auc = mk_odds_auc(odds);
    m->error = mk_odds_ece(odds, 20);
    mk_arena_free(scratch);
    m->held = held;
    m->learnt = m->yes >= 50;
    boxes(m, p);
    *ret = m;
    return 0;
}

/* Where there was too little to learn from: his own share of baskets by how often he comes, and what people like him and everybody take. */
static double guess(const mk_next_reader *r, const float *x, bool own)
{
    bool dated = r->view->day != MK_NEXT_UNDATED;
    double come = dated ? (double)x[MK_NEXT_F_COMES60] - log(60 / 7.) : 0, z;
    come = come > 0 ? 0 : come;
    if (own) z = .8 * (double)x[MK_NEXT_F_SHARE] + .3 * (double)x[MK_NEXT_F_FAST] - .5;
    else z = log(.3 * exp((double)x[MK_NEXT_F_POPULAR_LATE]) + .1 * exp((double)x[MK_NEXT_F_ALIKE]) + 1e-6);
    return z + come;
}

enum { BLOCK = 128 };

/* The score from which on something may be as likely; INFINITY when no tree ever says so, or none of one who comes as he does. */
static double least_score(const mk_next_model *m, const mk_boost *b, double least, const float *x, const bool *known)
{
    double score = least > 0 ? mk_isotonic_score(&m->scale, least) : -INFINITY;
    return m->learnt && score > -INFINITY && (b->most < score || !mk_boost_may_reach(b, x, known, score)) ? INFINITY : score;
}

uint32_t mk_next_answers(mk_next_reader *r, const mk_next_model *m, const mk_next_self *self, const mk_next_wish *wish, mk_next_answer *ret, uint32_t most)
{
    static const mk_next_wish preset = { MK_NEXT_ALL, MK_NEXT_PROPOSE, 0, 0 };
    if (!wish) wish = &preset;
    float x[BLOCK * MK_NEXT_FEATURES];
    bool known[2][MK_NEXT_FEATURES];
    mk_next_features_before(self, x, known[true], known[false]);
    double least[2] = { least_score(m, m->fresh, wish->least_new, x, known[false]), least_score(m, m->own, wish->least_own, x, known[true]) };
    bool old = least[true] < (double)INFINITY, new = least[false] < (double)INFINITY;
    if (!old && !new) return 0;
    mk_next_read(r, self, MK_NEXT_SEE_ALL, wish->own, new ? wish->fresh : 0);
    mk_best *room = r->near + r->neighbours;
    uint32_t n = 0;
    double score[BLOCK];
    for (uint32_t from = old ? 0 : r->own_n, to; from < r->n; from = to) {
        bool his = from < r->own_n;
        uint32_t end = his ? r->own_n : r->n;
        to = end - from < BLOCK ? end : from + BLOCK;
        for (uint32_t i = from; i < to; i++) {
            const mk_next_cell *cell = his ? &self->cell[r->candidate[i]] : NULL;
            float *row = x + (i - from) * MK_NEXT_FEATURES;
            mk_next_features(r, self, cell, cell ? cell->item : r->candidate[i], MK_NEXT_SEE_ALL, row);
            if (!m->learnt) score[i - from] = guess(r, row, his);
        }
        if (m->learnt) mk_boost_scores(his ? m->own : m->fresh, x, to - from, score);
        for (uint32_t i = from; i < to; i++) {
            room[n] = (mk_best){ score[i - from], i };
            n += score[i - from] >= least[his];
        }
    }
    mk_best_select(room, n, most);
    if (n > most) n = most;
    mk_best_sort(room, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t c = room[i].id;
        const mk_next_cell *cell = c < r->own_n ? &self->cell[r->candidate[c]] : NULL;
        ret[i] = (mk_next_answer){ cell, cell ? cell->item : r->candidate[c], (float)room[i].score, mk_isotonic_probability(&m->scale, room[i].score) };
    }
    return n;
}

bool mk_next_explain(mk_next_reader *r, const mk_next_model *m, const mk_next_self *self, const mk_next_answer *a, double *ret_base, double ret_part[MK_NEXT_FEATURES])
{
    float x[MK_NEXT_FEATURES];
    memset(ret_part, 0, MK_NEXT_FEATURES * sizeof *ret_part);
    *ret_base = 0;
    if (!m->learnt) return false;
    const mk_boost *b = a->cell ? m->own : m->fresh;
    mk_next_features(r, self, a->cell, a->item, MK_NEXT_SEE_ALL, x);
    mk_boost_explain(b, x, ret_part);
    *ret_base = b->begin;
    return true;
}
