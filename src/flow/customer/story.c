/* SPDX-License-Identifier: Apache-2.0 */
#include "story.h"
#include "record.h"
#include "vec.h"

typedef struct reader {
    mk_vec(mk_story_sale) sales;
    mk_vec(mk_story_line) lines;
    mk_vec(mk_need_line) goods;
    mk_vec(struct mk_quiet) quiet;
    int64_t discounts;
} reader;

static int sales(mk_cx *cx, mk_db *db, reader *r, const mk_settings *st, int64_t customer, size_t told)
{
    mk_rows q;
    int rc;
    MK_TRY(mk_select(cx, db, &q, MK_Q_STORY_SALES, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_str currency = mk_row_text(&q, 4);
        mk_story_sale *s = mk_vec_push(cx->arena, &r->sales);
        *s = (mk_story_sale){ .at = mk_row_int(&q, 0), .sale = mk_row_int(&q, 1), .kind = (uint8_t)mk_row_int(&q, 2), .total = mk_row_int(&q, 3) };
        s->day = mk_tz_day(st->tz, s->at);
        memcpy(s->currency, currency.p, currency.n < 3 ? currency.n : 3);
        if (r->sales.n > told) continue;
        s->doc = mk_arena_dup(cx->arena, mk_row_text(&q, 5));
        s->batch = mk_row_int(&q, 6);
    }
    return rc;
}

typedef struct goods { mk_map services; int32_t until; } goods;

static void line(mk_cx *cx, reader *r, const goods *g, const mk_story_line *l, int32_t day, int64_t price)
{
    int64_t full;
    if (l->quantity > 0 && price > 0 && !__builtin_mul_overflow(price, l->quantity, &full) && full / 10000 > l->amount) r->discounts += full / 10000 - l->amount;
    if (day <= g->until && l->item && !mk_map_get(&g->services, (uint64_t)l->item)) *mk_vec_push(cx->arena, &r->goods) = (mk_need_line){ l->item, l->quantity, l->amount, day };
}

/* Of his sales the one that has these lines. Both are in order of time, so it is the next after `s`, where the last lines' was; NULL when it is not there. */
static const mk_story_sale *sale_of(const reader *r, const mk_story_sale *s, int64_t sale)
{
    while (s > r->sales.p)
        if ((--s)->sale == sale) return s;
    return NULL;
}

static int lines(mk_cx *cx, mk_db *db, reader *r, int64_t customer, int32_t until, size_t told)
{
    goods g = { mk_map_on(cx->arena), until };
    const mk_story_sale *of = r->sales.p + r->sales.n;
    mk_rows q;
    int rc;
    MK_TRY(mk_services(cx, db, &g.services));
    MK_TRY(mk_select(cx, db, &q, MK_Q_STORY_LINES, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_story_line l = { .sale = mk_row_int(&q, 0), .item = mk_row_int(&q, 1), .quantity = mk_row_int(&q, 2), .amount = mk_row_int(&q, 3) };
        if (of == r->sales.p + r->sales.n || of->sale != l.sale) {
            const mk_story_sale *next = sale_of(r, of, l.sale);
            if (!next) continue;
            of = next;
        }
        line(cx, r, &g, &l, of->day, mk_row_int(&q, 4));
        if ((size_t)(of - r->sales.p) < told) *mk_vec_push(cx->arena, &r->lines) = l;
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
    *ret = (mk_story){ .history.customer = customer, .spent = MK_SPENT_NONE };
    MK_TRY(sales(cx, db, &r, st, customer, told));
    for (size_t i = r.sales.n; i-- > 0;) {
        const mk_story_sale *s = &r.sales.p[i];
        MK_TRY(mk_spent_add(cx, st, &ret->spent, s->at, s->day, s->kind, s->total, mk_str_of(s->currency)));
        if (s->day <= until) ret->history.value = ret->spent.history;
    }
    MK_TRY(lines(cx, db, &r, customer, until, told));
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
