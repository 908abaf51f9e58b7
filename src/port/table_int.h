/* SPDX-License-Identifier: Apache-2.0
 * A door on delimited text. Private to table*.c. */
#ifndef MK_TABLE_INT_H
#define MK_TABLE_INT_H
#include "brand.h"
#include "columns.h"
#include "contact.h"
#include "door_int.h"
#include "hash.h"
#include "mapping.h"

/* A column that means something. */
typedef struct mk_used {
    size_t column;
    mk_field field;
    int slot;                       /* which of several phones or mails */
    bool point_zero;                /* its numbers are whole and were written as floats: 17850.0 */
    bool serial;                    /* its days are a sheet's serial numbers */
    mk_date_order order;
} mk_used;

enum { MK_OWN = 6 };                /* columns that may be fields of the shop's own */

/* What a word in a document type column says. */
typedef enum mk_doc_class { MK_DOC_SALE, MK_DOC_RETURN, MK_DOC_PAPER, MK_DOC_WEAK, MK_DOC_UNKNOWN } mk_doc_class;

typedef struct mk_table {
    mk_door door;
    mk_stream stream;
    mk_csv csv;
    mk_column *col;
    size_t n, least;                /* cells a row has, and may have */
    mk_used *used;
    size_t used_n;
    const mk_used *by_field[MK_F_END_];
    bool header, sales, comma_decimal;
    bool misread;                   /* somebody decoded its Hebrew with the wrong charset before it came here */
    uint64_t first_line;            /* of the header, or of the first row when there is none */
    size_t skip;                    /* bytes of a "sep=" line */
    mk_dialect dialect;
    mk_str header_raw;
    mk_charset seen_charset;
    mk_mapping mapping;
    const mk_brand *brand;          /* NULL: nobody's */
    mk_str sheet;                   /* "": not a sheet, delimited text */
    size_t sample_rows;

    mk_str v[MK_F_END_];            /* the row's values; phones and mails apart */
    mk_str phone[3], mail[2], own[MK_OWN], own_kind[MK_OWN];      /* own fields: what kind of fact each is */

    bool carry_doc;                 /* and its number, too: cells that were merged */
    bool carry;                     /* the rows of a document after the first leave its common cells empty */
    mk_buf carried;
    mk_str kept[MK_F_END_], kept_phone[3], kept_mail[2];

    mk_str of_all;                  /* the number that a till gives to all it does not know, "" none */
    bool codes_have_digits;         /* item codes do as a rule, so one without is a service: POSTAGE, BANK CHARGES */
    bool strong_types;              /* some document types are sales for sure, so receipts and orders are not */
    uint64_t dropped[MK_F_END_], digits_lost, rows, totals;

    char phone_text[32], phone_whole[32];    /* the last telephone that was read, and what it was: the rows of a document say the same one */
    size_t phone_text_n, phone_whole_n;
    bool phone_good;
    mk_phone_kind phone_kind;
    char when_text[48];             /* the last date that was read, and what it was */
    size_t when_n;
    const mk_used *when_of;
    int64_t when_at;
    struct mk_answer { uint64_t of; int answer; } *answer;      /* what was found out of values that come again and again */
} mk_table;

enum { MK_ANSWERS = 8192 };

/* What may be asked of a value: see mk_table_answer. */
enum { MK_ASK_NAME = 101, MK_ASK_TYPE, MK_ASK_STATUS, MK_ASK_SERVICE };

static inline bool mk_table_any(const mk_table *t, mk_field f) { return t->v[f].n > 0; }
static inline bool mk_table_has(const mk_table *t, mk_field f) { return t->by_field[f] != NULL; }

/* Folding words costs more than reading the rest of a row, and the same names, goods and types come again and again: the answers are
 * kept by the hash of the question. Returns the answer's place; *ret_known tells whether it is there. */
int *mk_table_answer(mk_table *t, uint64_t question, mk_str s, bool *ret_known);
/* Where a value stands, in words: "line 5, column 3 (date)", "cell C5 (date)"; MK_F_NONE: the row. */
mk_str mk_table_where(mk_cx *cx, const mk_table *t, uint64_t line, mk_field f);
int64_t mk_table_moment(const mk_table *t, mk_when w, bool utc);
/* A date in the order of its column, and in no other. */
bool mk_table_when(const mk_used *u, mk_str s, mk_when *ret, bool *ret_utc);
static inline bool mk_table_of_all(const mk_table *t, mk_str number) { return number.n && mk_str_eq(t->of_all, number); }
/* Fills a person from the row; whether the row speaks of one at all. */
bool mk_table_person(mk_cx *cx, mk_table *t, mk_person_in *p);
/* The first row that is as wide as the rows are: the header, or the first of values. */
size_t mk_table_first_row(const mk_sample *s);
/* Columns with their headers (row `head`, when there is one) and the looks of their values (from row `from` on). */
void mk_table_lay(mk_table *t, const mk_sample *s, size_t head, size_t from);
/* When the columns have their meanings: how each is read. */
void mk_table_use(mk_table *t, const mk_sample *s, size_t from);
/* A row of any table: mk_door_next. */
int mk_table_next(mk_cx *cx, mk_door *d, mk_record *ret);
/* Fills a record from t->v; 0 when it is a row of totals, MK_EBADDATA when it is no use. */
int mk_table_record(mk_cx *cx, mk_table *t, const mk_csv_row *row, mk_record *ret);
/* What a document type says, and its number in the uniform numbering ("320") or the words themselves. */
mk_doc_class mk_doc_type_of(mk_table *t, mk_str s, mk_str *ret_code);
#endif
