/* SPDX-License-Identifier: Apache-2.0 */
#include "link_int.h"

/* Pairs of places become pairs of rows, the lower one first, with their probability. */
static void name_pairs(mk_link *l)
{
    enum { AHEAD = 24 };
    for (uint64_t i = 0; i < l->pairs; i++) {
        mk_link_pair *p = &l->pair[i];
        if (i + AHEAD < l->pairs) {
            __builtin_prefetch(&l->at_row[p[AHEAD].a]);
            __builtin_prefetch(&l->at_row[p[AHEAD].b]);
        }
        uint32_t x = l->at_row[p->a], y = l->at_row[p->b];
        p->a = x < y ? x : y;
        p->b = x < y ? y : x;
        p->probability = (float)mk_bits_probability((double)p->weight);
    }
}

/* Pairs by their rows: laid by the first, of which each has few, then set right by the second. */
static void sort_pairs(mk_link *l)
{
    enum { AHEAD = 24 };
    if (!l->pairs) return;
    mk_arena *tmp = mk_arena_child(l->arena);
    mk_link_pair *p = mk_arena_alloc(tmp, (l->pairs + 1) * sizeof *p);
    uint32_t *at = MK_NEWN(tmp, uint32_t, (size_t)l->rows + 2);         /* there are no more pairs than that (mk_link_people) */
    memcpy(p, l->pair, l->pairs * sizeof *p);
    for (uint64_t i = 0; i < l->pairs; i++) {
        if (i + AHEAD < l->pairs) __builtin_prefetch(&at[p[i + AHEAD].a + 1], 1);
        at[p[i].a + 1]++;
    }
    for (uint32_t i = 0; i < l->rows; i++) at[i + 1] += at[i];
    for (uint64_t i = 0; i < l->pairs; i++) {
        if (i + AHEAD < l->pairs) __builtin_prefetch(&at[p[i + AHEAD].a], 1);
        l->pair[at[p[i].a]++] = p[i];
    }
    for (uint64_t i = 1; i < l->pairs; i++) {
        mk_link_pair x = l->pair[i];
        uint64_t j = i;
        for (; j && l->pair[j - 1].a == x.a && l->pair[j - 1].b > x.b; j--) l->pair[j] = l->pair[j - 1];
        l->pair[j] = x;
    }
    mk_arena_free(tmp);
}

/* The model somebody gives must be of the same fields. */
static int use_model(mk_cx *cx, mk_link *l, const mk_link_model *m)
{
    bool same = m->fields == l->fields;
    for (int f = 0; f < l->fields && same; f++) same = m->kind[f] == l->field[f].kind;
    if (!same) return mk_fail(cx, MK_EBADDATA, "the model was learnt from other columns; learn it again from these");
    l->model = *m;
    mk_link_use_variants(l, m);
    return 0;
}

static int learn(mk_cx *cx, mk_link *l, mk_cands *c)
{
    MK_TRY(mk_link_train(cx, l, c));
    mk_link_lift(l);
    mk_link_weigh(l, c);
    MK_TRY(mk_link_people(cx, l));
    if (mk_link_learn_variants(cx, l) > 0) {            /* once more, knowing which names are variants */
        mk_link_compare_again(cx, l, c);
        MK_TRY(mk_link_train(cx, l, c));
    }
    mk_link_lift(l);
    mk_link_weigh(l, c);
    return mk_link_people(cx, l);
}

int mk_link_run(mk_cx *cx, mk_link_rows *rows, const mk_link_options *opt, mk_link **ret)
{
    mk_arena *a = mk_arena_child(cx->arena);
    mk_link *l = MK_NEW(a, mk_link);
    mk_cands c;
    l->arena = a;
    l->edge = opt && opt->edge > 0 ? opt->edge : .01;
    MK_TRY(mk_link_prepare(cx, rows, l));
    mk_link_model *m = &l->model;
    m->fields = l->fields;
    for (int f = 0; f < l->fields; f++) {
        m->kind[f] = l->field[f].kind;
        m->name[f] = l->field[f].name;
        m->levels[f] = l->field[f].levels;
    }
    if (opt && opt->model) MK_TRY(use_model(cx, l, opt->model));
    else mk_link_shares(l);
    mk_link_frequencies(l);
    mk_cx own = *cx;
    own.arena = a;
    MK_TRY(mk_crew_new(&own, &l->crew));
    MK_TRY(mk_link_candidates(cx, l, opt ? opt->pair_limit : 0, &c));
    if (opt && opt->model) {
        mk_link_weigh(l, &c);
        MK_TRY(mk_link_people(cx, l));
    } else {
        m->rows = l->n;
        MK_TRY(learn(cx, l, &c));
    }
    l->known = NULL;
    mk_lone_free(&c.mem);
    mk_link_name_clusters(l);
    mk_lone_free(&l->who_mem);
    name_pairs(l);
    sort_pairs(l);
    if (!(opt && opt->model)) mk_link_keep_variants(l);
    mk_link_show(a, m);
    l->why = MK_NEW(a, mk_compare);
    *l->why = mk_compare_on(a, l);
    l->stats.rows = l->rows;
    l->stats.kept = l->pairs;
    l->stats.prior = m->prior;
    l->stats.loglik = m->loglik;
    l->stats.iterations = m->iterations;
    *ret = l;
    return 0;
}

const mk_link_model *mk_link_model_of(const mk_link *l) { return &l->model; }
mk_link_stats mk_link_about(const mk_link *l) { return l->stats; }
const uint32_t *mk_link_clusters(const mk_link *l) { return l->cluster; }
size_t mk_link_columns(const mk_link *l, const mk_link_column **ret) { *ret = l->column; return l->columns; }
size_t mk_link_pairs(const mk_link *l, const mk_link_pair **ret) { *ret = l->pair; return l->pairs; }

size_t mk_link_fields(const mk_link_model *m, const mk_link_field **ret) { *ret = m->shown; return (size_t)m->fields; }
size_t mk_link_rules(const mk_link_model *m, const mk_link_rule **ret) { *ret = m->shown_rule; return (size_t)m->rules; }

/* What is shown of a model. */
void mk_link_show(mk_arena *a, mk_link_model *m)
{
    m->shown = MK_NEWN(a, mk_link_field, m->fields + 1);
    m->shown_rule = MK_NEWN(a, mk_link_rule, m->rules + 1);
    for (int f = 0; f < m->fields; f++) {
        int n;
        const char *const *name = mk_levels_of(m->kind[f], &n);
        mk_link_level *level = MK_NEWN(a, mk_link_level, n);
        for (int i = 0; i < n; i++) level[i] = (mk_link_level){ name[i], m->shown_m[f][i], m->shown_u[f][i] };
        m->shown[f] = (mk_link_field){ m->name[f], m->kind[f], n, level, { m->parent[f][0], m->parent[f][1] } };
    }
    for (int r = 0; r < m->rules; r++) m->shown_rule[r] = (mk_link_rule){ m->rule[r].name, m->rule[r].pairs, m->rule[r].recall };
}
