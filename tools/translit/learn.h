/* SPDX-License-Identifier: Apache-2.0
 * Learning of the transducer's networks, offline. Between the reading of pairs, the learning and the writing of what was learnt. */
#ifndef LEARN_H
#define LEARN_H
#include "buf.h"
#include "translit_int.h"

enum { LEARN_MOST = 20 };               /* letters of a token that is learnt from */

/* side[0] Latin, side[1] Hebrew */
typedef struct pair { mk_translit side[2]; } pair;

/* A network while it is learnt: all that moves lies in one run of floats. */
typedef struct weights {
    float in[MK_NET_PLACES][MK_NET_SYMBOLS][MK_NET_HIDDEN], in_bias[MK_NET_HIDDEN];
    float out[MK_NET_HIDDEN][MK_NET_OUTPUTS], out_bias[MK_NET_OUTPUTS];
} weights;
enum { WEIGHTS = sizeof(weights) / sizeof(float) };

typedef struct learner { int from; mk_net outputs; weights w; } learner;

/* Chooses the outputs of a direction (from side[from] to the other) and learns it: `rounds` times over all pairs, in an order by `seed`. */
learner *learn(mk_arena *a, const pair *pairs, size_t n, int from, int rounds, uint64_t seed);
/* ln P(the other side | this side). */
double learn_likelihood(const learner *l, const pair *p);
/* As translit_int.h says. */
void learn_write(const learner *l, mk_buf *to);
#endif
