/* SPDX-License-Identifier: Apache-2.0
 * Potential value on Online Retail: check loss, coverage, deciles of the gap, time. measure_frontier [FILE]: the same rows are written there for
 * another program, ln(1 + .) of spent, orders, since, age, recent, order, first, and later (bench/peers/frontier.py). */
#include <time.h>
#include "frontier_rows.h"

int main(int argc, char **argv)
{
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    size_t n;
    mk_frontier_row *row = retail_rows(&cx, &n);
    FILE *f = argc > 1 ? fopen(argv[1], "w") : NULL;
    for (size_t i = 0; f && i < n; i++) {
        const mk_frontier_seen *s = &row[i].seen;
        fprintf(f, "%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g\n", log1p(s->spent), log1p(s->orders), log1p(s->since), log1p(s->age), log1p(fmax(0, s->recent)),
                log1p(s->spent / s->orders), log1p(fmax(0, s->first)), log1p(row[i].later));
    }
    if (f) fclose(f);
    for (int k = 8; row && k <= 9; k++) {
        mk_frontier m;
        mk_frontier_diagnostics d;
        clock_t t = clock();
        if (mk_frontier_fit(&cx, row, n, k / 10., &m, &d) < 0) { puts(cx.message); return 1; }
        printf("%zu customers, tau %.1f: pinball %.4f, coverage %.4f, flat %.4f, ranks %.3f %.3f, %s, %.3f cpu s for six fits\n", n, k / 10., d.pinball, d.coverage, d.flat_pinball, d.rank_grew,
               d.rank_share, m.proven ? "proven" : "unproven", (double)(clock() - t) / CLOCKS_PER_SEC);
    }
    mk_arena_free(cx.arena);
    return 0;
}
