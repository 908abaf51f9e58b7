/* SPDX-License-Identifier: Apache-2.0
 * Who is who: which rows are the same person, how probable it is, and why. Zero settings, no labels.
 *
 *   rows -> profile (what each column is) -> values (one prepared form each) -> keys (rules found from the data) -> candidate pairs
 *        -> patterns of agreement -> model (expectation maximisation) -> weights, probabilities -> people
 *
 * Model: Fellegi & Sunter 1969 with levels of agreement, each field given at most two others (Sahami 1996), so that what belongs
 * together (city and postcode, a mail made from the name) is not counted twice. docs/maths/identity.md has every formula.
 * Owns: everything is on the arena of the cx it was made with. Threads: cx->threads are used inside; the answer does not depend on them,
 * nor on the order of the rows. Errors: MK_ECANCELLED, MK_ELIMIT (more than 2^31 rows), MK_EBADDATA (a model that cannot be read). */
#ifndef MK_LINK_H
#define MK_LINK_H
#include "buf.h"
#include "cx.h"

/* --- rows in --- */
typedef enum mk_link_kind {
    MK_LK_IGNORE,           /* tells nothing: row numbers, constants, what another column says already */
    MK_LK_GIVEN, MK_LK_FAMILY,
    MK_LK_NAME,             /* a whole name; becomes given, family and the rest */
    MK_LK_OTHER_NAMES,      /* what a whole name says beyond given and family */
    MK_LK_BIRTH,            /* a day */
    MK_LK_PHONE, MK_LK_MAIL,
    MK_LK_NATID,            /* a number that is one person's */
    MK_LK_ADDRESS,          /* words of an address */
    MK_LK_HOUSE, MK_LK_POSTCODE, MK_LK_CITY,
    MK_LK_WORD,             /* one of some values: occupation, state, sex */
    MK_LK_TEXT,             /* words */
    MK_LK_KINDS_
} mk_link_kind;
/* "given", "birth" ... */
const char *mk_link_kind_name(mk_link_kind k);

typedef struct mk_link_rows mk_link_rows;
/* Columns by their headers. Values are encoded as they come: the same text costs its bytes once. */
mk_link_rows *mk_link_rows_new(mk_cx *cx, const mk_str *header, size_t columns);
/* One row; a cell that is missing is "". `source` counts files or systems from 0. `name`: a hash of what the row is called where it comes
 * from, 0 when it has no name: with names the answer does not depend on the order of rows that are equal. */
int mk_link_rows_add(mk_cx *cx, mk_link_rows *r, const mk_str *cell, size_t n, uint32_t source, uint64_t name);
/* Says what a column is, instead of the guess. */
void mk_link_rows_kind(mk_link_rows *r, size_t column, mk_link_kind kind);
size_t mk_link_rows_count(const mk_link_rows *r);

/* --- the model --- */
typedef struct mk_link_model mk_link_model;
typedef struct mk_link mk_link;         /* rows, prepared, with the model learnt from them or given */

typedef struct mk_link_options {
    const mk_link_model *model;         /* NULL: learn from the rows */
    double edge;                        /* pairs of at least this probability are kept; 0: 0.01 */
    uint64_t pair_limit;                /* candidate pairs at most; 0: found from the rows */
} mk_link_options;

/* Everything from rows to people. The rows are used up. */
int mk_link_run(mk_cx *cx, mk_link_rows *rows, const mk_link_options *opt, mk_link **ret);
const mk_link_model *mk_link_model_of(const mk_link *l);
mk_str mk_link_model_pack(mk_arena *arena, const mk_link_model *m);
int mk_link_model_unpack(mk_cx *cx, mk_str bytes, const mk_link_model **ret);

/* What a column was taken for. */
typedef struct mk_link_column { mk_str header; mk_link_kind kind; mk_str why; } mk_link_column;
size_t mk_link_columns(const mk_link *l, const mk_link_column **ret);

/* A field of the model and its levels, for showing. */
typedef struct mk_link_level { const char *name; double m, u; } mk_link_level;
typedef struct mk_link_field { mk_str name; mk_link_kind kind; int levels; const mk_link_level *level; int parent[2]; } mk_link_field;
size_t mk_link_fields(const mk_link_model *m, const mk_link_field **ret);
/* Keys that were looked under, with the pairs each brought. */
typedef struct mk_link_rule { mk_str name; uint64_t pairs; double recall; } mk_link_rule;
size_t mk_link_rules(const mk_link_model *m, const mk_link_rule **ret);

/* --- what comes out --- */
typedef struct mk_link_pair { uint32_t a, b; float weight, probability; } mk_link_pair;    /* a < b; weight in bits, prior included */
/* The pairs that were kept, by (a, b). */
size_t mk_link_pairs(const mk_link *l, const mk_link_pair **ret);
/* The cluster of each row: the least row number in it. */
const uint32_t *mk_link_clusters(const mk_link *l);

typedef struct mk_link_stats {
    uint64_t rows, candidates, kept, clusters;
    double prior;                       /* share of all pairs that are matches */
    double loglik;                      /* of the patterns, at the end */
    int iterations;
} mk_link_stats;
mk_link_stats mk_link_about(const mk_link *l);

/* --- why --- */
enum { MK_LINK_FIELDS = 24, MK_LINK_PARTS = 2 * MK_LINK_FIELDS + 2, MK_LINK_PRIOR = -1, MK_LINK_TOGETHER = -2 };
typedef struct mk_link_part_of {
    int field;                          /* MK_LINK_PRIOR, MK_LINK_TOGETHER, or a field */
    bool frequency;                     /* how common the value is, beside what its level says */
    const char *level;                  /* "exact", "typo", "unknown" ... */
    float bits;
} mk_link_part_of;
typedef struct mk_link_why { float weight, probability; int n; mk_link_part_of part[MK_LINK_PARTS]; } mk_link_why;
/* The parts of a pair's weight; added as floats in order they give the weight to the bit. */
void mk_link_explain(const mk_link *l, uint32_t a, uint32_t b, mk_link_why *ret);

/* --- one row against others, and what it touches again --- */
/* Weighs a row against candidates, as mk_link_run would, in well under a microsecond each. Pairs come out as they went in; `row` is a. */
void mk_link_weigh_row(mk_cx *cx, const mk_link *l, uint32_t row, const uint32_t *candidate, size_t n, mk_link_pair *ret);
/* Parts some rows into people, as mk_link_run parts a component: ret[i] is the least of the rows that row[i] is with. The rows of one
 * component, joined by pairs that are likelier than not, give what the whole run gives. */
void mk_link_part(mk_cx *cx, const mk_link *l, const uint32_t *row, size_t n, uint32_t *ret);

/* --- how good it is, when the truth is known --- */
enum { MK_LINK_BANDS = 8 };
typedef struct mk_link_band { double from, to, said, truth, low, high; uint64_t pairs; } mk_link_band;        /* low, high: of the truth, by sampling alone */
typedef struct mk_link_score {
    uint64_t true_pairs, said_pairs, both;      /* within clusters */
    double precision, recall, f1;
    double b3_precision, b3_recall, b3_f1;      /* Bagga & Baldwin 1998 */
    uint64_t candidate_true;                    /* true pairs among the candidates that were kept */
    mk_link_band band[MK_LINK_BANDS];           /* of the kept pairs, by what was said */
} mk_link_score;
/* truth: a label for each row, a small number (memory goes by the largest); equal labels are the same person; UINT32_MAX: not known, left out. */
void mk_link_judge(mk_cx *cx, const mk_link *l, const uint32_t *truth, mk_link_score *ret);
#endif
