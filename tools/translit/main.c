/* SPDX-License-Identifier: Apache-2.0
 * Makes tools/translit/learnt.net: learn-translit OUT HELD_OUT TOKENS NAMES OWN
 *   HELD_OUT  tokens the model must not see, with Hebrew letters and a count: none of its Latin tokens is learnt from, in whatever file
 *   TOKENS    the same form, to learn from
 *   NAMES     full names, Latin TAB Hebrew: words in the same place are pairs, when a first model of TOKENS finds them likely
 *   OWN       rows of Latin and Hebrew spellings of one name, separated by commas; each pair counts three times
 * The same files give the same bytes. */
#include "learn.h"
#include "hash.h"
#include "map.h"
#include "utf8.h"
#include "vec.h"

typedef mk_vec(pair) pairs;

typedef struct reading { mk_arena *a; mk_map held, seen; } reading;

static mk_str read_file(mk_arena *a, const char *path)
{
    FILE *f = fopen(path, "re");
    mk_buf b = mk_buf_on(a);
    if (!f) {
        perror(path);
        exit(1);
    }
    for (size_t n; (n = fread(mk_buf_room(&b, 1 << 16), 1, 1 << 16, f)) > 0; ) b.n += n;
    fclose(f);
    return mk_buf_str(&b);
}

static mk_str cut(mk_str *rest, char c)
{
    const char *at = rest->n ? memchr(rest->p, c, rest->n) : NULL;
    size_t n = at ? (size_t)(at - rest->p) : rest->n;
    mk_str head = mk_str_sub(*rest, 0, n);
    *rest = mk_str_sub(*rest, n + (at != NULL), rest->n);
    return head;
}

static mk_str squeeze(mk_arena *a, mk_str s)
{
    mk_buf b = mk_buf_on(a);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ') mk_buf_c(&b, s.p[i]);
    return mk_buf_str(&b);
}

static uint64_t hash_of(const mk_translit *t) { return mk_hash(t->script, (mk_str){ (const char *)t->p, t->n }); }

static mk_translit token(mk_arena *a, mk_str s) { return mk_translit_of(mk_fold_text(a, s)); }

static bool good(const mk_translit *x, mk_script script) { return x->script == script && x->n > 0 && x->n <= LEARN_MOST; }

/* A pair that may be learnt from and is new, added `times` times. */
static void add(reading *r, pairs *to, mk_str latin, mk_str hebrew, int times)
{
    pair p = { { token(r->a, latin), token(r->a, hebrew) } };
    bool fresh;
    if (!good(&p.side[0], MK_SCRIPT_LATIN) || !good(&p.side[1], MK_SCRIPT_HEBREW)) return;
    if (mk_map_get(&r->held, hash_of(&p.side[0]))) return;
    mk_map_put(&r->seen, mk_hash2(hash_of(&p.side[0]), hash_of(&p.side[1])), &fresh);
    for (int i = 0; fresh && i < times; i++) *mk_vec_push(r->a, to) = p;
}

static void read_tokens(reading *r, mk_str all, pairs *to)
{
    while (all.n) {
        mk_str line = cut(&all, '\n'), latin = cut(&line, '\t');
        add(r, to, latin, squeeze(r->a, cut(&line, '\t')), 1);
    }
}

static int words(mk_arena *a, mk_str s, mk_str ret[16])
{
    int n = 0;
    s = mk_fold_text(a, s);
    while (s.n && n < 16) {
        mk_str w = cut(&s, ' ');
        if (w.n) ret[n++] = w;
    }
    return n;
}

static void read_names(reading *r, mk_str all, pairs *to)
{
    mk_str l[16], h[16];
    while (all.n) {
        mk_str line = cut(&all, '\n'), latin = cut(&line, '\t');
        int n = words(r->a, latin, l);
        if (n != words(r->a, line, h)) continue;
        for (int i = 0; i < n; i++) add(r, to, l[i], h[i], 1);
    }
}

static void read_own(reading *r, mk_str all, pairs *to)
{
    while (all.n) {
        mk_str line = cut(&all, '\n'), form[32];
        int n = 0;
        if (line.n == 0 || line.p[0] == '#') continue;
        line = cut(&line, '\t');
        while (line.n && n < 32) form[n++] = cut(&line, ',');
        for (int i = 0; i < n; i++)
            for (int k = 0; k < n; k++) add(r, to, form[i], form[k], 3);
    }
}

int main(int argc, char **argv)
{
    enum { ROUNDS = 16 };
    mk_arena *a = mk_arena_new();
    reading r = { a, mk_map_on(a), mk_map_on(a) };
    pairs known = { 0 }, names = { 0 };
    if (argc < 6) return fprintf(stderr, "learn-translit OUT HELD_OUT TOKENS NAMES OWN...\n"), 2;
    mk_str held = read_file(a, argv[2]);
    while (held.n) {
        mk_str line = cut(&held, '\n');
        mk_translit t = token(a, cut(&line, '\t'));
        if (t.n) mk_map_put(&r.held, hash_of(&t), NULL);
    }
    read_tokens(&r, read_file(a, argv[3]), &known);
    size_t tokens = known.n;
    learner *judge = learn(a, known.p, known.n, 0, 4, 1);
    read_names(&r, read_file(a, argv[4]), &names);
    for (size_t i = 0; i < names.n; i++)
        if (learn_likelihood(judge, &names.p[i]) > -1.6 * (names.p[i].side[1].n + 1)) *mk_vec_push(a, &known) = names.p[i];
    size_t of_names = known.n - tokens;
    for (int i = 5; i < argc; i++) read_own(&r, read_file(a, argv[i]), &known);
    fprintf(stderr, "%zu pairs of tokens, %zu of %zu of names, %zu own\n", tokens, of_names, names.n, known.n - tokens - of_names);
    learner *from_latin = learn(a, known.p, known.n, 0, ROUNDS, 2), *from_hebrew = learn(a, known.p, known.n, 1, ROUNDS, 3);
    mk_buf b = mk_buf_on(a);
    learn_write(from_latin, &b);
    learn_write(from_hebrew, &b);
    FILE *to = fopen(argv[1], "we");
    if (!to || fwrite(b.p, 1, b.n, to) != b.n || fclose(to) != 0) return perror(argv[1]), 1;
    mk_arena_free(a);
    return 0;
}
