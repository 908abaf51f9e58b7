/* SPDX-License-Identifier: Apache-2.0 */
#include "eligible.h"
#include "hash.h"

enum { CATEGORY = 6 };                /* seed of hashes */

bool mk_answered(const mk_history *h, int64_t item)
{
    for (uint32_t k = 0; k < h->refused; k++)
        if (h->quiet[k].item == item) return true;
    return false;
}

static uint64_t pair(int64_t customer, int64_t item) { return mk_hash2((uint64_t)customer, (uint64_t)item); }

/* What he must not have is in these. */
static void must_not(mk_bars *b, int64_t customer, mk_str what)
{
    uint64_t h = mk_contains_hash(what);
    const uint64_t *n = mk_map_get(&b->lists->contains, h);
    for (uint64_t i = 1; n && i <= *n; i++) *mk_map_put(&b->allergy, pair(customer, (int64_t)*mk_map_get(&b->lists->contains, mk_hash2(h, i))), NULL) = 1;
}

/* What everybody may not have, and who is away; or, of one customer, what his facts say of both. */
static int of_all(mk_cx *cx, mk_db *db, int32_t day, mk_bars *b)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_ALLERGY_ALL, mk_int(day)));
    while ((rc = mk_rows_next(cx, &r)) > 0) must_not(b, mk_row_int(&r, 0), mk_row_text(&r, 1));
    MK_TRY(rc);
    MK_TRY(mk_select(cx, db, &r, MK_Q_AWAY_ALL, mk_int(day)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_map_put(&b->away, (uint64_t)mk_row_int(&r, 0), NULL) = 1;
    return rc;
}

static int of_one(mk_cx *cx, mk_db *db, int32_t day, int64_t customer, mk_bars *b)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str kind = mk_row_text(&r, MK_FACT_KIND);
        bool ended = !mk_row_null(&r, MK_FACT_TO_DAY) && mk_row_int(&r, MK_FACT_TO_DAY) < day, begun = mk_row_null(&r, MK_FACT_FROM_DAY) || mk_row_int(&r, MK_FACT_FROM_DAY) <= day;
        if (mk_str_eqz(kind, "allergy") && !ended) must_not(b, customer, mk_row_text(&r, MK_FACT_VALUE));
        else if (mk_str_eqz(kind, "away") && !ended && begun) *mk_map_put(&b->away, (uint64_t)customer, NULL) = 1;
    }
    return rc;
}

/* What he has, or everybody has. */
static int things_of(mk_cx *cx, mk_db *db, int64_t customer, mk_bars *b)
{
    mk_rows r;
    int rc;
    mk_arena *scratch = mk_arena_child(cx->arena);
    mk_arena_mark empty = mk_arena_here(scratch);
    MK_TRY(customer ? mk_select(cx, db, &r, MK_Q_ASSET_OF, mk_int(customer)) : mk_select_n(cx, db, &r, MK_Q_ASSET_KIND_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_arena_rewind(scratch, empty);
        uint64_t kind = mk_job_kind(scratch, b->lists->jobs, mk_row_text(&r, customer ? MK_ASSET_KIND : 1));
        if (kind) *mk_map_put(&b->things, (uint64_t)(customer ? customer : mk_row_int(&r, 0)), NULL) |= kind;
    }
    mk_arena_free(scratch);
    return rc;
}

int mk_bars_get(mk_cx *cx, mk_db *db, const mk_shop *shop, int64_t customer, mk_bars *ret)
{
    mk_rows r;
    int rc;
    *ret = (mk_bars){ shop->lists, mk_map_on(cx->arena), mk_map_on(cx->arena), mk_map_on(cx->arena), mk_map_on(cx->arena) };
    MK_TRY(customer ? of_one(cx, db, shop->day, customer, ret) : of_all(cx, db, shop->day, ret));
    if (shop->lists->job.n) MK_TRY(things_of(cx, db, customer, ret));
    MK_TRY(mk_select(cx, db, &r, MK_Q_KEPT_NOW, mk_int(shop->day)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        ++*mk_map_put(&ret->kept, (uint64_t)mk_row_int(&r, 1), NULL);
        ++*mk_map_put(&ret->kept, pair(mk_row_int(&r, 0), mk_row_int(&r, 1)), NULL);
    }
    return rc;
}

bool mk_bars_away(const mk_bars *b, int64_t customer) { return b->away.n && mk_map_get(&b->away, (uint64_t)customer); }

bool mk_bars_any(const mk_bars *b, const mk_history *h) { return b->lists->bars.n || b->kept.n || b->allergy.n || b->away.n || b->things.n || h->refused; }

int64_t mk_bars_kept(const mk_bars *b, int64_t customer, int64_t item)
{
    const uint64_t *all = b->kept.n ? mk_map_get(&b->kept, (uint64_t)item) : NULL, *his = all ? mk_map_get(&b->kept, pair(customer, item)) : NULL;
    return all ? (int64_t)(*all - (his ? *his : 0)) : 0;
}

uint32_t mk_bars_of(const mk_bars *b, const mk_history *h, int64_t item)
{
    const uint64_t *bits = b->lists->bars.n ? mk_map_get(&b->lists->bars, (uint64_t)item) : NULL;
    uint32_t bars = bits ? (uint32_t)*bits : 0;
    int64_t kept = mk_bars_kept(b, h->customer, item);
    if (kept && !(bars & MK_BAR_STOCK)) {
        const mk_good *g = mk_good_of(&b->lists->goods, item);
        if (g && g->stocked && g->quantity <= kept * 10000) bars |= MK_BAR_STOCK;
    }
    if (b->allergy.n && mk_map_get(&b->allergy, pair(h->customer, item))) bars |= MK_BAR_ALLERGY;
    if (mk_bars_away(b, h->customer)) bars |= MK_BAR_AWAY;
    if (b->things.n) {
        const uint64_t *his = mk_map_get(&b->things, (uint64_t)h->customer), *job = his ? mk_map_get(&b->lists->job, (uint64_t)item) : NULL;
        if (job && *job & *his) bars |= MK_BAR_JOB;
    }
    return mk_answered(h, item) ? bars | MK_BAR_DISMISSED : bars;
}

bool mk_barred(const void *barring, int64_t item)
{
    const mk_barring *b = barring;
    return mk_bars_of(b->bars, b->history, item) != 0;
}

int mk_category_of(mk_cx *cx, mk_db *db, int64_t item, uint32_t *ret)
{
    mk_value key = mk_int(item), row[MK_ITEM_N];
    int rc = item ? mk_table_get(cx, db, MK_T_ITEM, &key, row) : 0;
    *ret = rc > 0 && row[MK_ITEM_CATEGORY].s.n ? (uint32_t)mk_hash(CATEGORY, row[MK_ITEM_CATEGORY].s) | 1 : 0;
    return rc < 0 ? rc : 0;
}
