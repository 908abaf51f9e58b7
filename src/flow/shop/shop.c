/* SPDX-License-Identifier: Apache-2.0 */
#include "shop.h"
#include <math.h>
#include "hash.h"
#include "shared.h"
#include "vec.h"

typedef struct kept { mk_shared shared; mk_arena *arena; mk_lists lists; } kept;

static void drop(mk_shared *s) { mk_arena_free(((kept *)s)->arena); }

int mk_lists_which(mk_cx *cx, mk_db *db, uint64_t *ret)
{
    mk_rows r;
    int rc;
    uint64_t h = 1;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_TOLD_WHICH, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) h = mk_hash2(mk_hash2(mk_hash(h, mk_row_text(&r, 0)), (uint64_t)mk_row_int(&r, 1)), (uint64_t)mk_row_int(&r, 2));
    MK_TRY(rc);
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_BATCH_WHICH, NULL, 0));
    rc = mk_rows_next(cx, &r);
    if (rc > 0) h = mk_hash2(mk_hash2(h, (uint64_t)mk_row_int(&r, 0)), (uint64_t)mk_row_int(&r, 1));
    mk_rows_end(&r);
    *ret = h;
    return rc < 0 ? rc : 0;
}

uint64_t mk_contains_hash(mk_str what) { return mk_hash(5, what); }

/* Of what no stock or no margin is told anything may be. */
static void bars_of(mk_arena *a, double margin_floor, mk_lists *l)
{
    l->bars = mk_map_on(a);
    l->contains = mk_map_on(a);
    for (size_t i = 0; i < l->goods.n; i++) {
        const mk_good *g = &l->goods.good[i];
        const mk_look *look = &g->piece.look;
        uint64_t item = (uint64_t)look->item, bars = (g->stocked && g->quantity <= 0 ? MK_BAR_STOCK : 0) | (g->has_margin && g->margin < margin_floor ? MK_BAR_MARGIN : 0);
        for (size_t k = 0; k < look->n; k++) {
            if (mk_str_eqz(look->trait[k].name, "hidden")) bars |= MK_BAR_HIDDEN;
            if (!mk_str_eqz(look->trait[k].name, "contains")) continue;
            uint64_t what = mk_contains_hash(look->trait[k].value), n = ++*mk_map_put(&l->contains, what, NULL);
            *mk_map_put(&l->contains, mk_hash2(what, n), NULL) = item;
        }
        if (bars) *mk_map_put(&l->bars, item, NULL) = bars;
    }
}

static void shelf_of(mk_arena *a, mk_lists *l)
{
    mk_piece *shelf = MK_NEWN(a, mk_piece, l->goods.n + 1);
    mk_vec(mk_journey) journey = { 0 };
    for (size_t i = 0; i < l->goods.n; i++) {
        const mk_good *g = &l->goods.good[i];
        int32_t from, to;
        const uint64_t *bars = mk_map_get(&l->bars, (uint64_t)g->piece.look.item);
        if (!g->stocked || (bars && *bars & (MK_BAR_MARGIN | MK_BAR_HIDDEN))) continue;
        if (mk_good_days(g, &from, &to)) *mk_vec_push(a, &journey) = (mk_journey){ g, from, to };
        else if (g->piece.look.n >= MK_LOOK_TRAITS) shelf[l->pieces++] = g->piece;
    }
    l->shelf = shelf;
    l->journey = journey.p;
    l->journeys = journey.n;
}

/* Which of all that is sold are jobs: of a thing of his they come when the rule says, not because others take them. */
static int jobs_of(mk_cx *cx, mk_db *db, mk_lists *l)
{
    mk_rows r;
    int rc;
    mk_arena *scratch = mk_arena_child(cx->arena);
    mk_arena_mark empty = mk_arena_here(scratch);
    l->jobs = mk_job_words_new(cx->arena, l->rule, l->rules);
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_ITEM_SAID_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_arena_rewind(scratch, empty);
        uint64_t kinds = mk_job_kinds(scratch, l->jobs, mk_row_text(&r, 1));
        if (kinds) *mk_map_put(&l->job, (uint64_t)mk_row_int(&r, 0), NULL) = kinds;
    }
    mk_arena_free(scratch);
    return rc;
}

static int any_asset(mk_cx *cx, mk_db *db)
{
    mk_rows r;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_ASSET_ANY, NULL, 0));
    int rc = mk_rows_next(cx, &r);
    mk_rows_end(&r);
    return rc;
}

static int read_lists(mk_cx *cx, mk_db *db, const mk_settings *st, bool things, mk_lists *l)
{
    bool own;
    l->job = mk_map_on(cx->arena);
    MK_TRY(mk_goods_get(cx, db, &l->goods));
    bars_of(cx->arena, st->margin_floor, l);
    shelf_of(cx->arena, l);
    MK_TRY(mk_rules_get(cx, db, &l->rule, &l->rules, &own));
    if (things) MK_TRY(jobs_of(cx, db, l));
    MK_TRY(mk_notices_get(cx, db, &l->notice, &l->notices));
    return mk_contents_get(cx, db, &l->content, &l->contents);
}

static int lists_get(mk_cx *cx, mk_db *db, const mk_settings *st, const mk_lists **ret)
{
    uint64_t key;
    MK_TRY(mk_lists_which(cx, db, &key));
    int things = any_asset(cx, db);
    MK_TRY(things);
    key = mk_hash2(mk_hash2(key, (uint64_t)llround(st->margin_floor * 1e6)), (uint64_t)things);
    const kept *k = (const kept *)mk_shared_get(cx, db, MK_PLACE_LISTS, key);
    if (!k) {
        mk_cx own = *cx;
        own.arena = mk_arena_child(cx->arena);      /* out of memory goes to the caller's guard, which frees it */
        kept *fresh = MK_NEW(own.arena, kept);
        *fresh = (kept){ .shared = { .key = key, .drop = drop }, .arena = own.arena };
        int rc = read_lists(&own, db, st, things, &fresh->lists);
        if (rc < 0) return mk_fail(cx, rc, "%s", own.message);
        k = (const kept *)mk_shared_put(cx, db, MK_PLACE_LISTS, &fresh->shared);
        mk_arena_leave(own.arena);
    }
    *ret = &k->lists;
    return 0;
}

int mk_shop_begin(mk_cx *cx, mk_db *db, const mk_settings *st, const mk_usual *usual, int32_t day, mk_shop *ret)
{
    *ret = (mk_shop){ .st = st, .day = day, .usual = usual };
    return lists_get(cx, db, st, &ret->lists);
}
