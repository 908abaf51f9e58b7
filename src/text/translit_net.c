/* SPDX-License-Identifier: Apache-2.0
 * The networks: unpacked from what was learnt, and read at each letter of a word. */
#include <math.h>
#include "pack.h"
#include "translit_int.h"

/* What was learnt --------------------------------------------------------------------------------------------------- */

static void floats(mk_unpack *from, float *ret, int n)
{
    for (int i = 0; i < n; i++) ret[i] = mk_unpack_float(from);
}

static void unpack(mk_net *net, mk_unpack *from)
{
    float in_scale[MK_NET_HIDDEN], out_scale[MK_NET_OUTPUTS];
    memset(net->one, MK_NET_NONE, sizeof net->one);
    memset(net->two, MK_NET_NONE, sizeof net->two);
    memset(net->three, MK_NET_NONE, sizeof net->three);
    net->outputs = (int)mk_unpack_u32(from);
    for (int s = 0; s < net->outputs; s++) {
        uint8_t n = net->length[s] = mk_unpack_u8(from), *l = net->letters[s];
        for (int i = 0; i < n; i++) l[i] = mk_unpack_u8(from);
        if (n < 2) net->one[n ? l[0] : 0] = (uint8_t)s;
        else if (n == 2) net->two[l[0]][l[1]] = (uint8_t)s;
        else net->three[l[0]][l[1]][l[2]] = (uint8_t)s;
    }
    floats(from, in_scale, MK_NET_HIDDEN);
    floats(from, net->in_bias, MK_NET_HIDDEN);
    floats(from, out_scale, net->outputs);
    floats(from, net->out_bias, net->outputs);
    for (int i = 0; i < MK_NET_PLACES; i++)
        for (int c = 0; c < MK_NET_SYMBOLS; c++)
            for (int k = 0; k < MK_NET_HIDDEN; k++) net->in[i][c][k] = (float)(int8_t)mk_unpack_u8(from) * in_scale[k];
    for (int k = 0; k < MK_NET_HIDDEN; k++)
        for (int s = 0; s < net->outputs; s++) net->out[k][s] = (float)(int8_t)mk_unpack_u8(from) * out_scale[s];
}

const mk_translit_model *mk_translit_model_new(mk_arena *a)
{
    mk_translit_model *m = MK_NEW(a, mk_translit_model);
    mk_unpack from = { mk_translit_learnt.p, mk_translit_learnt.p + mk_translit_learnt.n, false };
    unpack(&m->from_latin, &from);
    unpack(&m->from_hebrew, &from);
    for (int i = 0; i < 256; i++) m->step[i] = exp2f(-(float)i / 16);
    m->step[255] = 0;
    return m;
}

const mk_net *mk_net_of(const mk_translit_model *m, int script)
{
    return script == MK_SCRIPT_LATIN ? &m->from_latin : script == MK_SCRIPT_HEBREW ? &m->from_hebrew : NULL;
}

/* Reading ------------------------------------------------------------------------------------------------------------ */

/* Four numbers that are worked on together, and sixteen, so that sums stay in registers. Written out, since compilers do not find it by themselves
 * at the usual settings. */
typedef float four __attribute__((vector_size(16)));
typedef int32_t four_int __attribute__((vector_size(16)));
enum { FOUR = 4, BLOCK = 16 };
_Static_assert(MK_NET_OUTPUTS % BLOCK == 0 && MK_NET_HIDDEN % BLOCK == 0, "whole blocks");

static inline four load(const float *p)
{
    four v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline four larger(four x, four y)
{
    four_int m = x > y;
    return (four)((m & (four_int)x) | (~m & (four_int)y));
}

/* 2^x for x in [-126, 0], by a polynomial on the fraction: no library decides the last bit. */
static inline four exp2_fast(four x)
{
    four_int whole = __builtin_convertvector(x - 1, four_int);          /* towards zero, so this is below x */
    four f = x - __builtin_convertvector(whole, four);                  /* from 0 to 1, or just beyond */
    four p = 1.0f + f * (0.69314718f + f * (0.24022651f + f * (0.05550411f + f * (0.00961813f + f * (0.00133336f + f * 0.000154034f)))));
    return (four)((whole + 127) << 23) * p;
}

/* How likely each output is at a place, as the binary logarithm. Outputs beyond the last have weight and bias nought, and are cut off here. */
static void read_place(const mk_net *net, const mk_translit *x, int i, float *ret)
{
    float hidden[MK_NET_HIDDEN], parts[FOUR], most, all;
    int n = net->outputs, on[MK_NET_HIDDEN], many = 0;
    for (int b = 0; b < MK_NET_HIDDEN; b += BLOCK) {
        four h0 = load(net->in_bias + b), h1 = load(net->in_bias + b + 4), h2 = load(net->in_bias + b + 8), h3 = load(net->in_bias + b + 12);
        for (int o = 0; o < MK_NET_PLACES; o++) {
            int at = i + o - MK_NET_AROUND;
            const float *w = net->in[o][at < 0 || at >= x->n ? 0 : x->p[at]] + b;
            h0 += load(w), h1 += load(w + 4), h2 += load(w + 8), h3 += load(w + 12);
        }
        memcpy(hidden + b, &h0, sizeof h0), memcpy(hidden + b + 4, &h1, sizeof h1);
        memcpy(hidden + b + 8, &h2, sizeof h2), memcpy(hidden + b + 12, &h3, sizeof h3);
    }
    for (int k = 0; k < MK_NET_HIDDEN; k++) {           /* about half of them are nought, which no branch can guess */
        on[many] = k;
        many += hidden[k] > 0;
    }
    four top = { -1e30f, -1e30f, -1e30f, -1e30f }, sum = { 0 };
    for (int b = 0; b < n; b += BLOCK) {
        four z0 = load(net->out_bias + b), z1 = load(net->out_bias + b + 4), z2 = load(net->out_bias + b + 8), z3 = load(net->out_bias + b + 12);
        for (int k = 0; k < many; k++) {
            const float *w = net->out[on[k]] + b;
            const float h = hidden[on[k]];
            z0 += h * load(w), z1 += h * load(w + 4), z2 += h * load(w + 8), z3 += h * load(w + 12);
        }
        memcpy(ret + b, &z0, sizeof z0), memcpy(ret + b + 4, &z1, sizeof z1);
        memcpy(ret + b + 8, &z2, sizeof z2), memcpy(ret + b + 12, &z3, sizeof z3);
    }
    for (int s = n; s % BLOCK; s++) ret[s] = -1e30f;
    for (int s = 0; s < n; s += FOUR) top = larger(load(ret + s), top);
    memcpy(parts, &top, sizeof top);
    most = fmaxf(fmaxf(parts[0], parts[1]), fmaxf(parts[2], parts[3]));
    for (int s = 0; s < n; s += FOUR) {
        four z = larger((load(ret + s) - most) * 1.44269504f, (four){ -60, -60, -60, -60 });
        memcpy(ret + s, &z, sizeof z);
        sum += exp2_fast(z);
    }
    memcpy(parts, &sum, sizeof sum);
    all = log2f(parts[0] + parts[1] + parts[2] + parts[3]);
    for (int s = 0; s < n; s++) ret[s] -= all;
}

mk_translit_profile mk_net_profile(const mk_translit_model *m, const mk_translit *x, uint8_t *place)
{
    const mk_net *net = mk_net_of(m, x->script);
    float bits[MK_NET_OUTPUTS];
    for (int i = 0; i < x->n; i++) {
        read_place(net, x, i, bits);
        uint8_t *to = place + (size_t)i * (size_t)net->outputs;
        for (int s = 0; s < net->outputs; s++) {
            int q = (int)(0.5f - 16 * bits[s]);         /* at most 16 * 68 */
            to[s] = (uint8_t)(q < 255 ? q : 255);
        }
    }
    return (mk_translit_profile){ place, net->outputs };
}

const mk_translit_profile *mk_translit_profile_of(const mk_translit_model *m, mk_arena *a, const mk_translit *x)
{
    const mk_net *net = mk_net_of(m, x->script);
    if (!net || x->n == 0) return NULL;
    mk_translit_profile *r = MK_NEW(a, mk_translit_profile);
    *r = mk_net_profile(m, x, mk_arena_alloc(a, (size_t)x->n * (size_t)net->outputs));
    return r;
}
