/* SPDX-License-Identifier: Apache-2.0
 * How well and how fast a Hebrew token is found for a Latin one: meson test --benchmark translit.
 * Asked: the tokens of wd_hebrew_16, none of which the model has learnt from (tools/translit leaves them out, in whatever file they stand).
 * Among: every distinct Hebrew token of wd_hebrew_64, wd_hebrew_16 and wd_hebrew_pairs. */
#include <math.h>
#include <time.h>
#include "shared.h"
#include "hash.h"
#include "map.h"
#include "translit_index.h"
#include "utf8.h"
#include "vec.h"

typedef mk_vec(mk_translit) tokens;

static mk_arena *arena;

static uint64_t hash_of(const mk_translit *t) { return mk_hash(t->script, (mk_str){ (const char *)t->p, t->n }); }

static mk_str squeeze(mk_str s)
{
    mk_buf b = mk_buf_on(arena);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ') mk_buf_c(&b, s.p[i]);
    return mk_buf_str(&b);
}

static mk_translit token(mk_str s) { return mk_translit_of(mk_fold_text(arena, s)); }

static void put(mk_map *seen, tokens *all, mk_translit t)
{
    bool fresh;
    if (t.script != MK_SCRIPT_HEBREW || t.n == 0) return;
    uint64_t *at = mk_map_put(seen, hash_of(&t), &fresh);
    if (!fresh) return;
    *at = all->n;
    *mk_vec_push(arena, all) = t;
}

static double cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int words(mk_str s, mk_str ret[16])
{
    int n = 0;
    s = mk_fold_text(arena, s);
    while (s.n && n < 16) {
        mk_str w = cut(&s, ' ');
        if (w.n) ret[n++] = w;
    }
    return n;
}

/* Calibration: ln odds of a pair with a common sound key being one name, as a straight line in five numbers. Half of the tokens make it, the
 * other half tells how good it is. A pair is one name when it is attested, or its Hebrew differs from an attested one by matres. ------------ */

enum { FEATURES = 5 };

typedef struct example { double x[FEATURES]; bool same, test; } example;

static void features(const mk_translit *x, const mk_translit *y, const mk_translit_fit *f, double ret[FEATURES])
{
    ret[0] = 1;
    ret[1] = f->to_hebrew;
    ret[2] = f->to_latin;
    ret[3] = x->n;
    ret[4] = y->n;
}

static double odds(const double w[FEATURES], const double x[FEATURES])
{
    double z = 0;
    for (int i = 0; i < FEATURES; i++) z += w[i] * x[i];
    return z;
}

/* Solves h d = g in place. */
static void solve(double h[FEATURES][FEATURES], double g[FEATURES])
{
    for (int i = 0; i < FEATURES; i++)
        for (int k = i + 1; k < FEATURES; k++) {
            double f = h[k][i] / h[i][i];
            for (int c = i; c < FEATURES; c++) h[k][c] -= f * h[i][c];
            g[k] -= f * g[i];
        }
    for (int i = FEATURES - 1; i >= 0; i--) {
        for (int c = i + 1; c < FEATURES; c++) g[i] -= h[i][c] * g[c];
        g[i] /= h[i][i];
    }
}

static uint64_t bare(const mk_translit *y)
{
    mk_translit b = { .script = y->script };
    for (int i = 0; i < y->n; i++)
        if (i == 0 || i + 1 == y->n || !(y->p[i] == 1 || y->p[i] == 6 || y->p[i] == 10 || y->p[i] == 23)) b.p[b.n++] = y->p[i] == 1 && i ? 5 : y->p[i];
    return b.n < 3 ? hash_of(y) : mk_hash(9, (mk_str){ (const char *)b.p, b.n });
}

static void calibrate(const mk_translit_model *m, const tokens *all, const tokens *asked, const mk_map *attested)
{
    mk_map by_key = mk_map_on(arena), same = mk_map_on(arena);
    uint32_t *next = MK_NEWN(arena, uint32_t, all->n + 1);
    mk_vec(example) e = { 0 };
    double w[FEATURES] = { 0 }, met = 0;
    for (size_t i = 0; i < all->n; i++) {
        uint64_t *head = mk_map_put(&by_key, mk_sounds_of(m, &all->p[i], NULL).key[0], NULL);
        next[i] = (uint32_t)*head;
        *head = i + 1;
    }
    for (size_t i = 0; i < asked->n; i++) {
        const mk_translit *x = &asked->p[i];
        const mk_translit_profile *px = mk_translit_profile_of(m, arena, x);
        mk_sounds s = mk_sounds_of(m, x, px);
        for (int k = 0; k < s.n; k++) {
            uint64_t *head = mk_map_get(&by_key, s.key[k]);
            for (uint64_t at = head ? *head : 0; at; at = next[at - 1]) {
                const mk_translit *y = &all->p[at - 1];
                met++;
                if (mk_map_get(attested, mk_hash2(hash_of(x), hash_of(y)))) mk_map_put(&same, mk_hash2(hash_of(x), bare(y)), NULL);
            }
        }
        if (i % 4) continue;
        for (int k = 0; k < s.n; k++) {
            uint64_t *head = mk_map_get(&by_key, s.key[k]);
            for (uint64_t at = head ? *head : 0; at; at = next[at - 1]) {
                const mk_translit *y = &all->p[at - 1];
                mk_translit_fit f = mk_translit_score(m, x, px, y, mk_translit_profile_of(m, arena, y));
                if (f.to_hebrew < -60 || f.to_latin < -60) continue;
                example *to = mk_vec_push(arena, &e);
                features(x, y, &f, to->x);
                to->same = mk_map_get(&same, mk_hash2(hash_of(x), bare(y))) != NULL;
                to->test = i / 4 % 2;
            }
        }
    }
    printf("Hebrew tokens with a sound key of a Latin one: %.1f\n", met / (double)asked->n);
    for (int round = 0; round < 12; round++) {
        double h[FEATURES][FEATURES] = { 0 }, g[FEATURES] = { 0 };
        for (int i = 0; i < FEATURES; i++) h[i][i] = 1e-6;
        for (size_t i = 0; i < e.n; i++) {
            const example *x = &e.p[i];
            if (x->test) continue;
            double p = 1 / (1 + exp(-odds(w, x->x))), v = p * (1 - p);
            for (int a = 0; a < FEATURES; a++) {
                g[a] += x->x[a] * (x->same - p);
                for (int b = 0; b < FEATURES; b++) h[a][b] += v * x->x[a] * x->x[b];
            }
        }
        solve(h, g);
        for (int i = 0; i < FEATURES; i++) w[i] += g[i];
    }
    printf("ln odds of one name: %.4f %+.4f to_hebrew %+.4f to_latin %+.4f Latin letters %+.4f Hebrew letters\n", w[0], w[1], w[2], w[3], w[4]);
    double positives = 0;
    for (size_t i = 0; i < e.n; i++) positives += e.p[i].test && e.p[i].same;
    static const double cut[] = { 0, .02, .05, .1, .2, .3, .5, .7, .9, 1 };
    for (size_t c = 0; c + 1 < sizeof cut / sizeof *cut; c++) {
        double n = 0, right = 0, said = 0, above = 0;
        for (size_t i = 0; i < e.n; i++) {
            double p = 1 / (1 + exp(-odds(w, e.p[i].x)));
            if (!e.p[i].test) continue;
            above += p >= cut[c] && e.p[i].same;
            if (p < cut[c] || p >= cut[c + 1]) continue;
            n++;
            said += p;
            right += e.p[i].same;
        }
        printf("  said %.2f to %.2f: %6.0f pairs, mean %.3f, true %.3f; from here on %.1f %% of the true\n", cut[c], cut[c + 1], n, said / n, right / n, 100 * above / positives);
    }
}

int main(void)
{
    mk_str l[16], h[16], line;
    arena = mk_arena_new();
    const mk_translit_model *model = mk_translit_model_new(arena);
    mk_map seen = mk_map_on(arena), attested = mk_map_on(arena);
    tokens all = { 0 }, asked = { 0 }, answer = { 0 };
    mk_str known = shared_file(arena, "data/identity/hebrew/wd_hebrew_64"), held = shared_file(arena, "data/identity/hebrew/wd_hebrew_16"),
           names = shared_file(arena, "data/identity/hebrew/wd_hebrew_pairs.tsv");
    while (next_line(&known, &line)) {
        cut(&line, '\t');
        put(&seen, &all, token(squeeze(cut(&line, '\t'))));
    }
    while (next_line(&held, &line)) {
        mk_translit x = token(cut(&line, '\t')), y = token(squeeze(cut(&line, '\t')));
        put(&seen, &all, y);
        if (x.script != MK_SCRIPT_LATIN || y.script != MK_SCRIPT_HEBREW) continue;
        *mk_vec_push(arena, &asked) = x;
        *mk_vec_push(arena, &answer) = y;
        mk_map_put(&attested, mk_hash2(hash_of(&x), hash_of(&y)), NULL);
    }
    while (next_line(&names, &line)) {
        int n = words(cut(&line, '\t'), l), m = words(line, h);
        for (int i = 0; i < m; i++) {
            mk_translit y = mk_translit_of(h[i]);
            if (n != m) continue;
            put(&seen, &all, y);
            mk_translit x = mk_translit_of(l[i]);
            if (x.n && y.n) mk_map_put(&attested, mk_hash2(hash_of(&x), hash_of(&y)), NULL);
        }
    }
    double t = cpu();
    mk_translit_index *ix = mk_translit_index_new(arena, model, all.p, all.n);
    double built = cpu() - t;
    size_t first = 0, five = 0, thirty = 0, any = 0, any_five = 0, candidates = 0, key = 0;
    t = cpu();
    for (size_t i = 0; i < asked.n; i++) {
        mk_translit_hit hit[MK_TRANSLIT_HITS];
        size_t many, n = mk_translit_find(ix, &asked.p[i], hit, 32, &many), right = 99, good = 99;
        candidates += many;
        for (size_t k = 0; k < n; k++) {
            const mk_translit *y = &all.p[hit[k].at];
            if (right == 99 && hash_of(y) == hash_of(&answer.p[i])) right = k;
            if (good == 99 && mk_map_get(&attested, mk_hash2(hash_of(&asked.p[i]), hash_of(y)))) good = k;
        }
        first += right < 1, five += right < 5, thirty += right < 32;
        any += good < 1, any_five += good < 5;
    }
    double spent = cpu() - t;
    for (size_t i = 0; i < asked.n; i++) {
        const mk_translit_profile *p = mk_translit_profile_of(model, arena, &asked.p[i]);
        mk_sounds a = mk_sounds_of(model, &asked.p[i], p), b = mk_sounds_of(model, &answer.p[i], NULL);
        bool share = false;
        for (int k = 0; k < a.n; k++) share |= a.key[k] == b.key[0];
        key += share;
    }
    calibrate(model, &all, &asked, &attested);
    double n = (double)asked.n;
    printf("%zu tokens asked among %zu Hebrew ones\n", asked.n, all.n);
    printf("sound key shared with the right one: %.1f %%, looked at when searching: %.1f\n", 100 * (double)key / n, (double)candidates / n);
    printf("the right one: first %.2f %%, of five %.2f %%, of 32 %.1f %%\n", 100 * (double)first / n, 100 * (double)five / n, 100 * (double)thirty / n);
    printf("one attested for the token: first %.2f %%, of five %.2f %%\n", 100 * (double)any / n, 100 * (double)any_five / n);
    printf("index: %.2f cpu s; a question: %.0f cpu us\n", built, spent / n * 1e6);
    mk_arena_free(arena);
    return 0;
}
