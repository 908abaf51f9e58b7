/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct memory { mk_source source; mk_str bytes; size_t at; } memory;
typedef struct file { mk_source source; int fd; } file;

static int memory_read(mk_cx *cx, mk_source *s, void *p, size_t n, size_t *ret)
{
    (void)cx;
    memory *m = (memory *)s;
    if (n > m->bytes.n - m->at) n = m->bytes.n - m->at;
    if (n) memcpy(p, m->bytes.p + m->at, n);
    m->at += n;
    *ret = n;
    return 0;
}

static int memory_rewind(mk_cx *cx, mk_source *s)
{
    (void)cx;
    ((memory *)s)->at = 0;
    return 0;
}

mk_source *mk_source_memory(mk_arena *a, mk_str name, mk_str bytes)
{
    memory *m = MK_NEW(a, memory);
    *m = (memory){ { name, bytes.n, memory_read, memory_rewind }, bytes, 0 };
    return &m->source;
}

static int file_read(mk_cx *cx, mk_source *s, void *p, size_t n, size_t *ret)
{
    file *f = (file *)s;
    ssize_t got;
    do got = read(f->fd, p, n); while (got < 0 && errno == EINTR);
    if (got < 0) return mk_fail(cx, MK_EIO, "cannot read %.*s: %s", MK_SARG(s->name), strerror(errno));
    *ret = (size_t)got;
    return 0;
}

static int file_rewind(mk_cx *cx, mk_source *s)
{
    if (lseek(((file *)s)->fd, 0, SEEK_SET) < 0)
        return mk_fail(cx, MK_EIO, "cannot read %.*s twice: %s; give it as a plain file", MK_SARG(s->name), strerror(errno));
    return 0;
}

static void file_close(void *p)
{
    close(((file *)p)->fd);
}

int mk_source_file(mk_cx *cx, mk_arena *a, const char *path, mk_source **ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return mk_fail(cx, MK_EIO, "cannot open %s: %s", path, strerror(errno));
    struct stat st;
    bool known = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    file *f = MK_NEW(a, file);
    *f = (file){ { mk_arena_dup(a, mk_str_of(path)), known ? (uint64_t)st.st_size : 0, file_read, file_rewind }, fd };
    mk_arena_defer(a, file_close, f);
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    *ret = &f->source;
    return 0;
}

int mk_source_fill(mk_cx *cx, mk_source *s, void *p, size_t n, size_t *ret)
{
    size_t have = 0;
    while (have < n) {
        size_t got = 0;
        MK_TRY(s->read(cx, s, (char *)p + have, n - have, &got));
        if (got == 0) break;
        have += got;
    }
    *ret = have;
    return 0;
}
