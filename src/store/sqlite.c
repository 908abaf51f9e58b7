/* SPDX-License-Identifier: Apache-2.0
 * SQLite behind the driver interface: one file, write-ahead log, prepared statements kept for the life of the connection. */
#include "clean.h"
#include "driver.h"
#include "fault.h"
#include "kept.h"
#include <sqlite3.h>
#include <stdatomic.h>

enum { APPLICATION = 0x6d616b69 };      /* "maki": how a store's file is known */

typedef struct conn {
    mk_db base;
    sqlite3 *h;
    sqlite3_stmt *stmt[MK_Q_COUNT_];
    sqlite3_stmt *undo;                 /* ROLLBACK, ready: it must go through when there is no memory left */
    sqlite3_stmt *look, *which;         /* BEGIN; and which state of the store that is */
    mk_keep *keep;                      /* of readers; NULL when there is no memory */
    bool snapshot;                      /* what is read now may be kept */
    bool busy[MK_Q_COUNT_];             /* a result of this query is being read */
    unsigned reading;                   /* how many of them are */
    unsigned owned;                     /* results that have statements of their own */
    mk_cx *cx;                          /* of the running transaction, for cancelling */
    unsigned ticks;
    bool empty;                         /* a new store, nothing is in it yet: see settle */
    mk_clean clean;
    bool full;                          /* it failed because there is no room */
} conn;

static conn *of(mk_db *db) { return (conn *)db; }

/* There is no room, whoever says so: the disk, a quota, a limit of the process. SQLite has a word of its own only for the first. */
static bool full(int rc) { return (rc & 0xff) == SQLITE_FULL || rc == SQLITE_IOERR_WRITE || rc == SQLITE_IOERR_SHMSIZE || rc == SQLITE_IOERR_SHMOPEN; }

static int failed(mk_cx *cx, conn *c, int rc, const char *what)
{
    int code = rc & 0xff;
    if (code == SQLITE_NOMEM) return mk_fail(cx, MK_ENOMEM, "out of memory in the database; nothing was changed");
    if (code == SQLITE_BUSY) return mk_fail(cx, MK_EBUSY, "another program is writing to this store; try again when it has ended");
    if (code == SQLITE_INTERRUPT) return mk_fail(cx, MK_ECANCELLED, "cancelled; nothing was changed");
    c->full = full(rc);
    if (c->full) return mk_fail(cx, MK_EIO, "the disk is full, or cannot be written to; nothing was changed");
    if (code == SQLITE_READONLY) return mk_fail(cx, MK_EIO, "this store can only be read here: makir needs leave to write to the file and to its folder");
    if (code == SQLITE_CANTOPEN || code == SQLITE_IOERR || code == SQLITE_PERM)
        return mk_fail(cx, MK_EIO, "%s: %s", what, sqlite3_errmsg(c->h));
    return mk_fail(cx, MK_ESTORE, "%s: %s", what, sqlite3_errmsg(c->h));
}

/* SQLite asks now and then whether to go on. */
static int interrupted(void *p)
{
    conn *c = p;
    return c->cx && c->cx->cancel && atomic_load_explicit(c->cx->cancel, memory_order_relaxed);
}

static void close_conn(mk_db *db)
{
    conn *c = of(db);
    if (!c) return;
    for (int i = 0; i < MK_Q_COUNT_; i++) sqlite3_finalize(c->stmt[i]);
    sqlite3_finalize(c->undo);
    sqlite3_finalize(c->look);
    sqlite3_finalize(c->which);
    sqlite3_close_v2(c->h);
    mk_keep_free(c->keep);
    free(c);
}

static int one_int(sqlite3 *h, const char *sql, int *ret)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(h, sql, -1, &s, NULL);
    if (rc) return rc;
    rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) { *ret = sqlite3_column_int(s, 0); rc = 0; }
    sqlite3_finalize(s);
    return rc;
}

/* Pages that wait to be written cannot make room for those that are read: with nearly all of the cache waiting, reading would go round in what is left. */
static int spill(mk_cx *cx, mk_db *db)
{
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : sqlite3_db_cacheflush(of(db)->h);
    return rc && (rc & 0xff) != SQLITE_BUSY ? failed(cx, of(db), rc, "spill") : 0;
}

static int version(mk_cx *cx, mk_db *db, int *ret)
{
    int app = 0, rc = one_int(of(db)->h, "PRAGMA user_version", ret);
    if (rc == 0) rc = one_int(of(db)->h, "PRAGMA application_id", &app);
    if (rc) return (rc & 0xff) == SQLITE_NOTADB ? mk_fail(cx, MK_EBADDATA, "this file is not a makir store") : failed(cx, of(db), rc, "version");
    int tables = 0;
    one_int(of(db)->h, "SELECT count(*) FROM sqlite_master", &tables);
    if (app != APPLICATION && tables) return mk_fail(cx, MK_EBADDATA, "this file is a database of another program");
    return 0;
}

static int logged(void *self, sqlite3 *h, const char *name, int pages)
{
    (void)h;
    (void)name;
    ((conn *)self)->base.log = pages;
    return SQLITE_OK;
}

static int checkpoint(mk_cx *cx, mk_db *db, int *ret_left)
{
    int pages = 0, done = 0;
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : sqlite3_wal_checkpoint_v2(of(db)->h, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &done);
    *ret_left = pages > done ? pages - done : 0;
    return rc && (rc & 0xff) != SQLITE_BUSY ? failed(cx, of(db), rc, "checkpoint") : 0;
}

/* Readers that stay in an old snapshot keep what they see in the log: they are waited for as long as for a write. */
static int scrub(mk_cx *cx, mk_db *db, bool whole, int *ret_left)
{
    conn *c = of(db);
    int pages = 0, done = 0;
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : whole ? sqlite3_exec(c->h, "VACUUM", NULL, NULL, NULL) : SQLITE_OK;
    if (rc == 0) rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : sqlite3_wal_checkpoint_v2(c->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, &pages, &done);
    *ret_left = (rc & 0xff) == SQLITE_BUSY || pages > done;
    return rc && (rc & 0xff) != SQLITE_BUSY ? failed(cx, c, rc, "scrub") : 0;
}

static int open_so(mk_cx *cx, const char *url, unsigned flags, bool writer, mk_db **ret, bool *ret_full)
{
    conn *c = calloc(1, sizeof *c);
    if (!c) return mk_fail(cx, MK_ENOMEM, "out of memory");
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);     /* nobody asks how much it holds, and counting it is a lock for every piece; refused once a store is open */
    c->base.driver = &mk_sqlite;
    int mode = writer ? SQLITE_OPEN_READWRITE | (flags & MK_STORE_CREATE ? SQLITE_OPEN_CREATE : 0) : SQLITE_OPEN_READWRITE;
    if (flags & MK_STORE_READONLY) mode = SQLITE_OPEN_READONLY;
    int rc = sqlite3_open_v2(url, &c->h, mode | SQLITE_OPEN_NOMUTEX, flags & MK_STORE_ALONE ? "unix-excl" : NULL);
    *ret_full = false;
    c->base.alone = flags & MK_STORE_ALONE;
    if (rc) {
        int e = (rc & 0xff) == SQLITE_CANTOPEN && !(flags & MK_STORE_CREATE)
            ? mk_fail(cx, MK_ENOTFOUND, "there is no store at %s; makir import FILE makes one", url)
            : failed(cx, c, rc, url);
        close_conn(&c->base);
        return e;
    }
    mk_clean_begin(&c->clean, c->h);
    sqlite3_busy_timeout(c->h, writer ? 10000 : 5000);
    sqlite3_extended_result_codes(c->h, 1);
    sqlite3_progress_handler(c->h, 20000, interrupted, c);
    sqlite3_db_config(c->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (writer && !(flags & MK_STORE_READONLY)) {           /* before anything is written: a file of somebody else stays as it is */
        int now, e = version(cx, &c->base, &now);
        c->empty = now == 0;
        if (e == 0 && now == 0 && !(flags & MK_STORE_CREATE)) e = mk_fail(cx, MK_ENOTFOUND, "this file is not a makir store yet; makir import FILE makes one");
        if (e < 0) {
            *ret_full = c->full;
            close_conn(&c->base);
            return e;
        }
    }
    bool wal = writer && !c->empty && !(flags & MK_STORE_READONLY);
    /* FULL: what was acknowledged is on the disk. The page caches are small, so that memory stays bounded for any file. */
    const char *setup = writer
        ? "PRAGMA page_size=8192; PRAGMA synchronous=FULL; PRAGMA cache_size=-24000; PRAGMA foreign_keys=OFF; PRAGMA trusted_schema=OFF;"
          "PRAGMA temp_store=FILE; PRAGMA secure_delete=ON;"
        : "PRAGMA query_only=ON; PRAGMA cache_size=-6000; PRAGMA trusted_schema=OFF;";
    rc = sqlite3_exec(c->h, flags & MK_STORE_READONLY ? "PRAGMA query_only=ON; PRAGMA cache_size=-6000;" : setup, NULL, NULL, NULL);
    if (writer) sqlite3_wal_hook(c->h, logged, c);             /* instead of a checkpoint inside of a commit: upkeep.h */
    if (rc == 0 && c->base.alone) rc = sqlite3_exec(c->h, "PRAGMA temp_store=MEMORY", NULL, NULL, NULL);
    if (rc == 0 && wal) rc = sqlite3_exec(c->h, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
    if (rc == 0) rc = sqlite3_prepare_v3(c->h, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &c->undo, NULL);
    if (rc == 0) rc = sqlite3_prepare_v3(c->h, "BEGIN", -1, SQLITE_PREPARE_PERSISTENT, &c->look, NULL);
    if (rc == 0) rc = sqlite3_prepare_v3(c->h, "PRAGMA data_version", -1, SQLITE_PREPARE_PERSISTENT, &c->which, NULL);
    if (!writer) c->keep = mk_keep_new();
    if (rc) {
        int e = (rc & 0xff) == SQLITE_NOTADB ? mk_fail(cx, MK_EBADDATA, "%s is not a makir store", url) : failed(cx, c, rc, url);
        *ret_full = c->full;
        close_conn(&c->base);
        return e;
    }
    *ret = &c->base;
    return 0;
}

/* Whoever opens the log first makes a small file beside it, which the programs share. On a full disk that cannot be; but what is there can be read without. */
static int open_conn(mk_cx *cx, const char *url, unsigned flags, bool writer, mk_db **ret)
{
    bool full;
    int rc = open_so(cx, url, flags, writer, ret, &full);
    if (rc >= 0 || !full || !writer || flags & (MK_STORE_ALONE | MK_STORE_READONLY)) return rc;
    char message[sizeof cx->message];
    memcpy(message, cx->message, sizeof message);
    mk_cx_clear(cx);
    return open_so(cx, url, flags | MK_STORE_ALONE, writer, ret, &full) < 0 ? mk_fail(cx, rc, "%s", message) : 0;
}

static int script(mk_cx *cx, mk_db *db, const char *sql)
{
    conn *c = of(db);
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : sqlite3_exec(c->h, sql, NULL, NULL, NULL);
    return rc ? failed(cx, c, rc, "schema") : 0;
}

static void give_back(conn *c)
{
    for (int i = 0; i < MK_Q_COUNT_ && c->reading; i++)
        if (c->busy[i]) {
            sqlite3_reset(c->stmt[i]);
            c->busy[i] = false;
            c->reading--;
        }
    for (sqlite3_stmt *s = c->owned ? sqlite3_next_stmt(c->h, NULL) : NULL, *next; s; s = next) {
        next = sqlite3_next_stmt(c->h, s);
        bool kept = s == c->undo || s == c->look || s == c->which;
        for (int i = 0; i < MK_Q_COUNT_ && !kept; i++) kept = s == c->stmt[i];
        if (!kept) sqlite3_finalize(s);             /* of a query inside itself, which nobody will end any more */
    }
    c->owned = 0;
}

static void rollback(mk_db *db)
{
    conn *c = of(db);
    give_back(c);
    c->cx = NULL;                       /* a cancelled transaction must still be able to roll back */
    c->snapshot = false;
    if (sqlite3_get_autocommit(c->h)) return;
    sqlite3_step(c->undo);
    sqlite3_reset(c->undo);
}

/* A snapshot, and whether it is the one that was looked at last: what was kept of that is still right. */
static int begin_look(conn *c)
{
    int rc = sqlite3_step(c->look);
    sqlite3_reset(c->look);
    if (rc != SQLITE_DONE) return rc;
    rc = sqlite3_step(c->which);
    if (rc == SQLITE_ROW && c->keep) {
        mk_keep_turn(c->keep, (uint64_t)sqlite3_column_int64(c->which, 0));
        c->snapshot = true;
    }
    sqlite3_reset(c->which);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static int begin(mk_cx *cx, mk_db *db, bool write)
{
    conn *c = of(db);
    if (!sqlite3_get_autocommit(c->h)) rollback(db);            /* the last one could not: nothing of it may get into this one */
    c->cx = cx;
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : write ? sqlite3_exec(c->h, "BEGIN IMMEDIATE", NULL, NULL, NULL) : begin_look(c);
    if (rc) c->cx = NULL;
    return rc ? failed(cx, c, rc, "begin") : 0;
}

/* Readers beside a writer need the write-ahead log, which writes all twice. A new store has no readers: its first data go straight into the
 * file, under a rollback journal, and the log comes after them. Where it cannot come now, because somebody looks in, the next opening
 * brings it. */
static void settle(conn *c)
{
    if (!c->empty || sqlite3_total_changes(c->h) == 0) return;
    c->empty = false;
    sqlite3_exec(c->h, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
}

static int commit(mk_cx *cx, mk_db *db)
{
    conn *c = of(db);
    give_back(c);
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : sqlite3_exec(c->h, "COMMIT", NULL, NULL, NULL);
    if (rc == 0) {
        c->cx = NULL;
        settle(c);
    }
    return rc ? failed(cx, c, rc, "commit") : 0;
}

static int prepare(mk_cx *cx, conn *c, mk_query q, sqlite3_stmt **ret, bool *ret_own)
{
    if (mk_fault(MK_FAULT_STATEMENT)) return mk_fail(cx, MK_EIO, "%s: injected fault", mk_query_texts[q].name);
    *ret_own = c->busy[q];              /* the same query inside its own loop has a statement of its own */
    if (!*ret_own && c->stmt[q]) { *ret = c->stmt[q]; return 0; }
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v3(c->h, mk_query_texts[q].sql, -1, *ret_own ? 0 : SQLITE_PREPARE_PERSISTENT, &s, NULL);
    if (rc) return failed(cx, c, rc, mk_query_texts[q].name);
    if (!*ret_own) c->stmt[q] = s;
    *ret = s;
    return 0;
}

/* keep: SQLITE_STATIC when the values live until the statement is reset, SQLITE_TRANSIENT to have texts copied. */
static int bind(mk_cx *cx, conn *c, mk_query q, sqlite3_stmt *s, const mk_value *arg, size_t n, sqlite3_destructor_type keep)
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
    return rc ? failed(cx, c, rc, mk_query_texts[q].name) : 0;
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

static mk_value column(const mk_rows *r, int i) { return r->kept ? r->row->value[i] : column_of(r->stmt, i); }

static int64_t integer(const mk_rows *r, int i)
{
    if (!r->kept) return sqlite3_column_int64(r->stmt, i);
    return r->row->value[i].type == MK_INT ? r->row->value[i].i : 0;
}

/* Reads a small result to its end and keeps it; ret->kept stays NULL when it turns out to be none. */
static int read_all(mk_cx *cx, conn *c, mk_rows *ret, const mk_value *arg, size_t n)
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
    if (rc != SQLITE_DONE) return failed(cx, c, rc, mk_query_texts[ret->query].name);
    mk_keep_end(c->keep, it);
    ret->kept = it;
    ret->stmt = NULL;
    return 0;
}

static int select_rows(mk_cx *cx, mk_db *db, mk_rows *ret, mk_query q, const mk_value *arg, size_t n)
{
    conn *c = of(db);
    sqlite3_stmt *s = NULL;
    bool keeps = c->snapshot && mk_query_texts[q].kept;
    *ret = (mk_rows){ .db = db, .query = q };
    if (keeps && (ret->kept = mk_keep_find(c->keep, q, arg, n))) return mk_fault(MK_FAULT_STATEMENT) ? failed(cx, c, SQLITE_IOERR, mk_query_texts[q].name) : 0;
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

static void end_rows(mk_rows *r)
{
    r->kept = NULL;
    if (!r->stmt) return;
    conn *c = of(r->db);
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

static int next_row(mk_cx *cx, mk_rows *r)
{
    if (r->kept) {
        r->row = r->row ? r->row->next : r->kept->first;
        if (!r->row) r->kept = NULL;
        return r->row != NULL;
    }
    if (!r->stmt) return 0;
    int rc = sqlite3_step(r->stmt);
    if (rc == SQLITE_ROW) return 1;
    int e = rc == SQLITE_DONE ? 0 : failed(cx, of(r->db), rc, mk_query_texts[r->query].name);
    end_rows(r);
    return e;
}

static int exec(mk_cx *cx, mk_db *db, mk_query q, const mk_value *arg, size_t n)
{
    conn *c = of(db);
    sqlite3_stmt *s = NULL;
    bool own = false;
    MK_TRY(prepare(cx, c, q, &s, &own));
    int e = bind(cx, c, q, s, arg, n, SQLITE_STATIC);
    if (e == 0) {
        int rc = sqlite3_step(s);
        e = rc == SQLITE_DONE || rc == SQLITE_ROW ? (rc == SQLITE_DONE ? sqlite3_changes(c->h) : 0) : failed(cx, c, rc, mk_query_texts[q].name);
    }
    if (own) sqlite3_finalize(s);
    else sqlite3_reset(s);
    if (e >= 0 && (++c->ticks & 0xfff) == 0 && interrupted(c)) return mk_fail(cx, MK_ECANCELLED, "cancelled; nothing was changed");
    return e;
}

static int set_version(mk_cx *cx, mk_db *db, int v)
{
    char sql[80];
    snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%d;", APPLICATION, v);
    return script(cx, db, sql);
}

static int others(mk_cx *cx, mk_db *db, uint64_t *ret)
{
    int n = 0, rc = one_int(of(db)->h, "PRAGMA data_version", &n);
    *ret = (uint64_t)n;
    return rc ? failed(cx, of(db), rc, "data_version") : 0;
}

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

static int backup(mk_cx *cx, mk_db *db, const char *path)
{
    sqlite3 *to;
    int e = 0;
    if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL))
        e = mk_fail(cx, MK_EIO, "cannot write %s: %s", path, sqlite3_errmsg(to));
    if (e == 0) e = copy(cx, of(db)->h, to, "back up to", path);
    /* a backup is one file that lies anywhere: no write-ahead log beside it */
    if (e == 0 && sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL)) e = mk_fail(cx, MK_EIO, "cannot finish %s: %s", path, sqlite3_errmsg(to));
    sqlite3_close_v2(to);
    return e;
}

/* Whether a file is a whole copy that this makir understands: 0, or 1 when it is of an older one. */
static int acceptable(mk_cx *cx, sqlite3 *from, const char *path)
{
    int app = 0, version = 0, newest = mk_migrations[MK_MIGRATIONS - 1].number;
    if (one_int(from, "PRAGMA application_id", &app) || app != APPLICATION || one_int(from, "PRAGMA user_version", &version) || version == 0)
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

static int restore(mk_cx *cx, mk_db *db, const char *path)
{
    sqlite3 *from;
    int e = 0;
    if (sqlite3_open_v2(path, &from, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL))
        e = mk_fail(cx, MK_ENOTFOUND, "cannot read %s: %s", path, sqlite3_errmsg(from));
    if (e == 0) e = acceptable(cx, from, path);
    int older = e > 0;
    if (e >= 0) e = copy(cx, from, of(db)->h, "restore from", path);
    sqlite3_close_v2(from);
    return e < 0 ? e : older;
}

static int check(mk_cx *cx, mk_db *db, mk_str *ret)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(of(db)->h, "PRAGMA integrity_check(5)", -1, &s, NULL);
    if (rc) return failed(cx, of(db), rc, "check");
    *ret = (mk_str){ "", 0 };
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        const char *says = (const char *)sqlite3_column_text(s, 0);
        if (says && strcmp(says, "ok") != 0)
            *ret = mk_arena_printf(cx->arena, "%.*s%s%s", MK_SARG(*ret), ret->n ? "; " : "", says);
    }
    if ((rc & 0xff) == SQLITE_CORRUPT) {        /* so damaged that it cannot even be gone through: that is what was asked */
        *ret = mk_arena_printf(cx->arena, "%.*s%s%s", MK_SARG(*ret), ret->n ? "; " : "", sqlite3_errmsg(of(db)->h));
        rc = SQLITE_DONE;
    }
    int e = rc == SQLITE_DONE ? 0 : failed(cx, of(db), rc, "check");
    sqlite3_finalize(s);
    return e;
}

const mk_driver mk_sqlite = {
    .name = "sqlite", .open = open_conn, .close = close_conn, .begin = begin, .commit = commit, .rollback = rollback, .script = script,
    .select = select_rows, .next = next_row, .end = end_rows, .column = column, .integer = integer, .exec = exec, .spill = spill, .checkpoint = checkpoint, .scrub = scrub,
    .version = version, .set_version = set_version, .others = others, .backup = backup, .restore = restore, .check = check,
};
