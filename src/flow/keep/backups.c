/* SPDX-License-Identifier: Apache-2.0 */
#include "backups.h"
#include "clock.h"
#include "keep.h"
#include "vec.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAIL ".makir"

static mk_str folder(mk_cx *cx, mk_store *s) { return mk_arena_printf(cx->arena, "%s.backups", mk_store_url(s)); }

/* Our own names alone: nothing of a path, nothing hidden. */
static bool is_name(mk_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.')) return false;
    }
    return s.n > 6 && s.n < 64 && s.p[0] != '.' && mk_str_ends(s, MK_S(TAIL));
}

int mk_backups_path(mk_cx *cx, mk_store *s, mk_str name, mk_str *ret)
{
    struct stat st;
    if (is_name(name)) {
        mk_str dir = folder(cx, s);
        *ret = mk_arena_printf(cx->arena, "%.*s/%.*s", MK_SARG(dir), MK_SARG(name));
        if (lstat(ret->p, &st) == 0 && S_ISREG(st.st_mode)) return 0;
    }
    return mk_fail(cx, MK_ENOTFOUND, "%s", cx->lang == MK_EN ? "there is no such backup" : "אין גיבוי כזה");
}

static int newest_first(const void *a, const void *b)
{
    return mk_str_cmp(((const mk_backup_file *)b)->name, ((const mk_backup_file *)a)->name);
}

typedef struct files { mk_vec(mk_backup_file) all; } files;

static int results(mk_cx *cx, mk_db *db, void *arg)
{
    files *l = arg;
    for (size_t i = 0; i < l->all.n; i++) {
        mk_value v[MK_BACKUP_CHECK_N], key = mk_text(l->all.p[i].name);
        int rc = mk_table_get(cx, db, MK_T_BACKUP_CHECK, &key, v);
        if (rc < 0) return rc;
        if (rc > 0) l->all.p[i].tested = v[MK_BACKUP_CHECK_RESULT].s, l->all.p[i].tested_at = v[MK_BACKUP_CHECK_AT].i;
    }
    return 0;
}

static void close_folder(void *d) { closedir(d); }

int mk_backups_list(mk_cx *cx, mk_store *s, mk_backup_file **ret, size_t *ret_n)
{
    files l = { 0 };
    mk_str dir = folder(cx, s);
    DIR *d = opendir(dir.p);
    if (d) mk_arena_defer(cx->arena, close_folder, d);
    for (struct dirent *e; d && (e = readdir(d));) {
        struct stat st;
        mk_str name = mk_str_of(e->d_name);
        if (!is_name(name) || fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode)) continue;
        *mk_vec_push(cx->arena, &l.all) = (mk_backup_file){ .name = mk_arena_dup(cx->arena, name), .at = (int64_t)st.st_mtim.tv_sec * MK_SECOND, .bytes = st.st_size,
                                                            .tested_at = MK_NEVER, .tested = MK_S("") };
    }
    if (d) mk_arena_undefer(cx->arena, d), closedir(d);
    MK_TRY(mk_store_read(cx, s, results, &l));
    if (l.all.n) qsort(l.all.p, l.all.n, sizeof *l.all.p, newest_first);
    *ret = l.all.p;
    *ret_n = l.all.n;
    return 0;
}

int mk_backups_make(mk_cx *cx, mk_store *s, int keep, mk_backup_file *ret)
{
    mk_str dir = folder(cx, s);
    if (mkdir(dir.p, 0700) && errno != EEXIST) return mk_fail(cx, MK_EIO, "cannot make the folder of backups: %s", strerror(errno));
    mk_str path = mk_copy_path(cx, mk_arena_printf(cx->arena, "%.*s/", MK_SARG(dir)), TAIL);
    *ret = (mk_backup_file){ .name = mk_str_sub(path, dir.n + 1, path.n), .at = cx->now, .tested_at = MK_NEVER, .tested = MK_S("") };
    MK_TRY(mk_backup(cx, s, path.p, &ret->bytes));
    mk_backup_file *f;
    size_t n;
    MK_TRY(mk_backups_list(cx, s, &f, &n));
    for (size_t i = (size_t)keep; i < n; i++) unlink(mk_arena_printf(cx->arena, "%.*s/%.*s", MK_SARG(dir), MK_SARG(f[i].name)).p);
    return 0;
}

int mk_backups_due(mk_cx *cx, mk_store *s, int hours, bool *ret)
{
    mk_backup_file *f;
    size_t n;
    MK_TRY(mk_backups_list(cx, s, &f, &n));
    *ret = hours > 0 && (n == 0 || cx->now - f[0].at >= hours * 3600 * MK_SECOND);
    return 0;
}

static int customers(mk_cx *cx, mk_db *db, void *arg)
{
    MK_TRY(mk_select_int(cx, db, arg, MK_Q_CUSTOMER_COUNT));
    return 0;
}

static int keep_result(mk_cx *cx, mk_db *db, void *arg)
{
    int rc = mk_table_put(cx, db, MK_T_BACKUP_CHECK, arg);
    return rc < 0 ? rc : 0;
}

/* What a restore would do, beside the store: a copy is opened, brought up to date, looked at, and goes. */
static int try_restore(mk_cx *cx, const char *path, const char *aside, int64_t *ret_customers, mk_str *ret_why)
{
    mk_store *copy;
    MK_TRY(mk_store_open(cx, aside, MK_STORE_CREATE, &copy));
    int rc = mk_store_restore(cx, copy, path);
    if (rc >= 0) rc = mk_store_check(cx, copy, ret_why);
    if (rc >= 0) rc = mk_store_read(cx, copy, customers, ret_customers);
    mk_store_close(copy);
    return rc;
}

void mk_backups_remove(const char *path)
{
    char z[4200];
    static const char *const tails[] = { "", "-wal", "-shm" };
    for (size_t i = 0; i < 3; i++) {
        snprintf(z, sizeof z, "%s%s", path, tails[i]);
        unlink(z);
    }
}

int mk_backups_test(mk_cx *cx, mk_store *s, mk_str name, bool *ret_ok, int64_t *ret_customers, mk_str *ret_why)
{
    mk_str path;
    *ret_customers = 0;
    *ret_why = MK_S("");
    MK_TRY(mk_backups_path(cx, s, name, &path));
    char *aside = mk_arena_z(cx->arena, mk_arena_printf(cx->arena, "%.*s.test", MK_SARG(path)));
    mk_backups_remove(aside);
    int rc = try_restore(cx, path.p, aside, ret_customers, ret_why);
    mk_backups_remove(aside);
    if (rc == MK_ECANCELLED || rc == MK_ENOMEM) return rc;
    if (rc < 0) *ret_why = mk_arena_dup(cx->arena, mk_str_of(cx->message));
    *ret_ok = rc >= 0 && ret_why->n == 0;
    mk_cx_clear(cx);
    mk_value v[MK_BACKUP_CHECK_N] = { mk_text(name), mk_int(cx->now), *ret_ok ? mk_textz("ok") : mk_textz("bad") };
    return mk_store_note(cx, s, keep_result, v);
}
