/* SPDX-License-Identifier: Apache-2.0 */
#include "view.h"
#include "based.h"
#include "filter.h"
#include "hash.h"
#include "journal.h"
#include "jsonr.h"
#include "vec.h"

static void read_view(const mk_value *v, mk_view *ret)
{
    *ret = (mk_view){ v[MK_VIEW_VIEW_ID].i, v[MK_VIEW_AT].i, 0, v[MK_VIEW_NAME].s, v[MK_VIEW_FILTER].s, v[MK_VIEW_SORT].s, v[MK_VIEW_COLUMNS].s, v[MK_VIEW_WHO].s,
                      v[MK_VIEW_SHARED].i != 0 };
}

static bool mine(const mk_cx *cx, const mk_view *v) { return mk_str_eqz(v->who, cx->who); }
static bool seen(const mk_cx *cx, const mk_view *v) { return v->shared || mine(cx, v); }

static int by_name(const void *a, const void *b) { return mk_str_cmp(((const mk_view *)a)->name, ((const mk_view *)b)->name); }

int mk_view_list(mk_cx *cx, mk_store *s, mk_view **ret, size_t *ret_n)
{
    mk_row_list rows;
    mk_vec(mk_view) all = { 0 };
    MK_TRY(mk_store_rows(cx, s, MK_T_VIEW, MK_Q_VIEW_ALL, NULL, 0, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        mk_view v;
        read_view(rows.p[i], &v);
        v.version = mk_version_row(cx, MK_T_VIEW, rows.p[i]);
        if (seen(cx, &v)) *mk_vec_push(cx->arena, &all) = v;
    }
    if (all.n) qsort(all.p, all.n, sizeof *all.p, by_name);
    *ret = all.p;
    *ret_n = all.n;
    return 0;
}

static int no_view(mk_cx *cx) { return mk_fail(cx, MK_ENOTFOUND, "%s", cx->lang == MK_EN ? "there is no such list any more" : "הרשימה הזו כבר לא קיימת"); }

static int get_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_view *v = arg;
    mk_value row[MK_VIEW_N], key = mk_int(v->id);
    int rc = mk_table_get(cx, db, MK_T_VIEW, &key, row);
    if (rc < 0) return rc;
    if (rc > 0) read_view(row, v);
    return rc > 0 && seen(cx, v) ? 0 : no_view(cx);
}

int mk_view_get(mk_cx *cx, mk_store *s, int64_t id, mk_view *ret)
{
    ret->id = id;
    return mk_store_read(cx, s, get_body, ret);
}

/* Another's list is its maker's and a manager's to change; and it has to be as it was read. */
static int may_change(mk_cx *cx, mk_db *db, int64_t id, mk_value *row)
{
    mk_value key = mk_int(id);
    mk_view was;
    int rc = mk_table_get(cx, db, MK_T_VIEW, &key, row);
    if (rc <= 0) return rc < 0 ? rc : no_view(cx);
    read_view(row, &was);
    if (!seen(cx, &was)) return no_view(cx);
    if (mine(cx, &was) || cx->role >= MK_MANAGER) return mk_unchanged(cx, db, mk_version_row(cx, MK_T_VIEW, row), MK_T_VIEW, row, was.name);
    return mk_fail(cx, MK_EDENIED, "%s", cx->lang == MK_EN ? "this list is somebody else's; save it under another name" : "הרשימה הזו של מישהו אחר; אפשר לשמור אותה בשם אחר");
}

static int save_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_view *v = arg;
    mk_value was[MK_VIEW_N];
    mk_journal j = { 0 };
    mk_str who = mk_str_of(cx->who);
    bool fresh = v->id == 0;
    if (!fresh) {
        MK_TRY(may_change(cx, db, v->id, was));
        who = was[MK_VIEW_WHO].s;
    } else {
        MK_TRY(mk_unchanged(cx, db, MK_VERSION_NONE, MK_T_VIEW, NULL, MK_S("")));
    }
    for (uint64_t n = 0; fresh; n++) {
        v->id = mk_hash_id(mk_hash(mk_hash2((uint64_t)cx->now, n), v->name));
        mk_value key = mk_int(v->id);
        int rc = mk_table_get(cx, db, MK_T_VIEW, &key, was);
        if (rc < 0) return rc;
        if (!rc) break;
    }
    mk_value row[MK_VIEW_N] = { mk_int(v->id), mk_text(v->name), mk_text(v->filter), mk_text(v->sort), mk_text(v->columns), mk_int(v->shared), mk_text(who), mk_int(cx->now) };
    int rc = mk_journal_replace(cx, db, &j, MK_T_VIEW, fresh ? NULL : was, row);
    return rc < 0 ? rc : 0;
}

int mk_view_save(mk_cx *cx, mk_store *s, mk_view *v)
{
    mk_filter f;
    v->name = mk_str_trim(v->name);
    if (v->name.n == 0 || v->name.n > 120) return mk_fail(cx, MK_EINVAL, "%s", cx->lang == MK_EN ? "a list needs a name" : "לרשימה צריך שם");
    MK_TRY(mk_filter_parse(cx, v->filter, 0, &f));
    if (v->columns.n) {
        const mk_json *c = mk_json_read(cx->arena, v->columns, NULL);
        if (!c || c->type != MK_JSON_ARRAY) return mk_fail(cx, MK_EINVAL, "columns are a JSON array of names");
    }
    return mk_store_write(cx, s, save_body, v);
}

static int remove_body(mk_cx *cx, mk_db *db, void *arg)
{
    int64_t id = *(int64_t *)arg;
    mk_value was[MK_VIEW_N], key = mk_int(id);
    mk_journal j = { 0 };
    MK_TRY(may_change(cx, db, id, was));
    int rc = mk_journal_delete(cx, db, &j, MK_T_VIEW, &key);
    return rc < 0 ? rc : 0;
}

int mk_view_remove(mk_cx *cx, mk_store *s, int64_t id) { return mk_store_write(cx, s, remove_body, &id); }
