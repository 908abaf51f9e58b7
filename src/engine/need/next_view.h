/* SPDX-License-Identifier: Apache-2.0
 * What is known of all customers at one moment, arranged for asking about one of them: his items with their weights, who else bought
 * them, what is bought beside what, and what people like him took lately. docs/maths/needs.md 2-4. Private to need.
 * Owns: lives on the arena it was made on. Threads: a view is only read; a reader (the working memory) belongs to one thread. */
#ifndef MK_NEXT_VIEW_H
#define MK_NEXT_VIEW_H
#include "best.h"
#include "cx.h"
#include "next_season.h"
#include "order.h"
#include "shoplog.h"

enum {
    MK_NEXT_NO_FOLD = 255, MK_NEXT_FOLDS = 5,
    MK_NEXT_PROPOSED = 140,         /* new items looked at for a customer, about */
    MK_NEXT_STRANGE = 512,          /* items of one customer that the view does not know, at most */
};
#define MK_NEXT_UNDATED INT32_MIN

/* What somebody bought after the moment that is learnt from: the next basket, or what came in the days that followed. */
typedef struct mk_next_after {
    uint32_t *from, *item;          /* of user u: item[from[u]] .. item[from[u+1]), ascending */
    bool *known;                    /* of each user: false, he was not looked at (not: he bought nothing) */
    uint8_t *fold;                  /* MK_NEXT_NO_FOLD: no one needs to be kept from seeing it */
} mk_next_after;

/* One item of one customer. */
typedef struct mk_next_cell {
    uint32_t item, n;               /* baskets with it */
    uint32_t first, last;           /* places of the first and the last of them among his baskets, from 0 */
    float weight;                   /* share of his baskets with it, the latest weighing most */
    float slow, fast;               /* sums of decayed baskets */
    int32_t first_day, last_day;
    float rate[4];                  /* decayed purchases by days: 20, 60, 200, 7 */
    int32_t gap, longest;           /* the interval before the last purchase; the longest one; 0 when there is none */
    float gaps, gaps2;              /* sums of ln of the intervals, and of their squares */
    uint32_t gaps_n;                /* intervals of at least a day */
    float year;                     /* purchases in the coming weeks of last year */
    float near[MK_SEASONS];         /* purchases in the coming week of earlier years, by either calendar */
} mk_next_cell;

/* An item among everybody. */
typedef struct mk_next_item {
    uint32_t buyers, baskets, again;        /* customers; baskets; customers who bought it more than once */
    uint32_t late;                          /* baskets with it among everybody's last three */
    uint32_t after[MK_NEXT_FOLDS + 1];      /* customers who bought it after, by fold, the last place: no fold */
    uint32_t had[MK_NEXT_FOLDS + 1], kept[MK_NEXT_FOLDS + 1];       /* customers who had it before; of them those who bought it after */
    double gap_log; uint32_t gaps;          /* of the intervals between its purchases by one customer */
    float near[MK_SEASONS];                 /* of its baskets those in the coming week of earlier years */
} mk_next_item;

/* The same as features: for whoever is asked about they are equal. */
typedef struct mk_next_among {
    double popular, now, ln_pace, pace;     /* pace: the usual interval, days */
    float ln_popular, ln_late, ln_now, trend, again, kept, season;
} mk_next_among;

/* One of a list: an item, or a user, and how much it weighs there: more than nothing. */
typedef struct mk_next_part { uint32_t id; float weight; } mk_next_part;
#define MK_NEXT_LIGHT 1e-12f        /* what weighs less is not met */
static inline mk_next_part mk_next_part_of(uint32_t id, float weight) { return (mk_next_part){ id, weight > MK_NEXT_LIGHT ? weight : MK_NEXT_LIGHT }; }

/* What is looked up instead of being computed for each line: decay by visits, and by days. */
enum { MK_NEXT_FAR = 1200, MK_NEXT_MANY = 400, MK_NEXT_DECAYS = 4 };
typedef struct mk_next_tables { float slow[MK_NEXT_MANY], fast[MK_NEXT_MANY], weigh[MK_NEXT_MANY], decay[MK_NEXT_FAR][MK_NEXT_DECAYS]; } mk_next_tables;
const mk_next_tables *mk_next_tables_new(mk_arena *a);

typedef struct mk_next_view {
    const mk_shoplog *log;          /* NULL in a view that was read from bytes: then only strangers can be asked about */
    const mk_next_tables *tables;
    int32_t day;                    /* MK_NEXT_UNDATED */
    uint32_t users, items;
    uint32_t *seen;                 /* of each user: end of the baskets that count, in places of the log */
    uint32_t users_seen, baskets_seen, last_baskets;
    uint32_t *cell_of;              /* users + 1 */
    mk_next_cell *cell;             /* by user, item; NULL in a view that was read from bytes */
    mk_next_part *held;             /* items with their weights: what is asked of others' cells, close together */
    float *norm;                    /* of each user: 1 / sqrt of the norm of his weights */
    float *rare;                    /* of each item: how much meeting on it says; of a strange one 0 */
    uint32_t *buyer_of;             /* items + 2 */
    mk_next_part *buyer;            /* of each item: users with it, ascending, and what it weighs with them */
    mk_next_item *item;             /* items + 1: the last is what is known of a strange one, nothing */
    bool season;                    /* something was bought in the coming week of an earlier year */
    const mk_next_among *among;     /* of each of them, blind to nothing */
    uint32_t after_users[MK_NEXT_FOLDS + 1];
    const mk_next_after *after;
    uint32_t *popular, popular_n;   /* the most bought of late */
    uint32_t *beside_of;            /* items + 1 */
    mk_next_part *beside;           /* items, best first */
} mk_next_view;

/* Baskets up to `day` count, all of them when it is MK_NEXT_UNDATED. after: NULL when nothing is known of what came then. MK_ECANCELLED. */
int mk_next_view_new(mk_cx *cx, mk_arena *a, const mk_shoplog *shop, int32_t day, const mk_next_after *after, mk_next_view **ret);

/* One customer as he is asked about: his own past by item, and who he is in the view. */
#define MK_NEXT_STRANGER UINT32_MAX
typedef struct mk_next_self {
    uint32_t user;                  /* MK_NEXT_STRANGER: he is not in the view, so nobody in it is he */
    int32_t day;                    /* he is asked about on it */
    const mk_next_cell *cell;       /* by item; strange items have numbers from view->items on */
    uint32_t cells, baskets;
    const uint32_t *also;           /* new items that are worth a look besides those that are found */
    uint32_t also_n;
    bool (*barred)(const void *by, uint32_t item);      /* NULL, or what is not looked at */
    const void *barred_by;
    float visits, basket, range, curious, last, comes[3], came, came_ratio, season;     /* as features */
} mk_next_self;
/* A user of the view. */
mk_next_self mk_next_self_of(const mk_next_view *v, uint32_t user);
/* Anybody, from a log that has him alone (user 0), items numbered as the view's. place: zeroed, room for items + MK_NEXT_STRANGE, left zeroed;
 * cell: room for all his lines; order: for twice as many. */
mk_next_self mk_next_self_new(const mk_next_view *v, const mk_shoplog *one, int32_t day, uint32_t *place, mk_order *order, mk_next_cell *cell);
/* A user of the view as if his last visit had been his first; its cells are used again by the next one. */
typedef struct mk_next_newcomer mk_next_newcomer;
mk_next_newcomer *mk_next_newcomer_new(mk_arena *a, const mk_next_view *v);
mk_next_self mk_next_newcomer_of(mk_next_newcomer *n, uint32_t user);
static inline uint32_t mk_next_known(const mk_next_view *v, uint32_t item) { return item < v->items ? item : v->items; }

/* Scores of all items for one customer, sparse: those with a score are in `touched`. */
typedef struct mk_next_scores { float *of; uint32_t *touched, n; } mk_next_scores;
enum { MK_NEXT_ALIKE, MK_NEXT_LATELY, MK_NEXT_BESIDE, MK_NEXT_SCORES };

typedef struct mk_next_reader {
    const mk_next_view *view;
    mk_next_scores alike, score[MK_NEXT_SCORES];
    float *beside_now;              /* of each item: of what he bought just now alone; those with one are touched in BESIDE */
    mk_best *near;
    uint64_t *key;                  /* room for one of each user */
    uint32_t *mark, turn;           /* by item: already among the candidates */
    uint32_t *candidate, own_n, n;  /* what is worth a look: the places of his own items among his cells, then new items */
    uint32_t neighbours;            /* the nearest, in near */
} mk_next_reader;

/* Who has what, from the cells: for a view that was read from bytes. */
void mk_next_invert(mk_arena *a, mk_next_view *v);

mk_next_reader *mk_next_reader_new(mk_arena *a, const mk_next_view *v);
/* Fills the scores and candidates for a customer, blind to what came after in his own fold (MK_NEXT_SEE_ALL: to nothing).
 * own, fresh: how many of his own items, and of new ones by each score, are worth a look. */
#define MK_NEXT_SEE_ALL 254
enum { MK_NEXT_ALL = INT32_MAX, MK_NEXT_PROPOSE = 48 };
void mk_next_read(mk_next_reader *r, const mk_next_self *self, uint8_t fold, uint32_t own, uint32_t fresh);
#endif
