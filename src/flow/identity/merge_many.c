/* SPDX-License-Identifier: Apache-2.0
 * Many merges at a time. One alone reads and writes some thirty rows that lie all over a dozen tables. Many are done table by table, each in the order
 * it lies in: what the ones who go have is read in order of theirs, comes in order of those who go on, and leaves. So each page is visited once.
 *
 *   pairs -> waves in which nobody takes part twice -> customers -> their rows, table by table -> what they are found by, the log, the merges
 *
 * The merges of a wave have nothing in common, so what comes out is what one after the other gives. */
#include "index.h"
#include "listing.h"
#include "map.h"
#include "merge_int.h"

enum { FEW = 20,                        /* merges for which it does not pay to look first which tables are empty */
       MEMORY = 4 << 20, LITTLE = 64 << 10,         /* of the log and the index */
       MANY_ROWS = 4 << 20 };                       /* bytes of rows that are held at a time */

typedef struct one {
    merging m;
    const mk_pair_plan *plan;
    mk_str kept_name, gone_name;
    merge_words his, other;
} one;

typedef struct row { uint32_t one; mk_value *v, *was; } row;

typedef struct wave {
    mk_db *db;
    mk_arena *held;                     /* the list of rows: outside of what is rewound */
    one *one;                           /* in order of who goes */
    uint32_t n, *by_kept;
    mk_pair_why why;
    const void *self;
    mk_vec(row) rows;
    mk_index_batch *out, *in, *to;
    int64_t customer;                   /* whose index rows are gathered, into `to` */
    bool none[MK_T_COUNT_];             /* nobody has a row in that table */
} wave;

static int log_later(mk_cx *cx, merging *m, mk_table_id t, const char *fate, mk_str was)
{
    mk_arena_mark here = mk_arena_here(cx->arena);
    mk_str text = mk_arena_printf(cx->arena, "%c%s%c%.*s", (char)(t + 1), fate, 0, MK_SARG(was));
    int rc = mk_sorter_add(cx, m->log, (uint64_t)m->kept, (uint64_t)m->merge, m->n++, text);
    mk_arena_rewind(cx->arena, here);
    return rc;
}

/* --- what they are found by --- */

static int token(mk_cx *cx, void *self, mk_str t)
{
    wave *w = self;
    return mk_index_batch_token(cx, w->to, w->customer, t);
}

static int key(mk_cx *cx, void *self, uint64_t hash)
{
    wave *w = self;
    return mk_index_batch_key(cx, w->to, w->customer, hash);
}

static mk_index_sink sink(wave *w, bool in, int64_t customer)
{
    w->to = in ? w->in : w->out;
    w->customer = customer;
    return (mk_index_sink){ token, key, w };
}

/* By a row that moves who goes was found, and who goes on will be. */
static int found_by(mk_cx *cx, wave *w, const one *o, mk_table_id t, const mk_value *v)
{
    if (t != MK_T_CONTACT_POINT && t != MK_T_LINK) return 0;
    for (int in = 0; in < 2; in++) {
        mk_index_sink to = sink(w, in, in ? o->m.kept : o->m.gone);
        if (t == MK_T_CONTACT_POINT) MK_TRY(mk_index_contact(cx, &to, in ? o->kept_name : o->gone_name, v[MK_CONTACT_POINT_KIND].s, v[MK_CONTACT_POINT_VALUE].s));
        else MK_TRY(mk_index_link(cx, &to, v[MK_LINK_PERSON].s));
    }
    return 0;
}

/* --- table by table --- */

/* Gathered rows: in order of those who go on they come, in order of those who go they leave. by_kept goes on where it stood. */
static int move(mk_cx *cx, wave *w, mk_table_id t)
{
    uint32_t first = w->rows.n ? w->rows.p[0].one : 0, last = w->rows.n ? w->rows.p[w->rows.n - 1].one : 0;
    size_t *from = MK_NEWN(cx->arena, size_t, (size_t)(last - first) + 2);
    for (size_t i = 0; i < w->rows.n; i++) from[w->rows.p[i].one - first + 1] = i + 1;
    for (uint32_t i = 1; i <= last - first + 1; i++)
        if (from[i] < from[i - 1]) from[i] = from[i - 1];
    for (uint32_t k = 0; k < w->n && w->rows.n; k++) {
        uint32_t at = w->by_kept[k];
        if (at < first || at > last) continue;
        for (size_t i = from[at - first]; i < from[at - first + 1]; i++) {
            mk_arena_mark here = mk_arena_here(cx->arena);
            bool moved;
            MK_TRY(mk_merge_come(cx, &w->one[at].m, t, w->rows.p[i].v, &moved));
            mk_arena_rewind(cx->arena, here);
        }
    }
    for (size_t i = 0; i < w->rows.n; i++) MK_TRY(mk_merge_leave(cx, &w->one[w->rows.p[i].one].m, t, w->rows.p[i].was));
    w->rows.n = 0;
    return mk_cx_check(cx);
}

static size_t bytes_of(mk_table_id t, const mk_value *v)
{
    size_t n = 2 * (size_t)mk_tables[t].columns * sizeof *v;
    for (int i = 0; i < mk_tables[t].columns; i++)
        if (v[i].type == MK_TEXT || v[i].type == MK_BLOB) n += v[i].s.n + 16;
    return n;
}

static int table(mk_cx *cx, wave *w, mk_table_id t)
{
    mk_arena_mark here = mk_arena_here(cx->arena);
    size_t bytes = 0, columns = (size_t)mk_tables[t].columns;
    for (uint32_t i = 0; i < w->n; i++) {
        mk_row_list of;
        MK_TRY(mk_merge_rows(cx, w->db, t, w->one[i].m.gone, &of));
        for (size_t k = 0; k < of.n; k++) {
            mk_value *was = MK_NEWN(cx->arena, mk_value, columns);
            memcpy(was, of.p[k], columns * sizeof *was);
            *mk_vec_push(w->held, &w->rows) = (row){ i, of.p[k], was };
            bytes += bytes_of(t, was);
            MK_TRY(found_by(cx, w, &w->one[i], t, was));
        }
        if (bytes < MANY_ROWS) continue;
        MK_TRY(move(cx, w, t));
        mk_arena_rewind(cx->arena, here);
        bytes = 0;
    }
    MK_TRY(move(cx, w, t));
    mk_arena_rewind(cx->arena, here);
    return 0;
}

static int look_for_rows(mk_cx *cx, wave *w)
{
    for (int t = 0; t < MK_T_COUNT_; t++) {
        mk_rows r;
        if (mk_tables[t].kind != MK_SPREAD) continue;
        MK_TRY(mk_select_n(cx, w->db, &r, mk_table_query(&mk_tables[t], MK_TQ_ALL), NULL, 0));
        int rc = mk_rows_next(cx, &r);
        mk_rows_end(&r);
        if (rc < 0) return rc;
        w->none[t] = rc == 0;
    }
    return 0;
}

/* A no of either is a no of both: what each had said is read before anything moves. */
static int words(mk_cx *cx, wave *w)
{
    for (uint32_t i = 0; i < w->n; i++) MK_TRY(mk_merge_words(cx, w->db, w->one[i].m.gone, &w->one[i].other));
    for (uint32_t i = 0; i < w->n; i++) MK_TRY(mk_merge_words(cx, w->db, w->one[w->by_kept[i]].m.kept, &w->one[w->by_kept[i]].his));
    return 0;
}

static int refuse(mk_cx *cx, wave *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        one *o = &w->one[w->by_kept[i]];
        MK_TRY(mk_merge_refuse(cx, &o->m, &o->his, &o->other));
        MK_TRY(mk_merge_refuse(cx, &o->m, &o->other, &o->his));
    }
    return 0;
}

static int write_log(mk_cx *cx, wave *w, mk_sorter *log)
{
    mk_sorted s;
    int rc;
    MK_TRY(mk_sorter_sort(cx, log));
    while ((rc = mk_sorter_next(cx, log, &s)) > 0) {
        mk_str fate = mk_str_of(s.data.p + 1);
        mk_value v[MK_MERGE_ROW_N] = { mk_int((int64_t)s.key[0]), mk_int((int64_t)s.key[1]), mk_int((int64_t)s.key[2]), mk_textz(mk_tables[(uint8_t)s.data.p[0] - 1].name),
                                       mk_text(fate), mk_text(mk_str_sub(s.data, fate.n + 2, s.data.n)) };
        int e = mk_table_insert(cx, w->db, MK_T_MERGE_ROW, v);
        if (e < 0) return e;
    }
    mk_sorter_free(log);
    return rc;
}

static int by_merge(const void *x, const void *y)
{
    const one *const *a = x, *const *b = y;
    return ((*a)->m.merge > (*b)->m.merge) - ((*a)->m.merge < (*b)->m.merge);
}

static int note(mk_cx *cx, wave *w)
{
    const one **o = MK_NEWN(cx->arena, const one *, (size_t)w->n + 1);
    for (uint32_t i = 0; i < w->n; i++) {
        mk_value alias[MK_ALIAS_N] = { mk_int(w->one[i].m.gone), mk_int(w->one[i].m.kept), mk_int(w->one[i].m.merge) };
        MK_TRY(mk_table_put(cx, w->db, MK_T_ALIAS, alias));
        o[i] = &w->one[i];
    }
    qsort(o, w->n, sizeof *o, by_merge);
    for (uint32_t i = 0; i < w->n; i++) {
        mk_arena_mark here = mk_arena_here(cx->arena);
        MK_TRY(mk_merge_note(cx, &o[i]->m, w->why(cx->arena, w->self, o[i]->plan)));
        mk_arena_rewind(cx->arena, here);
    }
    return 0;
}

static int do_wave(mk_cx *cx, wave *w)
{
    size_t memory = w->n < FEW ? LITTLE : MEMORY;
    mk_sorter *log = mk_sorter_new(cx, memory, ".");
    w->in = mk_index_batch_new(cx, memory, ".");
    w->out = mk_index_batch_new(cx, memory, ".");
    if (w->n >= FEW) MK_TRY(look_for_rows(cx, w));
    if (!w->none[MK_T_CONSENT]) MK_TRY(words(cx, w));
    for (uint32_t i = 0; i < w->n; i++) {
        mk_index_sink to = sink(w, false, w->one[i].m.gone);
        w->one[i].m.log = log;
        w->one[i].m.log_later = log_later;
        MK_TRY(mk_tokens_of_name(cx, w->one[i].gone_name, to.token, to.self));
        MK_TRY(mk_touch(cx, w->db, w->one[i].m.gone));
        MK_TRY(mk_touch(cx, w->db, w->one[w->by_kept[i]].m.kept));
    }
    for (int t = 0; t < MK_T_COUNT_; t++)
        if (mk_tables[t].kind == MK_SPREAD && !w->none[t]) MK_TRY(table(cx, w, (mk_table_id)t));
    if (!w->none[MK_T_CONSENT]) MK_TRY(refuse(cx, w));
    MK_TRY(write_log(cx, w, log));
    MK_TRY(mk_index_batch_write(cx, w->db, w->out, true));
    MK_TRY(mk_index_batch_write(cx, w->db, w->in, false));
    return note(cx, w);
}

/* --- who with whom --- */

static int by_gone(const void *x, const void *y)
{
    const one *a = x, *b = y;
    return (a->m.gone > b->m.gone) - (a->m.gone < b->m.gone);
}

static int by_kept(const void *x, const void *y, void *self)
{
    const one *o = self;
    int64_t a = o[*(const uint32_t *)x].m.kept, b = o[*(const uint32_t *)y].m.kept;
    return (a > b) - (a < b);
}

static int by_id(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

typedef struct known { int64_t first_at; mk_str name; } known;

/* The customers of a wave, read in their order; places in *ret by id. */
static int read_customers(mk_cx *cx, wave *w, mk_map *ret_at, known **ret)
{
    int64_t *id = MK_NEWN(cx->arena, int64_t, 2 * (size_t)w->n + 1);
    known *k = *ret = MK_NEWN(cx->arena, known, 2 * (size_t)w->n + 1);
    mk_arena *kept = mk_arena_child(cx->arena);
    for (uint32_t i = 0; i < w->n; i++) { id[2 * i] = w->one[i].m.kept; id[2 * i + 1] = w->one[i].m.gone; }
    qsort(id, 2 * (size_t)w->n, sizeof *id, by_id);
    mk_map_put(ret_at, 0, NULL);        /* so that it is made here and not between a mark and its rewind */
    for (size_t i = 0; i < 2 * (size_t)w->n; i++) {
        mk_arena_mark here = mk_arena_here(cx->arena);
        mk_value v[MK_CUSTOMER_N], at = mk_int(id[i]);
        int rc = mk_table_get(cx, w->db, MK_T_CUSTOMER, &at, v);
        if (rc < 0) return rc;
        if (rc > 0) {
            k[i] = (known){ v[MK_CUSTOMER_FIRST_AT].i, mk_arena_dup(kept, v[MK_CUSTOMER_NAME].s) };
            *mk_map_put(ret_at, (uint64_t)id[i], NULL) = i + 1;
        }
        mk_arena_rewind(cx->arena, here);
    }
    return 0;
}

/* Who goes and who goes on; those who are not there are left out. */
static int prepare(mk_cx *cx, wave *w)
{
    mk_map at = mk_map_on(w->held);
    known *k;
    int64_t merge;
    uint32_t n = 0;
    MK_TRY(read_customers(cx, w, &at, &k));
    MK_TRY(mk_merge_next(cx, w->db, &merge));
    for (uint32_t i = 0; i < w->n; i++) {
        one *o = &w->one[i];
        const uint64_t *x = mk_map_get(&at, (uint64_t)o->m.kept), *y = mk_map_get(&at, (uint64_t)o->m.gone);
        if (!x || !y) continue;
        const known *a = &k[*x - 1], *b = &k[*y - 1];
        if (mk_merge_goes_on(b->first_at, o->m.gone, a->first_at, o->m.kept)) {
            int64_t id = o->m.kept;
            const known *p = a;
            o->m.kept = o->m.gone;
            o->m.gone = id;
            a = b;
            b = p;
        }
        o->kept_name = a->name;
        o->gone_name = b->name;
        o->m.merge = merge++;
        w->one[n++] = *o;
    }
    w->n = n;
    qsort(w->one, n, sizeof *w->one, by_gone);
    w->by_kept = MK_NEWN(cx->arena, uint32_t, (size_t)n + 1);
    for (uint32_t i = 0; i < n; i++) w->by_kept[i] = i;
    qsort_r(w->by_kept, n, sizeof *w->by_kept, by_kept, w->one);
    return 0;
}

typedef struct waves { const mk_pair_plan *pair; uint32_t *wait, waits; mk_pair_why why; const void *self; uint64_t *merged; } waves;

/* The pairs whose two nobody before them in the list waits for. *ret: those of them that are two customers. */
static int choose(mk_cx *cx, waves *all, wave *w)
{
    mk_map taken = mk_map_on(w->held);
    uint32_t left = 0;
    w->one = MK_NEWN(cx->arena, one, (size_t)all->waits + 1);
    for (uint32_t i = 0; i < all->waits; i++) {
        const mk_pair_plan *p = &all->pair[all->wait[i]];
        int64_t id[2] = { p->a, p->b };
        bool fresh[2];
        for (int k = 0; k < 2; k++) MK_TRY(mk_customer_now(cx, w->db, &id[k]));
        if (id[0] == id[1]) continue;
        for (int k = 0; k < 2; k++) mk_map_put(&taken, (uint64_t)id[k], &fresh[k]);
        if (fresh[0] && fresh[1]) w->one[w->n++] = (one){ .m = { .db = w->db, .kept = id[0], .gone = id[1] }, .plan = p };
        else all->wait[left++] = all->wait[i];
    }
    all->waits = left;
    return 0;
}

static int next_wave(mk_cx *cx, mk_db *db, waves *all)
{
    wave w = { .db = db, .held = mk_arena_child(cx->arena), .why = all->why, .self = all->self };
    MK_TRY(choose(cx, all, &w));
    if (w.n == 0) return 0;
    MK_TRY(prepare(cx, &w));
    *all->merged += w.n;
    return w.n ? do_wave(cx, &w) : 0;
}

int mk_merge_all(mk_cx *cx, mk_db *db, const mk_pair_plan *pair, size_t n, mk_pair_why why, const void *self, uint64_t *ret_merged)
{
    if (n == 0) return 0;
    waves all = { pair, MK_NEWN(cx->arena, uint32_t, n + 1), (uint32_t)n, why, self, ret_merged };
    for (uint32_t i = 0; i < n; i++) all.wait[i] = i;
    while (all.waits) {
        mk_cx own = *cx;
        own.arena = mk_arena_child(cx->arena);
        int rc = next_wave(&own, db, &all);
        cx->code = own.code;
        memcpy(cx->message, own.message, sizeof cx->message);
        mk_arena_free(own.arena);
        if (rc < 0) return rc;
    }
    return 0;
}
