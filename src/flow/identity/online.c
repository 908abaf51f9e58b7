/* SPDX-License-Identifier: Apache-2.0 */
#include "online.h"
#include "hash.h"
#include "import_int.h"
#include "index.h"
#include "merge.h"
#include "online_int.h"

enum { ROUND = 8000,                    /* records looked at together: what is read for them is read in the order it lies in */
       SOME = 2000,                     /* of them, prepared together */
       FEW = 100,                       /* records after which it does not pay to make room for reading */
       LITTLE = 64 << 10,              /* bytes of what one customer is found by */
       TOLD = 8 << 20 };                /* bytes of records that wait as they were told; the others are read again */

typedef struct note { int64_t customer, person; mk_str told; bool gone; } note;
struct mk_online { mk_identity ix; struct mk_index_batch *index; mk_vec(note) notes; mk_vec(int64_t) again; int64_t newcomer; size_t told; mk_arena *arena; };

int mk_online_begin(mk_cx *cx, mk_db *db, mk_online **ret)
{
    mk_online *o = MK_NEW(cx->arena, mk_online);
    *ret = NULL;
    int rc = mk_identity_open(cx, db, &o->ix);
    o->arena = mk_arena_child(cx->arena);
    if (rc > 0) *ret = o;
    return rc < 0 ? rc : 0;
}

void mk_online_index(mk_online *o, struct mk_index_batch *index)
{
    if (o) o->index = index;
}

void mk_online_note(mk_cx *cx, mk_online *o, int64_t customer, int64_t person)
{
    (void)cx;
    if (o) *mk_vec_push(o->arena, &o->notes) = (note){ .customer = customer, .person = person };
}

int mk_online_said(mk_cx *cx, mk_online *o, int64_t customer, int64_t person, mk_str source, const mk_person_in *p)
{
    mk_live_record record;
    if (!o) return 0;
    mk_online_note(cx, o, customer, person);
    if (o->told >= TOLD) return 0;
    int rc = mk_identity_person(cx, person, source, p, &record);
    if (rc <= 0) return rc;
    mk_buf b = mk_buf_on(cx->arena);
    mk_live_pack(&b, &record, NULL, 0);
    o->notes.p[o->notes.n - 1].told = mk_arena_dup(o->arena, mk_buf_str(&b));
    o->told += b.n;
    return 0;
}

void mk_online_gone(mk_cx *cx, mk_online *o, int64_t customer, int64_t person)
{
    (void)cx;
    if (o) *mk_vec_push(o->arena, &o->notes) = (note){ .customer = customer, .person = person, .gone = true };
}

static int by_person(const void *pa, const void *pb)
{
    const note *a = pa, *b = pb;
    uint64_t x = mk_identity_id_key((uint64_t)a->person), y = mk_identity_id_key((uint64_t)b->person);
    if (x != y) return x < y ? -1 : 1;
    return a->person != b->person ? (a->person < b->person ? -1 : 1) : (a->customer > b->customer) - (a->customer < b->customer);
}

/* What the store knows of the record now, and who has it. 0: it is not there, or says nothing of who somebody is. */
static int wanted(mk_cx *cx, mk_db *db, const note *n, mk_live_record *ret, int64_t *ret_customer)
{
    *ret_customer = n->customer;
    if (n->gone) return 0;
    if (n->told.n) return mk_live_unpack(n->told, ret, NULL);
    if (n->customer == n->person) {
        mk_rows r;
        MK_TRY(mk_select(cx, db, &r, MK_Q_LINK_OF, mk_int(n->customer)));
        int rc = mk_rows_next(cx, &r);
        mk_rows_end(&r);
        if (rc != 0) return rc < 0 ? rc : 0;            /* files speak of him by now */
        return mk_identity_by_hand(cx, db, n->customer, ret);
    }
    int64_t now = n->customer;
    MK_TRY(mk_customer_now(cx, db, &now));
    mk_value key[] = { mk_int(now), mk_int(n->person) }, row[MK_LINK_N];
    int rc = mk_table_get(cx, db, MK_T_LINK, key, row);
    if (rc <= 0) return rc;
    mk_person_in p;
    MK_TRY(mk_person_parse(cx, row[MK_LINK_PERSON].s, &p));
    return mk_identity_person(cx, n->person, row[MK_LINK_SOURCE].s, &p, ret);
}

int mk_online_kept(mk_cx *cx, mk_identity_reader *reader, uint64_t id, mk_identity_row *ret)
{
    mk_identity *ix = reader->ix;
    mk_identity_list at;
    MK_TRY(mk_identity_read(cx, reader, mk_identity_id_key(id), 16, &at));
    for (size_t i = 0; i < at.n; i++) {
        mk_live_record x;
        int rc = mk_identity_get(cx, ix, at.p[i], ret);
        if (rc < 0) return rc;
        if (rc > 0 && mk_live_unpack(ret->data, &x, NULL) && x.id == id) return 1;
    }
    return 0;
}

static bool begins(mk_str data, mk_str head) { return data.n >= head.n && memcmp(data.p, head.p, head.n) == 0 && (data.n - head.n) % 12 == 0; }

static mk_touched_key *touch(mk_round *r, uint64_t key)
{
    bool fresh;
    uint64_t *at = mk_map_put(&r->touched, key, &fresh);
    if (fresh) {
        *at = r->key.n;
        mk_vec_push(r->a, &r->key);
        *mk_vec_push(r->a, &r->name) = key;
    }
    return &r->key.p[*at];
}

int mk_online_loosen(mk_cx *cx, mk_round *r, uint32_t row, bool with_itself)
{
    int64_t group;
    mk_identity_list m;
    MK_TRY(mk_identity_group_of(cx, r->ix, row, &group, &m));
    if (m.n) MK_TRY(mk_identity_group_drop(cx, r->ix, group, &m));
    for (size_t i = 0; i < m.n; i += 2)
        if (m.p[i] != row || with_itself) *mk_vec_push(r->a, &r->loose) = m.p[i];
    if (m.n == 0 && with_itself) *mk_vec_push(r->a, &r->loose) = row;
    return 0;
}

int mk_online_prepared(mk_cx *cx, mk_round *r, const mk_str *data, size_t n, mk_live **ret)
{
    mk_arena *tmp = mk_arena_child(r->a);
    mk_map seen = mk_map_on(tmp);
    mk_live_record x;
    for (size_t i = 0; i < n; i++) mk_live_unpack(data[i], &x, &seen);
    MK_TRY(mk_live_new(cx, r->ix->frozen, data, n, ret));
    mk_live_count(cx, *ret, &seen);
    mk_arena_free(tmp);
    return 0;
}

static int go(mk_cx *cx, mk_round *r, const mk_identity_row *gone, size_t n)
{
    mk_str *data = MK_NEWN(r->a, mk_str, n);
    uint64_t key[MK_LIVE_KEYS];
    mk_live *v;
    for (size_t i = 0; i < n; i++) data[i] = gone[i].data;
    MK_TRY(mk_online_prepared(cx, r, data, n, &v));
    for (size_t i = 0; i < n; i++) {
        mk_value row = mk_int(gone[i].row);
        for (size_t k = 0, keys = mk_live_keys(v, i, key); k < keys; k++) {
            MK_TRY(mk_identity_key_drop(cx, r->ix, key[k], gone[i].row));
            touch(r, key[k])->went++;
        }
        MK_TRY(mk_identity_key_drop(cx, r->ix, mk_identity_id_key(mk_live_id(v, i)), gone[i].row));
        MK_TRY(mk_table_delete(cx, r->ix->db, MK_T_IDENTITY_ROW, &row));
        MK_TRY(mk_online_loosen(cx, r, gone[i].row, false));
        MK_TRY(mk_online_unask(cx, r, gone[i].customer));
        *mk_vec_push(r->a, &r->without) = gone[i].customer;
    }
    return 0;
}

typedef struct coming { mk_str head; int64_t customer; } coming;
typedef struct key_row { uint64_t key; uint32_t row; } key_row;
typedef mk_vec(key_row) key_rows;
static int by_key(const void *pa, const void *pb)
{
    const key_row *a = pa, *b = pb;
    return a->key != b->key ? (a->key < b->key ? -1 : 1) : (a->row > b->row) - (a->row < b->row);
}

static int come(mk_cx *cx, mk_round *r, const coming *c, size_t n, mk_arena *held, key_rows *all)
{
    mk_str *data = MK_NEWN(cx->arena, mk_str, n);
    uint64_t key[MK_LIVE_KEYS];
    mk_live *v;
    for (size_t i = 0; i < n; i++) data[i] = c[i].head;
    MK_TRY(mk_live_new(cx, r->ix->frozen, data, n, &v));
    mk_live_hashes *said = MK_NEWN(cx->arena, mk_live_hashes, n);
    for (size_t i = 0; i < n; i++) {
        mk_live_values(cx, v, i, &said[i]);
        MK_TRY(mk_identity_seen(cx, r->ix, &said[i]));
    }
    mk_live_count(cx, v, &r->ix->count);
    for (size_t i = 0; i < n; i++) {
        mk_buf b = mk_buf_on(cx->arena);
        mk_vec(uint64_t) seen = { 0 };
        mk_live_record x;
        uint32_t row = (uint32_t)r->ix->next++;
        for (size_t k = 0; k < said[i].n; k++) {
            const uint64_t *count = mk_map_get(&r->ix->count, said[i].p[k]);
            if (!count || *count < 2) continue;
            *mk_vec_push(cx->arena, &seen) = said[i].p[k];
            *mk_vec_push(cx->arena, &seen) = *count;
        }
        mk_live_unpack(c[i].head, &x, NULL);
        mk_live_pack(&b, &x, seen.p, seen.n / 2);
        mk_value put[] = { mk_int(row), mk_int(c[i].customer), mk_blob(mk_buf_str(&b)) };
        int rc = mk_table_insert(cx, r->ix->db, MK_T_IDENTITY_ROW, put);
        if (rc < 0) return rc;
        for (size_t k = 0, keys = mk_live_keys(v, i, key); k < keys; k++) {
            *mk_vec_push(held, all) = (key_row){ key[k], row };
            touch(r, key[k])->came++;
        }
        *mk_vec_push(held, all) = (key_row){ mk_identity_id_key(x.id), row };
        *mk_vec_push(r->a, &r->fresh) = row;
    }
    return 0;
}

/* Some at a time, because what is prepared of a record is many times as large; their keys all together, in the order of the tree they go into. */
static int come_all(mk_cx *cx, mk_round *r, const coming *c, size_t n)
{
    mk_arena *held = mk_arena_child(r->a);
    key_rows all = { 0 };
    for (size_t i = 0; i < n; i += SOME) {
        mk_arena_mark here = mk_arena_here(cx->arena);
        MK_TRY(come(cx, r, c + i, n - i < SOME ? n - i : SOME, held, &all));
        mk_arena_rewind(cx->arena, here);
    }
    if (all.n) qsort(all.p, all.n, sizeof *all.p, by_key);
    for (size_t i = 0; i < all.n; i++) MK_TRY(mk_identity_key_add(cx, r->ix, all.p[i].key, all.p[i].row));
    mk_arena_free(held);
    return 0;
}

static int by_name(const void *x, const void *y, void *self)
{
    const uint64_t *name = self;
    uint64_t a = name[*(const uint32_t *)x], b = name[*(const uint32_t *)y];
    return (a > b) - (a < b);
}

/* Who has the keys now. A key that became a crowd's, or is one no more, sets free all who have it. */
static int look(mk_cx *cx, mk_round *r)
{
    uint32_t *order = MK_NEWN(r->a, uint32_t, r->key.n + 1);
    for (uint32_t i = 0; i < r->key.n; i++) order[i] = i;
    mk_identity_reader reader = { .ix = r->ix, .arena = r->a };
    qsort_r(order, r->key.n, sizeof *order, by_name, r->name.p);
    for (size_t o = 0; o < r->key.n; o++) {
        uint32_t i = order[o];
        mk_touched_key *k = &r->key.p[i];
        size_t most = MK_LIVE_CROWD + 1 + k->came;
        mk_arena_mark here = mk_arena_here(cx->arena);
        mk_identity_list now;
        MK_TRY(mk_identity_read(cx, &reader, r->name.p[i], most, &now));
        k->now = (mk_identity_list){ .p = mk_arena_alloc(r->a, (now.n + 1) * sizeof *now.p), .n = now.n };
        if (now.n) memcpy(k->now.p, now.p, now.n * sizeof *now.p);
        mk_arena_rewind(cx->arena, here);
        k->whole = k->now.n <= MK_LIVE_CROWD;
        bool was = k->now.n == most || k->now.n - k->came + k->went > MK_LIVE_CROWD;
        if (was == !k->whole) continue;
        for (size_t j = 0; j < k->now.n; j++) MK_TRY(mk_online_loosen(cx, r, k->now.p[j], true));
    }
    mk_identity_reader_end(&reader);
    return 0;
}

/* Those of a round that came, changed or went; the others are as they were. */
static int sort_out(mk_cx *cx, mk_round *r, const note *notes, size_t n)
{
    mk_vec(coming) comes = { 0 };
    mk_vec(mk_identity_row) goes = { 0 };
    mk_identity_reader reader = { .ix = r->ix, .arena = r->a };
    mk_live_record x;
    for (size_t i = 0; i < n; i++) {
        coming c;
        mk_identity_row was;
        mk_arena_mark here = mk_arena_here(cx->arena);
        int there = wanted(cx, r->ix->db, &notes[i], &x, &c.customer);
        while (there == 0 && i + 1 < n && notes[i + 1].person == notes[i].person) there = wanted(cx, r->ix->db, &notes[++i], &x, &c.customer);
        if (there < 0) return there;
        while (i + 1 < n && notes[i + 1].person == notes[i].person) i++;
        int known = notes[i].person == r->newcomer ? 0 : mk_online_kept(cx, &reader, (uint64_t)notes[i].person, &was);
        if (known < 0) return known;
        if (there) {
            mk_buf b = mk_buf_on(cx->arena);
            mk_live_pack(&b, &x, NULL, 0);
            c.head = mk_arena_dup(r->a, mk_buf_str(&b));
        }
        if (known) was.data = mk_arena_dup(r->a, was.data);
        mk_arena_rewind(cx->arena, here);
        if (there && known && begins(was.data, c.head)) {
            int64_t now = was.customer, to = c.customer;
            MK_TRY(mk_customer_now(cx, r->ix->db, &now));
            MK_TRY(mk_customer_now(cx, r->ix->db, &to));
            if (now == to) continue;
            mk_value v[] = { mk_int(was.row), mk_int(c.customer), mk_blob(was.data) };      /* the same record came to somebody else */
            int rc = mk_table_put(cx, r->ix->db, MK_T_IDENTITY_ROW, v);
            if (rc < 0) return rc;
            MK_TRY(mk_online_loosen(cx, r, was.row, true));
            continue;
        }
        if (known) *mk_vec_push(r->a, &goes) = was;
        if (there) *mk_vec_push(r->a, &comes) = c;
    }
    mk_identity_reader_end(&reader);
    r->res->records += comes.n;
    if (goes.n) MK_TRY(go(cx, r, goes.p, goes.n));
    if (comes.n) MK_TRY(come_all(cx, r, comes.p, comes.n));
    return 0;
}

/* All of his records, as if they went and came: who shares a key with them may be he, though nobody was asked about it. */
static int come_again(mk_cx *cx, mk_round *r, int64_t customer)
{
    mk_identity_list rows = { 0 };
    mk_vec(mk_str) data = { 0 };
    uint64_t key[MK_LIVE_KEYS];
    mk_live *v;
    MK_TRY(mk_online_unask(cx, r, customer));
    MK_TRY(mk_online_rows_of(cx, r, customer, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        mk_identity_row x;
        int rc = mk_identity_get(cx, r->ix, rows.p[i], &x);
        if (rc < 0) return rc;
        *mk_vec_push(r->a, &data) = rc > 0 ? mk_arena_dup(r->a, x.data) : MK_S("");
        *mk_vec_push(r->a, &r->fresh) = rows.p[i];
        MK_TRY(mk_online_loosen(cx, r, rows.p[i], true));
    }
    MK_TRY(mk_online_prepared(cx, r, data.p, data.n, &v));
    for (size_t i = 0; i < rows.n; i++)
        for (size_t k = 0, keys = mk_live_keys(v, i, key); k < keys; k++) {
            mk_touched_key *t = touch(r, key[k]);
            t->came++;
            t->went++;
        }
    return 0;
}

static int round_of(mk_cx *cx, mk_online *o, const note *notes, size_t n, mk_onlined *res)
{
    mk_arena *a = mk_arena_child(cx->arena);
    mk_round r = { .ix = &o->ix, .index = o->index, .newcomer = o->newcomer, .a = a, .touched = mk_map_on(a), .put_off = mk_map_on(a), .now = mk_map_on(a), .res = res };
    o->ix.count = mk_map_on(a);
    if (n > FEW) MK_TRY(mk_db_spill(cx, o->ix.db));
    MK_TRY(sort_out(cx, &r, notes, n));
    for (size_t i = 0; i < o->again.n; i++) MK_TRY(come_again(cx, &r, o->again.p[i]));
    if (r.fresh.n == 0 && r.loose.n == 0 && r.key.n == 0) return 0;
    if (n > FEW) MK_TRY(mk_db_spill(cx, o->ix.db));
    MK_TRY(look(cx, &r));
    return mk_online_people(cx, &r);
}

int mk_online_end(mk_cx *cx, mk_online *o, mk_onlined *ret)
{
    mk_onlined none;
    if (!ret) ret = &none;
    *ret = (mk_onlined){ 0 };
    if (!o || o->notes.n == 0) return 0;
    size_t n = 0;
    qsort(o->notes.p, o->notes.n, sizeof *o->notes.p, by_person);
    for (size_t i = 0; i < o->notes.n; i++)
        if (i == 0 || o->notes.p[i].person != o->notes.p[i - 1].person || o->notes.p[i].customer != o->notes.p[i - 1].customer) o->notes.p[n++] = o->notes.p[i];
    int64_t next = o->ix.next;
    for (size_t i = 0; i < n;) {
        mk_cx own = *cx;
        own.arena = mk_arena_child(cx->arena);
        size_t to = i + ROUND < n ? i + ROUND : n;
        while (to < n && o->notes.p[to].person == o->notes.p[to - 1].person) to++;
        int rc = round_of(&own, o, o->notes.p + i, to - i, ret);
        cx->code = own.code;
        memcpy(cx->message, own.message, sizeof cx->message);
        mk_arena_free(own.arena);
        if (rc < 0) return rc;
        i = to;
        if (n > ROUND) mk_progress_at(cx, "who is who", i, n);
        MK_TRY(mk_cx_check(cx));
    }
    o->notes.n = 0;
    return o->ix.next == next ? 0 : mk_identity_close(cx, &o->ix);
}

int mk_online_one(mk_cx *cx, mk_db *db, int64_t customer, int64_t person, mk_onlined *ret)
{
    mk_online *o;
    if (ret) *ret = (mk_onlined){ 0 };
    MK_TRY(mk_online_begin(cx, db, &o));
    mk_online_note(cx, o, customer, person);
    return mk_online_end(cx, o, ret);
}

int mk_online_again(mk_cx *cx, mk_db *db, const int64_t *customer, size_t n)
{
    mk_online *o;
    mk_onlined res = { 0 };
    MK_TRY(mk_online_begin(cx, db, &o));
    if (!o) return 0;
    for (size_t i = 0; i < n; i++) *mk_vec_push(o->arena, &o->again) = customer[i];
    MK_TRY(round_of(cx, o, NULL, 0, &res));
    return 1;
}

int mk_online_new(mk_cx *cx, mk_db *db, int64_t customer)
{
    mk_index_batch *index = mk_index_batch_new(cx, LITTLE, ".");
    mk_online *o;
    MK_TRY(mk_index_batch_customer(cx, db, index, customer, MK_INDEX_NEW));
    MK_TRY(mk_online_begin(cx, db, &o));
    mk_online_index(o, index);
    if (o) o->newcomer = customer;
    mk_online_note(cx, o, customer, customer);
    MK_TRY(mk_online_end(cx, o, NULL));
    return mk_index_batch_write(cx, db, index);
}
