/* SPDX-License-Identifier: Apache-2.0
 * From columns of text to fields of values: each distinct text is folded, parsed and counted once, and every row becomes a line of
 * value numbers. Rows are put in the order of what is in them, so that nothing behind depends on the order they came in. */
#include "equal.h"
#include "series.h"

static mk_field *new_field(mk_link *l, mk_link_kind kind, mk_str name)
{
    if (l->fields == MK_LINK_FIELDS) return NULL;
    mk_field *f = &l->field[l->fields++];
    f->kind = kind;
    f->name = name;
    f->level = mk_levels_of(kind, &f->levels);
    return f;
}

/* A column of nothing, where none is there yet. */
static void column_begin(mk_arena *a, mk_column *c, uint32_t n)
{
    if (c->v) return;
    c->v = mk_lone_room(a, &c->mem, (size_t)(n ? n : 1) * sizeof *c->v);
    memset(c->v, 0, (size_t)n * sizeof *c->v);
}

/* By the high half of the keys, and where those are the same by all of them. */
static void sort_rows(mk_arena *scratch, const uint64_t *key, uint32_t n, uint32_t *ret)
{
    if (n < 64) {                                       /* a few: the sort's own tables would cost more than all the rest */
        for (uint32_t i = 0; i < n; i++) {
            uint32_t j = i;
            for (; j && key[ret[j - 1]] > key[i]; j--) ret[j] = ret[j - 1];
            ret[j] = i;
        }
        return;
    }
    mk_arena *tmp = mk_arena_child(scratch);
    mk_keyed *e = mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *e), *t = mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *t);
    for (uint32_t i = 0; i < n; i++) e[i] = (mk_keyed){ (uint32_t)(key[i] >> 32), i };
    mk_radix_sort(e, t, n, mk_arena_alloc(tmp, MK_RADIX_COUNTS * sizeof(uint32_t)));
    for (uint32_t i = 1; i < n; i++) {
        mk_keyed x = e[i];
        uint32_t j = i;
        for (; j && e[j - 1].key == x.key && key[e[j - 1].row] > key[x.row]; j--) e[j] = e[j - 1];
        e[j] = x;
    }
    for (uint32_t i = 0; i < n; i++) ret[i] = e[i].row;
    mk_arena_free(tmp);
}

/* What is made before there are rows of values. row: of each line of the columns, when those of some rows are left out; NULL: all are there. */
typedef struct making { mk_link *l; mk_link_rows *r; mk_arena *scratch; mk_values values[MK_LINK_FIELDS]; mk_column col[MK_LINK_FIELDS]; int other; uint32_t *row; } making;

static int begin_field(making *m, mk_link_kind kind, mk_str name)
{
    int at = m->l->fields;
    mk_field *f = new_field(m->l, kind, name);
    m->values[at] = (mk_values){ .a = m->l->arena, .f = f, .word = mk_map_on(mk_arena_child(m->scratch)), .word_arena = mk_arena_child(m->scratch) };
    if (kind == MK_LK_GIVEN && m->l->given < 0) m->l->given = at;
    if (kind == MK_LK_FAMILY && m->l->family < 0) m->l->family = at;
    if (kind == MK_LK_OTHER_NAMES && m->other < 0) m->other = at;
    return at;
}

static void add_whole_names(making *m, int raw)
{
    mk_link *l = m->l;
    bool split = l->given < 0 || l->family < 0;
    if (l->given < 0) begin_field(m, MK_LK_GIVEN, mk_str_of(mk_link_kind_name(MK_LK_GIVEN)));
    if (l->family < 0) begin_field(m, MK_LK_FAMILY, mk_str_of(mk_link_kind_name(MK_LK_FAMILY)));
    if (m->other < 0) begin_field(m, MK_LK_OTHER_NAMES, MK_S("other names"));
    int g = l->given, f = l->family, o = m->other;
    column_begin(m->scratch, &m->col[g], m->r->n);
    column_begin(m->scratch, &m->col[f], m->r->n);
    column_begin(m->scratch, &m->col[o], m->r->n);
    mk_names_split(m->r, m->scratch, raw, &m->values[g], &m->values[f], &m->values[o], &m->col[g], &m->col[f], &m->col[o]);
    if (!split) mk_names_rest(m->r, m->scratch, raw, &m->values[g], &m->values[f], &m->col[g], &m->col[f], &m->values[o], &m->col[o]);
    mk_raw_done(&m->r->raw[raw]);
}

static void add_column(making *m, int raw)
{
    mk_link *l = m->l;
    mk_raw *w = &m->r->raw[raw];
    uint32_t n = m->r->n;
    int at = -1;
    for (int f = 0; f < l->fields; f++) {               /* the same thing in another column, never in the same row: one field */
        if (l->field[f].kind != w->kind || w->kind == MK_LK_WORD || w->kind == MK_LK_TEXT || l->field[f].raw_n >= 4) continue;
        uint32_t both = 0;
        for (uint32_t j = 0; j < n && both * 100 <= n; j++) both += m->col[f].v[j] && w->code[j];
        if (both * 100 <= n) at = f;
    }
    if (at < 0) at = begin_field(m, w->kind, mk_arena_dup(l->arena, w->header));
    mk_values_fill(&m->values[at], m->r, m->scratch, raw, &m->col[at]);
}

static void drop_nobody(making *m)
{
    int of[3], n = 0;
    if (m->l->given >= 0) of[n++] = m->l->given;
    if (m->l->family >= 0) of[n++] = m->l->family;
    if (m->other >= 0 && n) of[n++] = m->other;
    mk_map word = m->r->nobody || !n ? (mk_map){ 0 } : mk_nobody_words(m->scratch);
    if (n) mk_names_nobody(m->scratch, m->r->nobody ? m->r->nobody : &word, m->l->field, m->col, of, n, m->r->n);
}

/* Lines of rows that say what others say are taken out. */
static void drop_equal(making *m)
{
    mk_link *l = m->l;
    uint32_t *of, n = 0, kept = m->r->keep ? m->r->n : mk_equal_rows(m->scratch, l, m->col, m->r->key, m->r->n, &of);
    if (kept == m->r->n) return;
    m->row = mk_arena_alloc(m->scratch, (size_t)kept * sizeof *m->row);
    l->equal = mk_arena_alloc(l->arena, (size_t)(m->r->n - kept) * 2 * sizeof *l->equal);
    for (uint32_t i = 0; i < m->r->n; i++) {
        if (of[i] != i) {
            l->equal[2 * l->equals] = i;
            l->equal[2 * l->equals++ + 1] = of[i];
            continue;
        }
        for (int f = 0; f < l->fields; f++) m->col[f].v[n] = m->col[f].v[i];
        m->r->key[n] = m->r->key[i];
        m->row[n++] = i;
    }
    l->n = kept;
}

/* Fields that are nearly never filled, or the same in every row, tell nothing. */
static void drop_empty(making *m)
{
    mk_link *l = m->l;
    int kept = 0;
    for (int f = 0; f < l->fields; f++) {
        uint64_t filled = 0;
        for (uint32_t j = 0; j < l->n; j++) filled += m->col[f].v[j] > 0;
        if (!m->r->keep && (filled * 200 < l->n || filled == 0 || (l->field[f].n < 2 && l->n > MK_SOME_ROWS))) {
            if (f == l->given) l->given = -1;
            if (f == l->family) l->family = -1;
            continue;
        }
        if (f == l->given) l->given = kept;
        if (f == l->family) l->family = kept;
        l->field[kept] = l->field[f];
        m->values[kept] = m->values[f];
        m->values[kept].f = &l->field[kept];
        m->col[kept++] = m->col[f];
    }
    l->fields = kept;
}

/* For each given name, the same word as a family name. */
static void cross_names(mk_link *l, mk_arena *scratch)
{
    if (l->given < 0 || l->family < 0) return;
    const mk_field *g = &l->field[l->given], *f = &l->field[l->family];
    mk_map at = mk_map_on(mk_arena_child(scratch));
    for (uint32_t v = 1; v <= f->n; v++) *mk_map_put(&at, f->value[v].num, NULL) = v;
    l->cross = mk_arena_alloc(l->arena, ((size_t)g->n + 1) * sizeof *l->cross);
    l->cross[0] = UINT32_MAX;
    for (uint32_t v = 1; v <= g->n; v++) {
        const uint64_t *w = mk_map_get(&at, g->value[v].num);
        l->cross[v] = w ? (uint32_t)*w : UINT32_MAX;
    }
}

static void lay_rows(making *m)
{
    enum { AHEAD = 16 };
    mk_link *l = m->l;
    uint32_t n = l->n, *place = l->place = mk_arena_alloc(l->arena, ((size_t)l->rows + 1) * sizeof *place);
    uint8_t *bin[MK_LINK_FIELDS];
    for (int f = 0; f < l->fields; f++) {
        mk_field *x = &l->field[f];
        l->exact[f] = (uint8_t)mk_level_exact(x->kind);
        mk_values_slots_done(&m->values[f]);
        bin[f] = mk_arena_alloc(m->scratch, (size_t)x->n + 1);
        if (!x->value) x->value = mk_lone_room(l->arena, &x->value_mem, sizeof *x->value);
        x->value[0] = (mk_value){ 0 };
        mk_values_count(l->arena, m->scratch, &m->values[f], m->col[f].v, n, bin[f]);
        if (!m->r->keep) mk_series_mark(m->scratch, x);
    }
    for (uint32_t i = 0; i < n; i++) place[l->at_row[i]] = i;
    l->stride = l->fields <= 4 ? 4 : l->fields <= 8 ? 8 : (l->fields + 3) / 4 * 4;
    l->rec = mk_lone_room(l->arena, &l->rec_mem, ((size_t)n + 2) * (size_t)l->stride * sizeof *l->rec);
    l->rec = (uint32_t *)(((uintptr_t)l->rec + 31) & ~(uintptr_t)31);
    for (uint32_t i = 0; i < n; i++) {
        if (i + AHEAD < n) __builtin_prefetch(mk_rec(l, place[i + AHEAD]), 1);
        uint32_t *to = l->rec + (size_t)place[i] * (size_t)l->stride;
        for (int f = 0; f < l->fields; f++) {
            uint32_t v = m->col[f].v[i];
            to[f] = v | (uint32_t)bin[f][v] << MK_BIN_SHIFT;
        }
        for (int f = l->fields; f < l->stride; f++) to[f] = 0;
    }
    for (int f = 0; f < l->fields; f++) mk_lone_free(&m->col[f].mem);
}

/* Lines to rows, when some were left out. */
static void number_rows(const making *m)
{
    mk_link *l = m->l;
    if (!m->row) return;
    for (uint32_t i = 0; i < l->n; i++) l->at_row[i] = m->row[l->at_row[i]];
    for (uint32_t i = 0; i < l->n; i++) l->place[l->at_row[i]] = i;
    for (uint32_t i = 0; i < l->equals; i++) l->place[l->equal[2 * i]] = l->place[l->equal[2 * i + 1]];
}

int mk_link_prepare(mk_cx *cx, mk_link_rows *r, mk_link *l)
{
    static const mk_link_kind order[] = { MK_LK_GIVEN, MK_LK_FAMILY, MK_LK_NAME, MK_LK_OTHER_NAMES, MK_LK_BIRTH, MK_LK_NATID, MK_LK_PHONE, MK_LK_MAIL, MK_LK_POSTCODE, MK_LK_CITY,
                                          MK_LK_ADDRESS, MK_LK_HOUSE, MK_LK_WORD, MK_LK_TEXT };
    mk_arena *scratch = mk_arena_child(cx->arena);
    making *m = MK_NEW(scratch, making);
    *m = (making){ .l = l, .r = r, .scratch = scratch, .other = -1 };
    MK_TRY(mk_link_rows_end(cx, r));
    mk_link_profile(cx, r);
    if (!r->keep) mk_link_telling(scratch, r);
    l->n = l->rows = r->n;
    l->given = l->family = -1;
    for (size_t i = 0; i < r->columns; i++)
        if (r->raw[i].kind == MK_LK_IGNORE) mk_raw_done(&r->raw[i]);
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        for (size_t i = 0; i < r->columns; i++) {
            if (r->raw[i].kind != order[k] || l->fields >= MK_LINK_FIELDS - 3) continue;
            if (r->raw[i].kind == MK_LK_NAME) add_whole_names(m, (int)i);
            else add_column(m, (int)i);
        }
        MK_TRY(mk_cx_check(cx));
    }
    l->column = MK_NEWN(l->arena, mk_link_column, r->columns);
    l->columns = r->columns;
    for (size_t i = 0; i < r->columns; i++) l->column[i] = (mk_link_column){ mk_arena_dup(l->arena, r->raw[i].header), r->raw[i].kind, mk_arena_dup(l->arena, r->raw[i].why) };
    drop_nobody(m);
    if (!r->keep) mk_generic_drop(scratch, l, m->col, r->key, r->n);
    drop_equal(m);
    drop_empty(m);
    l->at_row = mk_arena_alloc(l->arena, (size_t)(l->n ? l->n : 1) * sizeof *l->at_row);
    sort_rows(scratch, r->key, l->n, l->at_row);
    mk_lone_free(&r->key_mem);
    if (l->given >= 0 || l->family >= 0) mk_scripts_begin(l);
    lay_rows(m);
    number_rows(m);
    cross_names(l, scratch);
    mk_compare_plan(l);
    mk_arena_free(scratch);
    mk_arena_free(r->arena);
    return 0;
}
