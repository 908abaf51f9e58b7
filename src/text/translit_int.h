/* SPDX-License-Identifier: Apache-2.0
 * Inside the transducer. For each letter of one script a small network reads the letters around it and says how likely it is written as each of
 * a list of outputs, strings of up to three letters of the other script. Two such networks, one for each direction. */
#ifndef MK_TRANSLIT_INT_H
#define MK_TRANSLIT_INT_H
#include "translit.h"

enum {
    MK_NET_AROUND = 4,                              /* letters seen on each side */
    MK_NET_PLACES = 2 * MK_NET_AROUND + 1,
    MK_NET_SYMBOLS = 27,                            /* 0 beyond the word, then letters */
    MK_NET_HIDDEN = 64,
    MK_NET_OUTPUTS = 192,                           /* at most */
    MK_NET_LONGEST = 3,                             /* letters of an output */
    MK_NET_KEYS = 32,                               /* sound keys asked for, at most */
    MK_GERESH = 23,                                 /* behind the 22 Hebrew letters */
};

/* What was learnt (tools/translit/learnt.net), from Latin, then from Hebrew: weights in 256 steps, a scale for each column. Of each, as pack.h writes:
 *     u32 outputs     of each output its length and letters, a byte each
 *     float in_scale[HIDDEN]   float in_bias[HIDDEN]   float out_scale[outputs]   float out_bias[outputs]
 *     int8 in[PLACES][SYMBOLS][HIDDEN]   int8 out[HIDDEN][outputs] */
extern const mk_str mk_translit_learnt;

typedef struct mk_net {
    int outputs;
    uint8_t letters[MK_NET_OUTPUTS][MK_NET_LONGEST], length[MK_NET_OUTPUTS];
    uint8_t one[32], two[32][32];                   /* the output of these letters, 255 none; `one` of 0 is the empty output */
    uint8_t three[32][32][32];
    float in[MK_NET_PLACES][MK_NET_SYMBOLS][MK_NET_HIDDEN], in_bias[MK_NET_HIDDEN];
    float out[MK_NET_HIDDEN][MK_NET_OUTPUTS], out_bias[MK_NET_OUTPUTS];
} mk_net;
struct mk_translit_model { mk_net from_latin, from_hebrew; float step[256]; };

enum { MK_NET_NONE = 255 };
/* A letter nobody wrote: inserted anywhere, at this price. */
#define MK_NET_STRAY 0.0005f

/* Likelihoods of each output at each place of a word, as steps of a sixteenth of a bit: 2^(-p/16). */
struct mk_translit_profile { const uint8_t *p; int outputs; };  /* [n][outputs] */
/* The `most` likeliest sound keys, down to `least` times the first one's likelihood; of outputs below `bits` nothing is tried. Not hashed. */
typedef struct mk_net_keys { uint64_t key[MK_NET_KEYS]; int n; } mk_net_keys;
void mk_net_sounds(const mk_translit_model *m, const mk_translit *x, const mk_translit_profile *px, int most, float least, int bits, mk_net_keys *ret);
/* Into a place of n * outputs bytes. x is in one of the scripts and not empty. */
mk_translit_profile mk_net_profile(const mk_translit_model *m, const mk_translit *x, uint8_t *place);
const mk_net *mk_net_of(const mk_translit_model *m, int script);
/* ln P(y | profile of x) by the forward sum over all ways to cut y into outputs. */
float mk_net_forward(const mk_translit_model *m, const mk_net *net, const mk_translit_profile *of_x, const mk_translit *x, const mk_translit *y);
#endif
