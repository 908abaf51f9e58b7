/* SPDX-License-Identifier: Apache-2.0
 * What pairs look like that no rule finds: nearly all of them are different people. Pairs drawn evenly would hardly ever agree in
 * anything, so some are drawn among those that share one key, for each key; every drawn pair stands for as many as its chance of being
 * drawn says (Horvitz & Thompson 1952). */
#include "rng.h"
#include "link_int.h"

enum { ROWS_MOST = 200000, EVENLY = 30000, EACH = 12000, STRATA = 32, BATCH = 64, IMAGINED = 3, FAR = 20, NEAR = 10, NEXT = 4 };

typedef struct stratum { int field, atom; double pairs; uint32_t *row, blocks; uint32_t *from; double *sum; } stratum;

static inline uint32_t key_of(const mk_link *l, const stratum *s, uint32_t row)
{
    uint32_t v = mk_value_in(mk_rec(l, row)[s->field]);
    return s->atom && v ? l->field[s->field].atom[s->atom][v] : v;
}

/* Room that every stratum is laid in. */
typedef struct bench { mk_keyed *k, *t; uint32_t *count, *size; } bench;

/* Rows by key, and how many pairs are in the blocks up to each. */
static void lay(const mk_link *l, mk_arena *a, uint32_t n, const bench *on, stratum *s)
{
    mk_keyed *k = on->k, *t = on->t;
    uint32_t m = 0, *count = on->count, *size = on->size;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t key = key_of(l, s, i);
        if (key) k[m++] = (mk_keyed){ key, i };
    }
    mk_radix_sort(k, t, m, count);
    s->row = mk_arena_alloc(a, ((size_t)m + 1) * sizeof *s->row);
    s->from = mk_arena_alloc(a, ((size_t)m + 2) * sizeof *s->from);
    s->sum = mk_arena_alloc(a, ((size_t)m + 2) * sizeof *s->sum);
    s->blocks = 0;
    s->pairs = 0;
    uint32_t n_blocks = 0;
    for (uint32_t i = 0, to; i < m; i = to) {
        for (to = i; to < m && k[to].key == k[i].key; to++) s->row[to] = k[to].row;
        if (to - i < 2) continue;
        t[n_blocks] = (mk_keyed){ s->row[i], i };       /* blocks in the order of their first rows: keys are numbers of values, which */
        size[i] = to - i;                               /* come and go with the order of the file */
        n_blocks++;
    }
    mk_radix_sort(t, k, n_blocks, count);
    for (uint32_t i = 0; i < n_blocks; i++) {
        uint32_t from = t[i].row, many = size[from];
        s->from[s->blocks] = from;
        s->sum[s->blocks++] = s->pairs += (double)many * (many - 1) / 2;
    }
}

static void draw(const stratum *s, mk_rng *rng, uint32_t *a, uint32_t *b)
{
    double at = mk_rng_unit(rng) * s->pairs;
    uint32_t lo = 0, hi = s->blocks - 1;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (s->sum[mid] > at) hi = mid;
        else lo = mid + 1;
    }
    double pairs = s->sum[lo] - (lo ? s->sum[lo - 1] : 0);
    uint32_t n = (uint32_t)(.5 + __builtin_sqrt(.25 + 2 * pairs) + 1e-6), from = s->from[lo];
    uint32_t i = (uint32_t)mk_rng_below(rng, n), j = (uint32_t)mk_rng_below(rng, n - 1);
    if (j >= i) j++;
    *a = s->row[from + i];
    *b = s->row[from + j];
}

void mk_link_sample(mk_cx *cx, mk_link *l, mk_cands *c, bool (*found)(const void *, uint32_t, uint32_t), const void *self)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    uint32_t n = l->n < ROWS_MOST ? l->n : ROWS_MOST;   /* rows lie in the order of a hash: the first are as good as any */
    c->drawn_n = 0;
    c->drawn = mk_arena_alloc(l->arena, (EVENLY + STRATA * EACH + 1) * sizeof *c->drawn);
    if (n < 2) return;
    double all = (double)n * (n - 1) / 2, up = (double)l->n * ((double)l->n - 1) / 2 / all;
    bench on = { mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *on.k), mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *on.t),
                mk_arena_alloc(tmp, MK_RADIX_COUNTS * sizeof *on.count), mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *on.size) };
    stratum s[STRATA];
    int strata = 0;
    for (int f = 0; f < l->fields; f++)
        for (int a = 0; a < MK_ATOMS && strata < STRATA; a++) {
            if (a && (!l->field[f].atom[a] || (a == MK_CONTENT && (f == l->given || f == l->family)))) continue;
            s[strata] = (stratum){ .field = f, .atom = a };
            lay(l, tmp, n, &on, &s[strata]);
            strata += s[strata].pairs >= EACH;
        }
    mk_rng rng = mk_rng_seed(77);
    for (int k = -1; k < strata; k++) {
        uint32_t many = k < 0 ? EVENLY : EACH, a[BATCH], b[BATCH];
        for (uint32_t from = 0; from < many; from += BATCH) {           /* their rows are fetched from memory while others are drawn */
            uint32_t batch = many - from < BATCH ? many - from : BATCH;
            for (uint32_t i = 0; i < batch; i++) {
                if (k < 0) { a[i] = (uint32_t)mk_rng_below(&rng, n); b[i] = (uint32_t)mk_rng_below(&rng, n); }
                else draw(&s[k], &rng, &a[i], &b[i]);
                mk_compare_fetch(l, a[i], b[i]);
            }
            for (uint32_t i = 0; i < batch; i++) {
                if (a[i] == b[i] || found(self, a[i], b[i])) continue;
                double chance = EVENLY / all;
                for (int j = 0; j < strata; j++) {
                    uint32_t x = key_of(l, &s[j], a[i]);
                    if (x && x == key_of(l, &s[j], b[i])) chance += EACH / s[j].pairs;
                }
                c->drawn[c->drawn_n++] = (mk_drawn){ a[i], b[i], (float)(up / chance), 0 };
            }
        }
    }
    mk_arena_free(tmp);
}

void mk_link_compare_drawn(mk_link *l, mk_cands *c, mk_compare *cmp)
{
    uint8_t gamma[MK_LINK_FIELDS];
    for (uint64_t i = 0; i < c->drawn_n; i++) {
        mk_drawn *d = &c->drawn[i];
        if (i + FAR < c->drawn_n) mk_compare_fetch(l, d[FAR].a, d[FAR].b);
        if (i + NEAR < c->drawn_n) mk_compare_fetch_values(cmp, d[NEAR].a, d[NEAR].b);
        if (i + NEXT < c->drawn_n) mk_compare_fetch_symbols(cmp, d[NEXT].a, d[NEXT].b);
        mk_compare_pair(cmp, mk_rec(l, d->a), mk_rec(l, d->b), gamma);
        d->pattern = mk_pattern_of(&c->patterns, gamma);
    }
    mk_link_count_drawn(l, c);
}

/* A father and his daughter: what a household has together and what it has not. A table of some rows may have none, or take the only
 * ones it has for one person; in a large one a few pairs more are nothing. */
static void imagine_households(const mk_link *l, mk_cands *c)
{
    if (l->given < 0) return;
    for (int bin = 0; bin < MK_BINS; bin++)
        for (int phone = 0; phone < 2; phone++) {
            uint8_t g[MK_LINK_FIELDS];
            for (int f = 0; f < l->fields; f++)
                switch (l->field[f].kind) {
                case MK_LK_GIVEN: case MK_LK_BIRTH: g[f] = MK_L_DIFFERENT; break;
                case MK_LK_PHONE: g[f] = phone ? (uint8_t)(l->exact[f] + bin) : MK_L_MISSING; break;
                case MK_LK_FAMILY: case MK_LK_ADDRESS: case MK_LK_HOUSE: case MK_LK_POSTCODE: case MK_LK_CITY: g[f] = (uint8_t)(l->exact[f] + bin); break;
                case MK_LK_OTHER_NAMES: case MK_LK_MAIL: case MK_LK_NATID: case MK_LK_WORD: case MK_LK_TEXT: case MK_LK_IGNORE: case MK_LK_NAME: case MK_LK_KINDS_:
                    g[f] = MK_L_MISSING;
                }
            uint32_t p = mk_pattern_of(&c->patterns, g);
            c->patterns.sample[p] += IMAGINED;
            c->patterns.square[p] += IMAGINED;
        }
}

void mk_link_count_drawn(const mk_link *l, mk_cands *c)
{
    imagine_households(l, c);
    for (uint64_t i = 0; i < c->drawn_n; i++) {
        double w = (double)c->drawn[i].stands_for;
        c->patterns.sample[c->drawn[i].pattern] += w;
        c->patterns.square[c->drawn[i].pattern] += w * w;
    }
}
