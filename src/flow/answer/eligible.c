/* SPDX-License-Identifier: Apache-2.0 */
#include "eligible.h"
#include "hash.h"
#include "vec.h"

enum { ALLERGY = 5, CATEGORY };       /* seeds of hashes */

bool mk_answered(const mk_history *h, int64_t item)
{
    for (uint32_t k = 0; k < h->refused; k++)
        if (h->quiet[k].item == item) return true;
    return false;
}

/* What leaves too little is not pushed; of what no margin is told anything may be. */
static int items(mk_cx *cx, mk_db *db, const mk_settings *st, mk_bars *ret, mk_map *contains)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_ITEM_STOCK_NONE, mk_real(st->margin_floor)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_map_put(&ret->item, (uint64_t)mk_row_int(&r, 0), NULL) |= MK_BAR_STOCK;
    MK_TRY(rc);
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_ITEM_TRAIT_SOME, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        uint64_t item = (uint64_t)mk_row_int(&r, 0), what = mk_hash(ALLERGY, mk_row_text(&r, 2));
        if (mk_str_eqz(mk_row_text(&r, 1), "hidden")) {
            *mk_map_put(&ret->item, item, NULL) |= MK_BAR_HIDDEN;
        } else {
            uint64_t n = ++*mk_map_put(contains, what, NULL);
            *mk_map_put(contains, mk_hash2(what, n), NULL) = item;
        }
    }
    return rc;
}

int mk_bars_load(mk_cx *cx, mk_db *db, const mk_settings *st, int32_t day, mk_bars *ret)
{
    *ret = (mk_bars){ mk_map_on(cx->arena), mk_map_on(cx->arena), mk_map_on(cx->arena) };
    mk_map contains = mk_map_on(cx->arena);         /* what is in it -> how many items have it; that and a number -> an item */
    mk_rows r;
    int rc;
    MK_TRY(items(cx, db, st, ret, &contains));
    MK_TRY(mk_select(cx, db, &r, MK_Q_ALLERGY_ALL, mk_int(day)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        uint64_t what = mk_hash(ALLERGY, mk_row_text(&r, 1));
        const uint64_t *n = mk_map_get(&contains, what);
        for (uint64_t i = 1; n && i <= *n; i++) *mk_map_put(&ret->pair, mk_hash2((uint64_t)mk_row_int(&r, 0), *mk_map_get(&contains, mk_hash2(what, i))), NULL) = 1;
    }
    MK_TRY(rc);
    MK_TRY(mk_select(cx, db, &r, MK_Q_AWAY_ALL, mk_int(day)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_map_put(&ret->away, (uint64_t)mk_row_int(&r, 0), NULL) = 1;
    return rc;
}

bool mk_bars_away(const mk_bars *b, int64_t customer) { return b->away.n && mk_map_get(&b->away, (uint64_t)customer); }

uint32_t mk_bars_of(const mk_bars *b, const mk_history *h, int64_t item)
{
    const uint64_t *bits = b->item.n ? mk_map_get(&b->item, (uint64_t)item) : NULL;
    uint32_t bars = bits ? (uint32_t)*bits : 0;
    if (b->pair.n && mk_map_get(&b->pair, mk_hash2((uint64_t)h->customer, (uint64_t)item))) bars |= MK_BAR_ALLERGY;
    return mk_answered(h, item) ? bars | MK_BAR_DISMISSED : bars;
}

int mk_own_bars_get(mk_cx *cx, mk_db *db, const mk_settings *st, int32_t day, const mk_history *h, mk_own_bars *ret)
{
    mk_vec(mk_str) all = { 0 };
    mk_rows r;
    int rc;
    bool away = false;
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_OF, mk_int(h->customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str kind = mk_row_text(&r, MK_FACT_KIND);
        bool ended = !mk_row_null(&r, MK_FACT_TO_DAY) && mk_row_int(&r, MK_FACT_TO_DAY) < day, begun = mk_row_null(&r, MK_FACT_FROM_DAY) || mk_row_int(&r, MK_FACT_FROM_DAY) <= day;
        if (mk_str_eqz(kind, "allergy") && !ended) *mk_vec_push(cx->arena, &all) = mk_arena_dup(cx->arena, mk_row_text(&r, MK_FACT_VALUE));
        else if (mk_str_eqz(kind, "away") && !ended && begun) away = true;
    }
    *ret = (mk_own_bars){ h, st->margin_floor, all.p, all.n, away };
    return rc;
}

int mk_category_of(mk_cx *cx, mk_db *db, int64_t item, uint32_t *ret)
{
    mk_value key = mk_int(item), row[MK_ITEM_N];
    int rc = item ? mk_table_get(cx, db, MK_T_ITEM, &key, row) : 0;
    *ret = rc > 0 && row[MK_ITEM_CATEGORY].s.n ? (uint32_t)mk_hash(CATEGORY, row[MK_ITEM_CATEGORY].s) | 1 : 0;
    return rc < 0 ? rc : 0;
}

bool mk_own_bars_look(const mk_own_bars *b, const mk_look *look)
{
    if (mk_answered(b->history, look->item)) return true;
    for (size_t i = 0; i < b->allergies; i++)
        for (size_t k = 0; k < look->n; k++)
            if (mk_str_eqz(look->trait[k].name, "contains") && mk_str_eq(look->trait[k].value, b->allergy[i])) return true;
    return false;
}

int mk_own_bars_of(mk_cx *cx, mk_db *db, const mk_own_bars *b, int64_t item, uint32_t *ret)
{
    mk_value key = mk_int(item), stock[MK_ITEM_STOCK_N];
    mk_rows r;
    *ret = (mk_answered(b->history, item) ? MK_BAR_DISMISSED : 0) | (b->away ? MK_BAR_AWAY : 0);
    int rc = mk_table_get(cx, db, MK_T_ITEM_STOCK, &key, stock);
    MK_TRY(rc);
    if (rc > 0 && stock[MK_ITEM_STOCK_QUANTITY].i <= 0) *ret |= MK_BAR_STOCK;
    if (rc > 0 && stock[MK_ITEM_STOCK_MARGIN].type == MK_REAL && stock[MK_ITEM_STOCK_MARGIN].r < b->margin_floor) *ret |= MK_BAR_MARGIN;
    MK_TRY(mk_select(cx, db, &r, MK_Q_ITEM_TRAIT_BARS, key));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        if (mk_str_eqz(mk_row_text(&r, 0), "hidden")) *ret |= MK_BAR_HIDDEN;
        for (size_t i = 0; i < b->allergies; i++)
            if (mk_str_eq(b->allergy[i], mk_row_text(&r, 1))) *ret |= MK_BAR_ALLERGY;
    }
    return rc;
}
