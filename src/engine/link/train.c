/* SPDX-License-Identifier: Apache-2.0
 * Expectation maximisation on counts of patterns (Dempster, Laird & Rubin 1977; Enamorado, Fifield & Imai 2019), with the random pairs
 * known to be different. First every field by itself; then each field may depend on two others, in both classes (Sahami 1996). */
#include "link_int.h"

#define NOTH (getenv("NOTH") ? (int)strtol(getenv("NOTH"),0,10) : 1)
typedef struct learning {
    mk_link *l;
    mk_patterns *p;
    mk_arena *a;
    double *post;                       /* of each pattern */
    double *count[2][MK_LINK_FIELDS], *square[2][MK_LINK_FIELDS];
    double *bits;                       /* of each pattern, all fields together */
    float *own;                         /* what each field adds to that */
    bool others;                        /* a field is learnt from what the others say */
    double all, each;                   /* pairs there are; pairs that each random pair stands for */
} learning;

static int rows_of(const mk_link_model *m, int c, int f)
{
    int r = 1;
    for (int k = 0; k < MK_PARENTS; k++)
        if (m->parent[c][f][k] >= 0) r *= m->levels[m->parent[c][f][k]];
    return r;
}

static inline int row_of(const mk_link_model *m, int c, int f, const uint8_t *g)
{
    int r = 0;
    for (int k = 0; k < MK_PARENTS; k++)
        if (m->parent[c][f][k] >= 0) r = r * m->levels[m->parent[c][f][k]] + g[m->parent[c][f][k]];
    return r;
}

float mk_field_bits(const mk_link_model *m, int f, const uint8_t *g)
{
    if (g[f] == MK_L_MISSING) return 0;
    return m->bits[MK_TRUE][f][row_of(m, MK_TRUE, f, g) * m->levels[f] + g[f]] - m->bits[MK_OTHER][f][row_of(m, MK_OTHER, f, g) * m->levels[f] + g[f]];
}

/* What is believed of true pairs before the data speak: mostly the same, else nearly. */
static double prior_m(mk_link_kind k, int level, int levels)
{
    int exact = mk_level_exact(k);
    if (level == MK_L_MISSING) return 0;
    if (level >= exact) return .8 / MK_BINS;
    if (level == MK_L_DIFFERENT) return .08;
    (void)levels;
    return .12 / (exact - 2 > 0 ? exact - 2 : 1);
}

static void start(learning *t)
{
    mk_link_model *m = &t->l->model;
    for (int f = 0; f < m->fields; f++) {
        int L = m->levels[f];
        double u[MK_LEVELS] = { 0 }, sum = 0, in_bin[MK_BINS] = { 0 };
        const mk_field *x = &t->l->field[f];
        for (uint32_t p = 0; p < t->p->n; p++) {
            uint8_t g = t->p->gamma[(size_t)p * m->fields + f];
            if (g) u[g] += t->p->sample[p] + t->p->count[p];
        }
        for (uint32_t v = 1; v <= x->n; v++) in_bin[x->value[v].bin] += (double)x->value[v].count / (double)x->filled;
        for (int i = 1; i < L; i++) sum += u[i];
        int exact = mk_level_exact(m->kind[f]);
        for (int i = 0; i < L; i++) {
            double mm = i >= exact ? .8 * (in_bin[i - exact] * .9 + .1 / 3) : prior_m(m->kind[f], i, L), uu = (u[i] + .5) / (sum + .5 * L);
            m->bits[MK_TRUE][f][i] = (float)__builtin_log2(mm);
            m->bits[MK_OTHER][f][i] = (float)__builtin_log2(uu);
            m->m[f][i] = mm;
            m->u[f][i] = uu;
        }
    }
    m->prior = (double)t->l->n * .3 / t->all;
}

static double expect(learning *t)
{
    mk_link_model *m = &t->l->model;
    double lp = __builtin_log2(m->prior / (1 - m->prior)), matches = 0;
    for (uint32_t p = 0; p < t->p->n; p++) {
        if (t->p->count[p] == 0) { t->post[p] = 0; continue; }
        const uint8_t *g = t->p->gamma + (size_t)p * m->fields;
        double b = lp;
        for (int f = 0; f < m->fields; f++) b += t->own[(size_t)p * m->fields + f] = mk_field_bits(m, f, g);
        t->bits[p] = b;
        t->post[p] = mk_bits_probability(b);
        matches += t->post[p] * t->p->count[p];
    }
    return matches;
}

/* Chances of the levels of one row of a table: counts, with `strength` imagined ones spread as `base`. Level 0 is no evidence. */
static void smooth(const double *count, int L, const double *base, double strength, double *ret)
{
    double sum = strength;
    for (int i = 1; i < L; i++) sum += count[i];
    ret[0] = 1;
    for (int i = 1; i < L; i++) ret[i] = (count[i] + strength * base[i]) / sum;
}

static void maximise(learning *t, double matches)
{
    mk_link_model *m = &t->l->model;
    for (int f = 0; f < m->fields; f++) {
        for (int c = 0; c < 2; c++) {
            int L = m->levels[f], rows = rows_of(m, c, f);
            double *count = t->count[c][f], *square = t->square[c][f];
            memset(count, 0, (size_t)rows * L * sizeof(double));
            memset(square, 0, (size_t)rows * sizeof(double));
            for (uint32_t p = 0; p < t->p->n; p++) {
                const uint8_t *g = t->p->gamma + (size_t)p * m->fields;
                if (!g[f]) continue;
                int row = row_of(m, c, f, g);
                double w = t->others ? mk_bits_probability(t->bits[p] - (double)t->own[(size_t)p * m->fields + f]) : t->post[p];
                double n = t->p->count[p] * (c == MK_TRUE ? w : 1 - w), s = c == MK_TRUE ? 0 : t->p->sample[p];
                count[row * L + g[f]] += n + s;
                square[row] += n + s * t->each;
            }
            double sum[MK_LEVELS] = { 0 }, base[MK_LEVELS], guess[MK_LEVELS], gs = 0;
            for (int r = 0; r < rows; r++)
                for (int i = 1; i < L; i++) sum[i] += count[r * L + i];
            for (int i = 0; i < L; i++) gs += guess[i] = c == MK_TRUE ? prior_m(m->kind[f], i, L) : i > 0;
            for (int i = 0; i < L; i++) guess[i] /= gs;
            smooth(sum, L, guess, c == MK_TRUE ? 20 : 1, base);
            for (int i = 1; i < L; i++) (c == MK_TRUE ? m->m[f] : m->u[f])[i] = base[i];
            for (int r = 0; r < rows; r++) {
                double p[MK_LEVELS], n = 0;
                for (int i = 1; i < L; i++) n += count[r * L + i];
                smooth(count + r * L, L, base, rows > 1 ? 10 * (n > 0 ? square[r] / n : 1) : 0.001, p);
                for (int i = 0; i < L; i++) m->bits[c][f][r * L + i] = (float)__builtin_log2(p[i]);
            }
        }
    }
    m->prior = matches / t->all;
}

static void tables(learning *t)
{
    mk_link_model *m = &t->l->model;
    for (int c = 0; c < 2; c++)
        for (int f = 0; f < m->fields; f++) {
            size_t rows = (size_t)rows_of(m, c, f), cells = rows * (size_t)m->levels[f];
            m->bits[c][f] = MK_NEWN(t->l->arena, float, cells);
            t->count[c][f] = MK_NEWN(t->a, double, cells);
            t->square[c][f] = MK_NEWN(t->a, double, rows);
        }
}

/* How much it matters in a class that two fields are taken together: mean change of a candidate pair's weight, in bits. */
static double matters(const learning *t, int c, int a, int b)
{
    const mk_link_model *m = &t->l->model;
    int A = m->levels[a], B = m->levels[b];
    double j[MK_LEVELS][MK_LEVELS] = { { 0 } }, x[MK_LEVELS] = { 0 }, y[MK_LEVELS] = { 0 }, s = 0, n[MK_LEVELS][MK_LEVELS] = { { 0 } }, all = 0, sum = 0;
    for (uint32_t p = 0; p < t->p->n; p++) {
        const uint8_t *g = t->p->gamma + (size_t)p * m->fields;
        double k = t->p->count[p];
        all += k;
        if (!g[a] || !g[b]) continue;
        double q = k > 0 ? mk_bits_probability(t->bits[p] - (double)t->own[(size_t)p * m->fields + a] - (double)t->own[(size_t)p * m->fields + b]) : 0;
        double w = c == MK_TRUE ? q * k : (1 - q) * k + t->p->sample[p];
        j[g[a]][g[b]] += w;
        x[g[a]] += w;
        y[g[b]] += w;
        s += w;
        n[g[a]][g[b]] += k;
    }
    for (int i = 1; i < A; i++)
        for (int k = 1; k < B; k++) {
            double e = x[i] * y[k] / (s + 1e-9);
            sum += n[i][k] * __builtin_fabs(__builtin_log2((j[i][k] + 2) / (e + 2)));
        }
    return all > 0 ? sum / all : 0;
}

static bool is_place(mk_link_kind k) { return k == MK_LK_CITY || k == MK_LK_POSTCODE || k == MK_LK_ADDRESS || k == MK_LK_HOUSE; }
static bool is_name(mk_link_kind k) { return k == MK_LK_GIVEN || k == MK_LK_FAMILY || k == MK_LK_OTHER_NAMES; }
static bool is_any(mk_link_kind k) { return k == MK_LK_WORD || k == MK_LK_TEXT; }

/* Between which fields different people agree together. Without this bound the others could take over whole slices of the true pairs
 * (say, all with an initial): the likelihood does not mind. */
static bool may_depend(mk_link_kind on, mk_link_kind k)
{
    switch (k) {
    case MK_LK_MAIL: return on == MK_LK_GIVEN || on == MK_LK_FAMILY;
    case MK_LK_GIVEN: case MK_LK_FAMILY: case MK_LK_OTHER_NAMES: return is_name(on);
    case MK_LK_PHONE: return on == MK_LK_FAMILY || is_place(on);
    case MK_LK_CITY: case MK_LK_POSTCODE: case MK_LK_ADDRESS: case MK_LK_HOUSE: return is_place(on) || on == MK_LK_FAMILY || is_any(on);
    case MK_LK_WORD: case MK_LK_TEXT: return on != MK_LK_BIRTH && on != MK_LK_NATID;
    case MK_LK_BIRTH: case MK_LK_NATID: case MK_LK_IGNORE: case MK_LK_NAME: case MK_LK_KINDS_: break;
    }
    return false;
}

static void depend(learning *t)
{
    mk_link_model *m = &t->l->model;
    for (int c = 0; c < 2; c++)
        for (int f = 1; f < m->fields; f++) {
            double best[MK_PARENTS] = { 0 };
            int who[MK_PARENTS];
            for (int k = 0; k < MK_PARENTS; k++) who[k] = -1;
            for (int p = 0; p < f; p++) {
                if (c == MK_OTHER && !may_depend(m->kind[p], m->kind[f])) continue;
                if (c == MK_TRUE && getenv("MK_MIND")) continue;
                double s = matters(t, c, p, f);
                int at = p;
                for (int k = 0; k < MK_PARENTS; k++)
                    if (s > best[k]) { double d = best[k]; best[k] = s; s = d; int w = who[k]; who[k] = at; at = w; }
            }
            for (int k = 0; k < MK_PARENTS; k++) m->parent[c][f][k] = best[k] > .05 ? who[k] : -1;
        }
}

int mk_link_train(mk_cx *cx, mk_link *l, mk_cands *c)
{
    mk_link_model *m = &l->model;
    mk_arena *tmp = mk_arena_child(cx->arena);
    learning t = { .l = l, .p = &c->patterns, .a = tmp };
    t.all = (double)l->n * ((double)l->n - 1) / 2;
    if (t.all < 1) t.all = 1;
    t.each = l->stats.prior;            /* left there by candidates.c */
    t.post = MK_NEWN(tmp, double, c->patterns.n + 1);
    t.bits = MK_NEWN(tmp, double, c->patterns.n + 1);
    t.own = MK_NEWN(tmp, float, (size_t)c->patterns.n * m->fields + 1);
    for (int f = 0; f < m->fields; f++) {
        for (int k = 0; k < MK_PARENTS; k++) m->parent[0][f][k] = m->parent[1][f][k] = -1;
        m->m[f] = MK_NEWN(l->arena, double, MK_LEVELS);
        m->u[f] = MK_NEWN(l->arena, double, MK_LEVELS);
    }
    tables(&t);
    start(&t);
    for (int i = 0; i < 40; i++) maximise(&t, expect(&t));
    if (!getenv("MK_NODEP")) {
    double matches = expect(&t);
    depend(&t);
    tables(&t);
    t.others = true;
    for (int i = 0; i < NOTH; i++) { maximise(&t, matches); matches = expect(&t); }
    t.others = false;
    for (int i = 0; i < 40; i++) maximise(&t, expect(&t));
    }
    for (int f = 0; f < m->fields; f++) {
        const mk_field *x = &l->field[f];
        double s1[MK_BINS] = { 0 }, s2[MK_BINS] = { 0 };
        for (uint32_t v = 1; v <= x->n; v++) {
            double q = (double)x->value[v].count / (double)x->filled;
            s1[x->value[v].bin] += q;
            s2[x->value[v].bin] += q * q;
        }
        for (int b = 0; b < MK_BINS; b++) m->same[f][b] = s1[b] > 0 ? s2[b] / s1[b] : 1;
    }
    l->stats.prior = m->prior;
    mk_arena_free(tmp);
    return 0;
}

double mk_pattern_bits(const mk_link_model *m, const uint8_t *g)
{
    float b = (float)__builtin_log2(m->prior / (1 - m->prior));
    for (int f = 0; f < m->fields; f++) b += mk_field_bits(m, f, g);
    return b;
}

double mk_frequency_bits(const mk_link *l, int f, uint8_t level, uint32_t value)
{
    const mk_field *x = &l->field[f];
    int b = (int)level - mk_level_exact(x->kind);
    if (b < 0) return 0;
    return (float)__builtin_log2(l->model.same[f][b] / ((double)x->value[value].count / (double)x->filled));
}

static float with_frequency(const mk_link *l, const uint8_t *g, const uint32_t *x, float bits)
{
    for (int f = 0; f < l->fields; f++)
        if (g[f] >= mk_level_exact(l->model.kind[f])) bits += (float)mk_frequency_bits(l, f, g[f], x[f]);
    return bits;
}

double mk_pair_bits(mk_compare *c, uint32_t a, uint32_t b)
{
    uint8_t g[MK_LINK_FIELDS];
    const mk_link *l = c->l;
    const uint32_t *x = l->rec + (size_t)a * l->fields;
    mk_compare_pair(c, x, l->rec + (size_t)b * l->fields, g);
    return with_frequency(l, g, x, (float)mk_pattern_bits(&l->model, g));
}

/* Candidates -> kept pairs (by place in rec for now). */
void mk_link_weigh(mk_cx *cx, mk_link *l, mk_cands *c)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    float *bits = MK_NEWN(tmp, float, c->patterns.n + 1);
    for (uint32_t p = 0; p < c->patterns.n; p++) bits[p] = (float)mk_pattern_bits(&l->model, c->patterns.gamma + (size_t)p * l->fields);
    uint64_t n = 0;
    double edge = __builtin_log2(l->edge / (1 - l->edge));
    size_t cap = 0;
    for (uint64_t i = 0; i < c->n; i++) {
        float w = with_frequency(l, c->patterns.gamma + (size_t)c->p[i].pattern * l->fields, l->rec + (size_t)c->p[i].a * l->fields, bits[c->p[i].pattern]);
        if (w < edge) continue;
        if (n == cap) {
            cap = cap ? cap + cap / 2 : 1 << 14;
            l->pair = mk_lone_room(l->arena, &l->pair_mem, cap * sizeof *l->pair);
        }
        l->pair[n++] = (mk_link_pair){ c->p[i].a, c->p[i].b, w, (float)mk_bits_probability(w) };
    }
    l->pairs = n;
    mk_arena_free(tmp);
}
