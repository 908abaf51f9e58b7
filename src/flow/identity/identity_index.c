/* SPDX-License-Identifier: Apache-2.0
 * Records, what is counted of their values, and their components. */
#include "identity.h"
#include "shared.h"
#include "union.h"

#define MODEL "identity"

static uint32_t u32_at(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (uint32_t)u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 | (uint32_t)u[3] << 24;
}

static void u32_add(mk_buf *b, uint32_t v)
{
    const char t[4] = { (char)(v & 255), (char)(v >> 8 & 255), (char)(v >> 16 & 255), (char)(v >> 24) };
    mk_buf_add(b, t, 4);
}

/* The model, unpacked once for all who ask: to unpack it takes as long as all else that one record needs of it. */
typedef struct kept_model { mk_shared shared; mk_arena *arena; const mk_frozen *frozen; } kept_model;

static void drop(mk_shared *s) { mk_arena_free(((kept_model *)s)->arena); }

static int unpack(mk_cx *cx, mk_db *db, kept_model *k)
{
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_MODEL_LATEST, mk_textz(MODEL)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) rc = mk_frozen_unpack(cx, mk_arena_dup(cx->arena, mk_row_text(&r, 3)), mk_identity_column, MK_IDENTITY_COLUMNS, &k->frozen);
    mk_rows_end(&r);
    return rc;
}

static int model(mk_cx *cx, mk_db *db, uint64_t key, const mk_frozen **ret)
{
    const kept_model *k = (const kept_model *)mk_shared_get(cx, db, MK_PLACE_IDENTITY, key);
    if (!k) {
        mk_cx own = *cx;
        own.arena = mk_arena_child(cx->arena);          /* out of memory goes to the caller's guard, which frees it */
        kept_model *fresh = MK_NEW(own.arena, kept_model);
        *fresh = (kept_model){ .shared = { .key = key, .drop = drop }, .arena = own.arena };
        int rc = unpack(&own, db, fresh);
        if (rc < 0) {
            memcpy(cx->message, own.message, sizeof cx->message);
            mk_arena_free(own.arena);
            return cx->code = rc;
        }
        k = (const kept_model *)mk_shared_put(cx, db, MK_PLACE_IDENTITY, &fresh->shared);
        mk_arena_leave(own.arena);
    }
    *ret = k->frozen;
    return 1;
}

int mk_identity_open(mk_cx *cx, mk_db *db, mk_identity *ret)
{
    mk_rows r;
    uint64_t which = 0;
    *ret = (mk_identity){ .db = db, .count = mk_map_on(cx->arena) };
    MK_TRY(mk_select(cx, db, &r, MK_Q_MODEL_WHICH, mk_textz(MODEL)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) {
        ret->version = mk_row_int(&r, 0);
        which = mk_hash2(mk_hash2((uint64_t)ret->version, (uint64_t)mk_row_int(&r, 1)), (uint64_t)mk_row_int(&r, 2));
    }
    mk_rows_end(&r);
    if (rc > 0) rc = model(cx, db, which, &ret->frozen);
    if (rc == MK_EBADDATA) {            /* of an older makir: records wait for the next resolve, and nobody is kept from his work */
        mk_cx_clear(cx);
        return 0;
    }
    if (rc <= 0) return rc;
    mk_value key = mk_int(0), row[MK_IDENTITY_COUNT_N];
    MK_TRY(mk_table_get(cx, db, MK_T_IDENTITY_COUNT, &key, row) == 0 ? mk_fail(cx, MK_ESTORE, "the index of who is who is not whole; makir resolve makes it again") : 0);
    ret->next = row[MK_IDENTITY_COUNT_SEEN].i;
    return 1;
}

/* How many records there ever were stands among the counts, under no value. */
int mk_identity_close(mk_cx *cx, mk_identity *ix)
{
    mk_value v[] = { mk_int(0), mk_int(ix->next) };
    int rc = mk_table_put(cx, ix->db, MK_T_IDENTITY_COUNT, v);
    return rc < 0 ? rc : 0;
}

int mk_identity_key_add(mk_cx *cx, mk_identity *ix, uint64_t key, uint32_t row)
{
    mk_value v[] = { mk_int((int64_t)key), mk_int(row) };
    int rc = mk_table_insert(cx, ix->db, MK_T_IDENTITY_KEY, v);
    return rc < 0 ? rc : 0;
}

int mk_identity_key_drop(mk_cx *cx, mk_identity *ix, uint64_t key, uint32_t row)
{
    mk_value v[] = { mk_int((int64_t)key), mk_int(row) };
    int rc = mk_table_delete(cx, ix->db, MK_T_IDENTITY_KEY, v);
    if (rc != 0) return rc < 0 ? rc : 0;
    v[1] = mk_int(-(int64_t)row);
    rc = mk_table_insert(cx, ix->db, MK_T_IDENTITY_KEY, v);
    return rc < 0 ? rc : 0;
}

int mk_identity_seen(mk_cx *cx, mk_identity *ix, const mk_live_hashes *hash)
{
    for (size_t i = 0; i < hash->n; i++) {
        bool fresh;
        uint64_t *at = mk_map_put(&ix->count, hash->p[i], &fresh);
        if (!fresh) continue;
        *at = 1;
        mk_rows r;
        MK_TRY(mk_select(cx, ix->db, &r, MK_Q_IDENTITY_COUNT_GET, mk_int((int64_t)(hash->p[i] >> 1))));
        int rc = mk_rows_next(cx, &r);
        if (rc > 0) *at = (uint64_t)mk_row_int(&r, 1);
        mk_rows_end(&r);
        if (rc < 0) return rc;
    }
    return 0;
}

int mk_identity_get(mk_cx *cx, mk_identity *ix, uint32_t row, mk_identity_row *ret)
{
    mk_rows r;
    MK_TRY(mk_select(cx, ix->db, &r, MK_Q_IDENTITY_ROW_GET, mk_int(row)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) *ret = (mk_identity_row){ row, mk_row_int(&r, 1), mk_arena_dup(cx->arena, mk_row_value(&r, 2).s) };
    mk_rows_end(&r);
    return rc;
}

/* --- components --- */

int mk_identity_group_of(mk_cx *cx, mk_identity *ix, uint32_t row, int64_t *ret_group, mk_identity_list *ret)
{
    mk_rows r;
    *ret_group = 0;
    *ret = (mk_identity_list){ 0 };
    MK_TRY(mk_select(cx, ix->db, &r, MK_Q_IDENTITY_MEMBER_GET, mk_int(row)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) *ret_group = mk_row_int(&r, 1);
    mk_rows_end(&r);
    if (rc <= 0) return rc;
    MK_TRY(mk_select(cx, ix->db, &r, MK_Q_IDENTITY_GROUP_GET, mk_int(*ret_group)));
    if ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_value m = mk_row_value(&r, 1);
        for (size_t i = 0; i + 4 <= m.s.n; i += 4) *mk_vec_push(cx->arena, ret) = u32_at(m.s.p + i);
    }
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

int mk_identity_group_drop(mk_cx *cx, mk_identity *ix, int64_t group, const mk_identity_list *members)
{
    mk_value key = mk_int(group);
    MK_TRY(mk_table_delete(cx, ix->db, MK_T_IDENTITY_GROUP, &key));
    for (size_t i = 0; i < members->n; i += 2) {
        key = mk_int(members->p[i]);
        MK_TRY(mk_table_delete(cx, ix->db, MK_T_IDENTITY_MEMBER, &key));
    }
    return 0;
}

/* n pairs, in order of the records. */
static int put_group(mk_cx *cx, mk_identity *ix, const uint32_t *member, size_t n)
{
    mk_buf b = mk_buf_on(cx->arena);
    for (size_t i = 0; i < n; i++) {
        mk_value v[] = { mk_int(member[2 * i]), mk_int(member[0]) };
        int rc = mk_table_put(cx, ix->db, MK_T_IDENTITY_MEMBER, v);
        if (rc < 0) return rc;
        u32_add(&b, member[2 * i]);
        u32_add(&b, member[2 * i + 1]);
    }
    mk_value v[] = { mk_int(member[0]), mk_blob(mk_buf_str(&b)) };
    int rc = mk_table_put(cx, ix->db, MK_T_IDENTITY_GROUP, v);
    return rc < 0 ? rc : 0;
}

static int by_number(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return a[0] != b[0] ? (a[0] < b[0] ? -1 : 1) : a[1] != b[1] ? (a[1] < b[1] ? -1 : 1) : 0;
}

int mk_identity_groups(mk_cx *cx, mk_identity *ix, uint32_t n, uint32_t *up, const uint32_t *number, size_t stride, const uint32_t *cluster, const uint32_t *least)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    uint32_t *count = MK_NEWN(tmp, uint32_t, (size_t)n + 2), *order = MK_NEWN(tmp, uint32_t, (size_t)n + 1), most = 0;
    for (uint32_t i = 0; i < n; i++) {
        up[i] = mk_union_root(up, i);
        count[up[i] + 1]++;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (count[i + 1] > most) most = count[i + 1];
        count[i + 1] += count[i];
    }
    uint32_t *at = MK_NEWN(tmp, uint32_t, (size_t)n + 1), *member = MK_NEWN(tmp, uint32_t, 2 * (size_t)most + 1);
    memcpy(at, count, (size_t)n * sizeof *at);
    for (uint32_t i = 0; i < n; i++) order[at[up[i]]++] = i;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = count[i + 1] - count[i];
        if (k < 2) continue;
        for (uint32_t j = 0; j < k; j++) {
            uint32_t x = order[count[i] + j];
            member[2 * j] = *(const uint32_t *)(const void *)((const char *)number + x * stride);
            member[2 * j + 1] = least[cluster[x]];
        }
        qsort(member, k, 2 * sizeof *member, by_number);
        MK_TRY(put_group(cx, ix, member, k));
    }
    mk_arena_free(tmp);
    return 0;
}

/* --- made anew --- */

int mk_identity_clear(mk_cx *cx, mk_db *db)
{
    static const mk_query clear[] = { MK_Q_IDENTITY_ROW_CLEAR, MK_Q_IDENTITY_KEY_CLEAR, MK_Q_IDENTITY_BLOCK_CLEAR, MK_Q_IDENTITY_COUNT_CLEAR, MK_Q_IDENTITY_MEMBER_CLEAR,
                                      MK_Q_IDENTITY_GROUP_CLEAR };
    for (size_t i = 0; i < sizeof clear / sizeof *clear; i++) MK_TRY(mk_exec_n(cx, db, clear[i], NULL, 0));
    return 0;
}
