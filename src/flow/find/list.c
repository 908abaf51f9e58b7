/* SPDX-License-Identifier: Apache-2.0 */
#include "list_int.h"
#include "clock.h"
#include "vec.h"

enum { SAMPLE = 400, FIRST_BATCH = 256, BATCH = 8192, LOOKS = 1500, BEHIND = 500 };
#define MOMENT (MK_SECOND / 2)

/* Where a row stands: by what it is sorted, then by id. The smaller comes first. */
typedef struct rank { uint64_t hi, lo; int64_t id; } rank;
typedef struct placed { rank k; uint32_t at; } placed;
typedef enum by { BY_LAST, BY_NAME, BY_SPENT, BY_ORDERS, BY_FIRST } by;
typedef struct order { by by; bool down; } order;

static int order_of(mk_cx *cx, mk_str sort, order *ret)
{
    static const char *const name[] = { "last", "name", "spent", "orders", "first" };
    if (!sort.n) sort = MK_S("-last");
    ret->down = sort.p[0] == '-';
    mk_str bare = mk_str_sub(sort, ret->down, sort.n);
    for (int i = 0; i < 5; i++)
        if (mk_str_eqz(bare, name[i])) {
            ret->by = (by)i;
            return i == BY_SPENT && (cx->hide & MK_HIDE_VALUE) ? mk_fail(cx, MK_EDENIED, "a list cannot be made by what you are not shown") : 0;
        }
    return mk_fail(cx, MK_EINVAL, "a list is sorted by name, last, spent, orders or first, with - in front the other way round");
}

static uint64_t ordered(int64_t v) { return (uint64_t)v ^ UINT64_C(1) << 63; }

static rank rank_of(const mk_listing *l, order o, size_t i)
{
    rank k = { 0, 0, l->id[i] };
    switch (o.by) {
    case BY_LAST: k.hi = ordered(l->last[i]); break;
    case BY_NAME: k.hi = l->name[i].hi, k.lo = l->name[i].lo; break;
    case BY_SPENT: k.hi = ordered(l->spent[i]); break;
    case BY_ORDERS: k.hi = ordered(l->orders[i]); break;
    case BY_FIRST: k.hi = ordered(l->first[i]); break;
    }
    if (o.down) k.hi = ~k.hi, k.lo = ~k.lo;
    return k;
}

static bool before(const rank *a, const rank *b)
{
    if (a->hi != b->hi) return a->hi < b->hi;
    return a->lo != b->lo ? a->lo < b->lo : a->id < b->id;
}

/* The first k behind `from` of those at the places, in order: a heap with the last of them on top. */
typedef struct heap { placed *p; size_t n, k; } heap;

static void sink(heap *h, size_t i)
{
    for (size_t c; (c = 2 * i + 1) < h->n; i = c) {
        if (c + 1 < h->n && before(&h->p[c].k, &h->p[c + 1].k)) c++;
        if (!before(&h->p[i].k, &h->p[c].k)) return;
        placed t = h->p[i];
        h->p[i] = h->p[c];
        h->p[c] = t;
    }
}

static void offer(heap *h, const placed *one)
{
    if (h->n == h->k) {
        if (!before(&one->k, &h->p[0].k)) return;
        h->p[0] = *one;
        sink(h, 0);
        return;
    }
    size_t i = h->n++;
    h->p[i] = *one;
    for (size_t up; i && before(&h->p[up = (i - 1) / 2].k, &h->p[i].k); i = up) {
        placed t = h->p[i];
        h->p[i] = h->p[up];
        h->p[up] = t;
    }
}

static int in_order(const void *a, const void *b)
{
    const rank *x = &((const placed *)a)->k, *y = &((const placed *)b)->k;
    return before(x, y) ? -1 : before(y, x);
}

typedef struct listing_of { const mk_list_ask *ask; mk_listing *l; mk_list *ret; order o; rank from; bool has_from; uint32_t *place; size_t places; } listing_of;

static void first_of(const listing_of *x, heap *h, bool has_from, const rank *from)
{
    h->n = 0;
    for (size_t i = 0; i < x->places; i++) {
        placed one = { rank_of(x->l, x->o, x->place[i]), x->place[i] };
        if (!has_from || before(from, &one.k)) offer(h, &one);
    }
    if (h->n) qsort(h->p, h->n, sizeof *h->p, in_order);
}

/* Who fits by the columns. */
static void gather(mk_cx *cx, listing_of *x, const mk_matching *m)
{
    const mk_listing *l = x->l;
    if (m->least) {
        x->place = MK_NEWN(cx->arena, uint32_t, m->least->ids + 1);
        for (size_t i = 0; i < m->least->ids; i++) {
            size_t at;
            if (mk_listing_at(l, m->least->id[i], &at) && mk_match_row(m, l, at)) x->place[x->places++] = (uint32_t)at;
        }
        return;
    }
    x->place = mk_arena_alloc(cx->arena, (l->n + 1) * sizeof *x->place);
    for (size_t i = 0; i < l->n; i++)
        if (mk_match_row(m, l, i)) x->place[x->places++] = (uint32_t)i;
}

static int count(mk_cx *cx, mk_db *db, listing_of *x, const mk_matching *m)
{
    size_t n = x->places, step = x->ask->exact || n <= SAMPLE ? 1 : n / SAMPLE, asked = 0, hits = 0;
    x->ret->exact = (step == 1 || !m->dear) && !m->cut;
    x->ret->count = (int64_t)n;
    if (!m->dear) return 0;
    for (size_t i = step / 2; i < n; i += step, asked++) {
        int rc = mk_match_dear(cx, db, m, x->l->id[x->place[i]]);
        if (rc < 0) return rc;
        hits += rc > 0;
        if ((asked & 0xfff) == 0xfff) MK_TRY(mk_cx_check(cx));
    }
    x->ret->count = step == 1 ? (int64_t)hits : asked ? (int64_t)((double)n * (double)hits / (double)asked + 0.5) : 0;
    return 0;
}

static void take(mk_cx *cx, listing_of *x, const placed *p)
{
    const mk_listing *l = x->l;
    x->ret->row[x->ret->n++] = (mk_listed){ .customer = l->id[p->at], .spent = l->spent[p->at], .first = l->first[p->at], .last = l->last[p->at],
        .orders = l->orders[p->at], .bits = l->bits[p->at], .city = mk_arena_dup(cx->arena, mk_str_of(l->cities[l->city[p->at]])) };
    x->from = p->k;
}

static mk_str cursor_text(mk_cx *cx, const listing_of *x)
{
    return mk_arena_printf(cx->arena, "%c%c%016" PRIx64 "%016" PRIx64 "%016" PRIx64, 'a' + (int)x->o.by, x->o.down ? 'd' : 'u', x->from.hi, x->from.lo, (uint64_t)x->from.id);
}

static int cursor_read(mk_cx *cx, listing_of *x)
{
    mk_str c = x->ask->cursor;
    if (!c.n) return 0;
    uint64_t v[3] = { 0 };
    bool ok = c.n == 50 && c.p[0] == 'a' + (int)x->o.by && c.p[1] == (x->o.down ? 'd' : 'u');
    for (size_t i = 2; ok && i < 50; i++) {
        int digit = c.p[i] >= '0' && c.p[i] <= '9' ? c.p[i] - '0' : c.p[i] >= 'a' && c.p[i] <= 'f' ? c.p[i] - 'a' + 10 : -1;
        ok = digit >= 0;
        v[(i - 2) / 16] = v[(i - 2) / 16] << 4 | (uint64_t)(digit & 15);
    }
    if (!ok) return mk_fail(cx, MK_EINVAL, "this cursor is not of this list; begin at its first page");
    x->from = (rank){ v[0], v[1], (int64_t)v[2] };
    x->has_from = true;
    return 0;
}

/* The page: those that fit by the columns in order, each asked what is dear, until it is full or so many were asked that it would take
 * long: then it ends there, and goes on behind `next`. */
static int page(mk_cx *cx, mk_db *db, listing_of *x, const mk_matching *m)
{
    size_t want = x->ask->limit, batch = m->dear ? FIRST_BATCH : want + 1;
    bool has_from = x->has_from, more = true;
    rank from = x->from;
    size_t looks = 0;
    x->ret->row = MK_NEWN(cx->arena, mk_listed, want + 1);
    while (more) {
        mk_arena_mark mark = mk_arena_here(cx->arena);
        heap h = { .k = batch };
        h.p = mk_arena_alloc(cx->arena, batch * sizeof *h.p);
        first_of(x, &h, has_from, &from);
        more = h.n == batch;
        for (size_t i = 0; i < h.n; i++) {
            int rc = m->dear ? mk_match_dear(cx, db, m, h.p[i].k.id) : 1;
            if (rc < 0) return rc;
            from = h.p[i].k;
            has_from = true;
            if (m->dear && ++looks == LOOKS && !x->ask->exact && (more || i + 1 < h.n)) {
                x->from = from;
                if (rc && x->ret->n < want) take(cx, x, &h.p[i]);
                x->ret->next = cursor_text(cx, x);
                return 0;
            }
            if (!rc) continue;
            if (x->ret->n == want) { x->ret->next = cursor_text(cx, x); return 0; }
            take(cx, x, &h.p[i]);
        }
        MK_TRY(mk_cx_check(cx));
        if (!x->ret->n) mk_arena_rewind(cx->arena, mark);
        batch = batch * 8 < BATCH ? batch * 8 : BATCH;
    }
    return 0;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    listing_of *x = arg;
    mk_filter f;
    mk_matching m;
    mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    MK_TRY(mk_filter_parse(cx, x->ask->filter, st.today, &f));
    MK_TRY(mk_match_ready(cx, db, x->l, &f, st.today, &m));
    gather(cx, x, &m);
    MK_TRY(count(cx, db, x, &m));
    return page(cx, db, x, &m);
}

/* A few changes are taken along. Where at first more rows are missing than there are (a shop that was just imported, or upgraded) it goes on for a moment: a
 * shop of thousands is then shown whole the first time, one of a million as far as it came. */
static int brought_up(mk_cx *cx, mk_store *s, mk_listing *l, int64_t most, int64_t *ret_behind)
{
    const int64_t until = mk_clock_monotonic() + MOMENT;
    MK_TRY(mk_listing_ready(cx, s, l, most, ret_behind));
    pthread_rwlock_rdlock(&l->lock);
    bool much = *ret_behind > (int64_t)l->n;
    pthread_rwlock_unlock(&l->lock);
    while (much && *ret_behind && mk_clock_monotonic() < until) {
        MK_TRY(mk_cx_check(cx));
        MK_TRY(mk_listing_ready(cx, s, l, most, ret_behind));
    }
    return 0;
}

int mk_list_of(mk_cx *cx, mk_store *s, mk_listing *l, const mk_list_ask *ask, mk_list *ret)
{
    bool own = !l;
    listing_of x = { .ask = ask, .ret = ret };
    *ret = (mk_list){ 0 };
    MK_TRY(order_of(cx, ask->sort, &x.o));
    MK_TRY(cursor_read(cx, &x));
    if (own && !(l = mk_listing_new())) return mk_fail(cx, MK_ENOMEM, "out of memory");
    x.l = l;
    int rc = brought_up(cx, s, l, own ? 0 : BEHIND, &ret->behind);
    if (rc >= 0) {
        pthread_rwlock_rdlock(&l->lock);
        rc = mk_store_read(cx, s, body, &x);
        if (ret->behind) ret->exact = false;
        /* while rows are made the first time, those that are there are of the lowest ids, which are hashes: a fair sample */
        if (ret->behind > (int64_t)l->n && l->n) ret->count = (int64_t)((double)ret->count * (1 + (double)ret->behind / (double)l->n) + .5);
        pthread_rwlock_unlock(&l->lock);
    }
    if (own) mk_listing_free(l);
    return rc;
}
