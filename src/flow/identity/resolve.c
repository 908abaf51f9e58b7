/* SPDX-License-Identifier: Apache-2.0
 * All records at once: what tells people apart is learnt from them, all are held against each other by what was learnt, and both the model and
 * what is needed to hold one more record against them are kept (online.h goes on from there). */
#include "resolve.h"
#include "clock.h"
#include "hash.h"
#include "household.h"
#include "identity_decide.h"
#include "import_int.h"
#include "jsonw.h"
#include "learn.h"
#include "map.h"
#include "union.h"
#include "vec.h"

enum { CHUNK = 40000 };                 /* merges in one transaction: enough that most of the pages they touch are touched by several */
#define MODEL "identity"

typedef struct resolving {
    mk_arena *life;                     /* what outlives the reading */
    mk_store *store;
    mk_vec(mk_str) packed;              /* records */
    mk_vec(int64_t) origin;             /* the first customer of each */
    mk_arena *packed_arena, *origin_arena, *text_arena, *number_arena;
    mk_vec(uint32_t) number;            /* of the records of one key */
    mk_map company;
    mk_map came;                        /* person -> whose he was before the first merge */
    mk_map put_off;
    uint64_t stamp;
    bool locked, stale;
    mk_str model;
    const mk_frozen *frozen;
    mk_map count;
    mk_live *live;
    mk_live_pairs pairs;
    uint32_t *cluster;
    mk_identity_builder *blocks;        /* keys with their records */
    mk_decision plan;
    mk_resolved *res;
    mk_str diagnostics;
    size_t done;
} resolving;

/* --- reading --- */

static int add(mk_cx *cx, resolving *r, int64_t customer, const mk_live_record *record)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_live_pack(&b, record, NULL, 0);
    *mk_vec_push(r->packed_arena, &r->packed) = mk_arena_dup(r->text_arena, mk_buf_str(&b));
    const uint64_t *first = mk_map_get(&r->came, record->id);
    *mk_vec_push(r->origin_arena, &r->origin) = first ? (int64_t)*first : customer;
    r->res->records++;
    return 0;
}

/* Records go with their customers when these are merged; whom they came to stands in the log of the first merge that moved them. */
static int moves(mk_cx *cx, mk_db *db, resolving *r)
{
    mk_rows q;
    int rc;
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_LINK_MOVES, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_value key[MK_COLUMNS_MAX];
        bool fresh;
        mk_arena_mark m = mk_arena_here(cx->arena);
        MK_TRY(mk_key_parse(cx, MK_T_LINK, mk_row_text(&q, 1), key));
        uint64_t *at = mk_map_put(&r->came, (uint64_t)key[MK_LINK_PERSON_ID].i, &fresh);
        if (fresh) *at = (uint64_t)key[MK_LINK_CUSTOMER_ID].i;
        mk_arena_rewind(cx->arena, m);
    }
    return rc;
}

/* What was known of those who were written down by hand and merged since: no file has it, and his page has it together with all else. */
static int merged_by_hand(mk_cx *cx, mk_db *db, resolving *r)
{
    mk_rows q;
    int rc;
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_IDENTITY_ROW_MERGED, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_live_record x;
        if (!mk_live_unpack(mk_row_value(&q, 2).s, &x, NULL) || (int64_t)x.id != mk_row_int(&q, 1)) continue;
        mk_arena_mark m = mk_arena_here(cx->arena);
        MK_TRY(add(cx, r, (int64_t)x.id, &x));
        mk_arena_rewind(cx->arena, m);
    }
    return rc;
}

static int people(mk_cx *cx, mk_db *db, resolving *r)
{
    mk_rows q;
    int rc;
    mk_live_record record;
    MK_TRY(moves(cx, db, r));
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_CUSTOMER_AGES, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        if (mk_str_eqz(mk_row_text(&q, 2), "company")) mk_map_put(&r->company, (uint64_t)mk_row_int(&q, 0), NULL);
        else r->res->customers++;
    }
    MK_TRY(rc);
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_LINKS_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        mk_person_in p;
        MK_TRY(mk_person_parse(cx, mk_row_text(&q, 3), &p));
        int person = mk_map_get(&r->company, (uint64_t)mk_row_int(&q, 0)) ? 0 : mk_identity_person(cx, mk_row_int(&q, 1), mk_row_text(&q, 2), &p, &record);
        if (person > 0) MK_TRY(add(cx, r, mk_row_int(&q, 0), &record));
        mk_arena_rewind(cx->arena, m);
        if ((r->res->records & 0xfff) == 0) {
            mk_progress_at(cx, "reading", r->res->records, 0);
            MK_TRY(mk_cx_check(cx));
        }
    }
    MK_TRY(rc);
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_CUSTOMER_UNLINKED, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        int64_t id = mk_row_int(&q, 0);
        int person = mk_identity_by_hand(cx, db, id, &record);
        if (person < 0) return person;
        if (person) MK_TRY(add(cx, r, id, &record));
        mk_arena_rewind(cx->arena, m);
    }
    MK_TRY(rc);
    MK_TRY(merged_by_hand(cx, db, r));
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_REVIEWS, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) mk_identity_put_off(&r->put_off, mk_row_int(&q, 0), mk_row_int(&q, 1), mk_row_int(&q, 6));
    return rc;
}

/* --- learning --- */

/* Records learn from their first phone and mail. A phone that somebody has beside it is compared when records are held against each other. */
static int learn(mk_cx *cx, resolving *r)
{
    mk_str header[MK_IDENTITY_COLUMNS], cell[MK_IDENTITY_COLUMNS];
    mk_link *l;
    mk_cx own = *cx;
    own.arena = mk_arena_child(cx->arena);
    for (size_t i = 0; i < MK_IDENTITY_COLUMNS; i++) header[i] = mk_str_of(mk_identity_column[i].header);
    mk_link_rows *rows = mk_link_rows_new(&own, header, MK_IDENTITY_COLUMNS);
    for (size_t i = 0; i < MK_IDENTITY_COLUMNS; i++) mk_link_rows_kind(rows, i, mk_identity_column[i].kind);
    int rc = 0;
    for (size_t i = 0; i < r->packed.n && rc == 0; i++) {
        mk_live_record x;
        mk_live_unpack(r->packed.p[i], &x, NULL);
        for (size_t c = 0; c < MK_IDENTITY_COLUMNS; c++) cell[c] = x.n[c] ? x.cell[c][0] : MK_S("");
        rc = mk_link_rows_add(&own, rows, cell, MK_IDENTITY_COLUMNS, 0, x.id);
    }
    if (rc == 0) rc = mk_link_run(&own, rows, &(mk_link_options){ .edge = .01 }, &l);
    if (rc == 0 && mk_link_about(l).rows > 1 && mk_link_fields(mk_link_model_of(l), &(const mk_link_field *){ 0 }) > 0) {
        r->model = mk_arena_dup(r->life, mk_frozen_pack(own.arena, l));
        mk_frozen_counts(cx, l, &r->count);
        mk_link_stats s = mk_link_about(l);
        r->diagnostics = mk_arena_printf(r->life, "{\"rows\":%" PRIu64 ",\"candidates\":%" PRIu64 ",\"iterations\":%d,\"prior\":%.3g}", s.rows, s.candidates, s.iterations, s.prior);
    }
    cx->code = own.code;
    memcpy(cx->message, own.message, sizeof cx->message);
    mk_arena_free(own.arena);
    return rc;
}

/* Records are numbered from 1 in the store. */
static int keep_key(mk_cx *cx, void *self, uint64_t key, const uint32_t *record, size_t n)
{
    resolving *r = self;
    r->number.n = 0;
    for (size_t i = 0; i < n; i++) *mk_vec_push(r->number_arena, &r->number) = record[i] + 1;
    return mk_identity_build_key(cx, r->blocks, key, r->number.p, n);
}

typedef struct id_key { uint64_t key; uint32_t record; } id_key;
static int by_id_key(const void *pa, const void *pb)
{
    const id_key *a = pa, *b = pb;
    return a->key != b->key ? (a->key < b->key ? -1 : 1) : (a->record > b->record) - (a->record < b->record);
}

/* The keys by which a record is found when its id is known: behind all others. */
static int keep_ids(mk_cx *cx, resolving *r)
{
    mk_arena *own = mk_arena_child(cx->arena);
    uint32_t n = (uint32_t)r->packed.n, row[MK_LIVE_CROWD];
    id_key *k = mk_arena_alloc(own, ((size_t)n + 1) * sizeof *k);
    for (uint32_t i = 0; i < n; i++) k[i] = (id_key){ mk_identity_id_key(mk_live_id(r->live, i)), i };
    qsort(k, n, sizeof *k, by_id_key);
    for (uint32_t i = 0, to; i < n; i = to) {
        for (to = i; to < n && to - i < MK_LIVE_CROWD && k[to].key == k[i].key; to++) row[to - i] = k[to].record;
        MK_TRY(keep_key(cx, r, k[i].key, row, to - i));
    }
    mk_arena_free(own);
    return 0;
}

static int hold(mk_cx *cx, resolving *r)
{
    MK_TRY(mk_frozen_unpack(cx, r->model, mk_identity_column, MK_IDENTITY_COLUMNS, &r->frozen));
    MK_TRY(mk_live_new(cx, r->frozen, r->packed.p, r->packed.n, &r->live));
    mk_live_count(cx, r->live, &r->count);
    r->blocks = mk_identity_builder_new(cx, cx->limits.sort_bytes / 4, mk_import_folder(cx, mk_store_url(r->store)));
    MK_TRY(mk_live_all(cx, r->live, MK_RESOLVE_LEAST, keep_key, r, &r->pairs));
    MK_TRY(keep_ids(cx, r));
    r->cluster = mk_arena_alloc(r->life, (r->packed.n + 1) * sizeof *r->cluster);
    return mk_live_people(cx, r->live, r->pairs.p, r->pairs.n, r->cluster);
}

static int decide(mk_cx *cx, mk_db *db, resolving *r)
{
    MK_TRY(mk_identity_decide(cx, db, r->live, r->pairs.p, r->pairs.n, r->cluster, r->origin.p, NULL, &r->plan));
    r->res->merged = r->plan.merges.n;
    r->res->review = r->plan.asks.n;
    r->res->kept_apart = r->plan.kept_apart;
    return 0;
}

static int think(mk_cx *cx, mk_db *db, void *arg)
{
    resolving *r = arg;
    MK_TRY(people(cx, db, r));
    if (r->packed.n < 2) return 0;
    MK_TRY(learn(cx, r));
    if (r->model.n == 0) return 0;
    MK_TRY(hold(cx, r));
    return decide(cx, db, r);
}

/* --- writing --- */

static int write_model(mk_cx *cx, mk_db *db, const resolving *r)
{
    int64_t version;
    return mk_model_keep(cx, db, MODEL, mk_day_at(cx->now), r->model, r->diagnostics, &version);
}

static int write_records(mk_cx *cx, mk_db *db, const resolving *r)
{
    for (size_t i = 0; i < r->packed.n; i++) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        mk_live_record x;
        mk_live_hashes said = { 0 };
        mk_vec(uint64_t) seen = { 0 };
        mk_buf b = mk_buf_on(cx->arena);
        mk_live_unpack(r->packed.p[i], &x, NULL);
        mk_live_values(cx, r->live, i, &said);
        for (size_t k = 0; k < said.n; k++) {
            const uint64_t *n = mk_map_get(&r->count, said.p[k]);
            if (!n) continue;
            *mk_vec_push(cx->arena, &seen) = said.p[k];
            *mk_vec_push(cx->arena, &seen) = *n;
        }
        mk_live_pack(&b, &x, seen.p, seen.n / 2);
        mk_value v[] = { mk_int((int64_t)i + 1), mk_int(r->origin.p[i]), mk_blob(mk_buf_str(&b)) };
        int rc = mk_table_insert(cx, db, MK_T_IDENTITY_ROW, v);
        if (rc < 0) return rc;
        mk_arena_rewind(cx->arena, m);
        if ((i & 0xfff) == 0) mk_progress_at(cx, "writing", i, r->packed.n);
    }
    return 0;
}

static int by_hash(const void *x, const void *y)
{
    uint64_t a = ((const uint64_t *)x)[0], b = ((const uint64_t *)y)[0];
    return (a > b) - (a < b);
}

static int write_counts(mk_cx *cx, mk_db *db, const resolving *r)
{
    uint64_t *all = mk_arena_alloc(cx->arena, (r->count.n + 1) * 2 * sizeof *all), key, n;
    size_t k = 0;
    for (size_t i = 0; mk_map_next(&r->count, &i, &key, &n); k++) { all[2 * k] = key >> 1; all[2 * k + 1] = n; }
    qsort(all, k, 2 * sizeof *all, by_hash);
    for (size_t i = 0; i < k; i++) {
        mk_value v[] = { mk_int((int64_t)all[2 * i]), mk_int((int64_t)all[2 * i + 1]) };
        int rc = mk_table_insert(cx, db, MK_T_IDENTITY_COUNT, v);
        if (rc < 0) return rc;
    }
    mk_value next[] = { mk_int(0), mk_int((int64_t)r->packed.n + 1) };
    int rc = mk_table_put(cx, db, MK_T_IDENTITY_COUNT, next);
    return rc < 0 ? rc : 0;
}

static int write_groups(mk_cx *cx, mk_db *db, const resolving *r)
{
    mk_identity ix = { .db = db };
    uint32_t n = (uint32_t)r->packed.n, *up = MK_NEWN(cx->arena, uint32_t, (size_t)n + 1), *number = MK_NEWN(cx->arena, uint32_t, (size_t)n + 1);
    uint32_t *least = MK_NEWN(cx->arena, uint32_t, (size_t)n + 1);
    mk_union_start(up, n);
    for (uint32_t i = 0; i < n; i++) { number[i] = i + 1; least[i] = UINT32_MAX; }
    for (size_t i = 0; i < r->pairs.n; i++)
        if (r->pairs.p[i].weight > 0) mk_union_join(up, r->pairs.p[i].a, r->pairs.p[i].b);
    for (uint32_t i = 0; i < n; i++)
        if (number[i] < least[r->cluster[i]]) least[r->cluster[i]] = number[i];
    return mk_identity_groups(cx, &ix, n, up, number, sizeof *number, r->cluster, least);
}

/* The model, and all that one more record is held against. */
static int keep(mk_cx *cx, mk_db *db, resolving *r)
{
    MK_TRY(mk_identity_clear(cx, db));
    MK_TRY(write_records(cx, db, r));
    MK_TRY(mk_identity_build_write(cx, db, r->blocks));
    MK_TRY(write_counts(cx, db, r));
    MK_TRY(write_groups(cx, db, r));
    return write_model(cx, db, r);
}

static int keep_body(mk_cx *cx, mk_db *db, void *arg)
{
    resolving *r = arg;
    if (!r->locked && mk_db_stamp(db) != r->stamp) {            /* somebody wrote meanwhile: what was read may be wrong */
        r->stale = true;
        mk_store_leave(db);
        return 0;
    }
    return keep(cx, db, r);
}

/* All inside the lock. */
static int all_body(mk_cx *cx, mk_db *db, void *arg)
{
    resolving *r = arg;
    MK_TRY(think(cx, db, r));
    return r->live ? keep(cx, db, r) : 0;
}

static int write_asks(mk_cx *cx, mk_db *db, void *arg)
{
    resolving *r = arg;
    MK_TRY(mk_exec_n(cx, db, MK_Q_REVIEW_CLEAR, NULL, 0));
    r->res->review = 0;
    for (size_t i = 0; i < r->plan.asks.n; i++) {
        mk_arena_mark here = mk_arena_here(cx->arena);
        int rc = mk_identity_ask(cx, db, r->live, &r->plan.asks.p[i], &r->put_off);
        if (rc < 0) return rc;
        mk_arena_rewind(cx->arena, here);
        r->res->review += rc > 0;
    }
    return 0;
}

/* Some merges at a time: each is whole, and other writers get their turn between. What is together no more is taken apart first. */
static int write_merges(mk_cx *cx, mk_db *db, void *arg)
{
    resolving *r = arg;
    size_t splits = r->plan.splits.n, all = splits + r->plan.merges.n, end = r->done + CHUNK < all ? r->done + CHUNK : all;
    for (; r->done < end && r->done < splits; r->done++) {
        mk_arena_mark here = mk_arena_here(cx->arena);
        mk_split_result s;
        MK_TRY(mk_split_in(cx, db, r->plan.splits.p[r->done], NULL, &s));
        mk_arena_rewind(cx->arena, here);
    }
    if (r->done == end) return 0;
    MK_TRY(mk_merge_all(cx, db, r->plan.merges.p + (r->done - splits), end - r->done, mk_identity_why, r->live, NULL, 0, &r->res->merged));
    r->done = end;
    return 0;
}

static int find_households(mk_cx *cx, mk_db *db, void *arg)
{
    resolving *r = arg;
    return mk_households_find(cx, db, &r->res->households);
}

static void begin(mk_cx *cx, resolving *r, mk_store *s, mk_resolved *ret)
{
    *ret = (mk_resolved){ 0 };
    *r = (resolving){ .life = mk_arena_child(cx->arena), .res = ret, .store = s };
    r->packed_arena = mk_arena_child(r->life);
    r->origin_arena = mk_arena_child(r->life);
    r->text_arena = mk_arena_child(r->life);
    r->number_arena = mk_arena_child(r->life);
    r->company = mk_map_on(r->life);
    r->came = mk_map_on(r->life);
    r->put_off = mk_map_on(r->life);
    r->count = mk_map_on(r->life);
}

int mk_resolve(mk_cx *cx, mk_store *s, bool dry, mk_resolved *ret)
{
    resolving r;
    begin(cx, &r, s, ret);
    MK_TRY(mk_store_stamp(cx, s, &r.stamp));
    MK_TRY(mk_store_read(cx, s, think, &r));
    if (dry || !r.live) return 0;
    MK_TRY(mk_store_write(cx, s, keep_body, &r));
    if (r.stale) {
        begin(cx, &r, s, ret);
        r.locked = true;
        MK_TRY(mk_store_write(cx, s, all_body, &r));
        if (!r.live) return 0;
    }
    mk_arena_free(r.text_arena);        /* records as bytes are in the store now, and what follows needs the room */
    mk_arena_free(r.packed_arena);
    ret->merged = 0;
    for (size_t all = r.plan.splits.n + r.plan.merges.n; r.done < all;) {
        MK_TRY(mk_store_write(cx, s, write_merges, &r));
        mk_progress_at(cx, "merging", r.done, all);
    }
    MK_TRY(mk_store_write(cx, s, write_asks, &r));
    return mk_store_write(cx, s, find_households, &r);
}
