/* SPDX-License-Identifier: Apache-2.0 */
#include "crew.h"
#include <pthread.h>

typedef struct hand { mk_crew *crew; mk_cx cx; int number, part, rc; pthread_t thread; bool started; } hand;
struct mk_crew {
    hand *hand;
    int hands, parts;
    mk_crew_fn fn;
    void *self;
    atomic_int next;                    /* the part to be begun next */
    atomic_bool stop;
};

static void drop(void *p) { mk_arena_free(p); }

int mk_crew_new(mk_cx *cx, mk_crew **ret)
{
    mk_crew *c = *ret = MK_NEW(cx->arena, mk_crew);
    c->hands = cx->threads > 1 ? cx->threads : 1;
    c->hand = MK_NEWN(cx->arena, hand, c->hands);
    for (int i = 0; i < c->hands; i++) {
        hand *h = &c->hand[i];
        h->crew = c;
        h->number = i;
        h->cx.arena = c->hands > 1 ? mk_arena_try() : mk_arena_child(cx->arena);       /* no child of the caller's: out of memory must end in its own thread */
        if (!h->cx.arena) return mk_fail(cx, MK_ENOMEM, "out of memory; nothing was changed");
        if (c->hands > 1) mk_arena_defer(cx->arena, drop, h->cx.arena);
    }
    return 0;
}

int mk_crew_hands(const mk_crew *c) { return c->hands; }

static int part(mk_cx *cx, void *arg)
{
    hand *h = arg;
    return h->crew->fn(cx, h->crew->self, h->number, h->part);
}

static void *work(void *arg)
{
    hand *h = arg;
    mk_crew *c = h->crew;
    while (!atomic_load(&c->stop) && (h->part = atomic_fetch_add(&c->next, 1)) < c->parts) {
        h->rc = mk_cx_guard(&h->cx, part, h);
        if (h->rc < 0) atomic_store(&c->stop, true);
    }
    return NULL;
}

static int alone(mk_cx *cx, mk_crew *c)
{
    mk_cx own = *cx;
    int rc = 0;
    own.arena = c->hand[0].cx.arena;
    for (int i = 0; i < c->parts && rc >= 0; i++) rc = c->fn(&own, c->self, 0, i);
    cx->code = own.code;
    memcpy(cx->message, own.message, sizeof cx->message);
    return rc < 0 ? rc : 0;
}

int mk_crew_run(mk_cx *cx, mk_crew *c, int parts, mk_crew_fn fn, void *self)
{
    c->parts = parts;
    c->fn = fn;
    c->self = self;
    if (c->hands == 1) return alone(cx, c);
    atomic_store(&c->next, 0);
    atomic_store(&c->stop, false);
    int n = parts < c->hands ? parts : c->hands, rc = 0;
    for (int i = 0; i < n; i++) {
        hand *h = &c->hand[i];
        mk_arena *own = h->cx.arena;
        h->cx = *cx;
        h->cx.arena = own;
        h->cx.progress.report = NULL;
        h->rc = 0;
    }
    for (int i = 1; i < n; i++) c->hand[i].started = pthread_create(&c->hand[i].thread, NULL, work, &c->hand[i]) == 0;
    if (n) work(&c->hand[0]);           /* also what those who could not be started would have done */
    for (int i = 1; i < n; i++)
        if (c->hand[i].started) pthread_join(c->hand[i].thread, NULL);
    for (int i = 0; i < n && rc == 0; i++)
        if (c->hand[i].rc < 0) rc = mk_fail(cx, c->hand[i].rc, "%s", c->hand[i].cx.message);
    return rc;
}
