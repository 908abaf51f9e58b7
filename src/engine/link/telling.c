/* SPDX-License-Identifier: Apache-2.0
 * Which of many columns of words tell who somebody is. Learning goes by patterns of agreement, and every such column would part them again, until each pair
 * has one of its own: then a table of forty columns takes a hundred times as long as one of seven, and knows no more. Rows that share a phone, a mail, a
 * number, a day of birth or a whole name are mostly one person's: what they do not share more often than others do says nothing of who they are. */
#include "link_int.h"

enum { MOST = 8,                        /* columns of words that are compared */
       CROWD = 8 };                     /* rows that share a value and are compared with each other: more are a hot value */
static const double LEAST = .05;        /* bits that a column tells of a pair, on the average */

typedef struct column { mk_raw *raw; size_t at; uint64_t both, agree; double bits; } column;

/* How likely two rows agree in it by accident. */
static double by_accident(mk_arena *a, const mk_raw *c, uint32_t rows)
{
    uint64_t *count = MK_NEWN(a, uint64_t, (size_t)c->n + 1), sum = 0;
    for (uint32_t i = 0; i < rows; i++) count[c->code[i]]++;
    for (uint32_t v = 1; v <= c->n; v++) sum += count[v] * count[v];
    return c->filled ? (double)sum / ((double)c->filled * (double)c->filled) : 1;
}

/* All pairs of rows that have one value, of each value: sums of whole numbers, the same in whatever order the rows came. */
static void compare(mk_arena *a, const uint32_t *code, uint32_t values, uint32_t rows, column *of, size_t n)
{
    uint32_t *from = MK_NEWN(a, uint32_t, (size_t)values + 2), *row = MK_NEWN(a, uint32_t, (size_t)rows + 1), *at = MK_NEWN(a, uint32_t, (size_t)values + 2);
    for (uint32_t i = 0; i < rows; i++) from[code[i] + 1]++;
    for (uint32_t v = 0; v <= values; v++) from[v + 1] += from[v];
    memcpy(at, from, ((size_t)values + 1) * sizeof *at);
    for (uint32_t i = 0; i < rows; i++) row[at[code[i]]++] = i;
    for (uint32_t v = 1; v <= values; v++) {
        uint32_t to = from[v + 1];
        if (to - from[v] > CROWD) continue;
        for (uint32_t i = from[v]; i < to; i++)
            for (uint32_t k = i + 1; k < to; k++)
                for (size_t c = 0; c < n; c++) {
                    uint32_t x = of[c].raw->code[row[i]], y = of[c].raw->code[row[k]];
                    of[c].both += x && y;
                    of[c].agree += x && x == y;
                }
    }
}

/* Rows by their given and family name together. */
static uint32_t whole_names(mk_arena *a, const mk_raw *given, const mk_raw *family, uint32_t rows, uint32_t *ret)
{
    mk_map seen = mk_map_on(a);
    for (uint32_t i = 0; i < rows; i++) {
        bool fresh;
        ret[i] = 0;
        if (!given->code[i] || !family->code[i]) continue;
        uint64_t *id = mk_map_put(&seen, (uint64_t)given->code[i] << 32 | family->code[i], &fresh);
        if (fresh) *id = (uint64_t)seen.n;
        ret[i] = (uint32_t)*id;
    }
    return (uint32_t)seen.n;
}

static void compare_all(mk_arena *a, const mk_link_rows *r, column *of, size_t n)
{
    const mk_raw *given = NULL, *family = NULL;
    for (size_t i = 0; i < r->columns; i++) {
        const mk_raw *c = &r->raw[i];
        if (c->kind == MK_LK_GIVEN && !given) given = c;
        if (c->kind == MK_LK_FAMILY && !family) family = c;
        if (c->kind == MK_LK_NATID || c->kind == MK_LK_PHONE || c->kind == MK_LK_MAIL || c->kind == MK_LK_BIRTH || c->kind == MK_LK_NAME)
            compare(a, c->code, c->n, r->n, of, n);
    }
    if (!given || !family) return;
    uint32_t *name = MK_NEWN(a, uint32_t, (size_t)r->n + 1);
    compare(a, name, whole_names(a, given, family, r->n, name), r->n, of, n);
}

static double bits_of(mk_arena *a, const column *c, uint32_t rows)
{
    double chance = by_accident(a, c->raw, rows), share = ((double)c->agree + 1) / ((double)c->both + 2);
    if (c->raw->log || share <= chance || chance >= 1) return 0;
    return (double)c->raw->filled / (double)rows * (share * __builtin_log2(share / chance) + (1 - share) * __builtin_log2((1 - share) / (1 - chance)));
}

static int telling_first(const void *x, const void *y)
{
    const column *a = x, *b = y;
    return a->bits != b->bits ? (a->bits < b->bits) - (a->bits > b->bits) : (a->at > b->at) - (a->at < b->at);
}

void mk_link_telling(mk_arena *scratch, mk_link_rows *r)
{
    mk_arena *a = mk_arena_child(scratch);
    column *of = MK_NEWN(a, column, r->columns + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->columns; i++)
        if ((r->raw[i].kind == MK_LK_WORD || r->raw[i].kind == MK_LK_TEXT) && r->raw[i].code) of[n++] = (column){ .raw = &r->raw[i], .at = i };
    if (n > MOST) {
        compare_all(a, r, of, n);
        for (size_t c = 0; c < n; c++) of[c].bits = bits_of(a, &of[c], r->n);
        qsort(of, n, sizeof *of, telling_first);
        for (size_t c = 0; c < n; c++)
            if (c >= MOST || of[c].bits < LEAST) {
                of[c].raw->kind = MK_LK_IGNORE;
                of[c].raw->why = MK_S("tells too little of who it is");
            }
    }
    mk_arena_free(a);
}
