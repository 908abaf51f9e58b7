/* SPDX-License-Identifier: Apache-2.0
 * What is bought at an even time: a subscription or a club fee (a contract: sBG, sbg.h), or on occasions (a yearly appeal, a weekly class: BG/BB, bgbb.h).
 * Which items are so is seen in the times between one customer's purchases of them, or told by the owner (docs/maths/worth.md 1).
 *
 *   days of one customer and item --see--> seen --merge--> seen --found--> items
 *   days of one customer of such an item --count--> counts --merge--> counts --fit--> item --answer(item, his days, now)--> answer
 *
 * Owns: seen and counts are on the arena they were made on; items and answers are plain values. Whole numbers: they add up in any order to the same.
 * Threads: seen and counts belong to one thread until they are merged. Errors: MK_ECANCELLED. Days are civil days. */
#ifndef MK_RHYTHM_H
#define MK_RHYTHM_H
#include "bgbb.h"
#include "map.h"
#include "sbg.h"

typedef enum mk_rhythm { MK_RHYTHM_NONE, MK_RHYTHM_OCCASIONS, MK_RHYTHM_CONTRACT } mk_rhythm;
typedef enum mk_occasion { MK_OCCASION_SEEN, MK_OCCASION_WEEK, MK_OCCASION_MONTH, MK_OCCASION_QUARTER, MK_OCCASION_YEAR, MK_OCCASION_UNITS } mk_occasion;
const char *mk_rhythm_name(mk_rhythm kind);         /* "", "BG/BB", "sBG" */
const char *mk_occasion_name(mk_occasion unit);     /* "", week, month, quarter, year */
double mk_occasion_days(mk_occasion unit);          /* mean length; 0 of SEEN */
/* The number of the occasion a day belongs to: of the calendar, weeks from Sunday. Not of SEEN. */
int64_t mk_occasion_number(mk_occasion unit, int32_t day);
/* A contract stands when the next payment is not overdue by more than a quarter of the period. */
static inline bool mk_contract_stands(double period, int32_t last, int32_t now) { return now <= last + 1.25 * period + 2; }

/* --- which items --- */
typedef struct mk_rhythm_seen mk_rhythm_seen;
mk_rhythm_seen *mk_rhythm_seen_new(mk_arena *arena);
/* day: when one customer bought it, ascending, each day once. */
void mk_rhythm_see(mk_rhythm_seen *s, int64_t item, const int32_t *day, size_t n);
void mk_rhythm_seen_merge(mk_rhythm_seen *into, const mk_rhythm_seen *from);

enum { MK_RHYTHMS = 8, MK_RHYTHM_STAYED = 53 };
typedef struct mk_rhythm_item {
    int64_t item;                   /* 0: whatever is bought */
    mk_rhythm kind;
    mk_occasion unit;
    bool told;                      /* by the owner, not seen */
    double regular;                 /* share of the times between one customer's purchases that are one period, or whole ones of occasions */
    int32_t last;                   /* the last day anybody bought it */
    mk_known state;
    bool alive_known;               /* occasions: false when nobody is seen to stop */
    uint64_t customers, active, events;     /* who ever bought; who stand now, or took the last occasion; how many left, or occasions taken after the first */
    mk_sbg sbg;
    mk_bgbb bgbb;
    uint32_t stayed_n;              /* contracts: the share still paying after 0, 1, ... periods, as it was seen */
    double stayed[MK_RHYTHM_STAYED];
} mk_rhythm_item;
/* How many periods of a contract are looked ahead in a picture: a year of weeks, two of months, three of quarters, six. */
uint32_t mk_rhythm_periods(mk_occasion unit);
/* Those that are so, the most bought first, at most MK_RHYTHMS; the whole business (0) only where no item is. How many. */
size_t mk_rhythm_found(const mk_rhythm_seen *s, mk_rhythm_item ret[MK_RHYTHMS]);
/* The last day anybody bought it, and the share of `regular` of a kind; false: nobody did. */
bool mk_rhythm_look(const mk_rhythm_seen *s, mk_rhythm_item *item);

/* --- one item --- */
typedef struct mk_rhythm_counts { mk_map of; uint64_t customers, active, events; } mk_rhythm_counts;
static inline mk_rhythm_counts mk_rhythm_counts_on(mk_arena *a) { return (mk_rhythm_counts){ .of = mk_map_on(a) }; }
void mk_rhythm_count(mk_rhythm_counts *c, const mk_rhythm_item *item, const int32_t *day, size_t n, int32_t now);
void mk_rhythm_counts_merge(mk_rhythm_counts *into, const mk_rhythm_counts *from);
int mk_rhythm_fit(mk_cx *cx, const mk_rhythm_counts *c, mk_rhythm_item *item);

typedef struct mk_rhythm_answer {
    uint32_t times;                 /* bought */
    uint32_t seen, taken;           /* occasions after his first, and how many of them he took */
    int32_t first, last, due;       /* due: of a contract's next payment */
    bool stands;                    /* a contract that does, or occasions of which the last was taken */
    bool known;                     /* false: too little to say more */
    double alive;                   /* P(still one of it) */
    double next;                    /* P(renews at the next payment), P(takes the next occasion) */
    double year;                    /* payments or occasions expected in the coming 365 days */
    int low, high;                  /* 5 % and 95 % of them */
} mk_rhythm_answer;
/* False when he never bought it. */
bool mk_rhythm_answer_of(const mk_rhythm_item *item, const int32_t *day, size_t n, int32_t now, mk_rhythm_answer *ret);
#endif
