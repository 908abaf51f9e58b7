/* SPDX-License-Identifier: Apache-2.0
 * Who is who, one record at a time, with a model that was learnt once and stays as it is until the next time.
 *
 * Given the model, who is together is a function of the *set* of records: two records are held against each other when they share a key that
 * is not a crowd's; those likelier than not to be one give components; each component is parted by all the evidence in it. So a record
 * that comes, changes or goes touches its own component only, and any order of arrival ends where all at once ends, to the bit.
 *
 *   record -> faces (each of its phones with each of its mails) -> keys (62 bits, the same in every store and for ever under one model)
 *
 * What keeps records and keys is not here (flow/online.h): arrays in, arrays out.
 * Owns: everything is on the arena of the cx. Threads: a frozen model may be read by many; the rest belongs to one. Errors: MK_EBADDATA
 * (bytes that cannot be read), MK_ELIMIT, MK_ECANCELLED. */
#ifndef MK_LIVE_H
#define MK_LIVE_H
#include "link.h"
#include "map.h"
#include "vec.h"

enum { MK_LIVE_COLUMNS = 16, MK_LIVE_MORE = 3, MK_LIVE_FACES = 6,
       MK_LIVE_CROWD = 250 };           /* a key that more records have brings nobody together */

/* --- the model, frozen --- */
typedef struct mk_frozen mk_frozen;
/* columns: what records consist of, as mk_link_rows_new and _kind were told; the fields of the learnt model are among them. */
typedef struct mk_live_column { const char *header; mk_link_kind kind; } mk_live_column;
mk_str mk_frozen_pack(mk_arena *arena, const mk_link *learnt);
int mk_frozen_unpack(mk_cx *cx, mk_str bytes, const mk_live_column *column, size_t columns, const mk_frozen **ret);
const mk_link_model *mk_frozen_model(const mk_frozen *f);
/* How often values, and words of texts, were seen when it was learnt: those seen once are left out. Keys are hashes of the value. */
void mk_frozen_counts(mk_cx *cx, const mk_link *learnt, mk_map *ret);

/* --- records --- */
typedef struct mk_live_record {
    uint64_t id;                        /* names it; ties are broken by it */
    uint64_t source, number;            /* hashes: where from, and its number there, 0 when it has none: a source has each person once */
    uint8_t n[MK_LIVE_COLUMNS];         /* texts in each column; only phones and mails may have several */
    mk_str cell[MK_LIVE_COLUMNS][MK_LIVE_MORE];
} mk_live_record;

/* As bytes, and with them how often what is in it was seen: (hash, count) in pairs, those of mk_live_values that were seen more than once. */
void mk_live_pack(mk_buf *b, const mk_live_record *r, const uint64_t *seen, size_t n);
/* Texts are slices of the bytes. seen: gets the counts, NULL: they are passed over. False: bytes that are no record. */
bool mk_live_unpack(mk_str bytes, mk_live_record *ret, mk_map *seen);

typedef struct mk_live mk_live;         /* some records, prepared */
/* packed: records as bytes, which may go afterwards. */
int mk_live_new(mk_cx *cx, const mk_frozen *f, const mk_str *packed, size_t n, mk_live **ret);
uint64_t mk_live_id(const mk_live *v, size_t record);
size_t mk_live_records(const mk_live *v);
const mk_frozen *mk_live_frozen(const mk_live *v);
/* Hashes of all values and words in one record, for looking up how often they were seen. */
typedef mk_vec(uint64_t) mk_live_hashes;
void mk_live_values(mk_cx *cx, const mk_live *v, size_t record, mk_live_hashes *ret);
/* count: what mk_frozen_counts gave, of these values at least. Before anything below. */
void mk_live_count(mk_cx *cx, mk_live *v, const mk_map *count);
/* Keys of a record, ascending, each once. Returns how many. Those of rules that begin with the same value lie together (live_keys.c), so that all keys of
 * a record are found in few places. The bits from MK_LIVE_LEAD_SHIFT up tell what they begin with; 63 is nothing's. */
enum { MK_LIVE_KEYS = 64 * 2 * MK_LIVE_FACES, MK_LIVE_LEAD_SHIFT = 56 };
size_t mk_live_keys(const mk_live *v, size_t record, uint64_t ret[MK_LIVE_KEYS]);

/* --- who is together --- */
typedef struct mk_live_pair { uint32_t a, b; float weight; } mk_live_pair;      /* records by number, a < b */
/* In bits, of the best of their faces, less what having several to choose from is worth. */
float mk_live_weigh(const mk_live *v, size_t a, size_t b);
/* Two who cannot be one: two valid national ids, two births without anything in common, two given names at two numbers of one source. */
bool mk_live_apart(const mk_live *v, size_t a, size_t b);
/* The parts of a pair's weight, added as floats in order they give it to the bit. Fields are those of mk_frozen_model. */
enum { MK_LIVE_SEVERAL = -3 };          /* a part's field: there were several to choose from */
void mk_live_explain(const mk_live *v, size_t a, size_t b, mk_link_why *ret);
/* pair: all that share a key that is no crowd's, with their weights, in any order. ret[i]: the record of the least id that record i is with. */
int mk_live_people(mk_cx *cx, const mk_live *v, const mk_live_pair *pair, size_t n, uint32_t *ret);
/* All pairs of the records themselves that share a key and weigh at least `least`; each key with its records goes to `sink` first, in ascending order. */
typedef int (*mk_live_sink)(mk_cx *cx, void *self, uint64_t key, const uint32_t *record, size_t n);
typedef mk_vec(mk_live_pair) mk_live_pairs;
int mk_live_all(mk_cx *cx, const mk_live *v, float least, mk_live_sink sink, void *self, mk_live_pairs *ret);
#endif
