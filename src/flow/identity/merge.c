/* SPDX-License-Identifier: Apache-2.0 */
#include "merge.h"
#include "customer.h"
#include "hash.h"
#include "index.h"
#include "journal.h"
#include "merge_int.h"
#include "resolve.h"

int mk_customer_now(mk_cx *cx, mk_db *db, int64_t *customer)
{
    mk_value key, row[MK_ALIAS_N];
    int rc;
    do {            /* one who goes on may have been merged himself; there is no circle, because who went has no rows to merge with */
        key = mk_int(*customer);
        rc = mk_table_get(cx, db, MK_T_ALIAS, &key, row);
        if (rc > 0) *customer = row[MK_ALIAS_KEPT_ID].i;
    } while (rc > 0);
    return rc;
}

int mk_customer_merged(mk_cx *cx, mk_db *db, int64_t customer)
{
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_MERGE_ROW_ANY, mk_int(customer)));
    int rc = mk_rows_next(cx, &r);
    mk_rows_end(&r);
    return rc;
}

/* What becomes of one row: "moved", "aside", "made". */
static int note(mk_cx *cx, merging *m, mk_table_id t, const char *fate, mk_str was)
{
    if (m->log_later) return m->log_later(cx, m, t, fate, was);
    mk_value v[MK_MERGE_ROW_N] = { mk_int(m->kept), mk_int(m->merge), mk_int((int64_t)m->n++), mk_textz(mk_tables[t].name), mk_textz(fate), mk_text(was) };
    int rc = mk_table_insert(cx, m->db, MK_T_MERGE_ROW, v);
    return rc < 0 ? rc : 0;
}

/* All rows of one customer in one table: read whole before any is moved, because they move within the table. */
int mk_merge_rows(mk_cx *cx, mk_db *db, mk_table_id t, int64_t customer, mk_row_list *ret)
{
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, mk_table_query(&mk_tables[t], MK_TQ_OF), mk_int(customer)));
    return mk_rows_all(cx, &r, t, ret);
}

/* A former version of a row names its customer inside: "[17," becomes "[23,". */
static mk_str renamed(mk_cx *cx, mk_str json, int64_t from, int64_t to)
{
    mk_str head = mk_arena_printf(cx->arena, "[%" PRId64, from);
    if (!mk_str_starts(json, head) || json.n == head.n || (json.p[head.n] != ',' && json.p[head.n] != ']')) return json;
    return mk_arena_printf(cx->arena, "[%" PRId64 "%.*s", to, MK_SARG(mk_str_sub(json, head.n, json.n)));
}

/* The import that brought a row; 0: none did. */
static int64_t brought_by(mk_table_id t, const mk_value *v)
{
    int at = mk_tables[t].batch;
    return at < 0 || t == MK_T_REVISION ? 0 : v[at].i;
}

static void bring(merging *m, int64_t batch)
{
    size_t i = m->brought.n;
    while (i > 0 && m->brought.p[i - 1] != batch) i--;
    if (i == 0 && batch) *mk_vec_push(m->held, &m->brought) = batch;
}

int mk_merge_about(mk_cx *cx, merging *m)
{
    for (size_t i = 0; i < m->brought.n; i++) {
        const mk_value b[] = { mk_int(m->brought.p[i]), mk_int(m->kept) };
        int rc = mk_table_insert(cx, m->db, MK_T_BATCH_CUSTOMER, b);
        if (rc > 0) rc = note(cx, m, MK_T_BATCH_CUSTOMER, "made", mk_key_json(cx->arena, MK_T_BATCH_CUSTOMER, b));
        if (rc < 0) return rc;
    }
    return 0;
}

int mk_merge_found(mk_cx *cx, const merging *m, int64_t customer, bool there)
{
    return m->index ? mk_index_batch_customer(cx, m->db, m->index, customer, there ? MK_INDEX_THERE : MK_INDEX_GONE) : mk_index_customer(cx, m->db, customer, !there);
}

int mk_merge_document(mk_cx *cx, const merging *m, const mk_value *v, bool there)
{
    if (!m->index || v[MK_SALE_DOC].s.n == 0) return mk_index_sale(cx, m->db, v, there);
    return mk_index_batch_sale(cx, m->index, v[MK_SALE_SALE_ID].i, v[MK_SALE_CUSTOMER_ID].i, v[MK_SALE_AT].i, there);
}

/* v, all columns of a row, comes to a customer. */
static int come(mk_cx *cx, const merging *m, mk_table_id t, mk_value *v, int64_t to)
{
    int64_t from = v[0].i;
    v[0] = mk_int(to);
    mk_table_id of = t == MK_T_REVISION ? mk_table_named(v[MK_REVISION_ENTITY].s) : MK_T_COUNT_;
    if (of != MK_T_COUNT_ && mk_tables[of].kind == MK_SPREAD) {
        v[MK_REVISION_BEFORE].s = renamed(cx, v[MK_REVISION_BEFORE].s, from, to);
        v[MK_REVISION_AFTER].s = renamed(cx, v[MK_REVISION_AFTER].s, from, to);
    }
    int rc = mk_table_insert(cx, m->db, t, v);
    if (rc > 0 && t == MK_T_SALE) MK_TRY(mk_merge_document(cx, m, v, true));
    return rc;
}

int mk_merge_leave(mk_cx *cx, const merging *m, mk_table_id t, const mk_value *was)
{
    if (t == MK_T_SALE) MK_TRY(mk_merge_document(cx, m, was, false));
    int rc = mk_table_delete(cx, m->db, t, was);
    return rc < 0 ? rc : 0;
}

int mk_merge_move(mk_cx *cx, const merging *m, mk_table_id t, mk_value *v, int64_t to)
{
    mk_value was[MK_COLUMNS_MAX];
    memcpy(was, v, (size_t)mk_tables[t].columns * sizeof *was);
    int rc = come(cx, m, t, v, to);
    if (rc <= 0) return rc;
    MK_TRY(mk_merge_leave(cx, m, t, was));
    const mk_value about[] = { mk_int(brought_by(t, v)), mk_int(to) };
    rc = about[0].i ? mk_table_insert(cx, m->db, MK_T_BATCH_CUSTOMER, about) : 0;
    return rc < 0 ? rc : 1;
}

static bool stays_aside(mk_table_id t, const mk_value *v)
{
    return t == MK_T_CUSTOMER || (t == MK_T_REVISION && mk_str_eqz(v[MK_REVISION_ENTITY].s, "customer"));
}

int mk_merge_come(mk_cx *cx, merging *m, mk_table_id t, mk_value *v, bool *ret_moved)
{
    mk_value was[MK_COLUMNS_MAX];
    int moved = 0;                      /* the same is known of the other, or there is no place for it: it waits here for a split */
    memcpy(was, v, (size_t)mk_tables[t].columns * sizeof *v);
    if (!stays_aside(t, v)) moved = come(cx, m, t, v, m->kept);
    if (moved > 0) bring(m, brought_by(t, v));
    *ret_moved = moved > 0;
    return moved < 0 ? moved : note(cx, m, t, moved ? "moved" : "aside", moved ? mk_key_json(cx->arena, t, was) : mk_row_json(cx->arena, t, was));
}

static int table(mk_cx *cx, merging *m, mk_table_id t, mk_merge_result *res)
{
    mk_row_list rows;
    MK_TRY(mk_merge_rows(cx, m->db, t, m->gone, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        mk_value was[MK_COLUMNS_MAX];
        bool moved;
        memcpy(was, rows.p[i], (size_t)mk_tables[t].columns * sizeof *was);
        MK_TRY(mk_merge_come(cx, m, t, rows.p[i], &moved));
        MK_TRY(mk_merge_leave(cx, m, t, was));
        res->moved += moved;
        res->aside += !moved;
    }
    return 0;
}

/* --- consent: a no of either is a no of both --- */

static merge_word *word_of(const merge_words *of, const merge_word *w)
{
    for (size_t i = 0; i < of->n; i++)
        if (mk_str_eq(of->p[i].channel, w->channel) && mk_str_eq(of->p[i].purpose, w->purpose)) return &of->p[i];
    return NULL;
}

int mk_merge_words(mk_cx *cx, mk_db *db, int64_t customer, merge_words *ret)
{
    mk_rows r;
    int rc;
    *ret = (merge_words){ 0 };
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONSENT_WORDS, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str channel = mk_row_text(&r, 0), purpose = mk_row_text(&r, 1);
        merge_word *w = word_of(ret, &(merge_word){ channel, purpose, false });
        if (!w) *(w = mk_vec_push(cx->arena, ret)) = (merge_word){ mk_arena_dup(cx->arena, channel), mk_arena_dup(cx->arena, purpose), false };
        w->no = !mk_str_eqz(mk_row_text(&r, 2), "granted");
    }
    return rc;
}

void mk_merge_words_add(mk_arena *a, merge_words *his, const merge_words *other)
{
    for (size_t i = 0; i < other->n; i++) {
        merge_word *same = word_of(his, &other->p[i]);
        if (same) same->no |= other->p[i].no;
        else *mk_vec_push(a, his) = other->p[i];
    }
}

static int refuse(mk_cx *cx, merging *m, const merge_words *no, const merge_words *other)
{
    for (size_t i = 0; i < no->n; i++) {
        const merge_word *w = &no->p[i];
        const merge_word *there = word_of(other, w);
        if (!w->no || (there && there->no)) continue;
        uint64_t id = mk_hash(mk_hash(mk_hash2((uint64_t)m->merge, 0x6e6f), w->channel), w->purpose);
        mk_value v[MK_CONSENT_N] = { mk_int(m->kept), mk_int(cx->now), mk_int(mk_hash_id(id)), mk_text(w->channel), mk_text(w->purpose), mk_textz("refused"),
                                     mk_textz("one of the two customers who were merged had refused"), mk_textz("en"), mk_textz("merge"), mk_textz(cx->who), mk_int(0) };
        int rc = mk_table_insert(cx, m->db, MK_T_CONSENT, v);
        if (rc < 0) return rc;
        if (rc > 0) MK_TRY(note(cx, m, MK_T_CONSENT, "made", mk_key_json(cx->arena, MK_T_CONSENT, v)));
    }
    return 0;
}

int mk_merge_refuse(mk_cx *cx, merging *m, const merge_words *his, const merge_words *other)
{
    MK_TRY(refuse(cx, m, his, other));
    return refuse(cx, m, other, his);
}

/* --- the deed --- */

int mk_merge_again(mk_cx *cx, mk_db *db, int64_t merge, int64_t kept, int64_t gone, struct mk_index_batch *index, mk_merge_result *ret)
{
    merging m = { .db = db, .index = index, .merge = merge, .kept = kept, .gone = gone, .held = cx->arena };
    mk_value row[MK_CUSTOMER_N];
    merge_words his, other;
    MK_TRY(mk_customer_must_be(cx, db, &kept, row));
    MK_TRY(mk_customer_must_be(cx, db, &gone, row));
    *ret = (mk_merge_result){ .merge = merge, .kept = kept, .gone = gone };
    MK_TRY(mk_merge_words(cx, db, kept, &his));
    MK_TRY(mk_merge_words(cx, db, gone, &other));
    MK_TRY(mk_merge_found(cx, &m, gone, false));
    for (int t = 0; t < MK_T_COUNT_; t++)
        if (mk_tables[t].kind == MK_SPREAD) MK_TRY(table(cx, &m, (mk_table_id)t, ret));
    MK_TRY(mk_merge_about(cx, &m));
    MK_TRY(mk_merge_refuse(cx, &m, &his, &other));
    mk_value alias[MK_ALIAS_N] = { mk_int(gone), mk_int(kept), mk_int(merge) };
    MK_TRY(mk_table_put(cx, db, MK_T_ALIAS, alias));
    return mk_merge_found(cx, &m, kept, true);
}

int mk_merge_next(mk_cx *cx, mk_db *db, int64_t *ret)
{
    mk_rows r;
    *ret = mk_time_id(cx->now, 0);
    MK_TRY(mk_select(cx, db, &r, MK_Q_MERGE_NEWEST, mk_int(1)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0 && *ret <= mk_row_int(&r, MK_MERGE_MERGE_ID)) *ret = mk_row_int(&r, MK_MERGE_MERGE_ID) + 1;
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

int mk_merge_note(mk_cx *cx, const merging *m, mk_str why)
{
    mk_value v[MK_MERGE_N] = { mk_int(m->merge), mk_int(m->kept), mk_int(m->gone), mk_text(why), mk_int(cx->now), mk_textz(cx->who), mk_null(), mk_textz("") };
    int rc = mk_table_insert(cx, m->db, MK_T_MERGE, v);
    return rc < 0 ? rc : 0;
}

int mk_merge_in(mk_cx *cx, mk_db *db, int64_t kept, int64_t gone, mk_str why, mk_merge_result *ret)
{
    merging m = { .db = db };
    MK_TRY(mk_customer_now(cx, db, &kept));
    MK_TRY(mk_customer_now(cx, db, &gone));
    if (kept == gone) return mk_fail(cx, MK_EINVAL, "these two are one customer already");
    m.kept = kept;
    m.gone = gone;
    MK_TRY(mk_merge_next(cx, db, &m.merge));
    MK_TRY(mk_merge_again(cx, db, m.merge, kept, gone, NULL, ret));
    return mk_merge_note(cx, &m, why);
}

int mk_merge_who(mk_cx *cx, mk_db *db, int64_t a, int64_t b, int64_t ret[2])
{
    mk_value row[2][MK_CUSTOMER_N];
    ret[0] = a;
    ret[1] = b;
    for (int i = 0; i < 2; i++) {
        MK_TRY(mk_customer_now(cx, db, &ret[i]));
        mk_value key = mk_int(ret[i]);
        int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row[i]);
        if (rc <= 0) return rc;
    }
    if (mk_merge_goes_on(row[1][MK_CUSTOMER_FIRST_AT].i, ret[1], row[0][MK_CUSTOMER_FIRST_AT].i, ret[0])) { int64_t t = ret[0]; ret[0] = ret[1]; ret[1] = t; }
    return ret[0] != ret[1];
}

typedef struct deed { int64_t kept, gone; mk_str why; mk_merge_result *ret; } deed;

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    deed *d = arg;
    MK_TRY(mk_merge_in(cx, db, d->kept, d->gone, d->why, d->ret));
    return mk_verdict_put(cx, db, d->ret->kept, d->ret->gone, true);
}

int mk_merge(mk_cx *cx, mk_store *s, int64_t kept, int64_t gone, mk_str why, mk_merge_result *ret)
{
    deed d = { kept, gone, why, ret };
    return mk_store_write(cx, s, body, &d);
}
