/* SPDX-License-Identifier: Apache-2.0
 * What a customer needs next: what is running out, and what goes with what he bought last. docs/maths/need.md.
 * Models: gamma renewal with a gamma prior per item (empirical Bayes) for *when*; a small logistic model learnt walk-forward
 * from the base itself for *how likely*; Jaccard of co-purchase for *what goes with it*.
 * Owns: summaries, models and readers live on the arena they were made on.
 * Threads: a model is read by any number of threads; a summary and a reader belong to one thread.
 * Errors: MK_EINVAL (lines out of order, days after now), MK_EBADDATA (bytes that are not a model), MK_ECANCELLED. Answers cannot fail.
 *
 *   lines of one customer --summary_add--> summary --merge--> summary --fit--> model
 *   answer(reader of a model, lines, now) -> needs: what is running out, likeliest first; then what goes with the last basket, best first
 *
 * Purchases of one item by one customer on one day are one purchase; all he buys on one day is one basket. */
#ifndef MK_NEED_H
#define MK_NEED_H
#include "cx.h"
#include "jsonw.h"

enum {
    MK_NEED_DAYS = 7,               /* the one scale: probabilities are of buying within so many days */
    MK_NEED_AFTER = 30,             /* "bought afterwards" is within so many days */
    MK_NEED_BASKET = 60,            /* a basket with more items is a business's: it tells nothing of what goes together */
    MK_NEED_TOP = 16,               /* complements kept of an item */
};

typedef enum mk_need_state { MK_NEED_TOO_LITTLE, MK_NEED_LITTLE, MK_NEED_ENOUGH } mk_need_state;

/* One line of a customer's history. */
typedef struct mk_need_line {
    int64_t item;
    int64_t quantity;               /* ten-thousandths; negative: came back, and takes the latest purchase of the item away */
    int64_t amount;                 /* minor units */
    int32_t day;
} mk_need_line;

/* --- the base: adds up, in any order and any partition, to the same bytes --- */
typedef struct mk_need_summary mk_need_summary;

/* now: the day of learning. */
mk_need_summary *mk_need_summary_new(mk_arena *arena, int32_t now);
/* All lines of one customer, in order of day. `customer` is only hashed (it picks who is looked at for learning how likely).
 * A customer must be added once. MK_EINVAL: days out of order or after now. */
int mk_need_summary_add(mk_cx *cx, mk_need_summary *s, int64_t customer, const mk_need_line *line, size_t n);
/* MK_EINVAL when the two were made for different days. `from` stays as it is. */
int mk_need_summary_merge(mk_cx *cx, mk_need_summary *into, const mk_need_summary *from);

/* --- the model --- */
typedef struct mk_need_model mk_need_model;

typedef struct mk_need_diagnostics {
    mk_need_state state;
    uint64_t customers, lines, baskets, items;
    uint64_t gaps;                  /* intervals between purchases of the same item by the same customer */
    uint64_t pairs, complements;    /* pairs seen together; pairs kept in the model */
    uint64_t big_baskets;           /* left out of the pairs */
    uint64_t rows, positives;       /* (customer, item, week) looked at for "how likely"; of them bought */
    bool learnt;                    /* the coefficients come from this base; false: the fixed ones are used, there was too little */
    double mean_interval, shape;    /* of the whole base: days, regularity (1 = by chance, larger = more regular) */
    double logloss, base_logloss;   /* on customers that were held out: of the model; of the plain rate */
    double auc;
    struct { double said, was; uint64_t n; } calibration[10];   /* on the held-out customers, tenths of them by what was said */
} mk_need_diagnostics;

/* The model is made on cx->arena. */
int mk_need_fit(mk_cx *cx, const mk_need_summary *s, const mk_need_model **ret, mk_need_diagnostics *ret_diagnostics);
mk_need_state mk_need_model_state(const mk_need_model *m);

/* The model as bytes for the store, and back to a model that answers the same bits. */
mk_str mk_need_model_pack(mk_arena *arena, const mk_need_model *m);
int mk_need_model_unpack(mk_cx *cx, mk_str bytes, const mk_need_model **ret);
void mk_need_diagnostics_json(const mk_need_diagnostics *d, mk_jsonw *w);

/* --- answers --- */
/* CARE is not about an item: he usually comes back by now. It is made from his value, for who has no goods on record (flow/today.h). */
typedef enum mk_need_kind {
    MK_NEED_REPLENISH = 1, MK_NEED_COMPLEMENT, MK_NEED_CARE,
    MK_NEED_SIMILAR, MK_NEED_DUE, MK_NEED_PLAN, MK_NEED_OCCASION, MK_NEED_INFORMATION     /* flow/shop_offer.h */
} mk_need_kind;

typedef struct mk_need {
    mk_need_kind kind;
    int64_t item;                   /* what to offer */
    double probability;             /* of buying it within MK_NEED_DAYS days */
    double probability_low, probability_high;   /* 90 % interval of that estimate (uncertainty of the coefficients or of the counts) */
    /* REPLENISH: the reason */
    uint32_t purchases;             /* days on which he bought it */
    int32_t last_day, since_days;
    double interval_days;           /* mean of his own intervals; 0 when he bought it once */
    double interval_sd;             /* of his own intervals; 0 when there are fewer than two */
    double usual_days;              /* expected interval, his own and the item's together */
    double late_days;               /* since_days - usual_days */
    double silence;                 /* P(an interval of his is at least this long); small: unusual, he may have stopped */
    int32_t due_low, due_day, due_high;     /* days: 10 %, median, 90 % of the next purchase, given that he goes on buying it */
    double quantity;                /* mean quantity of a purchase, in pieces */
    /* COMPLEMENT: the reason */
    int64_t with;                   /* the item he bought, with which it goes */
    int32_t with_day;               /* when he bought that */
    uint32_t with_baskets;          /* purchases of `with` in the base */
    uint32_t together;              /* of them with `item` in the same basket */
    uint32_t with_buyers;           /* customers who bought `with` */
    uint32_t after;                 /* customers who bought `item` for the first time 1-30 days after `with` */
    double share;                   /* together / with_baskets */
    double score;                   /* Jaccard with each item of the last basket, added up: complements are ranked by it */
} mk_need;

typedef struct mk_need_wish {       /* what to give; zeroed: the defaults */
    double min_probability;         /* REPLENISH below this is quiet; default 0.10 */
    double min_share;               /* COMPLEMENT with a lower share is quiet; default 0.05 */
    int32_t recent_days;            /* complements are of the last basket when it is at most this old; default 30 */
    bool no_replenish, no_complement;
    bool everything;                /* all of his repeat items, whatever their probability; for looking, not for acting */
} mk_need_wish;

/* The working memory for answering; made once for each thread. The model must outlive it. */
typedef struct mk_need_reader mk_need_reader;
mk_need_reader *mk_need_reader_new(mk_arena *arena, const mk_need_model *m);
/* The needs of one customer from his own lines (in order of day; those after `now` are left out): REPLENISH likeliest first,
 * then COMPLEMENT by score. Their probabilities are on one scale, so the caller may mix them.
 * Writes at most max, returns how many; 0 when nothing is due. wish NULL: the defaults. */
size_t mk_need_answer(mk_need_reader *r, const mk_need_line *line, size_t n, int32_t now, const mk_need_wish *wish,
                      mk_need *ret, size_t max);
#endif
