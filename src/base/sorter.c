/* SPDX-License-Identifier: Apache-2.0
 * External merge sort. One block of memory, used twice:
 *
 *   adding    [record record record ->      free      <- entry entry entry | write buffer]
 *   merging   [slice of run 0 | slice of run 1 | ... | slice of run k      | write buffer]
 *
 * What an entry and a record are, and how entries are sorted: sorter_int.h. */
#include "sorter_int.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "fault.h"

enum {
    MEMORY_LEAST = 16 << 10,
    WRITE_MOST = 256 << 10,
    SLICE_GOOD = 64 << 10,              /* a read smaller than this costs more in calls than in bytes */
    CHECK_EVERY = 1024,
};

typedef struct run { off_t at, end; } run;
typedef struct reader {                 /* one run being merged */
    uint64_t key[3];
    char *slice;                        /* its part of the block */
    size_t from, to;                    /* the bytes of the slice that are read and not yet given */
    off_t at, end;                      /* the bytes of the file that are not yet read */
} reader;

struct mk_sorter {
    mk_arena *arena;
    char *dir;
    char *block;
    size_t memory, room, write_cap;     /* of the block: all; without the write buffer; the write buffer */
    size_t fill;                        /* bytes of records at the block's beginning */
    mk_sorter_entry *entries;                     /* the lowest entry; they end at the block's `room` */
    size_t n;                           /* entries in memory */
    size_t given;                       /* entries handed out, when everything stayed in memory */
    uint64_t count;
    size_t record_most;
    int fd;
    off_t file_end;
    size_t write_n;
    run *runs;                          /* on the heap: the caller may rewind his arena between two adds */
    size_t runs_n, runs_cap;
    size_t runs_done;                   /* runs before this one have been merged into later ones */
    reader *readers;
    size_t *heap;
    size_t heap_n, slice_cap;
    bool sorted, started;
    int failed;                         /* the first failure, given again for ever */
};

static void release(void *p)
{
    mk_sorter *s = p;
    free(s->block);
    free(s->runs);
    free(s->readers);
    free(s->heap);
    s->block = NULL;
    s->runs = NULL;
    s->readers = NULL;
    s->heap = NULL;
    if (s->fd >= 0) close(s->fd);
    s->fd = -1;
}

mk_sorter *mk_sorter_new(mk_cx *cx, size_t memory, const char *dir)
{
    mk_sorter *s = MK_NEW(cx->arena, mk_sorter);
    s->arena = cx->arena;
    s->dir = mk_arena_z(cx->arena, mk_str_of(dir && *dir ? dir : "."));
    s->memory = memory < MEMORY_LEAST ? MEMORY_LEAST : memory & ~(size_t)15;
    s->write_cap = s->memory / 16 < WRITE_MOST ? (s->memory / 16) & ~(size_t)15 : WRITE_MOST;
    s->room = s->memory - s->write_cap;
    s->fd = -1;
    mk_arena_defer(cx->arena, release, s);
    return s;
}

void mk_sorter_free(mk_sorter *s)
{
    if (!s) return;
    mk_arena_undefer(s->arena, s);
    release(s);
}

uint64_t mk_sorter_count(const mk_sorter *s) { return s->count; }

/* The file --------------------------------------------------------------------------------------------------------- */

static int open_file(mk_cx *cx, mk_sorter *s)
{
    s->fd = open(s->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (s->fd < 0) {                                /* not every file system can */
        mk_str name = mk_arena_printf(s->arena, "%s/makir-sort-XXXXXX", s->dir);
        char *z = mk_arena_z(s->arena, name);
        s->fd = mkostemp(z, O_CLOEXEC);
        if (s->fd >= 0) unlink(z);
    }
    if (s->fd < 0)
        return mk_fail(cx, MK_EIO, "cannot make a temporary file for sorting in %s: %s", s->dir, strerror(errno));
    return 0;
}

static int write_out(mk_cx *cx, mk_sorter *s, const char *p, size_t n)
{
    while (n) {
        ssize_t k = -1;
        errno = ENOSPC;
        if (!mk_fault(MK_FAULT_WRITE)) k = pwrite(s->fd, p, n, s->file_end);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return mk_fail(cx, MK_EIO, "no room for sorting in %s: %s; make room on that disk and try again",
                                   s->dir, strerror(errno));
        p += k;
        n -= (size_t)k;
        s->file_end += k;
    }
    return 0;
}

static int flush(mk_cx *cx, mk_sorter *s)
{
    size_t n = s->write_n;
    s->write_n = 0;
    return n ? write_out(cx, s, s->block + s->room, n) : 0;
}

static int put_record(mk_cx *cx, mk_sorter *s, const char *rec)
{
    size_t n = MK_RECORD_HEAD + mk_record_length(rec);
    if (n > s->write_cap - s->write_n) MK_TRY(flush(cx, s));
    if (n > s->write_cap) return write_out(cx, s, rec, n);
    memcpy(s->block + s->room + s->write_n, rec, n);
    s->write_n += n;
    return 0;
}

/* The file from `at` to its end is a run. */
static int add_run(mk_cx *cx, mk_sorter *s, off_t at)
{
    if (s->runs_n == s->runs_cap) {
        size_t cap = s->runs_cap ? s->runs_cap * 2 : 64;
        run *more = mk_fault(MK_FAULT_ALLOC) ? NULL : realloc(s->runs, cap * sizeof *more);
        if (!more) return mk_fail(cx, MK_ENOMEM, "no memory for sorting");
        s->runs = more;
        s->runs_cap = cap;
    }
    s->runs[s->runs_n++] = (run){ at, s->file_end };
    return 0;
}

/* Sorts what is in memory and writes it behind the other runs. */
static int spill(mk_cx *cx, mk_sorter *s)
{
    if (s->fd < 0) MK_TRY(open_file(cx, s));
    mk_sorter_entries(s->block, s->entries, s->n);
    off_t at = s->file_end;
    for (size_t i = 0; i < s->n; i++) {
        if (i + 8 < s->n) __builtin_prefetch(s->block + s->entries[i + 8].at);
        if (i % CHECK_EVERY == 0) MK_TRY(mk_cx_check(cx));
        MK_TRY(put_record(cx, s, s->block + s->entries[i].at));
    }
    MK_TRY(flush(cx, s));
    MK_TRY(add_run(cx, s, at));
    s->fill = s->n = 0;
    s->entries = (mk_sorter_entry *)(void *)(s->block + s->room);
    return 0;
}

/* Adding ----------------------------------------------------------------------------------------------------------- */

static int add(mk_cx *cx, mk_sorter *s, uint64_t k0, uint64_t k1, uint64_t k2, mk_str data)
{
    if (!s->block) {
        s->block = mk_fault(MK_FAULT_ALLOC) ? NULL : malloc(s->memory);
        if (!s->block) return mk_fail(cx, MK_ENOMEM, "no memory for sorting (%zu bytes)", s->memory);
        s->entries = (mk_sorter_entry *)(void *)(s->block + s->room);
    }
    /* two of the largest must fit, or they could never be merged */
    if (data.n > UINT32_MAX - MK_RECORD_HEAD || MK_RECORD_HEAD + data.n + sizeof(mk_sorter_entry) > s->room / 2)
        return mk_fail(cx, MK_ELIMIT, "a record of %zu bytes is too large to be sorted in %zu bytes of memory", data.n, s->memory);
    size_t n = MK_RECORD_HEAD + data.n, used = s->fill + s->n * sizeof(mk_sorter_entry);
    if (used + n + sizeof(mk_sorter_entry) > s->room) MK_TRY(spill(cx, s));
    if (s->count % CHECK_EVERY == 0) MK_TRY(mk_cx_check(cx));
    char *rec = s->block + s->fill;
    uint64_t key[3] = { k0, k1, k2 };
    uint32_t len = (uint32_t)data.n;
    memcpy(rec, key, sizeof key);
    memcpy(rec + 24, &len, 4);
    if (len) memcpy(rec + MK_RECORD_HEAD, data.p, len);
    *--s->entries = (mk_sorter_entry){ k0, s->fill };
    s->n++;
    s->fill += n;
    s->count++;
    if (n > s->record_most) s->record_most = n;
    return 0;
}

int mk_sorter_add(mk_cx *cx, mk_sorter *s, uint64_t k0, uint64_t k1, uint64_t k2, mk_str data)
{
    if (s->failed) return s->failed;
    if (s->sorted) return mk_fail(cx, MK_EBUG, "a record was added after sorting");
    int rc = add(cx, s, k0, k1, k2, data);
    /* a record that is too large is refused alone; after anything else the sorter is broken */
    if (rc < 0 && rc != MK_ELIMIT) s->failed = rc;
    return rc;
}

/* Merging ---------------------------------------------------------------------------------------------------------- */

/* Makes the reader's next record whole in its slice. 1: it is there; 0: the run is at its end. */
static int load(mk_cx *cx, mk_sorter *s, reader *r)
{
    for (;;) {
        size_t have = r->to - r->from;
        if (have >= MK_RECORD_HEAD && have >= MK_RECORD_HEAD + (size_t)mk_record_length(r->slice + r->from)) {
            for (int i = 0; i < 3; i++) r->key[i] = mk_record_word(r->slice + r->from, i);
            return 1;
        }
        if (r->at == r->end && have == 0) return 0;
        memmove(r->slice, r->slice + r->from, have);
        r->from = 0;
        r->to = have;
        size_t want = s->slice_cap - have;
        if ((off_t)want > r->end - r->at) want = (size_t)(r->end - r->at);
        ssize_t k = want ? pread(s->fd, r->slice + have, want, r->at) : 0;
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return mk_fail(cx, MK_EIO, "cannot read back the temporary file for sorting in %s: %s", s->dir,
                                   k < 0 ? strerror(errno) : "it is shorter than it was");
        r->to += (size_t)k;
        r->at += k;
    }
}

static bool reader_less(const reader *a, const reader *b)
{
    for (int i = 0; i < 3; i++)
        if (a->key[i] != b->key[i]) return a->key[i] < b->key[i];
    return mk_str_cmp(mk_record_payload(a->slice + a->from), mk_record_payload(b->slice + b->from)) < 0;
}

static void sift(mk_sorter *s, size_t i)
{
    size_t x = s->heap[i];
    for (size_t kid; (kid = 2 * i + 1) < s->heap_n; i = kid) {
        if (kid + 1 < s->heap_n && reader_less(&s->readers[s->heap[kid + 1]], &s->readers[s->heap[kid]])) kid++;
        if (!reader_less(&s->readers[s->heap[kid]], &s->readers[x])) break;
        s->heap[i] = s->heap[kid];
    }
    s->heap[i] = x;
}

/* Begins to merge the next k runs. */
static int merge_start(mk_cx *cx, mk_sorter *s, size_t k)
{
    s->slice_cap = s->room / k;
    s->heap_n = 0;
    for (size_t i = 0; i < k; i++) {
        run r = s->runs[s->runs_done++];
        s->readers[i] = (reader){ .slice = s->block + i * s->slice_cap, .at = r.at, .end = r.end };
        int rc = load(cx, s, &s->readers[i]);
        if (rc < 0) return rc;
        if (rc) s->heap[s->heap_n++] = i;
    }
    for (size_t i = s->heap_n / 2; i-- > 0; ) sift(s, i);
    return 0;
}

/* Leaves the smallest record behind. */
static int merge_step(mk_cx *cx, mk_sorter *s)
{
    reader *r = &s->readers[s->heap[0]];
    r->from += MK_RECORD_HEAD + (size_t)mk_record_length(r->slice + r->from);
    int rc = load(cx, s, r);
    if (rc < 0) return rc;
    if (rc == 0) s->heap[0] = s->heap[--s->heap_n];
    if (s->heap_n) sift(s, 0);
    return 0;
}

static int sort(mk_cx *cx, mk_sorter *s)
{
    if (s->runs_n == 0) {
        mk_sorter_entries(s->block, s->entries, s->n);
        return 0;
    }
    if (s->n) MK_TRY(spill(cx, s));
    size_t slice = s->room / 16 < SLICE_GOOD ? s->room / 16 : SLICE_GOOD;
    if (slice < s->record_most) slice = s->record_most;
    size_t most = s->room / slice;
    size_t left = s->runs_n;
    size_t ways = most < left ? most : left;
    s->readers = calloc(ways, sizeof *s->readers);
    s->heap = calloc(ways, sizeof *s->heap);
    if (!s->readers || !s->heap) return mk_fail(cx, MK_ENOMEM, "no memory for sorting");
    /* too many to be read at once: merge the first ones into one run at the file's end, and only as many as it takes */
    while ((left = s->runs_n - s->runs_done) > most) {
        size_t k = left - most + 1 < most ? left - most + 1 : most;
        off_t from = s->runs[s->runs_done].at, to = s->runs[s->runs_done + k - 1].end, at = s->file_end;
        MK_TRY(merge_start(cx, s, k));
        for (uint64_t i = 0; s->heap_n; i++) {
            reader *r = &s->readers[s->heap[0]];
            if (i % CHECK_EVERY == 0) MK_TRY(mk_cx_check(cx));
            MK_TRY(put_record(cx, s, r->slice + r->from));
            MK_TRY(merge_step(cx, s));
        }
        MK_TRY(flush(cx, s));
        MK_TRY(add_run(cx, s, at));
        /* gives the disk its room back; a file system that cannot loses nothing but room */
        (void)!fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from, to - from);
    }
    return merge_start(cx, s, left);
}

int mk_sorter_sort(mk_cx *cx, mk_sorter *s)
{
    if (s->failed) return s->failed;
    if (s->sorted) return 0;
    s->sorted = true;
    int rc = mk_cx_check(cx);
    if (rc == 0) rc = sort(cx, s);
    return s->failed = rc;
}

int mk_sorter_next(mk_cx *cx, mk_sorter *s, mk_sorted *ret)
{
    if (s->failed) return s->failed;
    if (!s->sorted) return mk_fail(cx, MK_EBUG, "records were asked for before sorting");
    if (s->given % CHECK_EVERY == 0 && (s->failed = mk_cx_check(cx)) < 0) return s->failed;
    const char *rec;
    if (s->runs_n == 0) {
        if (s->given == s->n) return 0;
        if (s->given + 8 < s->n) __builtin_prefetch(s->block + s->entries[s->given + 8].at);
        rec = s->block + s->entries[s->given].at;
    } else {
        /* the record given last is left only now: it had to stay readable */
        if (s->started && s->heap_n && (s->failed = merge_step(cx, s)) < 0) return s->failed;
        s->started = true;
        if (s->heap_n == 0) return 0;
        rec = s->readers[s->heap[0]].slice + s->readers[s->heap[0]].from;
    }
    s->given++;
    *ret = (mk_sorted){ { mk_record_word(rec, 0), mk_record_word(rec, 1), mk_record_word(rec, 2) }, mk_record_payload(rec) };
    return 1;
}
