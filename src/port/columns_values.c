/* SPDX-License-Identifier: Apache-2.0
 * What a column is, by its values alone: of a head that says nothing. */
#include "columns_int.h"

double mk_columns_product(const mk_sample *t, size_t from, size_t quantity, size_t price, size_t amount)
{
    size_t n = 0, right = 0;
    for (size_t r = from; r < t->rows; r++) {
        int64_t q, p, m;
        char c[4];
        if (!mk_quantity_parse(mk_sample_at(t, r, quantity), false, &q) || !mk_money_parse(mk_sample_at(t, r, price), false, &p, c) ||
            !mk_money_parse(mk_sample_at(t, r, amount), false, &m, c))
            continue;
        double off = (double)q / 10000 * (double)p - (double)m;
        n++;
        right += off <= 2 && off >= -2;
    }
    return n ? (double)right / (double)n : 0;
}

static void take(mk_column *c, mk_field f, int sure, int *given)
{
    if (*c->why || given[f] >= mk_field_most(f)) return;
    c->field = f;
    c->sure = sure;
    c->why = "values";
    given[f]++;
}

static bool is_date(const mk_values *v) { return mk_share(v->date, v) >= 0.9; }

static bool small_count(const mk_values *v)
{
    return v->n && mk_share(v->integer, v) > 0.95 && v->leading_zero == 0 && v->max <= 1000 && v->min >= -1000 && v->distinct < 80 && !is_date(v);
}

/* The columns of money and number: the triple where quantity times price is the amount, else the last one with decimals. */
static void money(const mk_sample *t, size_t from, mk_column *col, size_t n, int *given)
{
    for (size_t q = 0; q < n; q++)
        for (size_t p = 0; p < n && !*col[q].why && small_count(&col[q].values); p++)
            for (size_t m = 0; m < n; m++) {
                if (q == p || p == m || q == m || *col[p].why || *col[m].why || !col[m].values.decimal || !col[p].values.decimal) continue;
                if (col[q].values.distinct < 2 || mk_columns_product(t, from, q, p, m) < 0.9) continue;
                take(&col[q], MK_F_QUANTITY, 80, given);
                take(&col[p], MK_F_PRICE, 80, given);
                take(&col[m], MK_F_AMOUNT, 80, given);
                return;
            }
    for (int decimals = 1; decimals >= 0 && !given[MK_F_AMOUNT] && !given[MK_F_TOTAL]; decimals--)
        for (size_t i = n; i-- > 1;) {
            const mk_values *v = &col[i].values;
            if (*col[i].why || is_date(v) || v->leading_zero || mk_share(v->number, v) < 0.95) continue;
            if (decimals ? mk_share(v->decimal, v) < 0.2 : v->max > 1000000) continue;
            take(&col[i], MK_F_AMOUNT, decimals ? 65 : 45, given);
            break;
        }
    for (size_t i = 1; i < n && !given[MK_F_QUANTITY]; i++)
        if (!*col[i].why && small_count(&col[i].values) && col[i].values.min >= -100) take(&col[i], MK_F_QUANTITY, 50, given);
}

/* Whether one text column follows from the other: 1: the same key has the same text nearly always; -1: it has not; 0: no key comes twice. */
static int follows(mk_arena *a, const mk_sample *t, size_t from, size_t key, size_t text)
{
    mk_arena_mark mark = mk_arena_here(a);
    mk_map of = mk_map_on(a);
    size_t again = 0, same = 0;
    for (size_t r = from; r < t->rows; r++) {
        mk_str k = mk_sample_at(t, r, key), s = mk_sample_at(t, r, text);
        if (!k.n || !s.n) continue;
        bool fresh;
        uint64_t *v = mk_map_put(&of, mk_hash(1, k), &fresh), h = mk_hash(2, s);
        if (fresh) *v = h;
        else { again++; same += *v == h; }
    }
    mk_arena_rewind(a, mark);
    return again == 0 ? 0 : same * 10 >= again * 9 ? 1 : -1;
}

/* The same of all columns that say whose a row is. */
static int of_person(mk_arena *a, const mk_sample *t, size_t from, const mk_column *col, size_t n, size_t text)
{
    int sure = 0;
    for (size_t i = 0; i < n; i++) {
        if (col[i].field != MK_F_KEY && col[i].field != MK_F_PHONE && col[i].field != MK_F_MAIL) continue;
        int f = follows(a, t, from, i, text);
        if (f < 0) return -1;
        sure |= f;
    }
    return sure;
}

static void names(mk_arena *a, const mk_sample *t, size_t from, mk_column *col, size_t n, int *given)
{
    bool trade = given[MK_F_DATE] && (given[MK_F_AMOUNT] || given[MK_F_TOTAL]);
    for (size_t i = 0; i < n; i++) {
        const mk_values *v = &col[i].values;
        if (*col[i].why || mk_share(v->text, v) < 0.8) continue;
        if (v->n >= 5 && v->distinct <= 4 && mk_share(v->gender, v) > 0.95) {
            take(&col[i], MK_F_GENDER, 55, given);
            continue;
        }
        if (mk_share(v->two_words, v) < 0.5 || v->longest > 80) continue;
        int his = trade ? of_person(a, t, from, col, n, i) : 0;
        if (his < 0) take(&col[i], MK_F_ITEM_NAME, 50, given);
        else if (v->distinct * 3 > v->n || !trade || his > 0) take(&col[i], MK_F_NAME, 60, given);
    }
    if (given[MK_F_NAME] || (!given[MK_F_PHONE] && !given[MK_F_MAIL])) return;
    for (size_t i = 0; i + 1 < n; i++) {
        const mk_values *v = &col[i].values, *u = &col[i + 1].values;
        if (*col[i].why || *col[i + 1].why || mk_share(v->text, v) < 0.8 || mk_share(u->text, u) < 0.8) continue;
        if (v->distinct * 5 < v->n || u->distinct * 5 < u->n) continue;
        take(&col[i], MK_F_GIVEN, 45, given);
        take(&col[i + 1], MK_F_FAMILY, 45, given);
        return;
    }
}

void mk_columns_by_values(mk_arena *a, const mk_sample *t, size_t from, bool all, mk_column *col, size_t n, int *given)
{
    for (size_t i = 0; i < n; i++) {
        const mk_values *v = &col[i].values;
        if (*col[i].why || v->n == 0 || (v->n < 3 && v->mail < v->n && v->mobile < v->n)) continue;
        if (mk_share(v->mail, v) >= 0.8) take(&col[i], MK_F_MAIL, 85, given);
        else if (mk_share(v->phone, v) >= 0.9 && mk_share(v->mobile, v) >= 0.5 && (all || mk_share(v->integer, v) < 0.9 || v->leading_zero))
            take(&col[i], MK_F_PHONE, 75, given);
        else if (v->n >= 20 && mk_share(v->national_id, v) >= 0.97) take(&col[i], MK_F_NATIONAL_ID, 60, given);
    }
    if (!all) return;
    size_t dates = 0, last = 0;
    for (size_t i = 0; i < n; i++)
        if (!*col[i].why && is_date(&col[i].values)) dates++, last = i;
    if (dates > 1 && mk_share(col[last].values.born, &col[last].values) < 0.9)
        for (size_t i = 0; i < n; i++)
            if (!*col[i].why && is_date(&col[i].values) && mk_share(col[i].values.born, &col[i].values) >= 0.9) take(&col[i], MK_F_BIRTHDAY, 55, given);
    for (size_t i = 0; i < n; i++) {
        if (!*col[i].why && is_date(&col[i].values)) take(&col[i], MK_F_DATE, 70, given);
        if (!*col[i].why && mk_share(col[i].values.time, &col[i].values) >= 0.9) take(&col[i], MK_F_TIME, 60, given);
    }
    for (size_t i = 0; i < n; i++) {
        const mk_values *v = &col[i].values;
        if (*col[i].why || v->n < 3 || is_date(v) || v->decimal || mk_share(v->code, v) < 0.95) continue;
        if (v->leading_zero || v->max > 1000 || v->distinct >= 80 || i == 0) { take(&col[i], MK_F_KEY, 50, given); break; }
    }
    if (given[MK_F_DATE]) money(t, from, col, n, given);
    if (n > 1) names(a, t, from, col, n, given);            /* lines of text alone are no list of names */
    if (given[MK_F_DATE] && !given[MK_F_AMOUNT] && !given[MK_F_TOTAL] && (given[MK_F_NAME] || given[MK_F_GIVEN]))
        for (size_t i = 0; i < n; i++)
            if (col[i].field == MK_F_DATE && mk_share(col[i].values.born, &col[i].values) >= 0.8) col[i].field = MK_F_BIRTHDAY;
    bool who = given[MK_F_NAME] || given[MK_F_GIVEN] || given[MK_F_PHONE] || given[MK_F_MAIL], bought = given[MK_F_DATE] && given[MK_F_AMOUNT];
    for (size_t i = 0; i < n && who && bought; i++)         /* of sales whose buyers are told otherwise, a number that never comes again is the document's */
        if (col[i].field == MK_F_KEY && strcmp(col[i].why, "values") == 0 && col[i].values.n >= 5 && col[i].values.distinct == col[i].values.n) col[i].field = MK_F_DOC;
    size_t other = 0;                       /* a number alone, of nobody and nothing, is no customer's */
    for (int f = MK_F_NONE + 1; f < MK_F_END_; f++) other += f != MK_F_KEY && given[f];
    for (size_t i = 0; i < n && !other; i++)
        if (col[i].field == MK_F_KEY && strcmp(col[i].why, "values") == 0) {
            col[i].field = MK_F_NONE;
            col[i].sure = 0;
            col[i].why = "";
        }
}
