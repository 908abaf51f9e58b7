/* SPDX-License-Identifier: Apache-2.0
 * Values that are nobody's: a call centre's phone, the mail a till insists on, the day a program writes when it knows none. Many have them under many names. They are taken
 * as missing: that two have one is no evidence, and that one has it and another his own is no difference. */
#include "equal.h"

enum { SAMPLE = 8192, SUSPECT = 100, SHARE = 33,         /* one in so many of the rows that are drawn; of all */
       NAMES = 13, MOST = SUSPECT };                       /* no more can be that many */

typedef struct counting { const mk_link *l; mk_arena *a; mk_field *f; uint32_t *v, rows; const mk_column *col; } counting;

static bool may_be_generic(mk_link_kind k) { return k == MK_LK_PHONE || k == MK_LK_MAIL || k == MK_LK_BIRTH || k == MK_LK_NATID; }

/* A year alone is many people's. */
static bool is_year(const mk_field *f, uint32_t v) { return f->kind == MK_LK_BIRTH && (f->value[v].num & 0xff) == 0; }

/* Values that are frequent among some rows, chosen by what is in them. Returns how many, in no useful order. */
static uint32_t suspects(const counting *c, const uint64_t *key, uint32_t ret[MOST])
{
    uint64_t below = c->rows > SAMPLE ? UINT64_MAX / c->rows * SAMPLE : UINT64_MAX;
    uint32_t drawn = 0, n = 0;
    mk_map count = mk_map_on(mk_arena_child(c->a));
    for (uint32_t i = 0; i < c->rows; i++) {
        if (key[i] > below || !c->v[i]) continue;
        drawn++;
        ++*mk_map_put(&count, c->v[i], NULL);
    }
    uint64_t v, many;
    for (size_t i = 0; mk_map_next(&count, &i, &v, &many) && n < MOST; )
        if (many * SUSPECT > drawn && !is_year(c->f, (uint32_t)v)) ret[n++] = (uint32_t)v;
    return n;
}

static inline uint64_t first_of(const counting *c, int f, uint32_t row)
{
    uint32_t v = f >= 0 ? c->col[f].v[row] : 0;
    return v ? c->l->field[f].value[v].first : 0;
}

/* Whether so many names have it, and most do not begin with the same letters as one person's do however he is written. */
static bool has_many_names(const counting *c, uint32_t value)
{
    mk_map name = mk_map_on(mk_arena_child(c->a)), letters = mk_map_on(mk_arena_child(c->a));
    int g = c->l->given, f = c->l->family;
    uint64_t rows = 0, most = 0;
    for (uint32_t i = 0; i < c->rows; i++) {
        uint64_t x = g >= 0 ? c->col[g].v[i] : 0, y = f >= 0 ? c->col[f].v[i] : 0;
        if (c->v[i] != value || !(x | y)) continue;
        rows++;
        if (name.n < NAMES) mk_map_put(&name, x << 32 | y, NULL);
        uint64_t n = ++*mk_map_put(&letters, first_of(c, g, i) << 8 | first_of(c, f, i), NULL);
        if (n > most) most = n;
    }
    return name.n >= NAMES && most * 3 < rows;
}

void mk_generic_drop(mk_arena *scratch, mk_link *l, mk_column *col, const uint64_t *key, uint32_t rows)
{
    if (l->given < 0 && l->family < 0) return;
    for (int k = 0; k < l->fields; k++) {
        counting c = { l, mk_arena_child(scratch), &l->field[k], col[k].v, rows, col };
        uint32_t suspect[MOST], n = may_be_generic(c.f->kind) ? suspects(&c, key, suspect) : 0, *count = n ? MK_NEWN(c.a, uint32_t, (size_t)c.f->n + 1) : NULL;
        bool any = false;
        for (uint32_t i = 0; i < rows && n; i++) count[c.v[i]]++;
        for (uint32_t i = 0; i < n; i++) {
            if ((uint64_t)count[suspect[i]] * SHARE <= rows - count[0] || !has_many_names(&c, suspect[i])) continue;
            c.f->value[suspect[i]].flags |= MK_VF_GENERIC;
            any = true;
        }
        for (uint32_t i = 0; i < rows && any; i++)
            if (c.v[i] && c.f->value[c.v[i]].flags & MK_VF_GENERIC) c.v[i] = 0;
        mk_arena_free(c.a);
    }
}
