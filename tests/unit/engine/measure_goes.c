/* SPDX-License-Identifier: Apache-2.0
 * What goes with what, on Online Retail by invoice: learnt before October 2011, asked after. Up to three items of each later invoice are
 * hidden in turn; from the rest of it, or from one item of the rest, the hidden one is to be among the first ten; the mean of ten draws. With one
 * item in hand the others of the rest are no answers, as published (popularity then hits as often as with all of the rest in hand), or they are.
 * docs/maths/needs.md 5. measure_goes [QUERIES.csv]: the draws are written there, for bench/peers/needs_goes.py. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "data.h"
#include "goes.h"
#include "hash.h"
#include "rng.h"

typedef struct invoice { uint64_t number; int32_t day; uint32_t n; int64_t item[400]; } invoice;
typedef mk_vec(invoice) invoices;

static void read_all(mk_arena *a, FILE *f, invoices *all)
{
    mk_map place = mk_map_on(a);
    char line[1024];
    while (fgets(line, sizeof line, f)) {
        char *cell[16] = { line }, *letter;
        int n = 1, y, m, d;
        bool quoted = false, fresh, there = false;
        for (char *p = line; *p; p++) {
            if (*p == '"') quoted = !quoted;
            else if (*p == ',' && !quoted && n < 16) { *p = 0; cell[n++] = p + 1; }
        }
        if (n != 8 || sscanf(cell[4], "%d-%d-%d", &y, &m, &d) != 3 || strtol(cell[3], NULL, 10) <= 0 || !*cell[6] || strspn(cell[1], "0123456789") < 5) continue;
        uint64_t *p = mk_map_put(&place, mk_hash(1, mk_str_of(cell[0])), &fresh);
        if (fresh) {
            *mk_vec_push(a, all) = (invoice){ .number = mk_hash(1, mk_str_of(cell[0])), .day = mk_day_of(y, m, d) };
            *p = all->n;
        }
        invoice *v = &all->p[*p - 1];
        int64_t item = strtol(cell[1], &letter, 10) * 1000;
        for (; *letter; letter++) item += (unsigned char)*letter;       /* 85123A: the digits tell families, the letters kinds */
        for (uint32_t i = 0; i < v->n; i++) there |= v->item[i] == item;
        if (!there && v->n < 400) v->item[v->n++] = item;
    }
}

/* Places of the sums, best first; what is in hand, or `held` (by place, may be NULL), is left out. score: room for all items, zeroed, left zeroed. */
static uint32_t answer(const mk_goes_lists *l, const uint32_t *hand, size_t n, const uint8_t *held, double *score, mk_best *room, uint32_t *ret, uint32_t most)
{
    int which = n == 1;
    uint32_t found = 0;
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = l->of[which][hand[i]]; k < l->of[which][hand[i] + 1]; k++) {
            double *s = &score[l->near[which][k].item];
            if (*s == 0) room[found++].id = l->near[which][k].item;
            *s += (double)l->near[which][k].score;
        }
    uint32_t kept = 0;
    for (size_t i = 0; i < n; i++) score[hand[i]] = 0;
    for (uint32_t i = 0; i < found; i++) {
        double *s = &score[room[i].id];
        if (*s > 0 && (!held || !held[room[i].id])) room[kept++] = (mk_best){ *s, room[i].id };
        *s = 0;
    }
    mk_best_select(room, kept, most);
    if (kept > most) kept = most;
    mk_best_sort(room, kept);
    for (uint32_t i = 0; i < kept; i++) ret[i] = room[i].id;
    return kept;
}

enum { DRAWS = 10 };
enum { REST, ONE_PUBLISHED, ONE_ALONE, WAYS };
static const char *const way_name[WAYS] = { "rest of the basket", "one item, the rest no answers", "one item, nothing else known" };

int main(int argc, char **argv)
{
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    FILE *f = shared_open(cx.arena, "value/online_retail_2010_2011.csv.xz");
    if (!f) { puts("no data"); return 77; }
    invoices all = { 0 };
    read_all(cx.arena, f, &all);
    pclose(f);
    int32_t cut = mk_day_of(2011, 10, 1);
    clock_t t0 = clock();
    mk_goes_sum *s = mk_goes_sum_new(cx.arena, cut - 1);
    for (size_t i = 0; i < all.n; i++)
        if (all.p[i].day < cut) mk_goes_add(s, all.p[i].item, all.p[i].n, all.p[i].day, 1);
    clock_t t1 = clock();
    mk_goes_lists *l;
    if (mk_goes_learn(&cx, cx.arena, s, MK_GOES_DEPTH, MK_GOES_DEPTH, &l) < 0) return 1;
    printf("%lld baskets, %zu items, %zu pairs: summed in %.2f, learnt in %.2f CPU seconds\n", (long long)s->baskets, s->items.n, s->pairs.n,
           (double)(t1 - t0) / CLOCKS_PER_SEC, (double)(clock() - t1) / CLOCKS_PER_SEC);
    double *score = MK_NEWN(cx.arena, double, s->items.n + 1), hit[WAYS] = { 0 }, mrr[WAYS] = { 0 }, queries = 0, least[WAYS] = { 1, 1, 1 }, most[WAYS] = { 0 };
    mk_best *room = MK_NEWN(cx.arena, mk_best, s->items.n + 1);
    uint8_t *covered[WAYS], *held = MK_NEWN(cx.arena, uint8_t, s->items.n + 1);
    for (int w = 0; w < WAYS; w++) covered[w] = MK_NEWN(cx.arena, uint8_t, s->items.n + 1);
    FILE *out = argc > 1 ? fopen(argv[1], "we") : NULL;
    size_t baskets = 0;
    for (uint64_t draw = 0; draw < DRAWS; draw++) {
        mk_rng r = mk_rng_seed(7 + draw);
        double before[WAYS] = { hit[0], hit[1], hit[2] }, asked = queries;
        for (size_t i = 0; i < all.n; i++) {
            const invoice *v = &all.p[i];
            if (v->day < cut || v->n < MK_GOES_LEAST || v->n > MK_GOES_MOST) continue;
            uint32_t known[MK_GOES_MOST], n = 0;
            baskets += draw == 0;
            for (uint32_t k = 0; k < v->n; k++) {
                const uint64_t *p = mk_map_get(&s->index, (uint64_t)v->item[k]);
                if (p) known[n++] = (uint32_t)*p - 1;
            }
            for (uint32_t q = 0; n >= 2 && q < 3 && q < n; q++) {
                uint32_t pick = q + (uint32_t)mk_rng_below(&r, n - q), hidden = known[pick], hand[MK_GOES_MOST], k = 0, ten[10];
                known[pick] = known[q];
                known[q] = hidden;
                for (uint32_t b = 0; b < n; b++)
                    if (b != q) hand[k++] = known[b];
                uint32_t seed = hand[mk_rng_below(&r, k)];
                queries++;
                if (out) {          /* for others to be asked the same: the hidden item, the one, all of the rest */
                    fprintf(out, "%" PRIu64 ",%" PRId64 ",%" PRId64, draw, s->items.p[hidden].item, s->items.p[seed].item);
                    for (uint32_t b = 0; b < k; b++) fprintf(out, ",%" PRId64, s->items.p[hand[b]].item);
                    fputc('\n', out);
                }
                for (uint32_t b = 0; b < k; b++) held[hand[b]] = 1;
                for (int w = 0; w < WAYS; w++) {
                    uint32_t got = answer(l, w == REST ? hand : &seed, w == REST ? k : 1, w == ONE_ALONE ? NULL : held, score, room, ten, 10);
                    for (uint32_t g = 0; g < got; g++) {
                        covered[w][ten[g]] |= draw == 0;
                        if (ten[g] == hidden) hit[w]++, mrr[w] += 1. / (g + 1);
                    }
                }
                for (uint32_t b = 0; b < k; b++) held[hand[b]] = 0;
            }
        }
        for (int w = 0; w < WAYS; w++) {
            double part = (hit[w] - before[w]) / (queries - asked);
            if (part < least[w]) least[w] = part;
            if (part > most[w]) most[w] = part;
        }
    }
    if (out) fclose(out);
    for (int w = 0; w < WAYS; w++) {
        size_t c = 0;
        for (size_t i = 0; i < s->items.n; i++) c += covered[w][i];
        printf("%-30s HR@10 %.4f (by draw %.4f to %.4f) MRR %.4f coverage %.2f (%zu later baskets, %.0f hidden)\n", way_name[w], hit[w] / queries, least[w], most[w], mrr[w] / queries,
               (double)c / (double)s->items.n, baskets, queries / DRAWS);
    }
    return 0;
}
