/* SPDX-License-Identifier: Apache-2.0 */
#include "story.h"
#include "record.h"
#include "vec.h"

typedef struct reader {
    mk_vec(mk_story_sale) sales;
    mk_vec(mk_story_line) lines;
    mk_vec(mk_need_line) goods;
    mk_vec(struct mk_quiet) quiet;
    mk_last_day day;
    int64_t discounts;
} reader;

static int sales(mk_cx *cx, mk_db *db, reader *r, int64_t customer, size_t told)
{
    mk_rows q;
    int rc;
    MK_TRY(mk_select(cx, db, &q, MK_Q_STORY_SALES, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_str currency = mk_row_text(&q, 4);
        mk_story_sale *s = mk_vec_push(cx->arena, &r->sales);
        *s = (mk_story_sale){ .at = mk_row_int(&q, 0), .sale = mk_row_int(&q, 1), .kind = (uint8_t)mk_row_int(&q, 2), .total = mk_row_int(&q, 3) };
        memcpy(s->currency, currency.p, currency.n < 3 ? currency.n : 3);
        if (r->sales.n > told) continue;
        s->doc = mk_arena_dup(cx->arena, mk_row_text(&q, 5));
        s->batch = mk_row_int(&q, 6);
    }
    return rc;
}

typedef struct goods { mk_map services; const mk_settings *st; int32_t until; } goods;

static void line(mk_cx *cx, reader *r, const goods *g, const mk_story_line *l, int64_t at, int64_t price)
{
    int64_t full;
    if (l->quantity > 0 && price > 0 && !__builtin_mul_overflow(price, l->quantity, &full) && full / 10000 > l->amount) r->discounts += full / 10000 - l->amount;
    if (l->item == 0 || mk_map_get(&g->services, (uint64_t)l->item)) return;
    int32_t day = mk_day_of_moment(&r->day, g->st->tz, at);
    if (day <= g->until) *mk_vec_push(cx->arena, &r->goods) = (mk_need_line){ l->item, l->quantity, l->amount, day };
}

static int lines(mk_cx *cx, mk_db *db, reader *r, const mk_settings *st, int64_t customer, int32_t until, int64_t told_since)
{
    goods g = { mk_map_on(cx->arena), st, until };
    mk_rows q;
    int rc;
    MK_TRY(mk_services(cx, db, &g.services));
    MK_TRY(mk_select(cx, db, &q, MK_Q_STORY_LINES, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_story_line l = { .item = mk_row_int(&q, 1), .quantity = mk_row_int(&q, 2), .amount = mk_row_int(&q, 3) };
        int64_t at = mk_row_int(&q, 0);
        line(cx, r, &g, &l, at, mk_row_int(&q, 4));
        if (at < told_since) continue;
        l.sale = mk_row_int(&q, 5);
        *mk_vec_push(cx->arena, &r->lines) = l;
    }
    return rc;
}

static int quiet(mk_cx *cx, mk_db *db, reader *r, int64_t customer, int32_t until)
{
    mk_rows q;
    int rc;
    MK_TRY(mk_select(cx, db, &q, MK_Q_ACTION_RANGE, mk_int(customer), mk_int(customer + 1), mk_int(until)));
    while ((rc = mk_rows_next(cx, &q)) > 0) *mk_vec_push(cx->arena, &r->quiet) = mk_quiet_row(&q);
    return rc;
}

int mk_story_of(mk_cx *cx, mk_db *db, const mk_settings *st, int64_t customer, int32_t until, size_t told, mk_story *ret)
{
    reader r = { 0 };
    *ret = (mk_story){ .history.customer = customer };
    MK_TRY(sales(cx, db, &r, customer, told));
    for (size_t i = r.sales.n; i-- > 0;) {
        const mk_story_sale *s = &r.sales.p[i];
        if (!mk_sale_counts(st, s->kind, s->total, mk_str_of(s->currency))) continue;
        int32_t day = mk_day_of_moment(&r.day, st->tz, s->at);
        if (day <= until) MK_TRY(mk_value_history_add(cx, &ret->history.value, day, s->total));
    }
    MK_TRY(lines(cx, db, &r, st, customer, until, told && r.sales.n ? r.sales.p[(told < r.sales.n ? told : r.sales.n) - 1].at : INT64_MAX));
    MK_TRY(quiet(cx, db, &r, customer, until));
    ret->sale = r.sales.p, ret->sales = r.sales.n;
    ret->line = r.lines.p, ret->lines = r.lines.n;
    ret->discounts = r.discounts;
    ret->history.line = r.goods.p, ret->history.n = r.goods.n;
    ret->history.quiet = r.quiet.p, ret->history.refused = (uint32_t)r.quiet.n;
    return 0;
}

int mk_history_of(mk_cx *cx, mk_db *db, const mk_settings *settings, int64_t customer, int32_t until, mk_history *ret)
{
    mk_story s;
    MK_TRY(mk_story_of(cx, db, settings, customer, until, 0, &s));
    *ret = s.history;
    return 0;
}
