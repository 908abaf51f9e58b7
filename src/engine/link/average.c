/* SPDX-License-Identifier: Apache-2.0
 * Average link (Sokal & Michener 1958): of all groups the two whose pairs speak most for each other on average are joined, as long as
 * they do. */
#include "link_int.h"

void mk_link_average(mk_arena *scratch, float *s, uint32_t k, uint32_t *ret)
{
    mk_arena_mark here = mk_arena_here(scratch);
    uint32_t *size = mk_arena_alloc(scratch, k * sizeof *size), *best = mk_arena_alloc(scratch, k * sizeof *best), *alive = mk_arena_alloc(scratch, k * sizeof *alive);
    uint32_t n = k;
    for (uint32_t i = 0; i < k; i++) { size[i] = 1; ret[i] = alive[i] = i; best[i] = UINT32_MAX; }
    while (n > 1) {                     /* s becomes sums of weights between groups */
        float top = -1e9f;
        uint32_t bi = 0, bj = 0;
        for (uint32_t x = 0; x < n; x++) {
            uint32_t i = alive[x];
            if (best[i] == UINT32_MAX) {
                float t = -1e9f;
                for (uint32_t y = 0; y < n; y++) {
                    uint32_t j = alive[y];
                    if (j == i) continue;
                    float w = s[i * k + j] / (float)(size[i] * size[j]);
                    if (w > t) { t = w; best[i] = j; }
                }
            }
            float w = s[i * k + best[i]] / (float)(size[i] * size[best[i]]);
            if (w > top) { top = w; bi = i; bj = best[i]; }
        }
        if (top <= 0) break;
        if (bj < bi) { uint32_t t = bi; bi = bj; bj = t; }
        for (uint32_t x = 0, to = 0; x < n; x++) {
            uint32_t j = alive[x];
            if (j == bj) continue;
            alive[to++] = j;
            if (j == bi) continue;
            s[bi * k + j] += s[bj * k + j];
            s[j * k + bi] = s[bi * k + j];
            best[j] = UINT32_MAX;
        }
        n--;
        size[bi] += size[bj];
        best[bi] = UINT32_MAX;
        ret[bj] = bi;
    }
    for (uint32_t i = 0; i < k; i++) ret[i] = ret[ret[i]];          /* a group is called after its least member, which comes first */
    mk_arena_rewind(scratch, here);
}
