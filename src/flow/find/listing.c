/* SPDX-License-Identifier: Apache-2.0 */
#include "listing_make.h"
#include "place.h"
#include "vec.h"

enum { CHUNK = 16000, AT_ONCE = 1000 };

int mk_touch(mk_cx *cx, mk_db *db, int64_t customer)
{
    mk_value v = mk_int(customer);
    int rc = customer > 0 ? mk_table_insert(cx, db, MK_T_TOUCHED, &v) : 0;
    return rc < 0 ? rc : 0;
}

/* --- columns --- */

mk_listing *mk_listing_new(void)
{
    mk_listing *l = calloc(1, sizeof *l);
    if (l) pthread_rwlock_init(&l->lock, NULL);
    return l;
}

static void empty(mk_listing *l)
{
    for (size_t i = 0; i < l->city_n; i++) free(l->cities[i]), free(l->city_keys[i]);
    free(l->id), free(l->name), free(l->spent), free(l->first), free(l->last), free(l->orders), free(l->city), free(l->bits);
    free(l->cities), free(l->city_keys);
    l->id = l->spent = NULL, l->name = NULL, l->first = l->last = l->orders = NULL, l->city = NULL, l->bits = NULL, l->cities = l->city_keys = NULL;
    l->n = l->cap = l->city_n = l->city_cap = 0;
    l->version = 0;
}

void mk_listing_free(mk_listing *l)
{
    if (!l) return;
    empty(l);
    pthread_rwlock_destroy(&l->lock);
    free(l);
}

static bool widen(void **p, size_t size, size_t cap)
{
    void *q = realloc(*p, size * cap);
    if (q) *p = q;
    return q != NULL;
}

static bool room(mk_listing *l)
{
    if (l->n < l->cap) return true;
    size_t cap = l->cap ? l->cap + l->cap / 4 : 1024;
    if (!widen((void **)&l->id, sizeof *l->id, cap) || !widen((void **)&l->name, sizeof *l->name, cap) || !widen((void **)&l->spent, sizeof *l->spent, cap) ||
        !widen((void **)&l->first, sizeof *l->first, cap) || !widen((void **)&l->last, sizeof *l->last, cap) ||
        !widen((void **)&l->orders, sizeof *l->orders, cap) || !widen((void **)&l->city, sizeof *l->city, cap) || !widen((void **)&l->bits, sizeof *l->bits, cap))
        return false;
    l->cap = cap;
    return true;
}

/* The number of a town; the last one is tried first, then all: a base has some hundreds. */
static int city(mk_cx *cx, mk_listing *l, mk_map *index, mk_str name, uint32_t *ret)
{
    bool fresh;
    uint64_t *at = mk_map_put(index, mk_hash(7, name), &fresh);
    if (!fresh) { *ret = (uint32_t)*at; return 0; }
    if (l->city_n == l->city_cap) {
        size_t cap = l->city_cap ? l->city_cap * 2 : 64;
        if (!widen((void **)&l->cities, sizeof *l->cities, cap) || !widen((void **)&l->city_keys, sizeof *l->city_keys, cap)) return mk_fail(cx, MK_ENOMEM, "out of memory");
        l->city_cap = cap;
    }
    mk_str key = mk_city_key(cx->arena, name);
    char *z = strndup(name.p, name.n), *k = strndup(key.p, key.n);
    if (!z || !k) { free(z), free(k); return mk_fail(cx, MK_ENOMEM, "out of memory"); }
    l->cities[l->city_n] = z;
    l->city_keys[l->city_n] = k;
    *ret = (uint32_t)l->city_n;
    *at = l->city_n++;
    return 0;
}

static mk_listing_name packed(mk_str s)
{
    unsigned char b[MK_LISTING_NAME] = { 0 };
    memcpy(b, s.p, s.n < sizeof b ? s.n : sizeof b);
    mk_listing_name k = { 0, 0 };
    for (int i = 0; i < 8; i++) k.hi = k.hi << 8 | b[i], k.lo = k.lo << 8 | b[8 + i];
    return k;
}

static int set(mk_cx *cx, mk_listing *l, mk_map *cities, const mk_tz *tz, size_t i, const mk_value *v)
{
    l->id[i] = v[MK_LISTING_LISTED_ID].i;
    l->name[i] = packed(v[MK_LISTING_NAME_KEY].s);
    l->spent[i] = v[MK_LISTING_SPENT].i;
    l->first[i] = mk_tz_day(tz, v[MK_LISTING_FIRST_AT].i);
    l->orders[i] = (int32_t)v[MK_LISTING_ORDERS].i;
    l->last[i] = l->orders[i] ? mk_tz_day(tz, v[MK_LISTING_LAST_AT].i) : INT32_MIN;
    l->bits[i] = (uint64_t)v[MK_LISTING_BITS].i;
    return city(cx, l, cities, v[MK_LISTING_CITY].s, &l->city[i]);
}

bool mk_listing_at(const mk_listing *l, int64_t customer, size_t *ret)
{
    size_t lo = 0, hi = l->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (l->id[mid] < customer) lo = mid + 1;
        else hi = mid;
    }
    *ret = lo;
    return lo < l->n && l->id[lo] == customer;
}

/* A gap at i, or the row at i closed. */
static void shift(mk_listing *l, size_t i, bool open)
{
    size_t to = open ? i + 1 : i, from = open ? i : i + 1, rows = l->n - from;
#define MOVE(column) memmove(l->column + to, l->column + from, rows * sizeof *l->column)
    MOVE(id), MOVE(name), MOVE(spent), MOVE(first), MOVE(last), MOVE(orders), MOVE(city), MOVE(bits);
#undef MOVE
    l->n = open ? l->n + 1 : l->n - 1;
}

static int load(mk_cx *cx, mk_db *db, void *arg)
{
    mk_listing *l = arg;
    mk_map cities = mk_map_on(cx->arena);
    mk_value state[MK_LISTING_STATE_N], one = mk_int(1);
    mk_settings st;
    mk_rows r;
    uint32_t none;
    empty(l);
    MK_TRY(mk_settings_get(cx, db, &st));
    int rc = mk_table_get(cx, db, MK_T_LISTING_STATE, &one, state);
    if (rc < 0) return rc;
    MK_TRY(city(cx, l, &cities, MK_S(""), &none));
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_LISTING_ALL, NULL, 0));
    int more;
    while ((more = mk_rows_next(cx, &r)) > 0) {
        mk_value v[MK_LISTING_N];
        for (int i = 0; i < MK_LISTING_N; i++) v[i] = mk_row_value(&r, i);
        if (!room(l)) return mk_fail(cx, MK_ENOMEM, "out of memory");
        l->n++;
        MK_TRY(set(cx, l, &cities, st.tz, l->n - 1, v));
    }
    l->version = rc > 0 ? state[MK_LISTING_STATE_VERSION].i : 0;
    return more;
}

/* --- following the store --- */

typedef struct change { int64_t id; bool is; mk_value v[MK_LISTING_N]; } change;
typedef struct following { int64_t most, left, version, was; mk_vec(change) changed; const mk_tz *tz; bool pending, keep; } following;

static int everybody(mk_cx *cx, mk_db *db)
{
    MK_TRY(mk_exec_n(cx, db, MK_Q_TOUCH_ALL, NULL, 0));
    return mk_exec_n(cx, db, MK_Q_TOUCH_LISTED, NULL, 0);
}

static int whole_batches(mk_cx *cx, mk_db *db)
{
    int64_t batch[100];
    int n = 0, rc;
    mk_rows r;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_TOUCHED_BATCHES, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0 && n < 100) batch[n++] = mk_row_int(&r, 0);
    mk_rows_end(&r);
    if (rc < 0) return rc;
    for (int i = 0; i < n; i++) {
        mk_value key = mk_int(batch[i]);
        MK_TRY(mk_exec(cx, db, MK_Q_TOUCH_BATCH, key));
        MK_TRY(mk_table_delete(cx, db, MK_T_TOUCHED_BATCH, &key));
    }
    return n;
}

/* One customer's row as it is now; v NULL: he is not there. */
static int put(mk_cx *cx, mk_db *db, void *arg, int64_t customer, const mk_value *v)
{
    following *f = arg;
    mk_value key = mk_int(customer);
    int rc = v ? mk_table_put(cx, db, MK_T_LISTING, v) : mk_table_delete(cx, db, MK_T_LISTING, &key);
    if (rc < 0 || !f->keep) return rc < 0 ? rc : 0;
    change *c = mk_vec_push(cx->arena, &f->changed);
    *c = (change){ .id = customer, .is = v };
    for (int i = 0; v && i < MK_LISTING_N; i++) {
        c->v[i] = v[i];
        if (v[i].type == MK_TEXT) c->v[i].s = mk_arena_dup(cx->arena, v[i].s);
    }
    return 0;
}

static int follow(mk_cx *cx, mk_db *db, void *arg)
{
    following *f = arg;
    mk_vec(int64_t) ids = { 0 };
    mk_settings st;
    mk_rows r;
    int rc;
    mk_value state[MK_LISTING_STATE_N], one = mk_int(1);
    rc = mk_table_get(cx, db, MK_T_LISTING_STATE, &one, state);
    if (rc < 0) return rc;
    f->was = rc > 0 ? state[MK_LISTING_STATE_VERSION].i : 0;
    f->version = f->was;
    if (!f->was) MK_TRY(everybody(cx, db));
    MK_TRY(whole_batches(cx, db));
    MK_TRY(mk_settings_get(cx, db, &st));
    f->tz = st.tz;
    MK_TRY(mk_select(cx, db, &r, MK_Q_TOUCHED_SOME, mk_int(f->most && f->most < CHUNK ? f->most : CHUNK)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, &ids) = mk_row_int(&r, 0);
    if (rc < 0) return rc;
    f->keep = ids.n <= AT_ONCE;
    MK_TRY(mk_listing_make(cx, db, &st, ids.p, ids.n, put, f));
    if (ids.n) MK_TRY(mk_exec(cx, db, MK_Q_TOUCHED_DONE, mk_int(ids.p[0]), mk_int(ids.p[ids.n - 1])));
    if (ids.n || f->was == 0) {
        f->version = cx->now > f->was ? cx->now : f->was + 1;
        mk_value v[MK_LISTING_STATE_N] = { one, mk_int(f->version) };
        MK_TRY(mk_table_put(cx, db, MK_T_LISTING_STATE, v));
    }
    f->left = 0;
    if (ids.n == CHUNK || (f->most && (int64_t)ids.n == f->most)) {
        MK_TRY(mk_select_n(cx, db, &r, MK_Q_TOUCHED_COUNT, NULL, 0));
        if ((rc = mk_rows_next(cx, &r)) > 0) f->left = mk_row_int(&r, 0);
        mk_rows_end(&r);
    }
    return rc < 0 ? rc : 0;
}

/* Whether there is anything to bring up to date, and the version that is there. */
static int look(mk_cx *cx, mk_db *db, void *arg)
{
    following *f = arg;
    mk_rows r;
    mk_value state[MK_LISTING_STATE_N], one = mk_int(1);
    MK_TRY(mk_select(cx, db, &r, MK_Q_TOUCHED_SOME, mk_int(1)));
    int some = mk_rows_next(cx, &r);
    mk_rows_end(&r);
    MK_TRY(some);
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_TOUCHED_BATCHES, NULL, 0));
    int batches = mk_rows_next(cx, &r);
    mk_rows_end(&r);
    MK_TRY(batches);
    f->pending = some > 0 || batches > 0;
    int rc = mk_table_get(cx, db, MK_T_LISTING_STATE, &one, state);
    f->version = rc > 0 ? state[MK_LISTING_STATE_VERSION].i : 0;
    return rc < 0 ? rc : 0;
}

/* The columns become what the rows are now. The write lock is held. */
static int apply(mk_cx *cx, mk_listing *l, const following *f)
{
    mk_map cities = mk_map_on(cx->arena);
    for (size_t i = 0; i < l->city_n; i++) *mk_map_put(&cities, mk_hash(7, mk_str_of(l->cities[i])), NULL) = i;
    l->version = 0;                             /* when memory runs out halfway it is loaded anew */
    for (size_t i = 0; i < f->changed.n; i++) {
        const change *c = &f->changed.p[i];
        size_t at;
        bool is = mk_listing_at(l, c->id, &at);
        if (!c->is) { if (is) shift(l, at, false); continue; }
        if (!is) {
            if (!room(l)) return mk_fail(cx, MK_ENOMEM, "out of memory");
            shift(l, at, true);
        }
        MK_TRY(set(cx, l, &cities, f->tz, at, c->v));
    }
    l->version = f->version;
    return 0;
}

static int renew(mk_cx *cx, mk_store *s, mk_listing *l, const following *f)
{
    int rc = 0;
    pthread_rwlock_wrlock(&l->lock);
    if (f->changed.n && l->version && l->version == f->was) rc = apply(cx, l, f);
    else if (!l->version || (l->version != f->version && !f->left)) rc = mk_store_read(cx, s, load, l);
    pthread_rwlock_unlock(&l->lock);
    return rc;
}

/* No list was made yet and there is no room to keep one: made for who asks, as far as it fits into memory. */
static int unkept(mk_cx *cx, mk_db *db, void *arg)
{
    following f = { .left = 1 };
    while (f.left) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        MK_TRY(follow(cx, db, &f));
        f.changed.n = f.changed.cap = 0, f.changed.p = NULL;
        mk_arena_rewind(cx->arena, m);
    }
    pthread_rwlock_wrlock(&((mk_listing *)arg)->lock);
    int rc = load(cx, db, arg);
    pthread_rwlock_unlock(&((mk_listing *)arg)->lock);
    return rc;
}

int mk_listing_ready(mk_cx *cx, mk_store *s, mk_listing *l, int64_t most, int64_t *ret_left)
{
    int64_t total = 0;
    *ret_left = 0;
    for (;;) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        following f = { .most = most };
        MK_TRY(mk_store_read(cx, s, look, &f));
        bool pending = f.pending || !f.version;
        int64_t there = f.version;
        int rc = pending ? mk_store_note(cx, s, follow, &f) : 0;
        if (there && ((rc == MK_EBUSY && most) || rc == MK_EIO)) {      /* somebody writes for long, or there is no room: the list as it was */
            mk_cx_clear(cx);
            *ret_left = 1;
            f = (following){ .version = there };
            return renew(cx, s, l, &f);
        }
        if (rc == MK_EIO) {
            mk_cx_clear(cx);
            return mk_store_try(cx, s, unkept, l);
        }
        if (rc < 0) return rc;
        bool whole = !f.left;
        if (whole || most) MK_TRY(renew(cx, s, l, &f));
        *ret_left += f.left;
        mk_arena_rewind(cx->arena, m);
        if (whole || most) return 0;
        if (!total) total = f.left + CHUNK;
        *ret_left = 0;
        mk_progress_at(cx, "lists", (uint64_t)(total > f.left ? total - f.left : 0), (uint64_t)total);
        MK_TRY(mk_cx_check(cx));
    }
}
