/* SPDX-License-Identifier: Apache-2.0
 * The networks: unpacked from their table, and read at each letter of a word. */
#include <math.h>
#include "translit_int.h"

/* The table ---------------------------------------------------------------------------------------------------------- */

static void unpack(mk_net *net, const mk_net_table *t)
{
    memset(net->one, MK_NET_NONE, sizeof net->one);
    memset(net->two, MK_NET_NONE, sizeof net->two);
    memset(net->three, MK_NET_NONE, sizeof net->three);
    net->outputs = t->outputs;
    const char *o = t->output;
    for (int s = 0; s < t->outputs; s++) {
        uint8_t n = (uint8_t)*o++;
        net->length[s] = n;
        for (int i = 0; i < n; i++) net->letters[s][i] = (uint8_t)*o++;
        const uint8_t *l = net->letters[s];
        if (n < 2) net->one[n ? l[0] : 0] = (uint8_t)s;
        else if (n == 2) net->two[l[0]][l[1]] = (uint8_t)s;
        else net->three[l[0]][l[1]][l[2]] = (uint8_t)s;
        net->out_bias[s] = t->out_bias[s];
        for (int k = 0; k < MK_NET_HIDDEN; k++) net->out[k][s] = (float)t->out[k * t->outputs + s] * t->out_scale[s];
    }
    const int8_t *in = t->in;
    for (int i = 0; i < MK_NET_PLACES; i++)
        for (int c = 0; c < MK_NET_SYMBOLS; c++)
            for (int k = 0; k < MK_NET_HIDDEN; k++) net->in[i][c][k] = (float)*in++ * t->in_scale[k];
    memcpy(net->in_bias, t->in_bias, sizeof net->in_bias);
}

const mk_translit_model *mk_translit_model_new(mk_arena *a)
{
    mk_translit_model *m = MK_NEW(a, mk_translit_model);
    unpack(&m->from_latin, &mk_net_from_latin);
    unpack(&m->from_hebrew, &mk_net_from_hebrew);
    for (int i = 0; i < 256; i++) m->step[i] = exp2f(-(float)i / 16);
    m->step[255] = 0;
    return m;
}

const mk_net *mk_net_of(const mk_translit_model *m, int script)
{
    return script == MK_SCRIPT_LATIN ? &m->from_latin : script == MK_SCRIPT_HEBREW ? &m->from_hebrew : NULL;
}

/* Reading ------------------------------------------------------------------------------------------------------------ */

/* 2^x for x in [-126, 0], by a polynomial on the fraction: the compiler does several at once, and no library decides the last bit. */
static inline float exp2_fast(float x)
{
    int32_t whole = (int32_t)(x - 1);                   /* towards zero, so this is below x */
    float f = x - (float)whole;                         /* from 0 to 1, or just beyond */
    float p = 1.0f + f * (0.69314718f + f * (0.24022651f + f * (0.05550411f + f * (0.00961813f + f * (0.00133336f + f * 0.000154034f)))));
    union { int32_t i; float f; } two = { .i = (whole + 127) << 23 };
    return two.f * p;
}

enum { BLOCK = 16 };         /* numbers that are worked on together: a constant, so that the compiler does it */
_Static_assert(MK_NET_OUTPUTS % BLOCK == 0 && MK_NET_HIDDEN % BLOCK == 0, "whole blocks");

/* How likely each output is at a place, as the binary logarithm. Outputs beyond the last have weight and bias nought, and are cut off here. */
static void read_place(const mk_net *net, const mk_translit *x, int i, float *ret)
{
    float hidden[MK_NET_HIDDEN], most, sum[BLOCK] = { 0 }, all = 0;
    int n = net->outputs;
    memcpy(hidden, net->in_bias, sizeof hidden);
    for (int o = 0; o < MK_NET_PLACES; o++) {
        int at = i + o - MK_NET_AROUND;
        const float *w = net->in[o][at < 0 || at >= x->n ? 0 : x->p[at]];
        for (int k = 0; k < MK_NET_HIDDEN; k++) hidden[k] += w[k];
    }
    int on[MK_NET_HIDDEN], many = 0;                /* about half of them are nought */
    for (int k = 0; k < MK_NET_HIDDEN; k++)
        if (hidden[k] > 0) on[many++] = k;
    for (int b = 0; b < n; b += BLOCK) {
        float z[BLOCK];
        memcpy(z, net->out_bias + b, sizeof z);
        for (int k = 0; k < many; k++) {
            const float *w = net->out[on[k]] + b, h = hidden[on[k]];
            for (int s = 0; s < BLOCK; s++) z[s] += h * w[s];
        }
        memcpy(ret + b, z, sizeof z);
    }
    most = ret[0];
    for (int s = 1; s < n; s++) most = ret[s] > most ? ret[s] : most;
    for (int s = n; s % BLOCK; s++) ret[s] = most - 60;
    for (int b = 0; b < n; b += BLOCK)
        for (int s = 0; s < BLOCK; s++) {
            float z = (ret[b + s] - most) * 1.44269504f;
            z = z > -60 ? z : -60;
            ret[b + s] = z;
            sum[s] += exp2_fast(z);
        }
    for (int s = 0; s < BLOCK; s++) all += sum[s];
    all = log2f(all);
    for (int s = 0; s < n; s++) ret[s] -= all;
}

const mk_translit_profile *mk_net_profile(const mk_translit_model *m, const mk_translit *x, mk_translit_profile *ret)
{
    const mk_net *net = mk_net_of(m, x->script);
    float bits[MK_NET_OUTPUTS];
    ret->outputs = net->outputs;
    for (int i = 0; i < x->n; i++) {
        read_place(net, x, i, bits);
        uint8_t *to = ret->p + (size_t)i * (size_t)net->outputs;
        for (int s = 0; s < net->outputs; s++) {
            float q = 0.5f - 16 * bits[s];
            to[s] = q < 255 ? (uint8_t)q : 255;
        }
    }
    return ret;
}

const mk_translit_profile *mk_translit_profile_of(const mk_translit_model *m, mk_arena *a, const mk_translit *x)
{
    const mk_net *net = mk_net_of(m, x->script);
    if (!net || x->n == 0) return NULL;
    return mk_net_profile(m, x, mk_arena_alloc(a, sizeof(mk_translit_profile) + (size_t)x->n * (size_t)net->outputs));
}
