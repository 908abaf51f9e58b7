/* SPDX-License-Identifier: Apache-2.0 */
#include "next_features.h"
#include <math.h>

/* ln to six digits: a cubic-range polynomial on the mantissa (the atanh series), the exponent apart. Five times the speed of log(), and
 * the same bits on every machine. v > 0. */
static float ln(double v)
{
    union { double d; uint64_t u; } b = { v };
    int e = (int)(b.u >> 52) - 1023;
    b.u = (b.u & UINT64_C(0xfffffffffffff)) | UINT64_C(0x3ff0000000000000);
    if (b.d > 1.4142135623730951) b.d *= .5, e++;
    double t = (b.d - 1) / (b.d + 1), q = t * t;
    return (float)(e * 0.6931471805599453 + 2 * t * (1 + q * (1. / 3 + q * (1. / 5 + q * (1. / 7 + q / 9)))));
}

static uint32_t blind(const uint32_t of[MK_NEXT_FOLDS + 1], uint8_t fold)
{
    uint32_t n = 0;
    for (int f = 0; f <= MK_NEXT_FOLDS; f++) n += f == fold ? 0 : of[f];
    return n;
}

/* What part of its purchases is of this week of the year, near a usual week's where few are known; the same of all where no earlier year is. */
static float season_of(const mk_next_view *v, const mk_next_item *it)
{
    enum { IMAGINED = 10 };
    const double usual = .022;
    double near = fmax((double)it->near[MK_SEASON_CIVIL], (double)it->near[MK_SEASON_HEBREW]);
    return v->season ? ln((near + IMAGINED * usual) / (it->baskets + IMAGINED)) : ln(usual);
}

static mk_next_among among_of(const mk_next_view *v, const mk_next_item *it, uint8_t fold)
{
    double after = blind(v->after_users, fold), popular = (it->baskets + .5) / (v->baskets_seen + 1.);
    double late = (it->late + 10 * popular) / (v->last_baskets + 10.), now = (blind(it->after, fold) + 10 * late) / (after + 10);
    double ln_pace = it->gaps ? (it->gap_log + 3 * 3.7) / (it->gaps + 3) : 3.6888794541139363;
    return (mk_next_among){ .popular = popular, .now = now, .ln_pace = ln_pace, .pace = exp(ln_pace), .ln_popular = ln(popular), .ln_late = ln(late), .ln_now = ln(now),
                            .trend = ln(now / popular), .season = season_of(v, it), .again = ln((it->again + 1.) / (it->buyers + 8.)),
                            .kept = ln((blind(it->kept, fold) + .5) / (blind(it->had, fold) + 10.)) };
}

void mk_next_among_all(mk_arena *a, mk_next_view *v)
{
    mk_next_among *all = MK_NEWN(a, mk_next_among, v->items + 1);
    v->season = false;
    for (uint32_t i = 0; i < v->items; i++) v->season |= v->item[i].near[MK_SEASON_CIVIL] > 0 || v->item[i].near[MK_SEASON_HEBREW] > 0;
    for (uint32_t i = 0; i <= v->items; i++) all[i] = among_of(v, &v->item[i], MK_NEXT_SEE_ALL);
    v->among = all;
}

/* What does not depend on the item. */
static void person(const mk_next_self *p, float x[MK_NEXT_FEATURES])
{
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
}

void mk_next_features_before(const mk_next_self *p, float x[MK_NEXT_FEATURES], bool ret_own[MK_NEXT_FEATURES], bool ret_fresh[MK_NEXT_FEATURES])
{
    static const int his[] = { MK_NEXT_F_VISITS, MK_NEXT_F_BASKET, MK_NEXT_F_RANGE, MK_NEXT_F_CURIOUS, MK_NEXT_F_LAST_SIZE, MK_NEXT_F_COMES20, MK_NEXT_F_COMES60,
                               MK_NEXT_F_COMES200, MK_NEXT_F_CAME, MK_NEXT_F_CAME_RATIO };
    static const int any[] = { MK_NEXT_F_POPULAR, MK_NEXT_F_POPULAR_LATE, MK_NEXT_F_POPULAR_AFTER, MK_NEXT_F_TREND, MK_NEXT_F_ALIKE, MK_NEXT_F_LATELY, MK_NEXT_F_BESIDE,
                               MK_NEXT_F_BESIDE_NOW, MK_NEXT_F_ALIKE_LIFT, MK_NEXT_F_LATELY_LIFT, MK_NEXT_F_AGAIN };
    memset(x, 0, MK_NEXT_FEATURES * sizeof *x);
    person(p, x);
    for (int f = 0; f < MK_NEXT_FEATURES; f++) ret_own[f] = false, ret_fresh[f] = true;      /* of what is new to him, what he did with it is nothing */
    for (size_t i = 0; i < sizeof his / sizeof *his; i++) ret_own[his[i]] = true;
    for (size_t i = 0; i < sizeof any / sizeof *any; i++) ret_fresh[any[i]] = false;
}

void mk_next_features(const mk_next_reader *r, const mk_next_self *p, const mk_next_cell *c, uint32_t item, uint8_t fold, float x[MK_NEXT_FEATURES])
{
    const mk_next_view *v = r->view;
    uint32_t known_as = mk_next_known(v, item);
    const mk_next_among it = fold == MK_NEXT_SEE_ALL ? v->among[known_as] : among_of(v, &v->item[known_as], fold);
    double alike = r->score[MK_NEXT_ALIKE].of[item], lately = r->score[MK_NEXT_LATELY].of[item], beside = r->score[MK_NEXT_BESIDE].of[item];
    memset(x, 0, MK_NEXT_FEATURES * sizeof *x);
    x[MK_NEXT_F_POPULAR] = it.ln_popular;
    x[MK_NEXT_F_POPULAR_LATE] = it.ln_late;
    x[MK_NEXT_F_POPULAR_AFTER] = it.ln_now;
    x[MK_NEXT_F_TREND] = it.trend;
    x[MK_NEXT_F_ALIKE] = ln(alike + 1e-5);
    x[MK_NEXT_F_LATELY] = ln(lately + 1e-5);
    x[MK_NEXT_F_BESIDE] = ln(beside + 1e-3);
    x[MK_NEXT_F_BESIDE_NOW] = ln((double)r->beside_now[item] + 1e-3);
    x[MK_NEXT_F_ALIKE_LIFT] = ln((alike + 1e-5) / (it.popular + 1e-5));
    x[MK_NEXT_F_LATELY_LIFT] = ln((lately + 1e-4) / (it.now + 1e-4));
    person(p, x);
    x[MK_NEXT_F_AGAIN] = it.again;
    if (v->day != MK_NEXT_UNDATED) x[MK_NEXT_F_SEASON] = it.season, x[MK_NEXT_F_CAME_SEASON] = p->season;
    if (!c) return;
    uint32_t gap = p->baskets - 1 - c->last, known = p->baskets - c->first;
    x[MK_NEXT_F_KEPT] = it.kept;
    x[MK_NEXT_F_TIMES] = ln(c->n);
    x[MK_NEXT_F_GAP] = ln(gap + 1.);
    x[MK_NEXT_F_SLOW] = ln(c->slow + .01);
    x[MK_NEXT_F_FAST] = ln(c->fast + .01);
    x[MK_NEXT_F_SHARE] = ln((c->n + .2) / (known + 1.));
    x[MK_NEXT_F_SINCE_FIRST] = ln(known);
    /* his pace: the mean interval between his purchases of it, drawn to one every eight visits */
    x[MK_NEXT_F_RATIO] = ln((gap + 1.) / ((c->last - c->first + 8.) / c->n));
    if (v->day == MK_NEXT_UNDATED) return;
    int days = p->day - c->last_day;
    double ln_pace = it.ln_pace, pace = it.pace;
    x[MK_NEXT_F_DAYS] = ln(days + 1.);
    x[MK_NEXT_F_RATE20] = ln(c->rate[0] + .02);
    x[MK_NEXT_F_RATE60] = ln(c->rate[1] + .02);
    x[MK_NEXT_F_RATE200] = ln(c->rate[2] + .02);
    x[MK_NEXT_F_DAY_RATIO] = ln((days + 1.) / ((c->last_day - c->first_day + 2 * pace) / (c->n + 1.)));
    x[MK_NEXT_F_DAY_PACE] = ln((days + 1.) / pace);
    x[MK_NEXT_F_YEAR] = ln(c->year + 1.);
    x[MK_NEXT_F_ROUND] = ln((double)c->near[MK_SEASON_CIVIL] + .1);
    x[MK_NEXT_F_ROUND_HEBREW] = ln((double)c->near[MK_SEASON_HEBREW] + .1);
    x[MK_NEXT_F_RATE7] = ln(c->rate[3] + .02);
    x[MK_NEXT_F_GAP_RATIO] = ln((days + 1.) / (c->gap ? c->gap : 2 * pace));
    double gaps = c->n - 1, mean = ((double)c->gaps + ln_pace) / (gaps + 1), spread = ((double)c->gaps2 + ln_pace * ln_pace + 1.5) / (gaps + 1) - mean * mean;
    x[MK_NEXT_F_STEADY] = (float)sqrt(spread > 0 ? spread : 0);
    x[MK_NEXT_F_LONGEST] = ln((days + 1.) / (c->longest ? c->longest : 3 * pace));
    x[MK_NEXT_F_HAZARD] = (float)(((double)ln(days + 4.) - mean) / ((double)x[MK_NEXT_F_STEADY] + .1));
    x[MK_NEXT_F_YEARS] = ln(p->day - c->first_day + 1.);
    x[MK_NEXT_F_SHARE60] = ln((double)c->rate[1] + .05) - ln(exp((double)p->comes[1]) + 1);
}
