/* SPDX-License-Identifier: Apache-2.0
 * Parts of the reader of the uniform file. Private to openformat*.c. Columns are counted from 1, as in the order's tables; numbers
 * such as 1221 in comments are its field numbers. */
#ifndef MK_OPENFORMAT_INT_H
#define MK_OPENFORMAT_INT_H
#include "archive.h"
#include "charset.h"
#include "door_int.h"
#include "map.h"

enum { OF_LINE = 4096, OF_BLOCK = 256 << 10, OF_TYPES = 1000, OF_GROUP = 256 };

/* The file as lines of bytes. */
typedef struct of_lines {
    mk_source *source;
    char *p;
    size_t n, at;
    bool end;
    uint64_t line, bytes;
} of_lines;

/* One record. Columns count bytes, or characters when somebody turned the file into UTF-8: then `place` has where each begins. */
typedef struct of_record {
    mk_str bytes;
    uint16_t *place;
    size_t n;                       /* columns */
} of_record;

typedef enum of_kind { OF_A100, OF_B100, OF_B110, OF_C100, OF_D110, OF_D120, OF_M100, OF_Z900, OF_KINDS, OF_UNKNOWN = OF_KINDS, OF_EMPTY } of_kind;

typedef struct of_file {
    mk_export export;
    mk_charset_guess charset;
    uint64_t count[OF_KINDS + 1], said[OF_KINDS + 1], said_all, long_n, lines;
    bool has_ini, said_any, said_branches;
    mk_str vat, produced;
} of_file;

/* What is known of a customer key after the first reading; bits of a map's value, the count of documents above them. */
enum { OF_SOLD = 1, OF_BOUGHT = 2, OF_CUSTOMER = 4, OF_SUPPLIER = 8, OF_NOBODY = 16, OF_DOC = 32 };

typedef struct openformat {
    mk_door door;
    of_file *file;
    size_t file_n, file_at;
    of_lines lines;
    mk_charset_guess charset;       /* of the file that is read now */
    mk_buf decoded;
    uint16_t place[OF_LINE + 1];
    mk_map key;                     /* hash of 1225, 1403 */
    mk_map contact;                 /* hash of 1225 -> documents with a phone or an id */
    uint64_t types[OF_TYPES], cancelled_n;
    mk_map cancelled;               /* hash of document */
    mk_map basis;                   /* hash of credit document -> index + 1 of the document it returns */
    mk_vec(mk_str) bases;
    mk_map linked;                  /* hash of 1234 -> index + 1 of the document, for lines that name none */
    mk_vec(mk_str) links;
    mk_map unpaid;                  /* deal invoices that wait for their receipt: hash of key and amount -> count */
    bool link_wanted, exempt, ledger;
    uint64_t credit_plus, credit_minus, credit_line_plus, credit_line_minus;
    uint64_t sale_docs, sold_keys, suppliers, bad_bytes, skipped[OF_TYPES];
    uint64_t total_bytes, done_bytes;
    mk_str group[OF_GROUP];         /* ledger: the lines of one transaction */
    char *group_text;
    size_t group_n, group_at;
    uint64_t group_line[OF_GROUP];
} openformat;

/* lines.c */
int of_lines_open(mk_cx *cx, mk_arena *a, mk_source *s, of_lines *ret);
int of_lines_rewind(mk_cx *cx, of_lines *l, mk_source *s);
/* 1: a line, without its end; 0: no more. */
int of_lines_next(mk_cx *cx, of_lines *l, mk_str *ret);

/* record.c */
of_kind of_kind_of(mk_str line);
size_t of_length(of_kind k);
void of_record_set(openformat *o, mk_str line, of_record *ret);
mk_str of_bytes(const of_record *r, size_t from, size_t len);                  /* trimmed */
mk_str of_text(openformat *o, const of_record *r, size_t from, size_t len);    /* UTF-8 in reading order, on the row arena */
mk_str of_raw(openformat *o, of_kind k, const of_record *r);
int64_t of_number(const of_record *r, size_t from, size_t len);                /* 0 when empty, -1 when it is none */
/* Signed amounts: 1 read, 0 empty, -1 not a number. */
int of_amount(const of_record *r, size_t from, size_t len, int64_t *ret);
bool of_day(const of_record *r, size_t from, int32_t *ret);
/* Some programs write one column too many in the tail of C100; where the date stands tells: 0 or 1 to be added. */
size_t of_tail(const of_record *r);
/* "320:1001" or "320:1001:2" with a branch; "" when there is no number. */
mk_str of_doc(openformat *o, const of_record *r, int64_t type, size_t number_from, size_t branch_from);
mk_str of_key(openformat *o, const of_record *r, size_t from, size_t len);

/* scan.c: the first reading */
int of_scan(mk_cx *cx, openformat *o);
bool of_counts(const openformat *o, int64_t type);                             /* money of such documents is a sale's */
static inline bool of_is_purchase(int64_t type) { return type >= 500 && type <= 710; }
static inline uint64_t *of_key_get(const openformat *o, mk_str key) { return key.n ? mk_map_get(&o->key, mk_hash(5, key)) : NULL; }

/* emit.c: records. 1: filled; 0: nothing to say; MK_EBADDATA: a bad record */
int of_emit(mk_cx *cx, openformat *o, of_kind k, const of_record *r, mk_record *ret);
/* ledger.c: sales from journal lines, for exports without documents. 1: filled; 0: no more in the group */
int of_ledger_emit(mk_cx *cx, openformat *o, mk_record *ret);
#endif
