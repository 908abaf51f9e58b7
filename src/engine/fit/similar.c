/* SPDX-License-Identifier: Apache-2.0 */
#include "similar.h"
#include <math.h>
#include <stdlib.h>

static const double K = 2, LEAST_FIT = .3;

void mk_piece_ready(mk_arena *a, mk_piece *p)
{
    p->look.grams = mk_grams_of(a, p->look.text);
    p->size_key = mk_size_key(a, mk_look_trait(&p->look, "size"));
}

bool mk_same_season(int32_t day, int32_t today)
{
    double apart = fmod(fabs((double)today - day), 365.2425);
    return fmin(apart, 365.2425 - apart) <= MK_SEASON_DAYS;
}

/* Every attribute that counts is the same: it is the same thing under a new code, as next year's delivery has it. */
static bool alike(const mk_look *x, const mk_look *y)
{
    size_t same = 0;
    for (size_t i = 0; i < x->n; i++) {
        if (!mk_taste_counts(x->trait[i].name)) continue;
        if (!mk_str_eq(mk_look_value(y, x->trait[i].name), x->trait[i].value)) return false;
        same++;
    }
    return same >= 3 && mk_grams_near(x->grams, y->grams) > .9;
}

static bool owned(const mk_similar_ask *ask, const mk_look *look)
{
    for (size_t i = 0; i < ask->n; i++)
        if (mk_str_eq(ask->his[i].article, look->article) || alike(&ask->his[i], look)) return true;      /* what he gave back is not shown again either */
    return false;
}

static void season(const mk_similar_ask *ask, mk_similar *s)
{
    for (size_t i = 0; i < ask->n; i++) {
        const mk_look *h = &ask->his[i];
        if (!(h->count > 0) || !mk_str_eq(mk_look_trait(h, "category"), s->what->category)) continue;
        s->season_of++;
        s->season_his += mk_same_season(h->day, ask->today);
    }
    double share = (2 * MK_SEASON_DAYS + 1) / 365.2425;
    s->season = log((s->season_his + K * share) / (s->season_of + K) / share);
}

/* What he kept that it is most like: attributes they share, their text, and that it was a year ago. */
static void loved(const mk_similar_ask *ask, mk_similar *s)
{
    double most = 0;
    for (size_t i = 0; i < ask->n; i++) {
        const mk_look *h = &ask->his[i];
        if (!(h->count > 0)) continue;
        double same = 0;
        for (size_t k = 0; k < s->what->look.n; k++) {
            mk_trait t = s->what->look.trait[k];
            if (mk_taste_counts(t.name)) same += mk_str_eq(mk_look_value(h, t.name), t.value);
        }
        bool year = ask->today - h->day > 365 - MK_SEASON_DAYS && ask->today - h->day < 365 + MK_SEASON_DAYS;
        if (same == 0) continue;
        double near = same + mk_grams_near(h->grams, s->what->look.grams) + (year ? 1.5 : 0) + .001 * (double)i;     /* of two alike the later one */
        if (near > most) {
            most = near;
            s->loved = h;
            s->last_year = year;
        }
    }
}

static int best_first(const void *x, const void *y)
{
    const mk_similar *a = x, *b = y;
    double sa = a->score + log(a->size_p), sb = b->score + log(b->size_p);
    return sa != sb ? (sa < sb) - (sa > sb) : (a->what->look.item > b->what->look.item) - (a->what->look.item < b->what->look.item);
}

/* His sizes in a brand, answered once for each: a shelf has many pieces of few brands. */
typedef struct fitting { mk_str category, brand; const mk_size_scale *scale; mk_size_answer answer; } fitting;
typedef mk_vec(fitting) fittings;

static const fitting *fitting_of(mk_arena *a, const mk_similar_ask *ask, fittings *all, mk_str category, mk_str brand)
{
    for (size_t i = 0; i < all->n; i++)
        if (mk_str_eq(all->p[i].category, category) && mk_str_eq(all->p[i].brand, brand)) return &all->p[i];
    const mk_size_seen *his = NULL;
    size_t seen = 0;
    fitting *f = mk_vec_push(a, all);
    f->category = category, f->brand = brand;
    f->scale = ask->scale ? ask->scale(ask->self, category, &his, &seen) : NULL;
    if (f->scale) mk_size_of(a, f->scale, his, seen, brand, &f->answer);
    return f;
}

size_t mk_similar_of(mk_arena *a, const mk_similar_ask *ask, const mk_piece *c, size_t n, mk_similar *ret, size_t most)
{
    double least = ask->least_fit > 0 ? ask->least_fit : LEAST_FIT;
    mk_taste *taste = mk_taste_of(a, ask->base, ask->his, ask->n);
    fittings sizes = { 0 };
    mk_vec(mk_similar) all = { 0 };
    for (size_t i = 0; i < n; i++) {
        mk_similar s = { .what = &c[i], .left = c[i].stock - (ask->taken ? ask->taken(ask->self, c[i].look.item) : 0), .size_p = 1 };
        if (s.left <= 0) continue;
        if (c[i].size_key.n) {
            const fitting *f = fitting_of(a, ask, &sizes, c[i].category, mk_look_trait(&c[i].look, "brand"));
            int place = f->scale ? mk_size_place(f->scale, c[i].size_key) : -1;
            if (place < 0 || !f->answer.known || f->answer.p[place] < least) continue;     /* of whom no size is known, nothing with a size is offered */
            s.size = f->answer;
            s.size_p = f->answer.p[place];
        }
        if (owned(ask, &c[i].look)) continue;
        loved(ask, &s);
        if (!s.loved) continue;
        season(ask, &s);
        s.score = mk_taste_score(a, taste, &c[i].look, s.part, &s.parts) + s.season;
        *mk_vec_push(a, &all) = s;
    }
    if (all.n) qsort(all.p, all.n, sizeof *all.p, best_first);
    size_t k = 0;
    for (size_t i = 0; i < all.n && k < most; i++) {
        bool again = false;
        for (size_t j = 0; j < k && !again; j++) again = mk_str_eq(ret[j].what->look.article, all.p[i].what->look.article);
        if (!again) ret[k++] = all.p[i];
    }
    return k;
}
