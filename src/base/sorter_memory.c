/* SPDX-License-Identifier: Apache-2.0
 * Sorting what is in memory: most significant bits first, in place (McIlroy, Bostic, McIlroy 1993, "Engineering Radix Sort"), word after
 * word of the key, then by the payload. */
#include "sorter_int.h"

enum { SMALL = 24 };                    /* entries that insertion sort does faster than counting */

/* The word to sort by: the three of the key, then eight payload bytes from offset `depth - 3` on. */
static uint64_t word_at(const char *rec, size_t depth)
{
    if (depth < 3) return mk_record_word(rec, (int)depth);
    mk_str d = mk_record_payload(rec);
    size_t from = depth - 3;
    uint64_t w = 0;
    if (from < d.n) memcpy(&w, d.p + from, d.n - from < 8 ? d.n - from : 8);
    return __builtin_bswap64(w);
}

static int record_cmp(const char *a, const char *b, size_t depth)
{
    for (; depth < 3; depth++) {
        uint64_t x = mk_record_word(a, (int)depth), y = mk_record_word(b, (int)depth);
        if (x != y) return x < y ? -1 : 1;
    }
    return mk_str_cmp(mk_record_payload(a), mk_record_payload(b));
}

static void insertion_sort(const char *block, mk_sorter_entry *e, size_t n, size_t depth)
{
    for (size_t i = 1; i < n; i++) {
        mk_sorter_entry x = e[i];
        size_t j = i;
        while (j > 0 && (x.word < e[j - 1].word ||
                         (x.word == e[j - 1].word && record_cmp(block + x.at, block + e[j - 1].at, depth) < 0))) {
            e[j] = e[j - 1];
            j--;
        }
        e[j] = x;
    }
}

/* All words are equal: the next word. Inside the payload, bytes that all have in common are skipped at once, and records that end
 * there come first (they are equal, since all before was). Moves *e and *n behind them. */
static void deepen(const char *block, mk_sorter_entry **e, size_t *n, size_t *depth)
{
    if (*depth < 2) {
        ++*depth;
    } else {
        mk_str first = mk_record_payload(block + (*e)[0].at);
        size_t common = first.n;
        for (size_t i = 1; i < *n; i++) {
            mk_str d = mk_record_payload(block + (*e)[i].at);
            size_t most = d.n < common ? d.n : common;
            if (most && memcmp(first.p, d.p, most) == 0) { common = most; continue; }
            for (common = 0; common < most && first.p[common] == d.p[common]; ) common++;
        }
        size_t ended = 0;
        for (size_t i = 0; i < *n; i++)
            if (mk_record_length(block + (*e)[i].at) == common) {
                mk_sorter_entry x = (*e)[i];
                (*e)[i] = (*e)[ended];
                (*e)[ended++] = x;
            }
        *e += ended;
        *n -= ended;
        *depth = 3 + common;
    }
    for (size_t i = 0; i < *n; i++) (*e)[i].word = word_at(block + (*e)[i].at, *depth);
}

/* Sorts by the eight highest bits in which the words differ, each bucket then by the rest. The largest bucket is done in the
 * loop and not by recursion, which keeps the depth under log2(n). */
static void radix_sort(const char *block, mk_sorter_entry *e, size_t n, size_t depth)
{
    while (n > SMALL) {
        uint64_t differ = 0;
        for (size_t i = 1; i < n; i++) differ |= e[i].word ^ e[0].word;
        if (differ == 0) {
            deepen(block, &e, &n, &depth);
            continue;
        }
        int high = 63 - __builtin_clzll(differ), shift = high > 7 ? high - 7 : 0;
        size_t from[256], to[257] = { 0 };
        for (size_t i = 0; i < n; i++) to[(e[i].word >> shift & 255) + 1]++;
        size_t largest = 0;
        for (size_t b = 0; b < 256; b++) {
            from[b] = to[b];
            to[b + 1] += to[b];
        }
        for (size_t b = 0; b < 256; b++) {
            if (to[b + 1] - to[b] > to[largest + 1] - to[largest]) largest = b;
            while (from[b] < to[b + 1]) {           /* cycle leader: put each where it belongs until one belongs here */
                mk_sorter_entry x = e[from[b]];
                size_t home = x.word >> shift & 255;
                while (home != b) {
                    mk_sorter_entry y = e[from[home]];
                    e[from[home]++] = x;
                    x = y;
                    home = x.word >> shift & 255;
                }
                e[from[b]++] = x;
            }
        }
        for (size_t b = 0; b < 256; b++)
            if (b != largest && to[b + 1] - to[b] > 1) radix_sort(block, e + to[b], to[b + 1] - to[b], depth);
        n = to[largest + 1] - to[largest];
        e += to[largest];
    }
    insertion_sort(block, e, n, depth);
}

void mk_sorter_entries(const char *block, mk_sorter_entry *e, size_t n) { radix_sort(block, e, n, 0); }
