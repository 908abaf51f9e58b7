/* SPDX-License-Identifier: Apache-2.0 */
#include "boost.h"
#include <math.h>
#include <stdlib.h>
#include "pack.h"
#include "rng.h"
#include "special.h"

enum { BINS = 64, SAMPLE = 20000 };

typedef struct hist { double g, h; } hist;
typedef struct leaf { uint32_t from, to, node; double g, h, gain; uint32_t feature, bin; hist *bins; } leaf;
/* The tree that grows, by bins: a step is kid + (bin > cut), and a leaf steps to itself, so a walk has no branches to guess. */
typedef struct tiny { uint8_t feature[2 * MK_BOOST_LEAVES], cut[2 * MK_BOOST_LEAVES], kid[2 * MK_BOOST_LEAVES], depth[2 * MK_BOOST_LEAVES], deep; } tiny;

typedef struct work {
    tiny tiny;
    const mk_boost_rows *rows;
    const mk_boost_rule *rule;
    uint32_t f, used_n, used[MK_BOOST_FEATURES];
    float *cut[MK_BOOST_FEATURES];  /* upper ends of the bins but the last */
    uint32_t cuts[MK_BOOST_FEATURES];
    uint8_t *bin;                   /* rows * f */
    uint32_t *order, *spare;
    float *g, *h;
    double *score;
    mk_boost *model;
    uint32_t cap;
} work;

static int by_value(const void *x, const void *y)
{
    const float *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* Cuts between values that a sample of the rows has, about as many rows between any two. */
static void cut(mk_arena *a, work *w)
{
    size_t step = w->rows->n / SAMPLE + 1, n = 0;
    float *v = MK_NEWN(a, float, w->rows->n / step + 1);
    for (uint32_t f = 0; f < w->f; f++) {
        n = 0;
        for (size_t i = 0; i < w->rows->n; i += step) v[n++] = w->rows->x[i * w->f + f];
        qsort(v, n, sizeof *v, by_value);
        w->cut[f] = MK_NEWN(a, float, BINS);
        for (uint32_t k = 1; k < BINS; k++) {
            size_t at = n * k / BINS;
            while (at < n && at > 0 && v[at] == v[at - 1]) at++;
            if (at == 0 || at >= n) continue;
            float c = v[at - 1] + (v[at] - v[at - 1]) / 2;
            if (w->cuts[f] == 0 || c > w->cut[f][w->cuts[f] - 1]) w->cut[f][w->cuts[f]++] = c;
        }
    }
    for (size_t i = 0; i < w->rows->n; i++)
        for (uint32_t f = 0; f < w->f; f++) {
            float x = w->rows->x[i * w->f + f];
            uint32_t lo = 0, hi = w->cuts[f];
            while (lo < hi) {
                uint32_t mid = (lo + hi) / 2;
                if (x <= w->cut[f][mid]) hi = mid; else lo = mid + 1;
            }
            w->bin[i * w->f + f] = (uint8_t)lo;
        }
}

static void count(const work *w, leaf *l)
{
    memset(l->bins, 0, sizeof(hist) * BINS * w->used_n);
    for (uint32_t k = l->from; k < l->to; k++) {
        uint32_t i = w->order[k];
        const uint8_t *bin = w->bin + (size_t)i * w->f;
        double g = (double)w->g[i], h = (double)w->h[i];
        for (uint32_t u = 0; u < w->used_n; u++) {
            hist *b = &l->bins[u * BINS + bin[w->used[u]]];
            b->g += g;
            b->h += h;
        }
    }
}

static void best(const work *w, leaf *l)
{
    double lambda = w->rule->lambda, whole = l->g * l->g / (l->h + lambda);
    l->gain = 0;
    for (uint32_t u = 0; u < w->used_n; u++) {
        double g = 0, h = 0;
        bool rising = w->rule->rising >> w->used[u] & 1;
        for (uint32_t b = 0; b < w->cuts[w->used[u]]; b++) {
            g += l->bins[u * BINS + b].g;
            h += l->bins[u * BINS + b].h;
            if (h < w->rule->least || l->h - h < w->rule->least) continue;
            if (rising && g / (h + lambda) < (l->g - g) / (l->h - h + lambda)) continue;
            double gain = g * g / (h + lambda) + (l->g - g) * (l->g - g) / (l->h - h + lambda) - whole;
            if (gain > l->gain + 1e-9) {
                l->gain = gain;
                l->feature = u;
                l->bin = b;
            }
        }
    }
}

static uint32_t node_new(mk_arena *a, work *w, double g, double h)
{
    mk_boost *m = w->model;
    if (m->nodes == w->cap) {
        m->node = mk_arena_grow(a, m->node, w->cap * sizeof *m->node, 2 * w->cap * sizeof *m->node);
        w->cap *= 2;
    }
    uint32_t at = m->nodes - m->root[m->trees];
    w->tiny.feature[at] = 0, w->tiny.cut[at] = UINT8_MAX, w->tiny.kid[at] = (uint8_t)at;
    m->node[m->nodes] = (mk_boost_node){ .feature = -1, .value = (float)(-g / (h + w->rule->lambda) * w->rule->rate) };
    return m->nodes++;
}

/* Keeps the order of the rows on both sides. */
static uint32_t part(work *w, const leaf *l)
{
    uint32_t f = w->used[l->feature], to = l->from, n = 0;
    for (uint32_t k = l->from; k < l->to; k++) {
        uint32_t i = w->order[k];
        bool low = w->bin[(size_t)i * w->f + f] <= l->bin;
        w->order[to] = i;
        w->spare[n] = i;
        to += low;
        n += !low;
    }
    memcpy(w->order + to, w->spare, n * sizeof *w->order);
    return to;
}

/* Puts what the new tree says on the scores of the rows it was grown on. */
static void grow(mk_arena *a, work *w, uint32_t n, hist *room)
{
    leaf l[MK_BOOST_LEAVES];
    uint32_t leaves = 1, root = w->model->nodes;
    w->tiny.depth[0] = w->tiny.deep = 0;
    l[0] = (leaf){ .from = 0, .to = n, .bins = room };
    for (uint32_t k = 0; k < n; k++) l[0].g += (double)w->g[w->order[k]], l[0].h += (double)w->h[w->order[k]];
    l[0].node = node_new(a, w, l[0].g, l[0].h);
    count(w, &l[0]);
    best(w, &l[0]);
    while (leaves < w->rule->leaves) {
        uint32_t top = 0;
        for (uint32_t i = 1; i < leaves; i++)
            if (l[i].gain > l[top].gain) top = i;
        if (!(l[top].gain > 0)) break;
        leaf *one = &l[top], *two = &l[leaves];
        uint32_t mid = part(w, one), f = w->used[one->feature], at = one->node;
        double g = 0, h = 0;
        for (uint32_t b = 0; b <= one->bin; b++) g += one->bins[one->feature * BINS + b].g, h += one->bins[one->feature * BINS + b].h;
        uint32_t low = node_new(a, w, g, h);
        node_new(a, w, one->g - g, one->h - h);
        w->model->node[at].feature = (int32_t)f;
        w->model->node[at].low = low;
        w->model->node[at].cut = w->cut[f][one->bin];
        uint8_t deep = w->tiny.depth[at - root] + 1;
        w->tiny.feature[at - root] = (uint8_t)f, w->tiny.cut[at - root] = (uint8_t)one->bin, w->tiny.kid[at - root] = (uint8_t)(low - root);
        w->tiny.depth[low - root] = w->tiny.depth[low + 1 - root] = deep;
        if (deep > w->tiny.deep) w->tiny.deep = deep;
        *two = (leaf){ .from = mid, .to = one->to, .node = low + 1, .g = one->g - g, .h = one->h - h, .bins = room + (size_t)leaves * BINS * w->f };
        one->to = mid, one->node = low, one->g = g, one->h = h;
        /* only the smaller side is counted; the other is what is left */
        leaf *less = one->to - one->from <= two->to - two->from ? one : two, *rest = less == one ? two : one;
        if (less == one) {
            hist *t = one->bins;
            one->bins = two->bins;
            two->bins = t;
        }
        count(w, less);
        for (uint32_t i = 0; i < BINS * w->used_n; i++) rest->bins[i].g -= less->bins[i].g, rest->bins[i].h -= less->bins[i].h;
        best(w, one);
        best(w, two);
        leaves++;
    }
    for (uint32_t i = 0; i < leaves; i++)
        for (uint32_t k = l[i].from; k < l[i].to; k++) w->score[w->order[k]] += (double)w->model->node[l[i].node].value;
}

static uint32_t walk(const tiny *t, const uint8_t *bin)
{
    uint32_t at = 0;
    for (uint32_t d = 0; d < t->deep; d++) at = (uint32_t)t->kid[at] + (bin[t->feature[at]] > t->cut[at]);
    return at;
}

int mk_boost_train(mk_cx *cx, mk_arena *a, const mk_boost_rows *rows, const mk_boost_rule *rule, mk_boost **ret)
{
    if (rows->features > MK_BOOST_FEATURES || rule->leaves > MK_BOOST_LEAVES || rule->trees > MK_BOOST_TREES || rows->n > UINT32_MAX / 2) return mk_fail(cx, MK_EINVAL, "too many rows, features or leaves");
    mk_boost *m = MK_NEW(a, mk_boost);
    mk_arena *scratch = mk_arena_child(cx->arena);
    size_t n = rows->n;
    work w = { .rows = rows, .rule = rule, .f = rows->features, .bin = MK_NEWN(scratch, uint8_t, n * rows->features + 1), .order = MK_NEWN(scratch, uint32_t, n + 1),
               .spare = MK_NEWN(scratch, uint32_t, n + 1), .g = MK_NEWN(scratch, float, n + 1), .h = MK_NEWN(scratch, float, n + 1),
               .score = MK_NEWN(scratch, double, n + 1), .model = m, .cap = 256 };
    *m = (mk_boost){ .features = rows->features, .root = MK_NEWN(a, uint32_t, rule->trees + 1) };
    m->node = MK_NEWN(scratch, mk_boost_node, w.cap);
    cut(scratch, &w);
    double yes = .5, no = .5, best_loss = INFINITY;
    for (size_t i = 0; i < n; i++)
        if (!rows->held || !rows->held[i]) *(rows->yes[i] ? &yes : &no) += (double)rows->weight[i];
    m->base = log(yes / no);
    for (size_t i = 0; i < n; i++) w.score[i] = m->base;
    hist *room = MK_NEWN(scratch, hist, (size_t)rule->leaves * BINS * rows->features);
    mk_rng rng = mk_rng_seed(rows->features);
    uint32_t kept = 0, *aside = MK_NEWN(scratch, uint32_t, n + 1);
    int rc = 0;
    for (uint32_t t = 0; t < rule->trees && rc >= 0; t++) {
        uint32_t learn = 0, left = 0;
        for (size_t i = 0; i < n; i++) {
            if ((rows->held && rows->held[i]) || (rule->rows > 0 && mk_rng_unit(&rng) >= rule->rows)) {
                aside[left++] = (uint32_t)i;
                continue;
            }
            double p = mk_logistic(w.score[i]), wt = (double)rows->weight[i];
            w.g[i] = (float)(wt * (p - rows->yes[i]));
            w.h[i] = (float)(wt * p * (1 - p));
            w.order[learn++] = (uint32_t)i;
        }
        w.used_n = 0;
        for (uint32_t f = 0; f < w.f; f++)
            if (w.cuts[f] && (mk_rng_unit(&rng) < rule->share)) w.used[w.used_n++] = f;
        if (!w.used_n) continue;
        m->root[m->trees] = m->nodes;
        grow(scratch, &w, learn, room);
        m->trees++;
        double loss = 0;
        for (uint32_t k = 0; k < left; k++) {
            size_t i = aside[k];
            w.score[i] += (double)m->node[m->root[m->trees - 1] + walk(&w.tiny, w.bin + i * w.f)].value;
            if (rows->held && rows->held[i]) loss += (double)rows->weight[i] * mk_softplus(rows->yes[i] ? -w.score[i] : w.score[i]);
        }
        if (!rule->patience || loss < best_loss) {
            best_loss = loss;
            kept = m->trees;
        } else if (m->trees - kept >= rule->patience) {
            break;
        }
        rc = mk_cx_check(cx);
    }
    m->nodes = kept < m->trees ? m->root[kept] : m->nodes;
    m->trees = kept;
    m->root[kept] = m->nodes;
    mk_boost_node *node = MK_NEWN(a, mk_boost_node, m->nodes + 1);
    memcpy(node, m->node, m->nodes * sizeof *node);
    m->node = node;
    mk_boost_bounds(a, m);
    mk_arena_free(scratch);
    *ret = m;
    return rc;
}

double mk_boost_explain(const mk_boost *b, const float *x, double *part_of)
{
    double s = b->base;
    memset(part_of, 0, b->features * sizeof *part_of);
    for (uint32_t t = 0; t < b->trees; t++) {
        const mk_boost_node *n = &b->node[b->root[t]];
        while (n->feature >= 0) {
            const mk_boost_node *next = &b->node[n->low + !(x[n->feature] <= n->cut)];
            part_of[n->feature] += (double)next->value - (double)n->value;
            n = next;
        }
        s += (double)n->value;
    }
    return s;
}

void mk_boost_pack(const mk_boost *b, mk_buf *to)
{
    mk_pack_u32(to, b->features);
    mk_pack_u32(to, b->trees);
    mk_pack_u32(to, b->nodes);
    mk_pack_real(to, b->base);
    for (uint32_t t = 0; t <= b->trees; t++) mk_pack_u32(to, b->root[t]);
    for (uint32_t i = 0; i < b->nodes; i++) {
        const mk_boost_node *n = &b->node[i];
        mk_pack_u32(to, (uint32_t)n->feature);
        mk_pack_u32(to, n->low);
        mk_pack_float(to, n->cut);
        mk_pack_float(to, n->value);
    }
}

int mk_boost_unpack(mk_cx *cx, mk_arena *a, mk_unpack *from, mk_boost **ret)
{
    mk_boost *b = MK_NEW(a, mk_boost);
    b->features = mk_unpack_u32(from);
    b->trees = mk_unpack_u32(from);
    b->nodes = mk_unpack_u32(from);
    b->base = mk_unpack_real(from);
    if (from->bad || b->features > MK_BOOST_FEATURES || b->trees > MK_BOOST_TREES || b->nodes > (size_t)(from->end - from->p) / 16) return mk_fail(cx, MK_EBADDATA, "this is not a model of trees");
    b->root = MK_NEWN(a, uint32_t, b->trees + 1);
    b->node = MK_NEWN(a, mk_boost_node, b->nodes + 1);
    bool good = isfinite(b->base);
    for (uint32_t t = 0; t <= b->trees; t++) {
        b->root[t] = mk_unpack_u32(from);
        good &= t == b->trees ? b->root[t] == b->nodes : b->root[t] < b->nodes;
        good &= t == 0 ? b->root[t] == 0 : b->root[t] > b->root[t - 1] && b->root[t] - b->root[t - 1] < 2 * MK_BOOST_LEAVES;
    }
    uint8_t *parents = MK_NEWN(cx->arena, uint8_t, b->nodes + 1);
    for (uint32_t i = 0, tree = 0; i < b->nodes && good; i++) {
        mk_boost_node *n = &b->node[i];
        *n = (mk_boost_node){ .feature = (int32_t)mk_unpack_u32(from), .low = mk_unpack_u32(from), .cut = mk_unpack_float(from), .value = mk_unpack_float(from) };
        if (i == b->root[tree + 1]) tree++;
        /* every node but a root has one parent, before it and in its tree: no walk can go round, and no tree has too many leaves */
        good &= isfinite(n->value) && n->feature < (int32_t)b->features && n->feature >= -1 && parents[i] == (i != b->root[tree]);
        if (n->feature < 0) continue;
        good &= isfinite(n->cut) && n->low > i && n->low < b->root[tree + 1] - 1;
        if (good) parents[n->low]++, parents[n->low + 1]++;
    }
    if (!good || from->bad) return mk_fail(cx, MK_EBADDATA, "this is not a model of trees");
    mk_boost_bounds(a, b);
    *ret = b;
    return 0;
}
