/* SPDX-License-Identifier: Apache-2.0
 * Distances against the definitions, written down as plainly as possible, on many made-up words of few letters (so that letters meet) and
 * on the sizes around a machine word. */
#include "shared.h"
#include "distance.h"
#include "rng.h"
#include "utf8.h"

static mk_arena *arena;
static int start(void **state) { (void)state; arena = mk_arena_new(); return 0; }
static int stop(void **state) { (void)state; mk_arena_free(arena); return 0; }

static mk_letters letters(const char *z) { return mk_letters_of(arena, mk_fold_text(arena, mk_str_of(z))); }

/* Oracles: recursion by the definition, with a memory ---------------------------------------------------------------- */

enum { MOST = 200 };
static int memory[MOST + 1][MOST + 1];

static int oracle_edits(const uint32_t *x, int n, const uint32_t *y, int m, bool swaps)
{
    for (int i = 0; i <= n; i++)
        for (int k = 0; k <= m; k++) {
            int d = i == 0 ? k : k == 0 ? i : 1 << 20;
            if (i && k) {
                int options[4] = { memory[i - 1][k] + 1, memory[i][k - 1] + 1, memory[i - 1][k - 1] + (x[i - 1] != y[k - 1]), 1 << 20 };
                if (swaps && i > 1 && k > 1 && x[i - 1] == y[k - 2] && x[i - 2] == y[k - 1]) options[3] = memory[i - 2][k - 2] + 1;
                for (int o = 0; o < 4; o++) d = options[o] < d ? options[o] : d;
            }
            memory[i][k] = d;
        }
    return memory[n][m];
}

/* Jaro 1989, as in the paper: common letters no farther than half the longer length less one; transpositions are half the common letters out of order. */
static double oracle_jaro(const uint32_t *x, int n, const uint32_t *y, int m)
{
    int reach = (n > m ? n : m) / 2 - 1, common = 0, out = 0;
    int of_x[MOST], of_y[MOST];
    if (n == 0 || m == 0) return n == m;
    if (reach < 0) reach = 0;
    for (int i = 0; i < n; i++) of_x[i] = -1;
    for (int k = 0; k < m; k++) of_y[k] = -1;
    for (int k = 0; k < m; k++)
        for (int i = 0; i < n; i++)
            if (of_x[i] < 0 && abs(i - k) <= reach && x[i] == y[k]) {
                of_x[i] = k;
                of_y[k] = i;
                common++;
                break;
            }
    if (common == 0) return 0;
    for (int i = 0, k = 0; i < n; i++) {
        if (of_x[i] < 0) continue;
        while (of_y[k] < 0) k++;
        out += x[i] != y[k++];
    }
    return ((double)common / n + (double)common / m + (double)(common - out / 2) / common) / 3;
}

static double oracle_winkler(const uint32_t *x, int n, const uint32_t *y, int m)
{
    double j = oracle_jaro(x, n, y, m);
    int k = 0;
    if (j <= 0.7) return j;
    while (k < 4 && k < n && k < m && x[k] == y[k]) k++;
    return j + 0.1 * k * (1 - j);
}

/* -------------------------------------------------------------------------------------------------------------------- */

static int make(mk_rng *r, uint32_t *cp, int most, bool foreign)
{
    static const uint32_t few[] = { 0x5d0, 0x5d1, 0x5d2, 'a', 'b', '1', ' ' };
    int n = (int)mk_rng_below(r, (uint64_t)most + 1), kinds = 2 + (int)mk_rng_below(r, 6);
    for (int i = 0; i < n; i++) cp[i] = few[mk_rng_below(r, (uint64_t)kinds)];
    if (foreign && n) cp[mk_rng_below(r, (uint64_t)n)] = mk_rng_below(r, 2) ? 0x430 : 0x431;
    return n;
}

static mk_letters letters_of(const uint32_t *cp, int n)
{
    mk_buf b = mk_buf_on(arena);
    for (int i = 0; i < n; i++) mk_buf_utf8(&b, cp[i]);
    return mk_letters_of(arena, mk_buf_str(&b));
}

static void against_definitions(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(7);
    mk_pattern kept;
    mk_letters none = letters("");
    mk_pattern_make(&kept, &none);
    for (int round = 0; round < 30000; round++) {
        mk_arena_mark m = mk_arena_here(arena);
        uint32_t x[MOST], y[MOST];
        int most = round % 100 == 0 ? 140 : round % 10 == 0 ? 68 : 12;
        int n = make(&r, x, most, round % 7 == 0), k = make(&r, y, most, round % 11 == 0);
        if (round % 3 == 0) {                               /* an edited copy */
            k = n;
            memcpy(y, x, sizeof *x * (size_t)n);
            if (n > 1) { uint64_t at = mk_rng_below(&r, (uint64_t)n - 1); uint32_t c = y[at]; y[at] = y[at + 1]; y[at + 1] = c; }
        }
        mk_letters a = letters_of(x, n), b = letters_of(y, k);
        mk_pattern p;
        mk_pattern_make(&p, &a);
        mk_pattern_remake(&kept, &a);
        double jaro = oracle_jaro(x, n, y, k), jw = oracle_winkler(x, n, y, k);
        assert_true(mk_jaro(&p, &b) == jaro);
        assert_true(mk_jaro_winkler(&kept, &b) == jw);
        assert_true(mk_jaro_winkler_pair(&b, &a) == jw);    /* either order */
        assert_true(mk_jaro_winkler_bound(&a, &b) >= jw);
        uint32_t edits = (uint32_t)oracle_edits(x, n, y, k, false), swaps = (uint32_t)oracle_edits(x, n, y, k, true);
        assert_int_equal(mk_levenshtein(&p, &b), edits);
        assert_int_equal(mk_osa(&kept, &b), swaps);
        assert_int_equal(mk_osa_pair(&b, &a), swaps);
        assert_int_equal(mk_letters_eq(&a, &b), edits == 0);
        mk_pattern_remake(&kept, &b);                       /* a and b go with the mark */
        mk_pattern_remake(&kept, &none);
        mk_arena_rewind(arena, m);
    }
}

/* The examples that are printed everywhere (Winkler 1990, table; Jaro 1989), to three places. */
static void published(void **state)
{
    (void)state;
    static const struct { const char *x, *y; double jaro, jw; } t[] = {
        { "MARTHA", "MARHTA", .944, .961 }, { "DWAYNE", "DUANE", .822, .840 }, { "DIXON", "DICKSONX", .767, .813 }, { "SHACKLEFORD", "SHACKELFORD", .970, .982 },
        { "DUNNINGHAM", "CUNNIGHAM", .896, .896 }, { "NICHLESON", "NICHULSON", .926, .956 }, { "JONES", "JOHNSON", .790, .832 },
        { "MASSEY", "MASSIE", .889, .933 }, { "ABROMS", "ABRAMS", .889, .922 }, { "HARDIN", "MARTINEZ", .722, .722 }, { "ITMAN", "SMITH", .467, .467 },
        { "JERALDINE", "GERALDINE", .926, .926 }, { "MICHELLE", "MICHAEL", .869, .921 }, { "JULIES", "JULIUS", .889, .933 }, { "TANYA", "TONYA", .867, .880 },
        { "SEAN", "SUSAN", .783, .805 }, { "JON", "JOHN", .917, .933 }, { "JON", "JAN", .778, .800 },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_letters x = letters(t[i].x), y = letters(t[i].y);
        mk_pattern p;
        mk_pattern_make(&p, &x);
        double j = mk_jaro(&p, &y), w = mk_jaro_winkler(&p, &y);
        if (j < t[i].jaro - .0006 || j > t[i].jaro + .0006 || w < t[i].jw - .0006 || w > t[i].jw + .0006) fail_msg("%s %s: %.4f %.4f", t[i].x, t[i].y, j, w);
    }
    static const struct { const char *x, *y; uint32_t edits, swaps; } e[] = {
        { "kitten", "sitting", 3, 3 }, { "Saturday", "Sunday", 3, 3 }, { "ca", "abc", 3, 3 }, { "משה", "מהש", 2, 1 }, { "כהן", "כהנ", 0, 0 }, { "", "אבג", 3, 3 },
        { "גאולה", "גולאה", 2, 2 }, { "Привет", "Првиет", 2, 1 },
    };
    for (size_t i = 0; i < sizeof e / sizeof *e; i++) {
        mk_letters x = letters(e[i].x), y = letters(e[i].y);
        mk_pattern p;
        mk_pattern_make(&p, &x);
        if (mk_levenshtein(&p, &y) != e[i].edits || mk_osa(&p, &y) != e[i].swaps)
            fail_msg("%s %s: %u %u", e[i].x, e[i].y, mk_levenshtein(&p, &y), mk_osa(&p, &y));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, start, stop)
        T(against_definitions), T(published),
    };
    return cmocka_run_group_tests_name("distance", tests, NULL, NULL);
}
