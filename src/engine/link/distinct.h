/* SPDX-License-Identifier: Apache-2.0
 * Between the files that make fields of values out of columns of text. */
#ifndef MK_LINK_DISTINCT_H
#define MK_LINK_DISTINCT_H
#include "fold.h"
#include "vec.h"

/* A field's dictionary of prepared values, while it is made. */
typedef struct mk_values {
    mk_arena *a;
    mk_field *f;
    uint64_t *slot;                     /* high bits of the hash of the number, and the value; 0: free */
    size_t slots, sym_n, sym_most, word_n;              /* sym_most: letters that there is room for */
    bool over_text;                     /* letters are written over the texts they are read from */
    mk_lone slot_mem;
    mk_map word;
    mk_vec(uint32_t) said;              /* a hash of each word */
    mk_arena *word_arena;
} mk_values;
/* Values of the rows of one field, by row as it came; v is NULL before there are any. */
typedef struct mk_column { mk_lone mem; uint32_t *v; } mk_column;

/* The value of these symbols, made when it is new; 0: there are none. */
uint32_t mk_values_put_symbols(mk_values *c, const uint8_t *sym, size_t n, uint8_t flags);
uint64_t mk_symbols_hash(const uint8_t *sym, size_t n);
/* Gives the table back that values are looked up in; the next that is put makes it again. */
void mk_values_slots_done(mk_values *c);
/* The values of a column of text, where `col` has none yet; it is used up. */
void mk_values_fill(mk_values *c, mk_link_rows *r, mk_arena *scratch, int raw, mk_column *col);
/* What a column of text has taken is given back. */
void mk_raw_done(mk_raw *w);

/* Given, family and the rest of each whole name, for rows that have neither of the two. */
void mk_names_split(mk_link_rows *r, mk_arena *scratch, int raw, mk_values *given, mk_values *family, mk_values *other, mk_column *g, mk_column *f, mk_column *o);
/* What a whole name says beyond the given and the family name of its row. */
void mk_names_rest(mk_link_rows *r, mk_arena *scratch, int raw, const mk_values *given, const mk_values *family, const mk_column *g, const mk_column *f, mk_values *other, mk_column *o);

/* Names of nobody ("customer, casual") are no names: where a row has nothing else in the n fields `of`, it has none. word: hashes of those names. */
mk_map mk_nobody_words(mk_arena *a);
void mk_names_nobody(mk_arena *scratch, const mk_map *word, const mk_field *field, mk_column *col, const int *of, int n, uint32_t rows);

/* Counts, words and keys of the values; bin: of each value, by how common it is. */
void mk_values_count(mk_arena *a, mk_arena *scratch, mk_values *c, const uint32_t *col, uint32_t n, uint8_t *bin);
#endif
