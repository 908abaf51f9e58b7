/* SPDX-License-Identifier: Apache-2.0
 * What a comparison costs: meson test --benchmark distance. Family names against one another, by bits, and the plain way of the textbook (the floor);
 * words and whole names prepared and compared. bench/peers/distance/with_rapidfuzz.py does the same names with RapidFuzz. */
#include <time.h>
#include "shared.h"
#include "person_name.h"
#include "rng.h"
#include "utf8.h"
#include "vec.h"

enum { ONE = 1000, MANY = 10000, NAMES = 20000 };

static mk_arena *arena;
static volatile double sink;

static double cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* As one writes it first. */
static double plain_jaro(const mk_letters *x, const mk_letters *y)
{
    bool a[MK_LETTERS_MOST] = { 0 }, b[MK_LETTERS_MOST] = { 0 };
    int n = (int)x->n, m = (int)y->n, reach = (n > m ? n : m) / 2 - 1, c = 0, out = 0;
    for (int i = 0; i < n; i++)
        for (int k = i > reach ? i - reach : 0; k < m && k <= i + reach; k++)
            if (!b[k] && x->p[i] == y->p[k]) {
                a[i] = b[k] = true;
                c++;
                break;
            }
    for (int i = 0, k = 0; i < n; i++)
        if (a[i]) {
            while (!b[k]) k++;
            out += x->p[i] != y->p[k++];
        }
    return c ? ((double)c / n + (double)c / m + (double)(c - out / 2) / c) / 3 : 0;
}

static uint32_t plain_osa(const mk_letters *x, const mk_letters *y)
{
    uint16_t d[64][64];
    for (uint32_t i = 0; i <= x->n; i++)
        for (uint32_t k = 0; k <= y->n; k++) {
            uint32_t v = i ? k ? d[i - 1][k - 1] + (uint32_t)(x->p[i - 1] != y->p[k - 1]) : i : k;
            if (i && k && v > d[i - 1][k] + 1u) v = d[i - 1][k] + 1u;
            if (i && k && v > d[i][k - 1] + 1u) v = d[i][k - 1] + 1u;
            if (i > 1 && k > 1 && x->p[i - 1] == y->p[k - 2] && x->p[i - 2] == y->p[k - 1] && v > d[i - 2][k - 2] + 1u) v = d[i - 2][k - 2] + 1u;
            d[i][k] = (uint16_t)v;
        }
    return d[x->n][y->n];
}

#define TIMED(what, pairs, work)                                                                          \
    do {                                                                                                  \
        double sum = 0, t = cpu();                                                                        \
        work;                                                                                             \
        printf("%-52s %8.1f ns\n", what, (cpu() - t) / (double)(pairs) * 1e9);                            \
        sink = sum;                                                                                       \
    } while (0)
#define EACH(body) for (int i = 0; i < ONE; i++) for (int k = 0; k < MANY; k++) body

int main(void)
{
    mk_str all, line;
    mk_vec(mk_str) family = { 0 };
    mk_vec(mk_str) given = { 0 };
    static mk_letters l[MANY];
    static mk_pattern p;
    arena = mk_arena_new();
    all = shared_file(arena, "data/identity/hebrew/dday_hebrew_last_names.txt");
    while (next_line(&all, &line)) *mk_vec_push(arena, &family) = line;
    all = shared_file(arena, "data/identity/hebrew/dday_hebrew_first_names.txt");
    while (next_line(&all, &line)) *mk_vec_push(arena, &given) = line;
    for (int i = 0; i < MANY; i++) l[i] = mk_letters_of(arena, mk_fold_key(arena, family.p[i]));
    double pairs = (double)ONE * MANY;
    mk_pattern_make(&p, &l[0]);
    TIMED("Jaro-Winkler, one against many", pairs, for (int i = 0; i < ONE; i++) {
        mk_pattern_remake(&p, &l[i]);
        for (int k = 0; k < MANY; k++) sum += mk_jaro_winkler(&p, &l[k]);
    });
    TIMED("  behind its bound, cut at 0.85", pairs, for (int i = 0; i < ONE; i++) {
        mk_pattern_remake(&p, &l[i]);
        for (int k = 0; k < MANY; k++)
            if (mk_jaro_winkler_bound(&l[i], &l[k]) >= 0.85) sum += mk_jaro_winkler(&p, &l[k]);
    });
    TIMED("  pair by pair", pairs, EACH(sum += mk_jaro_winkler_pair(&l[i], &l[k])));
    TIMED("  the plain way, Jaro alone", pairs / 10, for (int i = 0; i < ONE / 10; i++) for (int k = 0; k < MANY; k++) sum += plain_jaro(&l[i], &l[k]));
    TIMED("optimal string alignment, one against many", pairs, for (int i = 0; i < ONE; i++) {
        mk_pattern_remake(&p, &l[i]);
        for (int k = 0; k < MANY; k++) sum += mk_osa(&p, &l[k]);
    });
    TIMED("  the plain way", pairs / 10, for (int i = 0; i < ONE / 10; i++) for (int k = 0; k < MANY; k++) sum += plain_osa(&l[i], &l[k]));
    TIMED("Levenshtein, one against many", pairs, for (int i = 0; i < ONE; i++) {
        mk_pattern_remake(&p, &l[i]);
        for (int k = 0; k < MANY; k++) sum += mk_levenshtein(&p, &l[k]);
    });

    mk_words *w = mk_words_new(arena, NULL);
    static mk_person_name name[NAMES];
    mk_rng r = mk_rng_seed(5);
    size_t before = mk_arena_bytes(arena);
    TIMED("a name prepared (given and family, Hebrew)", NAMES, for (int i = 0; i < NAMES; i++)
        name[i] = mk_person_name_parts(w, given.p[mk_rng_below(&r, given.n)], family.p[mk_rng_below(&r, family.n)]));
    printf("  %u words, %.0f bytes each with what reading left\n", mk_words_count(w), (double)(mk_arena_bytes(arena) - before) / mk_words_count(w));
    TIMED("two names compared", 4e6, for (int i = 0; i < 2000; i++) for (int k = 0; k < 2000; k++) sum += mk_person_name_compare(w, &name[i], &name[k]).level);
    mk_words *alone = mk_words_new(arena, NULL);
    all = shared_file(arena, "data/identity/hebrew/wd_hebrew_16");
    before = mk_arena_bytes(arena);
    TIMED("a Latin word prepared", 8000, for (int i = 0; i < 8000 && next_line(&all, &line); i++) mk_words_put(alone, mk_fold_text(arena, cut(&line, '\t'))));
    printf("  %.0f bytes each with what reading left\n", (double)(mk_arena_bytes(arena) - before) / mk_words_count(alone));
    static const mk_word *latin[200], *hebrew[200];
    all = shared_file(arena, "data/identity/hebrew/wd_hebrew_16");
    TIMED("the second script comes in: for each Hebrew word", mk_words_count(w), next_line(&all, &line); mk_words_put(w, mk_fold_text(arena, cut(&line, '\t'))));
    for (int i = 0; i < 200 && next_line(&all, &line); i++) latin[i] = mk_words_put(w, mk_fold_text(arena, cut(&line, '\t')));
    for (int i = 0; i < 200; i++) hebrew[i] = name[i].word[0];
    TIMED("two words compared across scripts", 4e4, for (int i = 0; i < 200; i++) for (int k = 0; k < 200; k++) sum += mk_word_compare(w, latin[i], hebrew[k]));
    mk_arena_free(arena);
    return 0;
}
