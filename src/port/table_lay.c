/* SPDX-License-Identifier: Apache-2.0
 * How a table lies, from its first rows: where it begins, what its columns are called and look like, and how those that mean something are used. */
#include "map.h"
#include "name.h"
#include "table_int.h"
#include "utf8.h"

enum { JUNK_ROWS = 30 };

/* The first row that is as wide as the rows are and not nearly empty: what stands before is a title. */
size_t mk_table_first_row(const mk_sample *s)
{
    size_t wide = 0;
    for (size_t i = 0; i < s->stride; i++)
        for (size_t r = 0; r < s->rows && r < 200; r++)
            if (s->n[r] >= s->columns && mk_sample_at(s, r, i).n) { wide++; break; }
    for (size_t r = 0; r < s->rows && r < JUNK_ROWS; r++) {
        size_t full = 0;
        for (size_t i = 0; i < s->stride; i++) full += mk_sample_at(s, r, i).n > 0;
        if (s->n[r] >= s->columns && full * 2 >= (wide < s->columns ? wide : s->columns)) return r;
    }
    for (size_t r = 0; r < s->rows; r++)
        if (s->n[r] == s->columns) return r;
    return 0;
}

static mk_str name_column(mk_table *t, size_t i, mk_str given)
{
    mk_arena *a = t->door.life;
    mk_str h = given.n ? mk_arena_dup(a, given) : mk_arena_printf(a, "column %zu", i + 1);
    for (int again = 2;; again++) {
        bool taken = false;
        for (size_t k = 0; k < i && !taken; k++) taken = mk_str_eq(t->col[k].header, h);
        if (!taken) return h;
        h = mk_arena_printf(a, "%.*s (%d)", MK_SARG(given), again);
    }
}

static mk_str logical(const mk_table *t, mk_arena *a, mk_str s)
{
    return t->stream.charset.visual ? mk_visual_to_logical(a, s) : s;
}

/* Columns with their headers and the looks of their values. */
void mk_table_lay(mk_table *t, const mk_sample *s, size_t head, size_t from)
{
    mk_arena *a = t->door.life;
    size_t width = t->header ? s->n[head] : s->columns;
    if (width < s->columns) width = s->columns;
    for (bool empty = true; width > 1; width--) {           /* empty columns at the end are none */
        if (t->header && mk_sample_at(s, head, width - 1).n) break;
        for (size_t r = from; r < s->rows && empty; r++) empty = mk_sample_at(s, r, width - 1).n == 0 || s->n[r] > s->columns;
        if (!empty) break;
    }
    t->n = width;
    t->col = MK_NEWN(a, mk_column, width);
    size_t fewer = 0;
    for (size_t r = from; r < s->rows; r++) fewer += s->n[r] < width;
    t->least = fewer * 33 > s->rows - from ? 1 : width;
    for (size_t i = 0; i < width; i++) {
        mk_column *c = &t->col[i];
        c->why = "";
        c->header = name_column(t, i, t->header ? logical(t, a, mk_sample_at(s, head, i)) : MK_S(""));
        for (size_t r = from; r < s->rows; r++) {
            mk_arena_mark mark = mk_arena_here(t->door.row);
            mk_str v = logical(t, t->door.row, mk_sample_at(s, r, i));
            if (v.n > 1 && v.p[0] == '\'') v = mk_str_sub(v, 1, v.n - (v.p[v.n - 1] == '\''));
            if (v.n && !c->example.n) c->example = mk_arena_dup(a, mk_utf8_first(v, 60));
            mk_values_add(&c->values, t->door.row, v);
            mk_arena_rewind(t->door.row, mark);
        }
        if (!c->example.p) c->example = MK_S("");
    }
}

static void vote_decimals(mk_table *t)
{
    uint32_t comma = 0, point = 0;
    for (size_t i = 0; i < t->n; i++)
        if (t->col[i].field == MK_F_AMOUNT || t->col[i].field == MK_F_PRICE || t->col[i].field == MK_F_TOTAL || t->col[i].field == MK_F_QUANTITY) {
            comma += t->col[i].values.comma;
            point += t->col[i].values.point;
        }
    t->comma_decimal = t->mapping.comma_decimal ? t->mapping.comma_decimal == MK_TOLD_YES : comma > point;
}

/* A till that calls everybody "Customer 1", whose number is 1: a fifth of all rows are his, he is called by no name, and others have numbers too. */
static void find_number_of_all(mk_table *t, const mk_sample *s, size_t from)
{
    enum { ROWS = 50, NUMBERS = 10 };
    const mk_used *key = t->by_field[MK_F_KEY], *name = t->by_field[MK_F_NAME];
    if (!t->sales || !key || !name || s->rows - from < ROWS) return;
    mk_arena *a = mk_arena_child(t->door.row);
    mk_map count = mk_map_on(a);
    uint64_t most = 0;
    mk_str whose = { 0 }, called = { 0 };
    for (size_t r = from; r < s->rows; r++) {
        mk_str k = mk_sample_at(s, r, key->column);
        uint64_t n = k.n ? ++*mk_map_put(&count, mk_hash(9, k), NULL) : 0;
        if (n <= most) continue;
        most = n;
        whose = k;
        called = mk_sample_at(s, r, name->column);
    }
    if (most * 5 > s->rows - from && count.n >= NUMBERS && mk_name_stands_in(a, logical(t, a, called))) t->of_all = mk_arena_dup(t->door.life, whose);
    mk_arena_free(a);
}

void mk_table_use(mk_table *t, const mk_sample *s, size_t from)
{
    vote_decimals(t);
    int slots[MK_F_END_] = { 0 };
    bool on[MK_F_END_] = { 0 };
    t->used = MK_NEWN(t->door.life, mk_used, t->n);
    for (size_t i = 0; i < t->n; i++) {
        const mk_column *c = &t->col[i];
        if (!c->field) continue;
        mk_used *u = &t->used[t->used_n++];
        *u = (mk_used){ .column = i, .field = c->field, .slot = slots[c->field]++ };
        u->point_zero = c->values.point_zero && c->values.point_zero * 20 >= c->values.n * 19;
        u->serial = c->values.date * 2 < c->values.n && c->values.serial_like > c->values.date;
        u->order = t->mapping.has_order ? t->mapping.order : mk_date_decide(&c->values.votes);
        if (u->field == MK_F_OWN) t->own_kind[u->slot] = mk_field_said(t->door.life, MK_F_OWN, c->own);
        if (!t->by_field[u->field]) t->by_field[u->field] = u;
        on[u->field] = true;
    }
    bool money = on[MK_F_AMOUNT] || on[MK_F_TOTAL] || on[MK_F_PRICE] || on[MK_F_QUANTITY];
    bool things = on[MK_F_DOC] || on[MK_F_ITEM_KEY] || on[MK_F_ITEM_NAME];
    t->sales = on[MK_F_DATE] && (money || things || on[MK_F_KEY] || on[MK_F_MEMBER]);
    find_number_of_all(t, s, from);
    size_t codes = 0, digits = 0;
    uint64_t doc = 0;
    for (size_t r = from; r < s->rows; r++) {
        mk_arena_mark mark = mk_arena_here(t->door.row);
        if (on[MK_F_ITEM_KEY]) {
            mk_str k = mk_sample_at(s, r, t->by_field[MK_F_ITEM_KEY]->column);
            bool any = false;
            for (size_t i = 0; i < k.n; i++) any |= k.p[i] >= '0' && k.p[i] <= '9';
            codes += k.n > 0;
            digits += any;
        }
        if (on[MK_F_DOC_TYPE]) {
            mk_str code;
            mk_doc_class k = mk_doc_type_of(t, logical(t, t->door.row, mk_sample_at(s, r, t->by_field[MK_F_DOC_TYPE]->column)), &code);
            t->strong_types |= k == MK_DOC_SALE;
        }
        if (on[MK_F_DOC]) {
            mk_str k = mk_sample_at(s, r, t->by_field[MK_F_DOC]->column);
            uint64_t h = k.n ? mk_hash(3, k) : 0;
            if (h && h == doc)
                for (mk_field f = 1; f < MK_F_END_; f++) {
                    bool common = f == MK_F_DATE || f == MK_F_KEY || f == MK_F_MAIL || f == MK_F_NAME || f == MK_F_PHONE || f == MK_F_TOTAL;
                    if (common && on[f] && !mk_sample_at(s, r, t->by_field[f]->column).n && mk_sample_at(s, r - 1, t->by_field[f]->column).n)
                        t->carry = true;
                }
            doc = h;
            bool head = false;
            for (mk_field f = 1; f < MK_F_END_; f++) {
                bool of_head = f == MK_F_DOC || f == MK_F_DATE || f == MK_F_KEY || f == MK_F_MAIL || f == MK_F_NAME || f == MK_F_PHONE;
                if (of_head && on[f]) head |= mk_sample_at(s, r, t->by_field[f]->column).n > 0;
            }
            bool item = (on[MK_F_ITEM_KEY] && mk_sample_at(s, r, t->by_field[MK_F_ITEM_KEY]->column).n) || (on[MK_F_ITEM_NAME] && mk_sample_at(s, r, t->by_field[MK_F_ITEM_NAME]->column).n);
            if (!head && item && r > from && on[MK_F_DATE]) t->carry = t->carry_doc = true;
        }
        mk_arena_rewind(t->door.row, mark);
    }
    t->codes_have_digits = codes >= 20 && digits * 10 >= codes * 9;
}
