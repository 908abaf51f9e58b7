/* SPDX-License-Identifier: Apache-2.0 */
#include "upload.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>
#include "clock.h"
#include "id.h"
#include "utf8.h"

enum { MOST = 8, NAME = 160 };
static const int64_t keep_for = 4 * 3600 * MK_SECOND;

struct mk_uploads { pthread_mutex_t lock; mk_upload *first; int n; };

struct mk_upload {
    mk_upload *next;
    mk_uploads *table;
    char id[MK_ID_TEXT], who[64], name[NAME], path[40], bad_path[40];
    int fd, bad, error;
    uint64_t bytes, most;
    int64_t at;
    int users;                  /* under the table's lock, like the next two */
    bool whole, forgotten, too_large;
};

mk_uploads *mk_uploads_new(void)
{
    mk_uploads *u = calloc(1, sizeof *u);
    if (u) pthread_mutex_init(&u->lock, NULL);
    return u;
}

static void drop(mk_upload *up)
{
    if (up->fd >= 0) close(up->fd);
    if (up->bad >= 0) close(up->bad);
    free(up);
}

void mk_uploads_free(mk_uploads *u)
{
    if (!u) return;
    for (mk_upload *up = u->first, *next; up; up = next) {
        next = up->next;
        drop(up);
    }
    pthread_mutex_destroy(&u->lock);
    free(u);
}

/* Called with the lock. */
static void unlink_it(mk_upload *up)
{
    for (mk_upload **p = &up->table->first; *p; p = &(*p)->next)
        if (*p == up) { *p = up->next; up->table->n--; return; }
}

/* A file without a name in that folder. O_TMPFILE is not known to every file system; this is. */
static int nameless(const char *folder)
{
    char path[4200];
    snprintf(path, sizeof path, "%s%s.makir-upload-XXXXXX", folder, folder[0] && folder[strlen(folder) - 1] != '/' ? "/" : "");
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) unlink(path);
    return fd;
}

/* The last part of what the sender calls it, without what a terminal or a table would take for something else than text. */
static void set_name(mk_upload *up, mk_str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/' || name.p[i] == '\\') name = mk_str_sub(name, i + 1, name.n), i = (size_t)-1;
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < NAME - 1; i++)
        if ((uint8_t)name.p[i] >= 0x20 && name.p[i] != 0x7f) up->name[n++] = name.p[i];
    mk_str whole = mk_utf8_first((mk_str){ up->name, n }, n);
    up->name[whole.n] = 0;
    if (!whole.n) snprintf(up->name, sizeof up->name, "upload");
}

static void make_room(mk_uploads *u, int64_t now)
{
    for (;;) {
        mk_upload *oldest = NULL;
        for (mk_upload *up = u->first; up; up = up->next)
            if (up->users == 0 && (!oldest || up->at < oldest->at)) oldest = up;
        if (!oldest || (u->n < MOST && now - oldest->at < keep_for)) return;
        unlink_it(oldest);
        drop(oldest);
    }
}

int mk_upload_new(mk_cx *cx, mk_uploads *u, const char *folder, mk_str name, uint64_t most, mk_upload **ret)
{
    mk_upload *up = calloc(1, sizeof *up);
    if (!up) return mk_fail(cx, MK_ENOMEM, "out of memory");
    *up = (mk_upload){ .table = u, .most = most, .at = cx->now, .users = 1, .fd = nameless(folder), .bad = nameless(folder) };
    if (up->fd < 0 || up->bad < 0) {
        int rc = mk_fail(cx, MK_EIO, "cannot make a file beside the store: %s", strerror(errno));
        drop(up);
        return rc;
    }
    int64_t id;
    randombytes_buf(&id, sizeof id);
    mk_id_text(id & INT64_MAX, up->id);
    memcpy(up->who, cx->who, sizeof up->who);
    set_name(up, name);
    snprintf(up->path, sizeof up->path, "/proc/self/fd/%d", up->fd);
    snprintf(up->bad_path, sizeof up->bad_path, "/proc/self/fd/%d", up->bad);
    pthread_mutex_lock(&u->lock);
    make_room(u, cx->now);
    bool room = u->n < MOST;
    if (room) {
        up->next = u->first;
        u->first = up;
        u->n++;
    }
    pthread_mutex_unlock(&u->lock);
    if (!room) {
        drop(up);
        return mk_fail(cx, MK_EBUSY, "%d files are being sent already; try again when one is done", MOST);
    }
    *ret = up;
    return 0;
}

void mk_upload_write(mk_upload *up, const void *p, size_t n)
{
    const char *at = p;
    up->too_large |= n > up->most - up->bytes;
    while (n && !up->error && !up->too_large) {
        ssize_t w = write(up->fd, at, n);
        if (w < 0 && errno == EINTR) continue;
        if (w <= 0) { up->error = w < 0 ? errno : EIO; break; }
        at += w;
        n -= (size_t)w;
        up->bytes += (uint64_t)w;
    }
}

int mk_upload_end(mk_cx *cx, mk_upload *up)
{
    if (up->too_large)
        return mk_fail(cx, MK_ELIMIT, "a file may have at most %" PRIu64 " MB; the setting upload_mb says so", up->most >> 20);
    if (up->error) return mk_fail(cx, MK_EIO, "there is no room for the file on the disk, or it cannot be written to: %s", strerror(up->error));
    if (!up->bytes) return mk_fail(cx, MK_EINVAL, "the file is empty");
    pthread_mutex_lock(&up->table->lock);
    up->whole = true;
    pthread_mutex_unlock(&up->table->lock);
    return 0;
}

mk_upload *mk_uploads_find(const mk_cx *cx, mk_uploads *u, mk_str id)
{
    mk_upload *found = NULL;
    pthread_mutex_lock(&u->lock);
    for (mk_upload *up = u->first; up && !found; up = up->next)
        if (up->whole && !up->forgotten && mk_str_eqz(id, up->id) && strcmp(up->who, cx->who) == 0) found = up;
    if (found) found->users++, found->at = cx->now;
    pthread_mutex_unlock(&u->lock);
    return found;
}

void mk_upload_release(mk_upload *up)
{
    if (!up) return;
    mk_uploads *u = up->table;
    pthread_mutex_lock(&u->lock);
    bool last = --up->users == 0 && (!up->whole || up->forgotten);
    if (last) unlink_it(up);
    pthread_mutex_unlock(&u->lock);
    if (last) drop(up);
}

void mk_upload_forget(mk_upload *up)
{
    pthread_mutex_lock(&up->table->lock);
    up->forgotten = true;
    pthread_mutex_unlock(&up->table->lock);
}

const char *mk_upload_id(const mk_upload *up) { return up->id; }
mk_str mk_upload_name(const mk_upload *up) { return mk_str_of(up->name); }
uint64_t mk_upload_bytes(const mk_upload *up) { return up->bytes; }
const char *mk_upload_path(const mk_upload *up) { return up->path; }
const char *mk_upload_bad_path(const mk_upload *up) { return up->bad_path; }

int mk_upload_bad(const mk_upload *up, uint64_t *ret_bytes)
{
    struct stat st;
    int fd = fstat(up->bad, &st) == 0 && st.st_size > 0 ? fcntl(up->bad, F_DUPFD_CLOEXEC, 0) : -1;
    *ret_bytes = fd >= 0 ? (uint64_t)st.st_size : 0;
    return fd;
}
