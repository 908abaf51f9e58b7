/* SPDX-License-Identifier: Apache-2.0
 * What a person said about a table, as JSON, every part optional:
 *   {"version":1, "columns":{"<header>":"<field>", "<header>":"", "<header>":"field:shoe_size"}, "date_order":"DMY", "delimiter":";", "charset":"windows-1255",
 *    "comma_decimal":false, "header":true, "currency":"ILS", "sheet":"Customers"}
 * Owns: its parts, on the arena. Errors: MK_EBADDATA, with what is not right and what would be.
 * Threads: any. */
#ifndef MK_MAPPING_H
#define MK_MAPPING_H
#include "charset.h"
#include "columns.h"

typedef enum mk_told { MK_UNTOLD, MK_TOLD_NO, MK_TOLD_YES } mk_told;

typedef struct mk_mapping {
    struct mk_mapped { mk_str header; mk_field field; mk_str own; } *column;
    size_t n;
    bool has_order, has_charset, has_columns;
    mk_date_order order;
    mk_charset charset;
    char delimiter;                 /* 0: not said */
    mk_told comma_decimal, header;
    char currency[4];               /* "": not said */
    mk_str sheet;                   /* of a workbook; "": not said */
} mk_mapping;

int mk_mapping_read(mk_cx *cx, mk_arena *a, mk_str json, mk_mapping *ret);
/* Gives the columns the fields the mapping names; the headers must be there. */
int mk_mapping_apply(mk_cx *cx, mk_arena *scratch, const mk_mapping *m, mk_column *col, size_t n);
const char *mk_date_order_name(mk_date_order o);        /* "DMY" */
#endif
