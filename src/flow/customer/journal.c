/* SPDX-License-Identifier: Apache-2.0 */
#include "journal.h"
#include "jsonr.h"
#include "listing.h"

mk_table_id mk_table_named(mk_str name)
{
    int t = 0;
    while (t < MK_T_COUNT_ && !mk_str_eqz(name, mk_tables[t].name)) t++;
    return (mk_table_id)t;
}

/* Bytes in JSON. */
static mk_str to_hex(mk_arena *a, mk_str s)
{
    char *p = mk_arena_alloc(a, 2 * s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        p[2 * i] = "0123456789abcdef"[(uint8_t)s.p[i] >> 4];
        p[2 * i + 1] = "0123456789abcdef"[(uint8_t)s.p[i] & 15];
    }
    return (mk_str){ p, 2 * s.n };
}

static mk_str from_hex(mk_arena *a, mk_str s)
{
    char *p = mk_arena_alloc(a, s.n / 2 + 1);
    for (size_t i = 0; i + 1 < s.n; i += 2) {
        char high = s.p[i], low = s.p[i + 1];
        p[i / 2] = (char)((high > '9' ? high - 'a' + 10 : high - '0') << 4 | (low > '9' ? low - 'a' + 10 : low - '0'));
    }
    return (mk_str){ p, s.n / 2 };
}

static mk_str columns_json(mk_arena *a, const mk_value *v, int n)
{
    mk_buf b = mk_buf_on(a);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (int i = 0; i < n; i++)
        switch (v[i].type) {
        case MK_NULL: mk_json_null(&w); break;
        case MK_INT: mk_json_int(&w, v[i].i); break;
        case MK_REAL: mk_json_real(&w, v[i].r); break;
        case MK_TEXT: mk_json_str(&w, v[i].s); break;
        case MK_BLOB: mk_json_str(&w, to_hex(a, v[i].s)); break;
        }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

mk_str mk_row_json(mk_arena *a, mk_table_id t, const mk_value *v) { return columns_json(a, v, mk_tables[t].columns); }
mk_str mk_key_json(mk_arena *a, mk_table_id t, const mk_value *v) { return columns_json(a, v, mk_tables[t].keys); }

static bool value_of(mk_arena *a, const mk_json *e, mk_type want, mk_value *ret)
{
    *ret = mk_null();
    switch (e->type) {
    case MK_JSON_NULL: return true;
    case MK_JSON_STRING: *ret = want == MK_BLOB ? mk_blob(from_hex(a, e->text)) : mk_text(e->text); return true;
    case MK_JSON_NUMBER:
        ret->type = want == MK_REAL ? MK_REAL : MK_INT;
        return want == MK_REAL ? mk_str_real(e->text, &ret->r) : mk_str_int(e->text, &ret->i);
    case MK_JSON_FALSE: case MK_JSON_TRUE: case MK_JSON_ARRAY: case MK_JSON_OBJECT: break;
    }
    return false;
}

/* The text may be that of a row of a result, which does not last: what is read from it does. */
static int columns_parse(mk_cx *cx, mk_table_id t, mk_str json, int n, mk_value *ret)
{
    const mk_json *j = mk_json_read(cx->arena, mk_arena_dup(cx->arena, json), NULL);
    bool ok = j && j->type == MK_JSON_ARRAY && j->n == (size_t)n;
    int i = 0;
    for (const mk_json *e = ok ? j->first : NULL; e && ok; e = e->next, i++) ok = value_of(cx->arena, e, mk_tables[t].column[i].type, &ret[i]);
    return ok ? 0 : mk_fail(cx, MK_ESTORE, "a kept version of a row of %s cannot be read", mk_tables[t].name);
}

int mk_row_parse(mk_cx *cx, mk_table_id t, mk_str json, mk_value *ret) { return columns_parse(cx, t, json, mk_tables[t].columns, ret); }
int mk_key_parse(mk_cx *cx, mk_table_id t, mk_str json, mk_value *ret) { return columns_parse(cx, t, json, mk_tables[t].keys, ret); }

static int keep_version(mk_cx *cx, mk_db *db, mk_journal *j, mk_table_id t, int64_t customer, mk_str before, mk_str after)
{
    mk_value r[MK_REVISION_N];
    r[MK_REVISION_CUSTOMER_ID] = mk_int(customer);
    r[MK_REVISION_BATCH_ID] = mk_int(j->batch);
    r[MK_REVISION_AT] = mk_int(cx->now);
    r[MK_REVISION_WHO] = mk_textz(cx->who);
    r[MK_REVISION_ENTITY] = mk_textz(mk_tables[t].name);
    r[MK_REVISION_BEFORE] = mk_text(before);
    r[MK_REVISION_AFTER] = mk_text(after);
    if (!j->batch && customer > 0) MK_TRY(mk_touch(cx, db, customer));
    for (;;) {      /* another operation in the same microsecond may have taken the id */
        r[MK_REVISION_REVISION_ID] = mk_int(mk_time_id(j->batch ? j->batch / 1000 : cx->now, j->revisions++));
        int rc = mk_table_insert(cx, db, MK_T_REVISION, r);
        if (rc != 0) return rc < 0 ? rc : 0;
    }
}

static int64_t owner(mk_table_id t, const mk_value *v) { return mk_tables[t].kind == MK_SPREAD ? v[0].i : 0; }

int mk_journal_keep(mk_cx *cx, mk_db *db, mk_journal *j, mk_table_id t, const mk_value *was, const mk_value *v)
{
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_str before = was ? mk_row_json(cx->arena, t, was) : MK_S(""), after = mk_row_json(cx->arena, t, v);
    MK_TRY(keep_version(cx, db, j, t, owner(t, v), before, after));
    mk_arena_rewind(cx->arena, m);
    return was ? MK_UPDATED : MK_NEW;
}

int mk_journal_replace(mk_cx *cx, mk_db *db, mk_journal *j, mk_table_id t, const mk_value *was, const mk_value *v)
{
    int kept = mk_journal_keep(cx, db, j, t, was, v);
    MK_TRY(kept);
    MK_TRY(mk_table_put(cx, db, t, v));
    return kept;
}

/* Columns that say who told and when, not what: a difference in them alone is none. */
static bool incidental(const char *column)
{
    return strcmp(column, "batch_id") == 0 || strcmp(column, "at") == 0 || strcmp(column, "who") == 0 || strcmp(column, "since_at") == 0;
}

int mk_journal_put(mk_cx *cx, mk_db *db, mk_journal *j, mk_table_id t, mk_value *v, uint32_t keep)
{
    const mk_table *table = &mk_tables[t];
    int rc = mk_table_insert(cx, db, t, v);
    if (rc < 0) return rc;
    if (rc > 0) {
        if (j->batch == 0) MK_TRY(keep_version(cx, db, j, t, owner(t, v), MK_S(""), mk_row_json(cx->arena, t, v)));
        return MK_NEW;
    }
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_value was[MK_COLUMNS_MAX];
    MK_TRY(mk_table_get(cx, db, t, v, was));
    bool differs = false;
    for (int i = table->keys; i < table->columns; i++) {
        if (keep >> i & 1 || incidental(table->column[i].name)) v[i] = was[i];
        else differs |= !mk_value_eq(v[i], was[i]);
    }
    if (differs) MK_TRY(mk_journal_replace(cx, db, j, t, was, v));
    mk_arena_rewind(cx->arena, m);
    return differs ? MK_UPDATED : MK_SAME;
}

int mk_journal_delete(mk_cx *cx, mk_db *db, mk_journal *j, mk_table_id t, const mk_value *key)
{
    mk_value was[MK_COLUMNS_MAX];
    int rc = mk_table_get(cx, db, t, key, was);
    if (rc <= 0) return rc < 0 ? rc : MK_SAME;
    MK_TRY(keep_version(cx, db, j, t, owner(t, key), mk_row_json(cx->arena, t, was), MK_S("")));
    MK_TRY(mk_table_delete(cx, db, t, key));
    return MK_UPDATED;
}

int mk_journal_move(mk_cx *cx, mk_db *db, mk_journal *j, mk_table_id t, const mk_value *was, const mk_value *v)
{
    mk_arena_mark m = mk_arena_here(cx->arena);
    MK_TRY(keep_version(cx, db, j, t, owner(t, was), mk_row_json(cx->arena, t, was), mk_row_json(cx->arena, t, v)));
    MK_TRY(mk_table_delete(cx, db, t, was));
    MK_TRY(mk_table_put(cx, db, t, v));
    mk_arena_rewind(cx->arena, m);
    return MK_UPDATED;
}
