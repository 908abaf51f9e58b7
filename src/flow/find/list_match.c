/* SPDX-License-Identifier: Apache-2.0
 * Whether a customer belongs to a list: each rule of its filter against what the listing knows, and what must be read for it. */
#include "gate.h"
#include "list_int.h"
#include "listing_make.h"
#include "search.h"
#include "utf8.h"
#include "vec.h"

static bool text_is(const mk_rule *r, mk_str v)
{
    for (size_t i = 0; i < r->n; i++)
        if (mk_str_eq(r->text[i], v)) return true;
    return false;
}

static unsigned stages_of(const mk_rule *r)
{
    static const char *const name[] = { "acquainted", "buyer", "regular" };
    unsigned set = 0;
    for (unsigned k = 0; k < 3; k++)
        if (text_is(r, mk_str_of(name[k]))) set |= 1u << k;
    return r->op == MK_FO_NOT ? ~set & 7 : set;
}

static void add(mk_cx *cx, mk_match *m, size_t *cap, int64_t id)
{
    bool fresh;
    mk_map_put(&m->set, (uint64_t)id, &fresh);
    if (!fresh) return;
    if (m->ids == *cap) {
        size_t more = *cap ? *cap * 2 : 256;
        m->id = mk_arena_grow(cx->arena, m->id, *cap * sizeof *m->id, more * sizeof *m->id);
        *cap = more;
    }
    m->id[m->ids++] = id;
}

/* Who has a fact of the kind, by its index; when they are too many it stays dear. Who lacks it is everybody else. */
static int holders(mk_cx *cx, mk_db *db, mk_match *m, int32_t today)
{
    mk_rows r;
    int rc;
    size_t cap = 0, n = 0;
    mk_str kind = mk_arena_dup(cx->arena, m->r.key);
    bool any = m->r.field == MK_FF_OWN || m->r.any;
    MK_TRY(any ? mk_select(cx, db, &r, MK_Q_FACT_HOLDERS, mk_text(kind), mk_int(MK_LIST_SET + 1))
               : mk_select(cx, db, &r, MK_Q_FACT_VALUE_HOLDERS, mk_text(kind), mk_text(m->r.text[0]), mk_int(MK_LIST_SET + 1)));
    while ((rc = mk_rows_next(cx, &r)) > 0 && n++ < MK_LIST_SET)
        if (mk_row_null(&r, 1) || mk_row_int(&r, 1) >= today) add(cx, m, &cap, mk_row_int(&r, 0));
    mk_rows_end(&r);
    if (rc < 0) return rc;
    m->found = n <= MK_LIST_SET;
    bool bare = m->r.op == MK_FO_HAS || m->r.op == MK_FO_LACKS;
    m->outside = m->found && (m->r.op == MK_FO_LACKS || m->r.op == MK_FO_NOT);
    /* a value of the shop's own field is still compared, but only with those that have one */
    m->dear = !m->found || (m->r.field == MK_FF_OWN && !bare && m->ids);
    return 0;
}

static int named(mk_cx *cx, mk_db *db, mk_match *m)
{
    mk_found *f = MK_NEWN(cx->arena, mk_found, MK_LIST_NAMED);
    size_t n, cap = 0;
    MK_TRY(mk_search(cx, db, m->r.text[0], MK_LIST_NAMED, f, &n));
    for (size_t i = 0; i < n; i++) add(cx, m, &cap, f[i].customer);
    m->found = true;
    return 0;
}

/* Which bits; a source behind the last that has one is looked for among those of whom there are more. */
static int sources(mk_cx *cx, mk_db *db, mk_match *m)
{
    for (size_t i = 0; i < m->r.n; i++) {
        uint64_t bit;
        MK_TRY(mk_listing_source(cx, db, m->r.text[i], &bit));
        m->mask |= bit;
        m->dear |= bit == MK_LB_OTHERS;
    }
    return 0;
}

static int ready(mk_cx *cx, mk_db *db, const mk_listing *l, mk_match *m, int32_t today)
{
    const mk_rule *r = &m->r;
    bool has = r->op == MK_FO_HAS;
    mk_channel c;
    m->low = r->op == MK_FO_MAX ? INT64_MIN : r->number;
    m->high = r->op == MK_FO_MIN ? INT64_MAX : r->number;
    m->set = mk_map_on(cx->arena);
    switch (r->field) {
    case MK_FF_NAME: return named(cx, db, m);
    case MK_FF_CITY:
        m->city = mk_arena_zalloc(cx->arena, l->city_n + 1);
        for (size_t i = 0; i < l->city_n; i++) {
            bool in = has || r->op == MK_FO_LACKS ? (l->cities[i][0] != 0) == has : text_is(r, mk_str_of(l->city_keys[i])) != (r->op == MK_FO_NOT);
            m->city[i] = in;
        }
        return 0;
    case MK_FF_STAGE: m->stages = stages_of(r); return 0;
    case MK_FF_CONSENT:
        if (!mk_channel_named(r->text[0], &c) || c == MK_VISIT) return mk_fail(cx, MK_EINVAL, "consent is to mail, sms, whatsapp or call");
        m->mask = 3u << (MK_LB_CONSENT + 2 * c);
        m->want = 1u << (MK_LB_CONSENT + 2 * c);
        return 0;
    case MK_FF_PHONE: m->mask = m->want = MK_LB_PHONE; return 0;
    case MK_FF_MAIL: m->mask = m->want = MK_LB_MAIL; return 0;
    case MK_FF_GENDER:
        m->mask = MK_LB_MALE | MK_LB_FEMALE;
        m->want = mk_str_eqz(r->text[0], "m") ? MK_LB_MALE : mk_str_eqz(r->text[0], "f") ? MK_LB_FEMALE : 0;
        return 0;
    case MK_FF_KIND: m->mask = MK_LB_COMPANY; m->want = mk_str_eqz(r->text[0], "company") ? MK_LB_COMPANY : 0; return 0;
    case MK_FF_FACT: case MK_FF_OWN: return holders(cx, db, m, today);
    case MK_FF_SOURCE: return sources(cx, db, m);
    case MK_FF_LAST: case MK_FF_FIRST: case MK_FF_SPENT: case MK_FF_ORDERS: case MK_FF_FIELDS_: return 0;
    }
    return 0;
}

int mk_match_ready(mk_cx *cx, mk_db *db, const mk_listing *l, const mk_filter *f, int32_t today, mk_matching *ret)
{
    *ret = (mk_matching){ .m = MK_NEWN(cx->arena, mk_match, f->n + 1), .n = f->n, .today = today };
    for (size_t i = 0; i < f->n; i++) {
        mk_match *m = &ret->m[i];
        m->r = f->rule[i];
        MK_TRY(ready(cx, db, l, m, today));
        ret->dear += m->dear;
        ret->cut |= m->r.field == MK_FF_NAME && l->n > MK_SEARCH_WALK;
        if (m->found && !m->outside && (!ret->least || m->ids < ret->least->ids)) ret->least = m;
    }
    return 0;
}

static bool between(const mk_match *m, int64_t v) { return v >= m->low && v <= m->high; }

static bool fits(const mk_match *m, const mk_listing *l, size_t i)
{
    bool not = m->r.op == MK_FO_NOT || m->r.op == MK_FO_LACKS;
    switch (m->r.field) {
    case MK_FF_CITY: return m->city[l->city[i]];
    case MK_FF_STAGE: return m->stages >> (l->orders[i] == 0 ? 0 : l->orders[i] < 3 ? 1 : 2) & 1;
    case MK_FF_LAST:
        if (m->r.op == MK_FO_HAS || not) return (l->last[i] != INT32_MIN) != not;
        return l->last[i] != INT32_MIN && between(m, l->last[i]);
    case MK_FF_FIRST: return between(m, l->first[i]);
    case MK_FF_SPENT: return between(m, l->spent[i]);
    case MK_FF_ORDERS: return between(m, l->orders[i]);
    case MK_FF_CONSENT: case MK_FF_PHONE: case MK_FF_MAIL: case MK_FF_GENDER: case MK_FF_KIND: return ((l->bits[i] & m->mask) == m->want) != not;
    case MK_FF_NAME: case MK_FF_FACT: case MK_FF_OWN:
        if (m->outside) return m->dear || !m->ids || !mk_map_get(&m->set, (uint64_t)l->id[i]);
        return !m->found || mk_map_get(&m->set, (uint64_t)l->id[i]);
    case MK_FF_SOURCE: return not ? m->dear || !(l->bits[i] & m->mask) : (l->bits[i] & m->mask) != 0;
    case MK_FF_FIELDS_: return true;
    }
    return true;
}

bool mk_match_row(const mk_matching *x, const mk_listing *l, size_t at)
{
    for (size_t i = 0; i < x->n; i++)
        if (!fits(&x->m[i], l, at)) return false;
    return true;
}

/* --- customer by customer --- */

static bool value_fits(mk_cx *cx, const mk_rule *r, mk_str v)
{
    int64_t n;
    if (r->op == MK_FO_MIN || r->op == MK_FO_MAX) {
        int sign = mk_str_int(v, &n) && r->number ? (n > r->number) - (n < r->number) : mk_str_cmp(v, r->text[0]);
        return r->op == MK_FO_MIN ? sign >= 0 : sign <= 0;
    }
    mk_str folded = mk_fold_text(cx->arena, v);
    if (r->op == MK_FO_CONTAINS) return mk_str_find(folded, r->text[0]) >= 0;
    return text_is(r, folded);
}

static int of_facts(mk_cx *cx, mk_db *db, const mk_matching *x, const mk_rule *rule, int64_t customer)
{
    mk_rows r;
    int rc;
    bool hit = false;
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_WORDS, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        if (!mk_str_eq(mk_row_text(&r, 0), rule->key) || (!mk_row_null(&r, 2) && mk_row_int(&r, 2) < x->today)) continue;
        bool bare = rule->op == MK_FO_HAS || rule->op == MK_FO_LACKS;
        if (rule->field == MK_FF_FACT) hit |= rule->any || mk_str_eq(mk_row_text(&r, 1), rule->text[0]);
        else hit |= bare || value_fits(cx, rule, mk_row_text(&r, 1));
    }
    if (rc < 0) return rc;
    return hit != (rule->op == MK_FO_LACKS || rule->op == MK_FO_NOT);
}

static int of_sources(mk_cx *cx, mk_db *db, const mk_rule *rule, int64_t customer)
{
    mk_rows r;
    int rc;
    bool hit = false;
    MK_TRY(mk_select(cx, db, &r, MK_Q_LINK_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) hit |= text_is(rule, mk_row_text(&r, MK_LINK_SOURCE));
    return rc < 0 ? rc : hit != (rule->op == MK_FO_NOT);
}

int mk_match_dear(mk_cx *cx, mk_db *db, const mk_matching *x, int64_t customer)
{
    for (size_t i = 0; i < x->n; i++) {
        const mk_match *m = &x->m[i];
        if (!m->dear || (m->outside && !mk_map_get(&m->set, (uint64_t)customer))) continue;
        mk_arena_mark mark = mk_arena_here(cx->arena);
        int rc = m->r.field == MK_FF_SOURCE ? of_sources(cx, db, &m->r, customer) : of_facts(cx, db, x, &m->r, customer);
        mk_arena_rewind(cx->arena, mark);
        if (rc <= 0) return rc;
    }
    return 1;
}
