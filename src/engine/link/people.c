/* SPDX-License-Identifier: Apache-2.0
 * From pairs to people. Pairs that are likelier than not give components; inside each the weights of all pairs, also of those that no
 * key found, decide: the two groups whose pairs speak most for each other on average are joined, as long as they do. */
#include "link_int.h"
#include "union.h"

static const double LIFT = .15, LIFT_SIZE = .3;

enum { AHEAD = 24, WHOLE = 1500 };      /* WHOLE: rows of a component that are all held against each other */

typedef struct group_work { const mk_link *l; mk_compare cmp; mk_arena *a; } group_work;

static float clipped(const mk_link *l, uint32_t a, uint32_t b, float w)
{
    w = w < -10 ? -10 : w > 10 ? 10 : w;
    return w < 0 && mk_pair_forbidden(l, a, b) ? -1e6f : w;             /* no average makes up for it */
}

/* Weighs the pairs of one component that are not known yet, and parts it. member: k places, ascending; s: k x k weights, those that are not
 * known above UNKNOWN; ret[i]: the least of those that member i is with. */
#define UNKNOWN 1e9f
static void part(group_work *w, const uint32_t *member, uint32_t k, float *s, uint32_t *ret)
{
    for (uint32_t i = 0; i < k; i++)
        for (uint32_t j = 0; j < i; j++) {
            float b = s[i * k + j];
            if (b >= UNKNOWN) b = (float)mk_pair_bits(&w->cmp, member[j], member[i]);
            s[i * k + j] = s[j * k + i] = clipped(w->l, member[j], member[i], b);
        }
    mk_link_average(w->a, s, k, ret);
}

/* Every row's up[] comes before it: one look makes it the first of its component. Counts the rows of each; returns the most of any. */
static uint32_t flatten(uint32_t *up, uint32_t n, uint32_t *size)
{
    uint32_t most = 0;
    memset(size, 0, (size_t)n * sizeof *size);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t r = up[i] = up[up[i]], k = ++size[r];
        if (k > most) most = k;
    }
    return most;
}

static inline void fetch_pair(const uint32_t *up, const mk_link_pair *p)
{
    __builtin_prefetch(&up[p->a], 1);
    __builtin_prefetch(&up[p->b], 1);
}

/* Components by pairs above a weight: `up` of each row is the first of its own. One that is too large to be looked at whole is held together
 * by chains: only its stronger pairs count, until it falls apart. */
static void components(const mk_link *l, mk_arena *a, uint32_t *up, uint32_t *size)
{
    uint32_t n = l->n;
    uint8_t *done = NULL;
    mk_union_start(up, n);
    for (int cut = 0; cut < 64; cut += 2) {
        for (uint64_t i = 0; i < l->pairs; i++) {
            const mk_link_pair *p = &l->pair[i];
            if (i + AHEAD < l->pairs) fetch_pair(up, p + AHEAD);
            if (p->weight <= (float)cut || (done && (done[p->a] || done[p->b]))) continue;
            mk_union_join(up, p->a, p->b);
        }
        if (flatten(up, n, size) <= WHOLE) return;
        if (!done) done = MK_NEWN(a, uint8_t, n);
        for (uint32_t i = 0; i < n; i++) done[i] = size[up[i]] <= WHOLE;
        for (uint32_t i = 0; i < n; i++)
            if (!done[i]) up[i] = i;
    }
    flatten(up, n, size);
}

static float *unknown(mk_arena *a, uint32_t k)
{
    float *s = mk_arena_alloc(a, (size_t)k * k * sizeof *s);
    for (size_t i = 0; i < (size_t)k * k; i++) s[i] = UNKNOWN;
    return s;
}

/* Components of three rows and more; of two and one there is nothing to decide. Their rows and their pairs lie one component behind the other. */
typedef struct known { uint32_t of, x, y; float weight; } known;        /* of: its component; x, y: which of the rows of that */
typedef struct grouping { uint32_t n, *row, *from; known *pair; uint32_t *pair_from; } grouping;        /* from, pair_from: where each begins */

enum { NONE = UINT32_MAX };

/* Their rows. place: of each row, where it lies; of: the component of each place. size, of each root, is used up. */
static void group_rows(grouping *g, mk_arena *a, const uint32_t *up, uint32_t n, uint32_t *size, uint32_t *place, uint32_t **ret_of)
{
    uint32_t rows = 0;
    g->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (size[i] < 3) continue;
        rows += size[i];
        g->n++;
    }
    g->row = mk_arena_alloc(a, ((size_t)rows + 1) * sizeof *g->row);
    g->from = mk_arena_alloc(a, ((size_t)g->n + 1) * sizeof *g->from);
    uint32_t *of = *ret_of = mk_arena_alloc(a, ((size_t)rows + 1) * sizeof *of), *next = mk_arena_alloc(a, ((size_t)g->n + 1) * sizeof *next), c = 0;
    g->from[0] = 0;
    for (uint32_t i = 0; i < n; i++) {                  /* a root is the first row of its component */
        if (up[i] == i && size[i] > 2) {
            next[c] = g->from[c];
            g->from[c + 1] = g->from[c] + size[i];
            size[i] = c++;
        } else if (up[i] == i) size[i] = NONE;
        uint32_t k = size[up[i]];
        place[i] = NONE;
        if (k == NONE) continue;
        place[i] = next[k]++;
        g->row[place[i]] = i;
        of[place[i]] = k;
    }
}

static grouping group(const mk_link *l, mk_arena *a, const uint32_t *up, uint32_t *size)
{
    grouping g;
    mk_arena *tmp = mk_arena_child(a);
    uint32_t *place = mk_arena_alloc(tmp, ((size_t)l->n + 1) * sizeof *place), *of, pairs = 0;
    known *found = mk_arena_alloc(tmp, ((size_t)l->pairs + 1) * sizeof *found);
    group_rows(&g, a, up, l->n, size, place, &of);
    g.pair_from = MK_NEWN(a, uint32_t, (size_t)g.n + 2);
    for (uint64_t i = 0; i < l->pairs; i++) {
        const mk_link_pair *p = &l->pair[i];
        if (i + AHEAD < l->pairs) fetch_pair(place, p + AHEAD);
        uint32_t x = place[p->a], y = place[p->b];
        if (x == NONE || y == NONE || of[x] != of[y]) continue;
        found[pairs++] = (known){ of[x], x - g.from[of[x]], y - g.from[of[x]], p->weight };
        g.pair_from[of[x] + 2]++;
    }
    g.pair = mk_arena_alloc(a, ((size_t)pairs + 1) * sizeof *g.pair);
    for (uint32_t c = 0; c < g.n; c++) g.pair_from[c + 1] += g.pair_from[c];
    for (uint32_t i = 0; i < pairs; i++) g.pair[g.pair_from[found[i].of + 1]++] = found[i];
    mk_arena_free(tmp);
    return g;
}

int mk_link_people(mk_cx *cx, mk_link *l)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    uint32_t n = l->n, *up = l->who = mk_lone_room(l->arena, &l->who_mem, ((size_t)n + 1) * sizeof *up), *size = mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *size);
    if (l->pairs > UINT32_MAX) return mk_fail(cx, MK_ELIMIT, "more than 2^32 pairs");
    components(l, tmp, up, size);
    grouping g = group(l, tmp, up, size);
    group_work w = { l, mk_compare_on(tmp, l), mk_arena_child(tmp) };
    for (uint32_t c = 0; c < g.n; c++) {
        const uint32_t *member = g.row + g.from[c], k = g.from[c + 1] - g.from[c];
        for (uint32_t i = g.from[c] + AHEAD; i < g.from[c + 1] + AHEAD && i < g.from[g.n]; i++) __builtin_prefetch(mk_rec(l, g.row[i]));
        mk_arena_mark here = mk_arena_here(w.a);
        float *s = unknown(w.a, k);
        for (uint32_t j = g.pair_from[c]; j < g.pair_from[c + 1]; j++) {
            const known *p = &g.pair[j];
            s[p->x * k + p->y] = s[p->y * k + p->x] = p->weight;
        }
        uint32_t *with = mk_arena_alloc(w.a, k * sizeof *with);
        part(&w, member, k, s, with);
        for (uint32_t j = 0; j < k; j++) up[member[j]] = member[with[j]];
        mk_arena_rewind(w.a, here);
        if ((c & 1023) == 0) MK_TRY(mk_cx_check(cx));
    }
    mk_arena_free(tmp);
    return 0;
}

/* Where people have many rows, more of the pairs are of two rows that are both badly written, which classes of care do not foresee: such
 * pairs are true more often than learning says. By how much was measured (docs/maths/identity.md). */
void mk_link_lift(mk_link *l)
{
    uint32_t people = 0;
    for (uint32_t i = 0; i < l->n && l->who; i++) people += l->who[i] == i;
    double size = people ? (double)l->n / people : 1;
    l->model.lift = LIFT + LIFT_SIZE * __builtin_log2(size);
}

void mk_link_name_clusters(mk_link *l)
{
    mk_arena *tmp = mk_arena_child(l->arena);
    uint32_t n = l->n, *least = mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *least);
    l->cluster = mk_arena_alloc(l->arena, ((size_t)l->rows + 1) * sizeof *l->cluster);
    l->stats.clusters = 0;
    memcpy(least, l->at_row, (size_t)n * sizeof *least);
    for (uint32_t i = 0; i < n; i++)
        if (l->at_row[i] < least[l->who[i]]) least[l->who[i]] = l->at_row[i];
    for (uint32_t i = 0; i < l->equals; i++) {
        uint32_t row = l->equal[2 * i], *first = &least[l->who[l->place[row]]];
        if (row < *first) *first = row;
    }
    for (uint32_t i = 0; i < l->equals; i++) l->cluster[l->equal[2 * i]] = least[l->who[l->place[l->equal[2 * i]]]];
    for (uint32_t i = 0; i < n; i++) {
        l->cluster[l->at_row[i]] = least[l->who[i]];
        l->stats.clusters += l->who[i] == i;
    }
    mk_arena_free(tmp);
}

void mk_link_part(mk_cx *cx, const mk_link *l, const uint32_t *row, size_t n, uint32_t *ret)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    uint32_t *member = mk_arena_alloc(tmp, (n + 1) * sizeof *member), *with = mk_arena_alloc(tmp, (n + 1) * sizeof *with), *least = mk_arena_alloc(tmp, (n + 1) * sizeof *least);
    for (size_t i = 0; i < n; i++) {                    /* by place, ascending */
        uint32_t p = l->place[row[i]];
        size_t k = i;
        for (; k && member[k - 1] > p; k--) member[k] = member[k - 1];
        member[k] = p;
    }
    for (uint32_t i = 0; i < n; i++) { with[i] = i; least[i] = UINT32_MAX; }
    group_work w = { l, { l, NULL }, tmp };
    if (n == 2) { if (mk_pair_bits(&w.cmp, member[0], member[1]) > 0) with[1] = 0; }
    else if (n > 2) part(&w, member, (uint32_t)n, unknown(tmp, (uint32_t)n), with);
    for (size_t i = 0; i < n; i++) {
        uint32_t p = l->place[row[i]], k = 0;
        while (member[k] != p) k++;
        ret[i] = with[k];
        if (row[i] < least[with[k]]) least[with[k]] = row[i];
    }
    for (size_t i = 0; i < n; i++) ret[i] = least[ret[i]];
    mk_arena_free(tmp);
}
