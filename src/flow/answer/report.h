/* SPDX-License-Identifier: Apache-2.0
 * The week for its owner: what happened, in sentences, each beside what is usual. What is usual is where 9 of 10 weeks like the eight before
 * would lie (a prediction interval: mean ± t(0.95, n-1) · s · sqrt(1 + 1/n)); fewer than four weeks with something are too few to say.
 * Reads every sale once. Owns: slices of the arena. Threads: any.
 * Errors: those of the store. */
#ifndef MK_REPORT_H
#define MK_REPORT_H
#include "spent.h"

enum { MK_REPORT_WEEKS = 9 };           /* the week and the eight before, the oldest first */

typedef enum mk_unit { MK_UNIT_MONEY, MK_UNIT_COUNT, MK_UNIT_SHARE } mk_unit;
typedef struct mk_report_part {
    const char *part;                   /* sales, purchases, customers, new, again, proposals, consents, notes, items */
    mk_unit unit;
    double value[MK_REPORT_WEEKS];      /* of a share 0 to 1 */
    bool known, usual;                  /* whether there is a value; a low and a high */
    double low, high;
    mk_str sentence;
    mk_str label[5];                    /* items: their names in place of weeks */
    size_t labels;
} mk_report_part;

typedef struct mk_report { int32_t from, to; mk_report_part part[16]; size_t n; mk_str headline; char currency[4]; mk_elsewheres other; } mk_report;

/* The seven days up to and including `to`; MK_NEVER's day (INT32_MIN): up to yesterday. */
int mk_report_week(mk_cx *cx, mk_store *s, int32_t to, mk_report *ret);
#endif
