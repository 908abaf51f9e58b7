/* SPDX-License-Identifier: Apache-2.0
 * Taking a merge back: each row of its log to whom it came from, as it is now; and with it what came since about the same persons. */
#include "hash.h"
#include "index.h"
#include "journal.h"
#include "map.h"
#include "merge.h"
#include "merge_int.h"
#include "online.h"
#include "resolve.h"
#include "vouch.h"

typedef struct splitting { merging m; mk_map persons, sales, undone; mk_split_result *res; } splitting;
typedef struct entry { mk_table_id table; mk_str fate, was; } entry;
typedef mk_vec(entry) entries;

static int back(mk_cx *cx, splitting *s, mk_table_id t, mk_value *v)
{
    int rc = mk_merge_move(cx, &s->m, t, v, s->m.gone);
    if (rc > 0) s->res->moved++;
    return rc < 0 ? rc : 0;
}

/* What is there no more was taken out since, by an undo or by a person, and stays out. A document that a file has named another's since is his no more,
 * whatever day it is of now; its lines go where it goes (followers). */
static int moved(mk_cx *cx, splitting *s, mk_table_id t, mk_str was)
{
    mk_value key[MK_COLUMNS_MAX], row[MK_COLUMNS_MAX];
    MK_TRY(mk_key_parse(cx, t, was, key));
    if (t == MK_T_LINK) mk_map_put(&s->persons, (uint64_t)key[MK_LINK_PERSON_ID].i, NULL);
    if (t == MK_T_SALE_LINE && !mk_map_get(&s->sales, (uint64_t)key[MK_SALE_LINE_SALE_ID].i)) return 0;
    key[0] = mk_int(s->m.kept);
    int rc = mk_table_get(cx, s->m.db, t, key, row);
    if (rc == 0) s->res->missing++;
    if (rc <= 0) return rc;
    if (t == MK_T_SALE) {
        int64_t buyer = row[MK_SALE_PERSON_ID].i;
        if (buyer && !mk_map_get(&s->persons, (uint64_t)buyer)) return 0;
        mk_map_put(&s->sales, (uint64_t)key[MK_SALE_SALE_ID].i, NULL);
    }
    return back(cx, s, t, row);
}

static int aside(mk_cx *cx, splitting *s, mk_table_id t, mk_str was)
{
    mk_value row[MK_COLUMNS_MAX];
    MK_TRY(mk_row_parse(cx, t, was, row));
    row[0] = mk_int(s->m.gone);
    int batch = mk_tables[t].batch;
    if (t != MK_T_CUSTOMER && batch >= 0 && mk_map_get(&s->undone, (uint64_t)row[batch].i)) {
        s->res->missing++;              /* its import was taken back meanwhile */
        return 0;
    }
    if (t == MK_T_SALE) MK_TRY(mk_merge_document(cx, &s->m, row, true));
    int rc = mk_table_insert(cx, s->m.db, t, row);
    return rc < 0 ? rc : 0;
}

static int made(mk_cx *cx, splitting *s, mk_table_id t, mk_str was)
{
    mk_value key[MK_COLUMNS_MAX];
    MK_TRY(mk_key_parse(cx, t, was, key));
    if (mk_tables[t].kind == MK_SPREAD) key[0] = mk_int(s->m.kept);
    int rc = mk_table_delete(cx, s->m.db, t, key);
    return rc < 0 ? rc : 0;
}

/* Rows of his persons that came after the merge. */
static int followers(mk_cx *cx, splitting *s)
{
    static const struct { mk_table_id table; int column; bool sale; } by[] = {
        { MK_T_LINK, MK_LINK_PERSON_ID, false }, { MK_T_SOURCE_ROW, MK_SOURCE_ROW_PERSON_ID, false },
        { MK_T_SALE, MK_SALE_PERSON_ID, false }, { MK_T_SALE_LINE, MK_SALE_LINE_SALE_ID, true } };
    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        mk_row_list rows;
        MK_TRY(mk_merge_rows(cx, s->m.db, by[i].table, s->m.kept, &rows));
        for (size_t k = 0; k < rows.n; k++) {
            mk_value *v = rows.p[k];
            if (!mk_map_get(by[i].sale ? &s->sales : &s->persons, (uint64_t)v[by[i].column].i)) continue;
            if (by[i].table == MK_T_SALE) mk_map_put(&s->sales, (uint64_t)v[MK_SALE_SALE_ID].i, NULL);
            MK_TRY(back(cx, s, by[i].table, v));
        }
    }
    return 0;
}

static int undone(mk_cx *cx, splitting *s)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select_n(cx, s->m.db, &r, MK_Q_BATCH_UNDONE, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_map_put(&s->undone, (uint64_t)mk_row_int(&r, 0), NULL);
    return rc;
}

static int log_of(mk_cx *cx, splitting *s, entries *ret)
{
    mk_rows r;
    int rc;
    *ret = (entries){ 0 };
    MK_TRY(mk_select(cx, s->m.db, &r, MK_Q_MERGE_ROWS, mk_int(s->m.kept), mk_int(s->m.merge)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        entry e = { mk_table_named(mk_row_text(&r, 1)), mk_arena_dup(cx->arena, mk_row_text(&r, 2)), mk_arena_dup(cx->arena, mk_row_text(&r, 3)) };
        if (e.table == MK_T_COUNT_) return mk_fail(cx, MK_ESTORE, "a merge speaks of an unknown table");
        *mk_vec_push(cx->arena, ret) = e;
    }
    return rc;
}

static int replay(mk_cx *cx, splitting *s, const entries *log)
{
    for (size_t i = 0; i < log->n; i++) {
        const entry *e = &log->p[i];
        int (*put)(mk_cx *, splitting *, mk_table_id, mk_str) = mk_str_eqz(e->fate, "moved") ? moved : mk_str_eqz(e->fate, "made") ? made : aside;
        MK_TRY(put(cx, s, e->table, e->was));
    }
    return 0;
}

/* What was said while they were one: of a contact point that is only his again, or by a record that is, it is his; a no that was said of the person, nobody knows
 * of which, is both's. What files said long ago and was read since counts by its record alone. */
static int words(mk_cx *cx, splitting *s, int64_t since)
{
    mk_row_list said, of, ways[2];
    mk_map point = mk_map_on(cx->arena), his = mk_map_on(cx->arena), other = mk_map_on(cx->arena);
    MK_TRY(mk_merge_rows(cx, s->m.db, MK_T_CONSENT, s->m.kept, &said));
    if (said.n == 0) return 0;
    MK_TRY(mk_merge_rows(cx, s->m.db, MK_T_CONSENT_POINT, s->m.kept, &of));
    MK_TRY(mk_merge_rows(cx, s->m.db, MK_T_CONTACT_POINT, s->m.gone, &ways[0]));
    MK_TRY(mk_merge_rows(cx, s->m.db, MK_T_CONTACT_POINT, s->m.kept, &ways[1]));
    for (size_t i = 0; i < of.n; i++) *mk_map_put(&point, (uint64_t)of.p[i][MK_CONSENT_POINT_CONSENT_ID].i, NULL) = i + 1;
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < ways[k].n; i++) mk_map_put(k ? &other : &his, mk_hash(7, ways[k].p[i][MK_CONTACT_POINT_VALUE].s), NULL);
    for (size_t i = 0; i < said.n; i++) {
        mk_value *v = said.p[i];
        const uint64_t *at = mk_map_get(&point, (uint64_t)v[MK_CONSENT_CONSENT_ID].i);
        mk_value *p = at ? of.p[*at - 1] : NULL;
        bool late = v[MK_CONSENT_AT].i >= since && v[MK_CONSENT_BATCH_ID].i == 0, no = !mk_str_eqz(v[MK_CONSENT_STATE].s, "granted");
        if (!p) {
            if (!late || !no || mk_str_eqz(v[MK_CONSENT_PLACE].s, "merge")) continue;
            v[0] = mk_int(s->m.gone);
            int rc = mk_table_insert(cx, s->m.db, MK_T_CONSENT, v);
            if (rc < 0) return rc;
            continue;
        }
        int64_t person = p[MK_CONSENT_POINT_PERSON_ID].i;
        uint64_t way = mk_hash(7, p[MK_CONSENT_POINT_POINT].s);
        if (person ? !mk_map_get(&s->persons, (uint64_t)person) : !(late && mk_map_get(&his, way) && !mk_map_get(&other, way))) continue;
        MK_TRY(back(cx, s, MK_T_CONSENT, v));
        MK_TRY(back(cx, s, MK_T_CONSENT_POINT, p));
    }
    return 0;
}

/* What imports repeat goes with the rows it is about. */
static int repeats(mk_cx *cx, splitting *s)
{
    static const struct { mk_table_id table; int id; } of[] = {
        { MK_T_LINK, MK_LINK_PERSON_ID }, { MK_T_SALE, MK_SALE_SALE_ID }, { MK_T_INTERACTION, MK_INTERACTION_INTERACTION_ID }, { MK_T_SOURCE_ROW, MK_SOURCE_ROW_ROW_ID } };
    mk_row_list rows;
    mk_map none = mk_map_on(cx->arena);
    mk_vouched his = { none, none, none, none, none };
    mk_map *to[] = { &his.person, &his.sale, &his.event, &his.raw };
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        MK_TRY(mk_merge_rows(cx, s->m.db, of[i].table, s->m.gone, &rows));
        for (size_t k = 0; k < rows.n; k++) mk_map_put(to[i], (uint64_t)rows.p[k][of[i].id].i, NULL);
    }
    MK_TRY(mk_merge_rows(cx, s->m.db, MK_T_BATCH_REF, s->m.kept, &rows));
    for (size_t i = 0; i < rows.n; i++) MK_TRY(mk_vouch_part(cx, s->m.db, rows.p[i], s->m.gone, &his));
    return 0;
}

/* Whoever was known by an import alone that was taken back meanwhile does not come back. */
static int empty(mk_cx *cx, splitting *s)
{
    mk_value key = mk_int(s->m.gone), row[MK_CUSTOMER_N];
    int rc = mk_table_get(cx, s->m.db, MK_T_CUSTOMER, &key, row);
    if (rc <= 0 || !mk_map_get(&s->undone, (uint64_t)row[MK_CUSTOMER_BATCH_ID].i)) return rc < 0 ? rc : 0;
    int64_t leftover;
    MK_TRY(mk_select_int(cx, s->m.db, &leftover, MK_Q_CUSTOMER_LEFTOVER, key));
    if (leftover) return 0;
    MK_TRY(mk_exec_n(cx, s->m.db, MK_Q_HOUSEHOLD_MEMBER_DROP, &key, 1));
    rc = mk_table_delete(cx, s->m.db, MK_T_CUSTOMER, &key);
    return rc < 0 ? rc : 0;
}

/* The newest merge of its customer: who went on then has everything now. again: it is done once more in a moment.
 * said: by a person; else whose the records are that came since is decided by who took it back. */
static int one(mk_cx *cx, mk_db *db, int64_t merge, const mk_value *v, bool again, bool said, struct mk_index_batch *index, mk_split_result *res)
{
    splitting s = { .m = { .db = db, .index = index, .merge = merge, .kept = v[MK_MERGE_KEPT_ID].i, .gone = v[MK_MERGE_GONE_ID].i }, .res = res,
                    .persons = mk_map_on(cx->arena), .sales = mk_map_on(cx->arena), .undone = mk_map_on(cx->arena) };
    *res = (mk_split_result){ .kept = s.m.kept, .gone = s.m.gone };
    entries log;
    MK_TRY(undone(cx, &s));
    MK_TRY(log_of(cx, &s, &log));
    MK_TRY(mk_merge_found(cx, &s.m, s.m.kept, false));
    MK_TRY(mk_exec(cx, db, MK_Q_MERGE_ROWS_DROP, mk_int(s.m.kept), mk_int(merge)));
    MK_TRY(replay(cx, &s, &log));
    if (said) MK_TRY(mk_split_since(cx, &s.m, v[MK_MERGE_AT].i, &s.persons, &res->moved));
    MK_TRY(followers(cx, &s));
    MK_TRY(mk_split_events(cx, &s.m, &res->moved));
    MK_TRY(mk_split_shared(cx, &s.m, v[MK_MERGE_AT].i));
    if (!again) MK_TRY(words(cx, &s, v[MK_MERGE_AT].i));
    MK_TRY(repeats(cx, &s));
    if (!again) MK_TRY(empty(cx, &s));
    mk_value gone = mk_int(s.m.gone);
    MK_TRY(mk_table_delete(cx, db, MK_T_ALIAS, &gone));
    MK_TRY(mk_merge_found(cx, &s.m, s.m.kept, true));
    return mk_merge_found(cx, &s.m, s.m.gone, true);
}

static int merge_of(mk_cx *cx, mk_db *db, int64_t id, mk_value *ret)
{
    mk_value key = mk_int(id);
    int rc = mk_table_get(cx, db, MK_T_MERGE, &key, ret);
    if (rc < 0) return rc;
    return rc ? 0 : mk_fail(cx, MK_ENOTFOUND, "there is no such merge; makir customer merges lists them");
}

typedef struct later { int64_t merge; mk_value v[MK_MERGE_N]; } later;
typedef mk_vec(later) laters;

/* The merges of one customer behind a given one, the newest first. */
static int behind(mk_cx *cx, mk_db *db, int64_t customer, int64_t merge, laters *ret)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_MERGE_LATER, mk_int(customer), mk_int(merge)));
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_vec_push(cx->arena, ret)->merge = mk_row_int(&r, 0);
    for (size_t i = 0; i < ret->n && rc >= 0; i++) rc = merge_of(cx, db, ret->p[i].merge, ret->p[i].v);
    return rc;
}

/* said: by a person; two: who said that they are two. */
typedef struct deed { int64_t merge; mk_split_result *res; bool said, two; struct mk_index_batch *index; } deed;

/* --- for as long as an import is taken back --- */

typedef mk_vec(mk_parted) parteds;

/* The merges that hold, the newest first. */
static int that_hold(mk_cx *cx, mk_db *db, mk_arena *on, parteds *ret)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_MERGE_BEFORE, mk_int(INT64_MAX)));
    while ((rc = mk_rows_next(cx, &r)) > 0)
        if (mk_row_null(&r, MK_MERGE_SPLIT_AT))
            *mk_vec_push(on, ret) = (mk_parted){ mk_row_int(&r, MK_MERGE_MERGE_ID), mk_row_int(&r, MK_MERGE_KEPT_ID), mk_row_int(&r, MK_MERGE_GONE_ID) };
    return rc;
}

int mk_merges_apart(mk_cx *cx, mk_db *db, const int64_t *customer, size_t n, mk_arena *on, mk_parted **ret, size_t *ret_n)
{
    parteds all = { 0 };
    mk_map with = mk_map_on(on);
    bool grew = true;
    *ret_n = 0;
    MK_TRY(that_hold(cx, db, on, &all));
    *ret = all.p;
    if (!all.n) return 0;
    for (size_t i = 0; i < n; i++) mk_map_put(&with, (uint64_t)customer[i], NULL);
    while (grew) {                      /* whoever is one with one of them is concerned, too */
        grew = false;
        for (size_t i = 0; i < all.n; i++) {
            bool fresh[2] = { false, false };
            const mk_parted *m = &all.p[i];
            if (!mk_map_get(&with, (uint64_t)m->kept) && !mk_map_get(&with, (uint64_t)m->gone)) continue;
            mk_map_put(&with, (uint64_t)m->kept, &fresh[0]);
            mk_map_put(&with, (uint64_t)m->gone, &fresh[1]);
            grew |= fresh[0] || fresh[1];
        }
    }
    for (size_t i = 0; i < all.n; i++) {
        mk_split_result res;
        mk_value v[MK_MERGE_N], gone = mk_int(all.p[i].gone), alias[MK_ALIAS_N];
        if (!mk_map_get(&with, (uint64_t)all.p[i].kept)) continue;
        mk_arena_mark here = mk_arena_here(cx->arena);
        int rc = mk_table_get(cx, db, MK_T_ALIAS, &gone, alias);
        if (rc <= 0) { MK_TRY(rc); continue; }              /* taken apart already */
        MK_TRY(merge_of(cx, db, all.p[i].merge, v));
        MK_TRY(one(cx, db, all.p[i].merge, v, true, false, NULL, &res));
        mk_arena_rewind(cx->arena, here);
        all.p[(*ret_n)++] = all.p[i];
    }
    return 0;
}

int mk_merges_together(mk_cx *cx, mk_db *db, const mk_parted *m, size_t n)
{
    for (size_t i = n; i-- > 0;) {
        mk_merge_result res;
        mk_value v[MK_MERGE_N], row[MK_CUSTOMER_N], two[] = { mk_int(m[i].kept), mk_int(m[i].gone) };
        mk_arena_mark here = mk_arena_here(cx->arena);
        int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &two[0], row);
        if (rc > 0) rc = mk_table_get(cx, db, MK_T_CUSTOMER, &two[1], row);
        if (rc > 0) {
            rc = mk_merge_again(cx, db, m[i].merge, m[i].kept, m[i].gone, NULL, &res);
        } else if (rc == 0 && (rc = merge_of(cx, db, m[i].merge, v)) == 0) {
            v[MK_MERGE_SPLIT_AT] = mk_int(cx->now);
            v[MK_MERGE_SPLIT_BY] = mk_textz(cx->who);
            rc = mk_table_put(cx, db, MK_T_MERGE, v);
        }
        if (rc < 0) return rc;
        mk_arena_rewind(cx->arena, here);
    }
    return 0;
}

/* The records that went back are his from now on, also for who is who. */
static int whose(mk_cx *cx, mk_db *db, int64_t customer)
{
    mk_online *o;
    mk_rows r;
    int rc;
    MK_TRY(mk_online_begin(cx, db, &o));
    MK_TRY(mk_select(cx, db, &r, MK_Q_LINK_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_online_note(cx, o, customer, mk_row_int(&r, MK_LINK_PERSON_ID));
    return rc < 0 ? rc : mk_online_end(cx, o, NULL);
}

/* Those behind it are taken back first and done again after it: what they did may rest on it. */
static int body(mk_cx *cx, mk_db *db, void *arg)
{
    deed *d = arg;
    merging m = { .db = db, .index = d->index };
    mk_value v[MK_MERGE_N];
    laters after = { 0 };
    mk_split_result apart;
    mk_merge_result again;
    MK_TRY(merge_of(cx, db, d->merge, v));
    if (v[MK_MERGE_SPLIT_AT].type != MK_NULL) return mk_fail(cx, MK_ECONFLICT, "this merge was taken back already");
    int64_t holder = v[MK_MERGE_KEPT_ID].i;
    MK_TRY(mk_customer_now(cx, db, &holder));
    MK_TRY(behind(cx, db, holder, d->merge, &after));
    for (size_t i = 0; i < after.n; i++) MK_TRY(one(cx, db, after.p[i].merge, after.p[i].v, true, d->said, d->index, &apart));
    MK_TRY(one(cx, db, d->merge, v, false, d->said, d->index, d->res));
    if (d->two) MK_TRY(mk_verdict_put(cx, db, v[MK_MERGE_KEPT_ID].i, v[MK_MERGE_GONE_ID].i, false));     /* so that nobody merges them again */
    v[MK_MERGE_SPLIT_AT] = mk_int(cx->now);
    v[MK_MERGE_SPLIT_BY] = mk_textz(cx->who);
    MK_TRY(mk_table_put(cx, db, MK_T_MERGE, v));
    MK_TRY(mk_split_name(cx, &m, v[MK_MERGE_GONE_ID].i, v[MK_MERGE_AT].i));
    if (after.n == 0) MK_TRY(mk_split_name(cx, &m, v[MK_MERGE_KEPT_ID].i, v[MK_MERGE_AT].i));     /* else he holds records of others, of whom he is one in a moment */
    for (size_t i = after.n; i-- > 0;) {
        const mk_value *w = after.p[i].v;
        MK_TRY(mk_merge_again(cx, db, after.p[i].merge, w[MK_MERGE_KEPT_ID].i, w[MK_MERGE_GONE_ID].i, d->index, &again));
    }
    if (d->said) MK_TRY(whose(cx, db, v[MK_MERGE_GONE_ID].i));
    return mk_customer_now(cx, db, &d->res->kept);
}

int mk_split(mk_cx *cx, mk_store *s, int64_t merge, mk_split_result *ret)
{
    deed d = { merge, ret, true, true, NULL };
    int rc = mk_store_write(cx, s, body, &d);
    return rc < 0 ? rc : 0;
}

int mk_split_unsaid(mk_cx *cx, mk_db *db, int64_t merge, mk_split_result *ret)
{
    deed d = { merge, ret, true, false, NULL };
    int rc = body(cx, db, &d);
    return rc < 0 ? rc : 0;
}

int mk_split_in(mk_cx *cx, mk_db *db, int64_t merge, struct mk_index_batch *index, mk_split_result *ret)
{
    deed d = { merge, ret, false, false, index };
    int rc = body(cx, db, &d);
    return rc < 0 ? rc : 0;
}
