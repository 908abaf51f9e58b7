/* SPDX-License-Identifier: Apache-2.0 */
#include "similar.h"
#include <math.h>
#include <stdlib.h>

static const double K = 2, LEAST_FIT = .3;

bool mk_same_season(int32_t day, int32_t today)
{
    double apart = fmod(fabs((double)today - day), 365.2425);
    return fmin(apart, 365.2425 - apart) <= MK_SEASON_DAYS;
}

/* Every attribute that counts is the same: it is the same thing under a new code, as next year's delivery has it. */
static bool alike(mk_arena *a, const mk_look *x, const mk_look *y)
{
    size_t same = 0;
    for (size_t i = 0; i < x->n; i++) {
        if (!mk_taste_counts(x->trait[i].name)) continue;
        if (!mk_str_eq(mk_look_trait(y, mk_arena_z(a, x->trait[i].name)), x->trait[i].value)) return false;
        same++;
    }
    return same >= 3 && mk_text_near(a, x->text, y->text) > .9;
}

static bool owned(mk_arena *a, const mk_similar_ask *ask, const mk_look *look)
{
    for (size_t i = 0; i < ask->n; i++)
        if (mk_str_eq(ask->his[i].article, look->article) || alike(a, &ask->his[i], look)) return true;      /* what he gave back is not shown again either */
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
static void loved(mk_arena *a, const mk_similar_ask *ask, mk_similar *s)
{
    double most = 0;
    for (size_t i = 0; i < ask->n; i++) {
        const mk_look *h = &ask->his[i];
        if (!(h->count > 0)) continue;
        double same = 0;
        for (size_t k = 0; k < s->what->look.n; k++) {
            mk_trait t = s->what->look.trait[k];
            if (mk_taste_counts(t.name)) same += mk_str_eq(mk_look_trait(h, mk_arena_z(a, t.name)), t.value);
        }
        bool year = ask->today - h->day > 365 - MK_SEASON_DAYS && ask->today - h->day < 365 + MK_SEASON_DAYS;
        double near = same + mk_text_near(a, h->text, s->what->look.text) + (year ? 1.5 : 0) + .001 * (double)i;     /* of two alike the later one */
        if (same > 0 && near > most) {
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

size_t mk_similar_of(mk_arena *a, const mk_similar_ask *ask, const mk_piece *c, size_t n, mk_similar *ret, size_t most)
{
    double least = ask->least_fit > 0 ? ask->least_fit : LEAST_FIT;
    const mk_taste *taste = mk_taste_of(a, ask->base, ask->his, ask->n);
    mk_vec(mk_similar) all = { 0 };
    for (size_t i = 0; i < n; i++) {
        if (c[i].stock <= 0 || owned(a, ask, &c[i].look)) continue;
        mk_similar s = { .what = &c[i], .size_p = 1, .size_key = mk_size_key(a, mk_look_trait(&c[i].look, "size")) };
        if (s.size_key.n) {
            const mk_size_seen *his = NULL;
            size_t seen = 0;
            const mk_size_scale *scale = ask->scale ? ask->scale(ask->self, c[i].category, &his, &seen) : NULL;
            int place = scale ? mk_size_place(scale, s.size_key) : -1;
            if (place < 0) continue;
            mk_size_of(a, scale, his, seen, mk_look_trait(&c[i].look, "brand"), &s.size);
            if (!s.size.known || s.size.p[place] < least) continue;     /* of whom no size is known, nothing with a size is offered */
            s.size_p = s.size.p[place];
        }
        loved(a, ask, &s);
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
