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

mk_str mk_copy_stamp(mk_cx *cx)
{
    char t[32];
    mk_moment_text(cx->now, t);
    for (char *p = t; *p; p++)
        if (*p == ':') *p = '-';                /* not every system has it in names */
    return mk_arena_dup(cx->arena, mk_str_of(t));
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
    mk_str now = mk_copy_stamp(cx);
    if (stat(path, &st)) return mk_fail(cx, MK_ENOTFOUND, "there is no file %s", path);
    *ret_former = mk_arena_printf(cx->arena, "%s.before-restore-%.*s", mk_store_url(s), MK_SARG(now));
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
