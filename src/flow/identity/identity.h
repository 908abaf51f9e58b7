/* SPDX-License-Identifier: Apache-2.0
 * What the store keeps so that one more record can be held against all others: records, their keys and their components (sql/schema/0006).
 *
 *   key -> a block (many keys in order, made by makir resolve) and what came or went since (identity_key) -> records -> their components
 *
 * Owns: everything is on the arena of the cx. Threads: as the mk_db. Errors: those of the store; MK_ESTORE when what is kept cannot be read. */
#ifndef MK_IDENTITY_H
#define MK_IDENTITY_H
#include "live.h"
#include "record.h"
#include "sorter.h"
#include "table.h"

enum { MK_IDENTITY_COLUMNS = 12 };
extern const mk_live_column mk_identity_column[MK_IDENTITY_COLUMNS];
/* A record from a person as a source described him; 0 for a company, of whom nothing is asked. id: his person_id. */
int mk_identity_person(mk_cx *cx, int64_t id, mk_str source, const mk_person_in *p, mk_live_record *ret);
/* The same from what is known of a customer whom no file speaks of. Gives 0 when there is no such customer, a file brought
 * him, or it is a company. */
int mk_identity_by_hand(mk_cx *cx, mk_db *db, int64_t customer, mk_live_record *ret);

typedef struct mk_identity {
    mk_db *db;
    const mk_frozen *frozen;
    int64_t version;                    /* of the model */
    int64_t next;                       /* number of the next record */
    mk_map count;                       /* how often values were seen, as far as it was asked */
} mk_identity;
/* 1: a model was learnt and an index made; 0: not yet, or by a makir whose models are read no more. */
int mk_identity_open(mk_cx *cx, mk_db *db, mk_identity *ret);
int mk_identity_close(mk_cx *cx, mk_identity *ix);              /* remembers the next number */

/* The key a record is found by when its id is known. */
static inline uint64_t mk_identity_id_key(uint64_t id) { return UINT64_C(63) << MK_LIVE_LEAD_SHIFT | mk_hash2(id, 63) >> (64 - MK_LIVE_LEAD_SHIFT); }
typedef mk_vec(uint32_t) mk_identity_list;
/* Records that have a key, ascending, at most `most` of them. */
int mk_identity_of_key(mk_cx *cx, mk_identity *ix, uint64_t key, size_t most, mk_identity_list *ret);
int mk_identity_key_add(mk_cx *cx, mk_identity *ix, uint64_t key, uint32_t row);
int mk_identity_key_drop(mk_cx *cx, mk_identity *ix, uint64_t key, uint32_t row);
/* Looks up how often these values were seen. */
int mk_identity_seen(mk_cx *cx, mk_identity *ix, const mk_live_hashes *hash);

typedef struct mk_identity_row { uint32_t row; int64_t customer; mk_str data; } mk_identity_row;
int mk_identity_get(mk_cx *cx, mk_identity *ix, uint32_t row, mk_identity_row *ret);        /* 1, or 0: there is none */
/* The members of a record's component and whom each is with, two numbers each; none when it lies alone. */
int mk_identity_group_of(mk_cx *cx, mk_identity *ix, uint32_t row, int64_t *ret_group, mk_identity_list *ret);
int mk_identity_group_drop(mk_cx *cx, mk_identity *ix, int64_t group, const mk_identity_list *members);
/* Puts all components of two or more. up: roots of n records; number: of the first record, the others `stride` bytes on; least: of each cluster. */
int mk_identity_groups(mk_cx *cx, mk_identity *ix, uint32_t n, uint32_t *up, const uint32_t *number, size_t stride, const uint32_t *cluster, const uint32_t *least);

/* Many keys, looked up one after the other: in ascending order each page is read once, and what lies between is passed over. Nothing may be written
 * to identity_key while one is open; zeroed but for ix (and arena) it is ready. */
typedef struct mk_identity_reader {
    mk_identity *ix;
    mk_arena *arena;                    /* of the block, when lists are rewound between two reads; NULL: the context's */
    char *data;                         /* the block, and where it is read */
    size_t room, at;
    mk_str block;
    uint64_t first, key, asked;         /* asked: keys below it were */
    uint32_t row;
    bool sought, entry;
    mk_rows q;                          /* entries of identity_key */
    uint64_t late_key;
    int64_t late_row;
    bool began, open;
} mk_identity_reader;
int mk_identity_read(mk_cx *cx, mk_identity_reader *r, uint64_t key, size_t most, mk_identity_list *ret);
void mk_identity_reader_end(mk_identity_reader *r);

/* --- made anew --- */
int mk_identity_clear(mk_cx *cx, mk_db *db);                    /* empties what is kept */
/* Blocks are made while nothing is locked, wait on the disk, and are then written. */
typedef struct mk_identity_builder mk_identity_builder;
mk_identity_builder *mk_identity_builder_new(mk_cx *cx, size_t memory, const char *folder);
/* Keys ascending, for each its records ascending. */
int mk_identity_build_key(mk_cx *cx, mk_identity_builder *b, uint64_t key, const uint32_t *row, size_t n);
int mk_identity_build_write(mk_cx *cx, mk_db *db, mk_identity_builder *b);
#endif
