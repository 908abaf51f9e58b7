/* SPDX-License-Identifier: Apache-2.0
 * The model "shop" as bytes. */
#include "usual.h"
#include <math.h>
#include "pack.h"

enum { FORMAT = 1 };
#define MAGIC UINT64_C(0x706f6873776b616d)      /* "makwshop" */

static void put_str(mk_buf *b, mk_str s)
{
    mk_pack_u32(b, (uint32_t)s.n);
    mk_buf_str_add(b, s);
}

static void put_band(mk_buf *b, const mk_usual_band *band)
{
    mk_pack_u32(b, band->known);
    mk_pack_real(b, band->mean_log);
    mk_pack_real(b, band->sd_log);
}

static void put_pace(mk_buf *b, const mk_usual_pace *p)
{
    put_str(b, p->kind);
    mk_pack_real(b, p->a_day);
    mk_pack_u32(b, p->things);
    mk_pack_u32(b, p->season.known);
    for (int m = 0; m < 12; m++) mk_pack_real(b, p->season.month[m]);
}

mk_str mk_usual_pack(mk_arena *a, const mk_usual *u)
{
    mk_buf b = mk_buf_on(a);
    mk_str name, value;
    double weight;
    uint32_t values = 0;
    mk_pack_u64(&b, MAGIC);
    mk_pack_u32(&b, FORMAT);
    mk_pack_u32(&b, (uint32_t)u->closets);
    for (size_t i = 0; i < u->closets; i++) {
        const mk_size_scale *s = &u->closet[i].scale;
        put_str(&b, u->closet[i].category);
        mk_pack_u32(&b, (uint32_t)s->n);
        for (size_t k = 0; k < s->n; k++) put_str(&b, s->size[k]), mk_pack_u32(&b, s->worn[k]);
        mk_pack_u32(&b, (uint32_t)s->brands);
        for (size_t k = 0; k < s->brands; k++) put_str(&b, s->brand[k].brand), mk_pack_real(&b, s->brand[k].shift), mk_pack_u32(&b, s->brand[k].people);
    }
    for (size_t i = 0; mk_taste_base_at(u->taste, i, &name, &value, &weight); i++) values++;
    mk_pack_u32(&b, values);
    for (size_t i = 0; mk_taste_base_at(u->taste, i, &name, &value, &weight); i++) put_str(&b, name), put_str(&b, value), mk_pack_real(&b, weight);
    put_band(&b, &u->ahead);
    put_band(&b, &u->price);
    mk_pack_u32(&b, (uint32_t)u->paces);
    for (size_t i = 0; i < u->paces; i++) put_pace(&b, &u->pace[i]);
    for (int k = 0; k < MK_NEED_KINDS; k++) mk_pack_u32(&b, u->answers.done[k]), mk_pack_u32(&b, u->answers.all[k]);
    return mk_buf_str(&b);
}

typedef struct reading { mk_unpack u; mk_arena *arena; bool finite; } reading;

static mk_str get_str(reading *r)
{
    size_t n = mk_unpack_u32(&r->u);
    if (r->u.bad || n > (size_t)(r->u.end - r->u.p)) { r->u.bad = true; return MK_S(""); }
    mk_str s = mk_arena_dup(r->arena, (mk_str){ r->u.p, n });
    r->u.p += n;
    return s;
}

static double get_real(reading *r)
{
    double v = mk_unpack_real(&r->u);
    r->finite &= isfinite(v) != 0;
    return v;
}

/* How many follow; each takes some bytes, so that a wrong number asks for no more memory than there are bytes. */
static size_t get_count(reading *r)
{
    size_t n = mk_unpack_u32(&r->u);
    if (n > (size_t)(r->u.end - r->u.p)) r->u.bad = true;
    return r->u.bad ? 0 : n;
}

static mk_usual_band get_band(reading *r)
{
    mk_usual_band b = { .known = mk_unpack_u32(&r->u) != 0 };
    b.mean_log = get_real(r);
    b.sd_log = get_real(r);
    return b;
}

static mk_size_scale get_scale(reading *r)
{
    mk_size_scale s = { .n = get_count(r) };
    if (s.n > MK_SIZE_MOST) s.n = 0, r->u.bad = true;
    for (size_t k = 0; k < s.n; k++) s.size[k] = get_str(r), s.worn[k] = mk_unpack_u32(&r->u);
    s.brands = get_count(r);
    mk_size_brand *brand = MK_NEWN(r->arena, mk_size_brand, s.brands + 1);
    for (size_t k = 0; k < s.brands && !r->u.bad; k++) brand[k].brand = get_str(r), brand[k].shift = get_real(r), brand[k].people = mk_unpack_u32(&r->u);
    s.brand = brand;
    return s;
}

static mk_usual_pace get_pace(reading *r)
{
    mk_usual_pace p = { .kind = get_str(r) };
    p.a_day = get_real(r);
    p.things = mk_unpack_u32(&r->u);
    p.season.known = mk_unpack_u32(&r->u) != 0;
    for (int m = 0; m < 12; m++) p.season.month[m] = get_real(r);
    return p;
}

int mk_usual_unpack(mk_cx *cx, mk_str bytes, mk_usual *ret)
{
    reading r = { { bytes.p, bytes.p + bytes.n, false }, cx->arena, true };
    memset(ret, 0, sizeof *ret);
    bool ours = mk_unpack_u64(&r.u) == MAGIC && mk_unpack_u32(&r.u) == FORMAT;
    if (!ours) r.u.bad = true;
    ret->closets = get_count(&r);
    mk_usual_closet *closet = MK_NEWN(cx->arena, mk_usual_closet, ret->closets + 1);
    for (size_t i = 0; i < ret->closets && !r.u.bad; i++) closet[i].category = get_str(&r), closet[i].scale = get_scale(&r);
    ret->closet = closet;
    mk_taste_base *taste = mk_taste_base_new(cx->arena);
    for (size_t n = get_count(&r); n-- > 0 && !r.u.bad;) {
        mk_str name = get_str(&r), value = get_str(&r);
        mk_taste_base_put(taste, name, value, get_real(&r));
    }
    ret->taste = taste;
    ret->ahead = get_band(&r);
    ret->price = get_band(&r);
    ret->paces = get_count(&r);
    mk_usual_pace *pace = MK_NEWN(cx->arena, mk_usual_pace, ret->paces + 1);
    for (size_t i = 0; i < ret->paces && !r.u.bad; i++) pace[i] = get_pace(&r);
    ret->pace = pace;
    for (int k = 0; k < MK_NEED_KINDS; k++) ret->answers.done[k] = mk_unpack_u32(&r.u), ret->answers.all[k] = mk_unpack_u32(&r.u);
    return r.u.bad || r.u.p != r.u.end || !r.finite ? mk_fail(cx, MK_EBADDATA, "what is usual was learnt by another version of makir: makir learn") : 0;
}
