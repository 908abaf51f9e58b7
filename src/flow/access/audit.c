/* SPDX-License-Identifier: Apache-2.0 */
#include "audit.h"
#include <pthread.h>
#include <sodium.h>
#include "jsonw.h"
#include "vec.h"

enum { WAITING = 4096, HASH = 32 };

mk_audit_entry mk_audit_of(const mk_cx *cx, const char *op, const char *kind)
{
    mk_audit_entry e = { .at = cx->now, .op = op, .kind = kind, .result = "ok" };
    memcpy(e.who, cx->who, sizeof e.who);
    memcpy(e.address, cx->address, sizeof e.address);
    return e;
}

/* The hash of the one before and of all columns but the hash. */
static mk_str chained(mk_cx *cx, mk_str before, const mk_value *v)
{
    unsigned char h[HASH];
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    mk_json_str(&w, before);
    for (int i = 0; i < MK_AUDIT_HASH; i++) {
        if (v[i].type == MK_INT) mk_json_int(&w, v[i].i);
        else mk_json_str(&w, v[i].s);
    }
    mk_json_close(&w);
    crypto_generichash(h, sizeof h, (const unsigned char *)b.p, b.n, NULL, 0);
    char *hex = mk_arena_alloc(cx->arena, 2 * HASH + 1);
    sodium_bin2hex(hex, 2 * HASH + 1, h, sizeof h);
    return mk_str_of(hex);
}

static int last(mk_cx *cx, mk_db *db, int64_t *ret_id, mk_str *ret_hash)
{
    mk_rows r;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_AUDIT_LAST, NULL, 0));
    int rc = mk_rows_next(cx, &r);
    *ret_id = rc > 0 ? mk_row_int(&r, 0) : 0;
    *ret_hash = rc > 0 ? mk_arena_dup(cx->arena, mk_row_text(&r, 1)) : MK_S("");
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

int mk_audit_append(mk_cx *cx, mk_db *db, const mk_audit_entry *e, size_t n)
{
    int64_t id;
    mk_str hash;
    MK_TRY(last(cx, db, &id, &hash));
    for (size_t i = 0; i < n; i++) {
        mk_value v[MK_AUDIT_N] = { mk_int(++id), mk_int(e[i].at), mk_textz(e[i].who), mk_textz(e[i].op), mk_textz(e[i].kind), mk_int(e[i].customer),
                                   mk_int(e[i].rows), mk_textz(e[i].result), mk_textz(e[i].address) };
        hash = chained(cx, hash, v);
        v[MK_AUDIT_HASH] = mk_text(hash);
        int rc = mk_table_insert(cx, db, MK_T_AUDIT, v);
        if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_ESTORE, "the audit log is not in order");
    }
    return 0;
}

typedef struct batch { const mk_audit_entry *e; size_t n; } batch;

static int write_body(mk_cx *cx, mk_db *db, void *arg)
{
    const batch *b = arg;
    return mk_audit_append(cx, db, b->e, b->n);
}

int mk_audit_write(mk_cx *cx, mk_store *s, const mk_audit_entry *e, size_t n)
{
    batch b = { e, n };
    return mk_store_note(cx, s, write_body, &b);
}

struct mk_audit { pthread_mutex_t lock, flushing; mk_audit_entry *e; size_t n; };

mk_audit *mk_audit_new(void)
{
    mk_audit *a = calloc(1, sizeof *a);
    if (a) a->e = calloc(WAITING, sizeof *a->e);
    if (!a || !a->e) { free(a); return NULL; }
    pthread_mutex_init(&a->lock, NULL);
    pthread_mutex_init(&a->flushing, NULL);
    return a;
}

void mk_audit_free(mk_audit *a)
{
    if (!a) return;
    pthread_mutex_destroy(&a->lock);
    pthread_mutex_destroy(&a->flushing);
    free(a->e);
    free(a);
}

int mk_audit_put(mk_cx *cx, mk_audit *a, mk_store *s, const mk_audit_entry *e)
{
    pthread_mutex_lock(&a->lock);
    bool room = a->n < WAITING;
    if (room) a->e[a->n++] = *e;
    pthread_mutex_unlock(&a->lock);
    return room ? 0 : mk_audit_write(cx, s, e, 1);
}

int mk_audit_flush(mk_cx *cx, mk_audit *a, mk_store *s)
{
    pthread_mutex_lock(&a->flushing);           /* so that what failed to be written is still the oldest of what waits */
    pthread_mutex_lock(&a->lock);
    batch b = { .n = a->n };
    mk_audit_entry *copy = b.n ? malloc(b.n * sizeof *copy) : NULL;
    if (copy) memcpy(copy, a->e, b.n * sizeof *copy);
    pthread_mutex_unlock(&a->lock);
    b.e = copy;
    int rc = b.n && !copy ? mk_fail(cx, MK_ENOMEM, "out of memory") : b.n ? mk_store_note(cx, s, write_body, &b) : 0;
    if (rc >= 0 && b.n) {
        pthread_mutex_lock(&a->lock);
        memmove(a->e, a->e + b.n, (a->n - b.n) * sizeof *a->e);
        a->n -= b.n;
        pthread_mutex_unlock(&a->lock);
    }
    pthread_mutex_unlock(&a->flushing);
    free(copy);
    return rc;
}

typedef struct listing { const mk_audit_ask *ask; mk_vec(mk_audit_row) rows; int64_t next; } listing;

static bool wanted(const mk_audit_ask *a, const mk_rows *r)
{
    return (!a->customer || mk_row_int(r, MK_AUDIT_ABOUT_ID) == a->customer) && (!a->kind.n || mk_str_eq(a->kind, mk_row_text(r, MK_AUDIT_KIND))) &&
           (!a->who.n || mk_str_eq(a->who, mk_row_text(r, MK_AUDIT_WHO)));
}

static int list_body(mk_cx *cx, mk_db *db, void *arg)
{
    listing *l = arg;
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_AUDIT_BEFORE, mk_int(l->ask->before ? l->ask->before : INT64_MAX)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        if (mk_row_int(&r, MK_AUDIT_AT) < l->ask->since) { mk_rows_end(&r); return 0; }
        if (!wanted(l->ask, &r)) continue;
        if (l->rows.n == l->ask->limit) { l->next = l->rows.p[l->rows.n - 1].id; mk_rows_end(&r); return 0; }
        mk_value v[MK_AUDIT_N];
        mk_row_copy(cx, &r, MK_T_AUDIT, v);
        *mk_vec_push(cx->arena, &l->rows) = (mk_audit_row){
            .id = v[MK_AUDIT_AUDIT_ID].i, .at = v[MK_AUDIT_AT].i, .customer = v[MK_AUDIT_ABOUT_ID].i, .rows = v[MK_AUDIT_ROWS].i, .who = v[MK_AUDIT_WHO].s,
            .op = v[MK_AUDIT_OP].s, .kind = v[MK_AUDIT_KIND].s, .result = v[MK_AUDIT_RESULT].s, .address = v[MK_AUDIT_ADDRESS].s };
    }
    return rc;
}

int mk_audit_list(mk_cx *cx, mk_store *s, const mk_audit_ask *ask, mk_audit_row **ret, size_t *ret_n, int64_t *ret_next)
{
    listing l = { .ask = ask };
    MK_TRY(mk_store_read(cx, s, list_body, &l));
    *ret = l.rows.p;
    *ret_n = l.rows.n;
    *ret_next = l.next;
    return 0;
}

int mk_audit_check(mk_cx *cx, mk_db *db, int64_t *ret_broken, int64_t *ret_n, mk_str *ret_head)
{
    mk_rows r;
    int rc;
    char head[2 * HASH + 1] = "";
    *ret_broken = *ret_n = 0;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_AUDIT_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        mk_value v[MK_AUDIT_N];
        mk_row_copy(cx, &r, MK_T_AUDIT, v);
        mk_str hash = chained(cx, mk_str_of(head), v), kept = v[MK_AUDIT_HASH].s;
        ++*ret_n;
        if (!*ret_broken && (v[MK_AUDIT_AUDIT_ID].i != *ret_n || !mk_str_eq(hash, kept))) *ret_broken = v[MK_AUDIT_AUDIT_ID].i;
        snprintf(head, sizeof head, "%.*s", MK_SARG(kept));         /* the rows behind a broken one may still be whole */
        mk_arena_rewind(cx->arena, m);
    }
    *ret_head = mk_arena_dup(cx->arena, mk_str_of(head));
    return rc;
}
