/* SPDX-License-Identifier: Apache-2.0
 * Records that files brought while two customers were one. Each is of the one whose key it has: the strongest that only one of them has, and after
 * that the keys it brought itself count as his. What tells of neither, or of both alike, stays with who went on. */
#include "hash.h"
#include "import_int.h"
#include "map.h"
#include "merge_int.h"

typedef struct newcomer { int64_t person; mk_stated contact[MK_STATED_MAX], fact[MK_STATED_MAX]; size_t contacts, facts; bool late, his; } newcomer;
typedef mk_vec(newcomer) newcomers;
typedef struct since { const merging *m; int64_t at; newcomers all; mk_map key[2], told[2]; uint64_t moved; } since;      /* of key and told: whose, 0 who went on */

static uint64_t contact_hash(mk_str kind, mk_str value) { return mk_hash(mk_hash(0x63, kind), value); }
static uint64_t fact_hash(mk_str kind, int64_t id) { return mk_hash(mk_hash2(0x66, (uint64_t)id), kind); }

/* Keys they had when they became one. What is back with the one who is himself again was his then, though it may stand by a later import since. */
static int keys(mk_cx *cx, since *s)
{
    for (int of = 0; of < 2; of++) {
        mk_row_list rows;
        MK_TRY(mk_merge_rows(cx, s->m->db, MK_T_CONTACT_POINT, of ? s->m->gone : s->m->kept, &rows));
        for (size_t i = 0; i < rows.n; i++)
            if (of || rows.p[i][MK_CONTACT_POINT_SINCE_AT].i <= s->at)
                mk_map_put(&s->key[of], contact_hash(rows.p[i][MK_CONTACT_POINT_KIND].s, rows.p[i][MK_CONTACT_POINT_VALUE].s), NULL);
    }
    return 0;
}

static int records(mk_cx *cx, since *s, const mk_map *back)
{
    mk_row_list rows;
    MK_TRY(mk_merge_rows(cx, s->m->db, MK_T_LINK, s->m->kept, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        mk_person_in p;
        newcomer *c = mk_vec_push(cx->arena, &s->all);
        *c = (newcomer){ .person = rows.p[i][MK_LINK_PERSON_ID].i, .his = mk_map_get(back, (uint64_t)rows.p[i][MK_LINK_PERSON_ID].i) != NULL };
        c->late = !c->his && rows.p[i][MK_LINK_AT].i > s->at && rows.p[i][MK_LINK_BATCH_ID].i;
        MK_TRY(mk_person_parse(cx, rows.p[i][MK_LINK_PERSON].s, &p));
        c->contacts = mk_stated_contacts(cx->arena, rows.p[i][MK_LINK_SOURCE].s, &p, c->contact);
        c->facts = mk_stated_facts(cx->arena, &p, c->fact);
    }
    return 0;
}

/* 1: of the one who is himself again; 0: of who went on; -1: it cannot be told yet. */
static int whose(since *s, const newcomer *c)
{
    for (size_t i = 0; i < c->contacts; i++) {
        uint64_t h = contact_hash(c->contact[i].kind, c->contact[i].value);
        bool kept = mk_map_get(&s->key[0], h), gone = mk_map_get(&s->key[1], h);
        if (c->contact[i].key && kept != gone) return gone;
    }
    return -1;
}

static void decide(since *s, mk_map *back)
{
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < s->all.n; i++) {
            newcomer *c = &s->all.p[i];
            int of = c->late ? whose(s, c) : -1;
            if (of < 0) continue;
            c->late = false, c->his = of, more = true;
            if (of) mk_map_put(back, (uint64_t)c->person, NULL);
            for (size_t k = 0; k < c->contacts; k++)
                if (c->contact[k].key) mk_map_put(&s->key[of], contact_hash(c->contact[k].kind, c->contact[k].value), NULL);
        }
    }
    for (size_t i = 0; i < s->all.n; i++) {
        const newcomer *c = &s->all.p[i];
        for (size_t k = 0; k < c->contacts; k++) mk_map_put(&s->told[c->his], contact_hash(c->contact[k].kind, c->contact[k].value), NULL);
        for (size_t k = 0; k < c->facts; k++) mk_map_put(&s->told[c->his], fact_hash(c->fact[k].kind, mk_stated_fact_id(&c->fact[k])), NULL);
    }
}

/* What his records tell is his; of who went on it is no more when none of his tells it, and it came while they were one. */
static int give(mk_cx *cx, since *s, mk_table_id t)
{
    mk_row_list rows;
    bool contact = t == MK_T_CONTACT_POINT;
    MK_TRY(mk_merge_rows(cx, s->m->db, t, s->m->kept, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        mk_value *v = rows.p[i];
        int64_t at = v[contact ? MK_CONTACT_POINT_SINCE_AT : MK_FACT_AT].i;
        uint64_t h = contact ? contact_hash(v[MK_CONTACT_POINT_KIND].s, v[MK_CONTACT_POINT_VALUE].s) : fact_hash(v[MK_FACT_KIND].s, v[MK_FACT_FACT_ID].i);
        if (at <= s->at || !v[mk_tables[t].batch].i || !mk_map_get(&s->told[1], h)) continue;
        mk_value was[MK_COLUMNS_MAX];
        memcpy(was, v, (size_t)mk_tables[t].columns * sizeof *was);
        v[0] = mk_int(s->m->gone);
        int rc = mk_table_insert(cx, s->m->db, t, v);
        if (rc < 0) return rc;
        s->moved += (uint64_t)rc;
        if (!mk_map_get(&s->told[0], h)) MK_TRY(mk_merge_leave(cx, s->m, t, was));
    }
    return 0;
}

int mk_split_since(mk_cx *cx, const merging *m, int64_t at, mk_map *back, uint64_t *ret_moved)
{
    since s = { .m = m, .at = at, .key = { mk_map_on(cx->arena), mk_map_on(cx->arena) }, .told = { mk_map_on(cx->arena), mk_map_on(cx->arena) } };
    MK_TRY(records(cx, &s, back));
    bool any = false;
    for (size_t i = 0; i < s.all.n; i++) any |= s.all.p[i].late;
    if (!any) return 0;
    MK_TRY(keys(cx, &s));
    decide(&s, back);
    MK_TRY(give(cx, &s, MK_T_CONTACT_POINT));
    MK_TRY(give(cx, &s, MK_T_FACT));
    *ret_moved += s.moved;
    return 0;
}

int mk_split_events(mk_cx *cx, const merging *m, uint64_t *ret_moved)
{
    mk_row_list of, all;
    MK_TRY(mk_merge_rows(cx, m->db, MK_T_LINK, m->gone, &of));
    MK_TRY(mk_merge_rows(cx, m->db, MK_T_INTERACTION, m->kept, &all));
    for (size_t i = 0; i < all.n; i++) {
        mk_value *v = all.p[i];
        bool his = false;
        mk_arena_mark here = mk_arena_here(cx->arena);
        for (size_t k = 0; k < of.n && v[MK_INTERACTION_BATCH_ID].i && !his; k++)
            his = mk_event_id(cx->arena, of.p[k][MK_LINK_SOURCE].s, of.p[k][MK_LINK_PERSON_ID].i, v) == v[MK_INTERACTION_INTERACTION_ID].i;
        mk_arena_rewind(cx->arena, here);
        int rc = his ? mk_merge_move(cx, m, MK_T_INTERACTION, v, m->gone) : 0;
        if (rc < 0) return rc;
        *ret_moved += (uint64_t)rc;
    }
    return 0;
}

/* --- what both had, and only one had first --- */

typedef struct sharing { const merging *m; int64_t from, to, at, batch; } sharing;

/* One row of the one that a record of the other tells, too. */
static int share(mk_cx *cx, const sharing *s, mk_table_id t, mk_value *v)
{
    mk_value row[MK_COLUMNS_MAX];
    v[0] = mk_int(s->from);
    int rc = mk_table_get(cx, s->m->db, t, v, row);
    if (rc <= 0) return rc;
    row[0] = mk_int(s->to);
    row[t == MK_T_FACT ? MK_FACT_AT : MK_CONTACT_POINT_SINCE_AT] = mk_int(s->at);
    row[mk_tables[t].batch] = mk_int(s->batch);
    rc = mk_table_insert(cx, s->m->db, t, row);
    return rc < 0 ? rc : 0;
}

static int shared(mk_cx *cx, const merging *m, int64_t from, int64_t to, int64_t at)
{
    mk_row_list rows;
    MK_TRY(mk_merge_rows(cx, m->db, MK_T_LINK, to, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const mk_value *l = rows.p[i];
        mk_stated told[MK_STATED_MAX];
        mk_person_in p;
        if (l[MK_LINK_AT].i <= at || !l[MK_LINK_BATCH_ID].i) continue;
        const sharing s = { m, from, to, l[MK_LINK_AT].i, l[MK_LINK_BATCH_ID].i };
        MK_TRY(mk_person_parse(cx, l[MK_LINK_PERSON].s, &p));
        size_t n = mk_stated_contacts(cx->arena, l[MK_LINK_SOURCE].s, &p, told);
        for (size_t k = 0; k < n; k++) {
            mk_value v[MK_COLUMNS_MAX] = { mk_null(), mk_text(told[k].kind), mk_text(told[k].value) };
            MK_TRY(share(cx, &s, MK_T_CONTACT_POINT, v));
        }
        n = mk_stated_facts(cx->arena, &p, told);
        for (size_t k = 0; k < n; k++) {
            mk_value v[MK_COLUMNS_MAX] = { mk_null(), mk_text(told[k].kind), mk_int(mk_stated_fact_id(&told[k])) };
            MK_TRY(share(cx, &s, MK_T_FACT, v));
        }
    }
    return 0;
}

int mk_split_shared(mk_cx *cx, const merging *m, int64_t at)
{
    MK_TRY(shared(cx, m, m->gone, m->kept, at));
    return shared(cx, m, m->kept, m->gone, at);
}
