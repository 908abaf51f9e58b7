/* SPDX-License-Identifier: Apache-2.0
 * One ranked set of answers for one customer, out of all kinds: what is running out, what goes with it, what is like the one he loved, what is
 * due, what the year brings, what is worth telling. Each kind proposes candidates on one scale (the probability that it is wanted within
 * MK_NEED_DAYS days, and what it is worth when it comes); the arbiter leaves out what may not be offered *before* it ranks, so a list is
 * never short while something may be offered, and "nothing now" is an answer. docs/maths/needs.md 9.
 * Owns nothing: arrays in, indexes out. Pure, any thread, no failures. */
#ifndef MK_ARBITER_H
#define MK_ARBITER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MK_NEED_DAYS = 7 };          /* the one scale: probabilities are of being wanted within so many days */

typedef enum mk_need_kind {
    MK_NEED_REPLENISH = 1,          /* runs out */
    MK_NEED_COMPLEMENT,             /* goes with what he bought, or what people like him take: new to him */
    MK_NEED_CARE,                   /* he usually comes by now; about no item */
    MK_NEED_SIMILAR,                /* like the one he loved, kept for him */
    MK_NEED_DUE,                    /* a thing of his is due for service */
    MK_NEED_PLAN,                   /* a slot of his year: booking time */
    MK_NEED_OCCASION,               /* a birthday, an anniversary, a holiday */
    MK_NEED_INFORMATION,            /* needs no purchase: a tip, a picture, news */
    MK_NEED_KINDS
} mk_need_kind;
/* "replenish", "complement", "care", "similar", "due", "plan", "occasion", "information". */
const char *mk_need_name(mk_need_kind kind);

/* Why something may not be offered. Any bit is enough. */
enum {
    MK_BAR_STOCK = 1,               /* the shelf is empty */
    MK_BAR_CONSENT = 2,             /* he refused this purpose */
    MK_BAR_DISMISSED = 4,           /* he, or staff for him, said not now, never or wrong, or it was done lately */
    MK_BAR_ALLERGY = 8,             /* what he must not have is in it */
    MK_BAR_OWNED = 16,              /* he has it, and it is not yet used up */
    MK_BAR_CAP = 32,                /* he was turned to often enough lately */
    MK_BAR_MARGIN = 64,             /* leaves too little, or loses money */
    MK_BAR_HIDDEN = 128,            /* the shop does not offer it */
    MK_BAR_SIZE = 256,              /* not in his size */
    MK_BAR_AWAY = 512,              /* he moved away, or is away for a while */
    MK_BAR_JOB = 1024,              /* done to a thing of his, when its rule says */
};

/* A number behind a reason: what it is, how much, and how much it moved the odds. The sentence is made of these, so they can be checked. */
typedef struct mk_reason_part { int what; double number, effect; int32_t day; } mk_reason_part;       /* what: of its kind; effect: log-odds, 0 when it has none */

typedef struct mk_candidate {
    mk_need_kind kind;
    int64_t item;                   /* of the catalogue; for what is none: the id that names the proposal (task of an asset, slot, content) */
    int64_t about;                  /* asset, fact or item it springs from; 0: none */
    double probability;             /* that it is wanted within MK_NEED_DAYS */
    double worth;                   /* minor units when it comes; at least a trifle (1), so that what costs nothing can be ranked too */
    int32_t day;                    /* when it is due; the day asked for when it does not matter */
    uint32_t category;              /* for the cap; 0: of none, never capped */
    uint32_t barred;                /* MK_BAR_... ; 0: may be offered */
    uint32_t place;                 /* of the detail among its kind's, for the words */
} mk_candidate;

typedef struct mk_arbiter {
    double least_probability;       /* less likely is quiet */
    double least_stake;             /* probability x worth below it is quiet */
    uint32_t per_category, per_kind;    /* at most so many; 0: any */
    bool once;                      /* an item or thing is proposed once, by whichever kind has most at stake */
} mk_arbiter;

static inline double mk_stake(const mk_candidate *c) { return c->probability * c->worth; }
/* Places of the best, best first, at most `most`; fewer only when no more may be offered. Equal stakes: the likelier, then kind, item, about.
 * room: n places. rule NULL: nothing is quiet, nothing is capped. */
size_t mk_arbiter_choose(const mk_candidate *c, size_t n, const mk_arbiter *rule, uint32_t *room, uint32_t *ret, size_t most);
#endif
