/* SPDX-License-Identifier: Apache-2.0 */
#include "next_features.h"
#include <math.h>

static float ln(double v) { return (float)log(v); }

mk_next_person mk_next_person_of(const mk_next_view *v, uint32_t user)
{
    const mk_shoplog *l = v->log;
    uint32_t from = l->basket_of[user], to = v->seen[user], n = to - from, lines = l->line_of[to] - l->line_of[from];
    uint32_t range = v->cell_of[user + 1] - v->cell_of[user], first = n ? l->line_of[from + 1] - l->line_of[from] : 0;
    mk_next_person p = { .baskets = n, .visits = ln(n + .5), .basket = ln((lines + 3.) / (n + 1.)), .range = ln(range + 1.),
        /* of what he bought after the first basket, the part that was new */
        .curious = ln((range - first + 1.) / (lines - range + 1.)), .last = n ? ln(l->line_of[to] - l->line_of[to - 1] + 1.) : 0 };
    if (v->day != MK_NEXT_UNDATED && n) {
        double r[3] = { 0 };
        for (uint32_t b = from; b < to; b++) {
            int age = v->day - l->day[b];
            r[0] += exp(-age / 20.), r[1] += exp(-age / 60.), r[2] += exp(-age / 200.);
        }
        for (int i = 0; i < 3; i++) p.comes[i] = ln(r[i] + .02);
        p.came = ln(v->day - l->day[to - 1] + 1.);
        p.came_ratio = ln((v->day - l->day[to - 1] + 1.) * n / (l->day[to - 1] - l->day[from] + 30.));
    }
    return p;
}

static uint32_t blind(const uint32_t of[MK_NEXT_FOLDS + 1], uint8_t fold)
{
    uint32_t n = 0;
    for (int f = 0; f <= MK_NEXT_FOLDS; f++) n += f == fold ? 0 : of[f];
    return n;
}

void mk_next_features(const mk_next_reader *r, const mk_next_person *p, const mk_next_cell *c, uint32_t item, uint8_t fold, float x[MK_NEXT_FEATURES])
{
    const mk_next_view *v = r->view;
    const mk_next_item *it = &v->item[item];
    double after = blind(v->after_users, fold), popular = (it->baskets + .5) / (v->baskets_seen + 1.);
    double late = (it->late + 10 * popular) / (v->last_baskets + 10.), now = (blind(it->after, fold) + 10 * late) / (after + 10);
    double alike = r->score[MK_NEXT_ALIKE].of[item], lately = r->score[MK_NEXT_LATELY].of[item], beside = r->score[MK_NEXT_BESIDE].of[item];
    memset(x, 0, MK_NEXT_FEATURES * sizeof *x);
    x[MK_NEXT_F_POPULAR] = ln(popular);
    x[MK_NEXT_F_POPULAR_LATE] = ln(late);
    x[MK_NEXT_F_POPULAR_AFTER] = ln(now);
    x[MK_NEXT_F_TREND] = ln(now / popular);
    x[MK_NEXT_F_ALIKE] = ln(alike + 1e-5);
    x[MK_NEXT_F_LATELY] = ln(lately + 1e-5);
    x[MK_NEXT_F_BESIDE] = ln(beside + 1e-3);
    x[MK_NEXT_F_ALIKE_LIFT] = ln((alike + 1e-5) / (popular + 1e-5));
    x[MK_NEXT_F_LATELY_LIFT] = ln((lately + 1e-4) / (now + 1e-4));
    x[MK_NEXT_F_VISITS] = p->visits;
    x[MK_NEXT_F_BASKET] = p->basket;
    x[MK_NEXT_F_RANGE] = p->range;
    x[MK_NEXT_F_CURIOUS] = p->curious;
    x[MK_NEXT_F_LAST_SIZE] = p->last;
    x[MK_NEXT_F_COMES20] = p->comes[0];
    x[MK_NEXT_F_COMES60] = p->comes[1];
    x[MK_NEXT_F_COMES200] = p->comes[2];
    x[MK_NEXT_F_CAME] = p->came;
    x[MK_NEXT_F_CAME_RATIO] = p->came_ratio;
    x[MK_NEXT_F_AGAIN] = ln((it->again + 1.) / (it->buyers + 8.));
    if (!c) return;
    uint32_t gap = p->baskets - 1 - c->last, known = p->baskets - c->first;
    x[MK_NEXT_F_KEPT] = ln((blind(it->kept, fold) + .5) / (blind(it->had, fold) + 10.));
    x[MK_NEXT_F_TIMES] = ln(c->n);
    x[MK_NEXT_F_GAP] = ln(gap + 1.);
    x[MK_NEXT_F_SLOW] = ln(c->slow + .01);
    x[MK_NEXT_F_FAST] = ln(c->fast + .01);
    x[MK_NEXT_F_SHARE] = ln((c->n + .2) / (known + 1.));
    x[MK_NEXT_F_SINCE_FIRST] = ln(known);
    /* his pace: the mean interval between his purchases of it, drawn to one every eight visits */
    x[MK_NEXT_F_RATIO] = ln((gap + 1.) / ((c->last - c->first + 8.) / c->n));
    if (v->day == MK_NEXT_UNDATED) return;
    int days = v->day - c->last_day;
    double pace = it->gaps ? exp((it->gap_log + 3 * 3.7) / (it->gaps + 3)) : 40;
    x[MK_NEXT_F_DAYS] = ln(days + 1.);
    x[MK_NEXT_F_RATE20] = ln(c->rate[0] + .02);
    x[MK_NEXT_F_RATE60] = ln(c->rate[1] + .02);
    x[MK_NEXT_F_RATE200] = ln(c->rate[2] + .02);
    x[MK_NEXT_F_DAY_RATIO] = ln((days + 1.) / ((c->last_day - c->first_day + 2 * pace) / (c->n + 1.)));
    x[MK_NEXT_F_DAY_PACE] = ln((days + 1.) / pace);
    x[MK_NEXT_F_YEAR] = ln(c->year + 1.);
    x[MK_NEXT_F_RATE7] = ln(c->rate[3] + .02);
    x[MK_NEXT_F_GAP_RATIO] = ln((days + 1.) / (c->gap ? c->gap : 2 * pace));
    double gaps = c->n - 1, mean = (c->gaps + log(pace)) / (gaps + 1);
    x[MK_NEXT_F_STEADY] = (float)sqrt(((double)c->gaps2 + log(pace) * log(pace) + 1.5) / (gaps + 1) - mean * mean > 0 ? ((double)c->gaps2 + log(pace) * log(pace) + 1.5) / (gaps + 1) - mean * mean : 0);
    x[MK_NEXT_F_LONGEST] = ln((days + 1.) / (c->longest ? c->longest : 3 * pace));
    x[MK_NEXT_F_HAZARD] = (float)((log(days + 4.) - mean) / (x[MK_NEXT_F_STEADY] + .1f));
    x[MK_NEXT_F_YEARS] = ln(v->day - c->first_day + 1.);
    x[MK_NEXT_F_SHARE60] = ln(c->rate[1] + .05) - ln(exp(p->comes[1]) + 1);
}
