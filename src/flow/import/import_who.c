/* SPDX-License-Identifier: Apache-2.0
 * Identity, first form: exact keys. Rows that carry the same customer number, national id or membership are one customer; rows
 * with the same phone or e-mail are, unless their names say otherwise (a household shares a phone); so are those with the same
 * full name at the same street address.
 *
 *   people (sorted by person_id, each once) -> keys (sorted by hash): who shares a key, in this file or with the store
 *   -> a union of persons where that is so -> one customer for each
 *
 * A row whose keys know different customers goes to the one its strongest key knows, the least id among equals; nobody is merged. The result
 * of the import says which these are.
 *
 * A new customer's id is made from the best key of all his persons, so it does not depend on the order of the rows.
 * Memory: some 80 bytes for each person that shares a key with a differently written one of the same file. */
#include "import_int.h"
#include "map.h"
#include "merge.h"
#include "name.h"
#include "union.h"
#include "utf8.h"
#include "vec.h"

/* A phone that so many people have is a call centre's: it says nothing. */
enum { GENERIC = 12 };

typedef struct node { uint64_t person; uint8_t why, by; int64_t anchor, existing, former; } node;      /* by: the key that found `existing` */

typedef struct who {
    mk_importer *im;
    mk_db *db;
    mk_sorter *keys, *unique;
    mk_sorter *matches;         /* person_id, kind, customer of the store: the usual case, kept on disk */
    mk_sorter *known;           /* the best of them for each person that has no node */
    mk_arena *group;
    mk_arena_mark empty;
    bool by_name;               /* the file is a chat, which knows people by their names */
    bool aliases;               /* there are customers who were merged */
    mk_map index;               /* person_id -> node */
    mk_map doubted;             /* persons who may be in doubt */
    struct mk_words *words;     /* for names in two scripts, when such meet */
    mk_vec(node) nodes;
    mk_vec(uint32_t) up;        /* of each node: whom he was united with (union.h) */
} who;

/* linked: whom exactly these cells were found to be before, 0 when they are new. */
typedef struct member { uint64_t person; int64_t anchor, existing, linked; mk_str text; mk_name name; } member;

/* --- union of persons --- */

static node *top_of(who *w, uint32_t i) { return &w->nodes.p[mk_union_root(w->up.p, i)]; }

static int64_t former_of(const who *w, uint64_t person)
{
    const uint64_t *was = w->im->former ? mk_map_get(&w->im->former->of, person) : NULL;
    return was ? (int64_t)*was : 0;
}

static uint32_t node_of(mk_cx *cx, who *w, const member *m)
{
    bool fresh;
    uint64_t *at = mk_map_put(&w->index, m->person, &fresh);
    if (fresh) {
        *at = w->nodes.n;
        node *n = mk_vec_push(cx->arena, &w->nodes);
        *n = (node){ m->person, 0, UINT8_MAX, m->anchor, 0, former_of(w, m->person) };
        *mk_vec_push(cx->arena, &w->up) = (uint32_t)*at;
    }
    return (uint32_t)*at;
}

static int64_t least(int64_t a, int64_t b) { return !a ? b : !b ? a : a < b ? a : b; }

static void unite(who *w, uint32_t a, uint32_t b, mk_key_kind why)
{
    if (!w->nodes.p[b].why) w->nodes.p[b].why = (uint8_t)why;
    if (!mk_union_roots(w->up.p, &a, &b)) return;
    node *x = &w->nodes.p[a], *y = &w->nodes.p[b];
    w->up.p[b] = a;
    x->anchor = least(x->anchor, y->anchor);
    x->existing = least(x->existing, y->existing);
    x->former = least(x->former, y->former);
}

static int know(mk_cx *cx, who *w, uint64_t person, int64_t existing, mk_key_kind why)
{
    return mk_sorter_add(cx, w->matches, person, (uint64_t)why, (uint64_t)existing, MK_S(""));
}

enum { DOUBTS = 1000 };

/* Remembers what may turn out to be a doubt: this key of his knows another customer than the one he goes to. */
static void note_doubt(mk_cx *cx, who *w, uint64_t person, int64_t other, uint64_t why)
{
    mk_importer *im = w->im;
    if (why == 0 || im->doubt.n == DOUBTS) return;          /* decided before; enough to tell */
    bool fresh;
    mk_map_put(&w->doubted, mk_hash2(person, (uint64_t)other), &fresh);
    if (!fresh) return;
    mk_map_put(&w->doubted, person, NULL);
    *mk_vec_push(cx->arena, &im->doubt) = (mk_doubt){ .person = person, .other = other, .other_why = (mk_key_kind)why };
}

/* What the store knows of a person goes for all he was united with. */
static int match(mk_cx *cx, who *w)
{
    mk_sorted s = { 0 };
    uint64_t last = 0, first[2] = { 0 };
    int rc = mk_sorter_sort(cx, w->matches);
    while (rc >= 0 && (rc = mk_sorter_next(cx, w->matches, &s)) > 0) {
        uint64_t *at = mk_map_get(&w->index, s.key[0]);
        if (at) {
            node *top = top_of(w, (uint32_t)*at);
            note_doubt(cx, w, s.key[0], (int64_t)s.key[2], s.key[1]);
            uint8_t by = (uint8_t)s.key[1];         /* the strongest key of all; 0: the same cells were linked before */
            if (by == top->by) top->existing = least(top->existing, (int64_t)s.key[2]);
            else if (by < top->by) top->existing = (int64_t)s.key[2];
            if (by < top->by) top->by = by;
            if (!w->nodes.p[*at].why) w->nodes.p[*at].why = (uint8_t)s.key[1];
        } else if (s.key[0] != last) {          /* the strongest key comes first */
            rc = mk_sorter_add(cx, w->known, s.key[0], s.key[1], s.key[2], MK_S(""));
            first[0] = s.key[1], first[1] = s.key[2];
        } else if (s.key[2] != first[1] && first[0]) {
            note_doubt(cx, w, s.key[0], (int64_t)s.key[2], s.key[1]);
        }
        last = s.key[0];
    }
    mk_sorter_free(w->matches);
    return rc;
}

/* --- the keys of a person --- */

/* One key of a person, in its stored form. */
static int each_key(mk_cx *cx, who *w, const mk_person_in *p, int (*fn)(mk_cx *, who *, void *, mk_key_kind, mk_str), void *arg)
{
    if (p->key.n) {
        mk_str v = mk_arena_printf(w->group, "%.*s:%.*s", MK_SARG(w->im->source), MK_SARG(p->key));
        MK_TRY(fn(cx, w, arg, MK_KEY_KEY, v));
    }
    if (p->member.n) MK_TRY(fn(cx, w, arg, MK_KEY_MEMBER, p->member));
    if (p->national_id.n) MK_TRY(fn(cx, w, arg, MK_KEY_NATIONAL_ID, p->national_id));
    for (int i = 0; i < 3; i++)
        if (p->phone[i].n) MK_TRY(fn(cx, w, arg, MK_KEY_PHONE, p->phone[i]));
    for (int i = 0; i < 2; i++)
        if (p->mail[i].n) MK_TRY(fn(cx, w, arg, MK_KEY_MAIL, p->mail[i]));
    mk_str home = mk_home_key(w->group, mk_person_name(w->group, p), mk_person_address(w->group, p));
    return home.n ? fn(cx, w, arg, MK_KEY_HOME, home) : 0;
}

typedef struct emit { uint64_t person, mix; int64_t anchor; mk_str name; mk_buf b; } emit;

/* The id he would have if he is new: from his number. Without one from his name and all that reaches him: from a phone alone a household
 * would be one id, and from a phone and a name all of a call centre's. */
static int take_anchor(mk_cx *cx, who *w, void *arg, mk_key_kind kind, mk_str value)
{
    (void)cx;
    emit *e = arg;
    uint64_t h = mk_key_hash(kind, value);
    if (kind < MK_KEY_PHONE && !e->anchor) e->anchor = mk_hash_id(h);
    if (kind < MK_KEY_PHONE || (e->anchor && !e->mix)) return 0;
    e->mix = mk_hash2(e->mix ? e->mix : mk_hash(1, mk_fold_key(w->group, e->name)), h);
    e->anchor = mk_hash_id(e->mix);
    return 0;
}

static int emit_key(mk_cx *cx, who *w, void *arg, mk_key_kind kind, mk_str value)
{
    emit *e = arg;
    mk_buf_clear(&e->b);
    mk_pack_int(&e->b, e->anchor);
    mk_pack_str(&e->b, e->name);
    return mk_sorter_add(cx, w->keys, mk_key_hash(kind, value), (uint64_t)kind, e->person, mk_buf_str(&e->b));
}

/* Every person once, with his keys. */
static int people(mk_cx *cx, who *w)
{
    mk_sorted s = { 0 };
    uint64_t last = 0;
    emit e = { .b = mk_buf_on(cx->arena) };
    mk_buf_room(&e.b, 1024);
    int rc = mk_sorter_sort(cx, w->im->people);
    while (rc >= 0 && (rc = mk_sorter_next(cx, w->im->people, &s)) > 0) {
        if (s.key[0] == last) continue;
        last = s.key[0];
        mk_arena_rewind(w->group, w->empty);
        mk_person_in p;
        mk_person_pack_read(s.data, &p);
        e.person = last;
        e.anchor = 0;
        e.mix = 0;
        e.name = mk_person_name(w->group, &p);
        MK_TRY(each_key(cx, w, &p, take_anchor, &e));
        if (!e.anchor && w->by_name) {
            int64_t known;
            MK_TRY(mk_import_named(cx, w->db, w->group, e.name, last, &known));
            if (known) MK_TRY(know(cx, w, last, known, 0));
        }
        if (!e.anchor) e.anchor = mk_hash_id(mk_hash2(last, 0x6e));        /* a name alone: himself */
        MK_TRY(each_key(cx, w, &p, emit_key, &e));
        rc = mk_sorter_add(cx, w->unique, last, (uint64_t)e.anchor, 0, s.data);
    }
    mk_sorter_free(w->im->people);
    return rc;
}

/* --- who shares a key --- */

/* Whether two who share a phone or a mail may be one person. */
static bool fit(mk_cx *cx, who *w, const member *a, const member *b)
{
    bool one_script = (a->name.hebrew && b->name.hebrew) || (a->name.latin && b->name.latin);
    if (a->name.n == 0 || b->name.n == 0 || one_script) return mk_name_compatible(&a->name, &b->name);
    return !mk_names_differ(cx->arena, &w->words, a->text, b->text);
}

/* The store's customers that have this key, as members without a person. */
static int stored(mk_cx *cx, who *w, uint64_t hash, mk_key_kind kind, member *ret, int max)
{
    mk_rows r;
    int n = 0, rc;
    MK_TRY(mk_select(cx, w->db, &r, MK_Q_KEY_LOOKUP_OF, mk_int((int64_t)hash)));
    while ((rc = mk_rows_next(cx, &r)) > 0 && n < max) ret[n++] = (member){ .existing = mk_row_int(&r, MK_KEY_LOOKUP_CUSTOMER_ID) };
    if (rc < 0) return rc;
    mk_rows_end(&r);
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
    if (a->existing != b->existing) return a->existing < b->existing ? -1 : 1;
    if (a->name.n != b->name.n) return a->name.n > b->name.n ? -1 : 1;
    return (a->person > b->person) - (a->person < b->person);
}

static int linked(mk_cx *cx, who *w, const member *known, int k, member *m, size_t n)
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

static int share(mk_cx *cx, who *w, uint64_t hash, mk_key_kind kind, member *m, size_t n)
{
    member known[GENERIC];
    int k = stored(cx, w, hash, kind, known, GENERIC);
    if (k < 0) return k;
    if (n + (size_t)k < 2) return 0;
    if (kind < MK_KEY_PHONE) {                  /* a number is a person */
        for (size_t i = 0; i < n && k; i++) MK_TRY(know(cx, w, m[i].person, known[0].existing, kind));
        for (size_t i = 1; i < n; i++) unite(w, node_of(cx, w, &m[0]), node_of(cx, w, &m[i]), kind);
        return 0;
    }
    MK_TRY(linked(cx, w, known, k, m, n));
    for (size_t i = 0; i < n; i++)
        if (m[i].linked) MK_TRY(know(cx, w, m[i].person, m[i].linked, 0));
    if (k == GENERIC || n + (size_t)k > 4 * GENERIC) return 0;
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
        if (h->existing) MK_TRY(know(cx, w, all[i].person, h->existing, kind));
        else unite(w, node_of(cx, w, h), node_of(cx, w, &all[i]), kind);
    }
    return 0;
}

static int keys(mk_cx *cx, who *w)
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
            if (kind < MK_KEY_PHONE || m.n <= 4 * GENERIC) {      /* more than generic is generic */
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

/* --- everything to its customer --- */

/* What is behind the kind: whose source record it came with. */
static int to_load(mk_cx *cx, mk_importer *im, mk_buf *b, int64_t customer, const mk_sorted *s)
{
    mk_str rest = mk_str_sub(s->data, 1, s->data.n);
    if (s->key[0] == 0) {           /* nobody's: the sale stands for itself, or is whose it was; the row speaks of nobody in any case */
        int64_t home = mk_unpack_int(&rest);
        customer = home && s->data.p[0] != MK_LOAD_RAW ? home : -(int64_t)s->key[2];
    }
    mk_buf_clear(b);
    mk_buf_c(b, s->data.p[0]);
    mk_pack_int(b, (int64_t)s->key[0]);
    mk_buf_str_add(b, rest);
    return mk_sorter_add(cx, im->loads, (uint64_t)customer, s->key[1], s->key[2], mk_buf_str(b));
}

/* Now that it is known to whom a person goes: what is a doubt, and what is none. */
static void decide_doubt(mk_importer *im, uint64_t person, int64_t customer, mk_key_kind why)
{
    for (size_t i = 0; i < im->doubt.n; i++) {
        mk_doubt *d = &im->doubt.p[i];
        if (d->person != person || d->other == customer) continue;
        d->customer = customer;
        d->why = why;
        *mk_map_put(&im->doubtful, person, NULL) = i + 1;
    }
}

static int is_there(mk_cx *cx, who *w, int64_t customer)
{
    mk_value key = mk_int(customer), row[MK_CUSTOMER_N];
    return mk_map_get(&w->im->former->made, (uint64_t)customer) ? 1 : mk_table_get(cx, w->db, MK_T_CUSTOMER, &key, row);
}

/* Nobody knows them any more, when an import says again what it said: they are who they were, or somebody new when others of those are that by now. */
static int again(mk_cx *cx, who *w, int64_t former, int64_t *customer)
{
    mk_former *f = w->im->former;
    const uint64_t *went = mk_map_get(&f->went, (uint64_t)*customer);
    int64_t own = *customer;
    if (went) {
        *customer = (int64_t)*went;
        return 0;
    }
    int there = former ? is_there(cx, w, former) : 1;
    if (!there) *customer = former;
    for (uint64_t i = 1; there > 0 && mk_map_get(&f->lent, (uint64_t)*customer); i++) *customer = mk_hash_id(mk_hash2((uint64_t)own, i));
    if (there >= 0) there = is_there(cx, w, *customer);
    if (there < 0) return there;
    if (!there) mk_map_put(&f->made, (uint64_t)*customer, NULL);
    if (*customer == own) return 0;
    *mk_map_put(&f->went, (uint64_t)own, NULL) = (uint64_t)*customer;
    mk_map_put(&f->lent, (uint64_t)*customer, NULL);
    return 0;
}

/* Walks persons and what belongs to them side by side, both in order of person_id. */
static int settle(mk_cx *cx, who *w)
{
    mk_importer *im = w->im;
    mk_sorted u, o, k;
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_room(&b, 1024);
    mk_rows r;
    MK_TRY(mk_select_n(cx, w->db, &r, MK_Q_ALIAS_ANY, NULL, 0));
    int any = mk_rows_next(cx, &r);
    mk_rows_end(&r);
    if (any < 0) return any;
    w->aliases = any > 0;
    MK_TRY(mk_sorter_sort(cx, w->unique));
    MK_TRY(mk_sorter_sort(cx, im->owned));
    MK_TRY(mk_sorter_sort(cx, w->known));
    int more = mk_sorter_next(cx, im->owned, &o), some = mk_sorter_next(cx, w->known, &k), rc = 0;
    if (some < 0) return some;
    while (more > 0 && o.key[0] == 0) {
        MK_TRY(to_load(cx, im, &b, 0, &o));
        more = mk_sorter_next(cx, im->owned, &o);
    }
    while (more >= 0 && (rc = mk_sorter_next(cx, w->unique, &u)) > 0) {
        uint64_t *at = mk_map_get(&w->index, u.key[0]);
        node *top = at ? top_of(w, (uint32_t)*at) : NULL;
        int64_t customer = !top ? (int64_t)u.key[1] : top->existing ? top->existing : top->anchor;
        bool known = top && top->existing;
        mk_key_kind why = at ? (mk_key_kind)w->nodes.p[*at].why : 0;
        while (some > 0 && k.key[0] < u.key[0]) some = mk_sorter_next(cx, w->known, &k);
        if (some < 0) return some;
        if (!top && some > 0 && k.key[0] == u.key[0]) {
            why = (mk_key_kind)k.key[1];
            customer = (int64_t)k.key[2];
            known = true;
        }
        if (im->former && !known) {
            MK_TRY(again(cx, w, top ? top->former : former_of(w, u.key[0]), &customer));
            if (top) top->existing = customer;
        }
        if (w->aliases) MK_TRY(mk_customer_now(cx, w->db, &customer));
        if (!(top && top->by == 0) && mk_map_get(&w->doubted, u.key[0])) decide_doubt(im, u.key[0], customer, why);
        mk_buf_clear(&b);
        mk_pack_int(&b, (int64_t)why);
        mk_buf_str_add(&b, u.data);
        MK_TRY(mk_sorter_add(cx, im->customers, (uint64_t)customer, u.key[0], 0, mk_buf_str(&b)));
        for (; more > 0 && o.key[0] == u.key[0]; more = mk_sorter_next(cx, im->owned, &o)) MK_TRY(to_load(cx, im, &b, customer, &o));
    }
    if (more < 0) return more;
    if (rc < 0) return rc;
    mk_sorter_free(w->unique);
    mk_sorter_free(w->known);
    mk_sorter_free(im->owned);
    return 0;
}

int mk_import_who(mk_cx *cx, mk_db *db, mk_importer *im)
{
    who w = { .im = im, .db = db, .group = mk_arena_child(cx->arena), .index = mk_map_on(mk_arena_child(cx->arena)) };
    w.by_name = mk_str_eqz(im->res->door.kind, "whatsapp");
    w.doubted = mk_map_on(mk_arena_child(cx->arena));
    im->doubtful = mk_map_on(mk_arena_child(cx->arena));
    w.keys = mk_sorter_new(cx, cx->limits.sort_bytes / 3, im->dir);
    w.unique = mk_sorter_new(cx, cx->limits.sort_bytes / 4, im->dir);
    w.matches = mk_sorter_new(cx, cx->limits.sort_bytes / 8, im->dir);
    w.known = mk_sorter_new(cx, cx->limits.sort_bytes / 8, im->dir);
    mk_arena_alloc(w.group, 1);
    w.empty = mk_arena_here(w.group);
    MK_TRY(people(cx, &w));
    MK_TRY(keys(cx, &w));
    MK_TRY(match(cx, &w));
    return settle(cx, &w);
}
