/* SPDX-License-Identifier: Apache-2.0
 * Several runs become one, a piece at a time: what was read of the small ones is written to the large one, and leaves them but for the block each
 * was read up to. The set is that of all runs, so it is the same after each piece. */
#include "posting_int.h"

enum { RUNS = 4 };                      /* of a level, put together */

int mk_posting_folding_get(mk_cx *cx, mk_db *db, mk_posting_folding *ret)
{
    mk_rows r;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_POSTING_FOLD_ANY, NULL, 0));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) *ret = (mk_posting_folding){ (int)mk_row_int(&r, MK_POSTING_FOLD_LEVEL), mk_row_int(&r, MK_POSTING_FOLD_LAST), mk_row_int(&r, MK_POSTING_FOLD_RUN) };
    mk_rows_end(&r);
    return rc;
}

int mk_posting_folding_end(mk_cx *cx, mk_db *db) { return mk_exec_n(cx, db, MK_Q_POSTING_FOLD_END, NULL, 0); }

/* Those of level 0 are as many as their numbers span: all are put together at once. */
static int small_ones(mk_cx *cx, mk_db *db, mk_posting_folding *ret)
{
    int64_t first, last;
    int rc = mk_select_int(cx, db, &first, MK_Q_POSTING_RUN_FROM, mk_int(0));
    if (rc <= 0 || first >= mk_posting_level(1)) return rc < 0 ? rc : 0;
    MK_TRY(mk_select_int(cx, db, &last, MK_Q_POSTING_RUN_BEFORE, mk_int(mk_posting_level(1))));
    if (last - first + 1 < MK_POSTING_SMALL) return 0;
    *ret = (mk_posting_folding){ .level = 0, .last = last };
    MK_TRY(mk_posting_next_run(cx, db, 1, &ret->run));
    return 1;
}

static int full_level(mk_cx *cx, mk_db *db, mk_posting_folding *ret)
{
    for (int level = 1; level < MK_POSTING_LEVELS - 1; level++) {
        mk_posting_run_list runs;
        MK_TRY(mk_posting_runs(cx, db, mk_posting_level(level), mk_posting_level(level + 1), &runs));
        if (runs.n < RUNS) continue;
        *ret = (mk_posting_folding){ .level = level, .last = runs.p[runs.n - 1] };
        MK_TRY(mk_posting_next_run(cx, db, level + 1, &ret->run));
        const mk_value v[] = { mk_int(level), mk_int(ret->last), mk_int(ret->run) };
        int rc = mk_table_put(cx, db, MK_T_POSTING_FOLD, v);
        return rc < 0 ? rc : 1;
    }
    return 0;
}

/* The last entry of a run; its word on the arena, "" when there is none. */
static int end_of(mk_cx *cx, mk_db *db, int64_t run, mk_posting *ret)
{
    mk_rows r;
    mk_posting_block k;
    *ret = (mk_posting){ MK_S(""), 0 };
    MK_TRY(mk_select(cx, db, &r, MK_Q_POSTING_BEFORE, mk_int(run), mk_text(MK_POSTING_END)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) {
        mk_posting_block_read(&k, mk_row_text(&r, MK_POSTING_TOKEN), mk_row_int(&r, MK_POSTING_CUSTOMER_ID), mk_row_text(&r, MK_POSTING_OTHERS));
        while ((rc = mk_posting_block_next(cx, &k)) > 0) { }
        *ret = (mk_posting){ mk_arena_dup(cx->arena, k.now.token), k.now.customer };
    }
    mk_rows_end(&r);
    return rc;
}

typedef struct place { int64_t run; mk_posting block; } place;

/* Where each of the runs is read now. Those that are not in there were read whole. */
static size_t places(mk_cx *cx, const mk_posting_source *s, place *ret)
{
    for (size_t i = 0; i < s->n; i++) {
        const mk_cursor *c = &s->cursor[i];
        ret[i] = (place){ c->run, { mk_arena_dup(cx->arena, (mk_str){ c->first, c->first_n }), c->first_id } };
    }
    return s->n;
}

/* What was written to the larger run leaves these. */
static int trim(mk_cx *cx, mk_db *db, const mk_posting_folding *f, const place *at, size_t n)
{
    mk_posting_run_list runs;
    MK_TRY(mk_posting_runs(cx, db, mk_posting_level(f->level), f->last + 1, &runs));
    for (size_t i = 0, k; i < runs.n; i++) {
        for (k = 0; k < n && at[k].run != runs.p[i]; k++) { }
        MK_TRY(k == n ? mk_exec(cx, db, MK_Q_POSTING_DROP, mk_int(runs.p[i]), mk_int(runs.p[i] + 1))
                      : mk_exec(cx, db, MK_Q_POSTING_DROP_BEFORE, mk_int(runs.p[i]), mk_text(at[k].block.token), mk_int(at[k].block.customer)));
    }
    return 0;
}

static int fold(mk_cx *cx, mk_db *db, const mk_posting_folding *f, size_t blocks)
{
    mk_posting_writer w;
    mk_posting_source s;
    mk_posting done, p;
    int rc;
    MK_TRY(end_of(cx, db, f->run, &done));
    mk_posting_writer_open(cx, db, f->run, &w);
    MK_TRY(mk_posting_source_open(cx, db, &s, mk_posting_level(f->level), f->last + 1, done.token, MK_POSTING_END));
    while ((rc = mk_posting_source_next(cx, &s, &p)) > 0) {
        if (done.token.n && mk_posting_cmp(&p, &done) <= 0) continue;
        MK_TRY(mk_posting_write(cx, &w, p));
        if (f->level && w.blocks >= blocks) break;
    }
    place *at = MK_NEWN(cx->arena, place, s.n + 1);
    size_t n = places(cx, &s, at);
    mk_posting_source_end(&s);
    if (rc < 0) return rc;
    MK_TRY(mk_posting_writer_flush(cx, &w));
    MK_TRY(trim(cx, db, f, at, n));
    return rc == 0 && f->level ? mk_posting_folding_end(cx, db) : 0;
}

int mk_postings_fold(mk_cx *cx, mk_db *db, size_t blocks)
{
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_posting_folding f;
    int rc = small_ones(cx, db, &f);
    if (rc == 0) rc = mk_posting_folding_get(cx, db, &f);
    if (rc == 0) rc = full_level(cx, db, &f);
    if (rc > 0) {
        int e = fold(cx, db, &f, blocks);
        if (e < 0) rc = e;
    }
    mk_arena_rewind(cx->arena, m);
    return rc;
}
