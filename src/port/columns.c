/* SPDX-License-Identifier: Apache-2.0
 * Which column means what: every (column, field) pair is scored by header and values, and the pairs are taken best first, each field
 * as often as it may be. A header whose values contradict it loses. */
#include "columns.h"
#include "columns_int.h"

static const struct { const char *name; int most; } fields[] = {
    { "", 1024 },
#define X(name, text, most) { text, most },
#include "fields.def"
#undef X
};

const char *mk_field_name(mk_field f) { return fields[f].name; }
mk_str mk_field_said(mk_arena *a, mk_field f, mk_str own) { return f == MK_F_OWN ? mk_arena_printf(a, "field:%.*s", MK_SARG(own)) : mk_str_of(fields[f].name); }
int mk_field_most(mk_field f) { return fields[f].most; }

bool mk_field_named(mk_str name, mk_field *ret)
{
    for (int f = 0; f < MK_F_END_; f++)
        if (mk_str_eqz(name, fields[f].name)) {
            *ret = (mk_field)f;
            return true;
        }
    return false;
}

/* How well values fit a field: 0..1, or -1 when they contradict it. A column without values contradicts nothing. */
static double fit(mk_field f, const mk_values *v, int strength)
{
    if (v->n == 0) return 0.3;
    double s, text = mk_share(v->text, v), number = mk_share(v->number, v), date = mk_share(v->date, v), mail = mk_share(v->mail, v);
    switch (f) {
    case MK_F_PHONE: s = mk_share(v->phone, v); return s < 0.3 ? -1 : s;
    case MK_F_MAIL: return mail < 0.3 ? -1 : mail;
    case MK_F_NATIONAL_ID: s = mk_share(v->national_id, v); return s < 0.3 ? -1 : s;
    case MK_F_DATE: s = date + (strength >= 80 ? mk_share(v->serial_like, v) : 0); return s < 0.5 ? -1 : s > 1 ? 1 : s;
    case MK_F_BIRTHDAY: case MK_F_JOINED: case MK_F_ADS_AT: case MK_F_ADS_CONFIRMED: case MK_F_ANNIVERSARY: s = date + mk_share(v->serial_like, v); return s < 0.3 ? -1 : s > 1 ? 1 : s;
    case MK_F_TIME: s = mk_share(v->time, v); return s < 0.5 ? -1 : s;
    case MK_F_QUANTITY: case MK_F_PRICE: case MK_F_AMOUNT: case MK_F_TOTAL:
        return number < 0.5 || (date > 0.9 && v->min > 19000000) ? -1 : number;
    case MK_F_GENDER: s = mk_share(v->gender, v); return s < 0.3 ? -1 : s;
    case MK_F_ADS_MAIL: case MK_F_ADS_SMS: s = mk_share(v->yes_no, v); return s < 0.3 ? -1 : s;
    case MK_F_CURRENCY: s = mk_share(v->currency, v); return s < 0.5 ? -1 : s;
    case MK_F_NAME: case MK_F_GIVEN: case MK_F_FAMILY: case MK_F_CITY:
        return mk_share(v->letters, v) < 0.3 || mail > 0.5 || mk_share(v->hash, v) > 0.5 ? -1 : 1;
    case MK_F_ITEM_NAME: return number > 0.9 || mail > 0.5 ? -1 : 1;
    case MK_F_KEY: case MK_F_MEMBER:
        if (mk_share(v->decimal, v) > 0.5 || (strength < 90 && (text > 0.5 || mail > 0.5))) return -1;
        return 1;
    case MK_F_DOC:
        if (strength < 90 && (text > 0.7 || mk_share(v->decimal, v) > 0.5 || (date > 0.9 && v->min == 0))) return -1;
        return 1;
    case MK_F_ITEM_KEY: return mk_share(v->decimal, v) > 0.5 ? -1 : 1;
    case MK_F_LINE_NUMBER: s = mk_share(v->integer, v); return s < 0.8 ? -1 : s;
    case MK_F_BARCODE: s = mk_share(v->code, v); return s < 0.5 ? -1 : s;
    case MK_F_ZIP: s = mk_share(v->code, v); return s < 0.3 ? -1 : 1;
    case MK_F_DOC_TYPE: case MK_F_STATUS: return v->n > 20 && v->distinct * 3 > v->n ? -1 : 1;
    case MK_F_NONE: case MK_F_ZONE: case MK_F_STREET: case MK_F_HOUSE: case MK_F_COUNTRY: case MK_F_NOTE: case MK_F_UNSUBSCRIBED: case MK_F_CANCELLED:
    case MK_F_CATEGORY: case MK_F_UNIT: case MK_F_RETURNS_DOC: case MK_F_ADS_IP: case MK_F_ORGANIZATION: case MK_F_TAGS: case MK_F_OWN: case MK_F_END_:
        return 1;
    }
    return 1;
}

/* What the table as a whole speaks of, from its clearest headers. */
typedef struct theme { bool trade, items, people; } theme;

enum { MEANINGS = 6 };
typedef struct reading { mk_meaning m[MEANINGS]; size_t n; } reading;

static theme theme_of(const reading *r, const mk_column *col, size_t n)
{
    theme t = { 0 };
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < r[i].n; k++) {
            mk_meaning m = r[i].m[k];
            if (m.strength < 78 || !m.exact || fit(m.field, &col[i].values, m.strength) < 0) continue;
            switch ((int)m.field) {
            case MK_F_AMOUNT: case MK_F_TOTAL: case MK_F_QUANTITY: case MK_F_DOC: t.trade = true; break;
            case MK_F_PRICE: case MK_F_ITEM_KEY: case MK_F_BARCODE: t.trade = t.items = true; break;
            case MK_F_PHONE: case MK_F_MAIL: case MK_F_GIVEN: case MK_F_FAMILY: case MK_F_BIRTHDAY: case MK_F_NATIONAL_ID: t.people = true; break;
            case MK_F_KEY: if (m.strength > 90) t.people = true; break;
            default: break;
            }
        }
    return t;
}

static double score(mk_meaning m, const mk_column *c, theme t)
{
    const mk_values *v = &c->values;
    double f = fit(m.field, v, m.strength), s = m.strength;
    if (m.field == MK_F_DOC && mk_share(v->hash, v) > 0.8) return 88;       /* #1001 */
    if (f < 0) return 0;
    bool repeats = v->distinct < v->n * 0.95, few = v->n < 20;
    if (m.field == MK_F_KEY && m.strength <= 65 && t.trade && !repeats && (!few || t.people)) return 0;     /* the row's or the document's own number */
    bool goods = t.items && !t.people;
    if (m.field == MK_F_KEY && m.strength <= 80 && goods && !repeats) return 0;
    if (m.field == MK_F_ITEM_KEY && m.strength == 45) s = goods && !repeats ? 85 : 0;
    if (m.field == MK_F_DOC && m.strength <= 50 && (repeats || few || !t.trade)) return 0;
    if (m.field == MK_F_JOINED && m.strength < 90 && t.trade) s -= 40;
    if (m.field == MK_F_DATE && m.strength < 80 && !t.trade) s -= 30;
    if (m.field == MK_F_ITEM_NAME && m.strength <= 45) s = goods && m.exact ? 90 : t.trade ? s : 0;         /* a list of people may have a second "name" */
    return s * (0.7 + 0.3 * f);
}

typedef struct pair { double score; size_t column; mk_field field; } pair;

static int best_first(const void *x, const void *y)
{
    const pair *a = x, *b = y;
    if (a->score != b->score) return a->score < b->score ? 1 : -1;
    return a->column < b->column ? -1 : a->column > b->column;
}

static void distinct(mk_arena *a, const mk_sample *t, size_t from, mk_column *col, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        mk_arena_mark mark = mk_arena_here(a);
        mk_map seen = mk_map_on(a);
        for (size_t r = from; r < t->rows; r++) {
            mk_str s = mk_sample_at(t, r, i);
            if (s.n) mk_map_put(&seen, mk_hash(1, s), NULL);
        }
        col[i].values.distinct = (uint32_t)seen.n;
        mk_arena_rewind(a, mark);
    }
}

/* Two columns of a sales table can be told apart only together: a "total" that is price times quantity is the line's amount, and a
 * date among people is when they came. */
static void settle(const mk_sample *t, size_t from, mk_column *col, size_t n)
{
    size_t at[MK_F_END_];
    for (int f = 0; f < MK_F_END_; f++) at[f] = SIZE_MAX;
    for (size_t i = n; i-- > 0;)
        if (col[i].field) at[col[i].field] = i;
    if (at[MK_F_TOTAL] != SIZE_MAX && at[MK_F_AMOUNT] == SIZE_MAX && at[MK_F_PRICE] != SIZE_MAX && at[MK_F_QUANTITY] != SIZE_MAX &&
        mk_columns_product(t, from, at[MK_F_QUANTITY], at[MK_F_PRICE], at[MK_F_TOTAL]) >= 0.8 && strcmp(col[at[MK_F_TOTAL]].why, "mapping") != 0)
        col[at[MK_F_TOTAL]].field = MK_F_AMOUNT;
    bool trade = at[MK_F_AMOUNT] != SIZE_MAX || at[MK_F_TOTAL] != SIZE_MAX || at[MK_F_PRICE] != SIZE_MAX || at[MK_F_QUANTITY] != SIZE_MAX ||
                 at[MK_F_DOC] != SIZE_MAX || at[MK_F_ITEM_KEY] != SIZE_MAX || at[MK_F_ITEM_NAME] != SIZE_MAX;
    bool people = at[MK_F_NAME] != SIZE_MAX || at[MK_F_GIVEN] != SIZE_MAX || at[MK_F_PHONE] != SIZE_MAX || at[MK_F_MAIL] != SIZE_MAX;
    if (!trade && people && at[MK_F_DATE] != SIZE_MAX && at[MK_F_JOINED] == SIZE_MAX && strcmp(col[at[MK_F_DATE]].why, "mapping") != 0)
        col[at[MK_F_DATE]].field = MK_F_JOINED;
}

void mk_columns_guess(const mk_column_words *w, mk_arena *a, const mk_sample *t, size_t from, bool header, mk_column *col, size_t n)
{
    mk_arena_mark mark = mk_arena_here(a);
    distinct(a, t, from, col, n);
    reading *r = MK_NEWN(a, reading, n);
    pair *p = MK_NEWN(a, pair, n * MEANINGS + 1);
    int given[MK_F_END_] = { 0 };
    size_t pairs = 0, known = 0;
    for (size_t i = 0; i < n; i++) {
        if (header) r[i].n = mk_column_words_find(w, a, col[i].header, r[i].m, MEANINGS);
        known += r[i].n > 0 && r[i].m[0].strength >= 60;
        if (col[i].field) given[col[i].field]++;
    }
    theme th = theme_of(r, col, n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < r[i].n && *col[i].why == 0; k++) {
            if (r[i].m[k].field == MK_F_NONE) break;        /* what is weaker than "of no use" is not looked at */
            double s = score(r[i].m[k], &col[i], th);
            if (k == 0 && s == 0 && r[i].m[k].exact && r[i].m[k].strength >= 88 && fit(r[i].m[k].field, &col[i].values, r[i].m[k].strength) < 0)
                col[i].refused = r[i].m[k].field;
            if (s >= 38) p[pairs++] = (pair){ s, i, r[i].m[k].field };
        }
    qsort(p, pairs, sizeof *p, best_first);
    for (size_t k = 0; k < pairs; k++) {
        mk_column *c = &col[p[k].column];
        if (*c->why || given[p[k].field] >= fields[p[k].field].most) continue;
        c->field = p[k].field;
        c->sure = p[k].score > 99 ? 99 : (int)(p[k].score + 0.5);
        c->why = "header";
        given[c->field]++;
    }
    mk_columns_by_values(a, t, from, !header || known == 0, col, n, given);
    settle(t, from, col, n);
    mk_arena_rewind(a, mark);
}

bool mk_columns_header(const mk_column_words *w, mk_arena *a, const mk_sample *t, size_t first)
{
    mk_arena_mark mark = mk_arena_here(a);
    size_t words = 0, cells = 0, typed = 0, differs = 0, again = 0;
    for (size_t i = 0; i < t->stride; i++) {
        mk_str s = mk_sample_at(t, first, i);
        if (s.n == 0) continue;
        cells++;
        mk_meaning m;
        bool word = mk_column_words_find(w, a, s, &m, 1) > 0 && m.exact;
        words += word;
        mk_values one = { 0 }, below = { 0 };
        mk_values_add(&one, a, s);
        bool value = one.number || one.date || one.mail || one.phone;
        typed += value && !word;
        for (size_t r = first + 1; r < t->rows && r < first + 60; r++) {
            mk_str v = mk_sample_at(t, r, i);
            mk_values_add(&below, a, v);
            if (s.n && mk_str_eq(v, s)) again++;
        }
        if (!value && below.n && (below.number + below.date > below.n * 0.8 || below.mail > below.n * 0.5 || below.phone > below.n * 0.5)) differs++;
    }
    mk_arena_rewind(a, mark);
    if (cells == 0) return false;
    if (words >= 2 && words * 3 >= cells) return true;
    if (typed) return words > typed;
    return words || (differs && !again);
}
