/* SPDX-License-Identifier: Apache-2.0
 * The list of customers who may be one, and what people answer. */
#include "review_int.h"
#include "customer.h"
#include "hash.h"
#include "id.h"
#include "journal.h"
#include "jsonw.h"
#include "map.h"
#include "reason.h"
#include "setting.h"
#include "vec.h"

enum { LATER = 30,                      /* days */
       DOUBLES = 3 };                   /* so many are told on a page */

typedef mk_vec(int64_t) ids;

static double tells(const mk_review *r) { return r->probability * (1 - r->probability) * (1 + r->settles); }

/* The nearer to even and the more it settles, the more an answer tells; then by ids, so that the list stands still. */
static int informative(const void *pa, const void *pb)
{
    const mk_review *a = pa, *b = pb;
    double x = tells(a), y = tells(b);
    if (x < y || x > y) return x > y ? -1 : 1;
    return a->a != b->a ? (a->a < b->a ? -1 : 1) : (a->b > b->b) - (a->b < b->b);
}

typedef struct edge { int64_t from, to; } edge;
static int by_ends(const void *pa, const void *pb)
{
    const edge *a = pa, *b = pb;
    return a->from != b->from ? (a->from < b->from ? -1 : 1) : (a->to > b->to) - (a->to < b->to);
}

/* Whom each may be, in order; a pair settles as many others as there are who may be both. */
static void settle(mk_arena *a, mk_reviews *all)
{
    edge *e = MK_NEWN(a, edge, 2 * all->n + 1);
    size_t n = 2 * all->n;
    mk_map at = mk_map_on(a);
    for (size_t i = 0; i < all->n; i++) {
        e[2 * i] = (edge){ all->p[i].a, all->p[i].b };
        e[2 * i + 1] = (edge){ all->p[i].b, all->p[i].a };
    }
    if (n) qsort(e, n, sizeof *e, by_ends);
    for (size_t i = n; i-- > 0;) *mk_map_put(&at, (uint64_t)e[i].from, NULL) = i;
    for (size_t i = 0; i < all->n; i++) {
        size_t x = *mk_map_get(&at, (uint64_t)all->p[i].a), y = *mk_map_get(&at, (uint64_t)all->p[i].b);
        while (x < n && y < n && e[x].from == all->p[i].a && e[y].from == all->p[i].b) {
            all->p[i].settles += e[x].to == e[y].to;
            int64_t to = e[x].to;
            if (to <= e[y].to) x++;
            if (to >= e[y].to) y++;
        }
    }
}

/* What speaks for a pair, without how much. */
static int64_t pattern_of(mk_str why)
{
    uint64_t h = 0x70617474;
    size_t from = 0;
    for (size_t i = 0; i < why.n; i++) {
        if (why.p[i] != ':' || i + 1 == why.n || (why.p[i + 1] != '-' && (unsigned)(why.p[i + 1] - '0') > 9)) continue;
        h = mk_hash(h, mk_str_sub(why, from, i));
        while (i < why.n && why.p[i] != ',' && why.p[i] != '}') i++;
        from = i;
    }
    return mk_hash_id(mk_hash(h, mk_str_sub(why, from, why.n)));
}

static void push(mk_arena *a, mk_reviews *all, const mk_value *v)
{
    mk_str why = mk_arena_dup(a, v[MK_REVIEW_WHY].s);
    *mk_vec_push(a, all) = (mk_review){ .a = v[MK_REVIEW_A_ID].i, .b = v[MK_REVIEW_B_ID].i, .probability = v[MK_REVIEW_PROBABILITY].r, .weight = v[MK_REVIEW_WEIGHT].r, .why = why,
                                        .until_day = (int32_t)v[MK_REVIEW_UNTIL_DAY].i, .pattern = pattern_of(why) };
}

static int read_waiting(mk_cx *cx, mk_db *db, mk_reviews *all)
{
    mk_value row[MK_REVIEW_N];
    mk_rows r;
    int rc;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_REVIEWS, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        for (int i = 0; i < MK_REVIEW_N; i++) row[i] = mk_row_value(&r, i);
        push(cx->arena, all, row);
    }
    return rc;
}

int mk_review_list(mk_cx *cx, mk_db *db, int32_t today, int64_t pattern, size_t limit, mk_review **ret, size_t *ret_n, size_t *ret_waiting)
{
    mk_reviews all = { 0 };
    mk_map alike = mk_map_on(cx->arena);
    size_t n = 0;
    MK_TRY(read_waiting(cx, db, &all));
    for (size_t i = 0; i < all.n; i++) {
        mk_review v = all.p[i];
        MK_TRY(mk_customer_now(cx, db, &v.a));
        MK_TRY(mk_customer_now(cx, db, &v.b));
        if (v.a == v.b || v.until_day > today) continue;
        ++*mk_map_put(&alike, (uint64_t)v.pattern, NULL);
        all.p[n++] = v;
    }
    all.n = n;
    settle(cx->arena, &all);
    for (size_t i = n = 0; i < all.n; i++) {
        all.p[i].alike = (uint32_t)*mk_map_get(&alike, (uint64_t)all.p[i].pattern) - 1;
        if (pattern == 0 || all.p[i].pattern == pattern) all.p[n++] = all.p[i];
    }
    if (n) qsort(all.p, n, sizeof *all.p, informative);
    *ret = all.p;
    *ret_waiting = all.n;
    *ret_n = n < limit ? n : limit;
    return 0;
}

int mk_verdict_put(mk_cx *cx, mk_db *db, int64_t a, int64_t b, bool same)
{
    mk_value v[MK_VERDICT_N] = { mk_int(a < b ? a : b), mk_int(a < b ? b : a), mk_int(same), mk_int(cx->now), mk_textz(cx->who) };
    int rc = mk_table_put(cx, db, MK_T_VERDICT, v);
    return rc < 0 ? rc : 0;
}

/* The ids he was asked about by: his own, and those of all who became parts of him. */
static int ids_of(mk_cx *cx, mk_db *db, int64_t customer, ids *ret)
{
    ids merge = { 0 };
    mk_rows r;
    int rc;
    *mk_vec_push(cx->arena, ret) = customer;
    MK_TRY(mk_select(cx, db, &r, MK_Q_MERGE_LATER, mk_int(customer), mk_int(0)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, &merge) = mk_row_int(&r, 0);
    for (size_t i = 0; i < merge.n && rc >= 0; i++) {
        mk_value key = mk_int(merge.p[i]), m[MK_MERGE_N];
        if ((rc = mk_table_get(cx, db, MK_T_MERGE, &key, m)) > 0) *mk_vec_push(cx->arena, ret) = m[MK_MERGE_GONE_ID].i;
    }
    return rc < 0 ? rc : 0;
}

/* All that waits of him, as it lies there. */
static int waiting_of(mk_cx *cx, mk_db *db, int64_t customer, mk_reviews *ret)
{
    static const mk_query side[] = { MK_Q_REVIEW_OF_A, MK_Q_REVIEW_OF_B };
    ids his = { 0 };
    MK_TRY(ids_of(cx, db, customer, &his));
    for (size_t k = 0; k < 2 * his.n; k++) {
        mk_value row[MK_REVIEW_N];
        mk_rows r;
        int rc;
        MK_TRY(mk_select(cx, db, &r, side[k % 2], mk_int(his.p[k / 2])));
        while ((rc = mk_rows_next(cx, &r)) > 0) {
            for (int i = 0; i < MK_REVIEW_N; i++) row[i] = mk_row_value(&r, i);
            push(cx->arena, ret, row);
        }
        MK_TRY(rc);
    }
    return 0;
}

int mk_review_find(mk_cx *cx, mk_db *db, int64_t a, int64_t b, mk_reviews *ret)
{
    mk_reviews his = { 0 };
    MK_TRY(waiting_of(cx, db, a, &his));
    for (size_t i = 0; i < his.n; i++) {
        const mk_review *v = &his.p[i];
        int64_t x = v->a, y = v->b;
        MK_TRY(mk_customer_now(cx, db, &x));
        MK_TRY(mk_customer_now(cx, db, &y));
        if ((x != a || y != b) && (x != b || y != a)) continue;
        *mk_vec_push(cx->arena, ret) = *v;
        if ((v->a != a || v->b != b) && (v->a != b || v->b != a)) continue;
        ret->p[ret->n - 1] = ret->p[0];             /* by the ids they go by: first */
        ret->p[0] = *v;
    }
    return 0;
}

static int likeliest(const void *pa, const void *pb)
{
    const mk_review *a = pa, *b = pb;
    if (a->probability < b->probability || a->probability > b->probability) return a->probability > b->probability ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

int mk_review_doubles(mk_cx *cx, mk_db *db, int64_t customer, int32_t today, mk_str *ret)
{
    mk_reviews all = { 0 };
    size_t n = 0;
    char t[MK_ID_TEXT];
    *ret = MK_S("null");
    MK_TRY(waiting_of(cx, db, customer, &all));
    for (size_t i = 0; i < all.n; i++) {            /* b: the other */
        mk_review v = all.p[i];
        MK_TRY(mk_customer_now(cx, db, &v.a));
        MK_TRY(mk_customer_now(cx, db, &v.b));
        if (v.a == v.b || v.until_day > today) continue;
        if (v.b == customer) v.b = v.a;
        all.p[n++] = v;
    }
    if (n == 0) return 0;
    qsort(all.p, n, sizeof *all.p, likeliest);
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (size_t i = 0, told = 0; i < n && told < DOUBLES; i++) {
        const int64_t other = all.p[i].b;
        size_t k = 0;
        while (all.p[k].b != other) k++;
        if (k < i) continue;                        /* by several records of his: told once */
        mk_value key = mk_int(other), row[MK_CUSTOMER_N];
        int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
        if (rc < 0) return rc;
        if (rc == 0) continue;
        told++;
        mk_json_open(&w, '{');
        mk_json_key(&w, "customer"), mk_json_z(&w, mk_id_text(other, t));
        mk_json_key(&w, "name"), mk_json_str(&w, mk_label(cx, row[MK_CUSTOMER_NAME].s, MK_S("")));
        mk_json_close(&w);
    }
    mk_json_close(&w);
    *ret = mk_buf_str(&b);
    return 0;
}

static int are_two(mk_cx *cx, mk_db *db, int64_t *a, int64_t *b)
{
    mk_value row[MK_CUSTOMER_N];
    MK_TRY(mk_customer_must_be(cx, db, a, row));
    MK_TRY(mk_customer_must_be(cx, db, b, row));
    return *a != *b ? 0 : mk_fail(cx, MK_EINVAL, "these two are one customer already");
}

int mk_review_of(mk_cx *cx, mk_db *db, int64_t a, int64_t b, mk_review *ret)
{
    mk_reviews found = { 0 };
    MK_TRY(are_two(cx, db, &a, &b));
    MK_TRY(mk_review_find(cx, db, a, b, &found));
    *ret = found.n ? found.p[0] : (mk_review){ .why = MK_S("[]") };
    ret->a = a;
    ret->b = b;
    ret->pattern = 0;                    /* how many are alike was not counted */
    return 0;
}

int mk_review_put_off(mk_cx *cx, mk_db *db, const mk_review *r, int32_t until)
{
    mk_value key[] = { mk_int(r->a), mk_int(r->b) }, row[MK_REVIEW_N];
    int rc = mk_table_get(cx, db, MK_T_REVIEW, key, row);
    if (rc <= 0) return rc;
    row[MK_REVIEW_UNTIL_DAY] = mk_int(until);
    rc = mk_table_put(cx, db, MK_T_REVIEW, row);
    return rc < 0 ? rc : 0;
}

typedef struct answering { int64_t a, b; mk_answer answer; int32_t today; mk_merge_result *ret; mk_review_answered *all; mk_vec(int64_t) merges; mk_vec(mk_answered_pair) pairs; } answering;

/* Of two, by whatever of theirs waits. */
static int answer(mk_cx *cx, mk_db *db, answering *w, int64_t a, int64_t b, const mk_reviews *waiting, mk_merge_result *ret)
{
    for (size_t i = 0; i < waiting->n; i++) {
        mk_value key[] = { mk_int(waiting->p[i].a), mk_int(waiting->p[i].b) };
        MK_TRY(w->answer == MK_ANSWER_LATER ? mk_review_put_off(cx, db, &waiting->p[i], w->today + LATER) : mk_table_delete(cx, db, MK_T_REVIEW, key));
    }
    if (w->answer == MK_ANSWER_LATER) return 0;
    MK_TRY(mk_verdict_put(cx, db, a, b, w->answer == MK_ANSWER_SAME));
    return w->answer == MK_ANSWER_SAME ? mk_merge_in(cx, db, a, b, waiting->n ? waiting->p[0].why : MK_S(""), ret) : 0;
}

/* 1: somebody said that they are two. */
static int apart(mk_cx *cx, mk_db *db, int64_t a, int64_t b)
{
    mk_value key[] = { mk_int(a < b ? a : b), mk_int(a < b ? b : a) }, row[MK_VERDICT_N];
    int rc = mk_table_get(cx, db, MK_T_VERDICT, key, row);
    return rc > 0 ? row[MK_VERDICT_SAME].i == 0 : rc;
}

static int others(mk_cx *cx, mk_db *db, answering *w, int64_t pattern)
{
    mk_reviews all = { 0 };
    mk_arena *held = mk_arena_child(cx->arena);         /* of the merges: what each of them takes is given back */
    MK_TRY(read_waiting(cx, db, &all));
    mk_arena_mark here = mk_arena_here(cx->arena);
    for (size_t i = 0; i < all.n; i++) {
        int64_t two[2];
        mk_merge_result m = { 0 };
        if (all.p[i].pattern != pattern || all.p[i].until_day > w->today) continue;
        mk_arena_rewind(cx->arena, here);
        int are = mk_merge_who(cx, db, all.p[i].a, all.p[i].b, two);
        if (are <= 0) { MK_TRY(are); continue; }
        if ((are = apart(cx, db, two[0], two[1])) != 0) { MK_TRY(are); continue; }
        mk_reviews one = { .p = &all.p[i], .n = 1 };
        MK_TRY(answer(cx, db, w, two[0], two[1], &one, &m));
        if (m.merge) *mk_vec_push(held, &w->merges) = m.merge;
        *mk_vec_push(held, &w->pairs) = (mk_answered_pair){ two[0], two[1] };
        MK_TRY(mk_cx_check(cx));
    }
    return 0;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    answering *w = arg;
    mk_reviews waiting = { 0 };
    mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    w->today = st.now_day;
    memset(&w->merges, 0, sizeof w->merges);
    memset(&w->pairs, 0, sizeof w->pairs);
    MK_TRY(are_two(cx, db, &w->a, &w->b));
    MK_TRY(mk_review_find(cx, db, w->a, w->b, &waiting));
    if (waiting.n == 0 && (w->answer == MK_ANSWER_LATER || w->all)) return mk_fail(cx, MK_ENOTFOUND, "these two are not on the list; makir review list shows who is");
    MK_TRY(answer(cx, db, w, w->a, w->b, &waiting, w->ret));
    if (!w->all) return 0;
    if (w->ret->merge) *mk_vec_push(cx->arena, &w->merges) = w->ret->merge;
    *mk_vec_push(cx->arena, &w->pairs) = (mk_answered_pair){ w->a, w->b };
    MK_TRY(others(cx, db, w, waiting.p[0].pattern));
    *w->all = (mk_review_answered){ w->pairs.p, w->pairs.n, w->merges.p, w->merges.n };
    return 0;
}

int mk_review_answer(mk_cx *cx, mk_store *s, int64_t a, int64_t b, mk_answer answer, mk_merge_result *ret)
{
    *ret = (mk_merge_result){ 0 };
    answering w = { .a = a, .b = b, .answer = answer, .ret = ret };
    int rc = mk_store_write(cx, s, body, &w);
    return rc < 0 ? rc : 0;
}

int mk_review_answer_alike(mk_cx *cx, mk_store *s, int64_t a, int64_t b, mk_answer answer, mk_review_answered *ret)
{
    mk_merge_result first = { 0 };
    *ret = (mk_review_answered){ 0 };
    answering w = { .a = a, .b = b, .answer = answer, .ret = &first, .all = ret };
    int rc = mk_store_write(cx, s, body, &w);
    return rc < 0 ? rc : 0;
}
