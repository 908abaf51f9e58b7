/* SPDX-License-Identifier: Apache-2.0
 * Finding households: what customers share is sorted, those who share enough are joined, and what is kept is brought in line. */
#include "household.h"
#include "buf.h"
#include "hash.h"
#include "map.h"
#include "name.h"
#include "search.h"
#include "setting.h"
#include "union.h"
#include "vec.h"

enum { CROWD = 12, LARGEST = 20 };      /* customers who share something, and members, beyond which it is no home */
static const double by_chance = .05;
enum { HOME_FAMILY = 1, PHONE_FAMILY = 2, HOME_PHONE = 4 };

typedef struct tie { uint64_t key, place; uint32_t who; uint8_t kind; uint64_t family; } tie;
typedef struct person { int64_t customer; uint64_t given; uint32_t size; uint8_t why; } person;
typedef struct finding {
    mk_db *db;
    mk_arena *a;
    mk_vec(person) person;
    mk_vec(uint32_t) up;                /* of each person (union.h) */
    mk_vec(tie) tie;
    mk_map bear, live;                  /* how many bear a family name; how many share an address, or a phone */
    uint64_t named;
    mk_map at, home;                    /* customer -> his place; root -> household */
    mk_map out;                         /* customer and household: staff said he does not belong */
    mk_row_list kept;
} finding;

/* Of any script; of a name in one piece the last word. */
static uint64_t family_of(mk_cx *cx, mk_str name, mk_str family)
{
    mk_name n = mk_name_of(cx->arena, family.n ? family : name);
    if (n.n == 0 || (!family.n && n.n < 2)) return 0;
    mk_str bones = mk_name_skeleton(cx->arena, n.token[n.n - 1]);
    return bones.n > 1 ? mk_hash(11, bones) : 0;
}

/* Somebody who is there twice is no household. */
static uint64_t given_of(mk_cx *cx, mk_str name, mk_str given)
{
    mk_name n = mk_name_of(cx->arena, given.n ? given : name);
    return n.n ? mk_hash(14, mk_name_skeleton(cx->arena, n.token[0])) : 0;
}

static void share(finding *f, uint32_t who, uint8_t kind, uint64_t place, uint64_t with)
{
    if (place && with) *mk_vec_push(f->a, &f->tie) = (tie){ mk_hash2(mk_hash2(place, with), kind), place, who, kind, kind == HOME_PHONE ? 0 : with };
}

/* What one customer may share with others. */
static int ways_of(mk_cx *cx, finding *f, mk_rows *points, int *more, int64_t customer, uint32_t who, uint64_t family)
{
    uint64_t home[4], phone[4];
    size_t homes = 0, phones = 0;
    for (; *more > 0 && mk_row_int(points, 0) <= customer; *more = mk_rows_next(cx, points)) {
        mk_str kind = mk_row_text(points, MK_CONTACT_POINT_KIND), value = mk_row_text(points, MK_CONTACT_POINT_VALUE);
        if (mk_row_int(points, 0) < customer || !mk_row_null(points, MK_CONTACT_POINT_UNTIL_AT)) continue;
        if (mk_str_eqz(kind, "phone") && phones < 4) phone[phones++] = mk_hash(12, value);
        mk_str place = mk_str_eqz(kind, "address") && homes < 4 ? mk_home_key(cx->arena, MK_S("a b"), value) : MK_S("");      /* the address alone */
        if (place.n) home[homes++] = mk_hash(13, place);
    }
    for (size_t i = 0; i < homes; i++) {
        ++*mk_map_put(&f->live, home[i], NULL);
        share(f, who, HOME_FAMILY, home[i], family);
        for (size_t k = 0; k < phones; k++) share(f, who, HOME_PHONE, home[i], phone[k]);
    }
    for (size_t k = 0; k < phones; k++) {
        ++*mk_map_put(&f->live, phone[k], NULL);
        share(f, who, PHONE_FAMILY, phone[k], family);
    }
    return *more < 0 ? *more : 0;
}

static int read_all(mk_cx *cx, finding *f)
{
    mk_rows c, p;
    int rc, more;
    MK_TRY(mk_select_n(cx, f->db, &c, MK_Q_HOUSEHOLD_FAMILIES, NULL, 0));
    MK_TRY(mk_select_n(cx, f->db, &p, mk_table_query(&mk_tables[MK_T_CONTACT_POINT], MK_TQ_ALL), NULL, 0));
    MK_TRY(more = mk_rows_next(cx, &p));
    while ((rc = mk_rows_next(cx, &c)) > 0) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        int64_t customer = mk_row_int(&c, 0);
        if (mk_str_eqz(mk_row_text(&c, 3), "company")) continue;
        uint64_t family = family_of(cx, mk_row_text(&c, 1), mk_row_text(&c, 2));
        uint32_t who = (uint32_t)f->person.n;
        if (family) { f->named++; ++*mk_map_put(&f->bear, family, NULL); }
        *mk_vec_push(f->a, &f->person) = (person){ customer, given_of(cx, mk_row_text(&c, 1), mk_row_text(&c, 4)), 1, 0 };
        *mk_vec_push(f->a, &f->up) = who;
        *mk_map_put(&f->at, (uint64_t)customer, NULL) = who;
        MK_TRY(ways_of(cx, f, &p, &more, customer, who, family));
        mk_arena_rewind(cx->arena, m);
    }
    mk_rows_end(&p);
    return rc;
}

static uint32_t root(finding *f, uint32_t x) { return mk_union_root(f->up.p, x); }

static void join(finding *f, uint32_t x, uint32_t y)
{
    person *p = f->person.p;
    if (!mk_union_roots(f->up.p, &x, &y) || p[x].size + p[y].size > LARGEST) return;
    f->up.p[y] = x;
    p[x].size += p[y].size;
}

static int by_key(const void *px, const void *py)
{
    const tie *x = px, *y = py;
    return x->key != y->key ? (x->key < y->key ? -1 : 1) : (x->who > y->who) - (x->who < y->who);
}

static uint64_t count(const mk_map *m, uint64_t key) { const uint64_t *n = mk_map_get(m, key); return n ? *n : 0; }

static void join_all(finding *f)
{
    tie *t = f->tie.p;
    if (f->tie.n) qsort(t, f->tie.n, sizeof *t, by_key);
    for (size_t i = 0, to; i < f->tie.n; i = to) {
        for (to = i + 1; to < f->tie.n && t[to].key == t[i].key; to++) { }
        uint64_t there = count(&f->live, t[i].place);
        /* that among so many somebody else bears the name by accident: 1 - (1 - share)^(n - 1), for rare names nearly (n - 1) share; the share elsewhere, so
         * that a family does not count against itself */
        double elsewhere = (double)(count(&f->bear, t[i].family) - (t[i].family ? to - i : 0)), chance = (double)(there - 1) * elsewhere / (double)(f->named + 1);
        bool few = f->named < 100;      /* too few customers to know how common a name is */
        if (to - i < 2 || to - i > CROWD || (t[i].kind != HOME_FAMILY && there > CROWD) || (chance > by_chance && !few)) continue;
        for (size_t k = i; k < to; k++)
            for (size_t j = i; j < k; j++) {
                person *x = &f->person.p[t[j].who], *y = &f->person.p[t[k].who];
                if (x->given == y->given) continue;
                x->why |= t[i].kind;
                y->why |= t[i].kind;
                join(f, t[j].who, t[k].who);
            }
    }
}

/* --- kept --- */

static uint64_t pair_key(int64_t customer, int64_t household) { return mk_hash2((uint64_t)customer, (uint64_t)household); }

static int read_kept(mk_cx *cx, finding *f)
{
    mk_rows r;
    MK_TRY(mk_select_n(cx, f->db, &r, mk_table_query(&mk_tables[MK_T_HOUSEHOLD_MEMBER], MK_TQ_ALL), NULL, 0));
    MK_TRY(mk_rows_all(cx, &r, MK_T_HOUSEHOLD_MEMBER, &f->kept));
    for (size_t i = 0; i < f->kept.n; i++) {
        const mk_value *v = f->kept.p[i];
        if (mk_str_eqz(v[MK_HOUSEHOLD_MEMBER_STATE].s, "out")) mk_map_put(&f->out, pair_key(v[0].i, v[1].i), NULL);
    }
    return 0;
}

static bool is_in(const mk_value *v) { return mk_str_eqz(v[MK_HOUSEHOLD_MEMBER_STATE].s, "in"); }

typedef struct vote { uint32_t root; int64_t household; uint64_t n; } vote;
static int most(const void *px, const void *py)
{
    const vote *x = px, *y = py;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    return x->household != y->household ? (x->household < y->household ? -1 : 1) : (x->root > y->root) - (x->root < y->root);
}

/* Which household each of those found is: the one most of its members were in; of equal ones the least id. */
static void name_them(finding *f)
{
    mk_map place = mk_map_on(f->a), taken = mk_map_on(f->a);
    mk_vec(vote) votes = { 0 };
    for (size_t i = 0; i < f->kept.n; i++) {
        const mk_value *v = f->kept.p[i];
        const uint64_t *at = mk_map_get(&f->at, (uint64_t)v[0].i);
        if (!at || !is_in(v) || v[MK_HOUSEHOLD_MEMBER_WHO].s.n) continue;       /* whom staff put there may be nobody's kin by what is known */
        uint32_t r = root(f, (uint32_t)*at);
        bool fresh;
        uint64_t *x = mk_map_put(&place, mk_hash2(r, (uint64_t)v[1].i), &fresh);
        if (fresh) { *x = votes.n; *mk_vec_push(f->a, &votes) = (vote){ r, v[1].i, 0 }; }
        votes.p[*x].n++;
    }
    if (votes.n) qsort(votes.p, votes.n, sizeof *votes.p, most);
    for (size_t i = 0; i < votes.n; i++) {
        if (mk_map_get(&f->home, votes.p[i].root) || mk_map_get(&taken, (uint64_t)votes.p[i].household)) continue;
        *mk_map_put(&f->home, votes.p[i].root, NULL) = (uint64_t)votes.p[i].household;
        mk_map_put(&taken, (uint64_t)votes.p[i].household, NULL);
    }
    for (size_t i = 0; i < f->kept.n; i++) mk_map_put(&taken, (uint64_t)f->kept.p[i][1].i, NULL);
    for (uint32_t i = 0; i < f->person.n; i++) {
        const person *p = &f->person.p[i];
        if (f->up.p[i] == i && p->size > 1 && !mk_map_get(&f->home, i)) {
            int64_t id = mk_hash_id(mk_hash2((uint64_t)p->customer, 0x686f6d65));
            while (mk_map_get(&taken, (uint64_t)id)) id++;
            *mk_map_put(&f->home, i, NULL) = (uint64_t)id;
            mk_map_put(&taken, (uint64_t)id, NULL);
        }
    }
}

static mk_str reasons(mk_cx *cx, uint8_t why)
{
    static const char *const word[] = { "address+family", "phone+family", "address+phone" };
    mk_buf b = mk_buf_on(cx->arena);
    for (int i = 0; i < 3; i++)
        if (why >> i & 1) mk_buf_printf(&b, "%s%s", b.n ? "," : "", word[i]);
    return mk_buf_str(&b);
}

static int put_household(mk_cx *cx, finding *f, int64_t household, int64_t customer)
{
    mk_value key = mk_int(household), row[MK_HOUSEHOLD_N], c[MK_CUSTOMER_N], id = mk_int(customer);
    int rc = mk_table_get(cx, f->db, MK_T_HOUSEHOLD, &key, row);
    if (rc != 0) return rc < 0 ? rc : 0;
    if ((rc = mk_table_get(cx, f->db, MK_T_CUSTOMER, &id, c)) < 0) return rc;
    mk_str name = rc == 0 ? MK_S("") : c[MK_CUSTOMER_FAMILY].s;
    if (name.n == 0 && rc > 0) {
        mk_name n = mk_name_of(cx->arena, c[MK_CUSTOMER_NAME].s);
        if (n.n) name = n.token[n.n - 1];
    }
    mk_value v[MK_HOUSEHOLD_N] = { key, mk_text(name), mk_int(cx->now) };
    rc = mk_table_insert(cx, f->db, MK_T_HOUSEHOLD, v);
    return rc < 0 ? rc : 0;
}

/* What was found and is so no more goes, what staff said stays, and what is new comes. */
static int bring_in_line(mk_cx *cx, finding *f)
{
    mk_map done = mk_map_on(f->a);
    for (size_t i = 0; i < f->kept.n; i++) {
        const mk_value *v = f->kept.p[i];
        const uint64_t *at = mk_map_get(&f->at, (uint64_t)v[0].i);
        uint32_t r = at ? root(f, (uint32_t)*at) : 0;
        const uint64_t *home = at && f->person.p[r].size > 1 ? mk_map_get(&f->home, r) : NULL;
        bool stands = home && (int64_t)*home == v[1].i;
        if (v[MK_HOUSEHOLD_MEMBER_WHO].s.n) {
            if (is_in(v) || stands) mk_map_put(&done, (uint64_t)v[0].i, NULL);          /* one household each: the one that was said */
            if (at) continue;
        } else if (stands && mk_str_eq(v[MK_HOUSEHOLD_MEMBER_WHY].s, reasons(cx, f->person.p[*at].why))) {
            mk_map_put(&done, (uint64_t)v[0].i, NULL);
            continue;
        }
        int rc = mk_table_delete(cx, f->db, MK_T_HOUSEHOLD_MEMBER, v);
        if (rc < 0) return rc;
    }
    for (uint32_t i = 0; i < f->person.n; i++) {
        const person *p = &f->person.p[i];
        uint32_t r = root(f, i);
        const uint64_t *home = f->person.p[r].size > 1 ? mk_map_get(&f->home, r) : NULL;
        if (!home || mk_map_get(&done, (uint64_t)p->customer) || mk_map_get(&f->out, pair_key(p->customer, (int64_t)*home))) continue;
        mk_arena_mark m = mk_arena_here(cx->arena);
        MK_TRY(put_household(cx, f, (int64_t)*home, p->customer));
        mk_value v[MK_HOUSEHOLD_MEMBER_N] = { mk_int(p->customer), mk_int((int64_t)*home), mk_textz("in"), mk_text(reasons(cx, p->why)), mk_int(cx->now), mk_textz("") };
        int rc = mk_table_put(cx, f->db, MK_T_HOUSEHOLD_MEMBER, v);
        if (rc < 0) return rc;
        mk_arena_rewind(cx->arena, m);
    }
    return mk_exec_n(cx, f->db, MK_Q_HOUSEHOLD_EMPTY_DROP, NULL, 0);
}

int mk_households_find(mk_cx *cx, mk_db *db, uint64_t *ret)
{
    mk_arena *a = mk_arena_child(cx->arena);
    finding f = { .db = db, .a = a, .bear = mk_map_on(a), .live = mk_map_on(a), .at = mk_map_on(a), .home = mk_map_on(a), .out = mk_map_on(a) };
    *ret = 0;
    MK_TRY(read_all(cx, &f));
    join_all(&f);
    MK_TRY(read_kept(cx, &f));
    name_them(&f);
    MK_TRY(bring_in_line(cx, &f));
    for (uint32_t i = 0; i < f.person.n; i++) *ret += f.up.p[i] == i && f.person.p[i].size > 1;
    mk_arena_free(a);
    return 0;
}
