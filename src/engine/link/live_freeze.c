/* SPDX-License-Identifier: Apache-2.0
 * What is kept of a learning run, so that records can be weighed as it weighed them: its model, how full each field was, and how often
 * each value was seen. */
#include "distinct.h"
#include "live_int.h"
#include "pack.h"
#include "series.h"

enum { FORMAT = 3, SEEN = 2 };          /* 3: other alphabets in Latin letters. SEEN: counts worth keeping; what is not there was seen once */

const mk_link_model *mk_frozen_model(const mk_frozen *f) { return f->model; }
uint64_t mk_live_variant(int field, uint64_t a, uint64_t b) { return mk_hash2(a < b ? mk_hash2(a, b) : mk_hash2(b, a), (uint64_t)field); }

mk_str mk_frozen_pack(mk_arena *arena, const mk_link *l)
{
    mk_buf b = mk_buf_on(arena);
    mk_pack_u32(&b, FORMAT);
    mk_pack_u32(&b, (uint32_t)l->fields);
    mk_pack_u64(&b, l->n);
    for (int f = 0; f < l->fields; f++) {
        mk_pack_real(&b, (double)l->field[f].filled);
        mk_pack_real(&b, l->field[f].same);
        mk_pack_u32(&b, l->field[f].checked);
    }
    mk_str m = mk_link_model_pack(arena, &l->model);
    mk_buf_str_add(&b, m);
    return mk_buf_str(&b);
}

int mk_frozen_unpack(mk_cx *cx, mk_str bytes, const mk_live_column *column, size_t columns, const mk_frozen **ret)
{
    mk_unpack u = { bytes.p, bytes.p + bytes.n, false };
    mk_frozen *f = MK_NEW(cx->arena, mk_frozen);
    bool good = mk_unpack_u32(&u) == FORMAT;
    uint32_t fields = mk_unpack_u32(&u);
    f->rows = mk_unpack_u64(&u);
    good = good && !u.bad && fields <= MK_LINK_FIELDS && columns <= MK_LIVE_COLUMNS;
    for (uint32_t i = 0; good && i < fields; i++) {
        f->filled[i] = mk_unpack_real(&u);
        f->same[i] = mk_unpack_real(&u);
        f->checked[i] = mk_unpack_u32(&u) != 0;
        good = !u.bad && f->filled[i] > 0 && f->same[i] > 0;
    }
    if (!good) return mk_fail(cx, MK_EBADDATA, "the model of who is who cannot be read; makir resolve learns it again");
    MK_TRY(mk_link_model_unpack(cx, (mk_str){ u.p, (size_t)(u.end - u.p) }, &f->model));
    const mk_link_model *m = f->model;
    good = (uint32_t)m->fields == fields;
    f->birth = -1;
    for (int i = 0; good && i < m->fields; i++) {
        size_t c = 0;
        while (c < columns && !(mk_str_eqz(m->name[i], column[c].header) && m->kind[i] == column[c].kind)) c++;
        good = c < columns;
        f->column[i] = (uint8_t)c;
        f->kind[i] = m->kind[i];
        if (m->kind[i] == MK_LK_BIRTH && f->birth < 0) f->birth = i;
    }
    if (!good) return mk_fail(cx, MK_EBADDATA, "the model of who is who was learnt from other columns; makir resolve learns it again");
    f->nobody = mk_nobody_words(cx->arena);
    f->variant = mk_map_on(cx->arena);
    for (uint32_t i = 0; i < m->variants; i++) mk_map_put(&f->variant, mk_live_variant(m->variant[i].field, m->variant[i].a, m->variant[i].b), NULL);
    mk_live_leads(f);
    *ret = f;
    return 0;
}

/* How many rows have each word. */
static void words(mk_cx *cx, const mk_link *l, int f, mk_map *ret)
{
    const mk_field *x = &l->field[f];
    mk_arena_mark here = mk_arena_here(cx->arena);
    mk_map seen = mk_map_on(mk_arena_child(cx->arena));
    uint64_t w[16], key, count;
    for (uint32_t v = 1; v <= x->n; v++)
        for (int i = 0, n = mk_live_words(x, v, w); i < n; i++) *mk_map_put(&seen, w[i], NULL) += x->value[v].count;
    for (size_t i = 0; mk_map_next(&seen, &i, &key, &count); )
        if (count >= SEEN) *mk_map_put(ret, mk_live_hash(f, key, true), NULL) = count;
    mk_arena_rewind(cx->arena, here);
}

void mk_frozen_counts(mk_cx *cx, const mk_link *l, mk_map *ret)
{
    for (int f = 0; f < l->fields; f++) {
        const mk_field *x = &l->field[f];
        for (uint32_t v = 1; v <= x->n; v++)
            if (x->value[v].flags & MK_VF_GENERIC) *mk_map_put(ret, mk_live_hash(f, x->value[v].num, false), NULL) = MK_LIVE_GENERIC;
            else if (x->value[v].count >= SEEN) *mk_map_put(ret, mk_live_hash(f, x->value[v].num, false), NULL) = x->value[v].count;
        if (mk_live_worded(x->kind)) words(cx, l, f, ret);
        for (uint32_t v = 1; v <= x->n && mk_in_numbers(x); v++)
            if (mk_series_kept(x, v)) *mk_map_put(ret, mk_live_hash(f, mk_series_key(x, v), true), NULL) |= mk_series_kept(x, v);
    }
}
