/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include "next_view.h"

enum { NEIGHBOURS = 300, TELLING = 96 };

static mk_next_scores scores_new(mk_arena *a, uint32_t n) { return (mk_next_scores){ MK_NEWN(a, float, n + 1), MK_NEWN(a, uint32_t, n + 1), 0 }; }

static void score_add(mk_next_scores *s, uint32_t i, float v)
{
    if (!(v > 0)) return;       /* what is too long ago to weigh anything is not met */
    if (s->of[i] == 0) s->touched[s->n++] = i;
    s->of[i] += v;
}

static void score_clear(mk_next_scores *s)
{
    for (uint32_t i = 0; i < s->n; i++) s->of[s->touched[i]] = 0;
    s->n = 0;
}

mk_next_reader *mk_next_reader_new(mk_arena *a, const mk_next_view *v)
{
    mk_next_reader *r = MK_NEW(a, mk_next_reader);
    uint32_t items = v->items + MK_NEXT_STRANGE;
    *r = (mk_next_reader){ .view = v, .alike = scores_new(a, v->users), .near = MK_NEWN(a, mk_best, (v->users > items ? v->users : items) + NEIGHBOURS + 1),
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

static void candidates(mk_next_reader *r, const mk_next_self *self, uint32_t own, uint32_t fresh)
{
    const mk_next_view *v = r->view;
    mk_best *room = r->near + r->neighbours;       /* the neighbours stay: reasons ask for them */
    r->turn++;
    r->n = 0;
    for (uint32_t k = 0; k < self->cells; k++) r->mark[self->cell[k].item] = r->turn;
    if (self->cells <= own) {
        for (uint32_t k = 0; k < self->cells; k++) r->candidate[r->n++] = k;
    } else {        /* of very many the ones he takes most, of late above all */
        for (uint32_t k = 0; k < self->cells; k++) {
            const mk_next_cell *c = &self->cell[k];
            room[k] = (mk_best){ (double)(c->rate[0] + c->rate[1] + c->rate[2] + c->slow + .2f * c->year), k };
        }
        mk_best_select(room, self->cells, own);
        for (uint32_t k = 0; k < own; k++) r->candidate[r->n++] = room[k].id;
    }
    r->own_n = r->n;
    for (int s = 0; s < MK_NEXT_PROPOSERS && fresh; s++) {
        uint32_t n = 0;
        for (uint32_t k = 0; k < r->score[s].n; k++) {
            uint32_t i = r->score[s].touched[k];
            if (r->mark[i] != r->turn) room[n++] = (mk_best){ (double)r->score[s].of[i], i };
        }
        mk_best_select(room, n, fresh);
        for (uint32_t k = 0; k < n && k < fresh; k++) propose(r, room[k].id);
    }
    for (uint32_t k = 0; k < v->popular_n && k < fresh; k++) propose(r, v->popular[k]);
    for (uint32_t k = 0; k < self->also_n && fresh; k++) propose(r, self->also[k]);
}

/* Of very many items those he takes most tell whom he is like and what goes with them: the places of them among his cells. */
static uint32_t telling(mk_next_reader *r, const mk_next_self *self)
{
    for (uint32_t k = 0; k < self->cells; k++) r->near[k] = (mk_best){ (double)(self->cell[k].weight + self->cell[k].slow + self->cell[k].rate[0]), k };
    if (self->cells <= TELLING) return self->cells;
    mk_best_select(r->near, self->cells, TELLING);
    return TELLING;
}

void mk_next_read(mk_next_reader *r, const mk_next_self *self, uint8_t fold, uint32_t own, uint32_t fresh)
{
    const mk_next_view *v = r->view;
    for (int i = 0; i < MK_NEXT_SCORES; i++) score_clear(&r->score[i]);
    score_clear(&r->alike);
    uint32_t tell = telling(r, self);
    for (uint32_t k = 0; k < tell; k++) {
        const mk_next_cell *c = &self->cell[r->near[k].id];
        uint32_t item = mk_next_known(v, c->item);
        float w = c->weight * v->rare[item];
        for (uint32_t e = v->buyer_of[item]; e < v->buyer_of[item + 1]; e++) score_add(&r->alike, v->buyer[e], w * v->buyer_weight[e]);
        float now = v->day == MK_NEXT_UNDATED ? c->fast : c->rate[0];
        for (uint32_t e = v->beside_of[item]; e < v->beside_of[item + 1]; e++) {
            score_add(&r->score[MK_NEXT_BESIDE], v->beside[e].item, c->slow * v->beside[e].score);
            score_add(&r->score[MK_NEXT_BESIDE_NOW], v->beside[e].item, now * v->beside[e].score);
        }
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->alike.n; i++) {
        uint32_t w = r->alike.touched[i];
        /* asymmetric: that he has most of mine matters more than that I have most of his */
        if (w != self->user) r->near[n++] = (mk_best){ (double)(r->alike.of[w] * v->norm[w]), w };
    }
    mk_best_select(r->near, n, NEIGHBOURS);
    if (n > NEIGHBOURS) n = NEIGHBOURS;
    r->neighbours = n;
    double all = 1e-9, all_after = 1e-9;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t w = r->near[i].id;
        all += r->near[i].score;
        if (v->after && v->after->known[w] && (v->after->fold[w] == MK_NEXT_NO_FOLD || v->after->fold[w] != fold)) all_after += r->near[i].score;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t w = r->near[i].id;
        float s = (float)(r->near[i].score / all);
        for (uint32_t k = v->cell_of[w]; k < v->cell_of[w + 1]; k++) score_add(&r->score[MK_NEXT_ALIKE], v->held[k].item, s * v->held[k].weight);
        if (!v->after || !v->after->known[w] || (v->after->fold[w] != MK_NEXT_NO_FOLD && v->after->fold[w] == fold)) continue;
        s = (float)(r->near[i].score / all_after);
        for (uint32_t k = v->after->from[w]; k < v->after->from[w + 1]; k++) score_add(&r->score[MK_NEXT_LATELY], v->after->item[k], s);
    }
    candidates(r, self, own, fresh);
}
