/* SPDX-License-Identifier: Apache-2.0
 * How the base of customers is doing: cohorts, what was expected against what came, concentration, who stays and who bought once and
 * went, and what is at risk (docs/maths/worth.md 5). Counts and sums of whole numbers: they add up in any order and any partition to
 * the same report.
 * Owns: a summary lives on the arena it was made on, a report on the arena it is given. Threads: a summary belongs to one thread until it
 * is merged. Errors: MK_EINVAL (a history that cannot be, two days, a sum that does not fit). */
#ifndef MK_BASE_H
#define MK_BASE_H
#include "cx.h"
#include "season.h"

/* What was bought on one day, net of what came back of it. */
typedef struct mk_base_order { int32_t day; int64_t amount; } mk_base_order;

/* What the model of value says of him now; zeroed when nothing is learnt. */
typedef struct mk_base_said {
    bool known;
    double alive;                       /* P(still a customer) */
    double money;                       /* expected over the coming year, minor units */
} mk_base_said;

typedef struct mk_base mk_base;
mk_base *mk_base_new(mk_arena *arena, int32_t now);
/* The orders of one customer in order of days, a day once, none after `now`. Customers without orders are counted. */
int mk_base_add(mk_cx *cx, mk_base *b, const mk_base_order *order, size_t n, const mk_base_said *said);
int mk_base_merge(mk_cx *cx, mk_base *into, const mk_base *from);

/* --- the report --- */

enum { MK_COHORTS = 24, MK_TRACKS = 1044, MK_BANDS = 4, MK_LORENZ = 21 };

/* Those who came first in one month: how many of them bought in the k-th month after it (k = 0: the month itself, all of them). */
typedef struct mk_cohort { int32_t year; int month; uint64_t customers; int ages; uint64_t came[MK_COHORTS]; int64_t money[MK_COHORTS]; } mk_cohort;

/* A week of seven days; repeat orders of everybody. */
typedef struct mk_track { int32_t day; uint64_t actual; double expected; } mk_track;

typedef struct mk_concentration {
    uint64_t buyers;
    int64_t money;
    double gini;                        /* 0: all bring the same; 1: one brings all */
    double top1, top10, top20;          /* share of the money of the best 1, 10, 20 % of buyers */
    double lorenz[MK_LORENZ];           /* share of the money of the best 0, 5, 10 ... 100 % */
    uint64_t half;                      /* so many buyers bring half of it */
} mk_concentration;

/* A consumer bought once and is (probably) gone; new: bought once and it is too early to say; a customer came again. */
typedef enum mk_base_kind { MK_BASE_CUSTOMER, MK_BASE_NEW, MK_BASE_CONSUMER, MK_BASE_KINDS } mk_base_kind;
typedef struct mk_part { uint64_t n; int64_t money; } mk_part;

/* By P(still a customer): sure (.8 and more), in doubt (.4), nearly lost (.1), gone. kept: what they would bring if all were still there. */
typedef struct mk_band { double from; uint64_t n; int64_t expected, kept; } mk_band;

typedef struct mk_base_report {
    int32_t now;
    uint64_t customers, buyers, orders;
    mk_part kind[MK_BASE_KINDS];        /* money: all they brought */
    int32_t patience;                   /* days after which one order and no other is called gone where no model says so */
    mk_cohort *cohort;                  /* the oldest first; at most MK_COHORTS months, older ones are left out */
    size_t cohorts;
    mk_track *track;                    /* the oldest first, whole weeks, the last ends at `now`; at most MK_TRACKS (twenty years) */
    size_t tracks;
    bool expected_known;
    double off;                         /* expected / actual repeat orders over these weeks - 1; NAN when there were none */
    mk_concentration all, year;         /* of all time; of the last 365 days */
    bool risk_known;
    mk_band band[MK_BANDS];             /* of those who came again */
    int64_t at_risk;                    /* kept - expected of them that are in doubt or nearly lost */
} mk_base_report;

/* expects(self, t): repeat orders that a customer is expected to make in the first t days; NULL: not known. It must not fall with t.
 * clock: the one t runs by (season.h); NULL: the calendar. */
int mk_base_report_of(mk_cx *cx, const mk_base *b, double (*expects)(void *self, double t), void *self, const mk_season *clock, mk_base_report *ret);
#endif
