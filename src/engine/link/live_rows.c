/* SPDX-License-Identifier: Apache-2.0
 * Records made ready to be held against each other: prepared as a learning run prepares rows, and counted as it counted them. */
#include "fold.h"
#include "live_int.h"
#include "series.h"

enum { FEW = 64 };                      /* values whose pairs are looked up, instead of all variants there are */

/* Which text of each column each face takes: every phone with every mail. */
static uint32_t faces(const mk_live_record *r, size_t columns, uint8_t ret[MK_LIVE_FACES][MK_LIVE_COLUMNS])
{
    uint32_t n = 1;
    memset(ret[0], 0, MK_LIVE_COLUMNS);
    for (size_t c = 0; c < columns; c++) {
        uint32_t was = n;
        for (uint8_t k = 1; k < r->n[c] && n + was <= MK_LIVE_FACES; k++)
            for (uint32_t i = 0; i < was; i++, n++) {
                memcpy(ret[n], ret[i], MK_LIVE_COLUMNS);
                ret[n][c] = k;
            }
    }
    return n;
}

int mk_live_new(mk_cx *cx, const mk_frozen *f, const mk_str *packed, size_t n, mk_live **ret)
{
    const mk_link_model *m = f->model;
    mk_live *v = MK_NEW(cx->arena, mk_live);
    mk_link *l = MK_NEW(cx->arena, mk_link);
    mk_str cell[MK_LINK_FIELDS];
    if (n > UINT32_MAX / 2 / MK_LIVE_FACES) return mk_fail(cx, MK_ELIMIT, "too many records at once");
    *v = (mk_live){ .frozen = f, .n = (uint32_t)n, .link = l };
    v->record = MK_NEWN(cx->arena, struct mk_live_who, n + 1);
    v->face = MK_NEWN(cx->arena, uint32_t, n + 1);
    l->arena = mk_arena_child(cx->arena);
    mk_link_rows *rows = mk_link_rows_new(cx, m->name, (size_t)m->fields);
    rows->keep = true;
    rows->nobody = &f->nobody;
    for (int i = 0; i < m->fields; i++) mk_link_rows_kind(rows, (size_t)i, m->kind[i]);
    for (size_t r = 0; r < n; r++) {
        mk_live_record x;
        uint8_t which[MK_LIVE_FACES][MK_LIVE_COLUMNS];
        if (!mk_live_unpack(packed[r], &x, NULL)) return mk_fail(cx, MK_ESTORE, "a record of the index of who is who cannot be read; makir resolve makes it again");
        v->record[r] = (struct mk_live_who){ x.id, x.source, x.number };
        v->face[r] = (uint32_t)mk_link_rows_count(rows);
        for (uint32_t k = 0, many = faces(&x, MK_LIVE_COLUMNS, which); k < many; k++) {
            for (int i = 0; i < m->fields; i++) {
                uint8_t c = f->column[i];
                cell[i] = x.n[c] ? x.cell[c][which[k][c]] : MK_S("");
            }
            MK_TRY(mk_link_rows_add(cx, rows, cell, (size_t)m->fields, 0, mk_hash2(x.id, k)));
        }
    }
    v->face[n] = (uint32_t)mk_link_rows_count(rows);
    MK_TRY(mk_link_prepare(cx, rows, l));
    bool same = l->fields == m->fields;
    for (int i = 0; same && i < m->fields; i++) same = l->field[i].kind == m->kind[i];
    if (!same) return mk_fail(cx, MK_EBADDATA, "the model of who is who was learnt from other columns; makir resolve learns it again");
    l->model = *m;
    v->cmp = v->face[n] > 2000 ? mk_compare_on(l->arena, l) : (mk_compare){ l, NULL };
    *ret = v;
    return 0;
}

size_t mk_live_records(const mk_live *v) { return v->n; }
const mk_frozen *mk_live_frozen(const mk_live *v) { return v->frozen; }
uint64_t mk_live_id(const mk_live *v, size_t record) { return v->record[record].id; }

int mk_live_words(const mk_field *f, uint32_t value, uint64_t ret[16])
{
    const uint8_t *sym = f->sym + f->value[value].off;
    size_t at = 0, from, to;
    int n = 0;
    while (n < 16 && mk_symbols_word(sym, f->value[value].len, &at, &from, &to)) {
        uint64_t h = mk_hash(1, (mk_str){ (const char *)sym + from, to - from });
        int k = 0;
        while (k < n && ret[k] != h) k++;
        if (k == n) ret[n++] = h;
    }
    return n;
}

void mk_live_values(mk_cx *cx, const mk_live *v, size_t record, mk_live_hashes *ret)
{
    const mk_link *l = v->link;
    for (uint32_t x = v->face[record]; x < v->face[record + 1]; x++)
        for (int f = 0; f < l->fields; f++) {
            uint32_t value = mk_value_in(mk_live_rec(v, x)[f]);
            if (!value || (x > v->face[record] && value == mk_value_in(mk_live_rec(v, x - 1)[f]))) continue;
            *mk_vec_push(cx->arena, ret) = mk_live_hash(f, l->field[f].value[value].num, false);
            uint64_t series = mk_series_key(&l->field[f], value);
            if (series) *mk_vec_push(cx->arena, ret) = mk_live_hash(f, series, true);
            if (!mk_live_worded(l->field[f].kind)) continue;
            uint64_t w[16];
            for (int i = 0, n = mk_live_words(&l->field[f], value, w); i < n; i++) *mk_vec_push(cx->arena, ret) = mk_live_hash(f, w[i], true);
        }
}

/* --- counted as they were --- */

static uint32_t seen(const mk_map *count, uint64_t hash)
{
    const uint64_t *n = mk_map_get(count, hash);
    return n && *n > 1 ? (uint32_t)(*n < UINT32_MAX ? *n : UINT32_MAX) : 1;
}

/* Words by number, what each is worth, and the two rarest as keys: by what they say, not by when they came. */
static void count_words(mk_cx *cx, mk_live *v, int f, const mk_map *count)
{
    mk_field *x = &v->link->field[f];
    mk_arena *own = mk_arena_child(cx->arena);
    mk_map number = mk_map_on(own);
    mk_vec(uint32_t) word = { 0 };
    mk_vec(double) idf = { 0 };
    uint64_t w[16];
    for (uint32_t i = 1; i <= x->n; i++) {
        int n = mk_live_words(x, i, w);
        uint64_t best = 0, second = 0;
        uint32_t sorted[16];
        for (int k = 0; k < n; k++) {
            bool fresh;
            uint64_t *at = mk_map_put(&number, w[k], &fresh);
            if (fresh) {
                *at = idf.n;
                *mk_vec_push(own, &idf) = (double)(int64_t)(64 * __builtin_log2(1 + (double)v->frozen->rows / seen(count, mk_live_hash(f, w[k], true))));
            }
            uint64_t rank = (uint64_t)(idf.p[*at] + 1) << 32 | w[k] >> 32;
            if (rank > best) { second = best; best = rank; }
            else if (rank > second) second = rank;
            int j = k;
            for (; j && sorted[j - 1] > (uint32_t)*at; j--) sorted[j] = sorted[j - 1];
            sorted[j] = (uint32_t)*at;
        }
        x->value[i].words = (uint8_t)n;
        x->value[i].word_off = (uint32_t)word.n;
        for (int k = 0; k < n; k++) *mk_vec_push(own, &word) = sorted[k];
        if (x->atom[1]) x->atom[1][i] = n > 0 ? (uint32_t)best | 1 : 0;
        if (x->atom[2]) x->atom[2][i] = n > 1 ? (uint32_t)second | 1 : 0;
    }
    x->word = word.p;
    x->idf = idf.p;
    x->words_n = (uint32_t)idf.n;
}

static void variants(mk_cx *cx, mk_live *v, int f)
{
    mk_field *x = &v->link->field[f];
    if (!mk_level_variant(x->kind) || x->n > FEW || v->frozen->variant.n == 0) return;
    x->variants = mk_map_on(mk_arena_child(cx->arena));
    for (uint32_t a = 1; a <= x->n; a++)
        for (uint32_t b = a + 1; b <= x->n; b++)
            if (mk_map_get(&v->frozen->variant, mk_live_variant(f, x->value[a].num, x->value[b].num))) mk_map_put(&x->variants, (uint64_t)a << 32 | b, NULL);
}

void mk_live_count(mk_cx *cx, mk_live *v, const mk_map *count)
{
    mk_link *l = v->link;
    bool many = false;
    for (int f = 0; f < l->fields; f++) {
        mk_field *x = &l->field[f];
        x->filled = (uint64_t)v->frozen->filled[f];
        x->same = v->frozen->same[f];
        x->checked = v->frozen->checked[f];
        for (uint32_t i = 1; i <= x->n; i++) {
            uint32_t n = x->value[i].count = seen(count, mk_live_hash(f, x->value[i].num, false));
            if (n == MK_LIVE_GENERIC) x->value[i].flags |= MK_VF_GENERIC;
            double r = (double)n / v->frozen->filled[f] / x->same;
            x->value[i].bin = r < .125 ? 0 : r <= 4 ? 1 : 2;
            uint64_t series = mk_series_key(x, i);
            if (series) mk_series_mark_as(x, i, seen(count, mk_live_hash(f, series, true)));
        }
        if (mk_live_worded(x->kind)) count_words(cx, v, f, count);
        many |= x->n > FEW;
        variants(cx, v, f);
    }
    if (many) mk_link_use_variants(l, v->frozen->model);
    for (uint32_t i = 0; i < l->n; i++) {
        uint32_t *to = l->rec + (size_t)i * (size_t)l->stride;
        for (int f = 0; f < l->fields; f++) {
            uint32_t value = mk_value_in(to[f]);
            to[f] = value && !(l->field[f].value[value].flags & MK_VF_GENERIC) ? value | (uint32_t)l->field[f].value[value].bin << MK_BIN_SHIFT : 0;
        }
    }
}
