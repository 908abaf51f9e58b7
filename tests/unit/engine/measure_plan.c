/* SPDX-License-Identifier: Apache-2.0
 * Time and certificate of the plan: measure_plan [CUSTOMERS [FILE]]. With a FILE the same choices are written there for another solver:
 * value, money, hours of 4 choices a line (bench/peers/plan.py). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "plan.h"
#include "rng.h"

int main(int argc, char **argv)
{
    enum { PER = 4 };
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    size_t n = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000000;
    mk_plan_choice *c = MK_NEWN(cx.arena, mk_plan_choice, n * PER);
    uint8_t *chosen = MK_NEWN(cx.arena, uint8_t, n);
    mk_rng rng = mk_rng_seed(1);
    for (size_t i = 0; i < n; i++) {
        /* what a customer can bring is skewed; dearer choices bring more, with less and less */
        double size = exp(2 * (mk_rng_unit(&rng) + mk_rng_unit(&rng) + mk_rng_unit(&rng)) - 1);
        for (int j = 0; j < PER; j++) {
            double cost = (.2 + mk_rng_unit(&rng)) * (j + 1);
            c[i * PER + (size_t)j] = (mk_plan_choice){ size * sqrt(cost) * (.3 + mk_rng_unit(&rng)), cost, .1 * mk_rng_unit(&rng) * (j + 1) };
        }
    }
    if (argc > 2) {
        FILE *f = fopen(argv[2], "w");
        if (!f) return 1;
        for (size_t i = 0; i < n; i++) {
            for (int j = 0; j < PER; j++) fprintf(f, "%.17g,%.17g,%.17g%s", c[i * PER + (size_t)j].value, c[i * PER + (size_t)j].money, c[i * PER + (size_t)j].hours, j + 1 < PER ? "," : "\n");
        }
        fclose(f);
    }
    for (int limits = 1; limits <= 3; limits++) {
        mk_plan_budget b = { limits & 1 ? .5 * (double)n : INFINITY, limits == 2 ? .05 * (double)n : limits == 3 ? .02 * (double)n : INFINITY };
        mk_plan plan;
        clock_t t = clock();
        if (mk_plan_solve(&cx, c, n, PER, b, chosen, &plan) < 0) { puts(cx.message); return 1; }
        printf("%zu customers, %s: value %.10g, bound %.10g, gap %.2g, %.3f cpu s\n", n, limits == 1 ? "money" : limits == 2 ? "hours" : "both", plan.value, plan.bound, plan.gap,
               (double)(clock() - t) / CLOCKS_PER_SEC);
    }
    /* as in the plan of value: a word, a call, a talk, both, so many minutes each; a word costs money too */
    static const double minutes[PER] = { 2, 10, 20, 25 };
    for (size_t i = 0; i < n; i++) {
        double size = exp(2 * (mk_rng_unit(&rng) + mk_rng_unit(&rng) + mk_rng_unit(&rng)) - 1), care = .1 * mk_rng_unit(&rng), learn = .1 * mk_rng_unit(&rng);
        for (int j = 0; j < PER; j++)
            c[i * PER + (size_t)j] = (mk_plan_choice){ size * (j == 0 ? care / 4 : j == 1 ? care : j == 2 ? learn : care + learn), j == 0 ? .5 : 0, minutes[j] / 60 };
    }
    for (int limits = 2; limits <= 3; limits++) {
        mk_plan plan;
        clock_t t = clock();
        if (mk_plan_solve(&cx, c, n, PER, (mk_plan_budget){ limits == 3 ? .05 * (double)n : INFINITY, .05 * (double)n }, chosen, &plan) < 0) { puts(cx.message); return 1; }
        printf("%zu customers, the same four choices, %s: value %.10g, bound %.10g, gap %.2g, %.3f cpu s\n", n, limits == 2 ? "hours" : "both", plan.value, plan.bound, plan.gap,
               (double)(clock() - t) / CLOCKS_PER_SEC);
    }
    mk_arena_free(cx.arena);
    return 0;
}
