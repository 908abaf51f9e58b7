/* SPDX-License-Identifier: Apache-2.0 */
#include "walk.h"
#include "vec.h"
#include <pthread.h>
#include <stdatomic.h>

/* Three results side by side: sales, lines, answered actions; all in order of customer. */
typedef struct cursor {
    mk_rows sale, line, action;
    int more_sales, more_lines, more_actions;
    const mk_map *services;
    const mk_settings *settings;
    int32_t until;
    bool want_lines;
    mk_last_day day;
    mk_vec(mk_need_line) lines, fees;
    mk_vec(struct mk_quiet) quiet;
    mk_vec(int32_t) days;
} cursor;

int mk_services(mk_cx *cx, mk_db *db, mk_map *ret)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_ITEM_SERVICE, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_map_put(ret, (uint64_t)mk_row_int(&r, 0), NULL);
    return rc;
}

static int open_range(mk_cx *cx, mk_db *db, cursor *c, int64_t from, int64_t to)
{
    MK_TRY(mk_select(cx, db, &c->sale, MK_Q_SALE_RANGE, mk_int(from), mk_int(to)));
    MK_TRY(c->more_sales = mk_rows_next(cx, &c->sale));
    if (c->want_lines) {
        MK_TRY(mk_select(cx, db, &c->line, MK_Q_LINE_RANGE, mk_int(from), mk_int(to)));
        MK_TRY(c->more_lines = mk_rows_next(cx, &c->line));
        MK_TRY(mk_select(cx, db, &c->action, MK_Q_ACTION_RANGE, mk_int(from), mk_int(to), mk_int(c->until)));
        MK_TRY(c->more_actions = mk_rows_next(cx, &c->action));
    }
    return 0;
}

static int sales_of(mk_cx *cx, mk_arena *a, cursor *c, int64_t customer, mk_value_history *v)
{
    for (; c->more_sales > 0 && mk_row_int(&c->sale, 0) == customer; c->more_sales = mk_rows_next(cx, &c->sale)) {
        int64_t total = mk_row_int(&c->sale, 3);
        if (!mk_sale_counts(c->settings, mk_row_int(&c->sale, 2), total, mk_row_text(&c->sale, 4))) continue;
        int32_t day = mk_day_of_moment(&c->day, c->settings->tz, mk_row_int(&c->sale, 1));
        if (day > c->until) continue;
        uint32_t orders = v->orders;
        MK_TRY(mk_value_history_add(cx, v, day, total));
        if (v->orders > orders) *mk_vec_push(a, &c->days) = day;
    }
    return c->more_sales < 0 ? c->more_sales : 0;
}

static int lines_of(mk_cx *cx, mk_arena *a, cursor *c, int64_t customer)
{
    for (; c->more_lines > 0 && mk_row_int(&c->line, 0) <= customer; c->more_lines = mk_rows_next(cx, &c->line)) {
        int64_t item = mk_row_int(&c->line, 2);
        if (mk_row_int(&c->line, 0) < customer || item == 0) continue;
        int32_t day = mk_day_of_moment(&c->day, c->settings->tz, mk_row_int(&c->line, 1));
        if (day > c->until) continue;
        mk_need_line one = { item, mk_row_int(&c->line, 3), mk_row_int(&c->line, 4), day };
        if (mk_map_get(c->services, (uint64_t)item)) *mk_vec_push(a, &c->fees) = one; else *mk_vec_push(a, &c->lines) = one;
    }
    if (c->more_lines < 0) return c->more_lines;
    for (; c->more_actions > 0 && mk_row_int(&c->action, 0) <= customer; c->more_actions = mk_rows_next(cx, &c->action))
        if (mk_row_int(&c->action, 0) == customer)
            *mk_vec_push(a, &c->quiet) = mk_quiet_row(&c->action);
    return c->more_actions < 0 ? c->more_actions : 0;
}

static int one(mk_cx *cx, mk_arena *a, cursor *c, int64_t customer, mk_history *h)
{
    *h = (mk_history){ .customer = customer };
    c->lines.n = c->fees.n = c->quiet.n = c->days.n = 0;
    MK_TRY(sales_of(cx, a, c, customer, &h->value));
    h->day = c->days.p;
    if (c->want_lines) MK_TRY(lines_of(cx, a, c, customer));
    h->line = c->lines.p;
    h->n = c->lines.n;
    h->service = c->fees.p;
    h->services = c->fees.n;
    h->quiet = c->quiet.p;
    h->refused = (uint32_t)c->quiet.n;
    return 0;
}

/* --- all of them --- */

typedef struct crew { const mk_walker *w; mk_store *store; atomic_int next; atomic_bool stop; uint64_t total; atomic_ullong done; } crew;
typedef struct hand { crew *crew; mk_cx cx; mk_arena *arena; void *state; mk_map services; int slice, rc; pthread_t thread; bool started; cursor cursor; } hand;

static int slice(mk_cx *cx, mk_db *db, void *arg)
{
    hand *h = arg;
    cursor *c = &h->cursor;
    const int64_t width = INT64_MAX / MK_SLICES;
    int64_t from = 1 + width * h->slice, to = h->slice == MK_SLICES - 1 ? INT64_MAX : from + width;
    MK_TRY(open_range(cx, db, c, from, to));
    for (uint64_t n = 0; c->more_sales > 0; n++) {
        mk_history one_history;
        MK_TRY(one(cx, h->arena, c, mk_row_int(&c->sale, 0), &one_history));
        MK_TRY(h->crew->w->each(cx, h->crew->w, h->state, &one_history));
        if ((n & 0x3ff) == 0) {
            MK_TRY(mk_cx_check(cx));
            if (atomic_load(&h->crew->stop)) return mk_fail(cx, MK_ECANCELLED, "stopped");
        }
    }
    mk_rows_end(&c->line);
    mk_rows_end(&c->action);
    return c->more_sales;
}

static int begin(mk_cx *cx, mk_db *db, void *arg)
{
    hand *h = arg;
    /* Slices run under guards that rewind on failure; what outlives them is on an arena of its own, made in the first of them. */
    h->arena = mk_arena_child(cx->arena);
    h->state = mk_arena_zalloc(h->arena, h->crew->w->state_size);
    h->services = mk_map_on(h->arena);
    MK_TRY(mk_services(cx, db, &h->services));
    return h->crew->w->begin ? h->crew->w->begin(cx, h->crew->w, h->state) : 0;
}

static void *walk(void *arg)
{
    hand *h = arg;
    mk_cx *cx = &h->cx;
    h->rc = mk_store_read(cx, h->crew->store, begin, h);
    h->cursor = (cursor){ .services = &h->services, .settings = h->crew->w->settings, .until = h->crew->w->until, .want_lines = h->crew->w->lines };
    while (h->rc >= 0 && (h->slice = atomic_fetch_add(&h->crew->next, 1)) < MK_SLICES) {
        h->rc = mk_store_read(cx, h->crew->store, slice, h);
        unsigned long long done = atomic_fetch_add(&h->crew->done, 1) + 1;
        mk_progress_at(cx, "customers", done, MK_SLICES);
    }
    if (h->rc < 0) atomic_store(&h->crew->stop, true);
    return NULL;
}

static void drop(void *p) { mk_arena_free(p); }

int mk_walk(mk_cx *cx, mk_store *s, const mk_walker *w)
{
    crew c = { .w = w, .store = s };
    int n = cx->threads < 1 ? 1 : cx->threads > MK_SLICES ? MK_SLICES : cx->threads;
    hand *h = MK_NEWN(cx->arena, hand, n);
    for (int i = 0; i < n; i++) {
        h[i].crew = &c;
        h[i].cx = *cx;
        h[i].cx.arena = mk_arena_try();     /* no child of the caller's: out of memory must end in its own thread's guard */
        if (!h[i].cx.arena) return mk_fail(cx, MK_ENOMEM, "out of memory; nothing was changed");
        mk_arena_defer(cx->arena, drop, h[i].cx.arena);
        if (i) h[i].cx.progress.report = NULL;
    }
    for (int i = 1; i < n; i++) h[i].started = pthread_create(&h[i].thread, NULL, walk, &h[i]) == 0;
    walk(&h[0]);
    for (int i = 1; i < n; i++)
        if (h[i].started) pthread_join(h[i].thread, NULL);
    int rc = 0;
    for (int i = 0; i < n; i++)
        if (h[i].rc < 0 && (rc == 0 || rc == MK_ECANCELLED)) rc = mk_fail(cx, h[i].rc, "%s", h[i].cx.message);
    for (int i = 0; i < n && rc >= 0; i++) rc = w->gather(cx, w, h[i].state);
    return rc < 0 ? rc : 0;
}
