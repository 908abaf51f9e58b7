/* SPDX-License-Identifier: Apache-2.0
 * Evaluate where orders come on occasions (a yearly appeal, a weekly class: BG/BB) or as payments of a contract (a subscription, a club
 * fee: sBG), and not at any moment. Which of them a log is, is seen in its days.
 * Owns: nothing. Threads: one. Errors: MK_EINVAL (asked for where it cannot be). */
#ifndef MK_EVALUATE_OCCASIONS_H
#define MK_EVALUATE_OCCASIONS_H
#include "forecast.h"
#include "rhythm.h"

typedef struct mk_rhythm_trial {
    mk_rhythm kind;                     /* NONE: orders come at any time */
    bool asked, chosen;
    mk_occasion occasion;
    double period;                      /* days from one to the next */
    uint32_t seen, ahead;               /* OCCASIONS: up to the split, and after it */
    double regular;                     /* share of the times between one customer's orders that are one period */
    mk_bgbb_fit bgbb;
    mk_sbg_fit sbg;
    mk_scores score;
} mk_rhythm_trial;
#endif
