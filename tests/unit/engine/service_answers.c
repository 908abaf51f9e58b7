/* SPDX-License-Identifier: Apache-2.0
 * Answers when things are due, one history a line, for the oracle that knows nothing of this code (oracle_service.py):
 *     start|new usual weight first_km first_months first_days then_km then_months then_days n (day km)*n m (day km)*m
 *     -> day low high by anchor_km, NEVER as -1. start "-": not known. km of a job -1: not written down. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "service.h"

static long word(void)
{
    char w[32];
    if (scanf("%31s", w) != 1) exit(2);
    return strcmp(w, "-") == 0 ? (long)MK_START_UNKNOWN : strtol(w, NULL, 10);
}

int main(void)
{
    mk_arena *a = mk_arena_new();
    for (int c; (c = getchar()) != EOF;) {
        if (c == '\n') continue;
        ungetc(c, stdin);
        mk_arena_mark mark = mk_arena_here(a);
        int32_t start = (int32_t)word();
        double usual = (double)word(), weight = (double)word();
        mk_service_rule r = { 0 };
        r.first = (mk_span){ (int32_t)word(), (int32_t)word(), (int32_t)word() };
        r.then = (mk_span){ (int32_t)word(), (int32_t)word(), (int32_t)word() };
        mk_reading reading[64];
        mk_done done[16];
        size_t n = (size_t)word();
        for (size_t i = 0; i < n && i < 64; i++) reading[i] = (mk_reading){ (int32_t)word(), (int32_t)word() };
        size_t m = (size_t)word();
        for (size_t i = 0; i < m && i < 16; i++) done[i] = (mk_done){ (int32_t)word(), (int32_t)word() };
        mk_meter meter = mk_meter_of(a, start, reading, n, &(mk_use){ usual, weight, NULL });
        mk_due d = mk_service_due(&r, &meter, start, done, m);
        printf("%d %d\n", d.by == MK_DUE_NEVER ? -1 : d.day, (int)d.by);
        mk_arena_rewind(a, mark);
    }
    mk_arena_free(a);
    return 0;
}
