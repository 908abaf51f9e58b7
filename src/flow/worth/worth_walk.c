/* SPDX-License-Identifier: Apache-2.0
 * All customers with what each is worth: slices of them are read on all threads, each in a snapshot of its own, and told one after the other in the caller's
 * thread, in order of id. So what is made of them does not depend on how many threads there are. */
#include <pthread.h>
#include "flow_worth_int.h"
#include "record.h"
#include "vec.h"

/* A slice that is read waits for those before it; so many may wait for each thread. */
enum { WAIT_MOST = 2 };

typedef struct slice { mk_arena *arena; mk_vec(mk_worth_reader) of; bool ready; } slice;     /* arena: of its own, when it was read */

typedef struct crew {
    const mk_worth_walker *w;
    mk_store *store;
    int next, told, threads;            /* under the lock: the slice to be read next, how many were told */
    bool stop;
    slice slice[MK_SLICES];
    mk_map refused;                     /* for all of them to read: worth_reach.h */
    pthread_mutex_t lock;
    pthread_cond_t changed;
} crew;

static int read_refused(mk_cx *cx, mk_db *db, void *arg) { return mk_reach_refused(cx, db, &((crew *)arg)->refused); }

typedef struct hand { crew *crew; mk_cx cx; int at, rc; pthread_t thread; bool started; } hand;

/* Three results in order of customer, side by side. */
static int read_slice(mk_cx *cx, mk_db *db, void *arg)
{
    hand *h = arg;
    const mk_worth_walker *w = h->crew->w;
    slice *into = &h->crew->slice[h->at];
    mk_arena *arena = mk_arena_child(cx->arena);
    const int64_t width = INT64_MAX / MK_SLICES, from = 1 + width * h->at, to = h->at == MK_SLICES - 1 ? INT64_MAX : from + width;
    mk_rows s, t, f;
    mk_last_day last = { 0 };
    mk_reacher reacher;
    if (w->reach) MK_TRY(mk_reacher_begin(cx, db, from, to, &h->crew->refused, &reacher));
    MK_TRY(mk_select(cx, db, &s, MK_Q_SALE_RANGE, mk_int(from), mk_int(to)));
    MK_TRY(mk_select(cx, db, &t, MK_Q_INTERACTION_RANGE, mk_int(from), mk_int(to)));
    MK_TRY(mk_select(cx, db, &f, MK_Q_FACT_WORTH_RANGE, mk_int(from), mk_int(to)));
    int more_s = mk_rows_next(cx, &s), more_t = mk_rows_next(cx, &t), more_f = mk_rows_next(cx, &f);
    for (uint64_t n = 0; more_s > 0 && more_t >= 0 && more_f >= 0; n++) {
        int64_t customer = mk_row_int(&s, 0);
        mk_worth_reader *r = mk_vec_push(arena, &into->of);
        *r = (mk_worth_reader){ .arena = arena, .day = w->day, .past = w->past };
        mk_worth_begin(r, customer);
        for (; more_s > 0 && mk_row_int(&s, 0) == customer; more_s = mk_rows_next(cx, &s)) {
            int64_t total = mk_row_int(&s, 3);
            if (!mk_sale_counts(w->settings, mk_row_int(&s, 2), total, mk_row_text(&s, 4))) continue;
            int32_t day = mk_day_of_moment(&last, w->settings->tz, mk_row_int(&s, 1));
            if (day <= w->day) MK_TRY(mk_worth_sale(cx, r, day, total));
        }
        for (; more_t > 0 && mk_row_int(&t, 0) <= customer; more_t = mk_rows_next(cx, &t))
            if (mk_row_int(&t, 0) == customer) mk_worth_interaction(r, w->settings, &t);
        for (; more_f > 0 && mk_row_int(&f, 0) <= customer; more_f = mk_rows_next(cx, &f))
            if (mk_row_int(&f, 0) == customer) mk_worth_fact(r, w->settings, &f);
        mk_worth_finish(r);
        if (w->value && r->row.history.orders) {
            mk_value_answer a;
            mk_value_rank(w->value, &r->row.history, w->day, 365, &a);
            if (a.state != MK_VALUE_TOO_LITTLE) r->row.said = (mk_worth_said){ true, a.alive_known, a.money_known, a.alive, a.money, a.money, a.money };
        }
        mk_worth_answer(w->model, w->settings, w->day, &r->row);
        if (w->reach) MK_TRY(mk_reacher_of(cx, &reacher, customer, &r->row.reach));
        if ((n & 0xfff) == 0) MK_TRY(mk_cx_check(cx));
    }
    if (more_t < 0 || more_f < 0) return more_t < 0 ? more_t : more_f;
    mk_rows_end(&t);
    mk_rows_end(&f);
    if (w->reach) mk_reacher_end(&reacher);
    if (more_s == 0) {
        mk_arena_leave(arena);
        into->arena = arena;
    }
    return more_s;
}

/* The next slice for this thread, or -1: all are taken, or something went wrong. */
static int next_of(crew *c)
{
    pthread_mutex_lock(&c->lock);
    while (!c->stop && c->next < MK_SLICES && c->next >= c->told + WAIT_MOST * c->threads) pthread_cond_wait(&c->changed, &c->lock);
    int at = c->stop || c->next >= MK_SLICES ? -1 : c->next++;
    pthread_mutex_unlock(&c->lock);
    return at;
}

static void done(crew *c, int at, int rc)
{
    pthread_mutex_lock(&c->lock);
    c->slice[at].ready = true;
    c->stop |= rc < 0;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
}

static void *work(void *arg)
{
    hand *h = arg;
    while (h->rc >= 0 && (h->at = next_of(h->crew)) >= 0) {
        mk_arena_mark mark = mk_arena_here(h->cx.arena);
        h->rc = mk_store_read(&h->cx, h->crew->store, read_slice, h);
        mk_arena_rewind(h->cx.arena, mark);
        done(h->crew, h->at, h->rc);
    }
    return NULL;
}

const mk_worth_reader *mk_worth_reader_of(const mk_worth_row *row) { return (const mk_worth_reader *)(const void *)((const char *)row - offsetof(mk_worth_reader, row)); }

static void drop(slice *s)
{
    mk_arena_free(s->arena);
    s->arena = NULL;
}

static int tell_slice(mk_cx *cx, crew *c, slice *s)
{
    for (size_t i = 0; i < s->of.n; i++) MK_TRY(c->w->each(cx, c->w, &s->of.p[i].row, s->of.p[i].orders.p, s->of.p[i].orders.n));
    drop(s);
    return mk_cx_check(cx);
}

/* In the caller's thread: the slices in order, as they come. */
static int tell(mk_cx *cx, void *arg)
{
    crew *c = arg;
    for (int at = 0; at < MK_SLICES; at++) {
        pthread_mutex_lock(&c->lock);
        while (!c->stop && !c->slice[at].ready) pthread_cond_wait(&c->changed, &c->lock);
        bool stop = c->stop;
        pthread_mutex_unlock(&c->lock);
        if (stop) return 0;
        MK_TRY(tell_slice(cx, c, &c->slice[at]));
        pthread_mutex_lock(&c->lock);
        c->told++;
        pthread_cond_broadcast(&c->changed);
        pthread_mutex_unlock(&c->lock);
    }
    return 0;
}

/* One thread: a slice is read, and told. */
static int alone(mk_cx *cx, crew *c)
{
    hand h = { .crew = c };
    for (; h.at < MK_SLICES; h.at++) {
        MK_TRY(mk_store_read(cx, c->store, read_slice, &h));
        MK_TRY(tell_slice(cx, c, &c->slice[h.at]));
    }
    return 0;
}

static void free_arena(void *p) { mk_arena_free(p); }

static int on_threads(mk_cx *cx, crew *c)
{
    hand *h = MK_NEWN(cx->arena, hand, c->threads);
    for (int i = 0; i < c->threads; i++) {
        h[i].crew = c;
        h[i].cx = *cx;
        h[i].cx.progress.report = NULL;
        h[i].cx.arena = mk_arena_try();             /* no child of the caller's: out of memory must end in its own thread's guard */
        if (!h[i].cx.arena) return mk_fail(cx, MK_ENOMEM, "out of memory; nothing was changed");
        mk_arena_defer(cx->arena, free_arena, h[i].cx.arena);
    }
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->changed, NULL);
    int started = 0, rc;
    for (int i = 0; i < c->threads; i++) started += h[i].started = pthread_create(&h[i].thread, NULL, work, &h[i]) == 0;
    rc = started ? mk_cx_guard(cx, tell, c) : alone(cx, c);
    pthread_mutex_lock(&c->lock);
    c->stop = true;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
    for (int i = 0; i < c->threads; i++) if (h[i].started) pthread_join(h[i].thread, NULL);
    for (int i = 0; i < c->threads && rc >= 0; i++) if (h[i].rc < 0) rc = mk_fail(cx, h[i].rc, "%s", h[i].cx.message);
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    return rc;
}

static void drop_all(void *p)
{
    crew *c = p;
    for (int i = 0; i < MK_SLICES; i++) drop(&c->slice[i]);
}

int mk_worth_walk(mk_cx *cx, mk_store *s, const mk_worth_walker *w)
{
    crew *c = MK_NEW(cx->arena, crew);
    *c = (crew){ .w = w, .store = s, .threads = cx->threads < MK_SLICES ? cx->threads : MK_SLICES };
    if (w->reach) MK_TRY(mk_store_read(cx, s, read_refused, c));
    mk_arena_defer(cx->arena, drop_all, c);         /* what was read and not told, should it end early */
    return c->threads > 1 ? on_threads(cx, c) : alone(cx, c);
}
