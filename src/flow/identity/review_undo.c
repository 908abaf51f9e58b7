/* SPDX-License-Identifier: Apache-2.0
 * An answer taken back: as if nobody had said anything. Who were said to be one are two again; of whom nothing is said any more, who is who decides. */
#include "review_int.h"
#include "jsonr.h"
#include "online.h"
#include "setting.h"
#include <math.h>

typedef struct undoing { int64_t a, b; mk_answer was; } undoing;

/* The merge by which one of the two became a part of the other; 0: none does now. */
static int merge_of(mk_cx *cx, mk_db *db, int64_t a, int64_t b, int64_t *ret)
{
    *ret = 0;
    for (int turned = 0; turned < 2 && !*ret; turned++) {
        mk_value gone = mk_int(turned ? a : b), alias[MK_ALIAS_N];
        int rc = mk_table_get(cx, db, MK_T_ALIAS, &gone, alias);
        if (rc < 0) return rc;
        if (rc > 0 && alias[MK_ALIAS_KEPT_ID].i == (turned ? b : a)) *ret = alias[MK_ALIAS_MERGE_ID].i;
    }
    return 0;
}

static double sum_of_bits(mk_arena *a, mk_str why)
{
    double sum = 0;
    const mk_json *j = mk_json_read(a, why, NULL);
    for (const mk_json *e = j && j->type == MK_JSON_ARRAY ? j->first : NULL; e; e = e->next) {
        const mk_json *bits = mk_json_get(e, "bits");
        double x;
        if (bits && bits->type == MK_JSON_NUMBER && mk_str_real(bits->text, &x)) sum += x;
    }
    return sum;
}

/* They wait again by what was known of them when they were said to be one. */
static int ask_again(mk_cx *cx, mk_db *db, int64_t merge)
{
    mk_value key = mk_int(merge), m[MK_MERGE_N];
    int rc = mk_table_get(cx, db, MK_T_MERGE, &key, m);
    if (rc <= 0 || !mk_str_starts(m[MK_MERGE_WHY].s, MK_S("[{"))) return rc;
    double weight = sum_of_bits(cx->arena, m[MK_MERGE_WHY].s);
    mk_value v[MK_REVIEW_N] = { m[MK_MERGE_KEPT_ID], m[MK_MERGE_GONE_ID], mk_real(1 / (1 + exp2(-weight))), mk_real(weight), m[MK_MERGE_WHY], mk_int(cx->now), mk_int(0) };
    return mk_table_put(cx, db, MK_T_REVIEW, v);
}

static int unsay(mk_cx *cx, mk_db *db, undoing *w, bool same)
{
    const mk_value pair[] = { mk_int(w->a < w->b ? w->a : w->b), mk_int(w->a < w->b ? w->b : w->a) };
    const int64_t two[] = { w->a, w->b };
    int64_t merge = 0;
    mk_split_result split;
    w->was = same ? MK_ANSWER_SAME : MK_ANSWER_DIFFERENT;
    MK_TRY(mk_table_delete(cx, db, MK_T_VERDICT, pair));
    if (same) MK_TRY(merge_of(cx, db, w->a, w->b, &merge));
    if (merge) MK_TRY(mk_split_unsaid(cx, db, merge, &split));
    int learnt = mk_online_again(cx, db, two, 2);
    return learnt || !merge ? learnt : ask_again(cx, db, merge);
}

/* By the ids they go by now: what waits may have been decided again since. */
static int waits(mk_cx *cx, mk_db *db, const undoing *w, mk_reviews *ret)
{
    int64_t a = w->a, b = w->b;
    *ret = (mk_reviews){ 0 };
    MK_TRY(mk_customer_now(cx, db, &a));
    MK_TRY(mk_customer_now(cx, db, &b));
    return mk_review_find(cx, db, a, b, ret);
}

static int ask_now(mk_cx *cx, mk_db *db, undoing *w)
{
    mk_reviews put = { 0 };
    mk_settings st;
    bool any = false;
    w->was = MK_ANSWER_LATER;
    MK_TRY(mk_settings_get(cx, db, &st));
    MK_TRY(waits(cx, db, w, &put));
    for (size_t i = 0; i < put.n; i++) {
        if (put.p[i].until_day <= st.now_day) continue;
        any = true;
        MK_TRY(mk_review_put_off(cx, db, &put.p[i], 0));
    }
    return any ? 0 : mk_fail(cx, MK_ENOTFOUND, "nothing was answered of these two");
}

static int undo_body(mk_cx *cx, mk_db *db, void *arg)
{
    undoing *w = arg;
    const mk_value pair[] = { mk_int(w->a < w->b ? w->a : w->b), mk_int(w->a < w->b ? w->b : w->a) };
    mk_value said[MK_VERDICT_N];
    mk_reviews again;
    int rc = mk_table_get(cx, db, MK_T_VERDICT, pair, said);
    if (rc >= 0) rc = rc ? unsay(cx, db, w, said[MK_VERDICT_SAME].i != 0) : ask_now(cx, db, w);
    MK_TRY(rc);
    MK_TRY(waits(cx, db, w, &again));
    return again.n > 0;
}

int mk_review_undo(mk_cx *cx, mk_store *s, int64_t a, int64_t b, mk_answer *ret)
{
    undoing w = { a, b, MK_ANSWER_LATER };
    int rc = mk_store_write(cx, s, undo_body, &w);
    *ret = w.was;
    return rc;
}
