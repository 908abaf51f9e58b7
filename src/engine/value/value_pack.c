/* SPDX-License-Identifier: Apache-2.0
 * The model of value as bytes and back, with everything checked, and its diagnostics in JSON. */
#include "clock.h"
#include "pack.h"
#include "value_int.h"

enum { VERSION = 7, ONE_KIND = 6 };     /* models of version 6 are read: their customers are of one kind */
static const char magic[4] = { 'M', 'K', 'V', VERSION };

mk_str mk_value_model_pack(mk_arena *arena, const mk_value_model *m)
{
    mk_buf b = mk_buf_on(arena);
    mk_buf_add(&b, magic, sizeof magic);
    mk_pack_u64(&b, (uint64_t)(int64_t)m->learnt_on);
    mk_pack_u64(&b, (uint64_t)m->state | (uint64_t)m->alive_known << 8 | (uint64_t)m->money_known << 9 | (uint64_t)m->wide << 10 | (uint64_t)m->season.yearly << 11 |
                 (uint64_t)m->orders.kind << 16 | (uint64_t)m->orders.k << 24);
    const double real[] = { m->orders.p[0], m->orders.p[1], m->orders.p[2], m->orders.p[3], m->orders.pace, m->p, m->q, m->v };
    const double pace[] = { m->orders.tilt, m->orders.span, m->orders.again, m->beyond };
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) mk_pack_real(&b, real[i]);
    for (size_t i = 0; i < sizeof pace / sizeof *pace; i++) mk_pack_real(&b, pace[i]);
    for (int i = 0; i < MK_SEASON_TERMS; i++) mk_pack_real(&b, m->season.term[i]);
    for (int i = 0; i < 16; i++) mk_pack_real(&b, m->covariance[i]);
    mk_pack_real(&b, m->orders.share);
    for (int i = 0; i < 4; i++) mk_pack_real(&b, m->orders.other[i]);
    for (int i = 0; i < 16; i++) mk_pack_real(&b, m->other_covariance[i]);
    mk_pack_u32(&b, (uint32_t)m->orders.parts);
    for (int i = 0; i < m->orders.parts; i++) {
        const mk_orders_part *o = &m->orders.beside[i];
        mk_pack_u32(&b, (uint32_t)o->kind | (uint32_t)o->k << 8);
        mk_pack_real(&b, o->weight);
        mk_pack_real(&b, o->share);
        for (int k = 0; k < 4; k++) mk_pack_real(&b, o->p[k]);
        for (int k = 0; k < 4; k++) mk_pack_real(&b, o->other[k]);
    }
    mk_pack_u32(&b, (uint32_t)m->season.closings);
    for (int i = 0; i < m->season.closings; i++) {
        mk_pack_u32(&b, (uint32_t)m->season.closed[i].from);
        mk_pack_u32(&b, (uint32_t)m->season.closed[i].until);
    }
    return mk_buf_str(&b);
}

/* Whether the other kind of customers can be. */
static bool kinds_right(mk_orders_kind kind, double share, const double *other)
{
    bool right = share >= 0 && share < 1 && (!(share > 0) || kind == MK_BG || kind == MK_MBG);
    for (int i = 0; share > 0 && i < 4; i++) right = right && other[i] > 0 && other[i] < 1e300;
    return right;
}

/* The models beside; false when they cannot be. */
static bool beside(mk_unpack *u, mk_orders *m)
{
    double left = 1;
    uint32_t parts = mk_unpack_u32(u);
    bool right = parts <= MK_BESIDE;
    for (uint32_t i = 0; right && i < parts; i++) {
        mk_orders_part *o = &m->beside[m->parts++];
        uint32_t of = mk_unpack_u32(u);
        right = (of & 255) <= MK_PARETO && (of >> 8) - 1 < MK_REGULAR_MOST;
        o->kind = (mk_orders_kind)(of & 255);
        o->k = (int)(of >> 8);
        o->weight = mk_unpack_real(u);
        o->share = mk_unpack_real(u);
        for (int k = 0; k < 4; k++) o->p[k] = mk_unpack_real(u);
        for (int k = 0; k < 4; k++) o->other[k] = mk_unpack_real(u);
        for (int k = 0; k < 4; k++) right = right && ((o->p[k] > 0 && o->p[k] < 1e300) || (o->kind == MK_NBD && k > 1));
        right = right && o->weight > 0 && (left -= o->weight) > 0 && kinds_right(o->kind, o->share, o->other);
    }
    return right;
}

int mk_value_model_unpack(mk_cx *cx, mk_str bytes, mk_value_model *ret)
{
    mk_value_model m = { 0 };
    mk_unpack u = { bytes.p, bytes.p + bytes.n, false };
    if (bytes.n < sizeof magic || memcmp(bytes.p, magic, sizeof magic - 1) != 0 || (bytes.p[3] != VERSION && bytes.p[3] != ONE_KIND))
        return mk_fail(cx, MK_EBADDATA, "not a value model of this version; learn again: makir learn");
    u.p += sizeof magic;
    int64_t day = (int64_t)mk_unpack_u64(&u);
    uint64_t flags = mk_unpack_u64(&u);
    double *real[] = { &m.orders.p[0], &m.orders.p[1], &m.orders.p[2], &m.orders.p[3], &m.orders.pace, &m.p, &m.q, &m.v };
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) *real[i] = mk_unpack_real(&u);
    m.orders.tilt = mk_unpack_real(&u);
    m.orders.span = mk_unpack_real(&u);
    m.orders.again = mk_unpack_real(&u);
    m.beyond = mk_unpack_real(&u);
    double term[MK_SEASON_TERMS];
    for (int i = 0; i < MK_SEASON_TERMS; i++) term[i] = mk_unpack_real(&u);
    for (int i = 0; i < 16; i++) m.covariance[i] = mk_unpack_real(&u);
    if (bytes.p[3] != ONE_KIND) {
        m.orders.share = mk_unpack_real(&u);
        for (int i = 0; i < 4; i++) m.orders.other[i] = mk_unpack_real(&u);
        for (int i = 0; i < 16; i++) m.other_covariance[i] = mk_unpack_real(&u);
        u.bad |= !beside(&u, &m.orders);
    }
    mk_closed closed[MK_CLOSED_MOST];
    uint32_t closings = mk_unpack_u32(&u);
    for (uint32_t i = 0; i < closings && i < MK_CLOSED_MOST; i++) {
        closed[i] = (mk_closed){ (int32_t)mk_unpack_u32(&u), (int32_t)mk_unpack_u32(&u) };
        u.bad |= closed[i].until < closed[i].from || (i && closed[i].from < closed[i - 1].until);
    }
    mk_orders_kind kind = (mk_orders_kind)(flags >> 16 & 255);
    bool right = !u.bad && closings <= MK_CLOSED_MOST && u.p == u.end && day >= INT32_MIN && day <= INT32_MAX && (flags & 255) <= MK_VALUE_ENOUGH && kind <= MK_PARETO &&
                 (flags >> 24) - 1 < MK_REGULAR_MOST;
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) right = right && (*real[i] > 0 || (kind == MK_NBD && (i == 2 || i == 3))) && *real[i] < 1e300;
    for (int i = 0; i < MK_SEASON_TERMS; i++) right = right && fabs(term[i]) < 30;
    right = right && kinds_right(kind, m.orders.share, m.orders.other);
    right = right && fabs(m.orders.tilt) < 10 && m.orders.span >= 0 && m.orders.span < 1e9 && m.orders.again >= 0 && m.orders.again < 10 && m.beyond > 0 && m.beyond < .5;
    if (!right) return mk_fail(cx, MK_EBADDATA, "the stored value model is damaged; learn again: makir learn");
    m.learnt_on = (int32_t)day;
    m.state = (mk_value_state)(flags & 255);
    m.alive_known = flags >> 8 & 1;
    m.money_known = flags >> 9 & 1;
    m.wide = flags >> 10 & 1;
    if (flags >> 11 & 1) m.season = mk_season_of(term);
    mk_season_close(&m.season, closed, (int)closings);
    m.orders.kind = kind;
    m.orders.k = (int)(flags >> 24);
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

static void entrant(mk_jsonw *w, const mk_entrant *e)
{
    const mk_orders *m = &e->fit.model;
    char name[24];
    mk_json_open(w, '{');
    mk_json_key(w, "model");
    mk_json_z(w, mk_orders_name(m->kind, m->k, name));
    flag(w, "season", e->season);
    mk_json_key(w, "note");
    mk_json_z(w, mk_value_why_name(e->why));
    for (int i = 0; i < mk_orders_parameters(m->kind); i++) real(w, mk_orders_parameter(m->kind, i), m->p[i]);
    reals(w, "se_log", e->fit.se, mk_orders_parameters(m->kind));
    if (m->share > 0) {
        real(w, "other_share", m->share);
        reals(w, "other", m->other, 4);
        reals(w, "other_se_log", e->fit.other_se, 4);
    }
    real(w, "loglik", e->fit.loglik);
    flag(w, "converged", e->fit.converged);
    flag(w, "prior_used", e->fit.prior_used);
    real(w, "past_crps", e->crps);
    real(w, "past_log_score", e->log_score);
    real(w, "past_foretold", e->foretold);
    real(w, "comes_again", m->again);
    if (m->parts) {
        char of[24];
        mk_json_key(w, "mixed");
        mk_json_open(w, '[');
        for (int i = 0; i < m->parts; i++) {
            mk_json_open(w, '{');
            mk_json_key(w, "model");
            mk_json_z(w, mk_orders_name(m->beside[i].kind, m->beside[i].k, of));
            flag(w, "two_kinds", m->beside[i].share > 0);
            real(w, "weight", m->beside[i].weight);
            mk_json_close(w);
        }
        mk_json_close(w);
    }
    mk_json_close(w);
}

void mk_value_diagnostics_json(const mk_value_diagnostics *d, const mk_value_model *m, mk_jsonw *w)
{
    static const char *const state[] = { "too little", "little", "enough" };
    const mk_race *r = &d->race;
    char name[24];
    mk_json_open(w, '{');
    mk_json_key(w, "model");
    mk_json_z(w, mk_orders_name(m->orders.kind, m->orders.k, name));
    mk_json_key(w, "state");
    mk_json_z(w, state[r->state]);
    mk_json_key(w, "why");
    mk_json_z(w, mk_value_why_name(r->why));
    whole(w, "customers", r->customers);
    whole(w, "buyers", r->buyers);
    whole(w, "repeaters", r->repeaters);
    whole(w, "orders", r->orders);
    whole(w, "cells", r->cells);
    real(w, "expected_repeats", d->expected_repeats);
    real(w, "mean_alive", d->mean_alive);
    real(w, "pace", r->pace);
    real(w, "pace_seen", r->pace_said);
    real(w, "pace_sd", r->pace_sd);
    real(w, "tilt", r->tilt);
    real(w, "interval_leaves_out", r->beyond);
    real(w, "past_held", r->held);
    real(w, "past_to_hold", r->to_hold);
    whole(w, "tried_on", r->tried);
    mk_json_key(w, "tried_days_back");
    mk_json_open(w, '[');
    for (int i = 0; i < r->backs; i++) mk_json_int(w, r->back[i]);
    mk_json_close(w);
    mk_json_key(w, "closed");
    mk_json_open(w, '[');
    for (int i = 0; i < r->open.closings; i++) {
        char from[16], until[16];
        mk_json_open(w, '{');
        mk_json_key(w, "from");
        mk_json_z(w, mk_day_text(r->open.closed[i].from, from));
        mk_json_key(w, "until");
        mk_json_z(w, mk_day_text(r->open.closed[i].until, until));
        mk_json_close(w);
    }
    mk_json_close(w);
    mk_json_key(w, "race");
    mk_json_open(w, '[');
    for (int i = 0; i < r->n; i++) entrant(w, &r->entrant[i]);
    mk_json_close(w);
    whole(w, "spenders", d->spenders);
    flag(w, "money_prior_used", d->money_prior_used);
    real(w, "money_loglik", d->money_loglik);
    real(w, "p", m->p);
    real(w, "q", m->q);
    real(w, "v_minor", m->v);
    reals(w, "money_se_log", d->money_se, 3);
    mk_json_close(w);
}
