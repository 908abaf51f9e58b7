/* SPDX-License-Identifier: Apache-2.0
 * What the files of live share. */
#ifndef MK_LIVE_INT_H
#define MK_LIVE_INT_H
#include "link_int.h"
#include "live.h"

struct mk_frozen {
    const mk_link_model *model;
    uint64_t rows;
    double filled[MK_LINK_FIELDS], same[MK_LINK_FIELDS];
    bool checked[MK_LINK_FIELDS];
    uint8_t column[MK_LINK_FIELDS];     /* of the record, for each field */
    mk_link_kind kind[MK_LINK_FIELDS];
    int birth;                          /* field, -1 */
    mk_map variant;                     /* hash of field and two values */
    mk_map nobody;                      /* mk_nobody_words: to fold them again costs as much as all else that one record needs */
    uint8_t lead[64], group[64];        /* of each rule: the part its keys begin with (MK_LEAD_ALL: the whole), and which of those it is */
    int groups;
};

struct mk_live {
    const mk_frozen *frozen;
    struct mk_live_who { uint64_t id, source, number; } *record;
    uint32_t n;
    uint32_t *face;                     /* the first of each record; face[n]: all of them */
    mk_link *link;                      /* faces, prepared */
    mk_compare cmp;
};

enum { MK_LEAD_ALL = 255 };
#define MK_LIVE_GENERIC UINT32_MAX      /* how often a value was seen that is nobody's */
/* Chooses what the keys of each rule begin with. */
void mk_live_leads(mk_frozen *f);
/* The keys of a record by the rules of one group (-1: of all), ascending, each once. */
size_t mk_live_keys_of(const mk_live *v, size_t record, int group, uint64_t ret[MK_LIVE_KEYS]);

static inline bool mk_live_worded(mk_link_kind k) { return k == MK_LK_OTHER_NAMES || k == MK_LK_TEXT || k == MK_LK_ADDRESS; }
/* What a value, or a word of it, is counted under. */
static inline uint64_t mk_live_hash(int field, uint64_t num, bool word) { return mk_hash2(num, (uint64_t)field * 2 + word + 1); }
static inline const uint32_t *mk_live_rec(const mk_live *v, uint32_t face) { return mk_rec(v->link, v->link->place[face]); }
/* The words of a value, by their letters. Returns how many, at most 16. */
int mk_live_words(const mk_field *f, uint32_t value, uint64_t ret[16]);
uint64_t mk_live_variant(int field, uint64_t a, uint64_t b);
#endif
