/* SPDX-License-Identifier: Apache-2.0
 * Putting in and taking out. posting_fold.c makes one run of several. */
#include "driver.h"
#include "posting_int.h"
#include <stdlib.h>

/* A block stays on its page, four to each: what is longer SQLite would put on pages of its own. */
enum { BLOCK = 1800, FEWEST = 1536, GROWTH = 4, MANY = 256 };

/* --- one block --- */

static size_t shared_with(const mk_packing *k, mk_str token)
{
    size_t n = 0;
    while (n < k->last_n && n < token.n && k->last[n] == token.p[n]) n++;
    return n;
}

static bool has_room(const mk_packing *k, mk_str token) { return k->others.n + 10 + token.n - shared_with(k, token) <= BLOCK; }

static void pack(mk_packing *k, mk_posting p)
{
    if (!k->any) {
        memcpy(k->first, p.token.p, k->first_n = p.token.n);
        k->first_id = p.customer;
        k->any = true;
        mk_buf_clear(&k->others);
    } else {
        size_t shared = shared_with(k, p.token);
        mk_buf_c(&k->others, (char)shared);
        mk_buf_c(&k->others, (char)(p.token.n - shared));
        mk_buf_add(&k->others, p.token.p + shared, p.token.n - shared);
        mk_pack_u64(&k->others, (uint64_t)p.customer);
    }
    memcpy(k->last, p.token.p, k->last_n = p.token.n);
    k->last_id = p.customer;
}

static int put_block(mk_cx *cx, mk_db *db, mk_packing *k, int64_t run)
{
    if (!k->any) return 0;
    k->any = false;
    mk_value v[MK_POSTING_N] = { mk_int(run), mk_text((mk_str){ k->first, k->first_n }), mk_int(k->first_id), mk_blob(mk_buf_str(&k->others)) };
    int rc = mk_table_put(cx, db, MK_T_POSTING, v);
    return rc < 0 ? rc : 0;
}

/* --- a run --- */

int mk_posting_next_run(mk_cx *cx, mk_db *db, int level, int64_t *ret)
{
    mk_posting_folding f;
    int rc = mk_select_int(cx, db, ret, MK_Q_POSTING_RUN_BEFORE, mk_int(mk_posting_level(level + 1)));
    if (rc <= 0 || *ret < mk_posting_level(level)) *ret = mk_posting_level(level);
    if (rc >= 0 && level > 0) rc = mk_posting_folding_get(cx, db, &f);          /* all that was done of it may have been taken out */
    if (rc > 0 && level > 0 && f.level == level - 1 && f.run > *ret) *ret = f.run;
    ++*ret;
    return rc < 0 ? rc : 0;
}

void mk_posting_writer_open(mk_cx *cx, mk_db *db, int64_t run, mk_posting_writer *w)
{
    *w = (mk_posting_writer){ .db = db, .run = run, .block.others = mk_buf_on(cx->arena) };
    mk_buf_room(&w->block.others, BLOCK);
}

static int writer_open(mk_cx *cx, mk_db *db, int level, mk_posting_writer *w)
{
    int64_t run;
    MK_TRY(mk_posting_next_run(cx, db, level, &run));
    mk_posting_writer_open(cx, db, run, w);
    return 0;
}

int mk_posting_writer_flush(mk_cx *cx, mk_posting_writer *w)
{
    w->blocks += w->block.any;
    return put_block(cx, w->db, &w->block, w->run);
}

static int fits(mk_cx *cx, mk_str token)
{
    return token.n && token.n <= MK_POSTING_TOKEN_MAX ? 0 : mk_fail(cx, MK_EBUG, "a word of %zu bytes in the index", token.n);
}

static int in_order(mk_cx *cx, mk_posting *all, size_t n)
{
    for (size_t i = 0; i < n; i++) MK_TRY(fits(cx, all[i].token));
    qsort(all, n, sizeof *all, mk_posting_cmp);
    return 0;
}

int mk_posting_write(mk_cx *cx, mk_posting_writer *w, mk_posting p)
{
    mk_packing *k = &w->block;
    MK_TRY(fits(cx, p.token));
    if (k->any && k->last_id == p.customer && mk_str_eq(p.token, (mk_str){ k->last, k->last_n })) return 0;
    if (k->any && !has_room(k, p.token)) MK_TRY(mk_posting_writer_flush(cx, w));
    pack(k, p);
    return 0;
}

int mk_posting_writer_new(mk_cx *cx, mk_db *db, uint64_t expected, mk_posting_writer **ret)
{
    int level = 1;
    for (uint64_t n = FEWEST; n < expected && level < MK_POSTING_LEVELS - 1; n *= GROWTH) level++;
    *ret = MK_NEW(cx->arena, mk_posting_writer);
    return writer_open(cx, db, level, *ret);
}

int mk_posting_writer_end(mk_cx *cx, mk_posting_writer *w)
{
    int64_t loose = w->run < mk_posting_level(1) ? w->run < MK_POSTING_SMALL ? 0 : w->run : 1;        /* runs of level 0 are numbered from 1 */
    if (w->db->loose < loose) w->db->loose = loose;
    return mk_posting_writer_flush(cx, w);
}

static bool one_block(mk_cx *cx, const mk_posting *all, size_t n)
{
    mk_packing k = { .others = mk_buf_on(cx->arena) };
    size_t i = 0;
    for (; i < n && (i == 0 || has_room(&k, all[i].token)); i++) pack(&k, all[i]);
    return i == n;
}

int mk_postings_add(mk_cx *cx, mk_db *db, mk_posting *all, size_t n)
{
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_posting_writer *w;
    if (n == 0) return 0;
    MK_TRY(in_order(cx, all, n));
    if (one_block(cx, all, n)) MK_TRY(writer_open(cx, db, 0, w = MK_NEW(cx->arena, mk_posting_writer)));
    else MK_TRY(mk_posting_writer_new(cx, db, n, &w));
    for (size_t i = 0; i < n; i++) MK_TRY(mk_posting_write(cx, w, all[i]));
    MK_TRY(mk_posting_writer_end(cx, w));
    mk_arena_rewind(cx->arena, m);
    return 0;
}

/* --- taking out --- */

/* The block of a query, its bytes kept. 0: there is none. */
static int one_row(mk_cx *cx, mk_db *db, mk_query q, int64_t run, mk_posting from, mk_buf *bytes, mk_posting_block *ret)
{
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, q, mk_int(run), mk_text(from.token), mk_int(from.customer)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) {
        mk_buf_clear(bytes);
        mk_buf_str_add(bytes, mk_row_text(&r, MK_POSTING_OTHERS));
        mk_posting_block_read(ret, mk_row_text(&r, MK_POSTING_TOKEN), mk_row_int(&r, MK_POSTING_CUSTOMER_ID), mk_buf_str(bytes));
    }
    mk_rows_end(&r);
    return rc;
}

/* Walks a block beside what is given, *at on; what is left of it in `kept`, unless that is NULL. 1: it has any of them. */
static int without(mk_cx *cx, mk_posting_block *k, mk_packing *kept, const mk_posting *all, size_t n, size_t *at)
{
    int more = 1, any = 0;
    for (; more > 0; more = mk_posting_block_next(cx, k)) {
        int c = -1;
        while (*at < n && (c = mk_posting_cmp(&k->now, &all[*at])) > 0) ++*at;
        if (*at < n && c == 0) any = 1;
        else if (kept) pack(kept, k->now);
    }
    return more < 0 ? more : any;
}

/* Takes what is given out of a block; *at: the first that is behind it. Most blocks that are looked at have none of them. */
static int out_of_block(mk_cx *cx, mk_db *db, int64_t run, mk_posting_block *k, mk_packing *kept, const mk_posting *all, size_t n, size_t *at)
{
    char first[MK_POSTING_TOKEN_MAX];
    size_t first_n = k->now.token.n, from = *at;
    int64_t first_id = k->now.customer;
    mk_posting_block again = *k;
    again.now.token.p = again.token;
    memcpy(first, k->token, first_n);
    int rc = without(cx, k, NULL, all, n, at);
    if (rc <= 0) return rc;
    kept->any = false;
    if ((rc = without(cx, &again, kept, all, n, &from)) < 0) return rc;
    if (!kept->any || kept->first_id != first_id || !mk_str_eq((mk_str){ first, first_n }, (mk_str){ kept->first, kept->first_n })) {
        mk_value key[] = { mk_int(run), mk_text((mk_str){ first, first_n }), mk_int(first_id) };
        if ((rc = mk_table_delete(cx, db, MK_T_POSTING, key)) < 0) return rc;
    }
    return put_block(cx, db, kept, run);
}

static int out_of_run(mk_cx *cx, mk_db *db, int64_t run, const mk_posting *all, size_t n)
{
    mk_buf bytes = mk_buf_on(cx->arena);
    mk_packing kept = { .others = mk_buf_on(cx->arena) };
    mk_posting_block k;
    for (size_t i = 0; i < n;) {
        int rc = one_row(cx, db, MK_Q_POSTING_AT, run, all[i], &bytes, &k);
        mk_posting behind = all[i];
        size_t from = i;
        if (rc > 0) {
            MK_TRY(out_of_block(cx, db, run, &k, &kept, all, n, &i));
            behind = k.now;             /* the last of it, as it was */
        }
        while (rc >= 0 && i < n && mk_posting_cmp(&all[i], &behind) <= 0) i++;
        if (rc < 0 || i == n) return rc < 0 ? rc : 0;
        if (n < MANY) {
            i += i == from;             /* it is in none */
            continue;
        }
        /* of many, more than one may lie between this block and the next: they are in none. What follows is read into the same block */
        char word[MK_POSTING_TOKEN_MAX];
        memcpy(word, behind.token.p, behind.token.n);
        behind.token.p = word;
        if ((rc = one_row(cx, db, MK_Q_POSTING_BEHIND, run, behind, &bytes, &k)) <= 0) return rc;
        while (i < n && mk_posting_cmp(&all[i], &k.now) < 0) i++;
    }
    return 0;
}

/* The small runs that have any of them. Most are of other customers, which a bit for each of those who are looked for tells. */
static int small_with(mk_cx *cx, mk_db *db, const mk_posting *all, size_t n, mk_posting_run_list *ret)
{
    mk_rows r;
    int rc;
    mk_posting_block k;
    uint64_t who = 0;
    for (size_t i = 0; i < n; i++) who |= UINT64_C(1) << (all[i].customer & 63);
    MK_TRY(mk_select(cx, db, &r, MK_Q_POSTING_RUNS, mk_int(0), mk_int(mk_posting_level(1))));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_posting_block_read(&k, mk_row_text(&r, MK_POSTING_TOKEN), mk_row_int(&r, MK_POSTING_CUSTOMER_ID), mk_row_text(&r, MK_POSTING_OTHERS));
        int more = 1;
        bool has = false;
        for (; more > 0 && !has; more = mk_posting_block_next(cx, &k))
            has = who >> (k.now.customer & 63) & 1 && bsearch(&k.now, all, n, sizeof *all, mk_posting_cmp);
        if (more < 0) return more;
        if (has) *mk_vec_push(cx->arena, ret) = mk_row_int(&r, MK_POSTING_RUN);
    }
    return rc;
}

int mk_postings_drop(mk_cx *cx, mk_db *db, mk_posting *all, size_t n)
{
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_posting_run_list large, few = { 0 };
    if (n == 0) return 0;
    MK_TRY(in_order(cx, all, n));
    MK_TRY(small_with(cx, db, all, n, &few));
    MK_TRY(mk_posting_runs(cx, db, mk_posting_level(1), mk_posting_level(MK_POSTING_LEVELS), &large));
    for (size_t i = 0; i < few.n; i++) MK_TRY(out_of_run(cx, db, few.p[i], all, n));
    for (size_t i = 0; i < large.n; i++) MK_TRY(out_of_run(cx, db, large.p[i], all, n));
    mk_arena_rewind(cx->arena, m);
    return 0;
}

int mk_postings_clear(mk_cx *cx, mk_db *db)
{
    MK_TRY(mk_exec(cx, db, MK_Q_POSTING_DROP, mk_int(0), mk_int(INT64_MAX)));
    return mk_posting_folding_end(cx, db);
}
