/* SPDX-License-Identifier: Apache-2.0
 * A door for data: opens a file or folder of any known kind and gives its rows as records, streaming, in constant memory.
 * Owns: its files and buffers, which go with the arena it was opened on. Threads: one.
 * Errors: MK_EIO (cannot read), MK_EBADDATA (not a kind we know: the message says what was looked for), MK_ECANCELLED. */
#ifndef MK_DOOR_H
#define MK_DOOR_H
#include "cx.h"
#include "record.h"

typedef struct mk_door mk_door;

/* How one column of a table is understood. */
typedef struct mk_column_map {
    mk_str header;                      /* as in the file; "column 3" when there is no header line */
    mk_str field;                       /* the field's name (columns.h), "" = left out */
    mk_str example;                     /* the first value that is not empty */
    int sure;                           /* 0..100: how sure the guess is; 100 when a person said so */
    mk_str why;                         /* "header", "values", "mapping" */
} mk_column_map;

typedef struct mk_door_info {
    mk_str kind;                        /* "csv", "xlsx", "openformat", "vcard", "ndjson", "whatsapp" */
    mk_str brand;                       /* whose export it is, by its headers: "shopify customers"; "" when nobody's */
    mk_str recognised;                  /* the same as a sentence */
    mk_str sheet;                       /* xlsx: the one that is read */
    const mk_str *sheets;               /* xlsx: all that are shown, in their order */
    size_t sheet_n;
    mk_str charset;                     /* "windows-1255" */
    bool visual;
    char delimiter;                     /* csv */
    char date_order[4];                 /* csv, xlsx: "DMY" */
    bool comma_decimal;
    const mk_column_map *column;        /* csv, xlsx: column_n of them */
    size_t column_n;
    mk_str fingerprint;                 /* csv, xlsx: of the header line, hex: under which a mapping is kept */
    mk_str source;                      /* numbering this file belongs to: "main", or "books:519999015" */
    char currency[4];                   /* of amounts that name none */
    uint64_t bytes;                     /* to read in all; 0 when not known */
    bool part;                          /* rows that were bad in another file and come back corrected */
    const mk_str *warning;              /* what was odd and how it was taken, one sentence each */
    size_t warning_n;
} mk_door_info;

typedef struct mk_door_options {
    mk_str mapping;                     /* JSON of a mapping (docs/guide/import.md), "" = guess */
    const mk_tz *tz;                    /* of times in the file */
    char currency[4];                   /* of amounts that name none; "" = ILS */
    const char *spill;                  /* the folder for what memory does not hold; NULL = /tmp */
    mk_str name;                        /* what people call the file, when its path does not say it */
} mk_door_options;

int mk_door_open(mk_cx *cx, const char *path, const mk_door_options *opt, mk_door **ret);
const mk_door_info *mk_door_about(const mk_door *d);
/* 1: the next record; 0: the end; MK_EBADDATA: this row is bad, cx->message says why (and no personal data), ret->line and ret->raw are
 * set, and ret->sale.doc when the row's document is known; the next call goes on. Other codes end it. */
int mk_door_next(mk_cx *cx, mk_door *d, mk_record *ret);
uint64_t mk_door_bytes(const mk_door *d);               /* read so far */
/* The file of bad rows is of the same kind as the file they come from, with what is wrong beside each, and this door reads it again when they are
 * corrected. mk_door_bad_ending: ".csv", ".xlsx", ".vcf" ...; what the file begins with, "" when with nothing; and a row with its line end. UTF-8.
 * Of a workbook both are rows of cells parted by commas (csv.h, mk_csv_cells). */
const char *mk_door_bad_ending(const mk_door *d);
mk_str mk_door_bad_head(const mk_door *d, mk_arena *a);
mk_str mk_door_bad_row(const mk_door *d, mk_arena *a, mk_str raw, mk_str why);
/* The mapping in use as JSON: what `mapping` above takes. */
mk_str mk_door_mapping(mk_cx *cx, const mk_door *d);
#endif
