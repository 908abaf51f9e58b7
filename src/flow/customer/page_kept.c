/* SPDX-License-Identifier: Apache-2.0
 * Pages as they were shown, kept beside the store until anybody writes anything of customers, goods, models or settings: they are found by the stamp of
 * the store that was seen before they were made, so what was written since is never missing, whoever wrote it. Between writes only time changes a page:
 * its days, which begin at a quarter of an hour anywhere, and a few answers of the gate; it is kept no longer.
 * Found without a lock: a page is written in whole before its place says where it is, and is never changed again. What is full begins anew. */
#include <stddef.h>
#include <stdlib.h>
#include "hash.h"
#include "page.h"
#include "shared.h"
#include <sys/mman.h>

enum { PLACES = 1 << 12, MOST = PLACES / 4 * 3, ROOM = 16 << 20, LARGE = 2 << 20, TEXTS = (sizeof(mk_page_shown) - offsetof(mk_page_shown, name)) / sizeof(mk_str) };
static const int64_t QUARTER = 15 * 60 * MK_SECOND;

/* customer: as he was asked for. from, until: the moments it is of. */
typedef struct one { int64_t customer, from, until; int events; mk_lang lang; mk_page_shown page; } one;
typedef _Atomic(const one *) place;

typedef struct kept {
    mk_shared shared;
    pthread_mutex_t lock;               /* of whoever adds */
    uint32_t n;
    size_t used;                        /* of the room */
    char *room;                         /* pages, each with its texts behind it */
    place place[PLACES];                /* NULL: empty */
} kept;

typedef struct asked { int64_t customer, now; int events; mk_lang lang; uint64_t hash; } asked;

static void drop(mk_shared *s)
{
    kept *k = (kept *)s;
    pthread_mutex_destroy(&k->lock);
    free(k->room);
    free(k);
}

/* NULL: there is no memory to keep anything. */
static kept *begin(mk_cx *cx, mk_store *s, uint64_t stamp)
{
    kept *k = calloc(1, sizeof *k);
    char *room = k ? aligned_alloc(LARGE, ROOM) : NULL;
    if (!room) { free(k); return NULL; }
#ifdef MADV_HUGEPAGE
    madvise(room, ROOM, MADV_HUGEPAGE);         /* of it the machine gives what is written to: in large pieces, or each page shown would wait for one or two small ones */
#endif
    k->shared = (mk_shared){ .key = stamp, .drop = drop };
    k->room = room;
    pthread_mutex_init(&k->lock, NULL);
    return (kept *)(uintptr_t)mk_store_shared_put(cx, s, MK_PLACE_PAGES, &k->shared);
}

/* The place of what is asked for, or the empty one where it would be. A page that time has passed by stays where it is, and another is put behind it. */
static place *find(kept *k, const asked *a, const one **ret)
{
    for (uint64_t at = a->hash;; at++) {
        place *p = &k->place[at % PLACES];
        const one *is = *ret = atomic_load_explicit(p, memory_order_acquire);
        if (!is || (is->customer == a->customer && is->events == a->events && is->lang == a->lang && a->now >= is->from && a->now < is->until)) return p;
    }
}

static size_t size_of(const mk_page_shown *p)
{
    size_t n = sizeof(one) + 15;        /* so that the next begins where one may */
    for (size_t i = 0; i < TEXTS; i++) n += (&p->name)[i].n;
    return n & ~(size_t)15;
}

/* false: there is no room. */
static bool add(kept *k, const asked *a, const mk_page_shown *page, int64_t until)
{
    const one *there;
    size_t size = size_of(page);
    pthread_mutex_lock(&k->lock);
    place *p = find(k, a, &there);
    bool room = k->n < MOST && ROOM - k->used >= size;
    if (!there && room) {
        one *o = (one *)(void *)(k->room + k->used);
        char *to = (char *)(o + 1);
        *o = (one){ a->customer, a->now, until, a->events, a->lang, *page };
        for (size_t i = 0; i < TEXTS; i++) {
            mk_str *t = &(&o->page.name)[i];
            if (t->n) memcpy(to, t->p, t->n);
            t->p = to;
            to += t->n;
        }
        k->used += size;
        k->n++;
        atomic_store_explicit(p, o, memory_order_release);
    }
    pthread_mutex_unlock(&k->lock);
    return there || room;
}

static mk_page_shown shown(mk_cx *cx, const mk_page *p)
{
    mk_page_shown r = { .customer = p->who.customer, .version = p->version, .spent = p->spent.total, .orders = p->spent.history.orders, .stage = p->who.stage,
        .gender = { p->who.gender, 0 }, .name = p->who.name, .given = p->given, .family = p->family, .kind = p->kind, .language = p->language, .since = p->who.since,
        .left_out = mk_say_elsewhere(cx, &p->spent.other), .contacts = p->contacts, .facts = p->facts, .assets = p->assets, .consent = p->consent, .ways = p->ways,
        .value = p->value, .next = p->next, .needs = p->needs, .timeline = p->timeline, .sources = p->sources, .links = p->links, .merges = p->merges, .doubles = p->doubles, .household = p->household };
    memcpy(r.currency, p->settings.currency, sizeof r.currency);
    return r;
}

int mk_page_show(mk_cx *cx, mk_store *s, int64_t customer, int events, mk_page_shown *ret)
{
    asked a = { customer, cx->now, events, cx->lang, mk_hash2(mk_hash2((uint64_t)customer, (uint64_t)events), (uint64_t)cx->lang) };
    uint64_t stamp;
    mk_page page;
    MK_TRY(mk_store_glance(cx, s, &stamp));
    kept *k = (kept *)(uintptr_t)mk_store_shared_get(cx, s, MK_PLACE_PAGES, stamp);
    const one *there = NULL;
    if (k) find(k, &a, &there);
    if (there) {
        *ret = there->page;
        return 0;
    }
    MK_TRY(mk_page_of(cx, s, customer, events, &page));
    *ret = shown(cx, &page);
    int64_t quarter = (cx->now / QUARTER + (cx->now >= 0)) * QUARTER;
    if (!k) k = begin(cx, s, stamp);
    if (k && size_of(ret) <= ROOM / 8 && !add(k, &a, ret, page.until < quarter ? page.until : quarter)) begin(cx, s, stamp);
    return 0;
}
