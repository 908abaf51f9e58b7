/* SPDX-License-Identifier: Apache-2.0
 * Which fields depend on which: by how much the weights of the candidates change when two fields are taken together. */
#include "train_int.h"

/* How much it matters that two fields are taken together: mean change of a candidate pair's weight, in bits. */
static double matters(const learning *t, bool others, int a, int b)
{
    const mk_link_model *m = &t->l->model;
    int A = m->levels[a], B = m->levels[b];
    double j[MK_LEVELS][MK_LEVELS] = { { 0 } }, x[MK_LEVELS] = { 0 }, y[MK_LEVELS] = { 0 }, s = 0, n[MK_LEVELS][MK_LEVELS] = { { 0 } }, all = 0, sum = 0;
    for (uint32_t p = 0; p < t->p->n; p++) {
        const uint8_t *g = t->p->gamma + (size_t)p * m->fields;
        double k = t->p->count[p];
        all += k;
        if (!g[a] || !g[b]) continue;
        mk_kin q = mk_kin_of(t, p, a, b);
        double w = others ? (t->p->sample[p] + k) * (1 - q.person - q.home) : k * q.person;
        j[g[a]][g[b]] += w;
        x[g[a]] += w;
        y[g[b]] += w;
        s += w;
        n[g[a]][g[b]] += k;
    }
    for (int i = 1; i < A; i++)
        for (int k = 1; k < B; k++) {
            double e = x[i] * y[k] / (s + 1e-9);
            sum += n[i][k] * __builtin_fabs(__builtin_log2((j[i][k] + 2) / (e + 2)));
        }
    return all > 0 ? sum / all : 0;
}

static bool is_place(mk_link_kind k) { return k == MK_LK_CITY || k == MK_LK_POSTCODE || k == MK_LK_ADDRESS || k == MK_LK_HOUSE; }
static bool is_name(mk_link_kind k) { return k == MK_LK_GIVEN || k == MK_LK_FAMILY || k == MK_LK_OTHER_NAMES; }
static bool is_any(mk_link_kind k) { return k == MK_LK_WORD || k == MK_LK_TEXT; }

/* Between which fields different people agree together. Without this bound the others could take over whole slices of the true pairs
 * (say, all with an initial): the likelihood does not mind. */
static bool may_depend(mk_link_kind on, mk_link_kind k)
{
    switch (k) {
    case MK_LK_MAIL: return on == MK_LK_GIVEN || on == MK_LK_FAMILY;
    case MK_LK_GIVEN: case MK_LK_FAMILY: case MK_LK_OTHER_NAMES: return is_name(on);
    case MK_LK_PHONE: return on == MK_LK_FAMILY || is_place(on);
    case MK_LK_CITY: case MK_LK_POSTCODE: case MK_LK_ADDRESS: case MK_LK_HOUSE: return is_place(on) || on == MK_LK_FAMILY || on == MK_LK_PHONE || is_any(on);
    case MK_LK_WORD: case MK_LK_TEXT: return on != MK_LK_BIRTH && on != MK_LK_NATID;
    case MK_LK_BIRTH: case MK_LK_NATID: case MK_LK_IGNORE: case MK_LK_NAME: case MK_LK_KINDS_: break;
    }
    return false;
}

void mk_learn_dependences(learning *t)
{
    mk_link_model *m = &t->l->model;
    for (int f = 1; f < m->fields; f++) {
        double most = .02;
        for (int p = 0; p < f; p++) {
            bool may = (is_name(m->kind[p]) && is_name(m->kind[f])) || (is_place(m->kind[p]) && is_place(m->kind[f]));
            double s = may ? matters(t, false, p, f) : 0;
            if (s > most) { most = s; m->beside[f] = p; }
        }
        double best[MK_PARENTS] = { 0 };
        int who[MK_PARENTS];
        for (int k = 0; k < MK_PARENTS; k++) who[k] = -1;
        for (int p = 0; p < f; p++) {
            if (!may_depend(m->kind[p], m->kind[f])) continue;
            double s = matters(t, true, p, f);
            int at = p;
            for (int k = 0; k < MK_PARENTS; k++)
                if (s > best[k]) { double d = best[k]; best[k] = s; s = d; int w = who[k]; who[k] = at; at = w; }
        }
        for (int k = 0; k < MK_PARENTS; k++) m->parent[f][k] = best[k] > .01 ? who[k] : -1;
    }
}
