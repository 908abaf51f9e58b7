/* SPDX-License-Identifier: Apache-2.0
 * The whole file of SQLite: a copy of it, one taken back, and whether it is whole. */
#include "sqlite_int.h"

/* Page by page; the reader may start over when somebody writes meanwhile, SQLite sees to that. */
static int copy(mk_cx *cx, sqlite3 *from, sqlite3 *to, const char *stage, const char *path)
{
    int rc = SQLITE_OK, e = 0;
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
    while (b && e == 0) {
        rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : sqlite3_backup_step(b, 2000);
        if (rc != SQLITE_OK) break;
        uint64_t all = (uint64_t)sqlite3_backup_pagecount(b);
        mk_progress_at(cx, stage, all - (uint64_t)sqlite3_backup_remaining(b), all);
        e = mk_cx_check(cx);
    }
    if (b) sqlite3_backup_finish(b);
    if (e == 0 && (!b || rc != SQLITE_DONE)) e = mk_fail(cx, rc == SQLITE_BUSY ? MK_EBUSY : MK_EIO, "cannot %s %s: %s", stage, path, sqlite3_errstr(rc));
    return e;
}

int mk_sqlite_backup(mk_cx *cx, mk_db *db, const char *path)
{
    sqlite3 *to;
    int e = 0;
    if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL))
        e = mk_fail(cx, MK_EIO, "cannot write %s: %s", path, sqlite3_errmsg(to));
    if (e == 0) e = copy(cx, mk_sqlite_of(db)->h, to, "back up to", path);
    /* a backup is one file that lies anywhere: no write-ahead log beside it */
    if (e == 0 && sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL)) e = mk_fail(cx, MK_EIO, "cannot finish %s: %s", path, sqlite3_errmsg(to));
    sqlite3_close_v2(to);
    return e;
}

/* Whether a file is a whole copy that this makir understands: 0, or 1 when it is of an older one. */
static int acceptable(mk_cx *cx, sqlite3 *from, const char *path)
{
    int app = 0, version = 0, newest = mk_migrations[MK_MIGRATIONS - 1].number;
    if (mk_sqlite_int(from, "PRAGMA application_id", &app) || app != MK_SQLITE_APPLICATION || mk_sqlite_int(from, "PRAGMA user_version", &version) || version == 0)
        return mk_fail(cx, MK_EBADDATA, "%s is not a backup of makir", path);
    if (version > newest) return mk_fail(cx, MK_EINVAL, "%s was made by a newer makir (schema %d; this one knows %d); upgrade makir", path, version, newest);
    sqlite3_stmt *s;
    int rc = sqlite3_prepare_v2(from, "PRAGMA quick_check(1)", -1, &s, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(s);
    const char *says = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
    bool whole = says && strcmp(says, "ok") == 0, memory = (rc & 0xff) == SQLITE_NOMEM || (rc == SQLITE_ROW && !says);
    sqlite3_finalize(s);
    if (memory) return mk_fail(cx, MK_ENOMEM, "out of memory in the database; nothing was changed");
    return whole ? version < newest : mk_fail(cx, MK_EBADDATA, "%s is damaged: it is not a whole backup; take another one", path);
}

int mk_sqlite_restore(mk_cx *cx, mk_db *db, const char *path)
{
    sqlite3 *from;
    int e = 0;
    if (sqlite3_open_v2(path, &from, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL))
        e = mk_fail(cx, MK_ENOTFOUND, "cannot read %s: %s", path, sqlite3_errmsg(from));
    if (e == 0) e = acceptable(cx, from, path);
    int older = e > 0;
    if (e >= 0) e = copy(cx, from, mk_sqlite_of(db)->h, "restore from", path);
    sqlite3_close_v2(from);
    return e < 0 ? e : older;
}

int mk_sqlite_check(mk_cx *cx, mk_db *db, mk_str *ret)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(mk_sqlite_of(db)->h, "PRAGMA integrity_check(5)", -1, &s, NULL);
    if (rc) return mk_sqlite_failed(cx, mk_sqlite_of(db), rc, "check");
    *ret = (mk_str){ "", 0 };
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        const char *says = (const char *)sqlite3_column_text(s, 0);
        if (says && strcmp(says, "ok") != 0)
            *ret = mk_arena_printf(cx->arena, "%.*s%s%s", MK_SARG(*ret), ret->n ? "; " : "", says);
    }
    if ((rc & 0xff) == SQLITE_CORRUPT) {        /* so damaged that it cannot even be gone through: that is what was asked */
        *ret = mk_arena_printf(cx->arena, "%.*s%s%s", MK_SARG(*ret), ret->n ? "; " : "", sqlite3_errmsg(mk_sqlite_of(db)->h));
        rc = SQLITE_DONE;
    }
    int e = rc == SQLITE_DONE ? 0 : mk_sqlite_failed(cx, mk_sqlite_of(db), rc, "check");
    sqlite3_finalize(s);
    return e;
}
