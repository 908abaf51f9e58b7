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

int mk_review_find(mk_cx *cx, mk_db *db, int64_t a, int64_t b, bool every, mk_reviews *ret)
{
    mk_reviews all = { 0 };
    for (int turned = 0; turned < 2 && !every; turned++) {
        mk_value key[] = { mk_int(turned ? b : a), mk_int(turned ? a : b) }, row[MK_REVIEW_N];
        int rc = mk_table_get(cx, db, MK_T_REVIEW, key, row);
        if (rc < 0) return rc;
        if (rc > 0) push(cx->arena, ret, row);
    }
    if (ret->n) return 0;
    MK_TRY(read_waiting(cx, db, &all));
    for (size_t i = 0; i < all.n; i++) {
        int64_t x = all.p[i].a, y = all.p[i].b;
        MK_TRY(mk_customer_now(cx, db, &x));
        MK_TRY(mk_customer_now(cx, db, &y));
        if ((x == a && y == b) || (x == b && y == a)) *mk_vec_push(cx->arena, ret) = all.p[i];
    }
    return 0;
}

typedef struct double_of { int64_t customer; double probability; } double_of;

static int likeliest(const void *pa, const void *pb)
{
    const double_of *a = pa, *b = pb;
    if (a->probability < b->probability || a->probability > b->probability) return a->probability > b->probability ? -1 : 1;
    return (a->customer > b->customer) - (a->customer < b->customer);
}

/* By the id he goes by: that is the one he is asked about. */
int mk_review_doubles(mk_cx *cx, mk_db *db, int64_t customer, int32_t today, mk_str *ret)
{
    static const mk_query side[] = { MK_Q_REVIEW_OF_A, MK_Q_REVIEW_OF_B };
    mk_vec(double_of) all = { 0 };
    size_t n = 0;
    char t[MK_ID_TEXT];
    *ret = MK_S("null");
    for (int i = 0; i < 2; i++) {
        mk_rows r;
        int rc;
        MK_TRY(mk_select(cx, db, &r, side[i], mk_int(customer)));
        while ((rc = mk_rows_next(cx, &r)) > 0)
            if (mk_row_int(&r, MK_REVIEW_UNTIL_DAY) <= today) *mk_vec_push(cx->arena, &all) = (double_of){ mk_row_int(&r, i ? MK_REVIEW_A_ID : MK_REVIEW_B_ID), mk_row_real(&r, MK_REVIEW_PROBABILITY) };
        MK_TRY(rc);
    }
    if (all.n == 0) return 0;
    qsort(all.p, all.n, sizeof *all.p, likeliest);
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (size_t i = 0; i < all.n && n < DOUBLES; i++) {
        mk_value row[MK_CUSTOMER_N];
        MK_TRY(mk_customer_now(cx, db, &all.p[i].customer));
        const int64_t other = all.p[i].customer;
        bool told = other == customer;              /* two who are one by now are told once */
        for (size_t k = 0; k < i && !told; k++) told = all.p[k].customer == other;
        mk_value key = mk_int(other);
        int rc = told ? 0 : mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
        if (rc <= 0) { MK_TRY(rc); continue; }
        n++;
        mk_json_open(&w, '{');
        mk_json_key(&w, "customer"), mk_json_z(&w, mk_id_text(other, t));
        mk_json_key(&w, "name"), mk_json_str(&w, mk_label(cx, row[MK_CUSTOMER_NAME].s, MK_S("")));
        mk_json_close(&w);
    }
    mk_json_close(&w);
    if (n) *ret = mk_buf_str(&b);
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
    MK_TRY(mk_review_find(cx, db, a, b, false, &found));
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
    MK_TRY(mk_review_find(cx, db, w->a, w->b, false, &waiting));
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
