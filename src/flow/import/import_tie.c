/* SPDX-License-Identifier: Apache-2.0
 * Who shares a key: in order of the keys, those of a file who have one, and those of the store. A number is a person; a phone, a mail or a home is shared by
 * a household, too, so names must fit. */
#include "import_who_int.h"
#include "name.h"
#include "vec.h"

/* linked: whom exactly these cells were found to be before, 0 when they are new. first: of one of several whom the store has, the least of his persons. */
typedef struct member { uint64_t person; int64_t anchor, existing, linked, first; mk_str text; mk_name name; } member;

/* --- union of persons --- */

static uint32_t node_of(mk_cx *cx, mk_who *w, const member *m)
{
    bool fresh;
    uint64_t *at = mk_map_put(&w->index, m->person, &fresh);
    if (fresh) {
        *at = w->nodes.n;
        mk_who_node *n = mk_vec_push(cx->arena, &w->nodes);
        *n = (mk_who_node){ m->person, 0, UINT8_MAX, m->anchor, 0, mk_who_former(w, m->person) };
        *mk_vec_push(cx->arena, &w->up) = (uint32_t)*at;
    }
    return (uint32_t)*at;
}

static int64_t least(int64_t a, int64_t b) { return !a ? b : !b ? a : a < b ? a : b; }

/* The node of p is made before that of q, so that compilers agree. */
static void unite(mk_cx *cx, mk_who *w, const member *p, const member *q, mk_key_kind why)
{
    uint32_t a = node_of(cx, w, p), b = node_of(cx, w, q);
    if (!w->nodes.p[b].why) w->nodes.p[b].why = (uint8_t)why;
    if (!mk_union_roots(w->up.p, &a, &b)) return;
    mk_who_node *x = &w->nodes.p[a], *y = &w->nodes.p[b];
    w->up.p[b] = a;
    x->anchor = least(x->anchor, y->anchor);
    x->existing = least(x->existing, y->existing);
    x->former = least(x->former, y->former);
}

int mk_who_know(mk_cx *cx, mk_who *w, uint64_t person, int64_t existing, mk_key_kind why)
{
    return mk_sorter_add(cx, w->matches, person, (uint64_t)why, (uint64_t)existing, MK_S(""));
}

int mk_who_first_person(mk_cx *cx, const mk_who *w, int64_t customer, int64_t *ret)
{
    mk_rows r;
    MK_TRY(mk_select(cx, w->db, &r, MK_Q_LINK_OF, mk_int(customer)));
    int rc = mk_rows_next(cx, &r);
    *ret = rc > 0 ? mk_row_int(&r, MK_LINK_PERSON_ID) : customer;
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

/* --- one key --- */

/* Whether two who share a phone or a mail may be one person. */
static bool fit(mk_cx *cx, mk_who *w, const member *a, const member *b)
{
    bool one_script = (a->name.hebrew && b->name.hebrew) || (a->name.latin && b->name.latin);
    if (a->name.n == 0 || b->name.n == 0 || one_script) return mk_name_compatible(&a->name, &b->name);
    return !mk_names_differ(cx->arena, &w->words, a->text, b->text);
}

static int by_first(const void *pa, const void *pb)
{
    const member *a = pa, *b = pb;
    return a->first != b->first ? (a->first < b->first ? -1 : 1) : (a->existing > b->existing) - (a->existing < b->existing);
}

/* The store's customers that have this key, as members without a person; the first of them first. */
static int stored(mk_cx *cx, mk_who *w, uint64_t hash, mk_key_kind kind, member *ret, int max)
{
    mk_rows r;
    int n = 0, rc;
    MK_TRY(mk_select(cx, w->db, &r, MK_Q_KEY_LOOKUP_OF, mk_int((int64_t)hash)));
    while ((rc = mk_rows_next(cx, &r)) > 0 && n < max) ret[n++] = (member){ .existing = mk_row_int(&r, MK_KEY_LOOKUP_CUSTOMER_ID) };
    if (rc < 0) return rc;
    mk_rows_end(&r);
    for (int i = 0; i < n && n > 1; i++) MK_TRY(mk_who_first_person(cx, w, ret[i].existing, &ret[i].first));
    if (n > 1) qsort(ret, (size_t)n, sizeof *ret, by_first);
    for (int i = 0; i < n && kind >= MK_KEY_PHONE; i++) {
        mk_rows c;
        MK_TRY(mk_select(cx, w->db, &c, MK_Q_CUSTOMER_GET, mk_int(ret[i].existing)));
        if ((rc = mk_rows_next(cx, &c)) < 0) return rc;
        if (rc > 0) ret[i].text = mk_arena_dup(w->group, mk_row_text(&c, MK_CUSTOMER_NAME));
        mk_rows_end(&c);
    }
    return n;
}

/* Known customers first, then the fullest names: whoever comes later joins the first he fits with all of. */
static int by_weight(const void *pa, const void *pb)
{
    const member *a = pa, *b = pb;
    if (!a->existing != !b->existing) return a->existing ? -1 : 1;
    if (a->existing != b->existing) return by_first(a, b);
    if (a->name.n != b->name.n) return a->name.n > b->name.n ? -1 : 1;
    return (a->person > b->person) - (a->person < b->person);
}

static int linked(mk_cx *cx, mk_who *w, const member *known, int k, member *m, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (int j = 0; j < k && !m[i].linked; j++) {
            mk_rows r;
            MK_TRY(mk_select(cx, w->db, &r, MK_Q_LINK_GET, mk_int(known[j].existing), mk_int((int64_t)m[i].person)));
            int rc = mk_rows_next(cx, &r);
            mk_rows_end(&r);
            if (rc < 0) return rc;
            if (rc > 0) m[i].linked = known[j].existing;
        }
    return 0;
}

static int share(mk_cx *cx, mk_who *w, uint64_t hash, mk_key_kind kind, member *m, size_t n)
{
    member known[MK_GENERIC];
    int k = stored(cx, w, hash, kind, known, MK_GENERIC);
    if (k < 0) return k;
    if (n + (size_t)k < 2) return 0;
    if (kind < MK_KEY_PHONE) {                  /* a number is a person */
        if (k > 1) MK_TRY(linked(cx, w, known, k, m, n));       /* of two who were parted one may have kept these cells */
        for (size_t i = 0; i < n && k; i++) MK_TRY(mk_who_know(cx, w, m[i].person, m[i].linked ? m[i].linked : known[0].existing, m[i].linked ? 0 : kind));
        for (size_t i = 1; i < n; i++) unite(cx, w, &m[0], &m[i], kind);
        return 0;
    }
    MK_TRY(linked(cx, w, known, k, m, n));
    for (size_t i = 0; i < n; i++)
        if (m[i].linked) MK_TRY(mk_who_know(cx, w, m[i].person, m[i].linked, 0));
    if (k == MK_GENERIC || n + (size_t)k > 4 * MK_GENERIC) return 0;
    member *all = MK_NEWN(w->group, member, n + (size_t)k);
    memcpy(all, known, (size_t)k * sizeof *all);
    memcpy(all + k, m, n * sizeof *all);
    for (size_t i = 0; i < n + (size_t)k; i++)
        if (!mk_name_stands_in(w->group, all[i].text)) all[i].name = mk_name_of(w->group, all[i].text);     /* "לקוח 7000" tells nobody from anybody */
    qsort(all, n + (size_t)k, sizeof *all, by_weight);
    size_t *home = MK_NEWN(w->group, size_t, n + (size_t)k);
    for (size_t i = 0; i < n + (size_t)k; i++) {
        home[i] = i;
        bool is_known = all[i].existing != 0;
        for (size_t h = 0; h < i && all[i].linked; h++)
            if (all[h].existing == all[i].linked) home[i] = h;
        if (all[i].linked) continue;
        for (size_t h = 0; h < i && home[i] == i && !is_known; h++) {
            if (home[h] != h) continue;
            bool fits = true;
            for (size_t j = h; j < i && fits; j++)
                if (home[j] == h) fits = fit(cx, w, &all[j], &all[i]);
            if (fits) home[i] = h;
        }
        if (home[i] == i) continue;
        const member *h = &all[home[i]];
        if (h->existing) MK_TRY(mk_who_know(cx, w, all[i].person, h->existing, kind));
        else unite(cx, w, h, &all[i], kind);
    }
    return 0;
}

int mk_who_ties(mk_cx *cx, mk_who *w)
{
    mk_sorted s = { 0 };
    int rc = mk_sorter_sort(cx, w->keys);
    if (rc == 0) rc = mk_sorter_next(cx, w->keys, &s);
    for (uint64_t done = 0; rc > 0;) {
        mk_arena_rewind(w->group, w->empty);
        mk_vec(member) m = { 0 };
        uint64_t hash = s.key[0];
        mk_key_kind kind = (mk_key_kind)s.key[1];
        do {
            mk_str d = s.data;
            if (kind < MK_KEY_PHONE || m.n <= 4 * MK_GENERIC) {      /* more than generic is generic */
                member *x = mk_vec_push(w->group, &m);
                x->person = s.key[2];
                x->anchor = mk_unpack_int(&d);
                x->text = mk_arena_dup(w->group, mk_unpack_str(&d));
            }
            done++;
            rc = mk_sorter_next(cx, w->keys, &s);
        } while (rc > 0 && s.key[0] == hash && (mk_key_kind)s.key[1] == kind);
        if (rc >= 0) {
            int e = share(cx, w, hash, kind, m.p, m.n);
            if (e < 0) rc = e;
        }
        if (rc >= 0 && (done & 0xfff) < m.n) {
            mk_progress_at(cx, "who is who", done, mk_sorter_count(w->keys));
            int e = mk_cx_check(cx);
            if (e < 0) rc = e;
        }
    }
    mk_sorter_free(w->keys);
    return rc;
}
