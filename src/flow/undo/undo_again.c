/* SPDX-License-Identifier: Apache-2.0
 * Undoing an import of which something came later: for the customers it concerns, all that came since is rolled back, the last first,
 * and what it had said is gathered on the way (what an import repeats is what stands when all behind it is gone); the import is taken
 * out; and then each later one says again what it said, in the order of time, by the same code that finds out who is who and loads a file. So the
 * store is what it would be without the import; ids stay with who had them. What a person corrected in between is put back over it.
 * A document may have gone from one customer to another since: then that one is rolled back, too. */
#include "listing.h"
#include "undo_int.h"
#include <stdlib.h>

/* A change by hand, to be made again. */
typedef struct by_hand { int64_t customer; mk_undo_version v; bool done, waits; } by_hand;

/* row: the customer as he was, of the few of whom something may be left that no import speaks of. */
typedef struct concerned { int64_t customer, rows; mk_value *row; bool ours; } concerned;

typedef struct again {
    mk_undoing *u;
    mk_undo_said said;
    mk_vec(by_hand) hand;
    mk_vec(concerned) all;
    mk_map seen;                /* customers */
    mk_former former;           /* who the persons were */
} again;

/* --- rolling back --- */

static int concern(mk_cx *cx, again *a, int64_t id)
{
    bool fresh;
    mk_map_put(&a->seen, (uint64_t)id, &fresh);
    if (!fresh) return 0;
    concerned *c = mk_vec_push(a->u->held, &a->all);
    c->customer = id;
    MK_TRY(mk_select_int(cx, a->u->db, &c->rows, MK_Q_CUSTOMER_ROWS, mk_int(id)));
    return 0;
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
    int64_t n;
    MK_TRY(mk_select_int(cx, u->db, &n, MK_Q_CUSTOMER_LEFTOVER, mk_int(id)));
    return n != 0;
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
        if (b != u->batch) MK_TRY(mk_undo_listen(cx, &a->said, id, b));
        MK_TRY(roll_back_batch(cx, a, id, b, &v));
    }
    bool touched = false;
    for (size_t i = 0; i < v.n; i++) touched |= v.p[i].batch == 0;
    if (was) MK_TRY(mk_index_customer(cx, u->db, id, false));          /* by what is left of him he is found by those who say it again */
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

static int repeat(mk_cx *cx, again *a)
{
    mk_sorted s;
    mk_undoing *u = a->u;
    MK_TRY(mk_sorter_sort(cx, a->said.all));
    int more = mk_sorter_next(cx, a->said.all, &s);
    while (more > 0) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        mk_cx as;
        mk_value row[MK_BATCH_N];
        int64_t batch = (int64_t)s.key[0];
        MK_TRY(hands(cx, a, batch, false));
        MK_TRY(mk_undo_as(cx, u, batch, &as, row));
        mk_import_options opt = { 0 };
        mk_import_result res = { .file = row[MK_BATCH_FILE].s };
        mk_importer im = { .opt = &opt, .res = &res, .source = row[MK_BATCH_SOURCE].s, .dir = u->dir, .journal = { .batch = batch }, .former = &a->former,
                           .online = u->online };
        res.door.kind = row[MK_BATCH_KIND].s;
        im.people = mk_sorter_new(cx, cx->limits.sort_bytes / 3, u->dir);
        im.owned = mk_sorter_new(cx, cx->limits.sort_bytes, u->dir);
        im.customers = mk_sorter_new(cx, cx->limits.sort_bytes / 3, u->dir);
        im.loads = mk_sorter_new(cx, cx->limits.sort_bytes, u->dir);
        im.items = mk_sorter_new(cx, 1 << 16, u->dir);
        MK_TRY(mk_undo_say_again(cx, &a->said, &im, &s, &more));
        /* the record given last lives in the sorter; nothing else is added to it */
        int rc = mk_import_who(&as, u->db, &im);
        if (rc == 0) rc = mk_import_load(&as, u->db, &im);
        if (rc < 0) return mk_fail(cx, rc, "%s", as.message);
        mk_arena_rewind(cx->arena, m);
    }
    return more < 0 ? more : hands(cx, a, 0, true);
}

/* --- the end --- */

static int settle(mk_cx *cx, again *a, const concerned *c, int64_t *lost)
{
    mk_undoing *u = a->u;
    mk_value now[MK_CUSTOMER_N], key = mk_int(c->customer);
    int64_t rows;
    if (c->customer > 0) {
        int rc, found = rc = mk_table_get(cx, u->db, MK_T_CUSTOMER, &key, now), left = 0;
        if (rc == 0 && c->row) rc = left = leftover(cx, u, c->customer);
        if (rc > 0 && left) rc = mk_table_put(cx, u->db, MK_T_CUSTOMER, c->row);
        if (rc < 0) return rc;
        u->res->kept += c->ours && (found || left);
        if (!found && !left) MK_TRY(mk_exec_n(cx, u->db, MK_Q_HOUSEHOLD_MEMBER_DROP, &key, 1));
        MK_TRY(mk_index_customer(cx, u->db, c->customer, false));
    }
    MK_TRY(mk_select_int(cx, u->db, &rows, MK_Q_CUSTOMER_ROWS, key));
    *lost += c->rows - rows;
    return 0;
}

/* What was somebody's and is somebody new's is not gone. */
static int somebody_new(mk_cx *cx, again *a, int64_t *lost)
{
    uint64_t id, none;
    for (size_t i = 0; mk_map_next(&a->former.made, &i, &id, &none); ) {
        int64_t rows;
        if (mk_map_get(&a->seen, id)) continue;
        MK_TRY(mk_select_int(cx, a->u->db, &rows, MK_Q_CUSTOMER_ROWS, mk_int((int64_t)id)));
        MK_TRY(mk_touch(cx, a->u->db, (int64_t)id));
        *lost -= rows;
    }
    return 0;
}

int mk_undo_again(mk_cx *cx, mk_undoing *u)
{
    again a = { .u = u, .said = { u->db, mk_sorter_new(cx, cx->limits.sort_bytes, u->dir), mk_buf_on(mk_arena_child(cx->arena)) },
                .seen = mk_map_on(u->held), .former = { mk_map_on(u->held), mk_map_on(u->held), mk_map_on(u->held), mk_map_on(u->held) } };
    int64_t lost = 0;
    mk_buf_room(&a.said.b, 1024);
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
        MK_TRY(settle(cx, &a, &a.all.p[i], &lost));
        mk_arena_rewind(cx->arena, m);
    }
    MK_TRY(somebody_new(cx, &a, &lost));
    if (lost > 0) u->res->removed += (uint64_t)lost;
    mk_sorter_free(a.said.all);
    return 0;
}
