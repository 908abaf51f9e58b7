/* SPDX-License-Identifier: Apache-2.0
 * Sound keys: the consonants of the Hebrew spelling, in classes. A Hebrew token has one; a Latin token has those of the spellings that the
 * model expects, likeliest first: a beam over the key so far, all outputs that give the same key added up.
 *
 *   B ב, וו, first ו    G ג     D ד     S ז ס צ ש    K ח כ ק    T ט ת    L ל    M מ    N נ    P פ    R ר    nothing: א ה ו י ע and the geresh
 *
 * A class that follows itself is written once. */
#include "hash.h"
#include "translit_int.h"

enum { BITS = 5, MOST = 12, BEAM = 40, SLOTS = 1024 };

static const uint8_t class_of[24] = {
    0, /* א */ 0, 'B' & 31, 'G' & 31, 'D' & 31, /* ה ו */ 0, 0, 'S' & 31, 'K' & 31, 'T' & 31, /* י */ 0, 'K' & 31, 'L' & 31, 'M' & 31, 'N' & 31,
    'S' & 31, /* ע */ 0, 'P' & 31, 'S' & 31, 'K' & 31, 'R' & 31, 'S' & 31, 'T' & 31, 0,
};
enum { VAV = 6 };

static uint64_t put(uint64_t key, unsigned c)
{
    if (c == 0 || (key & 31) == c || key >> (BITS * (MOST - 1))) return key;
    return key << BITS | c;
}

static uint64_t put_letters(uint64_t key, const uint8_t *p, int n, bool first)
{
    for (int i = 0; i < n; i++) {
        bool twice = p[i] == VAV && i + 1 < n && p[i + 1] == VAV;
        key = put(key, p[i] == VAV && (twice || (first && i == 0)) ? 'B' & 31 : class_of[p[i]]);
        i += twice;
    }
    return key;
}

typedef struct state { uint64_t key; float p; } state;

typedef struct beam { state slot[SLOTS]; int n; } beam;

static void meet(beam *b, uint64_t key, float p)
{
    size_t i = mk_fold(key + 1, UINT64_C(0x9e3779b97f4a7c15)) % SLOTS;
    while (b->slot[i].p > 0 && b->slot[i].key != key) i = (i + 1) % SLOTS;
    if (b->slot[i].p <= 0 && b->n++ >= SLOTS - 64) {
        b->n--;
        return;
    }
    b->slot[i].key = key;
    b->slot[i].p += p;
}

/* The best of a beam, best first; ties by key. */
static int best_of(const beam *b, state *ret, int most)
{
    int n = 0;
    for (int i = 0; i < SLOTS; i++) {
        const state *s = &b->slot[i];
        if (s->p <= 0) continue;
        int k = n < most ? n : most;
        while (k > 0 && (ret[k - 1].p < s->p || (ret[k - 1].p <= s->p && ret[k - 1].key > s->key))) {
            if (k < most) ret[k] = ret[k - 1];
            k--;
        }
        if (k < most) ret[k] = *s;
        if (n < most) n++;
    }
    return n;
}

void mk_net_sounds(const mk_translit_model *m, const mk_translit *x, const mk_translit_profile *px, int most, float least, int bits, mk_net_keys *ret)
{
    const mk_net *net = &m->from_latin;
    state now[BEAM] = { { 0, 1 } };
    int n = 1;
    ret->n = 0;
    if (x->script == MK_SCRIPT_HEBREW) ret->key[ret->n++] = put_letters(0, x->p, x->n, true);
    if (x->script != MK_SCRIPT_LATIN || !px) return;
    for (int i = 0; i < x->n; i++) {
        const uint8_t *p = px->p + (size_t)i * (size_t)px->outputs;
        beam next = { .n = 0 };
        float lowest = now[0].p * least * 0.1f;
        for (int s = 0; s < net->outputs; s++) {
            if (p[s] > bits * 16) continue;
            for (int k = 0; k < n; k++) {
                float q = now[k].p * m->step[p[s]];
                if (q > lowest) meet(&next, put_letters(now[k].key, net->letters[s], net->length[s], i == 0), q);
            }
        }
        n = best_of(&next, now, BEAM);
    }
    for (int i = 0; i < n && i < most; i++)
        if (now[i].p > now[0].p * least) ret->key[ret->n++] = now[i].key;
}

mk_sounds mk_sounds_of(const mk_translit_model *m, const mk_translit *x, const mk_translit_profile *px)
{
    mk_net_keys k;
    mk_sounds r = { 0 };
    mk_net_sounds(m, x, px, MK_SOUND_KEYS, 3e-4f, 9, &k);
    for (int i = 0; i < k.n; i++) r.key[r.n++] = mk_hash2(k.key[i], UINT64_C(0x736f756e64));
    return r;
}
