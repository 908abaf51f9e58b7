/* SPDX-License-Identifier: Apache-2.0 */
#include "need_int.h"
#include "pack.h"

enum { VERSION = 1, ABOUT_BYTES = 8 + 4 * 5 + 8 * 3, GOES_BYTES = 16 };
static const char magic[4] = { 'M', 'K', 'N', VERSION };

void mk_need_model_ready(mk_arena *arena, mk_need_model *m)
{
    m->tables = mk_need_tables_new(arena);
    m->index = mk_map_on(arena);
    for (uint32_t i = 0; i < m->n_items; i++) *mk_map_put(&m->index, (uint64_t)m->about[i].item, NULL) = i;
}

static void pack_about(mk_buf *b, const mk_need_about *a)
{
    mk_pack_u64(b, (uint64_t)a->item);
    mk_pack_u32(b, a->buyers);
    mk_pack_u32(b, a->purchases);
    mk_pack_u32(b, a->goes_n);
    mk_pack_float(b, a->repeat);
    mk_pack_float(b, a->trend);
    mk_pack_real(b, a->renewal.k);
    mk_pack_real(b, a->renewal.q);
    mk_pack_real(b, a->renewal.v);
}

static bool unpack_about(mk_unpack *u, mk_need_about *a)
{
    a->item = (int64_t)mk_unpack_u64(u);
    a->buyers = mk_unpack_u32(u);
    a->purchases = mk_unpack_u32(u);
    a->goes_n = mk_unpack_u32(u);
    a->repeat = mk_unpack_float(u);
    a->trend = mk_unpack_float(u);
    a->renewal.k = mk_unpack_real(u);
    a->renewal.q = mk_unpack_real(u);
    a->renewal.v = mk_unpack_real(u);
    const mk_renewal *r = &a->renewal;
    return a->goes_n <= MK_NEED_TOP && r->k > 0 && r->k < 1e3 && r->q > 1 && r->q < 1e6 && r->v > 0 && r->v < 1e9 && a->repeat > -100 && a->repeat < 100
        && a->trend > -100 && a->trend < 100;
}

mk_str mk_need_model_pack(mk_arena *arena, const mk_need_model *m)
{
    mk_buf b = mk_buf_on(arena);
    mk_buf_add(&b, magic, sizeof magic);
    mk_pack_u32(&b, (uint32_t)m->state);
    mk_pack_u32(&b, (uint32_t)m->learnt_on);
    mk_pack_u32(&b, m->n_items);
    mk_pack_u32(&b, m->n_goes);
    mk_pack_u32(&b, MK_NEED_FEATURES);
    for (int i = 0; i < MK_NEED_FEATURES; i++) mk_pack_real(&b, m->w[i]);
    for (int i = 0; i < MK_NEED_FEATURES * MK_NEED_FEATURES; i++) mk_pack_real(&b, m->covariance[i]);
    pack_about(&b, &m->other);
    for (uint32_t i = 0; i < m->n_items; i++) pack_about(&b, &m->about[i]);
    for (uint32_t i = 0; i < m->n_goes; i++) {
        mk_pack_u32(&b, m->goes[i].item);
        mk_pack_u32(&b, m->goes[i].same);
        mk_pack_u32(&b, m->goes[i].after);
        mk_pack_float(&b, m->goes[i].score);
    }
    return mk_buf_str(&b);
}

int mk_need_model_unpack(mk_cx *cx, mk_str bytes, const mk_need_model **ret)
{
    mk_unpack u = { bytes.p, bytes.p + bytes.n, false };
    if (bytes.n < sizeof magic || memcmp(bytes.p, magic, sizeof magic) != 0)
        return mk_fail(cx, MK_EBADDATA, "not a needs model of this version; learn again: makir learn");
    u.p += sizeof magic;
    mk_need_model *m = MK_NEW(cx->arena, mk_need_model);
    uint32_t state = mk_unpack_u32(&u);
    m->state = (mk_need_state)state;
    m->learnt_on = (int32_t)mk_unpack_u32(&u);
    m->n_items = mk_unpack_u32(&u);
    m->n_goes = mk_unpack_u32(&u);
    uint32_t features = mk_unpack_u32(&u);
    size_t fixed = (MK_NEED_FEATURES + MK_NEED_FEATURES * MK_NEED_FEATURES) * 8 + ABOUT_BYTES;
    size_t rest = (size_t)(u.end - u.p);                /* the sizes must add up before anything is allocated by them */
    bool right = !u.bad && state <= MK_NEED_ENOUGH && features == MK_NEED_FEATURES
              && rest == fixed + (size_t)m->n_items * ABOUT_BYTES + (size_t)m->n_goes * GOES_BYTES;
    if (right) {
        for (int i = 0; i < MK_NEED_FEATURES; i++) right &= (m->w[i] = mk_unpack_real(&u)) < 1e6 && m->w[i] > -1e6;
        for (int i = 0; i < MK_NEED_FEATURES * MK_NEED_FEATURES; i++) m->covariance[i] = mk_unpack_real(&u);
        right &= unpack_about(&u, &m->other) && m->other.goes_n == 0;
        m->about = MK_NEWN(cx->arena, mk_need_about, m->n_items + 1);
        m->goes = MK_NEWN(cx->arena, mk_need_goes, m->n_goes + 1);
        uint32_t at = 0;
        for (uint32_t i = 0; i < m->n_items && right; i++) {
            right &= unpack_about(&u, &m->about[i]) && m->about[i].goes_n <= m->n_goes - at;
            m->about[i].goes_from = at;
            at += m->about[i].goes_n;
        }
        for (uint32_t i = 0; i < m->n_goes && right; i++) {
            m->goes[i].item = mk_unpack_u32(&u);
            m->goes[i].same = mk_unpack_u32(&u);
            m->goes[i].after = mk_unpack_u32(&u);
            m->goes[i].score = mk_unpack_float(&u);
            right &= m->goes[i].item < m->n_items;
        }
        right &= at == m->n_goes && !u.bad;
    }
    if (!right) return mk_fail(cx, MK_EBADDATA, "the stored needs model is damaged; learn again: makir learn");
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
    whole(w, "customers", d->customers);
    whole(w, "lines", d->lines);
    whole(w, "baskets", d->baskets);
    whole(w, "items", d->items);
    whole(w, "intervals", d->gaps);
    real(w, "mean_interval_days", d->mean_interval);
    real(w, "regularity", d->shape);
    whole(w, "pairs", d->pairs);
    whole(w, "complements", d->complements);
    whole(w, "big_baskets", d->big_baskets);
    whole(w, "rows", d->rows);
    whole(w, "positives", d->positives);
    mk_json_key(w, "learnt");
    mk_json_bool(w, d->learnt);
    real(w, "logloss", d->logloss);
    real(w, "base_logloss", d->base_logloss);
    real(w, "auc", d->auc);
    mk_json_key(w, "calibration");
    mk_json_open(w, '[');
    for (int i = 0; i < 10 && d->calibration[i].n; i++) {
        mk_json_open(w, '{');
        real(w, "said", d->calibration[i].said);
        real(w, "was", d->calibration[i].was);
        whole(w, "n", d->calibration[i].n);
        mk_json_close(w);
    }
    mk_json_close(w);
    mk_json_close(w);
}
