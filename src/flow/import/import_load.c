/* SPDX-License-Identifier: Apache-2.0
 * Into the store, customer by customer, each table in the order of its key. */
#include "import_int.h"
#include "index.h"
#include "merge.h"
#include "jsonw.h"
#include "name.h"
#include "online.h"
#include "record.h"
#include "vec.h"
#include <stdlib.h>

/* --- one customer --- */

int mk_loader_count(mk_loader *l, int change, uint64_t *added, uint64_t *updated)
{
    if (change < 0) return change;
    if (change != MK_SAME) l->touched = true;
    if (change == MK_NEW) ++*added;
    if (change == MK_UPDATED) ++*updated;
    return 0;
}

static mk_index_fate fate(const mk_loader *l) { return l->is_new ? MK_INDEX_NEW : MK_INDEX_THERE; }

static int token(mk_cx *cx, void *self, mk_str t)
{
    mk_loader *l = self;
    return mk_index_batch_token(cx, l->index, l->customer, t, fate(l));
}

static int find_by(mk_cx *cx, mk_loader *l, mk_key_kind k, mk_str value)
{
    return mk_index_batch_key(cx, l->index, l->customer, mk_key_hash(k, value), fate(l));
}

static int contact(mk_cx *cx, mk_loader *l, const mk_stated *t)
{
    mk_value v[MK_CONTACT_POINT_N] = {
        mk_int(l->customer), mk_text(t->kind), mk_text(t->value), mk_text(l->im->source), mk_int(cx->now), mk_null(), mk_int(l->batch) };
    /* who told of it first stays; a way that was closed by hand stays closed */
    int c = mk_journal_put(cx, l->db, l->j, MK_T_CONTACT_POINT, v, 1u << MK_CONTACT_POINT_SOURCE | 1u << MK_CONTACT_POINT_UNTIL_AT);
    if (c <= 0) return c;
    l->touched = true;
    if (t->key) MK_TRY(find_by(cx, l, t->key, t->value));
    return mk_tokens_of_contact(cx, t->kind, t->value, token, l);
}

static int contacts(mk_cx *cx, mk_loader *l, const mk_person_in *p)
{
    mk_stated told[MK_STATED_MAX];
    size_t n = mk_stated_contacts(l->one, l->im->source, p, told);
    for (size_t i = 0; i < n; i++) {
        if (!told[i].key) {         /* by the name on this row and by the one he is shown under, as mk_index_customer does: an undo must find what to take out */
            const mk_str names[] = { mk_person_name(l->one, p), l->name };
            for (int k = 0; k < 2; k++) {
                mk_str home = mk_home_key(l->one, names[k], told[i].value);
                if (home.n) MK_TRY(find_by(cx, l, MK_KEY_HOME, home));
            }
        }
        MK_TRY(contact(cx, l, &told[i]));
    }
    return 0;
}

/* Whether one of the persons behind him tells the same field of the shop's own: the last word stays, the same one whenever the file is read. */
static bool told_again(const mk_person_in *behind, size_t n, mk_str kind)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < behind[i].fact_n; k++)
            if (mk_str_eq(behind[i].fact[k].kind, kind)) return true;
    return false;
}

/* What of a fact that is known stays: all of it, but that another file may say otherwise what a field of the shop's own is; what was written by hand stays. */
static int stays(mk_cx *cx, mk_loader *l, const mk_value *v, uint32_t *ret)
{
    mk_value was[MK_FACT_N];
    *ret = ~0u;
    if (!mk_stated_own(v[MK_FACT_KIND].s)) return 0;
    int rc = mk_table_get(cx, l->db, MK_T_FACT, v, was);
    if (rc > 0 && mk_value_eq(was[MK_FACT_ORIGIN], v[MK_FACT_ORIGIN])) *ret = ~(1u << MK_FACT_VALUE);
    return rc < 0 ? rc : 0;
}

/* Of the first of n persons. */
static int facts(mk_cx *cx, mk_loader *l, const mk_person_in *p, size_t persons)
{
    mk_stated told[MK_STATED_MAX];
    size_t n = mk_stated_facts(l->one, p, told);
    for (size_t i = 0; i < n; i++) {
        bool own = mk_stated_own(told[i].kind);
        uint32_t keep;
        if (own && told_again(p + 1, persons - 1, told[i].kind)) continue;
        mk_value v[MK_FACT_N] = {
            mk_int(l->customer), mk_text(told[i].kind), mk_int(mk_stated_fact_id(&told[i])), mk_text(told[i].value), mk_textz("import"),
            mk_real(0.9), mk_null(), mk_null(), mk_int(!own), mk_int(cx->now), mk_textz(cx->who), mk_int(l->batch) };
        MK_TRY(stays(cx, l, v, &keep));
        int c = mk_journal_put(cx, l->db, l->j, MK_T_FACT, v, keep);
        if (c < 0) return c;
        l->touched |= c > 0;
    }
    return 0;
}

static int consents(mk_cx *cx, mk_loader *l, const mk_person_in *p, int64_t person)
{
    mk_stated_word w[MK_STATED_WORDS];
    size_t n = mk_stated_consents(cx, l->one, l->im->source, l->im->res->file, p, person, w);
    for (size_t i = 0; i < n; i++) {
        mk_value *v = w[i].consent, *of = w[i].point;
        mk_rows r;                      /* the same word from the same file comes once, whenever it was first read */
        v[MK_CONSENT_CUSTOMER_ID] = of[MK_CONSENT_POINT_CUSTOMER_ID] = mk_int(l->customer);
        v[MK_CONSENT_BATCH_ID] = of[MK_CONSENT_POINT_BATCH_ID] = mk_int(l->batch);
        MK_TRY(mk_select(cx, l->db, &r, MK_Q_CONSENT_KNOWN, mk_int(l->customer), v[MK_CONSENT_CONSENT_ID]));
        int rc = mk_rows_next(cx, &r);
        mk_rows_end(&r);
        if (rc == 0 && (rc = mk_table_insert(cx, l->db, MK_T_CONSENT, v)) >= 0) {
            l->touched = true;
            if (w[i].of_point) rc = mk_table_insert(cx, l->db, MK_T_CONSENT_POINT, of);
        }
        if (rc < 0) return rc;
    }
    return 0;
}

static int customer_row(mk_cx *cx, mk_loader *l, const mk_person_in *p, size_t n, int64_t first_at, bool *ret_new)
{
    mk_value was[MK_CUSTOMER_N], v[MK_CUSTOMER_N], told[MK_CUSTOMER_N], key = mk_int(l->customer);
    mk_stated_customer(l->one, l->im->source, p, n, first_at, told);
    told[MK_CUSTOMER_CUSTOMER_ID] = key;
    told[MK_CUSTOMER_BATCH_ID] = mk_int(l->batch);
    mk_str name = told[MK_CUSTOMER_NAME].s;
    int found = mk_table_get(cx, l->db, MK_T_CUSTOMER, &key, was);
    if (found < 0) return found;
    *ret_new = !found;
    l->name = found ? was[MK_CUSTOMER_NAME].s : name;
    if (!found) {
        if (told[MK_CUSTOMER_FIRST_AT].i == INT64_MAX) told[MK_CUSTOMER_FIRST_AT] = mk_int(cx->now);
        int rc = mk_table_insert(cx, l->db, MK_T_CUSTOMER, told);
        l->touched = true;
        return rc < 0 ? rc : mk_tokens_of_name(cx, name, token, l);
    }
    memcpy(v, was, sizeof v);
    bool renamed = mk_stated_correct(l->one, told, v);
    bool differs = false;
    for (int i = 1; i < MK_CUSTOMER_N; i++) differs |= !mk_value_eq(v[i], was[i]);
    if (!differs) return 0;
    /* Two people in one: which of their names is his was settled by who merged them. */
    int merged = mk_customer_merged(cx, l->db, l->customer);
    if (merged) return merged < 0 ? merged : 0;
    if (renamed) l->name = name;
    if (renamed) MK_TRY(mk_index_batch_customer(cx, l->db, l->index, l->customer, MK_INDEX_GONE));
    MK_TRY(mk_journal_replace(cx, l->db, l->j, MK_T_CUSTOMER, was, v));
    l->touched = true;
    return renamed ? mk_index_batch_customer(cx, l->db, l->index, l->customer, MK_INDEX_THERE) : 0;
}

static int links(mk_cx *cx, mk_loader *l, const uint64_t *id, const uint8_t *why, const mk_person_in *p, size_t n, bool is_new, bool *ret_new_link)
{
    for (size_t i = 0; i < n; i++) {
        const char *because = why[i] ? mk_key_kind_name[why[i]] : "first";
        mk_value v[MK_LINK_N] = { mk_int(l->customer), mk_int((int64_t)id[i]), mk_text(l->im->source), mk_textz(is_new && n == 1 ? "first" : because),
                                  mk_text(mk_person_json(l->one, &p[i])), mk_int(cx->now), mk_int(l->batch) };
        int rc = mk_table_insert(cx, l->db, MK_T_LINK, v);
        if (rc < 0) return rc;
        if (rc > 0) {
            l->touched = *ret_new_link = true;
            MK_TRY(mk_online_said(cx, l->online, l->customer, (int64_t)id[i], l->im->source, &p[i]));
        }
        else mk_vouch_person(&l->vouch, (int64_t)id[i]);
    }
    return 0;
}

/* All persons of one customer, gathered from the sorter. `s` is the first of them and becomes the one behind the last. */
static int one_customer(mk_cx *cx, mk_loader *l, mk_sorted *s, int *more, int64_t first_at)
{
    mk_vec(uint64_t) id = { 0 };
    mk_vec(uint8_t) why = { 0 };
    mk_vec(mk_person_in) p = { 0 };
    do {
        mk_str d = mk_arena_dup(l->one, s->data);
        *mk_vec_push(l->one, &id) = s->key[1];
        *mk_vec_push(l->one, &why) = (uint8_t)mk_unpack_int(&d);
        mk_person_pack_read(d, mk_vec_push(l->one, &p));
        *more = mk_sorter_next(cx, l->im->customers, s);
    } while (*more > 0 && (int64_t)s->key[0] == l->customer);
    if (*more < 0) return *more;
    bool new_link = false;
    MK_TRY(customer_row(cx, l, p.p, p.n, first_at, &l->is_new));
    MK_TRY(links(cx, l, id.p, why.p, p.p, p.n, l->is_new, &new_link));
    if (new_link && !l->is_new) mk_online_note(cx, l->online, l->customer, l->customer);     /* who had been written down by hand is known by a file now */
    for (size_t i = 0; i < p.n; i++) {
        MK_TRY(contacts(cx, l, &p.p[i]));
        MK_TRY(facts(cx, l, &p.p[i], p.n - i));
        MK_TRY(consents(cx, l, &p.p[i], (int64_t)id.p[i]));
    }
    if (!l->is_new) l->im->res->customers_known++;
    if (l->is_new) l->im->res->customers_new++;
    else if (new_link || l->touched) l->im->res->customers_updated++;
    return 0;
}

/* --- what belongs to him --- */

static int event(mk_cx *cx, mk_loader *l, const mk_value *v)
{
    int rc = mk_table_insert(cx, l->db, MK_T_INTERACTION, v);
    if (rc > 0) l->touched = true;
    else mk_vouch_event(&l->vouch, v[MK_INTERACTION_INTERACTION_ID].i);
    return rc < 0 ? rc : 0;
}

static int source_row(mk_cx *cx, mk_loader *l, const mk_value *v, int64_t sale)
{
    mk_import_result *res = l->im->res;
    const uint64_t *doubt = l->im->doubtful.n ? mk_map_get(&l->im->doubtful, (uint64_t)v[MK_SOURCE_ROW_PERSON_ID].i) : NULL;
    if (doubt) {
        int64_t *line = &l->im->doubt.p[*doubt - 1].line;
        if (!*line || v[MK_SOURCE_ROW_LINE].i < *line) *line = v[MK_SOURCE_ROW_LINE].i;
    }
    int rc = mk_table_insert(cx, l->db, MK_T_SOURCE_ROW, v);
    if (rc < 0) return rc;
    if (rc == 0) {
        res->same++;
        mk_vouch_raw(&l->vouch, v[MK_SOURCE_ROW_ROW_ID].i, v[MK_SOURCE_ROW_LINE].i);
        rc = mk_vouch_flush(cx, l->db, &l->vouch, l->customer, l->batch, false);
        return rc < 0 ? rc : 0;
    }
    l->touched = true;
    if (sale == 0 && !l->is_new) res->updated++;        /* a word about a person we knew */
    else res->added++;
    return 0;
}

static int load_row(mk_cx *cx, mk_loader *l, const mk_sorted *s, uint64_t *raw_hash, int64_t *raw_again)
{
    mk_str d = mk_str_sub(s->data, 1, s->data.n);
    int64_t at = (int64_t)s->key[1], sale = (int64_t)s->key[2];
    mk_value who = mk_int((int64_t)s->key[0]), person = mk_int(mk_unpack_int(&d));
    if (s->data.p[0] != MK_LOAD_LINE) MK_TRY(mk_load_sale_end(cx, l));
    switch (s->data.p[0]) {
    case MK_LOAD_SALE: return mk_load_sale(cx, l, at, sale, person.i, d);
    case MK_LOAD_LINE: return mk_load_line(cx, l, at, sale, d);
    case MK_LOAD_EVENT: {
        int64_t inbound = mk_unpack_int(&d);
        mk_str f[4];
        for (int i = 0; i < 4; i++) f[i] = mk_unpack_str(&d);
        mk_value v[MK_INTERACTION_N] = { who, mk_int(at), mk_int(0), mk_text(f[0]), mk_text(f[1]), mk_int(inbound), mk_text(f[3]), mk_text(f[2]), mk_textz(""), mk_int(l->batch) };
        v[MK_INTERACTION_INTERACTION_ID] = mk_int(mk_event_id(l->one, l->im->source, person.i, v));
        return event(cx, l, v);
    }
    case MK_LOAD_OLD_EVENT: {
        int64_t id = mk_unpack_int(&d), inbound = mk_unpack_int(&d);
        mk_str f[5];
        for (int i = 0; i < 5; i++) f[i] = mk_unpack_str(&d);
        mk_value v[MK_INTERACTION_N] = { who, mk_int(at), mk_int(id), mk_text(f[0]), mk_text(f[1]), mk_int(inbound), mk_text(f[2]), mk_text(f[3]), mk_text(f[4]), mk_int(l->batch) };
        return event(cx, l, v);
    }
    case MK_LOAD_OLD_RAW: {
        int64_t id = mk_unpack_int(&d), line = mk_unpack_int(&d);
        mk_str raw = mk_unpack_str(&d);
        mk_value v[MK_SOURCE_ROW_N] = { who, mk_int(id), person, mk_int(line), mk_text(raw), mk_int(l->batch) };
        return source_row(cx, l, v, sale);
    }
    default: {
        mk_str raw = mk_unpack_str(&d);
        int64_t line = mk_unpack_int(&d);
        uint64_t h = mk_hash(mk_hash(0x77, l->im->source), raw);
        *raw_again = h == *raw_hash ? *raw_again + 1 : 0;      /* equal texts of one sale stand together */
        *raw_hash = h;
        mk_value v[MK_SOURCE_ROW_N] = { who, mk_int(mk_hash_id(mk_hash2(mk_hash2(h, (uint64_t)sale), (uint64_t)*raw_again))), person, mk_int(line), mk_text(raw), mk_int(l->batch) };
        return source_row(cx, l, v, sale);
    }
    }
}

int mk_loader_speaks_of(mk_cx *cx, mk_loader *l, int64_t customer)
{
    mk_value v[] = { mk_int(l->batch), mk_int(customer) };
    int rc = mk_table_insert(cx, l->db, MK_T_BATCH_CUSTOMER, v);
    return rc < 0 ? rc : 0;
}

/* The end of a customer. */
static int leave(mk_cx *cx, mk_loader *l)
{
    MK_TRY(mk_load_sale_end(cx, l));
    int repeats = mk_vouch_flush(cx, l->db, &l->vouch, l->customer, l->batch, true);
    if (repeats < 0) return repeats;
    l->doc = (mk_document){ 0 };
    l->any |= l->touched;
    if (l->touched || repeats) MK_TRY(mk_loader_speaks_of(cx, l, l->customer));
    l->touched = false;
    return 0;
}

/* Customers and their rows side by side. Nobody's sales have negative ids, which sort behind as unsigned. */
static int customers(mk_cx *cx, mk_loader *l)
{
    mk_importer *im = l->im;
    mk_sorted c, r;
    uint64_t raw_hash = 0, done = 0;
    int64_t raw_again = 0;
    MK_TRY(mk_sorter_sort(cx, im->customers));
    MK_TRY(mk_sorter_sort(cx, im->loads));
    uint64_t all = mk_sorter_count(im->loads);
    int more = mk_sorter_next(cx, im->customers, &c), rows = mk_sorter_next(cx, im->loads, &r);
    while (more >= 0 && rows >= 0 && (more > 0 || rows > 0)) {
        mk_arena_rewind(l->one, l->empty);
        mk_arena_mark m = mk_arena_here(cx->arena);
        bool both = more > 0 && (rows == 0 || c.key[0] <= r.key[0]);
        l->customer = (int64_t)(both ? c.key[0] : r.key[0]);
        l->is_new = false;
        if (both) {
            bool has_rows = rows > 0 && r.key[0] == c.key[0] && r.key[1] != (uint64_t)INT64_MAX;
            MK_TRY(one_customer(cx, l, &c, &more, has_rows ? (int64_t)r.key[1] : INT64_MAX));
        }
        for (raw_hash = 0; rows > 0 && (int64_t)r.key[0] == l->customer; rows = mk_sorter_next(cx, im->loads, &r)) {
            MK_TRY(load_row(cx, l, &r, &raw_hash, &raw_again));
            if ((++done & 0x3ff) == 0) {
                mk_progress_at(cx, "writing", done, all);
                MK_TRY(mk_cx_check(cx));
            }
        }
        MK_TRY(leave(cx, l));
        mk_arena_rewind(cx->arena, m);
    }
    return more < 0 ? more : rows < 0 ? rows : 0;
}

/* --- all of it --- */

int mk_import_load(mk_cx *cx, mk_db *db, mk_importer *im)
{
    mk_loader l = { .db = db, .im = im, .j = &im->journal, .batch = im->journal.batch, .one = mk_arena_child(cx->arena),
                    .vouch = { .b = mk_buf_on(mk_arena_child(cx->arena)) } };
    mk_buf_room(&l.vouch.b, 4096);
    l.index = mk_index_batch_new(cx, cx->limits.sort_bytes * 3 / 8, im->dir);
    mk_arena_alloc(l.one, 1);
    l.empty = mk_arena_here(l.one);
    if (im->online) l.online = im->online;
    else MK_TRY(mk_online_begin(cx, db, &l.online));
    MK_TRY(customers(cx, &l));
    MK_TRY(mk_load_items(cx, &l));
    if (!im->online) {
        mk_online_index(l.online, l.index);
        MK_TRY(mk_online_end(cx, l.online, &im->res->online));
    }
    MK_TRY(mk_index_batch_write(cx, db, l.index));
    im->changed = l.any;
    mk_import_tell(cx, im);
    /* a row that corrected a line brought no line of its own */
    uint64_t corrected = im->res->lines_updated < im->res->added ? im->res->lines_updated : im->res->added;
    if (corrected == 0 && im->res->sales_updated) corrected = im->res->sales_updated < im->res->added ? im->res->sales_updated : im->res->added;
    im->res->added -= corrected;
    im->res->updated += corrected;
    return 0;
}
