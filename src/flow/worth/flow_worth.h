/* SPDX-License-Identifier: Apache-2.0
 * What customers are worth and could be: one customer for his page, all of them for the base's report, the picture and the plan.
 * A model of its own (`worth`) says what comparable customers reach; it is learnt with the others.
 * Owns: results are on the arena. Errors: as the store's, MK_EINVAL. Cost: a pass over sales, interactions and facts.
 * Threads: as the store; a walk over everybody uses as many as the context allows. */
#ifndef MK_FLOW_WORTH_H
#define MK_FLOW_WORTH_H
#include "base.h"
#include "learn.h"
#include "reason.h"
#include "story.h"
#include "worth.h"
#include "worth_life.h"
#include "worth_reach.h"
#include "worth_rhythm.h"

/* What is learnt of potential value. */
typedef struct mk_worth_model {
    bool known;
    int32_t day, period;                /* the frontier is of `period` days after a day in the past */
    mk_frontier frontier;
    double middle_money, middle_gap;    /* halves of the picture: of who is still there, minor units a year */
} mk_worth_model;
int mk_worth_model_get(mk_cx *cx, mk_db *db, mk_worth_model *ret);

typedef struct mk_worth_learnt { int64_t version; mk_worth_model model; mk_frontier_diagnostics fit; mk_str json; } mk_worth_learnt;
/* Learns the frontier by the model of value, looking from a day in the past, and keeps it as the next version. */
int mk_worth_learn(mk_cx *cx, mk_store *s, const mk_settings *st, int32_t day, const mk_value_model *value, mk_worth_learnt *ret);

/* Everything there is to learn: the models of learn.h, what comparable customers reach, and who renews. Each is a next version. */
typedef struct mk_learnt_all { mk_learnt models; mk_worth_learnt worth; mk_rhythm_learnt rhythm; } mk_learnt_all;
int mk_learn_all(mk_cx *cx, mk_store *s, int32_t day, mk_learnt_all *ret);

/* Where he lies in the picture: actual value by potential that is left. */
typedef enum mk_place { MK_PLACE_UNKNOWN, MK_PLACE_BOTH, MK_PLACE_CARE, MK_PLACE_LEARN, MK_PLACE_PEACE, MK_PLACES } mk_place;
const char *mk_place_name(mk_place p);          /* unknown, both, care, learn, peace */

/* Sales of one customer that are no purchases of his: in another currency, at no charge, returns, of a day to come, cancelled. */
typedef struct mk_worth_aside { uint32_t currency, free, back, ahead, cancelled; } mk_worth_aside;

typedef struct mk_worth_row {
    int64_t customer;
    mk_value_history history;
    mk_worth_seen seen;
    mk_worth_said said;
    mk_worth worth;
    mk_frontier_answer potential;       /* money a year, minor units */
    mk_place place;
    double recent;                      /* net of the last 90 days, minor units */
    mk_reach reach;                     /* of a walk that asked for it */
    mk_life life;                       /* of one customer only */
    mk_worth_aside aside;               /* the same */
} mk_worth_row;

/* Everything from what was read of one customer (seen, history, recent, said). */
void mk_worth_answer(const mk_worth_model *m, const mk_settings *st, int32_t day, mk_worth_row *row);

/* One customer, his purchases read already. */
int mk_worth_one(mk_cx *cx, mk_db *db, const mk_settings *st, const mk_models *models, const mk_worth_model *m, const mk_story *story, const mk_value_answer *value,
                 mk_worth_row *ret);
mk_str mk_worth_json(mk_cx *cx, const mk_worth_row *row, const mk_settings *st, mk_str who);

/* All customers with sales, in order of id: his row, and his orders. */
typedef struct mk_worth_walker {
    int32_t day, past;                  /* past: MK_NO_DAY when it is not wanted */
    const mk_settings *settings;
    const mk_value_model *value;        /* NULL: nothing is learnt */
    const mk_worth_model *model;
    bool reach;                         /* by which ways he may be reached is wanted too */
    int (*each)(mk_cx *cx, const struct mk_worth_walker *w, const mk_worth_row *row, const mk_base_order *order, size_t n);
    void *self;
} mk_worth_walker;
int mk_worth_walk(mk_cx *cx, mk_store *s, const mk_worth_walker *w);

/* --- the base --- */
typedef struct mk_base_told { mk_settings settings; int32_t day; bool learnt; mk_base_report report; mk_rhythm_model rhythm; } mk_base_told;
int mk_base_told_of(mk_cx *cx, mk_store *s, int32_t day, mk_base_told *ret);
/* The parts in order: people, cohorts, track, concentration, risk, rhythm (subscriptions, fees, occasions). Each a sentence and its numbers. */
enum { MK_BASE_PARTS = 6 };
const char *mk_base_part_name(int part);
/* Whether there is anything to tell: the rhythm only where there is one. */
bool mk_base_has(const mk_base_told *t, int part);
mk_str mk_say_base(mk_cx *cx, const mk_base_told *t, int part);
mk_str mk_base_json(mk_cx *cx, const mk_base_told *t, int part);

/* --- the picture and the plan --- */
typedef struct mk_worth_named { mk_worth_row row; mk_str name; mk_invest what; mk_channel by; double value, minutes; mk_str why; } mk_worth_named;
typedef struct mk_worth_map {
    mk_settings settings;
    int32_t day;
    bool learnt;
    mk_worth_model model;
    uint64_t count[MK_PLACES];
    int64_t money[MK_PLACES];           /* expected of them in a year */
    int32_t newest;                     /* day of the newest purchase; MK_NO_DAY: none */
    mk_worth_named *row;
    size_t n;
} mk_worth_map;
/* place MK_PLACES: an even sample of all, for the picture; else those of it, the most at stake first. */
int mk_worth_map_of(mk_cx *cx, mk_store *s, int32_t day, mk_place place, size_t limit, mk_worth_map *ret);

typedef struct mk_worth_plan {
    mk_settings settings;
    int32_t day;
    bool learnt;
    mk_plan plan;
    mk_invest_rates rates;
    bool told_care, told_learn;         /* by the owner; else assumed */
    uint64_t looked_at, by[MK_INVEST_RIGHT + 1], peace[MK_PEACE_BUDGET + 1];
    mk_worth_named *row;                /* the most value for the time first */
    size_t n;
} mk_worth_plan;
/* budget: money in minor units, hours. rates: care or learn below 0: what the settings say, or what is assumed. */
int mk_worth_plan_of(mk_cx *cx, mk_store *s, int32_t day, mk_plan_budget budget, const mk_invest_rates *rates, size_t limit, mk_worth_plan *ret);

/* In words. */
mk_str mk_say_unbought(mk_cx *cx, const mk_worth_aside *a);                                         /* of whom no purchase is known: what there is of him */
mk_str mk_say_invest(mk_cx *cx, const mk_worth_row *r, const mk_settings *st, mk_invest what, mk_channel by, mk_str who);
mk_str mk_say_frontier(mk_cx *cx, const mk_worth_learnt *l);
#endif
