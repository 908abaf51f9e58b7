/* SPDX-License-Identifier: Apache-2.0 */
#include "need_chance.h"
#include <math.h>

enum { SEEN_LEAST = 3, IMAGINED = 20 };     /* IMAGINED: lines as everybody's, beside a customer's own */
#define LIFT_LEAST 1.5
#define SURE 3.09                           /* one in a thousand: thousands of pairs are looked at */

/* Baskets of another size tell nothing of pairs (goes.h): 0. */
static uint32_t size_of(const mk_shoplog *l, uint32_t b)
{
    uint32_t n = l->line_of[b + 1] - l->line_of[b];
    return n < MK_GOES_LEAST || n > MK_GOES_MOST ? 0 : n;
}

/* How much each line of a basket of n counts: as one, or as the n - 1 it keeps company with. */
typedef enum account { BY_LINES, BY_COMPANY } account;

static double counts_as(const mk_shoplog *l, uint32_t b, account by)
{
    uint32_t n = size_of(l, b);
    return n == 0 ? 0 : by == BY_LINES ? 1 : n - 1;
}

/* Of a customer's other baskets, which part is y, leaving out x, which is not its own company; drawn to everybody's; for each line beside x:
 *   E(x, y) = sum over baskets b with x of (|b| - 1) (c_y - [y in b] w_b + m q_y) / (C - |b| w_b - c_x + w_b + m)
 * w_b: what a line of b counts as; c_y: the sum over his lines with y, C: over all his lines; q_y: the part of y among everybody; m: as much as IMAGINED
 * lines. Added to `expected` of each pair. */
static void expect(mk_arena *a, const mk_shoplog *l, const mk_need_pairs *p, account by, float *expected)
{
    mk_arena *scratch = mk_arena_child(a);
    uint32_t *stamp = MK_NEWN(scratch, uint32_t, l->items + 1);
    double *own = MK_NEWN(scratch, double, l->items + 1), *usual = MK_NEWN(scratch, double, l->items + 1), lines = 0, total = 0;
    for (uint32_t b = 0; b < l->baskets; b++) {
        double w = counts_as(l, b, by);
        for (uint32_t i = l->line_of[b]; i < l->line_of[b + 1]; i++) usual[l->item[i]] += w;
        lines += size_of(l, b);
        total += w * size_of(l, b);
    }
    double imagined = lines > 0 ? IMAGINED * total / lines : 1;
    for (uint32_t i = 0; i < l->items && total > 0; i++) usual[i] *= imagined / total;
    for (uint32_t u = 0; u < l->users; u++) {
        uint32_t from = l->basket_of[u], to = l->basket_of[u + 1];
        double all = 0;
        for (uint32_t b = from; b < to; b++) {
            double w = counts_as(l, b, by);
            for (uint32_t i = l->line_of[b]; i < l->line_of[b + 1]; i++) own[l->item[i]] += w;
            all += w * size_of(l, b);
        }
        for (uint32_t b = from; b < to; b++) {
            uint32_t size = size_of(l, b);
            double w = counts_as(l, b, by);
            if (!size) continue;
            for (uint32_t i = l->line_of[b]; i < l->line_of[b + 1]; i++) stamp[l->item[i]] = b + 1;
            for (uint32_t i = l->line_of[b]; i < l->line_of[b + 1]; i++) {
                uint32_t x = l->item[i];
                double each = (size - 1) / (all - own[x] - (size - 1) * w + imagined);
                for (uint32_t k = p->of[x]; k < p->of[x + 1]; k++) {
                    uint32_t y = p->with[k];
                    expected[k] += (float)fmin(1, each * (own[y] - (stamp[y] == b + 1 ? w : 0) + usual[y]));
                }
            }
        }
        for (uint32_t i = l->line_of[from]; i < l->line_of[to]; i++) own[l->item[i]] = 0;
    }
    mk_arena_free(scratch);
}

float *mk_need_chance_together(mk_arena *a, const mk_shoplog *l, const mk_need_pairs *p)
{
    uint32_t n = p->of[p->items];
    float *lines = MK_NEWN(a, float, n + 1), *company = MK_NEWN(a, float, n + 1);
    expect(a, l, p, BY_LINES, lines);
    expect(a, l, p, BY_COMPANY, company);
    for (uint32_t k = 0; k < n; k++)
        if (company[k] > lines[k]) lines[k] = company[k];
    return lines;
}

uint32_t *mk_need_chance_firsts(mk_arena *a, const mk_shoplog *l)
{
    uint32_t *first = MK_NEWN(a, uint32_t, l->items + 1), *stamp = MK_NEWN(a, uint32_t, l->items + 1);
    for (uint32_t u = 0; u < l->users; u++)
        for (uint32_t start = l->basket_of[u], b = start; b < l->basket_of[u + 1]; b++) {
            bool follows = b > start && l->day[b] - l->day[b - 1] <= MK_NEED_WINDOW;
            for (uint32_t i = l->line_of[b]; i < l->line_of[b + 1]; i++) {
                uint32_t item = l->item[i];
                first[item] += follows && stamp[item] != u + 1;
                first[l->items] += follows && stamp[item] != u + 1;
                stamp[item] = u + 1;
            }
        }
    return first;
}

/* The lower bound of the mean of a Poisson count: Wilson and Hilferty 1931. */
static double at_least(double n)
{
    double root = 1 - 1 / (9 * n) - SURE / (3 * sqrt(n));
    return root > 0 ? n * root * root * root : 0;
}

bool mk_need_beyond_chance(double seen, double by_chance)
{
    return seen >= SEEN_LEAST && seen >= LIFT_LEAST * by_chance && at_least(seen) > by_chance;
}
