/* SPDX-License-Identifier: Apache-2.0
 * How well and how fast a Hebrew token is found for a Latin one: meson test --benchmark translit.
 * Asked: the tokens of wd_hebrew_16, none of which the model has learnt from (tools/translit leaves them out, in whatever file they stand).
 * Among: every distinct Hebrew token of wd_hebrew_64, wd_hebrew_16 and wd_hebrew_pairs. */
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
    double n = (double)asked.n;
    printf("%zu tokens asked among %zu Hebrew ones\n", asked.n, all.n);
    printf("sound key shared with the right one: %.1f %%, candidates: %.1f\n", 100 * (double)key / n, (double)candidates / n);
    printf("the right one: first %.1f %%, of five %.1f %%, of 32 %.1f %%\n", 100 * (double)first / n, 100 * (double)five / n, 100 * (double)thirty / n);
    printf("one attested for the token: first %.1f %%, of five %.1f %%\n", 100 * (double)any / n, 100 * (double)any_five / n);
    printf("index: %.2f cpu s; a question: %.0f cpu us\n", built, spent / n * 1e6);
    mk_arena_free(arena);
    return 0;
}
