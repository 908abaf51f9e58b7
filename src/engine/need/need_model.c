/* SPDX-License-Identifier: Apache-2.0
 * The model of needs as bytes and back, with everything checked, and its diagnostics in JSON. */
#include "need_int.h"
#include "pack.h"
#include <math.h>

enum { VERSION = 3, ABOUT_BYTES = 8 + 4 * 4 + 4 + 8 * 3 + 4 * 7 + 8 + 4 * MK_SEASONS, GOES_BYTES = 24 };
static const char magic[4] = { 'M', 'K', 'N', VERSION };

void mk_need_model_ready(mk_arena *arena, mk_need_model *m)
{
    m->index = mk_map_on(arena);
    for (uint32_t i = 0; i < m->view->items; i++) *mk_map_put(&m->index, (uint64_t)m->about[i].item, NULL) = i;
}

static void pack_about(mk_buf *b, const mk_need_about *a, const mk_next_item *it)
{
    mk_pack_u64(b, (uint64_t)a->item);
    mk_pack_u32(b, a->buyers), mk_pack_u32(b, a->purchases), mk_pack_u32(b, a->lately), mk_pack_u32(b, a->goes_n);
    mk_pack_float(b, a->amount);
    mk_pack_real(b, a->renewal.k), mk_pack_real(b, a->renewal.q), mk_pack_real(b, a->renewal.v);
    mk_pack_u32(b, it->buyers), mk_pack_u32(b, it->baskets), mk_pack_u32(b, it->again), mk_pack_u32(b, it->late);
    mk_pack_u32(b, it->had[MK_NEXT_FOLDS]), mk_pack_u32(b, it->kept[MK_NEXT_FOLDS]), mk_pack_u32(b, it->gaps);
    mk_pack_real(b, it->gap_log);
    for (int s = 0; s < MK_SEASONS; s++) mk_pack_float(b, it->near[s]);
}

static bool unpack_about(mk_unpack *u, mk_need_about *a, mk_next_item *it)
{
    a->item = (int64_t)mk_unpack_u64(u);
    a->buyers = mk_unpack_u32(u), a->purchases = mk_unpack_u32(u), a->lately = mk_unpack_u32(u), a->goes_n = mk_unpack_u32(u);
    a->amount = mk_unpack_float(u);
    a->renewal = (mk_renewal){ mk_unpack_real(u), mk_unpack_real(u), mk_unpack_real(u) };
    it->buyers = mk_unpack_u32(u), it->baskets = mk_unpack_u32(u), it->again = mk_unpack_u32(u), it->late = mk_unpack_u32(u);
    it->had[MK_NEXT_FOLDS] = mk_unpack_u32(u), it->kept[MK_NEXT_FOLDS] = mk_unpack_u32(u), it->gaps = mk_unpack_u32(u);
    it->gap_log = mk_unpack_real(u);
    bool right = true;
    for (int s = 0; s < MK_SEASONS; s++) right &= (it->near[s] = mk_unpack_float(u)) >= 0 && it->near[s] < 1e9f;
    it->after[MK_NEXT_FOLDS] = a->lately;
    const mk_renewal *r = &a->renewal;
    return right && a->goes_n <= MK_NEED_TOP && r->k > 0 && r->k < 1e3 && r->q > 1 && r->q < 1e6 && r->v > 0 && r->v < 1e9 && a->amount >= 0 && a->amount < 1e15f
        && fabs(it->gap_log) < 1e9 && it->kept[MK_NEXT_FOLDS] <= it->had[MK_NEXT_FOLDS];
}

static void pack_scale(mk_buf *b, const mk_isotonic *s)
{
    mk_pack_u32(b, s->n);
    for (uint32_t i = 0; i < s->n; i++) mk_pack_real(b, s->score[i]), mk_pack_real(b, s->odds[i]), mk_pack_real(b, s->sd[i]);
}

static bool unpack_scale(mk_unpack *u, mk_isotonic *s)
{
    s->n = mk_unpack_u32(u);
    if (s->n > MK_ISOTONIC_STEPS) return false;
    bool right = true;
    for (uint32_t i = 0; i < s->n; i++) {
        s->score[i] = mk_unpack_real(u), s->odds[i] = mk_unpack_real(u), s->sd[i] = mk_unpack_real(u);
        right &= isfinite(s->score[i]) && isfinite(s->odds[i]) && s->sd[i] >= 0 && (i == 0 || s->score[i] > s->score[i - 1]);
    }
    return right;
}

static bool unpack_boxes(mk_unpack *u, mk_next_model *m)
{
    bool right = true;
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; i < MK_NEXT_BOXES; i++) right &= (m->most[k][i] = mk_unpack_float(u)) >= 0 && m->most[k][i] <= 1;
    return right;
}

/* Lists of lists: counts, then what is in them. */
static void pack_counts(mk_buf *b, const uint32_t *of, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) mk_pack_u32(b, of[i + 1] - of[i]);
}

static uint32_t *unpack_counts(mk_arena *a, mk_unpack *u, uint32_t n, uint64_t total)
{
    uint32_t *of = MK_NEWN(a, uint32_t, (size_t)n + 3);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        sum += mk_unpack_u32(u);
        if (sum > total) { u->bad = true; return of; }
        of[i + 1] = (uint32_t)sum;
    }
    u->bad |= sum != total;
    of[n + 1] = of[n];
    return of;
}

mk_str mk_need_model_pack(mk_arena *arena, const mk_need_model *m)
{
    const mk_next_view *v = m->view;
    mk_buf b = mk_buf_on(arena);
    mk_buf_add(&b, magic, sizeof magic);
    mk_pack_u32(&b, (uint32_t)m->state);
    mk_pack_u32(&b, (uint32_t)m->learnt_on);
    mk_pack_u32(&b, MK_NEXT_FEATURES);
    mk_pack_u32(&b, m->next->learnt);
    mk_boost_pack(m->next->own, &b);
    mk_boost_pack(m->next->fresh, &b);
    pack_scale(&b, &m->next->scale);
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; i < MK_NEXT_BOXES; i++) mk_pack_float(&b, m->next->most[k][i]);
    const uint32_t size[] = { v->items, v->users, v->cell_of[v->users], v->after->from[v->users], v->beside_of[v->items], m->n_goes, v->popular_n };
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) mk_pack_u32(&b, size[i]);
    mk_pack_u32(&b, v->users_seen), mk_pack_u32(&b, v->baskets_seen), mk_pack_u32(&b, v->last_baskets), mk_pack_u32(&b, v->after_users[MK_NEXT_FOLDS]);
    static const mk_next_item nothing = { 0 };
    pack_about(&b, &m->other, &nothing);
    for (uint32_t i = 0; i < v->items; i++) pack_about(&b, &m->about[i], &v->item[i]);
    for (uint32_t i = 0; i < m->n_goes; i++) {
        const mk_need_goes *g = &m->goes[i];
        mk_pack_u32(&b, g->item), mk_pack_u32(&b, g->same);
        for (int k = 0; k < MK_NEED_LAGS; k++) mk_pack_u32(&b, g->after[k]);
        mk_pack_float(&b, g->score);
    }
    for (uint32_t u = 0; u < v->users; u++) mk_pack_u64(&b, m->who[u]);
    pack_counts(&b, v->cell_of, v->users);
    for (uint32_t i = 0; i < v->cell_of[v->users]; i++) mk_pack_u32(&b, v->held[i].id), mk_pack_float(&b, v->held[i].weight);
    for (uint32_t u = 0; u < v->users; u++) mk_pack_u32(&b, (uint32_t)v->after->known[u] << 31 | (v->after->from[u + 1] - v->after->from[u]));
    for (uint32_t i = 0; i < v->after->from[v->users]; i++) mk_pack_u32(&b, v->after->item[i]);
    pack_counts(&b, v->beside_of, v->items);
    for (uint32_t i = 0; i < v->beside_of[v->items]; i++) mk_pack_u32(&b, v->beside[i].id), mk_pack_float(&b, v->beside[i].weight);
    for (uint32_t i = 0; i < v->popular_n; i++) mk_pack_u32(&b, v->popular[i]);
    return mk_buf_str(&b);
}

/* The sizes must add up before anything is allocated by them. */
static bool sizes(mk_unpack *u, uint32_t size[7])
{
    static const uint64_t each[7] = { ABOUT_BYTES + 4, 8 + 4 + 4, 8, 4, 8, GOES_BYTES, 4 };
    uint64_t all = 16 + ABOUT_BYTES;
    for (int i = 0; i < 7; i++) {
        size[i] = mk_unpack_u32(u);
        all += each[i] * size[i];
    }
    return !u->bad && (uint64_t)(u->end - u->p) == all && size[0] < UINT32_MAX - MK_NEXT_STRANGE - 4 && size[6] <= MK_NEXT_PROPOSE;
}

static uint32_t below(mk_unpack *u, uint32_t most)
{
    uint32_t v = mk_unpack_u32(u);
    if (v < most) return v;
    u->bad = true;
    return 0;
}

static mk_next_part part(mk_unpack *u, uint32_t most)
{
    uint32_t id = below(u, most);
    return mk_next_part_of(id, mk_unpack_float(u));
}

static bool view(mk_arena *a, mk_unpack *u, const uint32_t size[7], mk_need_model *m)
{
    uint32_t items = size[0], users = size[1];
    mk_next_after *after = MK_NEW(a, mk_next_after);
    mk_next_view *v = m->view = MK_NEW(a, mk_next_view);
    *v = (mk_next_view){ .tables = mk_next_tables_new(a), .users = users, .items = items, .after = after, .popular_n = size[6], .day = m->learnt_on,
        .users_seen = mk_unpack_u32(u), .baskets_seen = mk_unpack_u32(u), .last_baskets = mk_unpack_u32(u), .item = MK_NEWN(a, mk_next_item, items + 1),
        .rare = MK_NEWN(a, float, items + 1), .held = MK_NEWN(a, mk_next_part, size[2] + 1), .beside = MK_NEWN(a, mk_next_part, size[4] + 1), .popular = MK_NEWN(a, uint32_t, size[6] + 1) };
    v->after_users[MK_NEXT_FOLDS] = mk_unpack_u32(u);
    m->about = MK_NEWN(a, mk_need_about, items + 1);
    m->goes = MK_NEWN(a, mk_need_goes, size[5] + 1);
    m->who = MK_NEWN(a, uint64_t, users + 1);
    m->n_goes = size[5];
    mk_next_item nothing = { 0 };
    bool right = unpack_about(u, &m->other, &nothing) && m->other.goes_n == 0;
    uint64_t at = 0;
    for (uint32_t i = 0; i < items && right; i++) {
        right &= unpack_about(u, &m->about[i], &v->item[i]) && (i == 0 || m->about[i].item > m->about[i - 1].item);
        m->about[i].goes_from = (uint32_t)at;
        right &= (at += m->about[i].goes_n) <= size[5];
        v->rare[i] = v->item[i].buyers ? (float)log(1 + v->users_seen / (double)v->item[i].buyers) : 0;
    }
    if (!right || at != size[5]) return false;
    for (uint32_t i = 0; i < size[5]; i++) {
        mk_need_goes *g = &m->goes[i];
        g->item = below(u, items), g->same = mk_unpack_u32(u);
        for (int k = 0; k < MK_NEED_LAGS; k++) g->after[k] = mk_unpack_u32(u);
        g->score = mk_unpack_float(u);
    }
    for (uint32_t i = 0; i < users; i++) m->who[i] = mk_unpack_u64(u);
    v->cell_of = unpack_counts(a, u, users, size[2]);
    if (u->bad) return false;
    for (uint32_t i = 0; i < size[2]; i++) v->held[i] = part(u, items);
    *after = (mk_next_after){ MK_NEWN(a, uint32_t, users + 1), MK_NEWN(a, uint32_t, size[3] + 1), MK_NEWN(a, bool, users + 1), MK_NEWN(a, uint8_t, users + 1) };
    for (uint32_t i = 0; i < users; i++) {
        uint32_t n = mk_unpack_u32(u);
        after->known[i] = n >> 31;
        after->fold[i] = MK_NEXT_NO_FOLD;
        if ((n & INT32_MAX) > size[3] - after->from[i]) return false;
        after->from[i + 1] = after->from[i] + (n & INT32_MAX);
    }
    if (after->from[users] != size[3]) return false;
    for (uint32_t i = 0; i < size[3]; i++) after->item[i] = below(u, items);
    v->beside_of = unpack_counts(a, u, items, size[4]);
    for (uint32_t i = 0; i < size[4]; i++) v->beside[i] = part(u, items);
    for (uint32_t i = 0; i < size[6]; i++) v->popular[i] = below(u, items);
    if (u->bad || u->p != u->end) return false;
    mk_next_among_all(a, v);
    mk_next_invert(a, v);
    return true;
}

int mk_need_model_unpack(mk_cx *cx, mk_str bytes, const mk_need_model **ret)
{
    mk_unpack u = { bytes.p, bytes.p + bytes.n, false };
    if (bytes.n < sizeof magic || memcmp(bytes.p, magic, sizeof magic) != 0)
        return mk_fail(cx, MK_EBADDATA, "not a needs model of this version; learn again: makir learn");
    u.p += sizeof magic;
    mk_need_model *m = MK_NEW(cx->arena, mk_need_model);
    m->next = MK_NEW(cx->arena, mk_next_model);
    uint32_t state = mk_unpack_u32(&u), size[7];
    m->state = (mk_need_state)state;
    m->learnt_on = (int32_t)mk_unpack_u32(&u);
    bool right = mk_unpack_u32(&u) == MK_NEXT_FEATURES && state <= MK_NEED_ENOUGH;
    m->next->learnt = mk_unpack_u32(&u);
    right = right && !u.bad && mk_boost_unpack(cx, cx->arena, &u, &m->next->own) == 0 && mk_boost_unpack(cx, cx->arena, &u, &m->next->fresh) == 0
         && m->next->own->features == MK_NEXT_FEATURES && m->next->fresh->features == MK_NEXT_FEATURES
         && unpack_scale(&u, &m->next->scale) && unpack_boxes(&u, m->next) && sizes(&u, size) && view(cx->arena, &u, size, m);
    if (!right) {
        mk_cx_clear(cx);
        return mk_fail(cx, MK_EBADDATA, "the stored needs model is damaged; learn again: makir learn");
    }
    mk_need_model_ready(cx->arena, m);
    *ret = m;
    return 0;
}

static void whole(mk_jsonw *w, const char *key, uint64_t v) { mk_json_key(w, key); mk_json_int(w, (int64_t)v); }
static void real(mk_jsonw *w, const char *key, double v) { mk_json_key(w, key); mk_json_real(w, v); }

void mk_need_diagnostics_json(const mk_need_diagnostics *d, mk_jsonw *w)
{
    static const char *const state[] = { "too little", "little", "enough" };
    mk_json_open(w, '{');
    mk_json_key(w, "state");
    mk_json_z(w, state[d->state]);
    whole(w, "customers", d->customers), whole(w, "sample", d->sample);
    whole(w, "purchases", d->purchases), whole(w, "baskets", d->baskets), whole(w, "items", d->items);
    whole(w, "intervals", d->gaps);
    real(w, "mean_interval_days", d->mean_interval), real(w, "regularity", d->shape);
    whole(w, "pairs", d->pairs), whole(w, "complements", d->complements);
    whole(w, "rows", d->rows), whole(w, "positives", d->positives);
    mk_json_key(w, "learnt");
    mk_json_bool(w, d->learnt);
    if (d->learnt) {
        whole(w, "trees_own", d->trees_own), whole(w, "trees_new", d->trees_new);
        real(w, "auc", d->auc), real(w, "calibration_error", d->error);
    }
    mk_json_close(w);
}
