/* SPDX-License-Identifier: Apache-2.0
 * Numbers given out in a row: a firm's extensions, the lines of a tower, membership numbers. Each has neighbours one digit off that are other people's, so that one
 * digit off is no slip there, but another number. A series is seen by how many different numbers of the file share all digits but the last one, or the last two. */
#include "series.h"

enum { TEN = 3, HUNDRED = 6,            /* different numbers in ten, in a hundred, that are no accident ... */
       TEN_ROWS = 300000, HUNDRED_ROWS = 160000,        /* ... and one more for so many rows: numbers drawn evenly fill up */
       COUNTED = UINT8_MAX };

bool mk_in_numbers(const mk_field *f) { return f->kind == MK_LK_PHONE || (f->kind == MK_LK_NATID && !f->checked); }

static inline uint64_t number_of(const mk_field *f, const mk_value *v)
{
    return f->kind == MK_LK_PHONE ? v->num : v->flags & MK_VF_DIGITS ? v->digits : 0;
}

/* The numbers of one hundred: in each of its tens, and in all. */
typedef struct hundred { uint16_t ten[10], all; } hundred;
static inline uint64_t hundred_of(uint64_t number) { return number >> 8; }
static inline int ten_of(uint64_t number) { return (int)(number >> 4 & 15); }

/* Hundreds with enough numbers to be looked at, by one byte of each hash: most have one or two. */
static uint8_t *count_hundreds(mk_arena *a, const mk_field *f, uint64_t *ret_mask)
{
    uint64_t slots = 256;
    while (slots < 4 * (uint64_t)f->n) slots *= 2;
    uint8_t *count = mk_arena_zalloc(a, slots);
    *ret_mask = slots - 1;
    for (uint32_t v = 1; v <= f->n; v++) {
        uint64_t x = number_of(f, &f->value[v]);
        uint8_t *c = &count[mk_hash2(hundred_of(x), 0) & *ret_mask];
        if (x && *c < COUNTED) ++*c;
    }
    return count;
}

void mk_series_mark(mk_arena *scratch, mk_field *f)
{
    if (!mk_in_numbers(f) || f->n < TEN) return;
    mk_arena *own = mk_arena_child(scratch);
    uint64_t mask;
    const uint8_t *count = count_hundreds(own, f, &mask);
    mk_map at = mk_map_on(own);
    mk_vec(hundred) all = { 0 };
    const uint32_t ten = TEN + (uint32_t)(f->filled / TEN_ROWS), whole = HUNDRED + (uint32_t)(f->filled / HUNDRED_ROWS);
    const uint32_t either = ten < whole ? ten : whole, least = either < COUNTED ? either : COUNTED;     /* a hundred of fewer is no series, nor is any of its tens */
    for (int turn = 0; turn < 2; turn++)                /* they are counted, then marked */
        for (uint32_t v = 1; v <= f->n; v++) {
            uint64_t x = number_of(f, &f->value[v]);
            if (!x || count[mk_hash2(hundred_of(x), 0) & mask] < least) continue;
            bool fresh;
            uint64_t *i = mk_map_put(&at, hundred_of(x), &fresh);
            if (fresh) { *i = all.n; *mk_vec_push(own, &all) = (hundred){ 0 }; }
            hundred *h = &all.p[*i];
            if (turn == 0) { h->ten[ten_of(x)]++; h->all++; }
            else f->value[v].flags |= (h->ten[ten_of(x)] >= ten ? MK_VF_TEN : 0) | (h->all >= whole ? MK_VF_HUNDRED : 0);
        }
    mk_arena_free(own);
}

/* --- kept: a bit of each ten that is a series, and one of the hundred, moved up so that it is never one --- */

enum { ALL = 10, UP = 1 };

uint64_t mk_series_key(const mk_field *f, uint32_t v)
{
    uint64_t x = mk_in_numbers(f) ? number_of(f, &f->value[v]) : 0;
    return x ? hundred_of(x) + UINT64_C(0x5e71e5) : 0;
}

uint64_t mk_series_kept(const mk_field *f, uint32_t v)
{
    const mk_value *x = &f->value[v];
    return (x->flags & MK_VF_TEN ? UINT64_C(1) << ten_of(number_of(f, x)) << UP : 0) | (x->flags & MK_VF_HUNDRED ? UINT64_C(1) << ALL << UP : 0);
}

void mk_series_mark_as(mk_field *f, uint32_t v, uint64_t kept)
{
    mk_value *x = &f->value[v];
    x->flags |= (kept >> UP >> ten_of(number_of(f, x)) & 1 ? MK_VF_TEN : 0) | (kept >> UP >> ALL & 1 ? MK_VF_HUNDRED : 0);
}
