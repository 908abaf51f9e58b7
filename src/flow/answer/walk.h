/* SPDX-License-Identifier: Apache-2.0
 * Walks the histories of all customers, in order of customer and time, on as many threads as the context allows.
 * The id space is cut into fixed slices; a thread takes one slice after the other, each in a snapshot of its own. What a caller
 * gathers must not depend on which thread saw which customer: summaries add up to the same bytes in any order.
 * Memory: one customer's lines for each thread.
 * Errors: what a caller's own functions return, MK_ECANCELLED, those of the store. */
#ifndef MK_WALK_H
#define MK_WALK_H
#include "map.h"
#include "need.h"
#include "record.h"
#include "setting.h"
#include "table.h"
#include "value.h"

enum { MK_SLICES = 64 };

typedef struct mk_history {
    int64_t customer;
    mk_value_history value;
    const int32_t *day;             /* the days of its orders, value.orders of them */
    const mk_need_line *line;       /* goods only, in order of day */
    size_t n;
    const mk_need_line *service;    /* of a walk: what is not goods (fees, postage), in order of day */
    size_t services;
    uint32_t refused;               /* how many of `quiet` follow */
    const struct mk_quiet { int64_t item; int32_t day; char state; } *quiet;    /* what was answered d(one), l(ater), w(rong), while it holds */
} mk_history;

typedef struct mk_walker mk_walker;
struct mk_walker {
    int32_t until;                  /* lines after this day are not looked at */
    /* Called in the thread that walks: once, and then for each customer. state is that thread's own, of state_size bytes, zeroed,
     * on the thread's arena, which lives until mk_walk returns. */
    int (*begin)(mk_cx *cx, const mk_walker *w, void *state);
    int (*each)(mk_cx *cx, const mk_walker *w, void *state, const mk_history *h);
    /* Called in the caller's thread for each thread's state, in order. */
    int (*gather)(mk_cx *cx, const mk_walker *w, void *state);
    size_t state_size;
    bool lines;                     /* whether lines are wanted, or the value alone */
    void *self;
    const mk_settings *settings;
};

int mk_walk(mk_cx *cx, mk_store *s, const mk_walker *w);

/* The history of one customer. Lines on the arena. See story.h for his page. */
int mk_history_of(mk_cx *cx, mk_db *db, const mk_settings *settings, int64_t customer, int32_t until, mk_history *ret);

/* --- one reading of the rows, whoever reads them --- */

/* What is not goods: postage, fees, hours of work. */
int mk_services(mk_cx *cx, mk_db *db, mk_map *ret);
/* Sales in other currencies than the shop's count as visits only when they are all there is: they are left out of the value. */
static inline bool mk_sale_counts(const mk_settings *st, int64_t kind, int64_t total, mk_str currency)
{
    return kind != MK_SALE_CANCELLED && total != 0 && mk_str_eqz(currency, st->currency);
}
/* The business day of a moment; the last one is kept, because the lines of a sale share it. */
typedef struct mk_last_day { int64_t at; int32_t day; } mk_last_day;
static inline int32_t mk_day_of_moment(mk_last_day *d, const mk_tz *tz, int64_t at)
{
    if (at == d->at && at) return d->day;
    d->at = at;
    return d->day = mk_tz_day(tz, at);
}
/* A row of action_range. */
static inline struct mk_quiet mk_quiet_row(const mk_rows *r)
{
    return (struct mk_quiet){ mk_row_int(r, 1), (int32_t)mk_row_int(r, 3), mk_row_text(r, 2).p[0] };
}
#endif
