/* SPDX-License-Identifier: Apache-2.0
 * Identity, first form: exact keys. Rows that carry the same customer number, national id or membership are one customer; rows
 * with the same phone or e-mail are, unless their names say otherwise (a household shares a phone); so are those with the same
 * full name at the same street address.
 *
 *   people (sorted by person_id, each once) -> keys (sorted by hash): who shares a key, in this file or with the store
 *   -> a union of persons where that is so -> one customer for each
 *
 * A row whose keys know different customers goes to the one its strongest key knows, among equals to the one with the least person; nobody is merged. The result
 * of the import says which these are.
 *
 * A new customer's id is made from the best key of all his persons, so it does not depend on the order of the rows.
 * Memory: some 80 bytes for each person that shares a key with a differently written one of the same file. */
#include "import_who_int.h"
#include "map.h"
#include "merge.h"
#include "name.h"
#include "utf8.h"
#include "vec.h"

static mk_who_node *top_of(mk_who *w, uint32_t i) { return &w->nodes.p[mk_union_root(w->up.p, i)]; }

enum { DOUBTS = 1000 };

/* Remembers what may turn out to be a doubt: this key of his knows another customer than the one he goes to. */
static void note_doubt(mk_cx *cx, mk_who *w, uint64_t person, int64_t other, uint64_t why)
{
    mk_importer *im = w->im;
    if (why == 0 || im->doubt.n == DOUBTS) return;          /* decided before; enough to tell */
    bool fresh;
    mk_map_put(&w->doubted, mk_hash2(person, (uint64_t)other), &fresh);
    if (!fresh) return;
    mk_map_put(&w->doubted, person, NULL);
    *mk_vec_push(cx->arena, &im->doubt) = (mk_doubt){ .person = person, .other = other, .other_why = (mk_key_kind)why };
}

/* *a becomes the first of the two. */
static int first_of(mk_cx *cx, const mk_who *w, int64_t *a, int64_t b)
{
    int64_t first[2];
    if (!*a || *a == b) { *a = b; return 0; }
    MK_TRY(mk_who_first_person(cx, w, *a, &first[0]));
    MK_TRY(mk_who_first_person(cx, w, b, &first[1]));
    if (first[1] < first[0] || (first[1] == first[0] && b < *a)) *a = b;
    return 0;
}

/* A person without a node, and the best that his keys know. */
typedef struct alone { uint64_t person, why; int64_t customer; } alone;

static int is_known(mk_cx *cx, mk_who *w, alone *x)
{
    int rc = x->person ? mk_sorter_add(cx, w->known, x->person, x->why, (uint64_t)x->customer, MK_S("")) : 0;
    *x = (alone){ 0 };
    return rc;
}

/* What the store knows of a person goes for all he was united with. */
static int match(mk_cx *cx, mk_who *w)
{
    mk_sorted s = { 0 };
    alone last = { 0 };
    int rc = mk_sorter_sort(cx, w->matches);
    while (rc >= 0 && (rc = mk_sorter_next(cx, w->matches, &s)) > 0) {
        uint64_t *at = mk_map_get(&w->index, s.key[0]);
        int64_t customer = (int64_t)s.key[2];
        if (last.person != s.key[0]) MK_TRY(is_known(cx, w, &last));
        if (at) {
            mk_who_node *top = top_of(w, (uint32_t)*at);
            note_doubt(cx, w, s.key[0], customer, s.key[1]);
            uint8_t by = (uint8_t)s.key[1];         /* the strongest key of all; 0: the same cells were linked before */
            if (by == top->by) MK_TRY(first_of(cx, w, &top->existing, customer));
            else if (by < top->by) top->existing = customer;
            if (by < top->by) top->by = by;
            if (!w->nodes.p[*at].why) w->nodes.p[*at].why = (uint8_t)s.key[1];
        } else if (!last.person) {                  /* the strongest key comes first */
            last = (alone){ s.key[0], s.key[1], customer };
        } else if (customer != last.customer) {
            int64_t was = last.customer;
            if (s.key[1] == last.why) MK_TRY(first_of(cx, w, &last.customer, customer));
            if (last.why) note_doubt(cx, w, s.key[0], last.customer == was ? customer : was, s.key[1]);
        }
    }
    mk_sorter_free(w->matches);
    return rc < 0 ? rc : is_known(cx, w, &last);
}

/* --- the keys of a person --- */

/* One key of a person, in its stored form. */
static int each_key(mk_cx *cx, mk_who *w, mk_str source, const mk_person_in *p, int (*fn)(mk_cx *, mk_who *, void *, mk_key_kind, mk_str), void *arg)
{
    if (p->key.n) {
        mk_str v = mk_arena_printf(w->group, "%.*s:%.*s", MK_SARG(source), MK_SARG(p->key));
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
static int take_anchor(mk_cx *cx, mk_who *w, void *arg, mk_key_kind kind, mk_str value)
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

static int emit_key(mk_cx *cx, mk_who *w, void *arg, mk_key_kind kind, mk_str value)
{
    emit *e = arg;
    mk_buf_clear(&e->b);
    mk_pack_int(&e->b, e->anchor);
    mk_pack_str(&e->b, e->name);
    return mk_sorter_add(cx, w->keys, mk_key_hash(kind, value), (uint64_t)kind, e->person, mk_buf_str(&e->b));
}

/* Every person once, with his keys. */
static int people(mk_cx *cx, mk_who *w)
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
        MK_TRY(each_key(cx, w, w->im->source, &p, take_anchor, &e));
        if (!e.anchor && w->by_name) {
            int64_t known;
            MK_TRY(mk_import_named(cx, w->db, w->group, e.name, last, &known));
            if (known) MK_TRY(mk_who_know(cx, w, last, known, 0));
        }
        if (!e.anchor) e.anchor = mk_hash_id(mk_hash2(last, 0x6e));        /* a name alone: himself */
        MK_TRY(each_key(cx, w, w->im->source, &p, emit_key, &e));
        rc = mk_sorter_add(cx, w->unique, last, (uint64_t)e.anchor, 0, s.data);
    }
    mk_sorter_free(w->im->people);
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

/* Whether one of his persons would have that id. */
static int owns(mk_cx *cx, mk_who *w, int64_t customer, int64_t id)
{
    mk_rows r;
    bool any = false;
    int rc, his = 0;
    MK_TRY(mk_select(cx, w->db, &r, MK_Q_LINK_OF, mk_int(customer)));
    while (!his && (rc = mk_rows_next(cx, &r)) > 0) {
        mk_person_in p;
        emit e = { 0 };
        any = true;
        mk_arena_rewind(w->group, w->empty);
        MK_TRY(mk_person_parse(cx, mk_row_text(&r, MK_LINK_PERSON), &p));
        e.name = mk_person_name(w->group, &p);
        MK_TRY(each_key(cx, w, mk_row_text(&r, MK_LINK_SOURCE), &p, take_anchor, &e));
        his = (e.anchor ? e.anchor : mk_hash_id(mk_hash2((uint64_t)mk_row_int(&r, MK_LINK_PERSON_ID), 0x6e))) == id;
    }
    mk_rows_end(&r);
    return his ? 1 : rc < 0 ? rc : !any;
}

static int is_there(mk_cx *cx, const mk_who *w, int64_t customer)
{
    mk_value key = mk_int(customer), row[MK_CUSTOMER_N];
    return w->im->former && mk_map_get(&w->im->former->made, (uint64_t)customer) ? 1 : mk_table_get(cx, w->db, MK_T_CUSTOMER, &key, row);
}

/* *customer, the id of somebody new, may be that of others by now: who was one with him before an import was taken back kept it. Then he has another.
 * 1: somebody else is here. */
static int is_others(mk_cx *cx, mk_who *w, int64_t customer, int64_t own)
{
    const mk_former *f = w->im->former;
    if (f && mk_map_get(&f->lent, (uint64_t)customer)) return 1;
    if (f && mk_map_get(&f->made, (uint64_t)customer)) return 0;
    int there = is_there(cx, w, customer);
    if (there > 0) there = owns(cx, w, customer, own);
    else if (there == 0) return 0;
    return there < 0 ? there : !there;
}

static int somebody_new(mk_cx *cx, mk_who *w, int64_t former, int64_t *customer)
{
    mk_former *f = w->im->former;
    const uint64_t *went = f ? mk_map_get(&f->went, (uint64_t)*customer) : NULL;
    int64_t own = *customer;
    int there = 1;
    if (went) {
        *customer = (int64_t)*went;
        return 0;
    }
    if (former) MK_TRY(there = is_there(cx, w, former));
    if (!there) *customer = former;             /* nobody knows them any more: they are who they were */
    for (uint64_t i = 1; there && (there = is_others(cx, w, *customer, own)) != 0; i++) {
        MK_TRY(there);
        *customer = mk_hash_id(mk_hash2((uint64_t)own, i));
    }
    if (!f) return 0;
    MK_TRY(there = is_there(cx, w, *customer));
    if (!there) mk_map_put(&f->made, (uint64_t)*customer, NULL);
    if (*customer == own) return 0;
    *mk_map_put(&f->went, (uint64_t)own, NULL) = (uint64_t)*customer;
    mk_map_put(&f->lent, (uint64_t)*customer, NULL);
    return 0;
}

/* Walks persons and what belongs to them side by side, both in order of person_id. */
static int settle(mk_cx *cx, mk_who *w)
{
    mk_importer *im = w->im;
    mk_sorted u, o, k;
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_room(&b, 1024);
    int aliases, undone;
    int64_t first;
    MK_TRY(aliases = mk_select_int_n(cx, w->db, &first, MK_Q_ALIAS_ANY, NULL, 0));
    MK_TRY(undone = mk_select_int_n(cx, w->db, &first, MK_Q_BATCH_UNDONE, NULL, 0));
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
        mk_who_node *top = at ? top_of(w, (uint32_t)*at) : NULL;
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
        if (undone && !known) {
            MK_TRY(somebody_new(cx, w, top ? top->former : mk_who_former(w, u.key[0]), &customer));
            if (top) top->existing = customer;
        }
        if (aliases) MK_TRY(mk_customer_now(cx, w->db, &customer));
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
    mk_who w = { .im = im, .db = db, .group = mk_arena_child(cx->arena), .index = mk_map_on(mk_arena_child(cx->arena)) };
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
    MK_TRY(mk_who_ties(cx, &w));
    MK_TRY(match(cx, &w));
    return settle(cx, &w);
}
