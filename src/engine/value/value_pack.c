/* SPDX-License-Identifier: Apache-2.0 */
#include "pack.h"
#include "value_int.h"

enum { VERSION = 1 };
static const char magic[4] = { 'M', 'K', 'V', VERSION };

mk_str mk_value_model_pack(mk_arena *arena, const mk_value_model *m)
{
    mk_buf b = mk_buf_on(arena);
    mk_buf_add(&b, magic, sizeof magic);
    mk_pack_u64(&b, (uint64_t)(int64_t)m->learnt_on);
    mk_pack_u64(&b, (uint64_t)m->state | (uint64_t)m->alive_known << 8 | (uint64_t)m->money_known << 9 | (uint64_t)m->modified << 10);
    const double real[] = { m->r, m->alpha, m->a, m->b, m->p, m->q, m->v };
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) mk_pack_real(&b, real[i]);
    for (int i = 0; i < 16; i++) mk_pack_real(&b, m->covariance[i]);
    return mk_buf_str(&b);
}

int mk_value_model_unpack(mk_cx *cx, mk_str bytes, mk_value_model *ret)
{
    mk_value_model m = { 0 };
    mk_unpack u = { bytes.p, bytes.p + bytes.n, false };
    if (bytes.n < sizeof magic || memcmp(bytes.p, magic, sizeof magic) != 0)
        return mk_fail(cx, MK_EBADDATA, "not a value model of this version; learn again: makir learn");
    u.p += sizeof magic;
    int64_t day = (int64_t)mk_unpack_u64(&u);
    uint64_t flags = mk_unpack_u64(&u);
    double *real[] = { &m.r, &m.alpha, &m.a, &m.b, &m.p, &m.q, &m.v };
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) *real[i] = mk_unpack_real(&u);
    for (int i = 0; i < 16; i++) m.covariance[i] = mk_unpack_real(&u);
    bool right = !u.bad && u.p == u.end && day >= INT32_MIN && day <= INT32_MAX && (flags & 255) <= MK_VALUE_ENOUGH && flags < 2048;
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) right = right && *real[i] > 0 && *real[i] < 1e300;
    if (!right) return mk_fail(cx, MK_EBADDATA, "the stored value model is damaged; learn again: makir learn");
    m.learnt_on = (int32_t)day;
    m.state = (mk_value_state)(flags & 255);
    m.alive_known = flags >> 8 & 1;
    m.money_known = flags >> 9 & 1;
    m.modified = flags >> 10 & 1;
    *ret = m;
    return 0;
}

static void reals(mk_jsonw *w, const char *key, const double *v, int n)
{
    mk_json_key(w, key);
    mk_json_open(w, '[');
    for (int i = 0; i < n; i++) mk_json_real(w, v[i]);
    mk_json_close(w);
}

static void whole(mk_jsonw *w, const char *key, uint64_t v) { mk_json_key(w, key); mk_json_int(w, (int64_t)v); }
static void real(mk_jsonw *w, const char *key, double v) { mk_json_key(w, key); mk_json_real(w, v); }
static void flag(mk_jsonw *w, const char *key, bool v) { mk_json_key(w, key); mk_json_bool(w, v); }

void mk_value_diagnostics_json(const mk_value_diagnostics *d, const mk_value_model *m, mk_jsonw *w)
{
    static const char *const state[] = { "too little", "little", "enough" };
    static const char *const why[] = { "fine", "few customers", "few repeaters", "nobody is seen to stop", "maximum at an edge" };
    mk_json_open(w, '{');
    mk_json_key(w, "model");
    mk_json_z(w, m->modified ? "MBG/NBD + Gamma-Gamma" : "BG/NBD + Gamma-Gamma");
    mk_json_key(w, "state");
    mk_json_z(w, state[d->state]);
    mk_json_key(w, "why");
    mk_json_z(w, why[d->why]);
    whole(w, "customers", d->customers);
    whole(w, "buyers", d->buyers);
    whole(w, "repeaters", d->repeaters);
    whole(w, "orders", d->orders);
    whole(w, "cells", d->cells);
    flag(w, "converged", d->converged);
    flag(w, "prior_used", d->prior_used);
    whole(w, "iterations", (uint64_t)d->iterations);
    real(w, "loglik", d->loglik);
    real(w, "loglik_other", d->loglik_other);
    real(w, "r", m->r);
    real(w, "alpha_days", m->alpha);
    real(w, "a", m->a);
    real(w, "b", m->b);
    reals(w, "se_log", d->se, 4);
    real(w, "expected_repeats", d->expected_repeats);
    real(w, "mean_alive", d->mean_alive);
    whole(w, "spenders", d->spenders);
    flag(w, "money_prior_used", d->money_prior_used);
    real(w, "money_loglik", d->money_loglik);
    real(w, "p", m->p);
    real(w, "q", m->q);
    real(w, "v_minor", m->v);
    reals(w, "money_se_log", d->money_se, 3);
    mk_json_close(w);
}
