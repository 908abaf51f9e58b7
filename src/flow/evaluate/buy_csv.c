/* SPDX-License-Identifier: Apache-2.0 */
#include "buy_csv.h"
#include "amount.h"
#include "dialect.h"
#include "returns.h"

static int column(mk_cx *cx, const mk_csv_row *head, const char *name, size_t *ret)
{
    mk_str want = mk_str_trim(mk_str_of(name));
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < head->n; i++) {
            mk_str h = mk_str_trim(head->cell[i]);
            if (pass ? mk_str_ieq(h, want) : mk_str_eq(h, want)) { *ret = i; return 0; }
        }
    mk_buf b = mk_buf_on(cx->arena);
    for (size_t i = 0; i < head->n && i < 20; i++) mk_buf_printf(&b, "%s%.*s", i ? ", " : "", MK_SARG(mk_str_trim(head->cell[i])));
    return mk_fail(cx, MK_EBADDATA, "the log has no column '%s'; it has: %.*s", name, MK_SARG(mk_buf_str(&b)));
}

static uint32_t intern(mk_cx *cx, mk_basket_people *p, mk_str name)
{
    uint32_t i = mk_basket_who(cx, p, name, false);
    return i != MK_BASKET_NOBODY ? i : mk_basket_who(cx, p, mk_arena_dup(cx->arena, name), true);
}

static int by_name(const void *x, const void *y, void *self)
{
    const mk_basket_people *p = self;
    return mk_str_cmp(p->name.p[*(const uint32_t *)x], p->name.p[*(const uint32_t *)y]);
}

/* The names that are used, in their order; returns the new number of each that was. */
static uint32_t *numbered(mk_cx *cx, mk_basket_people *p, const bool *used)
{
    uint32_t *order = MK_NEWN(cx->arena, uint32_t, p->name.n + 1), *number = MK_NEWN(cx->arena, uint32_t, p->name.n + 1), n = 0;
    mk_basket_people sorted = { 0 };
    for (uint32_t k = 0; k < p->name.n; k++)
        if (used[k]) order[n++] = k;
    if (n) qsort_r(order, n, sizeof *order, by_name, p);
    for (uint32_t k = 0; k < n; k++) number[order[k]] = mk_basket_who(cx, &sorted, p->name.p[order[k]], true);
    *p = sorted;
    return number;
}

/* Rows in another order are the same log, and who stands only in rows that were left out is nobody. */
static void renumber(mk_cx *cx, mk_buy_csv *b)
{
    bool *buys = MK_NEWN(cx->arena, bool, b->customer.name.n + 1), *bought = MK_NEWN(cx->arena, bool, b->item.name.n + 1);
    for (size_t i = 0; i < b->line.n; i++) buys[b->line.p[i].user] = bought[b->line.p[i].item] = true;
    const uint32_t *user = numbered(cx, &b->customer, buys), *item = numbered(cx, &b->item, bought);
    for (size_t i = 0; i < b->line.n; i++) {
        b->line.p[i].user = user[b->line.p[i].user];
        b->line.p[i].item = item[b->line.p[i].item];
    }
}

/* "3", "-1.5", "(2)", and amounts: what was paid tells a return as well as how many. False: no number. */
static bool quantity_of(mk_str s, int64_t *ret)
{
    int64_t minor;
    char currency[4] = "";
    if (!s.n) { *ret = MK_BUY_UNTOLD; return true; }
    if (mk_quantity_parse(s, false, ret)) return true;
    return mk_money_parse(s, false, &minor, currency) && !__builtin_mul_overflow(minor, INT64_C(100), ret);
}

int mk_buy_csv_read(mk_cx *cx, const char *path, const mk_buy_columns *names, mk_buy_csv *ret)
{
    mk_source *src;
    mk_stream stream;
    mk_csv csv;
    mk_csv_row row;
    memset(ret, 0, sizeof *ret);
    MK_TRY(mk_source_file(cx, cx->arena, path, &src));
    MK_TRY(mk_stream_open(cx, cx->arena, src, NULL, &stream));
    mk_csv_init(cx, cx->arena, &stream, mk_dialect_of(cx, cx->arena, mk_stream_unread(&stream)), 1, &csv);
    int rc = mk_csv_next(cx, &csv, 0, &row);
    if (rc < 0) return rc;
    if (rc == 0) return mk_fail(cx, MK_EBADDATA, "%s is empty", path);
    size_t c, i, d, q = SIZE_MAX, columns = row.n;
    MK_TRY(column(cx, &row, names->customer, &c));
    MK_TRY(column(cx, &row, names->item, &i));
    MK_TRY(column(cx, &row, names->date, &d));
    if (names->quantity) MK_TRY(column(cx, &row, names->quantity, &q));
    /* Dates are kept as they are written until all have been seen: only then is it known whether 3/4 is in April or in March. */
    mk_basket_people dates = { 0 };
    while ((rc = mk_csv_next(cx, &csv, columns, &row)) != 0) {
        if (rc < 0 && rc != MK_EBADDATA) return rc;
        ret->rows++;
        mk_str who = MK_S(""), what = MK_S(""), when = MK_S("");
        if (rc > 0 && c < row.n && i < row.n && d < row.n) who = mk_str_trim(row.cell[c]), what = mk_str_trim(row.cell[i]), when = mk_str_trim(row.cell[d]);
        int64_t quantity = MK_BUY_UNTOLD;
        if (!who.n || !what.n || !when.n || (q < row.n && !quantity_of(mk_str_trim(row.cell[q]), &quantity))) { ret->bad++; continue; }
        if (names->quantity) *mk_vec_push(cx->arena, &ret->quantity) = quantity;
        *mk_vec_push(cx->arena, &ret->line) = (mk_buyline){ intern(cx, &ret->customer, who), intern(cx, &ret->item, what), (int32_t)intern(cx, &dates, when) };
        if (ret->line.n > UINT32_MAX / 2) return mk_fail(cx, MK_ELIMIT, "%s has more than two thousand million rows", path);
    }
    mk_date_votes votes = { 0 };
    for (size_t k = 0; k < dates.name.n; k++) mk_date_vote(&votes, dates.name.p[k]);
    mk_date_order order = mk_date_decide(&votes);
    int32_t *day = MK_NEWN(cx->arena, int32_t, dates.name.n + 1);
    for (size_t k = 0; k < dates.name.n; k++) {
        mk_when w;
        bool utc;
        day[k] = mk_when_parse(dates.name.p[k], order, votes.serial > 0 && !votes.ymd && !votes.dmy && !votes.mdy, &w, &utc) ? w.day : INT32_MIN;
    }
    size_t n = 0;
    for (size_t k = 0; k < ret->line.n; k++) {
        mk_buyline l = ret->line.p[k];
        l.day = day[l.day];
        if (l.day == INT32_MIN) ret->bad++;
        else {
            if (ret->quantity.n) ret->quantity.p[n] = ret->quantity.p[k];
            ret->line.p[n++] = l;
        }
    }
    ret->line.n = n;
    if (ret->quantity.n) ret->quantity.n = n;
    renumber(cx, ret);
    return n ? 0 : mk_fail(cx, MK_EBADDATA, "%s: no row has a customer, an item and a day that can be read; days are wanted as 2026-11-22, 22/11/2026 or 22.11.26", path);
}
