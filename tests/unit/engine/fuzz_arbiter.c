/* SPDX-License-Identifier: Apache-2.0
 * Made-up requests against the rules of what may be offered: fuzz_arbiter [REQUESTS]. Every list is held against a plain account of the rules:
 * nothing barred, nothing quiet, no cap broken, best first, and never shorter than it could be. */
#include <stdio.h>
#include <stdlib.h>
#include "arbiter.h"
#include "rng.h"

enum { MOST = 24, CATEGORIES = 4, BARS = 11 };          /* BARS: MK_BAR_STOCK to MK_BAR_JOB */

static size_t at_most(const mk_candidate *c, size_t n, const mk_arbiter *rule, size_t most)
{
    /* With caps by category alone, the longest list is the sum of what each may give; with others greedy is held by the checks below. */
    size_t by[CATEGORIES + 1] = { 0 }, all = 0;
    for (size_t i = 0; i < n; i++)
        if (!c[i].barred && c[i].probability >= rule->least_probability && mk_stake(&c[i]) >= rule->least_stake) by[c[i].category]++;
    for (int k = 0; k <= CATEGORIES; k++) all += k && rule->per_category && by[k] > rule->per_category ? rule->per_category : by[k];
    return all < most ? all : most;
}

int main(int argc, char **argv)
{
    uint64_t requests = argc > 1 ? strtoull(argv[1], NULL, 10) : 300000, violations = 0, shorts = 0, quiet = 0, barred[BARS] = { 0 };
    mk_rng r = mk_rng_seed(2026);
    for (uint64_t q = 0; q < requests; q++) {
        mk_candidate c[MOST];
        uint32_t room[MOST], list[MOST];
        size_t n = mk_rng_below(&r, MOST + 1), most = mk_rng_below(&r, 12), got;
        mk_arbiter rule = { .per_category = (uint32_t)mk_rng_below(&r, 4) };
        uint64_t bits = mk_rng_next(&r);
        if (bits & 1) rule.least_probability = mk_rng_unit(&r) * .4;
        if (bits & 2) rule.least_stake = mk_rng_unit(&r) * 50;
        bool caps = (bits & 12) == 12;
        if (caps) rule.once = bits & 16, rule.per_kind = (uint32_t)mk_rng_below(&r, 3);
        for (size_t i = 0; i < n; i++) {
            uint64_t b = mk_rng_next(&r);
            c[i] = (mk_candidate){ .kind = (mk_need_kind)(1 + b % (MK_NEED_KINDS - 1)), .item = (int64_t)(b >> 8 & 15), .about = (int64_t)(b >> 12 & 1), .category = (uint32_t)(b >> 16) % (CATEGORIES + 1),
                                   .probability = mk_rng_unit(&r), .worth = (double)(b >> 24 & 255), .barred = b >> 32 & 1 ? 1u << (b >> 33) % BARS : 0, .place = (uint32_t)i };
            for (int k = 0; k < BARS; k++) barred[k] += c[i].barred >> k & 1;
            if ((b >> 40 & 7) == 0 && i) c[i].probability = c[i - 1].probability, c[i].worth = c[i - 1].worth;
        }
        got = mk_arbiter_choose(c, n, &rule, room, list, most);
        bool bad = got > most;
        for (size_t i = 0; i < got && !bad; i++) {
            const mk_candidate *o = &c[list[i]];
            uint32_t category = 0, kind = 0;
            bad |= list[i] >= n || o->barred || o->probability < rule.least_probability || mk_stake(o) < rule.least_stake || (i && mk_stake(&c[list[i - 1]]) < mk_stake(o));
            for (size_t k = 0; k <= i; k++) {
                bad |= k < i && list[k] == list[i];
                category += o->category && c[list[k]].category == o->category;
                kind += c[list[k]].kind == o->kind;
                bad |= rule.once && k < i && o->item && c[list[k]].item == o->item && c[list[k]].about == o->about;
            }
            bad |= (rule.per_category && category > rule.per_category) || (rule.per_kind && kind > rule.per_kind);
        }
        violations += bad;
        quiet += got == 0;
        if (!caps) shorts += got < at_most(c, n, &rule, most);
        else        /* whatever is left out must not fit beside what is there */
            for (size_t i = 0; i < n && got < most && !bad; i++) {
                bool in = c[i].barred || c[i].probability < rule.least_probability || mk_stake(&c[i]) < rule.least_stake;
                uint32_t category = 0, kind = 0;
                for (size_t k = 0; k < got; k++) {
                    const mk_candidate *o = &c[list[k]];
                    in |= list[k] == i || (rule.once && c[i].item && o->item == c[i].item && (o->about == c[i].about || c[i].kind <= MK_NEED_SIMILAR));
                    category += c[i].category && o->category == c[i].category;
                    kind += o->kind == c[i].kind;
                }
                if (!in && !(rule.per_category && c[i].category && category >= rule.per_category) && !(rule.per_kind && kind >= rule.per_kind)) { shorts++; break; }
            }
    }
    printf("%llu requests: %llu violations, %llu short lists, %llu with nothing to say\n", (unsigned long long)requests, (unsigned long long)violations, (unsigned long long)shorts, (unsigned long long)quiet);
    for (int k = 0; k < BARS; k++) quiet *= barred[k] > 0;          /* each of the bars had its say */
    return violations || shorts || !quiet;
}
