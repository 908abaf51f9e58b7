/* SPDX-License-Identifier: Apache-2.0
 * Addresses in Israel as people write them: one name for each town, a street without its kind, house and flat, boxes of the post office.
 * Pure; results are slices of the arena. Errors: none; what is not known stays as it was, folded. */
#ifndef MK_PLACE_H
#define MK_PLACE_H
#include "arena.h"

/* One key for all spellings of a town: תל אביב, ת"א, תל-אביב יפו, Tel Aviv, TLV. A town that is not in the table: its mk_fold_key. */
mk_str mk_city_key(mk_arena *a, mk_str s);

/* One name for each spelling of a country, as it is written on a letter from here: USA, ארה"ב, United States -> "United States"; "" for Israel, which a letter
 * within it does not tell. A country that is not in the table: as it was, trimmed. */
mk_str mk_country_name(mk_arena *a, mk_str s);

/* "רח' הרצל 5א/12, דירה 3, ת.ד. 1234" taken apart; what is not there is empty. */
typedef struct mk_street {
    mk_str name;                /* mk_fold_key, without רחוב, שדרות, סמטת, Street */
    mk_str house, entrance, flat, box;
} mk_street;
mk_street mk_street_of(mk_arena *a, mk_str s);

/* A postcode of 5 or 7 digits; *ret is its digits. Of the old five-digit code the new one begins with the same digits. */
bool mk_postcode_parse(mk_arena *a, mk_str s, mk_str *ret);
#endif
