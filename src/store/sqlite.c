/* SPDX-License-Identifier: Apache-2.0
 * SQLite behind the driver interface: one file, write-ahead log, prepared statements kept for the life of the connection. */
#include "sqlite_int.h"
#include "clock.h"
#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

/* There is no room, whoever says so: the disk, a quota, a limit of the process. SQLite has a word of its own only for the first. */
static bool full(int rc) { return (rc & 0xff) == SQLITE_FULL || rc == SQLITE_IOERR_WRITE || rc == SQLITE_IOERR_SHMSIZE || rc == SQLITE_IOERR_SHMOPEN; }

int mk_sqlite_failed(mk_cx *cx, mk_sqlite_conn *c, int rc, const char *what)
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

int mk_sqlite_interrupted(void *p)
{
    mk_sqlite_conn *c = p;
    return c->cx && c->cx->cancel && atomic_load_explicit(c->cx->cancel, memory_order_relaxed);
}

int mk_sqlite_int(sqlite3 *h, const char *sql, int *ret)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(h, sql, -1, &s, NULL);
    if (rc) return rc;
    rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) { *ret = sqlite3_column_int(s, 0); rc = 0; }
    sqlite3_finalize(s);
    return rc;
}

/* --- the file --- */

static void close_conn(mk_db *db)
{
    mk_sqlite_conn *c = mk_sqlite_of(db);
    if (!c) return;
    for (int i = 0; i < MK_Q_COUNT_; i++) sqlite3_finalize(c->stmt[i]);
    sqlite3_finalize(c->undo);
    sqlite3_finalize(c->look);
    sqlite3_finalize(c->which);
    sqlite3_close_v2(c->h);
    mk_keep_free(c->keep);
    free(c);
}

/* So damaged that it does not open: neither the doctor nor a restore can look into it, so it has to go out of the way first. */
static int damaged(mk_cx *cx, mk_sqlite_conn *c)
{
    const char *file = sqlite3_db_filename(c->h, "main");
    return mk_fail(cx, MK_EBADDATA, "the store %s is damaged, perhaps cut short; give the file another name, and take a copy from %s.backups: makir restore FILE", file, file);
}

static int version(mk_cx *cx, mk_db *db, int *ret)
{
    int app = 0, rc = mk_sqlite_int(mk_sqlite_of(db)->h, "PRAGMA user_version", ret);
    if (rc == 0) rc = mk_sqlite_int(mk_sqlite_of(db)->h, "PRAGMA application_id", &app);
    if ((rc & 0xff) == SQLITE_CORRUPT) return damaged(cx, mk_sqlite_of(db));
    if (rc) return (rc & 0xff) == SQLITE_NOTADB ? mk_fail(cx, MK_EBADDATA, "this file is not a makir store") : mk_sqlite_failed(cx, mk_sqlite_of(db), rc, "version");
    int tables = 0;
    mk_sqlite_int(mk_sqlite_of(db)->h, "SELECT count(*) FROM sqlite_master", &tables);
    if (app != MK_SQLITE_APPLICATION && tables) return mk_fail(cx, MK_EBADDATA, "this file is a database of another program");
    return 0;
}

static int logged(void *self, sqlite3 *h, const char *name, int pages)
{
    (void)h;
    (void)name;
    ((mk_sqlite_conn *)self)->base.log = pages;
    return SQLITE_OK;
}

/* Why there is no connection: nothing at that path, a folder, no leave, or a file whose first page tells it is not whole. */
static int unopened(mk_cx *cx, mk_sqlite_conn *c, const char *url, unsigned flags, int rc)
{
    int e = sqlite3_system_errno(c->h);
    if ((rc & 0xff) == SQLITE_NOTADB) return mk_fail(cx, MK_EBADDATA, "%s is not a makir store", url);
    if ((rc & 0xff) == SQLITE_CORRUPT) return damaged(cx, c);
    if ((rc & 0xff) != SQLITE_CANTOPEN || !e) return mk_sqlite_failed(cx, c, rc, url);
    if (e == ENOENT && !(flags & MK_STORE_CREATE)) return mk_fail(cx, MK_ENOTFOUND, "there is no store at %s; makir import FILE makes one", url);
    return mk_fail(cx, MK_EIO, "cannot open %s: %s", url, strerror(e));
}

static int open_so(mk_cx *cx, const char *url, unsigned flags, bool writer, mk_db **ret, bool *ret_full)
{
    mk_sqlite_conn *c = calloc(1, sizeof *c);
    if (!c) return mk_fail(cx, MK_ENOMEM, "out of memory");
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);     /* nobody asks how much it holds, and counting it is a lock for every piece; refused once a store is open */
    c->base.driver = &mk_sqlite;
    int mode = writer ? SQLITE_OPEN_READWRITE | (flags & MK_STORE_CREATE ? SQLITE_OPEN_CREATE : 0) : SQLITE_OPEN_READWRITE;
    if (flags & MK_STORE_READONLY) mode = SQLITE_OPEN_READONLY;
    int rc = sqlite3_open_v2(url, &c->h, mode | SQLITE_OPEN_NOMUTEX, flags & MK_STORE_ALONE ? "unix-excl" : NULL);
    *ret_full = false;
    c->base.alone = flags & MK_STORE_ALONE;
    if (rc) {
        int e = unopened(cx, c, url, flags, rc);
        close_conn(&c->base);
        return e;
    }
    mk_clean_begin(&c->clean, c->h);
    sqlite3_busy_timeout(c->h, writer ? 10000 : 5000);
    sqlite3_extended_result_codes(c->h, 1);
    sqlite3_progress_handler(c->h, 20000, mk_sqlite_interrupted, c);
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
        int e = unopened(cx, c, url, flags, rc);
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
    mk_sqlite_conn *c = mk_sqlite_of(db);
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : sqlite3_exec(c->h, sql, NULL, NULL, NULL);
    return rc ? mk_sqlite_failed(cx, c, rc, "schema") : 0;
}

static int set_version(mk_cx *cx, mk_db *db, int v)
{
    char sql[80];
    snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%d;", MK_SQLITE_APPLICATION, v);
    return script(cx, db, sql);
}

static int others(mk_cx *cx, mk_db *db, uint64_t *ret)
{
    mk_sqlite_conn *c = mk_sqlite_of(db);
    int rc = sqlite3_step(c->which);
    if (rc == SQLITE_ROW) *ret = (uint64_t)sqlite3_column_int64(c->which, 0);
    sqlite3_reset(c->which);
    return rc == SQLITE_ROW ? 0 : mk_sqlite_failed(cx, c, rc, "data_version");
}

/* --- transactions --- */

static void give_back(mk_sqlite_conn *c)
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
    mk_sqlite_conn *c = mk_sqlite_of(db);
    give_back(c);
    c->cx = NULL;                       /* a cancelled transaction must still be able to roll back */
    c->snapshot = false;
    if (sqlite3_get_autocommit(c->h)) return;
    sqlite3_step(c->undo);
    sqlite3_reset(c->undo);
}

/* A snapshot, and whether it is the one that was looked at last: what was kept of that is still right. */
static int begin_look(mk_sqlite_conn *c)
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
    mk_sqlite_conn *c = mk_sqlite_of(db);
    if (!sqlite3_get_autocommit(c->h)) rollback(db);            /* the last one could not: nothing of it may get into this one */
    c->cx = cx;
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : write ? sqlite3_exec(c->h, "BEGIN IMMEDIATE", NULL, NULL, NULL) : begin_look(c);
    if (rc) c->cx = NULL;
    return rc ? mk_sqlite_failed(cx, c, rc, "begin") : 0;
}

/* Readers beside a writer need the write-ahead log, which writes all twice. A new store has no readers: its first data go straight into the
 * file, under a rollback journal, and the log comes after them. Where it cannot come now, because somebody looks in, the next opening
 * brings it. */
static void settle(mk_sqlite_conn *c)
{
    if (!c->empty || sqlite3_total_changes(c->h) == 0) return;
    c->empty = false;
    sqlite3_exec(c->h, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
}

static int commit(mk_cx *cx, mk_db *db)
{
    mk_sqlite_conn *c = mk_sqlite_of(db);
    give_back(c);
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : sqlite3_exec(c->h, "COMMIT", NULL, NULL, NULL);
    if (rc == 0) {
        c->cx = NULL;
        settle(c);
    }
    return rc ? mk_sqlite_failed(cx, c, rc, "commit") : 0;
}

/* --- upkeep --- */

/* Pages that wait to be written cannot make room for those that are read: with nearly all of the cache waiting, reading would go round in what is left. */
static int spill(mk_cx *cx, mk_db *db)
{
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : sqlite3_db_cacheflush(mk_sqlite_of(db)->h);
    return rc && (rc & 0xff) != SQLITE_BUSY ? mk_sqlite_failed(cx, mk_sqlite_of(db), rc, "spill") : 0;
}

static int checkpoint(mk_cx *cx, mk_db *db, int *ret_left)
{
    int pages = 0, done = 0;
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : sqlite3_wal_checkpoint_v2(mk_sqlite_of(db)->h, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &done);
    *ret_left = pages > done ? pages - done : 0;
    return rc && (rc & 0xff) != SQLITE_BUSY ? mk_sqlite_failed(cx, mk_sqlite_of(db), rc, "checkpoint") : 0;
}

/* Readers that stay in an old snapshot keep what they see in the log: they are waited for as long as for a write. SQLite does not wait for another checkpoint,
 * that of upkeep or of another program: it is asked again for a moment. */
static int empty_log(mk_sqlite_conn *c, int *ret_pages, int *ret_done)
{
    const int64_t until = mk_clock_monotonic() + MK_SECOND;
    int rc;
    while ((rc = sqlite3_wal_checkpoint_v2(c->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, ret_pages, ret_done)) == SQLITE_BUSY && mk_clock_monotonic() < until) usleep(2000);
    return rc;
}

static int scrub(mk_cx *cx, mk_db *db, bool whole, int *ret_left)
{
    mk_sqlite_conn *c = mk_sqlite_of(db);
    int pages = 0, done = 0;
    int rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : whole ? sqlite3_exec(c->h, "VACUUM", NULL, NULL, NULL) : SQLITE_OK;
    if (rc == 0) rc = mk_fault(MK_FAULT_STATEMENT) ? SQLITE_IOERR : empty_log(c, &pages, &done);
    sqlite3_db_release_memory(c->h);    /* the pages in memory are as they were before they were cleaned on the way into the file (clean.h): they must not be written again */
    *ret_left = (rc & 0xff) == SQLITE_BUSY || pages > done;
    return rc && (rc & 0xff) != SQLITE_BUSY ? mk_sqlite_failed(cx, c, rc, "scrub") : 0;
}

const mk_driver mk_sqlite = {
    .name = "sqlite", .open = open_conn, .close = close_conn, .begin = begin, .commit = commit, .rollback = rollback, .script = script,
    .select = mk_sqlite_select, .next = mk_sqlite_next, .end = mk_sqlite_end, .column = mk_sqlite_column, .integer = mk_sqlite_integer, .exec = mk_sqlite_exec, .spill = spill, .checkpoint = checkpoint, .scrub = scrub,
    .version = version, .set_version = set_version, .others = others, .backup = mk_sqlite_backup, .restore = mk_sqlite_restore, .check = mk_sqlite_check,
};
