/* SPDX-License-Identifier: Apache-2.0
 * Queries of SQLite: prepared once for each connection, and a result that is asked for again in the same state of the store kept (kept.h). */
#include "sqlite_int.h"

static int prepare(mk_cx *cx, mk_sqlite_conn *c, mk_query q, sqlite3_stmt **ret, bool *ret_own)
{
    if (mk_fault(MK_FAULT_STATEMENT)) return mk_fail(cx, MK_EIO, "%s: injected fault", mk_query_texts[q].name);
    *ret_own = c->busy[q];              /* the same query inside its own loop has a statement of its own */
    if (!*ret_own && c->stmt[q]) { *ret = c->stmt[q]; return 0; }
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v3(c->h, mk_query_texts[q].sql, -1, *ret_own ? 0 : SQLITE_PREPARE_PERSISTENT, &s, NULL);
    if (rc) return mk_sqlite_failed(cx, c, rc, mk_query_texts[q].name);
    if (!*ret_own) c->stmt[q] = s;
    *ret = s;
    return 0;
}

/* keep: SQLITE_STATIC when the values live until the statement is reset, SQLITE_TRANSIENT to have texts copied. */
static int bind(mk_cx *cx, mk_sqlite_conn *c, mk_query q, sqlite3_stmt *s, const mk_value *arg, size_t n, sqlite3_destructor_type keep)
{
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        int at = (int)i + 1;
        switch (arg[i].type) {
        case MK_NULL: rc = sqlite3_bind_null(s, at); break;
        case MK_INT: rc = sqlite3_bind_int64(s, at, arg[i].i); break;
        case MK_REAL: rc = sqlite3_bind_double(s, at, arg[i].r); break;
        case MK_TEXT: rc = sqlite3_bind_text64(s, at, arg[i].s.p ? arg[i].s.p : "", arg[i].s.n, keep, SQLITE_UTF8); break;
        case MK_BLOB: rc = sqlite3_bind_blob64(s, at, arg[i].s.p ? arg[i].s.p : "", arg[i].s.n, keep); break;
        }
    }
    return rc ? mk_sqlite_failed(cx, c, rc, mk_query_texts[q].name) : 0;
}

static mk_value column_of(sqlite3_stmt *s, int i)
{
    switch (sqlite3_column_type(s, i)) {
    case SQLITE_INTEGER: return mk_int(sqlite3_column_int64(s, i));
    case SQLITE_FLOAT: return mk_real(sqlite3_column_double(s, i));
    case SQLITE_TEXT: {
        const char *p = (const char *)sqlite3_column_text(s, i);
        return mk_text((mk_str){ p ? p : "", (size_t)sqlite3_column_bytes(s, i) });
    }
    case SQLITE_BLOB: {
        const char *p = sqlite3_column_blob(s, i);
        return mk_blob((mk_str){ p ? p : "", (size_t)sqlite3_column_bytes(s, i) });
    }
    default: return mk_null();
    }
}

mk_value mk_sqlite_column(const mk_rows *r, int i) { return r->kept ? r->row->value[i] : column_of(r->stmt, i); }

int64_t mk_sqlite_integer(const mk_rows *r, int i)
{
    if (!r->kept) return sqlite3_column_int64(r->stmt, i);
    return r->row->value[i].type == MK_INT ? r->row->value[i].i : 0;
}

/* Reads a small result to its end and keeps it; ret->kept stays NULL when it turns out to be none. */
static int read_all(mk_cx *cx, mk_sqlite_conn *c, mk_rows *ret, const mk_value *arg, size_t n)
{
    enum { COLUMNS = MK_COLUMNS_MAX };
    sqlite3_stmt *s = ret->stmt;
    uint32_t columns = (uint32_t)sqlite3_column_count(s);
    mk_kept *it = columns <= COLUMNS ? mk_keep_begin(c->keep, ret->query, arg, n, columns) : NULL;
    if (!it) return 0;
    mk_value value[COLUMNS];
    int rc;
    bool room = true;
    while (room && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        for (uint32_t i = 0; i < columns; i++) value[i] = column_of(s, (int)i);
        room = mk_keep_row(c->keep, it, value);
    }
    sqlite3_reset(s);
    if (!room) return 0;
    if (rc != SQLITE_DONE) return mk_sqlite_failed(cx, c, rc, mk_query_texts[ret->query].name);
    mk_keep_end(c->keep, it);
    ret->kept = it;
    ret->stmt = NULL;
    return 0;
}

int mk_sqlite_select(mk_cx *cx, mk_db *db, mk_rows *ret, mk_query q, const mk_value *arg, size_t n)
{
    mk_sqlite_conn *c = mk_sqlite_of(db);
    sqlite3_stmt *s = NULL;
    bool keeps = c->snapshot && mk_query_texts[q].kept;
    *ret = (mk_rows){ .db = db, .query = q };
    if (keeps && (ret->kept = mk_keep_find(c->keep, q, arg, n))) return mk_fault(MK_FAULT_STATEMENT) ? mk_sqlite_failed(cx, c, SQLITE_IOERR, mk_query_texts[q].name) : 0;
    MK_TRY(prepare(cx, c, q, &s, &ret->own));
    ret->stmt = s;
    int e = bind(cx, c, q, s, arg, n, SQLITE_TRANSIENT);
    if (e == 0 && keeps && !ret->own) e = read_all(cx, c, ret, arg, n);
    if (e == 0 && !ret->own && ret->stmt) c->busy[q] = true, c->reading++;
    if (e == 0 && ret->own) c->owned++;
    if (e < 0 && ret->own) sqlite3_finalize(s);
    if (e < 0) ret->stmt = NULL;
    return e;
}

void mk_sqlite_end(mk_rows *r)
{
    r->kept = NULL;
    if (!r->stmt) return;
    mk_sqlite_conn *c = mk_sqlite_of(r->db);
    if (r->own) {
        sqlite3_finalize(r->stmt);
        c->owned--;
    } else {
        sqlite3_reset(r->stmt);
        if (c->busy[r->query]) c->reading--;
        c->busy[r->query] = false;
    }
    r->stmt = NULL;
}

int mk_sqlite_next(mk_cx *cx, mk_rows *r)
{
    if (r->kept) {
        r->row = r->row ? r->row->next : r->kept->first;
        if (!r->row) r->kept = NULL;
        return r->row != NULL;
    }
    if (!r->stmt) return 0;
    int rc = sqlite3_step(r->stmt);
    if (rc == SQLITE_ROW) return 1;
    int e = rc == SQLITE_DONE ? 0 : mk_sqlite_failed(cx, mk_sqlite_of(r->db), rc, mk_query_texts[r->query].name);
    mk_sqlite_end(r);
    return e;
}

int mk_sqlite_exec(mk_cx *cx, mk_db *db, mk_query q, const mk_value *arg, size_t n)
{
    mk_sqlite_conn *c = mk_sqlite_of(db);
    sqlite3_stmt *s = NULL;
    bool own = false;
    MK_TRY(prepare(cx, c, q, &s, &own));
    int e = bind(cx, c, q, s, arg, n, SQLITE_STATIC);
    if (e == 0) {
        int rc = sqlite3_step(s);
        e = rc == SQLITE_DONE || rc == SQLITE_ROW ? (rc == SQLITE_DONE ? sqlite3_changes(c->h) : 0) : mk_sqlite_failed(cx, c, rc, mk_query_texts[q].name);
    }
    if (own) sqlite3_finalize(s);
    else sqlite3_reset(s);
    if (e >= 0 && (++c->ticks & 0xfff) == 0 && mk_sqlite_interrupted(c)) return mk_fail(cx, MK_ECANCELLED, "cancelled; nothing was changed");
    return e;
}
