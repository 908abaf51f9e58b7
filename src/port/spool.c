/* SPDX-License-Identifier: Apache-2.0 */
#include "spool.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "buf.h"

/* A run of bytes: in memory while it is short, else in a file with its end in memory. */
typedef struct run { mk_buf tail; int fd; uint64_t written; char *map; size_t mapped; } run;

struct mk_spool { const char *folder; size_t memory; uint64_t n, looked; run text, ends; };

static void drop(void *p)
{
    mk_spool *s = p;
    run *const both[] = { &s->text, &s->ends };
    for (int i = 0; i < 2; i++) {
        if (both[i]->map) munmap(both[i]->map, both[i]->mapped);
        if (both[i]->fd >= 0) close(both[i]->fd);
    }
}

mk_spool *mk_spool_new(mk_arena *a, const char *folder, size_t memory)
{
    mk_spool *s = MK_NEW(a, mk_spool);
    *s = (mk_spool){ folder ? folder : "/tmp", memory, 0, 0, { mk_buf_on(a), -1, 0, NULL, 0 }, { mk_buf_on(a), -1, 0, NULL, 0 } };
    mk_arena_defer(a, drop, s);
    return s;
}

static int open_file(mk_cx *cx, const mk_spool *s, run *r)
{
    r->fd = open(s->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (r->fd < 0) {                    /* not every file system can */
        char *z = mk_arena_z(cx->arena, mk_arena_printf(cx->arena, "%s/makir-spool-XXXXXX", s->folder));
        r->fd = mkostemp(z, O_CLOEXEC);
        if (r->fd >= 0) unlink(z);
    }
    return r->fd >= 0 ? 0 : mk_fail(cx, MK_EIO, "cannot make a temporary file in %s: %s", s->folder, strerror(errno));
}

static int spill(mk_cx *cx, const mk_spool *s, run *r)
{
    if (r->fd < 0) MK_TRY(open_file(cx, s, r));
    for (size_t at = 0; at < r->tail.n;) {
        ssize_t k = write(r->fd, r->tail.p + at, r->tail.n - at);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return mk_fail(cx, MK_EIO, "cannot write a temporary file in %s: %s; make room there", s->folder, strerror(errno));
        at += (size_t)k;
    }
    r->written += r->tail.n;
    mk_buf_clear(&r->tail);
    return 0;
}

int mk_spool_add(mk_cx *cx, mk_spool *s, mk_str text)
{
    mk_buf_str_add(&s->text.tail, text);
    uint64_t end = s->text.written + s->text.tail.n;
    mk_buf_add(&s->ends.tail, &end, sizeof end);
    s->n++;
    if (s->text.tail.n >= s->memory) MK_TRY(spill(cx, s, &s->text));
    return s->ends.tail.n >= s->memory ? spill(cx, s, &s->ends) : 0;
}

static int see(mk_cx *cx, const mk_spool *s, run *r)
{
    if (r->fd < 0) {
        r->map = NULL;
        return 0;
    }
    MK_TRY(spill(cx, s, r));
    void *p = mmap(NULL, (size_t)r->written, PROT_READ, MAP_SHARED, r->fd, 0);
    if (p == MAP_FAILED) return mk_fail(cx, MK_EIO, "cannot read a temporary file back: %s", strerror(errno));
    madvise(p, (size_t)r->written, MADV_RANDOM);     /* one page for a text, not its sixteen neighbours */
    r->map = p;
    r->mapped = (size_t)r->written;
    return 0;
}

int mk_spool_seal(mk_cx *cx, mk_spool *s)
{
    MK_TRY(see(cx, s, &s->text));
    return see(cx, s, &s->ends);
}

static uint64_t end_of(const mk_spool *s, uint64_t i)
{
    uint64_t end;
    memcpy(&end, (s->ends.map ? s->ends.map : s->ends.tail.p) + i * sizeof end, sizeof end);
    return end;
}

/* Pages that were looked at count as the program's own; the kernel keeps what it has room for. */
static void let_go(mk_spool *s)
{
    enum { EVERY = 4096 };
    if (++s->looked % EVERY) return;
    if (s->text.map) madvise(s->text.map, s->text.mapped, MADV_DONTNEED);
    if (s->ends.map) madvise(s->ends.map, s->ends.mapped, MADV_DONTNEED);
}

bool mk_spool_at(mk_spool *s, uint64_t i, mk_str *ret)
{
    if (i >= s->n) return false;
    let_go(s);
    uint64_t from = i ? end_of(s, i - 1) : 0, to = end_of(s, i);
    const char *p = s->text.map ? s->text.map : s->text.tail.p;
    *ret = to > from ? (mk_str){ p + from, (size_t)(to - from) } : MK_S("");
    return true;
}
