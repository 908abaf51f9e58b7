/* SPDX-License-Identifier: Apache-2.0
 * A copy of the whole store, and the store from a copy. Who was forgotten since the copy was made is forgotten in it before it takes the store's place. */
#include "keep.h"
#include "backups.h"
#include "clock.h"
#include "forget.h"
#include "forgotten.h"
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names go on in order, also of two copies in one second: the later one has the next second's. */
mk_str mk_copy_path(mk_cx *cx, mk_str before, const char *tail)
{
    struct stat st;
    mk_str path;
    int64_t at = cx->now;
    do {
        char t[32];
        mk_moment_text(at, t);
        for (char *p = t; *p; p++)
            if (*p == ':') *p = '-';            /* not every system has it in names */
        path = mk_arena_printf(cx->arena, "%.*s%s%s", MK_SARG(before), t, tail);
        at += MK_SECOND;
    } while (lstat(path.p, &st) == 0);
    return path;
}

static void remove_file(void *path) { unlink(path); }

int mk_backup(mk_cx *cx, mk_store *s, const char *path, int64_t *ret_bytes)
{
    struct stat st;
    if (stat(path, &st) == 0) return mk_fail(cx, MK_EEXISTS, "%s is there already; give another name", path);
    char *aside = mk_arena_z(cx->arena, mk_arena_printf(cx->arena, "%s.part", path));
    unlink(aside);
    mk_arena_defer(cx->arena, remove_file, aside);      /* gone already when it was renamed */
    MK_TRY(mk_store_backup(cx, s, aside));
    if (chmod(aside, 0600) || stat(aside, &st) || rename(aside, path)) return mk_fail(cx, MK_EIO, "cannot write %s: %s", path, strerror(errno));
    mk_arena_undefer(cx->arena, aside);
    *ret_bytes = st.st_size;
    return 0;
}

/* The copy without those who were forgotten since, beside it. */
static int forgetting(mk_cx *cx, const char *path, const char *aside, const mk_forgotten_list *list)
{
    mk_store *copy;
    MK_TRY(mk_store_open(cx, aside, MK_STORE_CREATE, &copy));
    int rc = mk_store_restore(cx, copy, path);
    if (rc >= 0) rc = mk_forget_again(cx, copy, list);
    mk_store_close(copy);
    return rc;
}

static void remove_copy(void *path) { mk_backups_remove(path); }

int mk_restore(mk_cx *cx, mk_store *s, const char *path, mk_str *ret_former)
{
    struct stat st;
    int64_t bytes;
    if (stat(path, &st)) return mk_fail(cx, MK_ENOTFOUND, "there is no file %s", path);
    *ret_former = mk_copy_path(cx, mk_arena_printf(cx->arena, "%s.before-restore-", mk_store_url(s)), "");
    mk_forgotten_list list;
    MK_TRY(mk_store_read(cx, s, mk_forgotten_take, &list));
    MK_TRY(mk_backup(cx, s, ret_former->p, &bytes));
    int rc = 0;
    if (list.any) {
        char *aside = mk_arena_z(cx->arena, mk_arena_printf(cx->arena, "%s.forgetting", mk_store_url(s)));
        mk_backups_remove(aside);
        mk_arena_defer(cx->arena, remove_copy, aside);
        rc = forgetting(cx, path, aside, &list);
        path = aside;
    }
    if (rc >= 0) rc = mk_store_restore(cx, s, path);
    /* a file that was refused changed nothing, so its safety copy is of no use */
    if (rc == MK_EBADDATA || rc == MK_EINVAL || rc == MK_ENOTFOUND) unlink(ret_former->p);
    return rc;
}
