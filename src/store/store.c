/* SPDX-License-Identifier: Apache-2.0 */
#include "driver.h"
#include "migrate.h"
#include "posting.h"
#include "upkeep.h"
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { READERS = 16,
       LOG = 4000,                      /* pages in the log that are worth while to be brought into the file */
       PIECE = 200,                     /* blocks of postings: some milliseconds */
       MANY = 1000,                     /* runs of them that are put together even if somebody writes */
       CLOSING = 64 };                  /* pieces that are done before a store is closed */

struct mk_store {
    const mk_driver *driver;
    char *url;
    unsigned flags;
    pthread_mutex_t write_lock;         /* one writer: held for the whole transaction */
    mk_db *writer;
    uint64_t commits;                   /* by this writer */
    atomic_uint_fast64_t stamp;         /* as it was seen last */
    pthread_mutex_t read_lock;          /* guards the idle readers */
    mk_db *idle[READERS];
    int idles;
    mk_shelf shelf;
    mk_upkeep upkeep;
    atomic_int_fast64_t loose;          /* as mk_db's, of what is committed */
    atomic_int log, log_due;            /* pages in the log, and how many it should not reach */
};

const char *mk_store_url(const mk_store *s) { return s->url; }

static int fold(mk_store *s);

void mk_store_close(mk_store *s)
{
    if (!s) return;
    mk_upkeep_done(&s->upkeep);
    for (int i = 0; i < CLOSING && fold(s) > 0; i++) { }
    for (int i = 0; i < s->idles; i++) s->driver->close(s->idle[i]);
    if (s->writer) s->driver->close(s->writer);
    pthread_mutex_destroy(&s->write_lock);
    pthread_mutex_destroy(&s->read_lock);
    mk_shelf_done(&s->shelf);
    free(s->url);
    free(s);
}

int mk_store_open(mk_cx *cx, const char *url, unsigned flags, mk_store **ret)
{
    mk_store *s = calloc(1, sizeof *s);
    if (s) s->url = strdup(url);
    if (!s || !s->url) {
        free(s);
        return mk_fail(cx, MK_ENOMEM, "out of memory");
    }
    s->driver = &mk_sqlite;
    s->flags = flags;
    pthread_mutex_init(&s->write_lock, NULL);
    pthread_mutex_init(&s->read_lock, NULL);
    mk_shelf_init(&s->shelf);
    mk_upkeep_init(&s->upkeep, s);
    atomic_init(&s->log_due, LOG);
    int rc = s->driver->open(cx, url, flags, true, &s->writer);
    if (rc == 0) s->writer->shelf = &s->shelf;
    if (rc == 0 && s->writer->alone) s->flags |= MK_STORE_ALONE;
    if (rc == 0) rc = mk_migrate(cx, s->writer, flags);
    if (rc < 0) {
        mk_store_close(s);
        return rc;
    }
    *ret = s;
    return 0;
}

typedef struct call { mk_db *db; mk_store_fn body; void *arg; } call;

static int guarded(mk_cx *cx, void *p)
{
    call *c = p;
    return c->body(cx, c->db, c->arg);
}

static int lock_writer(mk_cx *cx, mk_store *s)
{
    if (cx->patience <= 0) { pthread_mutex_lock(&s->write_lock); return 0; }
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    int64_t ns = until.tv_nsec + cx->patience % 1000000 * 1000;
    until.tv_sec += cx->patience / 1000000 + ns / 1000000000;
    until.tv_nsec = ns % 1000000000;
    if (pthread_mutex_timedlock(&s->write_lock, &until) == 0) return 0;
    return mk_fail(cx, MK_EBUSY, "something long is being written; nothing was changed; try again when it has ended");
}

/* Another program's writes change the engine's number, our own the count. */
static int stamp(mk_cx *cx, mk_store *s, uint64_t *ret)
{
    MK_TRY(s->driver->others(cx, s->writer, ret));
    *ret = *ret << 32 ^ s->commits;
    atomic_store(&s->stamp, *ret);
    return 0;
}

int mk_store_stamp(mk_cx *cx, mk_store *s, uint64_t *ret)
{
    MK_TRY(lock_writer(cx, s));
    int rc = stamp(cx, s, ret);
    pthread_mutex_unlock(&s->write_lock);
    return rc;
}

int mk_db_spill(mk_cx *cx, mk_db *db) { return db->driver->spill(cx, db); }

int mk_store_glance(mk_cx *cx, mk_store *s, uint64_t *ret)
{
    if (pthread_mutex_trylock(&s->write_lock)) {        /* who writes began by looking, and nobody else can have written since */
        *ret = atomic_load(&s->stamp);
        return 0;
    }
    int rc = stamp(cx, s, ret);
    pthread_mutex_unlock(&s->write_lock);
    return rc;
}

const mk_shared *mk_store_shared_get(mk_cx *cx, mk_store *of, mk_place place, uint64_t key) { return mk_shelf_get(cx, &of->shelf, place, key); }
const mk_shared *mk_store_shared_put(mk_cx *cx, mk_store *of, mk_place place, mk_shared *s) { return mk_shelf_put(cx, &of->shelf, place, s); }

uint64_t mk_db_stamp(const mk_db *db) { return db->stamp; }
void mk_store_leave(mk_db *db) { db->leave = true; }

typedef enum write_mode { KEEP, TRY, NOTE } write_mode;

static int sealed(mk_cx *cx, void *p)
{
    call *c = p;
    return cx->witness.seal(cx, c->db, cx->witness.self);
}

/* What there is to do since. */
static void committed(mk_store *s, write_mode mode)
{
    mk_db *db = s->writer;
    if (db->loose) atomic_store(&s->loose, db->loose);
    db->loose = 0;
    atomic_store(&s->log, db->log);
    if (mode == KEEP || db->log >= s->log_due) mk_upkeep_wrote(&s->upkeep, s->loose || db->log >= s->log_due);
}

static int write_tx(mk_cx *cx, mk_store *s, mk_store_fn body, void *arg, write_mode mode)
{
    call c = { .body = body, .arg = arg };
    MK_TRY(lock_writer(cx, s));
    mk_db *db = c.db = s->writer;
    db->leave = mode == TRY;
    memset(db->wrote, 0, sizeof db->wrote);
    int rc = s->driver->begin(cx, db, true);
    if (rc == 0) {
        rc = stamp(cx, s, &db->stamp);
        if (rc == 0) rc = mk_cx_guard(cx, guarded, &c);
        int e = rc;
        if (rc >= 0 && !db->leave && mode == KEEP && cx->witness.seal) e = mk_cx_guard(cx, sealed, &c);
        if (e >= 0 && !db->leave) e = s->driver->commit(cx, db);
        if (e < 0) rc = e;
        else if (!db->leave) {
            if (mode == KEEP) s->commits++;
            committed(s, mode);
        }
        if (rc < 0 || db->leave) s->driver->rollback(db);
    }
    pthread_mutex_unlock(&s->write_lock);
    return rc;
}

int mk_store_write(mk_cx *cx, mk_store *s, mk_store_fn body, void *arg) { return write_tx(cx, s, body, arg, KEEP); }
int mk_store_try(mk_cx *cx, mk_store *s, mk_store_fn body, void *arg) { return write_tx(cx, s, body, arg, TRY); }
int mk_store_note(mk_cx *cx, mk_store *s, mk_store_fn body, void *arg) { return write_tx(cx, s, body, arg, NOTE); }

static int borrow(mk_cx *cx, mk_store *s, mk_db **ret)
{
    pthread_mutex_lock(&s->read_lock);
    *ret = s->idles ? s->idle[--s->idles] : NULL;
    pthread_mutex_unlock(&s->read_lock);
    if (*ret) return 0;
    MK_TRY(s->driver->open(cx, s->url, s->flags & ~(unsigned)MK_STORE_CREATE, false, ret));
    (*ret)->shelf = &s->shelf;
    return 0;
}

static void give_back(mk_store *s, mk_db *db)
{
    pthread_mutex_lock(&s->read_lock);
    bool kept = s->idles < READERS;
    if (kept) s->idle[s->idles++] = db;
    pthread_mutex_unlock(&s->read_lock);
    if (!kept) s->driver->close(db);
}

int mk_store_read(mk_cx *cx, mk_store *s, mk_store_fn body, void *arg)
{
    call c = { .body = body, .arg = arg };
    MK_TRY(borrow(cx, s, &c.db));
    int rc = s->driver->begin(cx, c.db, false);
    if (rc == 0) rc = mk_cx_guard(cx, guarded, &c);
    s->driver->rollback(c.db);          /* nothing was written; this ends the snapshot */
    give_back(s, c.db);
    return rc;
}

/* --- while nobody waits --- */

static int fold_body(mk_cx *cx, mk_db *db, void *arg)
{
    int rc = mk_postings_fold(cx, db, PIECE);
    *(int *)arg = rc;
    if (rc == 0) mk_store_leave(db);
    return rc < 0 ? rc : 0;
}

static int fold(mk_store *s)
{
    if (!atomic_exchange(&s->loose, 0)) return 0;
    mk_arena *a = mk_arena_try();
    if (!a) return 0;
    mk_cx cx;
    int more = 0;
    mk_cx_init(&cx, a);
    if (mk_store_note(&cx, s, fold_body, &more) < 0) more = 0;
    if (more > 0) atomic_store(&s->loose, 1);
    mk_arena_free(a);
    return more;
}

/* Beside those who write. What they wrote meanwhile is left; when they never stop, the log is cut behind a few pages that they wait for. */
static void shorten(mk_store *s)
{
    mk_arena *a = mk_arena_try();
    if (!a) return;
    mk_cx cx;
    mk_db *db;
    int left = 0;
    mk_cx_init(&cx, a);
    if (borrow(&cx, s, &db) == 0) {
        int rc = s->driver->checkpoint(&cx, db, &left);
        if (rc == 0 && left && left < LOG && atomic_load(&s->log) > 4 * LOG) {
            pthread_mutex_lock(&s->write_lock);
            rc = s->driver->checkpoint(&cx, db, &left);
            pthread_mutex_unlock(&s->write_lock);
        }
        give_back(s, db);
        atomic_store(&s->log_due, left ? atomic_load(&s->log) + LOG : LOG);
    }
    mk_arena_free(a);
}

int mk_store_tend(mk_store *s, bool quiet)
{
    if (atomic_exchange(&s->log, 0) >= atomic_load(&s->log_due)) shorten(s);
    int64_t loose = atomic_load(&s->loose);
    if (!loose) return 0;
    return quiet || loose >= MANY ? fold(s) : 2;
}

int mk_store_scrub(mk_cx *cx, mk_store *s, bool whole, bool *ret_left)
{
    int left = 0;
    pthread_mutex_lock(&s->write_lock);
    int rc = s->driver->scrub(cx, s->writer, whole, &left);
    pthread_mutex_unlock(&s->write_lock);
    *ret_left = left != 0;
    return rc;
}

int mk_store_backup(mk_cx *cx, mk_store *s, const char *path)
{
    mk_db *db;
    MK_TRY(borrow(cx, s, &db));
    int rc = s->driver->backup(cx, db, path);
    give_back(s, db);
    return rc;
}

int mk_store_restore(mk_cx *cx, mk_store *s, const char *path)
{
    pthread_mutex_lock(&s->write_lock);
    int rc = s->driver->restore(cx, s->writer, path);
    s->commits++;
    /* Nothing that can fail may come behind the copying; but an older copy has to be brought up to date, and the message says what is. */
    if (rc > 0 && (rc = mk_migrate(cx, s->writer, s->flags | MK_STORE_CREATE)) < 0)
        mk_wrap(cx, rc, "the older copy is in the place of the store now, and has to be opened again to bring it up to date");
    pthread_mutex_unlock(&s->write_lock);
    return rc;
}

int mk_store_check(mk_cx *cx, mk_store *s, mk_str *ret)
{
    mk_db *db;
    MK_TRY(borrow(cx, s, &db));
    int rc = s->driver->check(cx, db, ret);
    give_back(s, db);
    return rc;
}

int mk_store_version(mk_cx *cx, mk_store *s, int *ret)
{
    mk_db *db;
    MK_TRY(borrow(cx, s, &db));
    int rc = s->driver->version(cx, db, ret);
    give_back(s, db);
    return rc;
}
