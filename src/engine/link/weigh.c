/* SPDX-License-Identifier: Apache-2.0
 * The weight of a pair under a model: of its pattern, and of how common the values are in which it agrees. */
#include "train_int.h"

float mk_field_bits(const mk_link_model *m, int f, const uint8_t *g)
{
    return g[f] == MK_L_MISSING ? 0 : mk_part_bits((double)m->mean_m[f][m_at(m, f, g)] - (double)u_bits(m, f, g));
}

float mk_together_bits(const mk_link_model *m, const uint8_t *g)
{
    double sum = 0, mean = 0;
    for (int f = 0; f < m->fields; f++)
        if (g[f]) mean += (double)m->mean_m[f][m_at(m, f, g)];
    for (int k = 0; k < m->classes; k++) {
        double b = 0;
        for (int f = 0; f < m->fields; f++)
            if (g[f]) b += (double)m->m[k][f][m_at(m, f, g)];
        sum += m->share[k] * __builtin_exp2(b - mean);
    }
    return mk_part_bits(__builtin_log2(sum) - mk_home_instead(m, g));
}

float mk_prior_bits(const mk_link_model *m) { return mk_part_bits(__builtin_log2(m->prior / (1 - m->prior)) + m->lift); }

/* The bits of a pattern, without frequencies and with the prior. */
static double pattern_bits(const mk_link_model *m, const uint8_t *g)
{
    float b = mk_prior_bits(m);
    for (int f = 0; f < m->fields; f++) b += mk_field_bits(m, f, g);
    return b + mk_together_bits(m, g);
}

enum { LOGS = 4096 };
static inline float log_of(const mk_link *l, uint32_t count) { return l->log2_of && count < LOGS ? l->log2_of[count] : mk_part_bits(__builtin_log2(count)); }
static float bin_bits(const mk_link *l, int f, int b) { return mk_part_bits(__builtin_log2(l->model.same[f][b] * (double)l->field[f].filled)); }

void mk_link_shares(mk_link *l)
{
    for (int f = 0; f < l->fields; f++) {
        const mk_field *x = &l->field[f];
        double s1[MK_BINS] = { 0 }, s2[MK_BINS] = { 0 };
        for (uint32_t v = 1; v <= x->n; v++) {
            double q = x->value[v].count;               /* whole numbers: the same sum in any order */
            s1[x->value[v].bin] += q;
            s2[x->value[v].bin] += q * q;
        }
        for (int b = 0; b < MK_BINS; b++) l->model.same[f][b] = s1[b] > 0 ? s2[b] / s1[b] / (double)x->filled : 1;
        l->model.same[f][MK_BINS] = x->same > 0 ? x->same : 1;
    }
}

void mk_link_frequencies(mk_link *l)
{
    float *t = mk_arena_alloc(l->arena, LOGS * sizeof *t);
    for (int i = 0; i < LOGS; i++) t[i] = mk_part_bits(__builtin_log2(i ? i : 1));
    l->log2_of = t;
    for (int f = 0; f < l->fields; f++)
        for (int b = 0; b <= MK_BINS; b++) l->bin_bits[f][b] = bin_bits(l, f, b);
}

/* Which of the shares a level is measured by: those of its bin, or, in two scripts, of all values. */
static inline int bin_of(const mk_link *l, int f, uint8_t level) { return level >= l->exact[f] ? level - l->exact[f] : MK_BINS; }

/* How many rows have the value in which they agree; of a name in two writings the commoner one, because a rare writing may be a slip. */
static inline uint32_t count_of(const mk_link *l, int f, uint32_t x, uint32_t y)
{
    uint32_t a = l->field[f].value[mk_value_in(x)].count, b = mk_value_in(x) == mk_value_in(y) ? a : l->field[f].value[mk_value_in(y)].count;
    return a > b ? a : b;
}

double mk_frequency_bits(const mk_link *l, int f, uint8_t level, uint32_t x, uint32_t y)
{
    return mk_frequency_tells(l, f, level) ? (double)(bin_bits(l, f, bin_of(l, f, level)) - log_of(l, count_of(l, f, x, y))) : 0;
}

float mk_frequency_sum(const mk_link *l, const uint8_t *g, const uint32_t *x, const uint32_t *y)
{
    float sum = 0;
    for (int f = 0; f < l->fields; f++)
        if (mk_frequency_tells(l, f, g[f])) sum += l->bin_bits[f][bin_of(l, f, g[f])] - log_of(l, count_of(l, f, x[f], y[f]));
    return sum;
}

bool mk_pair_forbidden(const mk_link *l, uint32_t a, uint32_t b)
{
    const uint32_t *x = mk_rec(l, a), *y = mk_rec(l, b);
    for (int f = 0; f < l->fields; f++) {
        const mk_field *k = &l->field[f];
        if (!k->checked || !x[f] || !y[f] || x[f] == y[f]) continue;
        mk_compare c = { l, NULL };
        uint8_t g[MK_LINK_FIELDS];
        mk_compare_pair(&c, x, y, g);
        if (g[f] == MK_L_DIFFERENT) return true;
    }
    return false;
}

double mk_pair_bits(mk_compare *c, uint32_t a, uint32_t b)
{
    uint8_t g[MK_LINK_FIELDS];
    const mk_link *l = c->l;
    const uint32_t *x = mk_rec(l, a), *y = mk_rec(l, b);
    mk_compare_pair(c, x, y, g);
    uint32_t p = l->known ? mk_pattern_find(l->known, g) : UINT32_MAX;
    float bits = p != UINT32_MAX ? l->known->bits[p] : (float)pattern_bits(&l->model, g);
    for (int f = 0; f < l->fields; f++)
        if (mk_frequency_tells(l, f, g[f])) bits += (float)mk_frequency_bits(l, f, g[f], x[f], y[f]);
    return bits;
}

/* Candidates -> kept pairs (by place in rec for now). */
void mk_link_weigh(mk_link *l, mk_cands *c)
{
    float *bits = c->patterns.bits = mk_arena_alloc(l->arena, ((size_t)c->patterns.n + 1) * sizeof *bits);
    uint64_t n = 0;
    float edge = (float)__builtin_log2(l->edge / (1 - l->edge));
    size_t cap = l->pair_mem.bytes / sizeof *l->pair;
    l->known = &c->patterns;
    for (uint32_t p = 0; p < c->patterns.n; p++) bits[p] = (float)pattern_bits(&l->model, c->patterns.gamma + (size_t)p * l->fields);
    for (uint64_t i = 0; i < c->n; i++) {
        const mk_cand *p = &c->p[i];
        float w = bits[p->pattern] + p->rare;
        if (w < edge) continue;
        if (n == cap) {
            cap = cap ? cap + cap / 2 : 1 << 14;
            l->pair = mk_lone_room(l->arena, &l->pair_mem, cap * sizeof *l->pair);
        }
        l->pair[n++] = (mk_link_pair){ p->a, p->b, w, 0 };
    }
    l->pairs = n;
}
