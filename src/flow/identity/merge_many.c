/* SPDX-License-Identifier: Apache-2.0
 * Many merges at a time. One alone reads and writes some thirty rows that lie all over a dozen tables. Many are done table by table, each in the order
 * it lies in: what the ones who go have is read and leaves in order of theirs, and comes in order of those who go on. So each page is visited once on
 * either side.
 *
 *   pairs -> trees -> from the eldest of each to all others -> their rows, table by table -> what they are found by, the log, the merges
 *
 * Everybody goes straight to the eldest of his tree, so that his rows move once, however many are one. The merges of one who goes on are done in order of
 * those who go, in each table; so what comes out is what one after the other gives. */
#include "index.h"
#include "buf.h"
#include "listing.h"
#include "map.h"
#include "merge_int.h"
#include "union.h"

enum { FEW = 20,                        /* merges for which it does not pay to look first which tables are empty */
       MEMORY = 4 << 20, LITTLE = 64 << 10,         /* of the log and the index */
       MANY_ROWS = 16 << 20 };                      /* bytes of rows that are held at a time */

typedef struct one {
    merging m;
    const mk_pair_plan *plan;
    mk_str kept_name, gone_name;
    merge_words his, other;             /* his: of the first who goes to him; with each of them they become more */
} one;

typedef struct row { uint32_t one; mk_value *v; } row;

typedef struct many {
    mk_db *db;
    mk_arena *held;                     /* the list of rows: outside of what is rewound */
    one *one;                           /* in order of who goes */
    uint32_t n, *by_kept;
    mk_pair_why why;
    const void *self;
    mk_vec(row) rows;
    mk_index_batch *index;
    mk_index_gather gather;
    bool none[MK_T_COUNT_];             /* nobody has a row in that table */
    int64_t newcomer;
} many;

static int log_later(mk_cx *cx, merging *m, mk_table_id t, const char *fate, mk_str was)
{
    mk_arena_mark here = mk_arena_here(cx->arena);
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_c(&b, (char)(t + 1));
    mk_buf_add(&b, fate, strlen(fate) + 1);
    mk_buf_str_add(&b, was);
    int rc = mk_sorter_add(cx, m->log, (uint64_t)m->kept, (uint64_t)m->merge, m->n++, mk_buf_str(&b));
    mk_arena_rewind(cx->arena, here);
    return rc;
}

/* --- what they are found by --- */

static mk_index_sink sink(many *w, bool there, int64_t customer)
{
    w->gather = (mk_index_gather){ w->index, customer, there ? MK_INDEX_THERE : MK_INDEX_GONE };
    return mk_index_into(&w->gather);
}

/* By a row that moves who goes was found, and who goes on will be. */
static int found_by(mk_cx *cx, many *w, const one *o, mk_table_id t, const mk_value *v)
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

/* Gathered rows, which have left, come in order of those who go on. */
static int arrive(mk_cx *cx, many *w, mk_table_id t)
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
    w->rows.n = 0;
    return mk_cx_check(cx);
}

static size_t bytes_of(mk_table_id t, const mk_value *v)
{
    size_t n = (size_t)mk_tables[t].columns * sizeof *v;
    for (int i = 0; i < mk_tables[t].columns; i++)
        if (v[i].type == MK_TEXT || v[i].type == MK_BLOB) n += v[i].s.n + 16;
    return n;
}

static int table(mk_cx *cx, many *w, mk_table_id t)
{
    mk_arena_mark here = mk_arena_here(cx->arena);
    size_t bytes = 0;
    for (uint32_t i = 0; i < w->n; i++) {
        mk_row_list of;
        if (w->one[i].m.gone == w->newcomer && !mk_table_wrote(w->db, t)) continue;
        MK_TRY(mk_merge_rows(cx, w->db, t, w->one[i].m.gone, &of));
        for (size_t k = 0; k < of.n; k++) {
            *mk_vec_push(w->held, &w->rows) = (row){ i, of.p[k] };
            bytes += bytes_of(t, of.p[k]);
            MK_TRY(found_by(cx, w, &w->one[i], t, of.p[k]));
            MK_TRY(mk_merge_leave(cx, &w->one[i].m, t, of.p[k]));       /* while its page is at hand */
        }
        if (bytes < MANY_ROWS) continue;
        MK_TRY(arrive(cx, w, t));
        mk_arena_rewind(cx->arena, here);
        bytes = 0;
    }
    MK_TRY(arrive(cx, w, t));
    mk_arena_rewind(cx->arena, here);
    return w->n < FEW ? 0 : mk_db_spill(cx, w->db);
}

static int look_for_rows(mk_cx *cx, many *w)
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

static bool first_to(const many *w, uint32_t k) { return k == 0 || w->one[w->by_kept[k - 1]].m.kept != w->one[w->by_kept[k]].m.kept; }

/* A no of either is a no of both: what each had said is read before anything moves. */
static int words(mk_cx *cx, many *w)
{
    for (uint32_t i = 0; i < w->n; i++) MK_TRY(mk_merge_words(cx, w->db, w->one[i].m.gone, &w->one[i].other));
    for (uint32_t k = 0; k < w->n; k++)
        if (first_to(w, k)) MK_TRY(mk_merge_words(cx, w->db, w->one[w->by_kept[k]].m.kept, &w->one[w->by_kept[k]].his));
    return 0;
}

static int refuse(mk_cx *cx, many *w)
{
    merge_words his = { 0 };
    for (uint32_t k = 0; k < w->n; k++) {
        one *o = &w->one[w->by_kept[k]];
        if (first_to(w, k)) his = o->his;
        MK_TRY(mk_merge_refuse(cx, &o->m, &his, &o->other));
        mk_merge_words_add(cx->arena, &his, &o->other);
    }
    return 0;
}

static int write_log(mk_cx *cx, many *w, mk_sorter *log)
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

static int note(mk_cx *cx, many *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        mk_arena_mark here = mk_arena_here(cx->arena);
        const one *o = &w->one[i];
        mk_value alias[MK_ALIAS_N] = { mk_int(o->m.gone), mk_int(o->m.kept), mk_int(o->m.merge) };
        MK_TRY(mk_table_put(cx, w->db, MK_T_ALIAS, alias));
        MK_TRY(mk_merge_note(cx, &o->m, w->why(cx->arena, w->self, o->plan)));
        mk_arena_rewind(cx->arena, here);
    }
    return 0;
}

static int touch(mk_cx *cx, many *w)
{
    for (uint32_t i = 0; i < w->n; i++) MK_TRY(mk_touch(cx, w->db, w->one[i].m.gone));
    for (uint32_t k = 0; k < w->n; k++)
        if (first_to(w, k)) MK_TRY(mk_touch(cx, w->db, w->one[w->by_kept[k]].m.kept));
    return 0;
}

static int do_all(mk_cx *cx, many *w)
{
    size_t memory = w->n < FEW ? LITTLE : MEMORY;
    mk_sorter *log = mk_sorter_new(cx, memory, ".");
    mk_index_batch *shared = w->index;
    if (!shared) w->index = mk_index_batch_new(cx, memory, ".");
    if (w->n >= FEW) MK_TRY(look_for_rows(cx, w));
    if (!w->none[MK_T_CONSENT]) MK_TRY(words(cx, w));
    MK_TRY(touch(cx, w));
    for (uint32_t i = 0; i < w->n; i++) {
        one *o = &w->one[i];
        mk_index_sink to = sink(w, false, o->m.gone);
        o->m.log = log;
        o->m.log_later = log_later;
        o->m.index = w->index;
        o->m.held = w->held;
        MK_TRY(mk_tokens_of_name(cx, o->gone_name, to.token, to.self));
    }
    for (int t = 0; t < MK_T_COUNT_; t++)
        if (mk_tables[t].kind == MK_SPREAD && !w->none[t]) MK_TRY(table(cx, w, (mk_table_id)t));
    for (uint32_t k = 0; k < w->n; k++) MK_TRY(mk_merge_about(cx, &w->one[w->by_kept[k]].m));
    if (!w->none[MK_T_CONSENT]) MK_TRY(refuse(cx, w));
    MK_TRY(write_log(cx, w, log));
    if (!shared) MK_TRY(mk_index_batch_write(cx, w->db, w->index));
    return note(cx, w);
}

/* --- who with whom --- */

typedef struct person { int64_t id, first_at; mk_str name; bool there; uint32_t eldest; } person;
typedef struct branch { uint32_t to; const mk_pair_plan *plan; } branch;

typedef struct trees {
    person *who;                        /* in order of ids */
    uint32_t n, *from;                  /* from[i]: the first of i's branches */
    branch *branch;
} trees;

static int by_id(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

static size_t each_once(int64_t *id, size_t n)
{
    size_t k = 0;
    if (n) qsort(id, n, sizeof *id, by_id);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || id[i] != id[i - 1]) id[k++] = id[i];
    return k;
}

static uint32_t place(const int64_t *id, size_t n, int64_t of) { return (uint32_t)((const int64_t *)bsearch(&of, id, n, sizeof *id, by_id) - id); }

/* Whom the pairs are of now, read in their order; at[2 * i] and the next: the places of pair i. */
static int read_people(mk_cx *cx, many *w, const mk_pair_plan *pair, size_t n, trees *t, uint32_t *at)
{
    int64_t *id = MK_NEWN(cx->arena, int64_t, 2 * n), *now = MK_NEWN(cx->arena, int64_t, 2 * n), *last = MK_NEWN(cx->arena, int64_t, 2 * n);
    for (size_t i = 0; i < n; i++) { id[2 * i] = pair[i].a; id[2 * i + 1] = pair[i].b; }
    size_t ids = each_once(id, 2 * n);
    for (size_t i = 0; i < ids; i++) {
        now[i] = id[i];
        MK_TRY(mk_customer_now(cx, w->db, &now[i]));
        last[i] = now[i];
    }
    t->n = (uint32_t)each_once(last, ids);
    t->who = MK_NEWN(cx->arena, person, t->n);
    for (size_t i = 0; i < n; i++) {
        at[2 * i] = place(last, t->n, now[place(id, ids, pair[i].a)]);
        at[2 * i + 1] = place(last, t->n, now[place(id, ids, pair[i].b)]);
    }
    for (uint32_t i = 0; i < t->n; i++) {
        mk_arena_mark here = mk_arena_here(cx->arena);
        mk_value v[MK_CUSTOMER_N], key = mk_int(last[i]);
        int rc = mk_table_get(cx, w->db, MK_T_CUSTOMER, &key, v);
        if (rc < 0) return rc;
        t->who[i] = (person){ .id = last[i], .there = rc > 0 };
        if (rc > 0) {
            t->who[i].first_at = v[MK_CUSTOMER_FIRST_AT].i;
            t->who[i].name = mk_arena_dup(w->held, v[MK_CUSTOMER_NAME].s);
        }
        mk_arena_rewind(cx->arena, here);
    }
    return 0;
}

/* A pair whose two are one by then, or one of whom is gone, is passed over; the others are the branches of trees. */
static void grow(mk_cx *cx, const mk_pair_plan *pair, size_t n, trees *t, const uint32_t *at)
{
    uint32_t *up = MK_NEWN(cx->arena, uint32_t, (size_t)t->n + 1);
    size_t *used = MK_NEWN(cx->arena, size_t, n + 1), k = 0;
    mk_union_start(up, t->n);
    t->from = MK_NEWN(cx->arena, uint32_t, (size_t)t->n + 2);
    t->branch = MK_NEWN(cx->arena, branch, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        uint32_t a = at[2 * i], b = at[2 * i + 1];
        if (!t->who[a].there || !t->who[b].there || !mk_union_roots(up, &a, &b)) continue;
        up[b] = a;
        used[k++] = i;
        for (int side = 0; side < 2; side++) t->from[at[2 * i + side] + 2]++;
    }
    for (uint32_t i = 2; i <= t->n; i++) t->from[i] += t->from[i - 1];
    for (size_t i = 0; i < k; i++)
        for (int side = 0; side < 2; side++) t->branch[t->from[at[2 * used[i] + side] + 1]++] = (branch){ at[2 * used[i] + !side], &pair[used[i]] };
    for (uint32_t i = 0; i < t->n; i++) t->who[i].eldest = i;
    for (uint32_t i = 0; i < t->n; i++) {
        uint32_t *root = &t->who[mk_union_root(up, i)].eldest;
        const person *a = &t->who[i], *b = &t->who[*root];
        if (mk_merge_goes_on(a->first_at, a->id, b->first_at, b->id)) *root = i;
    }
    for (uint32_t i = t->n; i-- > 0;) t->who[i].eldest = t->who[mk_union_root(up, i)].eldest;       /* a root is the least of its tree and comes last */
}

static int by_gone(const void *x, const void *y)
{
    const one *a = x, *b = y;
    return (a->m.gone > b->m.gone) - (a->m.gone < b->m.gone);
}

static int by_kept(const void *x, const void *y, void *self)
{
    const one *o = self;
    uint32_t i = *(const uint32_t *)x, k = *(const uint32_t *)y;
    return o[i].m.kept != o[k].m.kept ? (o[i].m.kept < o[k].m.kept ? -1 : 1) : (i > k) - (i < k);
}

/* From the eldest of each tree to all others, each by the pair that leads to him. */
static int plan(mk_cx *cx, many *w, const trees *t)
{
    uint32_t *queue = MK_NEWN(cx->arena, uint32_t, (size_t)t->n + 1);
    bool *seen = MK_NEWN(cx->arena, bool, (size_t)t->n + 1);
    int64_t merge;
    for (uint32_t i = 0; i < t->n; i++) {
        if (t->who[i].eldest != i || t->from[i] == t->from[i + 1]) continue;
        uint32_t n = 0;
        seen[queue[n++] = i] = true;
        for (uint32_t q = 0; q < n; q++)
            for (uint32_t k = t->from[queue[q]]; k < t->from[queue[q] + 1]; k++) {
                const person *x = &t->who[t->branch[k].to];
                if (seen[t->branch[k].to]) continue;
                seen[queue[n++] = t->branch[k].to] = true;
                w->one[w->n++] = (one){ .m = { .db = w->db, .kept = t->who[i].id, .gone = x->id }, .plan = t->branch[k].plan,
                                        .kept_name = t->who[i].name, .gone_name = x->name };
            }
    }
    if (w->n == 0) return 0;
    qsort(w->one, w->n, sizeof *w->one, by_gone);
    MK_TRY(mk_merge_next(cx, w->db, &merge));
    for (uint32_t i = 0; i < w->n; i++) w->one[i].m.merge = merge++;
    for (uint32_t i = 0; i < w->n; i++) w->by_kept[i] = i;
    qsort_r(w->by_kept, w->n, sizeof *w->by_kept, by_kept, w->one);
    return 0;
}

static int merge_all(mk_cx *cx, many *w, const mk_pair_plan *pair, size_t n)
{
    trees t = { 0 };
    mk_arena_mark here = mk_arena_here(cx->arena);
    uint32_t *at = MK_NEWN(cx->arena, uint32_t, 2 * n);
    MK_TRY(read_people(cx, w, pair, n, &t, at));
    grow(cx, pair, n, &t, at);
    w->one = MK_NEWN(w->held, one, (size_t)t.n + 1);
    w->by_kept = MK_NEWN(w->held, uint32_t, (size_t)t.n + 1);
    MK_TRY(plan(cx, w, &t));
    mk_arena_rewind(cx->arena, here);
    return w->n ? do_all(cx, w) : 0;
}

int mk_merge_all(mk_cx *cx, mk_db *db, const mk_pair_plan *pair, size_t n, mk_pair_why why, const void *self, struct mk_index_batch *index, int64_t newcomer, uint64_t *ret_merged)
{
    if (n == 0) return 0;
    mk_cx own = *cx;
    own.arena = mk_arena_child(cx->arena);
    many w = { .db = db, .held = mk_arena_child(own.arena), .why = why, .self = self, .index = index, .newcomer = newcomer };
    int rc = merge_all(&own, &w, pair, n);
    *ret_merged += w.n;
    cx->code = own.code;
    memcpy(cx->message, own.message, sizeof cx->message);
    mk_arena_free(own.arena);
    return rc;
}
