/* SPDX-License-Identifier: Apache-2.0
 * One customer and one item at one moment as numbers, from a view. docs/maths/needs.md 3. Private to need.
 * A number that the log cannot know (days, when there are none) is the same for all, and so says nothing.
 * Pure: any thread, into the room it is given; never fails. */
#ifndef MK_NEXT_FEATURES_H
#define MK_NEXT_FEATURES_H
#include "next_view.h"

#define MK_NEXT_FEATURE_LIST(X) \
    X(POPULAR, "popularity of the item") X(POPULAR_LATE, "its popularity of late") X(POPULAR_AFTER, "its popularity now") \
    X(TREND, "its trend") X(ALIKE, "people with like purchases have it") X(LATELY, "people with like purchases took it lately") \
    X(BESIDE, "goes with what he bought") X(ALIKE_LIFT, "they have it more than others") X(LATELY_LIFT, "they took it more than others") \
    X(VISITS, "how often he came") X(BASKET, "the size of his baskets") X(RANGE, "how many things he buys") X(CURIOUS, "how often he tries new things") \
    X(AGAIN, "how often people buy it again") X(KEPT, "how often it is bought again by who has it") \
    X(TIMES, "how often he bought it") X(GAP, "visits since he bought it") X(SLOW, "his habit") X(FAST, "his habit of late") \
    X(SHARE, "in how many of his baskets") X(SINCE_FIRST, "how long he has known it") X(RATIO, "time since, against his own pace") \
    X(BESIDE_NOW, "goes with what he bought just now") \
    X(LAST_SIZE, "the size of his last basket") \
    X(DAYS, "days since he bought it") X(RATE20, "purchases in the last weeks") X(RATE60, "purchases in the last months") X(RATE200, "purchases in the last year") \
    X(DAY_RATIO, "days since, against his own pace") X(DAY_PACE, "days since, against everybody's pace") X(YEAR, "he bought it at this time last year") \
    X(COMES20, "how often he came in the last weeks") X(COMES60, "how often he came in the last months") X(COMES200, "how often he came in the last year") \
    X(CAME, "days since he came") X(SHARE60, "in how many of his latest baskets") X(CAME_RATIO, "his own time to come") \
    X(RATE7, "purchases in the last days") X(GAP_RATIO, "days since, against the interval before") X(STEADY, "how regular his intervals are") \
    X(ROUND, "he bought it in this week of earlier years") X(ROUND_HEBREW, "and by the Hebrew calendar") \
    X(SEASON, "it is bought in this week of the year") X(CAME_SEASON, "he came in this week of earlier years") \
    X(LONGEST, "days since, against his longest interval") X(HAZARD, "how often it is bought after so long") X(YEARS, "how long he has bought it")

enum {
#define X(name, text) MK_NEXT_F_##name,
    MK_NEXT_FEATURE_LIST(X)
#undef X
    MK_NEXT_FEATURES
};

/* Fills v->among, when all else of the view is there. */
void mk_next_among_all(mk_arena *a, mk_next_view *v);
/* What is known before anybody is compared, of an item of his own and of a new one. */
void mk_next_features_before(const mk_next_self *self, float x[MK_NEXT_FEATURES], bool ret_own[MK_NEXT_FEATURES], bool ret_fresh[MK_NEXT_FEATURES]);
/* cell NULL: he never bought it. The reader has read this customer, with the same fold. */
void mk_next_features(const mk_next_reader *r, const mk_next_self *self, const mk_next_cell *cell, uint32_t item, uint8_t fold, float x[MK_NEXT_FEATURES]);
#endif
