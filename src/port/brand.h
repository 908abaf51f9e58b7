/* SPDX-License-Identifier: Apache-2.0
 * Exports that are known by their headers: whose they are, and what their columns mean where a header alone would mislead. Vendors add and move
 * columns, so headers are compared by name, in any order, without case and marks; only where a site translates them by their place.
 * Owns nothing. Threads: any. Errors: none; a table that is nobody's is guessed like any other. */
#ifndef MK_BRAND_H
#define MK_BRAND_H
#include "columns.h"
#include "cx.h"
#include "record.h"

typedef struct mk_brand {
    const char *name;                   /* "shopify customers": in the result of an import */
    const char *english, *hebrew;       /* the sentence */
    const char *must;                   /* headers that are there, parted by '|', as squeezed folds; '/' between two of which one is enough */
    const char *columns;                /* "header=field|...": what they mean; "=": nothing */
    mk_said ads_mail;                   /* what every row of it says */
    const char *how;                    /* of that, as evidence */
} mk_brand;

/* NULL: nobody's. `file`: what it is called, which tells two of Mailchimp's apart. */
const mk_brand *mk_brand_of(mk_arena *scratch, const mk_column *col, size_t n, mk_str file);
/* Gives the columns their meaning where no person has. */
void mk_brand_columns(const mk_brand *b, mk_arena *scratch, mk_column *col, size_t n);
#endif
