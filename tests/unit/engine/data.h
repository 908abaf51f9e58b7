/* SPDX-License-Identifier: Apache-2.0
 * The shared measuring data, when it is there: MAKIR_SHARED, or ../shared beside the source. */
#ifndef MK_TEST_DATA_H
#define MK_TEST_DATA_H
#include "arena.h"
#include "clock.h"
#include "value.h"

/* Opens a file of the shared data, unpacked when it ends in .xz or .zip; NULL when it is not there. Close with pclose. */
static inline FILE *shared_open(mk_arena *a, const char *path)
{
    const char *root = getenv("MAKIR_SHARED");
    mk_str full = mk_arena_printf(a, "%s/data/%s", root ? root : MK_SHARED_PRESET, path);
    FILE *f = fopen(full.p, "rb");
    if (!f) return NULL;
    fclose(f);
    const char *how = mk_str_ends(full, MK_S(".xz")) ? "xz -dc" : mk_str_ends(full, MK_S(".zip")) ? "unzip -p" : "cat";
    return popen(mk_arena_printf(a, "%s '%s'", how, full.p).p, "r");
}

typedef struct cohort { mk_value_history *repeat, *all; size_t n; } cohort;

/* CDNOW up to a day: histories as the literature counts them. `repeat` has the money of repeat orders only. */
static inline cohort cdnow(mk_cx *cx, const char *path, bool sample, int32_t until)
{
    cohort c = { 0 };
    FILE *f = shared_open(cx->arena, path);
    if (!f) return c;
    c.all = MK_NEWN(cx->arena, mk_value_history, 30000);
    char line[256];
    int last = -1;
    while (fgets(line, sizeof line, f)) {
        int id, other, date, n;
        double money;
        int got = sample ? sscanf(line, "%d %d %d %d %lf", &id, &other, &date, &n, &money) : sscanf(line, "%d %d %d %lf", &id, &date, &n, &money) + 1;
        if (got != 5) continue;
        int32_t day = mk_day_of(date / 10000, date / 100 % 100, date % 100);
        if (id != last) c.n++;
        last = id;
        if (day <= until && mk_value_history_add(cx, &c.all[c.n - 1], day, (int64_t)(money * 100 + .5)) < 0) abort();
    }
    pclose(f);
    return c;
}
#endif
