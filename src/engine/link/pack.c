/* SPDX-License-Identifier: Apache-2.0
 * The model as bytes and back to the same bits. */
#include "pack.h"
#include "train_int.h"

enum { FORMAT = 5 };                    /* 5: numbers in a row, names turned by an initial. A number more whenever rules of comparing or weighing change: what an older model learnt means something else then */

static void pack_text(mk_buf *b, mk_str s) { mk_pack_u32(b, (uint32_t)s.n); mk_buf_str_add(b, s); }

static mk_str unpack_text(mk_arena *a, mk_unpack *u)
{
    uint32_t n = mk_unpack_u32(u);
    if (u->bad || (size_t)(u->end - u->p) < n) { u->bad = true; return MK_S(""); }
    mk_str s = mk_arena_dup(a, (mk_str){ u->p, n });
    u->p += n;
    return s;
}

static uint32_t bits_of(float v) { uint32_t u; memcpy(&u, &v, sizeof u); return u; }
static float float_of(uint32_t u) { float v; memcpy(&v, &u, sizeof v); return v; }

static size_t u_cells(const mk_link_model *m, int f) { return (size_t)rows_of(m, f) * (size_t)m->levels[f]; }
static size_t m_cells(const mk_link_model *m, int f) { return (size_t)m_rows(m, f) * (size_t)m->levels[f]; }

mk_str mk_link_model_pack(mk_arena *arena, const mk_link_model *m)
{
    mk_buf b = mk_buf_on(arena);
    mk_pack_u32(&b, FORMAT);
    mk_pack_u32(&b, (uint32_t)m->fields);
    mk_pack_u64(&b, m->rows);
    mk_pack_real(&b, m->prior);
    mk_pack_real(&b, m->homes);
    mk_pack_real(&b, m->lift);
    mk_pack_real(&b, m->loglik);
    mk_pack_u32(&b, (uint32_t)m->iterations);
    mk_pack_u32(&b, (uint32_t)m->classes);
    for (int k = 0; k < m->classes; k++) { mk_pack_real(&b, m->share[k]); mk_pack_real(&b, m->care[k]); }
    for (int f = 0; f < m->fields; f++) {
        mk_pack_u32(&b, (uint32_t)m->kind[f]);
        pack_text(&b, m->name[f]);
        mk_pack_u32(&b, (uint32_t)m->beside[f]);
        for (int k = 0; k < MK_PARENTS; k++) mk_pack_u32(&b, (uint32_t)m->parent[f][k]);
        mk_pack_real(&b, m->shares[f]);
        for (int i = 0; i <= MK_BINS; i++) mk_pack_real(&b, m->same[f][i]);
    }
    for (int f = 0; f < m->fields; f++) {
        for (size_t i = 0; i < m_cells(m, f); i++) {
            for (int k = 0; k < m->classes; k++) mk_pack_u32(&b, bits_of(m->m[k][f][i]));
            mk_pack_u32(&b, bits_of(m->mean_m[f][i]));
        }
        for (size_t i = 0; i < u_cells(m, f); i++) mk_pack_u32(&b, bits_of(m->u[f][i]));
        for (int i = 0; i < m->levels[f]; i++) { mk_pack_real(&b, m->shown_m[f][i]); mk_pack_real(&b, m->shown_u[f][i]); }
    }
    mk_pack_u32(&b, (uint32_t)m->rules);
    for (int r = 0; r < m->rules; r++) {
        const mk_rule *q = &m->rule[r];
        mk_pack_u32(&b, q->n);
        mk_pack_u32(&b, q->names);
        for (int i = 0; i < 3; i++) { mk_pack_u32(&b, q->field[i]); mk_pack_u32(&b, q->atom[i]); }
        mk_pack_real(&b, q->recall);
        pack_text(&b, q->name);
    }
    mk_pack_u32(&b, m->variants);
    for (uint32_t i = 0; i < m->variants; i++) { mk_pack_u32(&b, (uint32_t)m->variant[i].field); mk_pack_u64(&b, m->variant[i].a); mk_pack_u64(&b, m->variant[i].b); }
    return mk_buf_str(&b);
}

static bool among(int v, int from, int below) { return v >= from && v < below; }

static bool unpack_fields(mk_arena *a, mk_unpack *u, mk_link_model *m)
{
    for (int f = 0; f < m->fields; f++) {
        m->kind[f] = (mk_link_kind)mk_unpack_u32(u);
        m->name[f] = unpack_text(a, u);
        m->beside[f] = (int)mk_unpack_u32(u);
        for (int k = 0; k < MK_PARENTS; k++) m->parent[f][k] = (int)mk_unpack_u32(u);
        m->shares[f] = mk_unpack_real(u);
        for (int i = 0; i <= MK_BINS; i++) m->same[f][i] = mk_unpack_real(u);
        if (u->bad || !among((int)m->kind[f], MK_LK_GIVEN, MK_LK_KINDS_) || !among(m->beside[f], -1, f)) return false;
        for (int k = 0; k < MK_PARENTS; k++)
            if (!among(m->parent[f][k], -1, f)) return false;
        mk_levels_of(m->kind[f], &m->levels[f]);
        if (m->levels[f] == 0) return false;
    }
    for (int f = 0; f < m->fields; f++) {
        if ((size_t)(u->end - u->p) < 4 * (u_cells(m, f) + m_cells(m, f) * ((size_t)m->classes + 1))) return false;
        m->mean_m[f] = MK_NEWN(a, float, m_cells(m, f));
        m->u[f] = MK_NEWN(a, float, u_cells(m, f));
        for (int k = 0; k < m->classes; k++) m->m[k][f] = MK_NEWN(a, float, m_cells(m, f));
        for (size_t i = 0; i < m_cells(m, f); i++) {
            for (int k = 0; k < m->classes; k++) m->m[k][f][i] = float_of(mk_unpack_u32(u));
            m->mean_m[f][i] = float_of(mk_unpack_u32(u));
        }
        for (size_t i = 0; i < u_cells(m, f); i++) m->u[f][i] = float_of(mk_unpack_u32(u));
        for (int i = 0; i < m->levels[f]; i++) { m->shown_m[f][i] = mk_unpack_real(u); m->shown_u[f][i] = mk_unpack_real(u); }
    }
    return !u->bad;
}

int mk_link_model_unpack(mk_cx *cx, mk_str bytes, const mk_link_model **ret)
{
    mk_unpack u = { bytes.p, bytes.p + bytes.n, false };
    mk_link_model *m = MK_NEW(cx->arena, mk_link_model);
    bool good = mk_unpack_u32(&u) == FORMAT;
    m->fields = (int)mk_unpack_u32(&u);
    m->rows = mk_unpack_u64(&u);
    m->prior = mk_unpack_real(&u);
    m->homes = mk_unpack_real(&u);
    m->lift = mk_unpack_real(&u);
    m->loglik = mk_unpack_real(&u);
    m->iterations = (int)mk_unpack_u32(&u);
    m->classes = (int)mk_unpack_u32(&u);
    good = good && !u.bad && among(m->fields, 0, MK_LINK_FIELDS + 1) && among(m->classes, 1, MK_CLASSES + 1) && m->prior > 0 && m->homes >= 0 && m->prior + m->homes < 1 && m->rows > 0;
    for (int k = 0; good && k < m->classes; k++) { m->share[k] = mk_unpack_real(&u); m->care[k] = mk_unpack_real(&u); }
    good = good && unpack_fields(cx->arena, &u, m);
    if (good) {
        m->rules = (int)mk_unpack_u32(&u);
        good = among(m->rules, 1, (int)(sizeof m->rule / sizeof *m->rule) + 1);
    }
    for (int r = 0; good && r < m->rules; r++) {
        mk_rule *q = &m->rule[r];
        q->n = (uint8_t)mk_unpack_u32(&u);
        q->names = mk_unpack_u32(&u) != 0;
        for (int i = 0; i < 3; i++) {
            q->field[i] = (uint8_t)mk_unpack_u32(&u);
            q->atom[i] = (uint8_t)mk_unpack_u32(&u);
            good = good && (q->field[i] == MK_ANY_NAME || q->field[i] < m->fields) && q->atom[i] < MK_ATOMS && mk_link_has_atom(m, q->field[i], q->atom[i]);
        }
        q->recall = mk_unpack_real(&u);
        q->name = unpack_text(cx->arena, &u);
        good = good && !u.bad && among(q->n, 1, 4) && (!q->names || q->n == 2);
    }
    if (good) {
        m->variants = mk_unpack_u32(&u);
        good = !u.bad && (size_t)(u.end - u.p) == (size_t)m->variants * 20;
    }
    if (!good) return mk_fail(cx, MK_EBADDATA, "the model of who is who cannot be read; learn it again");
    m->variant = MK_NEWN(cx->arena, struct mk_variant, m->variants + 1);
    for (uint32_t i = 0; i < m->variants; i++) {
        m->variant[i].field = (int)mk_unpack_u32(&u);
        m->variant[i].a = mk_unpack_u64(&u);
        m->variant[i].b = mk_unpack_u64(&u);
    }
    mk_link_show(cx->arena, m);
    *ret = m;
    return 0;
}
