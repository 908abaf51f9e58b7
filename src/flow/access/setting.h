/* SPDX-License-Identifier: Apache-2.0
 * The settings of the business. Every setting has a default; unknown keys are refused.
 *   currency   of the shop's answers: sales in other currencies are kept and not counted in values     ILS
 *   timezone   the business day begins at its midnight                                                   Asia/Jerusalem
 *   today      the day it is for answers (YYYY-MM-DD), for data that ends in the past; '' = the clock    ''
 *   capacity   how many customers the staff can turn to in a day                                         8
 *   shop       the name of the business                                                                  ''
 *   language   of the shop: he, en                                                                       he
 *   margin     what is left of a sale, in percent; '' = not told: then sales are counted, not margin     ''
 *   hour       what an hour of staff costs, in whole units of the currency; '' = not told: it costs nothing  ''
 *   hide_seller, hide_reader   what these roles are not shown: phone, mail, address, national_id, value, notes    ''
 *   backup_hours, backup_keep  how often the desk's server makes a backup, and how many it keeps     24, 14
 *   plan_care, plan_learn      percent of a year's money a call keeps, of the gap knowing the needs closes; '' = assumed     ''
 *   contracts, occasions       items that are a subscription or a fee, and that are taken on occasions: "CLUB month, APPEAL year"; '' = as seen     ''
 *   address    where customers reach the desk: https://shop.example; '' = where who asks does               ''
 *   demo       the demo business that fills the store; '' = none                                              ''
 *   margin_floor  what leaves less of its price, in percent, is not offered; '' = 0: what loses money           ''
 *   category_cap  of one category no more are proposed on a page or a day's list or put in a basket; '' = any number           ''
 * Threads: as the store. Errors: MK_EINVAL with what the setting may be, MK_ENOTFOUND. */
#ifndef MK_SETTING_H
#define MK_SETTING_H
#include "clock.h"
#include "table.h"

typedef struct mk_settings {
    char currency[4];
    const mk_tz *tz;
    mk_str timezone, shop, language, address, contracts, occasions;
    int32_t today;              /* civil day of the business */
    int32_t now_day;            /* the day by the clock, whatever `today` says */
    int capacity;
    int64_t upload_mb;
    int backup_hours, backup_keep;
    bool demo;                  /* a demo business fills the store */
    double plan_care, plan_learn;       /* shares that the owner says a call keeps, and knowing the needs closes; 0: not told */
    double margin_floor;        /* share of the price */
    uint32_t category_cap;      /* 0: any */
    double margin, hour;        /* share of a sale that is left; cost of an hour in minor units; 0: not told */
} mk_settings;

/* All settings, defaults filled. Slices on the arena. */
int mk_settings_get(mk_cx *cx, mk_db *db, mk_settings *ret);
int mk_settings_read(mk_cx *cx, mk_store *s, mk_settings *ret);         /* in a snapshot of its own */
/* MK_EINVAL: no such setting, or a value it cannot have. */
int mk_setting_set(mk_cx *cx, mk_db *db, mk_str key, mk_str value);
/* Takes the first "ITEM week" of a list with commas; unit: 1 week, 2 month, 3 quarter, 4 year. False at its end, or where it cannot be read: then rest is not empty. */
bool mk_setting_item(mk_str *rest, mk_str *ret_item, int *ret_unit);
/* One of them, for a person: title and help in his language. */
typedef struct mk_setting { mk_str key, title, value, help; } mk_setting;
/* The i-th setting; false behind the last. */
bool mk_setting_at(mk_cx *cx, mk_db *db, int i, mk_setting *ret);
/* Of a setting by its value: what was changed and changed back is what it was. */
int64_t mk_setting_version(mk_cx *cx, mk_str key, mk_str value);
#endif
