/* SPDX-License-Identifier: Apache-2.0
 * Learning one direction of the transducer.
 *
 * First the outputs: expectation maximisation over all alignments of single letters with strings of up to three letters of the other script
 * gives expected counts; strings seen often enough become outputs. Then the network: the gradient of ln P(other | this), summed over all
 * alignments, is (posterior - prediction) at each place, the posterior by forward and backward sums; Adam, the mean of the late weights kept.
 * Some two in a hundred of the pairs are no transliterations (Cleopatra, and the Hebrew for "queen"): from the fourth round on they are passed over. */
#include <math.h>
#include "learn.h"
#include "pack.h"
#include "rng.h"

enum { MANY = 32 * 32 * 32, BATCH = 32 };

static const double STRAY = MK_NET_STRAY;

/* Letters before j as one number below 32^3. */
static int piece(const mk_translit *t, int j, int k)
{
    int v = 0;
    for (int i = j - k; i < j; i++) v = v * 32 + t->p[i];
    return v;
}

/* Outputs ---------------------------------------------------------------------------------------------------------- */

typedef double counts[MK_NET_SYMBOLS][MANY];

static void expect(const pair *p, int from, const counts *likely, counts *ret)
{
    const mk_translit *x = &p->side[from], *y = &p->side[1 - from];
    double a[LEARN_MOST + 1][LEARN_MOST + 1] = { 0 }, b[LEARN_MOST + 1][LEARN_MOST + 1] = { 0 };
    a[0][0] = b[x->n][y->n] = 1;
    for (int i = 1; i <= x->n; i++)
        for (int j = 0; j <= y->n; j++)
            for (int k = 0; k <= MK_NET_LONGEST && k <= j; k++) a[i][j] += a[i - 1][j - k] * (*likely)[x->p[i - 1]][piece(y, j, k)];
    double all = a[x->n][y->n];
    if (!(all > 0)) return;
    for (int i = x->n; i >= 1; i--)
        for (int j = y->n; j >= 0; j--)
            for (int k = 0; k <= MK_NET_LONGEST && k <= j; k++) {
                int s = piece(y, j, k);
                double f = (*likely)[x->p[i - 1]][s] * b[i][j];
                (*ret)[x->p[i - 1]][s] += a[i - 1][j - k] * f / all;
                b[i - 1][j - k] += f;
            }
}

static void add_output(mk_net *net, int v)
{
    if (net->outputs == MK_NET_OUTPUTS) return;
    int s = net->outputs++, n = v == 0 ? 0 : v < 32 ? 1 : v < 1024 ? 2 : 3;
    net->length[s] = (uint8_t)n;
    for (int i = n - 1, rest = v; i >= 0; i--, rest /= 32) net->letters[s][i] = (uint8_t)(rest % 32);
    const uint8_t *l = net->letters[s];
    if (n < 2) net->one[n ? l[0] : 0] = (uint8_t)s;
    else if (n == 2) net->two[l[0]][l[1]] = (uint8_t)s;
    else net->three[l[0]][l[1]][l[2]] = (uint8_t)s;
}

/* Also gives how likely each output of a letter is, wherever it stands: where the network begins. */
static void choose_outputs(mk_arena *a, learner *l, const pair *pairs, size_t n, float first[MK_NET_SYMBOLS][MK_NET_OUTPUTS])
{
    counts *likely = mk_arena_alloc(a, sizeof *likely), *seen = mk_arena_alloc(a, sizeof *seen);
    int letters = l->from ? 26 : MK_GERESH;
    double least = l->from ? 26 : 12;                   /* Latin writes what is not written in Hebrew, in many ways: only the frequent ones */
    for (int c = 0; c < MK_NET_SYMBOLS; c++)
        for (int v = 0; v < MANY; v++) (*likely)[c][v] = v == 0 ? 0.2 : v < 32 ? 0.03 : v < 1024 ? 1e-3 : 1e-5;
    for (int round = 0; round < 6; round++) {
        memset(seen, 0, sizeof *seen);
        for (size_t i = 0; i < n; i++) expect(&pairs[i], l->from, likely, seen);
        for (int c = 1; c < MK_NET_SYMBOLS; c++) {
            double sum = 1e-9;
            for (int v = 0; v < MANY; v++) sum += (*seen)[c][v];
            for (int v = 0; v < MANY; v++) (*likely)[c][v] = (*seen)[c][v] / sum;
        }
    }
    mk_net *net = &l->outputs;
    memset(net, 0, sizeof *net);
    memset(net->one, MK_NET_NONE, sizeof net->one);
    memset(net->two, MK_NET_NONE, sizeof net->two);
    memset(net->three, MK_NET_NONE, sizeof net->three);
    for (int v = 0; v <= letters; v++) add_output(net, v);
    for (int v = 32; v < MANY; v++) {
        double sum = 0;
        for (int c = 1; c < MK_NET_SYMBOLS; c++) sum += (*seen)[c][v];
        if (sum > least) add_output(net, v);
    }
    for (int c = 0; c < MK_NET_SYMBOLS; c++)
        for (int s = 0; s < net->outputs; s++) {
            int v = 0;
            for (int i = 0; i < net->length[s]; i++) v = v * 32 + net->letters[s][i];
            first[c][s] = (float)(*likely)[c][v] + 1e-5f;
        }
}

/* The network -------------------------------------------------------------------------------------------------------- */

typedef float place[MK_NET_OUTPUTS];

static void predict(const learner *l, const mk_translit *x, int i, float hidden[MK_NET_HIDDEN], place ret)
{
    int n = l->outputs.outputs;
    memcpy(hidden, l->w.in_bias, sizeof l->w.in_bias);
    for (int o = 0; o < MK_NET_PLACES; o++) {
        int at = i + o - MK_NET_AROUND;
        const float *w = l->w.in[o][at < 0 || at >= x->n ? 0 : x->p[at]];
        for (int k = 0; k < MK_NET_HIDDEN; k++) hidden[k] += w[k];
    }
    for (int k = 0; k < MK_NET_HIDDEN; k++) hidden[k] = hidden[k] > 0 ? hidden[k] : 0;
    memcpy(ret, l->w.out_bias, sizeof(place));
    for (int k = 0; k < MK_NET_HIDDEN; k++)
        for (int s = 0; s < n; s++) ret[s] += hidden[k] * l->w.out[k][s];
    float most = ret[0], sum = 0;
    for (int s = 1; s < n; s++) most = ret[s] > most ? ret[s] : most;
    for (int s = 0; s < n; s++) sum += ret[s] = expf(ret[s] - most);
    for (int s = 0; s < n; s++) ret[s] /= sum;
}

static int output_at(const mk_net *net, const mk_translit *y, int j, int k)
{
    const uint8_t *p = y->p + j - k;
    return k == 0 ? net->one[0] : k == 1 ? net->one[p[0]] : k == 2 ? net->two[p[0]][p[1]] : net->three[p[0]][p[1]][p[2]];
}

/* The likelihood, and in `ret` how much of it goes through each output at each place. */
static double align(const mk_net *net, const place *p, int n, const mk_translit *y, place *ret)
{
    double a[LEARN_MOST + 1][LEARN_MOST + 1] = { 0 }, b[LEARN_MOST + 1][LEARN_MOST + 1] = { 0 };
    a[0][0] = b[n][y->n] = 1;
    for (int j = 1; j <= y->n; j++) a[0][j] = a[0][j - 1] * STRAY;
    for (int i = 1; i <= n; i++)
        for (int j = 0; j <= y->n; j++) {
            if (j) a[i][j] = a[i][j - 1] * STRAY;
            for (int k = 0; k <= MK_NET_LONGEST && k <= j; k++) {
                int s = output_at(net, y, j, k);
                if (s != MK_NET_NONE) a[i][j] += a[i - 1][j - k] * (double)p[i - 1][s];
            }
        }
    double all = a[n][y->n];
    if (!ret || !(all > 0)) return all;
    for (int i = n; i >= 1; i--) {
        memset(ret[i - 1], 0, sizeof(place));
        for (int j = y->n; j >= 0; j--) {
            if (j) b[i][j - 1] += b[i][j] * STRAY;
            for (int k = 0; k <= MK_NET_LONGEST && k <= j; k++) {
                int s = output_at(net, y, j, k);
                if (s == MK_NET_NONE) continue;
                double f = (double)p[i - 1][s] * b[i][j];
                ret[i - 1][s] += (float)(a[i - 1][j - k] * f / all);
                b[i - 1][j - k] += f;
            }
        }
    }
    return all;
}

static void blame(const learner *l, weights *g, const mk_translit *x, int i, const float hidden[MK_NET_HIDDEN], const place error)
{
    int n = l->outputs.outputs;
    float back[MK_NET_HIDDEN];
    for (int s = 0; s < n; s++) g->out_bias[s] += error[s];
    for (int k = 0; k < MK_NET_HIDDEN; k++) {
        float sum = 0;
        for (int s = 0; s < n; s++) {
            sum += error[s] * l->w.out[k][s];
            g->out[k][s] += hidden[k] * error[s];
        }
        back[k] = hidden[k] > 0 ? sum : 0;
        g->in_bias[k] += back[k];
    }
    for (int o = 0; o < MK_NET_PLACES; o++) {
        int at = i + o - MK_NET_AROUND;
        float *to = g->in[o][at < 0 || at >= x->n ? 0 : x->p[at]];
        for (int k = 0; k < MK_NET_HIDDEN; k++) to[k] += back[k];
    }
}

/* Kingma and Ba 2015. */
static void step(float *w, float *g, float *mean, float *square, float rate, int t)
{
    float c1 = 1 - powf(0.9f, (float)t), c2 = 1 - powf(0.999f, (float)t);
    for (int i = 0; i < WEIGHTS; i++) {
        mean[i] = 0.9f * mean[i] + 0.1f * g[i];
        square[i] = 0.999f * square[i] + 0.001f * g[i] * g[i];
        w[i] -= rate * (mean[i] / c1) / (sqrtf(square[i] / c2) + 1e-8f);
        g[i] = 0;
    }
}

static void begin(weights *w, mk_rng *r)
{
    for (size_t i = 0; i < sizeof w->in / sizeof(float); i++) (&w->in[0][0][0])[i] = (float)(mk_rng_unit(r) - 0.5) * 0.5f;
    for (size_t i = 0; i < sizeof w->out / sizeof(float); i++) (&w->out[0][0])[i] = (float)(mk_rng_unit(r) - 0.5) * 0.2f;
}

learner *learn(mk_arena *a, const pair *pairs, size_t n, int from, int rounds, uint64_t seed)
{
    learner *l = MK_NEW(a, learner);
    weights *g = MK_NEW(a, weights), *mean = MK_NEW(a, weights), *square = MK_NEW(a, weights), *late = MK_NEW(a, weights);
    static float first[MK_NET_SYMBOLS][MK_NET_OUTPUTS];
    mk_rng r = mk_rng_seed(seed);
    l->from = from;
    choose_outputs(a, l, pairs, n, first);
    begin(&l->w, &r);
    uint32_t *order = MK_NEWN(a, uint32_t, n);
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    int t = 0, steps = rounds * (int)(n / BATCH);
    for (int round = 0; round < rounds; round++) {
        double sum = 0;
        for (size_t i = n - 1; i > 0; i--) {
            size_t k = mk_rng_below(&r, i + 1);
            uint32_t o = order[i];
            order[i] = order[k];
            order[k] = o;
        }
        for (size_t b = 0; b + BATCH <= n; b += BATCH) {
            for (size_t i = b; i < b + BATCH; i++) {
                const pair *p = &pairs[order[i]];
                const mk_translit *x = &p->side[from], *y = &p->side[1 - from];
                place now[LEARN_MOST], was[LEARN_MOST], given[LEARN_MOST];
                float hidden[LEARN_MOST][MK_NET_HIDDEN];
                for (int k = 0; k < x->n; k++) predict(l, x, k, hidden[k], now[k]);
                bool by_letter = round == 0 && b < n / 2;           /* the first alignments are those of letters without their neighbours */
                for (int k = 0; by_letter && k < x->n; k++) memcpy(given[k], first[x->p[k]], sizeof(place));
                double all = align(&l->outputs, by_letter ? given : now, x->n, y, was);
                if (!(all > 0)) continue;
                if (round > 2 && log(all) < -1.9 * (y->n + 1)) continue;     /* no transliteration at all: a king's title, another name */
                sum += log(all);
                for (int k = 0; k < x->n; k++) {
                    place error;
                    for (int s = 0; s < l->outputs.outputs; s++) error[s] = (now[k][s] - was[k][s]) / BATCH;
                    blame(l, g, x, k, hidden[k], error);
                }
            }
            t++;
            step((float *)&l->w, (float *)g, (float *)mean, (float *)square, 0.004f * (1 - (float)t / (float)(steps + 1)), t);
            float keep = t < 200 ? 0.9f : 0.9985f;
            const float *w = (const float *)&l->w;
            for (int i = 0; i < WEIGHTS; i++) ((float *)late)[i] = keep * ((float *)late)[i] + (1 - keep) * w[i];
        }
        fprintf(stderr, "from %s, round %d: %.4f nats a pair, %d outputs\n", from ? "Hebrew" : "Latin", round + 1, sum / (double)n, l->outputs.outputs);
    }
    l->w = *late;
    return l;
}

double learn_likelihood(const learner *l, const pair *p)
{
    const mk_translit *x = &p->side[l->from];
    place now[LEARN_MOST];
    float hidden[MK_NET_HIDDEN];
    for (int k = 0; k < x->n; k++) predict(l, x, k, hidden, now[k]);
    double all = align(&l->outputs, now, x->n, &p->side[1 - l->from], NULL);
    return all > 0 ? log(all) : -1e3;
}

/* What was learnt, as translit_int.h says ----------------------------------------------------------------------------- */

static void write_floats(mk_buf *to, const float *p, int n)
{
    for (int i = 0; i < n; i++) mk_pack_float(to, p[i]);
}

/* Of each column its largest weight, which becomes 127. */
static void scales(const float *p, int rows, int columns, int stride, float *ret)
{
    for (int c = 0; c < columns; c++) {
        float most = 1e-9f;
        for (int r = 0; r < rows; r++) most = fmaxf(most, fabsf(p[r * stride + c]));
        ret[c] = most / 127;
    }
}

static void write_bytes(mk_buf *to, const float *p, int rows, int columns, int stride, const float *scale)
{
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++) mk_buf_c(to, (char)lrintf(p[r * stride + c] / scale[c]));
}

void learn_write(const learner *l, mk_buf *to)
{
    enum { IN = MK_NET_PLACES * MK_NET_SYMBOLS };
    int n = l->outputs.outputs;
    float in_scale[MK_NET_HIDDEN], out_scale[MK_NET_OUTPUTS];
    mk_pack_u32(to, (uint32_t)n);
    for (int s = 0; s < n; s++) {
        mk_buf_c(to, (char)l->outputs.length[s]);
        mk_buf_add(to, l->outputs.letters[s], l->outputs.length[s]);
    }
    scales(&l->w.in[0][0][0], IN, MK_NET_HIDDEN, MK_NET_HIDDEN, in_scale);
    scales(&l->w.out[0][0], MK_NET_HIDDEN, n, MK_NET_OUTPUTS, out_scale);
    write_floats(to, in_scale, MK_NET_HIDDEN);
    write_floats(to, l->w.in_bias, MK_NET_HIDDEN);
    write_floats(to, out_scale, n);
    write_floats(to, l->w.out_bias, n);
    write_bytes(to, &l->w.in[0][0][0], IN, MK_NET_HIDDEN, MK_NET_HIDDEN, in_scale);
    write_bytes(to, &l->w.out[0][0], MK_NET_HIDDEN, n, MK_NET_OUTPUTS, out_scale);
}
