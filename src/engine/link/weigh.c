/* SPDX-License-Identifier: Apache-2.0
 * The weight of a pair under a model: of its pattern, and of how common the values are in which it agrees. */
#include "train_int.h"

float mk_field_bits(const mk_link_model *m, int f, const uint8_t *g)
{
    return g[f] == MK_L_MISSING ? 0 : m->mean_m[f][m_at(m, f, g)] - u_bits(m, f, g);
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
    return (float)__builtin_log2(sum);
}

float mk_prior_bits(const mk_link_model *m) { return (float)(__builtin_log2(m->prior / (1 - m->prior)) + m->lift); }

double mk_pattern_bits(const mk_link_model *m, const uint8_t *g)
{
    float b = mk_prior_bits(m);
    for (int f = 0; f < m->fields; f++) b += mk_field_bits(m, f, g);
    return b + mk_together_bits(m, g);
}

enum { LOGS = 4096 };
static const float *log_table(mk_link *l)
{
    if (!l->log2_of) {
        float *t = mk_arena_alloc(l->arena, LOGS * sizeof *t);
        for (int i = 0; i < LOGS; i++) t[i] = (float)__builtin_log2(i);
        l->log2_of = t;
    }
    return l->log2_of;
}

static inline float log_of(const mk_link *l, uint32_t count) { return l->log2_of && count < LOGS ? l->log2_of[count] : (float)__builtin_log2(count); }
static float bin_bits(const mk_link *l, int f, int b) { return (float)__builtin_log2(l->model.same[f][b] * (double)l->field[f].filled); }

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
    float bits = p != UINT32_MAX ? l->known->bits[p] : (float)mk_pattern_bits(&l->model, g);
    for (int f = 0; f < l->fields; f++)
        if (mk_frequency_tells(l, f, g[f])) bits += (float)mk_frequency_bits(l, f, g[f], x[f], y[f]);
    return bits;
}

/* Candidates -> kept pairs (by place in rec for now). */
void mk_link_weigh(mk_cx *cx, mk_link *l, mk_cands *c)
{
    enum { FAR = 24, NEAR = 12 };
    mk_arena *tmp = mk_arena_child(cx->arena);
    float *bits = c->patterns.bits = MK_NEWN(l->arena, float, c->patterns.n + 1), by_bin[MK_LINK_FIELDS][MK_BINS + 1];
    bool *hopeless = MK_NEWN(tmp, bool, c->patterns.n + 1);
    uint64_t n = 0;
    double edge = __builtin_log2(l->edge / (1 - l->edge));
    size_t cap = l->pair_mem.bytes / sizeof *l->pair;
    log_table(l);
    l->known = &c->patterns;
    for (int f = 0; f < l->fields; f++)
        for (int b = 0; b <= MK_BINS; b++) by_bin[f][b] = bin_bits(l, f, b);
    for (uint32_t p = 0; p < c->patterns.n; p++) {
        const uint8_t *g = c->patterns.gamma + (size_t)p * l->fields;
        float at_most = bits[p] = (float)mk_pattern_bits(&l->model, g);
        for (int f = 0; f < l->fields; f++)
            if (mk_frequency_tells(l, f, g[f])) {
                int b = bin_of(l, f, g[f]);
                uint32_t least = b < MK_BINS ? l->field[f].least[b] : 1;
                at_most += by_bin[f][b] - log_of(l, least ? least : 1);
            }
        hopeless[p] = (double)at_most < edge - .01;
    }
    for (uint64_t i = 0; i < c->n; i++) {
        const mk_cand *p = &c->p[i];
        if (i + FAR < c->n && !hopeless[p[FAR].pattern]) __builtin_prefetch(mk_rec(l, p[FAR].a));
        if (i + NEAR < c->n && !hopeless[p[NEAR].pattern]) {
            const uint8_t *g = c->patterns.gamma + (size_t)p[NEAR].pattern * l->fields;
            const uint32_t *x = mk_rec(l, p[NEAR].a);
            for (int f = 0; f < l->fields; f++)
                if (mk_frequency_tells(l, f, g[f])) __builtin_prefetch(&l->field[f].value[mk_value_in(x[f])]);
        }
        if (hopeless[p->pattern]) continue;
        const uint8_t *g = c->patterns.gamma + (size_t)p->pattern * l->fields;
        const uint32_t *x = mk_rec(l, p->a), *y = mk_rec(l, p->b);
        float w = bits[p->pattern];
        for (int f = 0; f < l->fields; f++)
            if (mk_frequency_tells(l, f, g[f])) w += by_bin[f][bin_of(l, f, g[f])] - log_of(l, count_of(l, f, x[f], y[f]));
        if ((double)w < edge) continue;
        if (n == cap) {
            cap = cap ? cap + cap / 2 : 1 << 14;
            l->pair = mk_lone_room(l->arena, &l->pair_mem, cap * sizeof *l->pair);
        }
        l->pair[n++] = (mk_link_pair){ p->a, p->b, w, (float)mk_bits_probability((double)w) };
    }
    l->pairs = n;
    mk_arena_free(tmp);
}
