/* SPDX-License-Identifier: Apache-2.0
 * Reading a view for one customer: what he has, what those like him took, and what is bought beside it. */
#include <math.h>
#include "next_view.h"

enum { NEIGHBOURS = 300, TELLING = 96, AHEAD = 8 };     /* room in `near`: twice as many neighbours */

static mk_next_scores scores_new(mk_arena *a, uint32_t n) { return (mk_next_scores){ MK_NEWN(a, float, n + 1), MK_NEWN(a, uint32_t, n + 1), 0 }; }

/* Lists lie far apart, so what is asked soon is called from memory now: where the list is first, then its beginning. */
static void call_user(const mk_next_view *v, const mk_best *near, uint32_t i, uint32_t n)
{
    if (i + 2 * AHEAD < n) {
        uint32_t w = near[i + 2 * AHEAD].id;
        __builtin_prefetch(&v->cell_of[w]);
        if (v->after) __builtin_prefetch(&v->after->from[w]);
    }
    if (i + AHEAD < n) {
        uint32_t w = near[i + AHEAD].id;
        const char *held = (const char *)(v->held + v->cell_of[w]);
        __builtin_prefetch(held);
        __builtin_prefetch(held + 64);
        __builtin_prefetch(held + 128);
        if (v->after) __builtin_prefetch(v->after->item + v->after->from[w]);
    }
}

static void call_item(const mk_next_view *v, uint32_t item)
{
    const char *buyer = (const char *)(v->buyer + v->buyer_of[item]), *beside = (const char *)(v->beside + v->beside_of[item]);
    __builtin_prefetch(buyer);
    __builtin_prefetch(buyer + 64);
    __builtin_prefetch(beside);
    __builtin_prefetch(beside + 64);
}

/* One of what is never negative and is 0, else none: from memory, as a carry, and no branch to guess. */
static inline uint32_t none(const float *v)
{
    uint32_t u;
    memcpy(&u, v, sizeof u);
    return u < 1;
}

/* A list votes with a weight. Whoever is met the first time is written down; written without a branch to guess. */
static void vote(mk_next_scores *s, const mk_next_part *list, const mk_next_part *end, float weight)
{
    float *restrict of = s->of;
    uint32_t *restrict touched = s->touched;
    size_t n = s->n;
#pragma GCC unroll 4
    for (; list < end; list++) {
        uint32_t id = list->id;
        touched[n] = id;
        n += none(&of[id]);
        of[id] += weight * list->weight;
    }
    s->n = (uint32_t)n;
}

/* The same, and into `also` with another weight. */
static void vote_twice(mk_next_scores *s, float *restrict also, const mk_next_part *list, const mk_next_part *end, float weight, float other)
{
    float *restrict of = s->of;
    uint32_t *restrict touched = s->touched;
    size_t n = s->n;
#pragma GCC unroll 4
    for (; list < end; list++) {
        uint32_t id = list->id;
        touched[n] = id;
        n += none(&of[id]);
        of[id] += weight * list->weight;
        also[id] += other * list->weight;
    }
    s->n = (uint32_t)n;
}

static void vote_each(mk_next_scores *s, const uint32_t *list, const uint32_t *end, float weight)
{
    for (; list < end; list++) {
        s->touched[s->n] = *list;
        s->n += none(&s->of[*list]);
        s->of[*list] += weight;
    }
}

static void clear(float *restrict of, const uint32_t *restrict touched, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) of[touched[i]] = 0;
}

static void score_clear(mk_next_scores *s)
{
    clear(s->of, s->touched, s->n);
    s->n = 0;
}

mk_next_reader *mk_next_reader_new(mk_arena *a, const mk_next_view *v)
{
    mk_next_reader *r = MK_NEW(a, mk_next_reader);
    uint32_t items = v->items + MK_NEXT_STRANGE;
    *r = (mk_next_reader){ .view = v, .alike = scores_new(a, v->users), .near = MK_NEWN(a, mk_best, items + 3 * NEIGHBOURS), .key = MK_NEWN(a, uint64_t, v->users + 1), .beside_now = MK_NEWN(a, float, items + 1),
                           .mark = MK_NEWN(a, uint32_t, items + 1), .candidate = MK_NEWN(a, uint32_t, items + 1) };
    for (int i = 0; i < MK_NEXT_SCORES; i++) r->score[i] = scores_new(a, items);
    return r;
}

static void propose(mk_next_reader *r, uint32_t item)
{
    if (r->mark[item] == r->turn) return;
    r->mark[item] = r->turn;
    r->candidate[r->n++] = item;
}

static bool barred(const mk_next_self *self, uint32_t item) { return self->barred && self->barred(self->barred_by, item); }

static void candidates(mk_next_reader *r, const mk_next_self *self, uint32_t own, uint32_t fresh)
{
    const mk_next_view *v = r->view;
    mk_best *room = r->near + r->neighbours;       /* the neighbours stay: reasons ask for them */
    r->turn++;
    r->n = 0;
    for (uint32_t k = 0; k < self->cells; k++) r->mark[self->cell[k].item] = r->turn;
    if (self->cells <= own) {
        for (uint32_t k = 0; k < self->cells; k++)
            if (!barred(self, self->cell[k].item)) r->candidate[r->n++] = k;
    } else {        /* of very many the ones he takes most, of late above all */
        mk_best_few few = { room, 0, own, -INFINITY };
        for (uint32_t k = 0; k < self->cells; k++) {
            const mk_next_cell *c = &self->cell[k];
            double score = (double)(c->rate[0] + c->rate[1] + c->rate[2] + c->slow + .2f * c->year + .5f * fmaxf(c->near[MK_SEASON_CIVIL], c->near[MK_SEASON_HEBREW]));
            if (score >= few.least && !barred(self, c->item)) mk_best_offer(&few, score, k);
        }
        mk_best_trim(&few);
        for (uint32_t k = 0; k < few.n; k++) r->candidate[r->n++] = room[k].id;
    }
    r->own_n = r->n;
    if (!fresh) return;
    for (int i = 0; i < MK_NEXT_SCORES; i++) {
        const float *of = r->score[i].of;
        const uint32_t *touched = r->score[i].touched, *mark = r->mark, n = r->score[i].n, turn = r->turn;
        mk_best_few few = { room, 0, fresh, -INFINITY };
        for (uint32_t k = 0; k < n; k++) {
            uint32_t item = touched[k];
            if ((double)of[item] >= few.least && mark[item] != turn && !barred(self, item)) mk_best_offer(&few, (double)of[item], item);
        }
        mk_best_trim(&few);
        for (uint32_t k = 0; k < few.n; k++) propose(r, room[k].id);
    }
    for (uint32_t k = 0, n = 0; k < v->popular_n && n < fresh; k++)
        if (!barred(self, v->popular[k])) propose(r, v->popular[k]), n++;
    for (uint32_t k = 0; k < self->also_n; k++)
        if (!barred(self, self->also[k])) propose(r, self->also[k]);
}

/* Of very many items those he takes most tell whom he is like and what goes with them: the places of them among his cells, in r->near. */
static uint32_t telling(mk_next_reader *r, const mk_next_self *self)
{
    mk_best_few few = { r->near, 0, TELLING, -INFINITY };
    for (uint32_t k = 0; k < self->cells; k++) mk_best_offer(&few, (double)(self->cell[k].weight + self->cell[k].slow + self->cell[k].rate[0]), k);
    mk_best_trim(&few);
    return (uint32_t)few.n;
}

/* Whether what w took lately may be seen by those of a fold. */
static bool seen(const mk_next_after *a, uint32_t w, uint8_t fold) { return a && a->known[w] && (a->fold[w] == MK_NEXT_NO_FOLD || a->fold[w] != fold); }

/* The customers who have most of what he has, nearest known by their scores; they stay in r->near. */
static void neighbours(mk_next_reader *r, uint32_t self)
{
    const mk_next_view *v = r->view;
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->alike.n; i++) {
        uint32_t w = r->alike.touched[i];
        /* asymmetric: that he has most of mine matters more than that I have most of his */
        r->key[n] = mk_best_key(r->alike.of[w] * v->norm[w], w);
        n += w != self;
    }
    r->neighbours = n < NEIGHBOURS ? n : NEIGHBOURS;
    mk_best_keys(r->key, n, r->neighbours);
    for (uint32_t i = 0; i < r->neighbours; i++) r->near[i] = mk_best_of(r->key[i]);
}

void mk_next_read(mk_next_reader *r, const mk_next_self *self, uint8_t fold, uint32_t own, uint32_t fresh)
{
    const mk_next_view *v = r->view;
    const mk_next_scores *met = &r->score[MK_NEXT_BESIDE];
    clear(r->beside_now, met->touched, met->n);
    for (int i = 0; i < MK_NEXT_SCORES; i++) score_clear(&r->score[i]);
    score_clear(&r->alike);
    uint32_t tell = telling(r, self);
    for (uint32_t k = 0; k < tell; k++) {
        if (k + 1 < tell) call_item(v, mk_next_known(v, self->cell[r->near[k + 1].id].item));
        const mk_next_cell *c = &self->cell[r->near[k].id];
        uint32_t item = mk_next_known(v, c->item);
        float w = c->weight * v->rare[item], now = v->day == MK_NEXT_UNDATED ? c->fast : c->rate[0];
        const mk_next_part *beside = v->beside + v->beside_of[item], *end = v->beside + v->beside_of[item + 1];
        if (w > MK_NEXT_LIGHT) vote(&r->alike, v->buyer + v->buyer_of[item], v->buyer + v->buyer_of[item + 1], w);
        if (now > MK_NEXT_LIGHT) vote_twice(&r->score[MK_NEXT_BESIDE], r->beside_now, beside, end, c->slow > MK_NEXT_LIGHT ? c->slow : MK_NEXT_LIGHT, now);
        else if (c->slow > MK_NEXT_LIGHT) vote(&r->score[MK_NEXT_BESIDE], beside, end, c->slow);
    }
    neighbours(r, self->user);
    double all = 1e-9, all_after = 1e-9;
    for (uint32_t i = 0; i < r->neighbours; i++) {
        all += r->near[i].score;
        if (seen(v->after, r->near[i].id, fold)) all_after += r->near[i].score;
    }
    for (uint32_t i = 0; i < r->neighbours; i++) {
        call_user(v, r->near, i, r->neighbours);
        uint32_t w = r->near[i].id;
        float s = (float)(r->near[i].score / all), lately = (float)(r->near[i].score / all_after);
        if (s > MK_NEXT_LIGHT) vote(&r->score[MK_NEXT_ALIKE], v->held + v->cell_of[w], v->held + v->cell_of[w + 1], s);
        if (seen(v->after, w, fold) && lately > MK_NEXT_LIGHT) vote_each(&r->score[MK_NEXT_LATELY], v->after->item + v->after->from[w], v->after->item + v->after->from[w + 1], lately);
    }
    candidates(r, self, own, fresh);
}
