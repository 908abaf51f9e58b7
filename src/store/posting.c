/* SPDX-License-Identifier: Apache-2.0
 * Blocks and runs, and one reader of them all. posting_write.c changes them. */
#include "posting_int.h"
#include <stdlib.h>

int mk_posting_cmp(const void *pa, const void *pb)
{
    const mk_posting *a = pa, *b = pb;
    int c = mk_str_cmp(a->token, b->token);
    return c ? c : (a->customer > b->customer) - (a->customer < b->customer);
}

void mk_posting_block_read(mk_posting_block *k, mk_str token, int64_t customer, mk_str others)
{
    k->at = (mk_unpack){ others.p, others.p + others.n, false };
    k->n = token.n < sizeof k->token ? token.n : sizeof k->token;
    memcpy(k->token, token.p, k->n);
    k->now = (mk_posting){ { k->token, k->n }, customer };
}

int mk_posting_block_next(mk_cx *cx, mk_posting_block *k)
{
    if (k->at.p == k->at.end) return 0;
    size_t shared = mk_unpack_u8(&k->at), own = mk_unpack_u8(&k->at);
    if (shared > k->n || shared + own > sizeof k->token || (size_t)(k->at.end - k->at.p) < own + 8)
        return mk_fail(cx, MK_ESTORE, "the index of words cannot be read; makir doctor --repair makes it again");
    memcpy(k->token + shared, k->at.p, own);
    k->at.p += own;
    k->n = shared + own;
    k->now = (mk_posting){ { k->token, k->n }, (int64_t)mk_unpack_u64(&k->at) };
    return 1;
}

int mk_posting_runs(mk_cx *cx, mk_db *db, int64_t from, int64_t to, mk_posting_run_list *ret)
{
    int64_t run = from;
    int rc;
    *ret = (mk_posting_run_list){ 0 };
    while ((rc = mk_select_int(cx, db, &run, MK_Q_POSTING_RUN_FROM, mk_int(run))) > 0 && run < to) *mk_vec_push(cx->arena, ret) = run++;
    return rc < 0 ? rc : 0;
}

/* --- one run, from a word to a word --- */

static int take(mk_cursor *c)
{
    mk_str others = mk_row_text(&c->rows, MK_POSTING_OTHERS);
    mk_buf_clear(&c->bytes);
    mk_buf_str_add(&c->bytes, others);          /* what is written meanwhile to the same table must not move it */
    mk_posting_block_read(&c->block, mk_row_text(&c->rows, MK_POSTING_TOKEN), mk_row_int(&c->rows, MK_POSTING_CUSTOMER_ID), mk_buf_str(&c->bytes));
    memcpy(c->first, c->block.token, c->first_n = c->block.n);
    c->first_id = c->block.now.customer;
    return 1;
}

/* The next entry, of this block or the next. */
static int step(mk_cx *cx, mk_cursor *c)
{
    int rc = mk_posting_block_next(cx, &c->block);
    if (rc != 0) return rc;
    rc = mk_rows_next(cx, &c->rows);
    return rc > 0 ? take(c) : rc;
}

static int until(mk_cursor *c, mk_str hi, int rc)
{
    c->more = rc > 0 && mk_str_cmp(c->block.now.token, hi) < 0;
    if (!c->more) mk_rows_end(&c->rows);
    return rc < 0 ? rc : 0;
}

/* Stands before the first entry that is not before lo. */
static int cursor_open(mk_cx *cx, mk_db *db, mk_cursor *c, int64_t run, mk_str lo, mk_str hi)
{
    *c = (mk_cursor){ .run = run, .bytes = mk_buf_on(cx->arena) };
    MK_TRY(mk_select(cx, db, &c->rows, MK_Q_POSTING_BEFORE, mk_int(run), mk_text(lo)));
    int rc = mk_rows_next(cx, &c->rows);
    bool before = rc > 0;
    if (before) take(c);
    mk_rows_end(&c->rows);
    if (rc < 0) return rc;
    MK_TRY(mk_select(cx, db, &c->rows, MK_Q_POSTING_FROM, mk_int(run), mk_text(lo), mk_text(hi)));
    if (!before) mk_posting_block_read(&c->block, MK_S(""), 0, MK_S(""));
    do rc = step(cx, c);
    while (rc > 0 && mk_str_cmp(c->block.now.token, lo) < 0);
    return until(c, hi, rc);
}

/* --- several runs as one --- */

static int small(mk_cx *cx, mk_db *db, mk_posting_source *s, int64_t from, int64_t to, mk_str lo, mk_str hi)
{
    mk_rows r;
    int rc;
    mk_posting_block k;
    MK_TRY(mk_select(cx, db, &r, MK_Q_POSTING_RUNS, mk_int(from), mk_int(to)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_posting_block_read(&k, mk_row_text(&r, MK_POSTING_TOKEN), mk_row_int(&r, MK_POSTING_CUSTOMER_ID), mk_row_text(&r, MK_POSTING_OTHERS));
        int more = 1;
        for (; more > 0 && mk_str_cmp(k.now.token, hi) < 0; more = mk_posting_block_next(cx, &k))
            if (mk_str_cmp(k.now.token, lo) >= 0) *mk_vec_push(cx->arena, &s->few) = (mk_posting){ mk_arena_dup(cx->arena, k.now.token), k.now.customer };
        if (more < 0) return more;
    }
    if (s->few.n) qsort(s->few.p, s->few.n, sizeof *s->few.p, mk_posting_cmp);
    return rc;
}

int mk_posting_source_open(mk_cx *cx, mk_db *db, mk_posting_source *s, int64_t from, int64_t to, mk_str lo, mk_str hi)
{
    const int64_t large = mk_posting_level(1);
    mk_posting_run_list runs;
    *s = (mk_posting_source){ .hi = hi };
    if (from < large) MK_TRY(small(cx, db, s, from, to < large ? to : large, lo, hi));
    MK_TRY(mk_posting_runs(cx, db, from < large ? large : from, to, &runs));
    s->cursor = MK_NEWN(cx->arena, mk_cursor, runs.n + 1);
    for (size_t i = 0; i < runs.n; i++) {
        MK_TRY(cursor_open(cx, db, &s->cursor[s->n], runs.p[i], lo, hi));
        s->n += s->cursor[s->n].more;
    }
    return 0;
}

int mk_posting_source_next(mk_cx *cx, mk_posting_source *s, mk_posting *ret)
{
    for (;;) {
        const mk_posting *best = s->at < s->few.n ? &s->few.p[s->at] : NULL;
        size_t which = s->n;
        for (size_t i = 0; i < s->n; i++)
            if (!best || mk_posting_cmp(&s->cursor[i].block.now, best) < 0) {
                best = &s->cursor[i].block.now;
                which = i;
            }
        if (!best) return 0;
        bool again = s->last_n && best->customer == s->last_customer && mk_str_eq(best->token, (mk_str){ s->last, s->last_n });
        if (!again) {
            memcpy(s->last, best->token.p, best->token.n);
            s->last_n = best->token.n;
            s->last_customer = best->customer;
        }
        if (which == s->n) s->at++;
        else {
            mk_cursor *c = &s->cursor[which];
            MK_TRY(until(c, s->hi, step(cx, c)));
            if (!c->more) memmove(c, c + 1, (--s->n - which) * sizeof *c);
            for (size_t i = which; i < s->n; i++) s->cursor[i].block.now.token.p = s->cursor[i].block.token;
        }
        if (again) continue;
        *ret = (mk_posting){ { s->last, s->last_n }, s->last_customer };
        return 1;
    }
}

void mk_posting_source_end(mk_posting_source *s)
{
    for (size_t i = 0; i < s->n; i++) mk_rows_end(&s->cursor[i].rows);
    s->n = 0;
}

int mk_postings_walk(mk_cx *cx, mk_db *db, mk_str lo, mk_str hi, mk_posting_fn fn, void *self)
{
    mk_posting_source s;
    mk_posting p;
    int rc = mk_posting_source_open(cx, db, &s, 0, mk_posting_level(MK_POSTING_LEVELS), lo, hi);
    while (rc == 0 && (rc = mk_posting_source_next(cx, &s, &p)) > 0) rc = fn(cx, self, p);
    mk_posting_source_end(&s);
    return rc;
}
