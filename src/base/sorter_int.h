/* SPDX-License-Identifier: Apache-2.0
 * Inside the sorter: records as bytes, and the entries that are sorted in their stead. */
#ifndef MK_SORTER_INT_H
#define MK_SORTER_INT_H
#include "sorter.h"

/* Three key words and the payload's length, unaligned; the payload follows. */
enum { MK_RECORD_HEAD = 3 * 8 + 4 };

static inline uint64_t mk_record_word(const char *rec, int i)
{
    uint64_t w;
    memcpy(&w, rec + 8 * i, 8);
    return w;
}

static inline uint32_t mk_record_length(const char *rec)
{
    uint32_t n;
    memcpy(&n, rec + 24, 4);
    return n;
}

static inline mk_str mk_record_payload(const char *rec) { return (mk_str){ rec + MK_RECORD_HEAD, mk_record_length(rec) }; }

/* The word of the key that is being looked at, at first the first, and where the record lies in its block. */
typedef struct mk_sorter_entry { uint64_t word, at; } mk_sorter_entry;
void mk_sorter_entries(const char *block, mk_sorter_entry *e, size_t n);
#endif
