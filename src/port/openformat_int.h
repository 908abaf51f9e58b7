/* SPDX-License-Identifier: Apache-2.0
 * Parts of the reader of the uniform file. Private to openformat*.c. Columns are counted from 1, as in the order's tables; numbers
 * such as 1221 in comments are its field numbers. */
#ifndef MK_OPENFORMAT_INT_H
#define MK_OPENFORMAT_INT_H
#include "archive.h"
#include "charset.h"
#include "door_int.h"
#include "map.h"

enum { MK_OF_LINE = 4096, MK_OF_BLOCK = 256 << 10, MK_OF_TYPES = 1000, MK_OF_GROUP = 256 };

/* The file as lines of bytes. */
typedef struct mk_of_lines {
    mk_source *source;
    char *p;
    size_t n, at;
    bool end;
    uint64_t line, bytes;
} mk_of_lines;

/* One record. Columns count bytes, or characters when somebody turned the file into UTF-8: then `place` has where each begins. */
typedef struct mk_of_record {
    mk_str bytes;
    uint16_t *place;
    size_t n;                       /* columns */
} mk_of_record;

typedef enum mk_of_kind { MK_OF_A100, MK_OF_B100, MK_OF_B110, MK_OF_C100, MK_OF_D110, MK_OF_D120, MK_OF_M100, MK_OF_Z900, MK_OF_KINDS, MK_OF_UNKNOWN = MK_OF_KINDS, MK_OF_EMPTY } mk_of_kind;

typedef struct mk_of_file {
    mk_export export;
    mk_charset_guess charset;
    uint64_t count[MK_OF_KINDS + 1], said[MK_OF_KINDS + 1], said_all, long_n, lines;
    bool has_ini, said_any, said_branches;
    mk_str vat, produced;
} mk_of_file;

/* What is known of a customer key after the first reading; bits of a map's value, the count of documents above them. */
enum { MK_OF_SOLD = 1, MK_OF_BOUGHT = 2, MK_OF_CUSTOMER = 4, MK_OF_SUPPLIER = 8, MK_OF_NOBODY = 16, MK_OF_DOC = 32 };

typedef struct mk_openformat {
    mk_door door;
    mk_of_file *file;
    size_t file_n, file_at;
    mk_of_lines lines;
    mk_charset_guess charset;       /* of the file that is read now */
    uint16_t place[MK_OF_LINE + 1];
    mk_map key;                     /* hash of 1225, 1403 */
    mk_map contact;                 /* hash of 1225 -> documents with a phone or an id */
    uint64_t types[MK_OF_TYPES];
    mk_map cancelled;               /* hash of document */
    mk_map basis;                   /* hash of credit document -> index + 1 of the document it returns */
    mk_vec(mk_str) bases;
    mk_map linked;                  /* hash of 1234 -> index + 1 of the document, for lines that name none */
    mk_vec(mk_str) links;
    mk_map unpaid;                  /* deal invoices that wait for their receipt: hash of key and amount -> count */
    bool link_wanted, exempt, ledger;
    uint64_t credit_plus, credit_minus, credit_line_plus, credit_line_minus;
    uint64_t sale_docs, sold_keys, suppliers, bad_bytes, skipped[MK_OF_TYPES];
    uint64_t total_bytes, done_bytes;
    unsigned state;                 /* of a file of bad rows: what the whole file had told */
    mk_str group[MK_OF_GROUP];         /* ledger: the lines of one transaction */
    char *group_text;
    size_t group_n, group_at;
    uint64_t group_line[MK_OF_GROUP];
} mk_openformat;

/* lines.c */
int mk_of_lines_open(mk_cx *cx, mk_arena *a, mk_source *s, mk_of_lines *ret);
int mk_of_lines_rewind(mk_cx *cx, mk_of_lines *l, mk_source *s);
/* 1: a line, without its end; 0: no more. */
int mk_of_lines_next(mk_cx *cx, mk_of_lines *l, mk_str *ret);

/* record.c */
mk_of_kind mk_of_kind_of(mk_str line);
size_t mk_of_length(mk_of_kind k);
void mk_of_record_set(mk_openformat *o, mk_str line, mk_of_record *ret);
mk_str mk_of_bytes(const mk_of_record *r, size_t from, size_t len);                  /* trimmed */
mk_str mk_of_text(mk_openformat *o, const mk_of_record *r, size_t from, size_t len);    /* UTF-8 in reading order, on the row arena */
mk_str mk_of_raw(mk_openformat *o, mk_of_kind k, const mk_of_record *r);
int64_t mk_of_number(const mk_of_record *r, size_t from, size_t len);                /* 0 when empty, -1 when it is none */
/* Signed amounts: 1 read, 0 empty, -1 not a number. */
int mk_of_amount(const mk_of_record *r, size_t from, size_t len, int64_t *ret);
bool mk_of_day(const mk_of_record *r, size_t from, int32_t *ret);
/* Some programs write one column too many in the tail of C100; where the date stands tells: 0 or 1 to be added. */
size_t mk_of_tail(const mk_of_record *r);
/* "320:1001" or "320:1001:2" with a branch; "" when there is no number. */
mk_str mk_of_doc(mk_openformat *o, const mk_of_record *r, int64_t type, size_t number_from, size_t branch_from);
mk_str mk_of_key(mk_openformat *o, const mk_of_record *r, size_t from, size_t len);

/* scan.c: the first reading */
int mk_of_scan(mk_cx *cx, mk_openformat *o);
/* A file of bad rows: how it begins, and a record in its full length, so that what is behind it is known to be no part of it. */
mk_str mk_of_header(const mk_door *d);
mk_str mk_of_bad_row(mk_arena *a, mk_str raw);
bool mk_of_counts(const mk_openformat *o, int64_t type);                             /* money of such documents is a sale's */
static inline bool mk_of_is_purchase(int64_t type) { return type >= 500 && type <= 710; }
static inline uint64_t *mk_of_key_get(const mk_openformat *o, mk_str key) { return key.n ? mk_map_get(&o->key, mk_hash(5, key)) : NULL; }

/* emit.c: records. 1: filled; 0: nothing to say; MK_EBADDATA: a bad record */
int mk_of_emit(mk_cx *cx, mk_openformat *o, mk_of_kind k, const mk_of_record *r, mk_record *ret);
/* ledger.c: sales from journal lines, for exports without documents. 1: filled; 0: no more in the group */
int mk_of_ledger_emit(mk_cx *cx, mk_openformat *o, mk_record *ret);
#endif
