/* SPDX-License-Identifier: Apache-2.0
 * Many merges at a time. What customers are found by lies all over two large tables: gathered and written in order each page is visited once, and tables
 * that are empty need not be asked about each customer. */
#include "index.h"
#include "listing.h"
#include "map.h"
#include "merge_int.h"

enum { AT_ONCE = 2000, MEMORY = 4 << 20 };      /* merges that wait, and the memory of what is gathered of them */

struct mk_merge_many {
    mk_db *db;
    mk_arena *life, *arena;             /* of it all; of what waits */
    mk_index_batch *out;
    mk_vec(int64_t) kept;
    mk_map seen;
    int64_t customer;
    mk_index_batch *to;                 /* what of the customer is gathered into */
    bool none[MK_T_COUNT_];
};

static int token(mk_cx *cx, void *self, mk_str t)
{
    mk_merge_many *m = self;
    return mk_index_batch_token(cx, m->to, m->customer, t);
}

static int key(mk_cx *cx, void *self, uint64_t hash)
{
    mk_merge_many *m = self;
    return mk_index_batch_key(cx, m->to, m->customer, hash);
}

static int gather(mk_cx *cx, mk_merge_many *m, mk_index_batch *to, int64_t customer)
{
    mk_index_sink sink = { token, key, m };
    m->to = to;
    m->customer = customer;
    return mk_index_rows(cx, m->db, customer, &sink);
}

/* In an arena of its own: what is gathered outlives the merges, and goes when it is written. */
static void empty(mk_cx *cx, mk_merge_many *m)
{
    mk_cx own = *cx;
    if (m->arena) mk_arena_free(m->arena);
    own.arena = m->arena = mk_arena_child(m->life);
    m->out = mk_index_batch_new(&own, MEMORY, ".");
    m->kept.p = NULL;
    m->kept.n = m->kept.cap = 0;
    m->seen = mk_map_on(m->arena);
}

int mk_merge_many_begin(mk_cx *cx, mk_db *db, mk_merge_many **ret)
{
    mk_merge_many *m = *ret = MK_NEW(cx->arena, mk_merge_many);
    *m = (mk_merge_many){ .db = db, .life = mk_arena_child(cx->arena) };
    empty(cx, m);
    for (int t = 0; t < MK_T_COUNT_; t++) {
        mk_rows r;
        if (mk_tables[t].kind != MK_SPREAD || t == MK_T_MERGE_ROW || t == MK_T_CONSENT) continue;
        MK_TRY(mk_select_n(cx, db, &r, mk_table_query(&mk_tables[t], MK_TQ_ALL), NULL, 0));
        int rc = mk_rows_next(cx, &r);
        mk_rows_end(&r);
        if (rc < 0) return rc;
        m->none[t] = rc == 0;
    }
    return 0;
}

bool mk_merge_many_none(const mk_merge_many *many, mk_table_id t) { return many->none[t]; }

int mk_merge_many_gone(mk_cx *cx, mk_merge_many *m, int64_t customer)
{
    MK_TRY(mk_touch(cx, m->db, customer));
    return gather(cx, m, m->out, customer);
}

int mk_merge_many_kept(mk_cx *cx, mk_merge_many *m, int64_t customer)
{
    bool fresh;
    mk_map_put(&m->seen, (uint64_t)customer, &fresh);
    if (fresh) *mk_vec_push(m->arena, &m->kept) = customer;
    return m->kept.n < AT_ONCE ? 0 : mk_merge_many_end(cx, m);
}

/* One who went on and then went himself has no rows by now, and gives nothing. */
int mk_merge_many_end(mk_cx *cx, mk_merge_many *m)
{
    mk_cx own = *cx;
    own.arena = m->arena;
    mk_index_batch *in = mk_index_batch_new(&own, MEMORY, ".");
    for (size_t i = 0; i < m->kept.n; i++) {
        MK_TRY(mk_touch(cx, m->db, m->kept.p[i]));
        MK_TRY(gather(cx, m, in, m->kept.p[i]));
    }
    int rc = mk_index_batch_write(cx, m->db, m->out, true);
    if (rc >= 0) rc = mk_index_batch_write(cx, m->db, in, false);
    empty(cx, m);
    return rc < 0 ? rc : 0;
}
