/* SPDX-License-Identifier: Apache-2.0
 * The merges and splits, with who the two are. */
#include "id.h"
#include "journal.h"
#include "jsonw.h"
#include "merge.h"
#include "reason.h"
#include "resolve.h"
#include "vec.h"

enum { SHOWN = 100 };                   /* of one customer, on his page */

typedef mk_vec(mk_merge_line) lines;

static int name_now(mk_cx *cx, mk_db *db, int64_t customer, mk_str *ret)
{
    mk_value row[MK_CUSTOMER_N];
    MK_TRY(mk_customer_now(cx, db, &customer));
    mk_value key = mk_int(customer);
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
    *ret = mk_label(cx, rc > 0 ? row[MK_CUSTOMER_NAME].s : MK_S(""), MK_S(""));
    return rc < 0 ? rc : 0;
}

/* While a merge holds, the row of him who went waits in its log, with whoever has that now. */
static int name_aside(mk_cx *cx, mk_db *db, const mk_merge_line *m, mk_str *ret)
{
    mk_value row[MK_COLUMNS_MAX];
    int64_t now = m->kept;
    mk_rows r;
    int rc;
    MK_TRY(mk_customer_now(cx, db, &now));
    MK_TRY(mk_select(cx, db, &r, MK_Q_MERGE_CUSTOMER, mk_int(now), mk_int(m->merge)));
    rc = mk_rows_next(cx, &r);
    mk_str was = rc > 0 ? mk_arena_dup(cx->arena, mk_row_text(&r, 0)) : MK_S("");
    mk_rows_end(&r);
    if (rc <= 0) return rc < 0 ? rc : name_now(cx, db, m->gone, ret);
    MK_TRY(mk_row_parse(cx, MK_T_CUSTOMER, was, row));
    *ret = mk_label(cx, row[MK_CUSTOMER_NAME].s, MK_S(""));
    return 0;
}

static int line(mk_cx *cx, mk_db *db, const mk_value *v, lines *ret)
{
    mk_merge_line m = { .merge = v[MK_MERGE_MERGE_ID].i, .at = v[MK_MERGE_AT].i, .kept = v[MK_MERGE_KEPT_ID].i, .gone = v[MK_MERGE_GONE_ID].i,
                        .split_at = v[MK_MERGE_SPLIT_AT].type == MK_NULL ? 0 : v[MK_MERGE_SPLIT_AT].i, .who = v[MK_MERGE_WHO].s, .split_by = v[MK_MERGE_SPLIT_BY].s };
    mk_str why = v[MK_MERGE_WHY].s;
    m.why = why.n && why.p[0] == '[' ? mk_say_link(cx, why) : why;
    MK_TRY(name_now(cx, db, m.kept, &m.name));
    MK_TRY(m.split_at ? name_now(cx, db, m.gone, &m.gone_name) : name_aside(cx, db, &m, &m.gone_name));
    *mk_vec_push(cx->arena, ret) = m;
    return 0;
}

static int ids(mk_cx *cx, mk_db *db, int64_t customer, int64_t before, size_t limit, int64_t *ret, size_t *ret_n)
{
    mk_rows r;
    int rc = 0;
    *ret_n = 0;
    if (customer) {
        MK_TRY(mk_customer_now(cx, db, &customer));
        MK_TRY(mk_select(cx, db, &r, MK_Q_MERGE_LATER, mk_int(customer), mk_int(0)));
    } else
        MK_TRY(mk_select(cx, db, &r, MK_Q_MERGE_BEFORE, mk_int(before)));
    while (*ret_n < limit && (rc = mk_rows_next(cx, &r)) > 0)
        if (mk_row_int(&r, 0) < before) ret[(*ret_n)++] = mk_row_int(&r, 0);
    if (*ret_n == limit) rc = 0;
    mk_rows_end(&r);
    return rc;
}

int mk_merge_list(mk_cx *cx, mk_db *db, int64_t customer, int64_t before, size_t limit, mk_merge_line **ret, size_t *ret_n)
{
    int64_t *id = MK_NEWN(cx->arena, int64_t, limit);
    mk_value row[MK_MERGE_N];
    lines all = { 0 };
    size_t n;
    MK_TRY(ids(cx, db, customer, before, limit, id, &n));
    for (size_t i = 0; i < n; i++) {
        mk_value key = mk_int(id[i]);
        int rc = mk_table_get(cx, db, MK_T_MERGE, &key, row);
        if (rc < 0) return rc;
        if (rc > 0) MK_TRY(line(cx, db, row, &all));
    }
    *ret = all.p;
    *ret_n = all.n;
    return 0;
}

int mk_merges_of(mk_cx *cx, mk_db *db, int64_t customer, mk_str *ret)
{
    mk_merge_line *m;
    size_t n;
    char t[32];
    int any = mk_customer_merged(cx, db, customer);
    *ret = MK_S("null");
    if (any <= 0) return any;
    MK_TRY(mk_merge_list(cx, db, customer, INT64_MAX, SHOWN, &m, &n));
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        mk_json_open(&w, '{');
        mk_json_key(&w, "merge"), mk_json_z(&w, mk_id_text(m[i].merge, t));
        mk_json_key(&w, "gone_name"), mk_json_str(&w, m[i].gone_name);
        mk_json_key(&w, "at"), mk_json_z(&w, mk_moment_text(m[i].at, t));
        mk_json_key(&w, "who"), mk_json_str(&w, m[i].who);
        mk_json_key(&w, "why"), mk_json_str(&w, m[i].why);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    *ret = mk_buf_str(&b);
    return 0;
}
