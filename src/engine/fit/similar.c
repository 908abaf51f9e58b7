/* SPDX-License-Identifier: Apache-2.0 */
#include "similar.h"
#include <math.h>
#include <stdlib.h>

static const double K = 2, LEAST_FIT = .3;

void mk_piece_ready(mk_arena *a, mk_piece *p)
{
    mk_look_ready(a, &p->look);
    p->size_key = mk_size_key(a, mk_look_trait(&p->look, "size"));
    p->cut = mk_hash(mk_hash(3, p->category), mk_look_trait(&p->look, "brand"));
}

bool mk_same_season(int32_t day, int32_t today)
{
    double apart = fmod(fabs((double)today - day), 365.2425);
    return fmin(apart, 365.2425 - apart) <= MK_SEASON_DAYS;
}

/* Every attribute that counts is the same: it is the same thing under a new code, as next year's delivery has it. */
static bool alike(const mk_look *x, const mk_look *y)
{
    return x->keys.n >= 3 && mk_looks_share(x, y) == x->keys.n && mk_grams_near(x->keys.grams, y->keys.grams) > .9;
}

static bool owned(const mk_similar_ask *ask, const mk_look *look)
{
    for (size_t i = 0; i < ask->n; i++)
        if (ask->his[i].keys.article == look->keys.article || alike(&ask->his[i], look)) return true;      /* what he gave back is not shown again either */
    return false;
}

/* Whether it shares anything with something he kept. */
static bool related(const mk_similar_ask *ask, const mk_look *look)
{
    for (size_t i = 0; i < ask->n; i++) if (ask->his[i].count > 0 && mk_looks_share(look, &ask->his[i])) return true;
    return false;
}

static double season(const mk_similar_ask *ask, mk_str category, uint32_t *ret_his, uint32_t *ret_of)
{
    *ret_his = *ret_of = 0;
    for (size_t i = 0; i < ask->n; i++) {
        const mk_look *h = &ask->his[i];
        if (!(h->count > 0) || !mk_str_eq(mk_look_trait(h, "category"), category)) continue;
        ++*ret_of;
        *ret_his += mk_same_season(h->day, ask->today);
    }
    double share = (2 * MK_SEASON_DAYS + 1) / 365.2425;
    return log((*ret_his + K * share) / (*ret_of + K) / share);
}

/* What he kept that it is most like: attributes they share, their text, and that it was a year ago. */
static void loved(const mk_similar_ask *ask, mk_similar *s)
{
    double most = 0;
    for (size_t i = 0; i < ask->n; i++) {
        const mk_look *h = &ask->his[i];
        size_t same = h->count > 0 ? mk_looks_share(&s->what->look, h) : 0;
        if (!same) continue;
        bool year = ask->today - h->day > 365 - MK_SEASON_DAYS && ask->today - h->day < 365 + MK_SEASON_DAYS;
        double near = (double)same + mk_grams_near(h->keys.grams, s->what->look.keys.grams) + (year ? 1.5 : 0) + .001 * (double)i;     /* of two alike the later one */
        if (near > most) {
            most = near;
            s->loved = h;
            s->last_year = year;
        }
    }
}

/* His sizes in a brand, and his season of a category, answered once for each: a shelf has many pieces of few brands; where he stands on a scale, once for all its brands. */
typedef struct fitting { uint64_t cut; const mk_size_scale *scale; mk_size_self self; mk_size_answer size; double season; uint32_t season_his, season_of; } fitting;
typedef mk_vec(fitting *) fittings;

static const fitting *standing(const fittings *all, const mk_size_scale *scale, const mk_size_seen *his)
{
    for (size_t i = 0; i < all->n; i++) if (all->p[i]->self.scale == scale && all->p[i]->self.his == his) return all->p[i];
    return NULL;
}

static fitting *fitting_of(mk_arena *a, const mk_similar_ask *ask, fittings *all, const mk_piece *p)
{
    for (size_t i = 0; i < all->n; i++) if (all->p[i]->cut == p->cut) return all->p[i];
    const mk_size_seen *his = NULL;
    size_t seen = 0;
    fitting *f = *mk_vec_push(a, all) = MK_NEW(a, fitting);
    f->cut = p->cut;
    f->scale = ask->scale ? ask->scale(ask->self, p->category, &his, &seen) : NULL;
    if (f->scale) {
        const fitting *same = standing(all, f->scale, his);
        f->self = same ? same->self : mk_size_self_of(a, f->scale, his, seen);
        mk_size_of(&f->self, mk_look_trait(&p->look, "brand"), &f->size);
    }
    f->season = season(ask, p->category, &f->season_his, &f->season_of);
    return f;
}

/* What may be shown; order: its score but for its text, with how likely the size is. */
typedef struct candidate { const mk_piece *what; const fitting *fit; int64_t left; double size_p, order; int size_place; } candidate;

static int likely_first(const void *x, const void *y)
{
    const candidate *a = x, *b = y;
    return a->order != b->order ? (a->order < b->order) - (a->order > b->order) : (a->what->look.item > b->what->look.item) - (a->what->look.item < b->what->look.item);
}

static double rank(const mk_similar *s) { return s->score + log(s->size_p); }
static bool before(const mk_similar *x, const mk_similar *y) { return rank(x) != rank(y) ? rank(x) > rank(y) : x->what->look.item < y->what->look.item; }

/* Into its place among the n best, at most `most`; of an article only the best. */
static size_t put(mk_similar *best, size_t n, size_t most, const mk_similar *s)
{
    for (size_t i = 0; i < n; i++) {
        if (best[i].what->look.keys.article != s->what->look.keys.article) continue;
        if (before(&best[i], s)) return n;
        memmove(&best[i], &best[i + 1], (--n - i) * sizeof *best);
        break;
    }
    size_t at = n;
    while (at && before(s, &best[at - 1])) at--;
    if (at == most) return n;
    if (n == most) n--;
    memmove(&best[at + 1], &best[at], (n - at) * sizeof *best);
    best[at] = *s;
    return n + 1;
}

size_t mk_similar_of(mk_arena *a, const mk_similar_ask *ask, const mk_piece *c, size_t n, mk_similar *ret, size_t most)
{
    double least = ask->least_fit > 0 ? ask->least_fit : LEAST_FIT;
    mk_taste *taste = mk_taste_of(a, ask->base, ask->his, ask->n);
    fittings sizes = { 0 };
    mk_vec(candidate) all = { 0 };
    for (size_t i = 0; i < n; i++) {
        candidate one = { .what = &c[i], .left = c[i].stock - (ask->taken ? ask->taken(ask->self, c[i].look.item) : 0), .size_p = 1 };
        if (one.left <= 0) continue;
        one.fit = fitting_of(a, ask, &sizes, &c[i]);
        if (c[i].size_key.n) {
            int place = one.fit->scale ? mk_size_place(one.fit->scale, c[i].size_key) : -1;
            if (place < 0 || !one.fit->size.known || one.fit->size.p[place] < least) continue;     /* of whom no size is known, nothing with a size is offered */
            one.size_p = one.fit->size.p[place];
            one.size_place = place;
        }
        if ((ask->barred && ask->barred(ask->self, &c[i].look)) || owned(ask, &c[i].look) || !related(ask, &c[i].look)) continue;
        one.order = mk_taste_values(a, taste, &c[i].look) + one.fit->season + log(one.size_p);
        *mk_vec_push(a, &all) = one;
    }
    if (all.n) qsort(all.p, all.n, sizeof *all.p, likely_first);
    /* Comparing texts is dear: it ends where the likeliest of the rest could not come in with the best of texts. */
    mk_similar *best = MK_NEWN(a, mk_similar, most + 1);
    size_t k = 0;
    for (size_t i = 0; i < all.n && most && (k < most || all.p[i].order + MK_TASTE_TEXT + 1e-9 >= rank(&best[k - 1])); i++) {
        const candidate *one = &all.p[i];
        mk_similar s = { .what = one->what, .left = one->left, .size_p = one->size_p, .size_place = one->size_place, .season = one->fit->season, .season_his = one->fit->season_his, .season_of = one->fit->season_of };
        if (s.what->size_key.n) s.size = one->fit->size;
        s.score = mk_taste_score(a, taste, &s.what->look, s.part, &s.parts) + s.season;
        k = put(best, k, most, &s);
    }
    for (size_t i = 0; i < k; i++) {
        loved(ask, &best[i]);
        ret[i] = best[i];
    }
    return k;
}
