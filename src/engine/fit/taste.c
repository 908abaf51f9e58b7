/* SPDX-License-Identifier: Apache-2.0 */
#include "taste.h"
#include <math.h>
#include <stdlib.h>
#include "colour.h"
#include "special.h"
#include "utf8.h"

static const double K = 3;       /* weight of what is usual, in pieces */
static const double CHANCE = .05;

/* One attribute: how often each value was kept. */
typedef struct worth { mk_str value; mk_colour colour; double weight; } worth;
typedef struct scale { mk_str name; bool colour; mk_vec(worth) value; double all; } scale;
typedef mk_vec(scale) scales;
struct mk_taste_base { mk_arena *arena; scales scale; };
/* said: parts by hash of name and value, like: of his own the nearest by hash of the text. Goods share values and, but for the size, texts. */
struct mk_taste { const mk_taste_base *base; scales scale; const mk_look *his; size_t n; mk_map said, like; mk_vec(mk_taste_part) part; };

bool mk_taste_counts(mk_str name)
{
    static const char *const not[] = { "size", "depart", "return", "nights", "text", "price", "season", "for" };
    for (size_t i = 0; i < sizeof not / sizeof *not; i++) if (mk_str_eqz(name, not[i])) return false;
    return true;
}

mk_str mk_look_value(const mk_look *l, mk_str name)
{
    for (size_t i = 0; i < l->n; i++) if (mk_str_eq(l->trait[i].name, name)) return l->trait[i].value;
    return MK_S("");
}

void mk_look_ready(mk_arena *a, mk_look *l)
{
    mk_look_key *value = MK_NEWN(a, mk_look_key, l->n + 1);
    l->keys = (mk_look_keys){ mk_hash(1, l->article), value, 0, mk_grams_of(a, l->text) };
    for (size_t i = 0; i < l->n; i++)
        if (mk_taste_counts(l->trait[i].name) && l->trait[i].value.n) value[l->keys.n++] = (mk_look_key){ mk_hash(mk_hash(2, l->trait[i].name), l->trait[i].value), &l->trait[i] };
}

size_t mk_looks_share(const mk_look *x, const mk_look *y)
{
    size_t same = 0;
    for (size_t i = 0; i < x->keys.n; i++)
        for (size_t k = 0; k < y->keys.n; k++)
            if (x->keys.value[i].hash == y->keys.value[k].hash) { same++; break; }
    return same;
}

static const scale *scale_named(const scales *s, mk_str name)
{
    for (size_t i = 0; i < s->n; i++) if (mk_str_eq(s->p[i].name, name)) return &s->p[i];
    return NULL;
}

static void put(mk_arena *a, scales *s, mk_str name, mk_str value, double weight)
{
    scale *at = NULL;
    for (size_t k = 0; k < s->n && !at; k++) if (mk_str_eq(s->p[k].name, name)) at = &s->p[k];
    if (!at) {
        at = mk_vec_push(a, s);
        at->name = name;
        at->colour = mk_str_eqz(name, "colour");
    }
    worth *v = NULL;
    for (size_t k = 0; k < at->value.n && !v; k++) if (mk_str_eq(at->value.p[k].value, value)) v = &at->value.p[k];
    if (!v) {
        v = mk_vec_push(a, &at->value);
        v->value = value;
        if (at->colour) v->colour = mk_colour_of(a, value);
    }
    v->weight += weight;
    at->all += weight;
}

static void count(mk_arena *a, scales *s, const mk_look *look, double weight)
{
    for (size_t i = 0; i < look->n; i++)
        if (mk_taste_counts(look->trait[i].name) && look->trait[i].value.n) put(a, s, look->trait[i].name, look->trait[i].value, weight);
}

mk_taste_base *mk_taste_base_new(mk_arena *a)
{
    mk_taste_base *b = MK_NEW(a, mk_taste_base);
    b->arena = a;
    return b;
}

void mk_taste_base_add(mk_taste_base *b, const mk_look *look, double weight) { if (weight > 0) count(b->arena, &b->scale, look, weight); }

void mk_taste_base_put(mk_taste_base *b, mk_str name, mk_str value, double weight) { put(b->arena, &b->scale, name, value, weight); }

bool mk_taste_base_at(const mk_taste_base *b, size_t i, mk_str *ret_name, mk_str *ret_value, double *ret_weight)
{
    for (size_t k = 0; k < b->scale.n; k++) {
        const scale *s = &b->scale.p[k];
        if (i < s->value.n) {
            *ret_name = s->name, *ret_value = s->value.p[i].value, *ret_weight = s->value.p[i].weight;
            return true;
        }
        i -= s->value.n;
    }
    return false;
}

mk_taste *mk_taste_of(mk_arena *a, const mk_taste_base *b, const mk_look *his, size_t n)
{
    mk_taste *t = MK_NEW(a, mk_taste);
    t->base = b;
    t->his = his;
    t->n = n;
    t->said = mk_map_on(a);
    t->like = mk_map_on(a);
    for (size_t i = 0; i < n; i++) if (his[i].count > 0) count(a, &t->scale, &his[i], his[i].count);
    return t;
}

/* How much of a scale is this value; of colours, the near ones too. */
static double weight_of(mk_arena *a, const scale *s, mk_str value)
{
    double w = 0;
    mk_colour colour = { 0 };
    if (s && s->colour) colour = mk_colour_of(a, value);
    for (size_t k = 0; s && k < s->value.n; k++) {
        if (s->colour) w += s->value.p[k].weight * mk_colour_near(&s->value.p[k].colour, &colour);
        else if (mk_str_eq(s->value.p[k].value, value)) w += s->value.p[k].weight;
    }
    return w;
}

/* --- text --- */

enum { GRAMS = 160 };

static int by_hash(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

mk_grams mk_grams_of(mk_arena *a, mk_str text)
{
    uint64_t *g = MK_NEWN(a, uint64_t, GRAMS);
    mk_str f = mk_fold_text(a, text);
    uint64_t last[3] = { ' ', ' ', ' ' };
    size_t n = 0, i = 0;
    while (i < f.n && n < GRAMS) {
        uint32_t c = mk_utf8_next(f, &i);
        static const uint32_t finals[][2] = { { 0x5da, 0x5db }, { 0x5dd, 0x5de }, { 0x5df, 0x5e0 }, { 0x5e3, 0x5e4 }, { 0x5e5, 0x5e6 } };
        for (size_t k = 0; k < 5; k++) if (c == finals[k][0]) c = finals[k][1];
        last[0] = last[1], last[1] = last[2], last[2] = c;
        g[n++] = mk_hash2(mk_hash2(last[0], last[1]), last[2]);
    }
    if (n) qsort(g, n, sizeof *g, by_hash);
    return (mk_grams){ g, n };
}

double mk_grams_near(mk_grams x, mk_grams y)
{
    double dot = 0, xx = 0, yy = 0;
    size_t i = 0, k = 0;
    while (i < x.n || k < y.n) {
        uint64_t g = k >= y.n || (i < x.n && x.hash[i] < y.hash[k]) ? x.hash[i] : y.hash[k];
        double cx = 0, cy = 0;
        for (; i < x.n && x.hash[i] == g; i++) cx++;
        for (; k < y.n && y.hash[k] == g; k++) cy++;
        dot += cx * cy, xx += cx * cx, yy += cy * cy;
    }
    return xx > 0 && yy > 0 ? dot / sqrt(xx * yy) : 0;
}

/* --- the sum --- */

static int larger_first(const void *x, const void *y)
{
    const mk_taste_part *a = x, *b = y;
    return a->score != b->score ? (a->score < b->score) - (a->score > b->score) : mk_str_cmp(a->name, b->name);
}

/* What a value adds: places in t->part, once for each value. */
static const mk_taste_part *value_part(mk_arena *a, mk_taste *t, const mk_look_key *key)
{
    bool new;
    mk_str name = key->trait->name, value = key->trait->value;
    uint64_t *at = mk_map_put(&t->said, key->hash, &new);
    if (!new) return &t->part.p[*at];
    *at = t->part.n;
    const scale *base = scale_named(&t->base->scale, name), *his = scale_named(&t->scale, name);
    double share = base ? (weight_of(a, base, value) + .5) / (base->all + .5 * (double)(base->value.n + 1)) : 1;
    if (share > 1) share = 1;
    mk_taste_part p = { .name = name, .value = value, .his = weight_of(a, his, value), .of = his ? his->all : 0, .share = share };
    p.score = log((p.his + K * share) / (p.of + K) / share);
    *mk_vec_push(a, &t->part) = p;
    return &t->part.p[t->part.n - 1];
}

bool mk_taste_tells(const mk_taste_part *p)
{
    return !p->like && p->his >= .5 && p->score > 0 && mk_beta_inc(p->his, p->of - p->his + 1, p->share) <= CHANCE;
}

static const mk_taste_part *text_part(mk_arena *a, mk_taste *t, const mk_look *look)
{
    bool new;
    uint64_t *at = mk_map_put(&t->like, mk_hash(2, look->text), &new);
    if (!new) return &t->part.p[*at];
    *at = t->part.n;
    mk_taste_part p = { .name = MK_S("text") };
    for (size_t i = 0; i < t->n; i++) {
        double near = t->his[i].count > 0 ? mk_grams_near(t->his[i].keys.grams, look->keys.grams) : 0;
        if (near > p.share) p.share = near, p.like = &t->his[i];
    }
    if (p.like) {
        p.value = p.like->label;
        p.score = MK_TASTE_TEXT * p.share;
    }
    *mk_vec_push(a, &t->part) = p;
    return &t->part.p[t->part.n - 1];
}

double mk_taste_values(mk_arena *a, mk_taste *t, const mk_look *look)
{
    double sum = 0;
    for (size_t i = 0; i < look->keys.n && i < MK_TASTE_PARTS - 1; i++) sum += value_part(a, t, &look->keys.value[i])->score;
    return sum;
}

double mk_taste_score(mk_arena *a, mk_taste *t, const mk_look *look, mk_taste_part part[MK_TASTE_PARTS], size_t *ret_n)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < look->keys.n && n < MK_TASTE_PARTS - 1; i++) {
        part[n] = *value_part(a, t, &look->keys.value[i]);
        sum += part[n++].score;
    }
    const mk_taste_part *like = text_part(a, t, look);
    if (like->like) {
        sum += like->score;
        part[n++] = *like;
    }
    if (n) qsort(part, n, sizeof *part, larger_first);
    *ret_n = n;
    return sum;
}
