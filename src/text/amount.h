/* SPDX-License-Identifier: Apache-2.0
 * Money, quantities, dates and times as people write them. Pure. False: not one.
 * No floats for money: int64 minor units; quantities int64 ten-thousandths. */
#ifndef MK_AMOUNT_H
#define MK_AMOUNT_H
#include "clock.h"

/* "1,234.50", "1.234,50", "₪ 1,234", "(12.00)", "12.00-", "-£3", "NIS 5", "1 234,5", "1.978e+03": minor units (two decimals; more are rounded half away
 * from zero). The currency when one is written, else left as it was ("ILS", "GBP", "USD", "EUR"; 3 letters and NUL). A single separator with
 * exactly three digits behind it is thousands for ',' and a decimal point for '.' unless `comma_decimal`. */
bool mk_money_parse(mk_str s, bool comma_decimal, int64_t *ret_minor, char currency[4]);
/* Ten-thousandths: "1.5" -> 15000. */
bool mk_quantity_parse(mk_str s, bool comma_decimal, int64_t *ret);
/* n / d, half away from zero; false: too large for money. d is not 0. */
bool mk_money_divide(__int128 n, int64_t d, int64_t *ret);
/* What `quantity` (ten-thousandths) of a thing at `each` come to, and what each came to when they come to `total` (0 when that cannot be
 * said); half away from zero. */
bool mk_money_times(int64_t quantity, int64_t each, int64_t *ret);
int64_t mk_money_each(int64_t total, int64_t quantity);
/* "1234.50" */
char *mk_money_text(int64_t minor, char out[32]);

typedef enum mk_date_order { MK_YMD, MK_DMY, MK_MDY } mk_date_order;
/* What a parsed date was made of. */
typedef struct mk_when { int32_t day; int32_t second; bool has_time; } mk_when;
/* "2026-11-22", "22/11/2026", "22.11.26", "22-Nov-2026", "22 בנובמבר 2026", "Nov 22, 2026", "20261122", "2010-12-01 08:26:00", "12/1/10 8:26",
 * "1/12/2010 8:26 PM", RFC 3339 (an offset is applied, giving UTC: then *ret_utc is set), with `serial` also Excel's serial
 * numbers 20000..80000 and seconds or thousandths since 1970 (of 2001 to 2033; these are UTC).
 * `order` says how to read a/b/c with a <= 12 and b <= 12. Two-digit years: 00-69 are 20xx. "0000-00-00" and its kin are no date. */
bool mk_when_parse(mk_str s, mk_date_order order, bool serial, mk_when *ret, bool *ret_utc);
/* Whether a number may be seconds or thousandths since 1970. */
static inline bool mk_stamp_like(int64_t n) { return (n >= 1000000000 && n < 2000000000) || (n >= 1000000000000 && n < 2000000000000); }
/* Feeds the decision which order a column is in: counts what only DMY, only MDY, only YMD can be. */
typedef struct mk_date_votes { uint32_t ymd, dmy, mdy, either, not_date, serial; } mk_date_votes;
void mk_date_vote(mk_date_votes *v, mk_str s);
mk_date_order mk_date_decide(const mk_date_votes *v);       /* when undecided: DMY */
#endif
