/* SPDX-License-Identifier: Apache-2.0 */
#include "arena.h"
#include "fault.h"
#include <sys/mman.h>

#define BLOCK (64u << 10)
#define LARGE (BLOCK / 4)
#define FIRST (1024 - HEAD)             /* many arenas hold next to nothing: what malloc keeps at hand is enough to begin with */
#define SPARE_LEAST (256u << 10)

typedef struct block { struct block *prev; size_t cap, used; uint64_t seq; } block;   /* contents follow, aligned to 16 */
typedef struct defer { struct defer *prev; void (*fn)(void *); void *p; } defer;
struct mk_arena {
    block *top, *spare;                 /* spare: given back by this arena and those inside it, for the next that asks */
    block *idle;                        /* the last plain block that a rewind gave back: a loop that crosses the end of a block every time needs no new one */
    defer *defers;
    jmp_buf *oom;
    size_t bytes, keep, spare_bytes;    /* keep: spare_bytes at most */
    uint64_t seq;
    mk_arena *parent;
};

#define HEAD ((sizeof(block) + 15) & ~(size_t)15)

static char *body(block *b) { return (char *)b + HEAD; }

/* Large blocks are mapped by themselves, in whole large pages where the kernel has them, because each small one is a fault and a place in the
 * table of pages; they grow without being copied. The address sanitizer watches only what malloc gives. */
#if defined MREMAP_MAYMOVE && defined MADV_HUGEPAGE && !defined __SANITIZE_ADDRESS__
enum { HUGE = 2 << 20 };
static bool is_mapped(size_t cap) { return cap >= HUGE - HEAD; }
static size_t whole_pages(size_t cap) { return is_mapped(cap) && cap < SIZE_MAX / 2 ? ((cap + HEAD + HUGE - 1) & ~(size_t)(HUGE - 1)) - HEAD : cap; }

static block *get(size_t cap)
{
    if (!is_mapped(cap)) return malloc(HEAD + cap);
    block *b = cap < SIZE_MAX / 2 ? mmap(NULL, HEAD + cap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) : MAP_FAILED;
    if (b == MAP_FAILED) return NULL;
    madvise(b, HEAD + cap, MADV_HUGEPAGE);
    return b;
}

static void drop(block *b)
{
    if (is_mapped(b->cap)) munmap(b, HEAD + b->cap);
    else free(b);
}

static block *regrow(block *b, size_t cap)
{
    if (!is_mapped(cap)) return realloc(b, HEAD + cap);
    block *n = is_mapped(b->cap) && cap < SIZE_MAX / 2 ? mremap(b, HEAD + b->cap, HEAD + cap, MREMAP_MAYMOVE) : MAP_FAILED;
    if (n != MAP_FAILED) return n;
    n = get(cap);
    if (!n) return NULL;
    memcpy(n, b, HEAD + b->used);
    drop(b);
    return n;
}
#else
static bool is_mapped(size_t cap) { (void)cap; return false; }
static size_t whole_pages(size_t cap) { return cap; }
static block *get(size_t cap) { return cap > SIZE_MAX - HEAD ? NULL : malloc(HEAD + cap); }
static block *regrow(block *b, size_t cap) { return realloc(b, HEAD + cap); }
static void drop(block *b) { free(b); }
#endif

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

static void free_child(void *p)
{
    mk_arena *a = p;
    mk_arena_rewind(a, (mk_arena_mark){ 0 });
    for (block *b; (b = a->spare); drop(b)) a->spare = b->prev;
    if (a->idle) drop(a->idle);
    free(a);
}

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

void mk_arena_move(mk_arena *child, mk_arena *to)
{
    defer *d = mk_arena_alloc(to, sizeof *d);
    mk_arena_leave(child);
    child->parent = to;
    *d = (defer){ to->defers, free_child, child };
    to->defers = d;
}

/* The arena that keeps what this one gives back. */
static mk_arena *keeper(mk_arena *a)
{
    while (a && !a->keep) a = a->parent;
    return a;
}

static void give_back(mk_arena *a, block *b)
{
    if (b->cap == BLOCK && !a->idle) { a->idle = b; return; }
    mk_arena *k = b->cap >= SPARE_LEAST ? keeper(a) : NULL;
    if (!k || k->spare_bytes + b->cap > k->keep) { drop(b); return; }
    b->prev = k->spare;
    k->spare = b;
    k->spare_bytes += b->cap;
}

/* The smallest spare block that is large enough and not much too large; else the largest one is made as large: only what is added is new. */
static block *take_spare(mk_arena *a, size_t cap)
{
    mk_arena *k = cap >= SPARE_LEAST ? keeper(a) : NULL;
    block **best = NULL, **most = NULL;
    if (!k) return NULL;
    for (block **b = &k->spare; *b; b = &(*b)->prev) {
        if ((*b)->cap >= cap && (*b)->cap / 2 <= cap && (!best || (*b)->cap < (*best)->cap)) best = b;
        if ((*b)->cap < cap && (!most || (*b)->cap > (*most)->cap)) most = b;
    }
    if (!best) best = most;
    if (!best) return NULL;
    block *b = *best, *next = b->prev, *is = b;
    const size_t was = b->cap;
    if (was < cap) {
        b->used = 0;
        is = is_mapped(was) ? regrow(b, whole_pages(cap)) : NULL;
        if (!is) return NULL;
        is->cap = whole_pages(cap);
    }
    *best = next;
    k->spare_bytes -= was;
    return is;
}

static size_t room_for(const mk_arena *a, size_t n) { return n > LARGE ? n : a->top || n > FIRST / 2 ? BLOCK : FIRST; }

static bool try_push(mk_arena *a, size_t cap)
{
    block *b = cap == BLOCK && a->idle ? a->idle : take_spare(a, cap);
    if (b == a->idle) a->idle = NULL;
    if (b) cap = b->cap;
    else {
        cap = whole_pages(cap);
        b = get(cap);
        if (!b) return false;
    }
    *b = (block){ a->top, cap, 0, ++a->seq };
    a->top = b;
    a->bytes += HEAD + cap;
    return true;
}

void mk_arena_keep(mk_arena *a, size_t most) { a->keep = most; }

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
    if (!a->top || a->top->cap - a->top->used < n) push(a, room_for(a, n));
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
        size_t cap = whole_pages(want);
        block *nb = want <= b->cap ? b : mk_fault(MK_FAULT_ALLOC) ? NULL : regrow(b, cap);
        if (!nb) out_of_memory(a);
        if (want > nb->cap) { a->bytes += cap - nb->cap; nb->cap = cap; }
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
    char text[256];             /* what is short is made once */
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    if (n < 0) n = 0, text[0] = 0;
    char *p = mk_arena_alloc(a, (size_t)n + 1);
    if ((size_t)n < sizeof text) memcpy(p, text, (size_t)n + 1);
    else vsnprintf(p, (size_t)n + 1, fmt, again);
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
    if (mk_fault(MK_FAULT_ALLOC) || ((!a->top || a->top->cap - a->top->used < n) && !try_push(a, room_for(a, n)))) {
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
        give_back(a, b);
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
