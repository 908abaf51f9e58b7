/* SPDX-License-Identifier: Apache-2.0
 * Undoing an import of which something came later: for the customers it concerns, all that came since is rolled back, the last first,
 * and what it had said is gathered on the way (what an import repeats is what stands when all behind it is gone); the import is taken
 * out; and then each later one says again what it said, in the order of time, by the same code that loads a file. So the store is what it would
 * be without the import. What a person corrected in between is put back over it.
 * A document may have gone from one customer to another since: then that one is rolled back, too. */
#include "undo_int.h"
#include "record.h"
#include "vouch.h"
#include <stdlib.h>

/* A change by hand, to be made again. */
typedef struct by_hand { int64_t customer; mk_undo_version v; bool done, waits; } by_hand;

/* row: the customer as he was, of the few of whom something may be left that no import speaks of. */
typedef struct concerned { int64_t customer, rows; mk_value *row; bool ours; } concerned;

typedef struct again {
    mk_undoing *u;
    mk_sorter *said;            /* import, sale, number -> what it said */
    mk_vec(by_hand) hand;
    mk_vec(concerned) all;
    mk_map seen;                /* customers */
    mk_buf b;
} again;

/* --- what an import had said --- */

enum { SAID_PERSON = 1, SAID_SALE, SAID_LINE, SAID_EVENT, SAID_RAW };

static int say(mk_cx *cx, again *a, int64_t batch, int64_t sale, uint64_t number)
{
    return mk_sorter_add(cx, a->said, (uint64_t)batch, (uint64_t)sale, number, mk_buf_str(&a->b));
}

static void begin(again *a, char kind, int64_t customer)
{
    mk_buf_clear(&a->b);
    mk_buf_c(&a->b, kind);
    mk_pack_int(&a->b, customer);
}

static int64_t reason(mk_str why)
{
    for (int k = 1; k < MK_KEY_KINDS_; k++)
        if (mk_str_eqz(why, mk_key_kind_name[k])) return k;
    return 0;
}

static int persons(mk_cx *cx, again *a, int64_t id, int64_t batch, const mk_vouched *v)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, a->u->db, &r, MK_Q_LINK_OF, mk_int(id)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t person = mk_row_int(&r, MK_LINK_PERSON_ID);
        if (mk_row_int(&r, MK_LINK_BATCH_ID) != batch && !mk_map_get(&v->person, (uint64_t)person)) continue;
        mk_person_in p;
        MK_TRY(mk_person_parse(cx, mk_row_text(&r, MK_LINK_PERSON), &p));
        begin(a, SAID_PERSON, id);
        mk_pack_int(&a->b, person);
        mk_pack_int(&a->b, reason(mk_row_text(&r, MK_LINK_WHY)));
        mk_person_pack_write(&a->b, &p);
        MK_TRY(say(cx, a, batch, 0, 0));
    }
    return rc;
}

/* The lines of one sale: all, or in part. Their sum. */
static int lines(mk_cx *cx, again *a, int64_t batch, const mk_value *key, bool part, const mk_vouched *v, int64_t *ret_sum)
{
    mk_rows r;
    int rc;
    uint64_t n = 0;
    MK_TRY(mk_select_n(cx, a->u->db, &r, MK_Q_LINE_OF_SALE, key, 3));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t id = mk_row_int(&r, MK_SALE_LINE_LINE_ID);
        if (part && mk_row_int(&r, MK_SALE_LINE_BATCH_ID) != batch && !mk_map_get(&v->line, mk_hash2((uint64_t)key[2].i, (uint64_t)id))) continue;
        begin(a, SAID_LINE, key[0].i);
        for (int i = MK_SALE_LINE_LINE_ID; i < MK_SALE_LINE_BATCH_ID; i++) mk_pack_int(&a->b, mk_row_int(&r, i));
        MK_TRY(say(cx, a, batch, key[2].i, ++n));
        *ret_sum += mk_row_int(&r, MK_SALE_LINE_AMOUNT);
    }
    return rc;
}

static int sales(mk_cx *cx, again *a, int64_t id, int64_t batch, const mk_vouched *v)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, a->u->db, &r, MK_Q_SALE_OF, mk_int(id)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_value s[MK_SALE_N];
        mk_arena_mark m = mk_arena_here(cx->arena);
        int64_t sum = 0;
        const uint64_t *flags = mk_map_get(&v->sale, (uint64_t)mk_row_int(&r, MK_SALE_SALE_ID));
        if (!flags && mk_row_int(&r, MK_SALE_BATCH_ID) != batch) continue;
        mk_row_copy(cx, &r, MK_T_SALE, s);
        bool part = flags && *flags & MK_VOUCH_PART, nobody = id < 0 || (flags && *flags & MK_VOUCH_NOBODY), own = !part || *flags & MK_VOUCH_TOTAL;
        MK_TRY(lines(cx, a, batch, s, part, v, &sum));
        mk_sale_pack p = { s[MK_SALE_DOC].s, s[MK_SALE_CURRENCY].s, s[MK_SALE_RETURNS_DOC].s, s[MK_SALE_KIND].i, s[MK_SALE_TOTAL].i, 0, { 0 } };
        if (!own) p.total = sum;
        if (!own && sum) p.kind = sum < 0 ? MK_SALE_RETURN : MK_SALE;
        p.flags = (p.doc.n ? MK_SALE_NUMBERED : 0) | (part ? MK_SALE_PART : 0) | (own ? MK_SALE_OWN_TOTAL : 0) | (nobody ? MK_SALE_NOBODY : 0);
        begin(a, SAID_SALE, id);
        mk_pack_int(&a->b, s[MK_SALE_AT].i);
        mk_pack_int(&a->b, nobody ? 0 : s[MK_SALE_PERSON_ID].i);
        mk_sale_pack_write(&a->b, &p);
        MK_TRY(say(cx, a, batch, s[MK_SALE_SALE_ID].i, 0));
        mk_arena_rewind(cx->arena, m);
    }
    return rc;
}

static int events(mk_cx *cx, again *a, int64_t id, int64_t batch, const mk_vouched *v)
{
    static const int text[] = { MK_INTERACTION_TOUCHPOINT, MK_INTERACTION_CHANNEL, MK_INTERACTION_TEXT, MK_INTERACTION_OUTCOME, MK_INTERACTION_WHO };
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, a->u->db, &r, MK_Q_INTERACTION_OF, mk_int(id)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t event = mk_row_int(&r, MK_INTERACTION_INTERACTION_ID);
        if (mk_row_int(&r, MK_INTERACTION_BATCH_ID) != batch && !mk_map_get(&v->event, (uint64_t)event)) continue;
        begin(a, SAID_EVENT, id);
        mk_pack_int(&a->b, mk_row_int(&r, MK_INTERACTION_AT));
        mk_pack_int(&a->b, event);
        mk_pack_int(&a->b, mk_row_int(&r, MK_INTERACTION_INBOUND));
        for (size_t i = 0; i < 5; i++) mk_pack_str(&a->b, mk_row_text(&r, text[i]));
        MK_TRY(say(cx, a, batch, 0, 0));
    }
    return rc;
}

static int raws(mk_cx *cx, again *a, int64_t id, int64_t batch, const mk_vouched *v)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, a->u->db, &r, MK_Q_SOURCE_ROW_OF, mk_int(id)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t row = mk_row_int(&r, MK_SOURCE_ROW_ROW_ID);
        bool ours = mk_row_int(&r, MK_SOURCE_ROW_BATCH_ID) == batch;
        const uint64_t *line = mk_map_get(&v->raw, (uint64_t)row);
        if (!ours && !line) continue;
        begin(a, SAID_RAW, id);
        mk_pack_int(&a->b, mk_row_int(&r, MK_SOURCE_ROW_PERSON_ID));
        mk_pack_int(&a->b, row);
        mk_pack_int(&a->b, ours ? mk_row_int(&r, MK_SOURCE_ROW_LINE) : (int64_t)*line);
        mk_pack_str(&a->b, mk_row_text(&r, MK_SOURCE_ROW_RAW));
        MK_TRY(say(cx, a, batch, 0, 0));
    }
    return rc;
}

static int listen(mk_cx *cx, again *a, int64_t id, int64_t batch)
{
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_vouched v;
    MK_TRY(mk_vouched_read(cx, a->u->db, id, batch, &v));
    MK_TRY(sales(cx, a, id, batch, &v));
    MK_TRY(raws(cx, a, id, batch, &v));
    if (id > 0) {
        MK_TRY(persons(cx, a, id, batch, &v));
        MK_TRY(events(cx, a, id, batch, &v));
    }
    mk_arena_rewind(cx->arena, m);
    return 0;
}

/* --- rolling back --- */

static int concern(mk_cx *cx, again *a, int64_t id)
{
    bool fresh;
    mk_map_put(&a->seen, (uint64_t)id, &fresh);
    if (!fresh) return 0;
    concerned *c = mk_vec_push(a->u->held, &a->all);
    c->customer = id;
    mk_value key = mk_int(id);
    mk_rows r;
    MK_TRY(mk_select(cx, a->u->db, &r, MK_Q_CUSTOMER_ROWS, key));
    int rc = mk_rows_next(cx, &r);
    c->rows = rc > 0 ? mk_row_int(&r, 0) : 0;
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

/* A document that went from here: whom it went to is concerned, too. */
static int follow(mk_cx *cx, again *a, const mk_undo_version *v)
{
    mk_value was[MK_COLUMNS_MAX], is[MK_COLUMNS_MAX];
    if (v->before.n == 0 || v->after.n == 0 || mk_table_named(v->entity) != MK_T_SALE) return 0;
    MK_TRY(mk_row_parse(cx, MK_T_SALE, v->before, was));
    MK_TRY(mk_row_parse(cx, MK_T_SALE, v->after, is));
    return is[0].i == was[0].i ? 0 : concern(cx, a, is[0].i);
}

static int roll_back_hand(mk_cx *cx, again *a, int64_t id, const mk_undo_version *v)
{
    int done = mk_undo_restore(cx, a->u, v);
    if (done < 0) return done;
    if (!done) return 0;                        /* it was changed by what knows nothing of this: left alone */
    if (mk_undo_goes_back(a->u, v->revision)) {
        a->u->res->restored++;
        return mk_exec(cx, a->u->db, MK_Q_REVISION_DROP, mk_int(id), mk_int(v->revision));
    }
    by_hand *h = mk_vec_push(a->u->held, &a->hand);
    *h = (by_hand){ .customer = id, .v = *v };
    h->v.entity = mk_arena_dup(a->u->held, v->entity);
    h->v.before = mk_arena_dup(a->u->held, v->before);
    h->v.after = mk_arena_dup(a->u->held, v->after);
    h->v.who = mk_arena_dup(a->u->held, v->who);
    return mk_exec(cx, a->u->db, MK_Q_REVISION_DROP, mk_int(id), mk_int(v->revision));
}

/* Takes back what an import did to a customer, whether it is the one to be undone or a later one. */
static int roll_back_batch(mk_cx *cx, again *a, int64_t id, int64_t batch, const mk_undo_versions *v)
{
    mk_undoing *u = a->u;
    for (size_t i = 0; i < v->n; i++) {
        if (v->p[i].batch != batch) continue;
        if (batch != u->batch) MK_TRY(follow(cx, a, &v->p[i]));
        int done = mk_undo_restore(cx, u, &v->p[i]);
        if (done < 0) return done;
        if (batch == u->batch) *(done ? &u->res->restored : &u->res->conflicts) += 1;
        MK_TRY(mk_exec(cx, u->db, MK_Q_REVISION_DROP, mk_int(id), mk_int(v->p[i].revision)));
    }
    int n = mk_undo_take_out(cx, u, id, batch, true);
    if (n < 0 || id <= 0) return n < 0 ? n : 0;
    mk_value row[MK_CUSTOMER_N], key = mk_int(id);
    int rc = mk_table_get(cx, u->db, MK_T_CUSTOMER, &key, row);
    if (rc > 0 && row[MK_CUSTOMER_BATCH_ID].i == batch) rc = mk_table_delete(cx, u->db, MK_T_CUSTOMER, &key);
    return rc < 0 ? rc : 0;
}

static int behind(mk_cx *cx, again *a, int64_t id, mk_undo_ids *ret)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, a->u->db, &r, MK_Q_BATCHES_BEHIND, mk_int(id), mk_int(a->u->batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, ret) = mk_row_int(&r, 0);
    return rc;
}

/* Whether anything besides his own row is there. */
static int leftover(mk_cx *cx, mk_undoing *u, int64_t id)
{
    mk_rows r;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_CUSTOMER_LEFTOVER, mk_int(id)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) rc = mk_row_int(&r, 0) != 0;
    mk_rows_end(&r);
    return rc;
}

static int roll_back(mk_cx *cx, again *a, size_t at)
{
    mk_undoing *u = a->u;
    int64_t id = a->all.p[at].customer;
    mk_undo_versions v = { 0 };
    mk_undo_ids batch = { 0 };
    mk_value row[MK_CUSTOMER_N], key = mk_int(id);
    bool was = false;
    if (id > 0) {
        int rc = mk_table_get(cx, u->db, MK_T_CUSTOMER, &key, row);
        if (rc < 0) return rc;
        a->all.p[at].ours = rc > 0 && row[MK_CUSTOMER_BATCH_ID].i == u->batch;
        was = rc > 0;
        MK_TRY(mk_index_customer(cx, u->db, id, true));
    }
    MK_TRY(mk_undo_versions_of(cx, u, id, cx->arena, &v));
    MK_TRY(behind(cx, a, id, &batch));
    size_t hand = 0;
    for (size_t i = 0; i <= batch.n; i++) {
        int64_t b = i < batch.n ? batch.p[i] : u->batch;
        for (; hand < v.n && (v.p[hand].batch || v.p[hand].revision >= b / 1000 * 1000); hand++)
            if (v.p[hand].batch == 0) MK_TRY(roll_back_hand(cx, a, id, &v.p[hand]));
            else if (v.p[hand].batch <= b) break;
        if (b != u->batch) MK_TRY(listen(cx, a, id, b));
        MK_TRY(roll_back_batch(cx, a, id, b, &v));
    }
    bool touched = false;
    for (size_t i = 0; i < v.n; i++) touched |= v.p[i].batch == 0;
    int left = was && !touched ? leftover(cx, u, id) : touched;
    if (left <= 0 || !was) return left;
    concerned *c = &a->all.p[at];
    c->row = MK_NEWN(u->held, mk_value, MK_CUSTOMER_N);
    for (int i = 0; i < MK_CUSTOMER_N; i++) {
        if (row[i].type == MK_TEXT) row[i].s = mk_arena_dup(u->held, row[i].s);
        c->row[i] = row[i];
    }
    return 0;
}

/* --- saying it again --- */

/* Makes a change by hand once more: in the columns it changed, on whatever the row is now. */
static int hand_again(mk_cx *cx, again *a, by_hand *h, bool last)
{
    mk_undoing *u = a->u;
    mk_table_id t = mk_table_named(h->v.entity);
    mk_value before[MK_COLUMNS_MAX], after[MK_COLUMNS_MAX], now[MK_COLUMNS_MAX];
    mk_arena_mark m = mk_arena_here(cx->arena);
    bool added = h->v.before.n == 0, removed = h->v.after.n == 0;
    MK_TRY(mk_row_parse(cx, t, removed ? h->v.before : h->v.after, after));
    if (!added) MK_TRY(mk_row_parse(cx, t, h->v.before, before));
    int rc = mk_table_get(cx, u->db, t, after, now);
    if (rc < 0) return rc;
    if (rc == 0 && t == MK_T_CUSTOMER && !added && !last) {     /* somebody may speak of him yet */
        h->waits = true;
        return 0;
    }
    h->done = true;
    mk_str was = rc > 0 ? mk_row_json(cx->arena, t, now) : MK_S(""), is = MK_S("");
    if (removed) {
        MK_TRY(mk_table_delete(cx, u->db, t, after));
    } else if (rc > 0) {
        for (int i = 0; i < mk_tables[t].columns; i++)
            if (i != mk_tables[t].batch && (added || !mk_value_eq(before[i], after[i]))) now[i] = after[i];
        if (!added && !mk_str_eq(was, h->v.before)) u->res->conflicts++;
        is = mk_row_json(cx->arena, t, now);
        MK_TRY(mk_table_put(cx, u->db, t, now));
    } else {                            /* it is his word now that keeps the row */
        if (!added && t != MK_T_CUSTOMER) u->res->kept++;
        if (!added && t != MK_T_CUSTOMER && mk_tables[t].batch >= 0) after[mk_tables[t].batch] = mk_int(0);
        is = mk_row_json(cx->arena, t, after);
        MK_TRY(mk_table_put(cx, u->db, t, after));
    }
    mk_value r[MK_REVISION_N] = { mk_int(h->customer), mk_int(h->v.revision), mk_int(0), mk_int(h->v.at), mk_text(h->v.who), mk_text(h->v.entity), mk_text(was), mk_text(is) };
    MK_TRY(mk_table_put(cx, u->db, MK_T_REVISION, r));
    mk_arena_rewind(cx->arena, m);
    return 0;
}

static int by_time(const void *pa, const void *pb)
{
    const by_hand *a = pa, *b = pb;
    return (a->v.revision > b->v.revision) - (a->v.revision < b->v.revision);
}

static int hands(mk_cx *cx, again *a, int64_t until, bool last)
{
    for (size_t i = 0; i < a->hand.n; i++) {
        by_hand *h = &a->hand.p[i];
        if (!h->done && (last || h->v.revision < until / 1000 * 1000)) MK_TRY(hand_again(cx, a, h, last));
    }
    return 0;
}

/* What one import said goes to where the files of imports go. A document is looked for now that all before it is back. */
static int fill(mk_cx *cx, again *a, mk_importer *im, mk_sorted *s, int *more)
{
    int64_t batch = im->journal.batch, customer = 0, at = 0;
    mk_buf b = mk_buf_on(cx->arena);
    for (; *more > 0 && (int64_t)s->key[0] == batch; *more = mk_sorter_next(cx, a->said, s)) {
        mk_str d = mk_str_sub(s->data, 1, s->data.n);
        int64_t id = mk_unpack_int(&d);
        mk_buf_clear(&b);
        switch (s->data.p[0]) {
        case SAID_PERSON: {
            int64_t person = mk_unpack_int(&d);
            mk_buf_str_add(&b, d);
            MK_TRY(mk_sorter_add(cx, im->customers, (uint64_t)id, (uint64_t)person, 0, mk_buf_str(&b)));
            continue;
        }
        case SAID_SALE: {
            at = mk_unpack_int(&d);
            int64_t person = mk_unpack_int(&d);
            mk_sale_pack p;
            mk_sale_pack_read(&d, &p);
            if (p.flags & MK_SALE_NUMBERED) MK_TRY(mk_sale_find(cx, a->u->db, (int64_t)s->key[1], &p.place));
            customer = !(p.flags & MK_SALE_NOBODY) ? id : p.place.known && p.place.customer > 0 ? p.place.customer : -(int64_t)s->key[1];
            mk_buf_c(&b, MK_LOAD_SALE);
            mk_pack_int(&b, person);
            mk_sale_pack_write(&b, &p);
            break;
        }
        case SAID_LINE:
            mk_buf_c(&b, MK_LOAD_LINE);
            mk_pack_int(&b, 0);
            mk_buf_str_add(&b, d);
            break;
        case SAID_EVENT:
            at = mk_unpack_int(&d);
            customer = id;
            mk_buf_c(&b, MK_LOAD_OLD_EVENT);
            mk_pack_int(&b, 0);
            mk_buf_str_add(&b, d);
            break;
        default:
            at = INT64_MAX;
            customer = id;
            mk_buf_c(&b, MK_LOAD_OLD_RAW);
            mk_buf_str_add(&b, d);
            break;
        }
        MK_TRY(mk_sorter_add(cx, im->loads, (uint64_t)customer, (uint64_t)at, s->key[1], mk_buf_str(&b)));
    }
    return *more < 0 ? *more : 0;
}

static int repeat(mk_cx *cx, again *a)
{
    mk_sorted s;
    mk_undoing *u = a->u;
    MK_TRY(mk_sorter_sort(cx, a->said));
    int more = mk_sorter_next(cx, a->said, &s);
    while (more > 0) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        mk_cx as;
        mk_value row[MK_BATCH_N];
        int64_t batch = (int64_t)s.key[0];
        MK_TRY(hands(cx, a, batch, false));
        MK_TRY(mk_undo_as(cx, u, batch, &as, row));
        mk_import_options opt = { 0 };
        mk_import_result res = { .file = row[MK_BATCH_FILE].s };
        mk_importer im = { .opt = &opt, .res = &res, .source = row[MK_BATCH_SOURCE].s, .dir = u->dir, .journal = { .batch = batch } };
        im.customers = mk_sorter_new(cx, cx->limits.sort_bytes / 3, u->dir);
        im.loads = mk_sorter_new(cx, cx->limits.sort_bytes, u->dir);
        im.items = mk_sorter_new(cx, 1 << 16, u->dir);
        MK_TRY(fill(cx, a, &im, &s, &more));
        /* the record given last lives in the sorter; nothing else is added to it */
        int rc = mk_import_load(&as, u->db, &im);
        if (rc < 0) return mk_fail(cx, rc, "%s", as.message);
        mk_arena_rewind(cx->arena, m);
    }
    return more < 0 ? more : hands(cx, a, 0, true);
}

/* --- the end --- */

static int settle(mk_cx *cx, again *a, const concerned *c)
{
    mk_undoing *u = a->u;
    mk_value now[MK_CUSTOMER_N], key = mk_int(c->customer);
    mk_rows r;
    int rc;
    if (c->customer > 0) {
        int found = rc = mk_table_get(cx, u->db, MK_T_CUSTOMER, &key, now), left = 0;
        if (rc == 0 && c->row) rc = left = leftover(cx, u, c->customer);
        if (rc > 0 && left) rc = mk_table_put(cx, u->db, MK_T_CUSTOMER, c->row);
        if (rc < 0) return rc;
        u->res->kept += c->ours && (found || left);
        MK_TRY(mk_index_customer(cx, u->db, c->customer, false));
    }
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_CUSTOMER_ROWS, key));
    rc = mk_rows_next(cx, &r);
    if (rc > 0 && mk_row_int(&r, 0) < c->rows) u->res->removed += (uint64_t)(c->rows - mk_row_int(&r, 0));
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

int mk_undo_again(mk_cx *cx, mk_undoing *u)
{
    again a = { .u = u, .said = mk_sorter_new(cx, cx->limits.sort_bytes, u->dir), .seen = mk_map_on(u->held),
                .b = mk_buf_on(mk_arena_child(cx->arena)) };
    mk_buf_room(&a.b, 1024);
    for (size_t i = 0; i < u->again.n; i++) MK_TRY(concern(cx, &a, u->again.p[i]));
    for (size_t i = 0; i < a.all.n; i++) {      /* the list may grow on the way */
        mk_arena_mark m = mk_arena_here(cx->arena);
        MK_TRY(roll_back(cx, &a, i));
        mk_arena_rewind(cx->arena, m);
        if ((i & 0xff) == 0) {
            mk_progress_at(cx, "undo", i, a.all.n);
            MK_TRY(mk_cx_check(cx));
        }
    }
    if (a.hand.n) qsort(a.hand.p, a.hand.n, sizeof *a.hand.p, by_time);
    MK_TRY(repeat(cx, &a));
    for (size_t i = 0; i < a.all.n; i++) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        MK_TRY(settle(cx, &a, &a.all.p[i]));
        mk_arena_rewind(cx->arena, m);
    }
    mk_sorter_free(a.said);
    return 0;
}
