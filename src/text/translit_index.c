/* SPDX-License-Identifier: Apache-2.0
 * Postings sorted by key. Those who share a key are all weighed in the direction that reads the query, whose expectations are worked out once;
 * the best of them in both. */
#include "translit_index.h"
#include "translit_int.h"

typedef struct posting { uint64_t key; uint32_t at; } posting;

struct mk_translit_index { const mk_translit_model *model; const mk_translit *token; posting *p; size_t n; };

static int by_key(const void *x, const void *y)
{
    const posting *a = x, *b = y;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

enum { PROFILE = MK_TRANSLIT_MOST * MK_NET_OUTPUTS };

mk_translit_index *mk_translit_index_new(mk_arena *a, const mk_translit_model *m, const mk_translit *token, size_t n)
{
    mk_translit_index *ix = MK_NEW(a, mk_translit_index);
    uint8_t space[PROFILE];
    mk_translit_profile p;
    mk_net_keys s;
    size_t keys = 0;
    *ix = (mk_translit_index){ m, token, NULL, 0 };
    for (size_t i = 0; i < n; i++) keys += token[i].script == MK_SCRIPT_LATIN ? MK_NET_KEYS : 1;
    ix->p = MK_NEWN(a, posting, keys);
    for (size_t i = 0; i < n; i++) {
        bool latin = token[i].script == MK_SCRIPT_LATIN && token[i].n;
        if (latin) p = mk_net_profile(m, &token[i], space);
        mk_net_sounds(m, &token[i], latin ? &p : NULL, MK_NET_KEYS, 1e-5f, 12, &s);
        for (int k = 0; k < s.n; k++) ix->p[ix->n++] = (posting){ s.key[k], (uint32_t)i };
    }
    if (ix->n) qsort(ix->p, ix->n, sizeof *ix->p, by_key);
    return ix;
}

static size_t first_of(const mk_translit_index *ix, uint64_t key)
{
    size_t from = 0, to = ix->n;
    while (from < to) {
        size_t mid = (from + to) / 2;
        if (ix->p[mid].key < key) from = mid + 1;
        else to = mid;
    }
    return from;
}

/* Keeps the `most` best; what is equal keeps its order. */
static void keep(mk_translit_hit *hit, size_t *n, size_t most, mk_translit_hit h)
{
    size_t k = *n < most ? *n : most;
    if (k == most && hit[most - 1].fit.score >= h.fit.score) return;
    if (k == most) k--;
    else ++*n;
    for (; k > 0 && hit[k - 1].fit.score < h.fit.score; k--) hit[k] = hit[k - 1];
    hit[k] = h;
}

size_t mk_translit_find(const mk_translit_index *ix, const mk_translit *query, mk_translit_hit *ret, size_t most, size_t *ret_seen)
{
    enum { WEIGHED = 32, AT_LEAST = 5 };
    const float far = 13;                        /* nats behind the first, in one direction: what is farther does not win in both */
    const mk_translit_model *m = ix->model;
    const mk_net *net = mk_net_of(m, query->script);
    uint8_t mine[PROFILE], his[PROFILE];
    mk_translit_hit hit[WEIGHED], out[MK_TRANSLIT_HITS];
    size_t n = 0, found = 0, seen = 0;
    if (most > MK_TRANSLIT_HITS) most = MK_TRANSLIT_HITS;
    if (ret_seen) *ret_seen = 0;
    if (!net || query->n == 0 || most == 0) return 0;
    mk_translit_profile q = mk_net_profile(m, query, mine);
    mk_net_keys s;
    mk_net_sounds(m, query, &q, MK_NET_KEYS, 1e-5f, 12, &s);
    for (int k = 0; k < s.n; k++)
        for (size_t i = first_of(ix, s.key[k]); i < ix->n && ix->p[i].key == s.key[k]; i++) {
            const mk_translit *t = &ix->token[ix->p[i].at];
            if (t->script == query->script) continue;
            float one = mk_net_forward(m, net, &q, query, t);
            seen++;
            keep(hit, &n, WEIGHED, (mk_translit_hit){ ix->p[i].at, { .score = one } });
        }
    float best = n ? hit[0].fit.score : 0;
    for (size_t i = 0; i < n && (i < AT_LEAST || hit[i].fit.score > best - far); i++) {
        const mk_translit *t = &ix->token[hit[i].at];
        mk_translit_profile h = mk_net_profile(m, t, his);
        hit[i].fit = mk_translit_score(m, query, &q, t, &h);
        keep(out, &found, most, hit[i]);
    }
    memcpy(ret, out, sizeof *ret * found);
    if (ret_seen) *ret_seen = seen;
    return found;
}
