/* SPDX-License-Identifier: Apache-2.0
 * What the values of a column look like: how many of a sample are phones, dates, amounts ... Pure. Errors: none. */
#ifndef MK_VALUES_H
#define MK_VALUES_H
#include "amount.h"
#include "arena.h"

typedef struct mk_values {
    uint32_t n;                     /* values that are not empty */
    uint32_t phone, mobile, mail, date, time, national_id, number, integer, decimal, letters, text, two_words, gender, yes_no, currency, code;
    uint32_t leading_zero, point_zero, hash, zip, serial_like;
    uint32_t distinct;              /* set by whoever sees the whole column */
    uint32_t comma, point;          /* decimal separators */
    uint32_t born;                  /* dates that can be the birthday of a living customer and are seldom a sale's */
    int64_t min, max;               /* of the whole numbers */
    mk_date_votes votes;
    size_t longest;
} mk_values;

void mk_values_add(mk_values *v, mk_arena *scratch, mk_str value);
/* k of n, 0 when there is no value. */
double mk_share(uint32_t k, const mk_values *v);

/* Words of single values. */
char mk_gender_of(mk_arena *scratch, mk_str s);                         /* 'm', 'f' or 0 */
int mk_yes_no(mk_arena *scratch, mk_str s);                             /* 1, 0, or -1 when neither */
bool mk_time_parse(mk_str s, int32_t *ret_second);                      /* 8:26, 08:26:00, 8:26 PM */
bool mk_currency_parse(mk_str s, char ret[4]);                          /* ILS, ₪, NIS, ש"ח, GBP ... */
/* "17850.0" -> "17850": a whole number that a program wrote as a float. */
mk_str mk_point_zero(mk_str s);
/* "7.29E+12": what a spreadsheet shows of a long code, and saves when it is asked for text. Many codes have become the same. */
bool mk_digits_lost(mk_str s);
/* Bytes of zero are nobody's letters: what a broken writer left. */
mk_str mk_without_nul(mk_arena *a, mk_str s);
#endif
