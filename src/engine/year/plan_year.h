/* SPDX-License-Identifier: Apache-2.0
 * A customer's coming year: when there is a reason to be with him, and what then. docs/maths/shops.md 3.
 * Slots are days that come again: school vacations and holidays, his family's birthdays and anniversaries, and weeks in which he went before.
 * Each slot gets at most one of what is for sale, each of these one slot at most, so that the sum of the values is the largest there is; then, of
 * two that are at the same time or of one kind, the lesser is given up and the rest is chosen anew
 * (assignment problem; Kuhn 1955, Munkres 1957, in the form of Jonker & Volgenant 1987). A slot without an offer is told as a day.
 *     value = P(he goes then) * fit of the taste * fit of the price * fit of the days
 * Owns: answers on the arena. Pure; any thread. */
#ifndef MK_PLAN_YEAR_H
#define MK_PLAN_YEAR_H
#include "arena.h"
#include "school.h"

/* --- how long ahead he books, and for how much --- */
/* Logarithms of days or of money: normal, his mean drawn to everybody's with the weight of so many of his own. */
typedef struct mk_log_band { bool known; uint32_t n; double low, middle, high, mean_log, sd_log; } mk_log_band;     /* low, high: 10 % and 90 % */
mk_log_band mk_log_band_of(const double *his, size_t n, double base_mean_log, double base_sd_log, double weight);
/* Mean and deviation of the logarithms; values below 1 count as 1. false when there are fewer than three: then 60 days, deviation 0.8. */
bool mk_log_band_base(const double *all, size_t n, double *ret_mean, double *ret_sd);

typedef enum mk_slot_kind { MK_SLOT_SCHOOL, MK_SLOT_HOLIDAY, MK_SLOT_DAY, MK_SLOT_HABIT } mk_slot_kind;
typedef struct mk_slot {
    mk_slot_kind kind;
    int32_t from, to;
    const char *english, *hebrew;       /* of vacations and holidays */
    mk_str whom, what;                  /* of a family's day: "דנה", "birthday" */
    int32_t years;                      /* the how manieth */
    uint32_t went, of;                  /* how many times he went then, of so many such times that passed since he is known */
    double p;                           /* that he goes: (went + PRIOR) / (of + 1) */
} mk_slot;

typedef struct mk_trip { int32_t booked, from, to; double price; } mk_trip;       /* to: last day; price: 0 when not known */
typedef struct mk_family_day { mk_str whom, what; int32_t day; bool hebrew; } mk_family_day;

typedef struct mk_year_ask {
    int32_t today, days;                /* from today on, so many days: 365 */
    bool israel, children, older;       /* children: at school; older: the oldest are in class 7 and up */
    const mk_trip *trip; size_t trips;
    const mk_family_day *family; size_t families;
} mk_year_ask;

enum { MK_SLOTS = 48 };
size_t mk_year_slots(mk_arena *a, const mk_year_ask *ask, mk_slot ret[MK_SLOTS]);

/* from INT32_MIN: any day; taste: mk_taste_score; group: of one group (a destination) at most one is taken, 0: of none. */
typedef struct mk_year_offer { int64_t item; int32_t from, to; double price, taste; uint64_t group; } mk_year_offer;
typedef struct mk_year_pick { const mk_slot *slot; int offer; double value, price_fit, taste_fit; int32_t speak, speak_low; } mk_year_pick;    /* offer -1: none fits; speak: when to turn to him */
/* In order of time; writes one for each slot. lead: from booking to going. */
void mk_year_plan(mk_arena *a, const mk_slot *slot, size_t slots, const mk_year_offer *offer, size_t offers, const mk_log_band *budget, const mk_log_band *lead,
                  int32_t today, mk_year_pick *ret);
/* The assignment of the largest sum: value[r * columns + c] >= 0; ret[r] the column, -1: none. A pair of value 0 is none. */
void mk_assign(mk_arena *a, const double *value, size_t rows, size_t columns, int *ret);
#endif
