/* SPDX-License-Identifier: Apache-2.0 */
#include "faults.h"
#include "fault.h"
#include <jansson.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

const char *const fault_name[FAULT_KINDS] = { "arena memory", "spill files", "statements", "memory of SQLite", "malloc",
                                              "disk, once", "disk, broken", "disk, full", "disk, half written" };

static struct { int64_t left; bool happened; } armed[FAULT_KINDS];
static fault_kind disk = FAULT_KINDS;       /* the way the disk fails, FAULT_KINDS: it does not */
static void (*on_disk)(void *);
static void *on_disk_arg;

static bool tick(fault_kind k)
{
    if (armed[k].left == 0 || --armed[k].left > 0) return false;
    armed[k].happened = true;
    return true;
}

void fault_on_disk(void (*fn)(void *), void *arg) { on_disk = fn; on_disk_arg = arg; }

static mk_fault_kind of_base(fault_kind k)
{
    return k == FAULT_ARENA ? MK_FAULT_ALLOC : k == FAULT_SPILL ? MK_FAULT_WRITE : MK_FAULT_STATEMENT;
}

void fault_arm(fault_kind kind, int64_t n)
{
    if (kind <= FAULT_STATEMENT) { mk_fault_arm(of_base(kind), n); return; }
    armed[kind].left = n;
    armed[kind].happened = false;
    if (kind >= FAULT_DISK_ONCE) disk = kind;
}

bool fault_disarm(fault_kind kind)
{
    if (kind <= FAULT_STATEMENT) {          /* counts down to 0, and then below it no more */
        bool happened = mk_fault_left[of_base(kind)] <= 0;
        mk_fault_arm(of_base(kind), 0);
        return happened;
    }
    armed[kind].left = 0;
    disk = FAULT_KINDS;
    return armed[kind].happened;
}

/* --- memory of SQLite --- */

static sqlite3_mem_methods usual;

static void *lite_malloc(int n) { return tick(FAULT_SQLITE_MEMORY) ? NULL : usual.xMalloc(n); }
static void *lite_realloc(void *p, int n) { return tick(FAULT_SQLITE_MEMORY) ? NULL : usual.xRealloc(p, n); }

/* --- memory of the C library: tests that link with the wrapping (tests/support/meson.build) --- */

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
char *__real_strdup(const char *s);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *s);

void *__wrap_malloc(size_t n) { return tick(FAULT_MALLOC) ? NULL : __real_malloc(n); }
void *__wrap_calloc(size_t n, size_t size) { return tick(FAULT_MALLOC) ? NULL : __real_calloc(n, size); }
void *__wrap_realloc(void *p, size_t n) { return tick(FAULT_MALLOC) ? NULL : __real_realloc(p, n); }
char *__wrap_strdup(const char *s) { return tick(FAULT_MALLOC) ? NULL : __real_strdup(s); }

/* --- the disk --- */

typedef struct file { sqlite3_file base; sqlite3_file *real; } file;

static sqlite3_vfs *under;

/* Whether this step fails, and if so how: 0, or the code of SQLite. */
static int broken(int code)
{
    if (disk == FAULT_KINDS) return SQLITE_OK;
    bool before = armed[disk].happened, now = before ? disk != FAULT_DISK_ONCE : tick(disk);
    if (now && !before && on_disk) on_disk(on_disk_arg);
    if (!now) return SQLITE_OK;
    return disk == FAULT_DISK_FULL && code == SQLITE_IOERR_WRITE ? SQLITE_FULL : code;
}

#define REAL(f) (((file *)(f))->real)
static int f_close(sqlite3_file *f)
{
    int rc = REAL(f)->pMethods->xClose(REAL(f));
    return rc;
}
static int f_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at) { return REAL(f)->pMethods->xRead(REAL(f), p, n, at); }
static int f_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    bool first = disk != FAULT_KINDS && !armed[disk].happened;
    int rc = broken(SQLITE_IOERR_WRITE);
    if (rc && first && disk == FAULT_DISK_SHORT) REAL(f)->pMethods->xWrite(REAL(f), p, n / 2, at);
    return rc ? rc : REAL(f)->pMethods->xWrite(REAL(f), p, n, at);
}
static int f_truncate(sqlite3_file *f, sqlite3_int64 n)
{
    int rc = broken(SQLITE_IOERR_TRUNCATE);
    return rc ? rc : REAL(f)->pMethods->xTruncate(REAL(f), n);
}
static int f_sync(sqlite3_file *f, int flags)
{
    int rc = broken(SQLITE_IOERR_FSYNC);
    return rc ? rc : REAL(f)->pMethods->xSync(REAL(f), flags);
}
static int f_size(sqlite3_file *f, sqlite3_int64 *n) { return REAL(f)->pMethods->xFileSize(REAL(f), n); }
static int f_lock(sqlite3_file *f, int l) { return REAL(f)->pMethods->xLock(REAL(f), l); }
static int f_unlock(sqlite3_file *f, int l) { return REAL(f)->pMethods->xUnlock(REAL(f), l); }
static int f_reserved(sqlite3_file *f, int *l) { return REAL(f)->pMethods->xCheckReservedLock(REAL(f), l); }
static int f_control(sqlite3_file *f, int op, void *p) { return REAL(f)->pMethods->xFileControl(REAL(f), op, p); }
static int f_sector(sqlite3_file *f) { return REAL(f)->pMethods->xSectorSize(REAL(f)); }
static int f_device(sqlite3_file *f) { return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f)); }
static int f_map(sqlite3_file *f, int page, int size, int extend, void volatile **p) { return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, p); }
static int f_shm_lock(sqlite3_file *f, int at, int n, int flags) { return REAL(f)->pMethods->xShmLock(REAL(f), at, n, flags); }
static void f_barrier(sqlite3_file *f) { REAL(f)->pMethods->xShmBarrier(REAL(f)); }
static int f_unmap(sqlite3_file *f, int drop) { return REAL(f)->pMethods->xShmUnmap(REAL(f), drop); }

static const sqlite3_io_methods methods = {
    .iVersion = 2, .xClose = f_close, .xRead = f_read, .xWrite = f_write, .xTruncate = f_truncate, .xSync = f_sync, .xFileSize = f_size,
    .xLock = f_lock, .xUnlock = f_unlock, .xCheckReservedLock = f_reserved, .xFileControl = f_control, .xSectorSize = f_sector,
    .xDeviceCharacteristics = f_device, .xShmMap = f_map, .xShmLock = f_shm_lock, .xShmBarrier = f_barrier, .xShmUnmap = f_unmap,
};

static int v_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
    (void)v;
    file *p = (file *)f;
    p->real = (sqlite3_file *)(void *)(p + 1);
    p->base.pMethods = NULL;
    int rc = under->xOpen(under, name, p->real, flags, ret_flags);
    if (p->real->pMethods) p->base.pMethods = &methods;
    return rc;
}

void faults_install(void)
{
    json_set_alloc_funcs(__wrap_malloc, free);
    static sqlite3_vfs shim;
    static sqlite3_mem_methods mine;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual);
    mine = usual;
    mine.xMalloc = lite_malloc;
    mine.xRealloc = lite_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &mine);
    under = sqlite3_vfs_find(NULL);
    shim = *under;                          /* what is not about files goes straight to the one below */
    shim.zName = "faulty";
    shim.szOsFile = (int)sizeof(file) + under->szOsFile;
    shim.xOpen = v_open;
    sqlite3_vfs_register(&shim, 1);
}
