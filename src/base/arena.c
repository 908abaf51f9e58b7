/* SPDX-License-Identifier: Apache-2.0 */
#include "arena.h"
#include "fault.h"
#include <sys/mman.h>

#define BLOCK (64u << 10)
#define LARGE (BLOCK / 4)

typedef struct block { struct block *prev; size_t cap, used; uint64_t seq; } block;   /* contents follow, aligned to 16 */
typedef struct defer { struct defer *prev; void (*fn)(void *); void *p; } defer;
struct mk_arena { block *top; defer *defers; jmp_buf *oom; size_t bytes; uint64_t seq; mk_arena *parent; };

#define HEAD ((sizeof(block) + 15) & ~(size_t)15)

static char *body(block *b) { return (char *)b + HEAD; }

static _Noreturn void out_of_memory(mk_arena *a)
{
    for (; a; a = a->parent)
        if (a->oom) longjmp(*a->oom, 1);
    fputs("makir: out of memory\n", stderr);
    abort();
}

mk_arena *mk_arena_try(void) { return calloc(1, sizeof(mk_arena)); }

mk_arena *mk_arena_new(void)
{
    mk_arena *a = mk_arena_try();
    if (!a) out_of_memory(NULL);
    return a;
}

static void free_child(void *a) { mk_arena_rewind(a, (mk_arena_mark){ 0 }); free(a); }

mk_arena *mk_arena_child(mk_arena *parent)
{
    defer *d = mk_arena_alloc(parent, sizeof *d);       /* first, so that nothing is lost when it fails */
    mk_arena *a = mk_fault(MK_FAULT_ALLOC) ? NULL : calloc(1, sizeof *a);
    if (!a) out_of_memory(parent);
    a->parent = parent;
    *d = (defer){ parent->defers, free_child, a };
    parent->defers = d;
    return a;
}

void mk_arena_leave(mk_arena *child)
{
    mk_arena_undefer(child->parent, child);
    child->parent = NULL;
}

/* Of many megabytes each page is a fault and a place in the table of pages: the kernel is asked for large ones, and may say no. */
enum { HUGE = 2 << 20 };
static void ask_for_large_pages(block *b)
{
#ifdef MADV_HUGEPAGE
    uintptr_t from = ((uintptr_t)b + HUGE - 1) & ~(uintptr_t)(HUGE - 1), to = ((uintptr_t)b + HEAD + b->cap) & ~(uintptr_t)(HUGE - 1);
    if (b->cap >= 2 * (size_t)HUGE && to > from) madvise((void *)from, to - from, MADV_HUGEPAGE);
#else
    (void)b;
#endif
}

static bool try_push(mk_arena *a, size_t cap)
{
    block *b = cap > SIZE_MAX - HEAD ? NULL : malloc(HEAD + cap);
    if (!b) return false;
    *b = (block){ a->top, cap, 0, ++a->seq };
    a->top = b;
    a->bytes += HEAD + cap;
    ask_for_large_pages(b);
    return true;
}

static void push(mk_arena *a, size_t cap)
{
    if (!try_push(a, cap)) out_of_memory(a);
}

static void *place(mk_arena *a, size_t n)
{
    block *b = a->top;
    void *p = body(b) + b->used;
    b->used += n;
    return p;
}

void *mk_arena_alloc(mk_arena *a, size_t n)
{
    /* every object is a step that a test can have fail, though few of them need a new block */
    if (n > SIZE_MAX - 15 || mk_fault(MK_FAULT_ALLOC)) out_of_memory(a);
    n = (n + 15) & ~(size_t)15;
    if (!a->top || a->top->cap - a->top->used < n) push(a, n > LARGE ? n : BLOCK);
    return place(a, n);
}

void *mk_arena_zalloc(mk_arena *a, size_t n)
{
    void *p = mk_arena_alloc(a, n);
    memset(p, 0, n);
    return p;
}

void *mk_arena_grow(mk_arena *a, void *p, size_t old, size_t n)
{
    size_t o = (old + 15) & ~(size_t)15;
    block *b = a->top;
    if (p && n > SIZE_MAX / 2) out_of_memory(a);
    size_t want = (n + 15) & ~(size_t)15;
    if (p && b && (char *)p == body(b) && b->used == o && o > LARGE) {      /* alone in the top block */
        block *nb = want <= b->cap ? b : mk_fault(MK_FAULT_ALLOC) ? NULL : realloc(b, HEAD + want);
        if (!nb) out_of_memory(a);
        if (want > nb->cap) { a->bytes += want - nb->cap; nb->cap = want; ask_for_large_pages(nb); }
        nb->used = want;
        a->top = nb;
        return body(nb);
    }
    if (p && b && (char *)p + o == body(b) + b->used && b->cap - b->used + o >= want) {   /* last in its block */
        b->used += want - o;
        return p;
    }
    void *q = mk_arena_alloc(a, n);
    if (p && old) memcpy(q, p, old < n ? old : n);
    return q;
}

mk_str mk_arena_dup(mk_arena *a, mk_str s)
{
    char *p = mk_arena_alloc(a, s.n + 1);
    if (s.n) memcpy(p, s.p, s.n);
    p[s.n] = 0;
    return (mk_str){ p, s.n };
}

char *mk_arena_z(mk_arena *a, mk_str s)
{
    char *p = mk_arena_alloc(a, s.n + 1);
    if (s.n) memcpy(p, s.p, s.n);
    p[s.n] = 0;
    return p;
}

mk_str mk_arena_vprintf(mk_arena *a, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    if (n < 0) n = 0;
    char *p = mk_arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (mk_str){ p, (size_t)n };
}

mk_str mk_arena_printf(mk_arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    mk_str s = mk_arena_vprintf(a, fmt, ap);
    va_end(ap);
    return s;
}

void mk_arena_defer(mk_arena *a, void (*fn)(void *), void *p)
{
    const size_t n = (sizeof(defer) + 15) & ~(size_t)15;
    if (mk_fault(MK_FAULT_ALLOC) || ((!a->top || a->top->cap - a->top->used < n) && !try_push(a, BLOCK))) {
        fn(p);
        out_of_memory(a);
    }
    defer *d = place(a, n);
    *d = (defer){ a->defers, fn, p };
    a->defers = d;
}

void mk_arena_undefer(mk_arena *a, void *p)
{
    for (defer *d = a->defers; d; d = d->prev)
        if (d->p == p && d->fn) { d->fn = NULL; return; }
}

mk_arena_mark mk_arena_here(mk_arena *a)
{
    return (mk_arena_mark){ a->top ? a->top->seq : 0, a->top ? a->top->used : 0, a->defers };
}

void mk_arena_rewind(mk_arena *a, mk_arena_mark m)
{
    while (a->defers != m.defer) {
        defer *d = a->defers;
        a->defers = d->prev;
        if (d->fn) d->fn(d->p);
    }
    while (a->top && a->top->seq > m.seq) {
        block *b = a->top;
        a->top = b->prev;
        a->bytes -= HEAD + b->cap;
        free(b);
    }
    if (a->top && a->top->seq == m.seq) a->top->used = m.used;
}

void mk_arena_free(mk_arena *a)
{
    if (!a) return;
    if (a->parent) mk_arena_undefer(a->parent, a);
    free_child(a);
}

size_t mk_arena_bytes(const mk_arena *a) { return a->bytes; }

jmp_buf *mk_arena_on_oom(mk_arena *a, jmp_buf *to)
{
    jmp_buf *was = a->oom;
    a->oom = to;
    return was;
}
