/* SPDX-License-Identifier: Apache-2.0
 * What a customer needs next: what is running out, and what is new to him and fits. docs/maths/needs.md.
 * One model: boosted trees on one scale for his own items and for new ones (next.h), learnt from the shop's own past; a gamma renewal with a prior
 * per item (renewal.h) says *when*; counts of what was bought together and afterwards say *with what*.
 * Owns: summaries, models and readers live on the arena they were made on.
 * Threads: a model is read by any number of threads; a summary and a reader belong to one thread.
 * Errors: MK_EINVAL (lines out of order, days after now), MK_EBADDATA (bytes that are not a model), MK_ECANCELLED. Answers cannot fail.
 *
 *   lines of one customer --summary_add--> summary --merge--> summary --fit--> model
 *   answer(reader of a model, lines, now) -> needs, likeliest first
 *
 * Purchases of one item by one customer on one day are one purchase; all he buys on one day is one basket. */
#ifndef MK_NEED_H
#define MK_NEED_H
#include "arbiter.h"
#include "cx.h"
#include "jsonw.h"

enum {
    MK_NEED_WINDOW = 60,            /* "bought afterwards" is within so many days */
    MK_NEED_TOP = 16,               /* complements kept of an item */
    MK_NEED_ANSWERS = 96,           /* needs of one customer that are told at most */
    MK_NEED_SAMPLE = 8192,          /* customers a shop is learnt from, at most: those of the smallest hashes */
    MK_NEED_SAMPLE_LINES = 1000000, /* and so many purchases of theirs */
};

typedef enum mk_need_state { MK_NEED_TOO_LITTLE, MK_NEED_LITTLE, MK_NEED_ENOUGH } mk_need_state;
/* Too little: fewer customers with goods, or fewer times that one of them bought the same again. */
enum { MK_NEED_CUSTOMERS_LEAST = 20, MK_NEED_GAPS_LEAST = 20 };

/* One line of a customer's history. */
typedef struct mk_need_line {
    int64_t item;
    int64_t quantity;               /* ten-thousandths; negative: came back, and takes the latest purchase of the item away */
    int64_t amount;                 /* minor units */
    int32_t day;
} mk_need_line;

/* --- the base: adds up, in any order and any partition, to the same bytes; and anything added can be taken away without a trace --- */
typedef struct mk_need_summary mk_need_summary;

/* now: the day of learning. most, lines: how many customers and purchases are kept, 0: all of them. */
mk_need_summary *mk_need_summary_new(mk_arena *arena, int32_t now, size_t most, size_t lines);
/* All lines of one customer, in order of day. `customer` is only hashed. MK_EINVAL: days out of order or after now, or he is there already. */
int mk_need_summary_add(mk_cx *cx, mk_need_summary *s, int64_t customer, const mk_need_line *line, size_t n);
/* One line more of a customer, on his last day or later (MK_EINVAL: earlier); he need not be there yet. */
int mk_need_summary_line(mk_cx *cx, mk_need_summary *s, int64_t customer, const mk_need_line *line);
/* Whether he was there. What is left is what it would be had he never been added. */
bool mk_need_summary_forget(mk_need_summary *s, int64_t customer);
/* MK_EINVAL when the two were made for different days. `from` stays as it is. */
int mk_need_summary_merge(mk_cx *cx, mk_need_summary *into, const mk_need_summary *from);
/* Every sum and every purchase that is kept, as bytes in an order of their own: equal for equal customers, however they came. */
mk_str mk_need_summary_bytes(mk_arena *arena, const mk_need_summary *s);

/* --- the model --- */
typedef struct mk_need_model mk_need_model;

typedef struct mk_need_diagnostics {
    mk_need_state state;
    uint64_t customers, sample;     /* in the base; learnt from */
    uint64_t purchases, baskets, items;
    uint64_t gaps;                  /* intervals between purchases of the same item by the same customer */
    uint64_t pairs, complements;    /* pairs seen together; pairs kept in the model */
    uint64_t rows, positives;       /* (customer, item, moment) looked at; of them bought */
    bool learnt;                    /* false: too little for trees; shares and popularity are used */
    uint32_t trees_own, trees_new;
    double mean_interval, shape;    /* of the whole base: days, regularity (1 = by chance, larger = more regular) */
    double auc, error;              /* on customers that were held out: area under the curve, calibration error */
} mk_need_diagnostics;

/* The model is made on cx->arena. */
int mk_need_fit(mk_cx *cx, const mk_need_summary *s, const mk_need_model **ret, mk_need_diagnostics *ret_diagnostics);

/* The model as bytes for the store, and back to a model that answers the same bits. */
mk_str mk_need_model_pack(mk_arena *arena, const mk_need_model *m);
int mk_need_model_unpack(mk_cx *cx, mk_str bytes, const mk_need_model **ret);
void mk_need_diagnostics_json(const mk_need_diagnostics *d, mk_jsonw *w);

mk_need_state mk_need_model_state(const mk_need_model *m);

/* --- answers --- */
/* What speaks for a need, and against it: the features of a topic together. base + the sum of all = the score, exactly. */
typedef enum mk_need_why {
    MK_WHY_HABIT,                   /* how often he bought it */
    MK_WHY_PACE,                    /* how long since, against his and everybody's pace */
    MK_WHY_COMES,                   /* how often he comes, and how long since */
    MK_WHY_SEASON,                  /* this time last year */
    MK_WHY_POPULAR,                 /* what everybody buys, of late above all */
    MK_WHY_ALIKE,                   /* what people with like purchases have and take */
    MK_WHY_GOES,                    /* what goes with what he bought */
    MK_WHY_TASTE,                   /* how wide and how new his baskets are */
    MK_WHYS
} mk_need_why;
const char *mk_need_why_name(mk_need_why why);      /* "habit" ... */

typedef struct mk_need {
    mk_need_kind kind;              /* REPLENISH: he bought it before; COMPLEMENT: it is new to him; CARE: flow makes it */
    int64_t item;                   /* what to offer */
    double probability;             /* of buying it within MK_NEED_DAYS days */
    double probability_low, probability_high;   /* 90 % interval: what the customers who were held out say of that score */
    double score, base, effect[MK_WHYS];        /* log-odds before calibration, and what they are made of; zeros when too little was learnt for trees */
    double worth;                   /* what a purchase of it brings, minor units: his own mean, else everybody's */
    /* REPLENISH: the reason */
    uint32_t purchases;             /* days on which he bought it */
    uint32_t last_year;             /* of them in the same weeks of last year */
    int32_t last_day, since_days;
    double interval_days;           /* mean of his own intervals; 0 when he bought it once */
    double interval_sd;             /* of his own intervals; 0 when there are fewer than two */
    double usual_days;              /* expected interval, his own and the item's together */
    double late_days;               /* since_days - interval_days, or - usual_days of what he bought once */
    double silence;                 /* P(an interval of his is at least this long); small: unusual, he may have stopped */
    int32_t due_low, due_day, due_high;     /* days: 10 %, median, 90 % of the next purchase, given that he goes on buying it */
    double quantity;                /* pieces of his usual purchase: the median */
    /* COMPLEMENT: the reason */
    int64_t with;                   /* the item he bought, with which it goes; 0: none is known */
    int32_t with_day;               /* when he bought that */
    uint32_t with_baskets;          /* purchases of `with` in the sample */
    uint32_t together;              /* of them with `item` in the same basket */
    uint32_t with_buyers;           /* customers who bought `with` */
    uint32_t after;                 /* of them who bought `item` for the first time 1-60 days after it */
    double share;                   /* together / with_baskets */
    uint32_t alike, alike_of;       /* of the customers with the most like purchases: who bought it; how many they are */
    bool alike_all;                 /* they are all there are to compare him with */
    uint32_t lately;                /* customers of the sample who bought it in the four weeks before learning */
} mk_need;

typedef struct mk_need_wish {       /* what to give; zeroed: the defaults */
    double least_own;               /* REPLENISH below this is quiet; default 0.10 */
    double least_new;               /* COMPLEMENT below this is quiet; default 0.002. Nor is told what he would take at one visit in a hundred when nothing of his leads to it */
    bool no_replenish, no_complement;
    bool everything;                /* all of his repeat items, whatever their probability; for looking, not for acting */
    bool (*barred)(const void *by, int64_t item);       /* what may not be offered: left out before anything is ranked, so that the next come up; NULL: all may */
    const void *barred_by;
    bool unexplained;               /* the reasons come later, of those that are chosen: mk_need_explain */
} mk_need_wish;

/* The working memory for answering; made once for each thread. The model must outlive it. */
typedef struct mk_need_reader mk_need_reader;
mk_need_reader *mk_need_reader_new(mk_arena *arena, const mk_need_model *m);
/* The needs of one customer from his own lines (in order of day; those after `now` are left out), likeliest first, REPLENISH and COMPLEMENT on
 * one scale. `customer` tells him from those he is compared with. Writes at most max, returns how many; 0 when nothing is due. wish NULL: the defaults. */
size_t mk_need_answer(mk_need_reader *r, int64_t customer, const mk_need_line *line, size_t n, int32_t now, const mk_need_wish *wish, mk_need *ret, size_t max);
/* The reasons of needs that the reader answered last: how sure, what the score is made of, with what it goes. */
void mk_need_explain(mk_need_reader *r, mk_need *const *need, size_t n);
/* A glance, without asking the model: some hundreds of nanoseconds, for walks over a whole base. */
typedef struct mk_need_glance {
    double own, fresh;              /* fresh: 0 when his last visit is a month ago. What the likeliest of his own items, of new ones, is at most: as likely as the likeliest like it that was learnt from, and half more */
    bool waits;                     /* something is due by his own pace alone: a repeat whose interval is nearly over and not twice over */
} mk_need_glance;
/* barred: items that are not looked at. */
mk_need_glance mk_need_look(mk_need_reader *r, const mk_need_line *line, size_t n, int32_t now, bool (*barred)(const void *self, int64_t item), const void *self);
#endif
