/* SPDX-License-Identifier: Apache-2.0
 * What the columns of a table mean, guessed from their headers and confirmed or refused by their values.
 * Owns nothing: results are slices of the arena that is given. Threads: any. Errors: none; a column nobody understands means nothing. */
#ifndef MK_COLUMNS_H
#define MK_COLUMNS_H
#include "dialect.h"
#include "values.h"

typedef enum mk_field {
    MK_F_NONE,
#define X(name, text, most) MK_F_##name,
#include "fields.def"
#undef X
    MK_F_END_
} mk_field;

/* How a row becomes a record:
 *   key, member, national_id, name ...   a person
 *   date with amount, total or price     a sale; without item columns the amount is the sale's total
 *   time, timezone                       its hour, and where its clock stood; without a time it is that day wherever the shop is
 *   item_key, item_name                  an item, and a line of the sale; amount is the line's. A sale with lines and no `total` has
 *                                        has_total false: it is the sum of its lines
 *   doc_type                             stands before the document's number; types that are no sale become events
 *   status, cancelled                    a cancelled document
 *   field:KEY                            a field of the shop's own, by its key; whether there is such a one is not known here
 *   unsubscribed                         anything but empty or "no": a refusal of advertising by mail */

const char *mk_field_name(mk_field f);                  /* "" for MK_F_NONE */
/* The same of a column: "field:shoe_size" where it is one of the shop's own. */
mk_str mk_field_said(mk_arena *a, mk_field f, mk_str own);
bool mk_field_named(mk_str name, mk_field *ret);        /* "" is MK_F_NONE */
int mk_field_most(mk_field f);

typedef struct mk_column {
    mk_str header;                  /* unique in the table; "column 3" when the file names none */
    mk_str example;
    mk_field field;
    mk_str own;                     /* of MK_F_OWN: which field of the shop's own */
    int sure;
    const char *why;                /* "header", "values", "mapping", "" */
    mk_field refused;               /* what its header says beyond doubt and its values contradict */
    mk_values values;
} mk_column;

/* What a header may mean, best first; at most `most`. Strength 0..100; MK_F_NONE with a strength: known, and of no use here. */
typedef struct mk_meaning { mk_field field; int strength; bool exact; } mk_meaning;
typedef struct mk_column_words mk_column_words;
mk_column_words *mk_column_words_new(mk_arena *a);
size_t mk_column_words_find(const mk_column_words *w, mk_arena *scratch, mk_str header, mk_meaning *ret, size_t most);

/* Whether the first row of the sample names the columns. */
bool mk_columns_header(const mk_column_words *w, mk_arena *scratch, const mk_sample *t, size_t first_row);
/* Fills field, sure and why of columns that have no field of a mapping's. `values` are there. */
void mk_columns_guess(const mk_column_words *w, mk_arena *scratch, const mk_sample *t, size_t first_value_row, bool header, mk_column *col, size_t n);
#endif
