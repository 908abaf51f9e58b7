/* SPDX-License-Identifier: Apache-2.0
 * A block: keys from its first on, each as what it adds to that (4 bytes) with the record (4 bytes), ascending, little end first. All records of a
 * key lie in one block. Keys of crowds lie in identity_key whole, where reading stops early. */
#include "identity.h"

enum { ENTRY = 8, BLOCK = 256 };        /* BLOCK: entries, but for the end of a key */
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

int mk_identity_open(mk_cx *cx, mk_db *db, mk_identity *ret)
{
    mk_rows r;
    *ret = (mk_identity){ .db = db, .count = mk_map_on(cx->arena) };
    MK_TRY(mk_select(cx, db, &r, MK_Q_MODEL_LATEST, mk_textz(MODEL)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) {
        ret->version = mk_row_int(&r, 0);
        mk_value data = mk_row_value(&r, 3);
        rc = mk_frozen_unpack(cx, mk_arena_dup(cx->arena, data.s), mk_identity_column, MK_IDENTITY_COLUMNS, &ret->frozen);
        rc = rc < 0 ? rc : 1;
    }
    mk_rows_end(&r);
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

/* The part of the block that is of this key. */
static int in_block(mk_cx *cx, mk_identity *ix, uint64_t key, mk_identity_list *ret)
{
    mk_rows r;
    MK_TRY(mk_select(cx, ix->db, &r, MK_Q_IDENTITY_BLOCK_AT, mk_int((int64_t)key)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0 && key - (uint64_t)mk_row_int(&r, 0) <= UINT32_MAX) {
        mk_value data = mk_row_value(&r, 1);
        uint32_t want = (uint32_t)(key - (uint64_t)mk_row_int(&r, 0));
        size_t n = data.s.n / ENTRY, lo = 0, hi = n;
        while (lo < hi) {
            size_t mid = lo + (hi - lo) / 2;
            if (u32_at(data.s.p + mid * ENTRY) < want) lo = mid + 1;
            else hi = mid;
        }
        for (; lo < n && u32_at(data.s.p + lo * ENTRY) == want; lo++) *mk_vec_push(cx->arena, ret) = u32_at(data.s.p + lo * ENTRY + 4);
    }
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

int mk_identity_of_key(mk_cx *cx, mk_identity *ix, uint64_t key, size_t most, mk_identity_list *ret)
{
    mk_identity_list base = { 0 }, gone = { 0 };
    mk_rows r;
    int rc;
    *ret = (mk_identity_list){ 0 };
    MK_TRY(in_block(cx, ix, key, &base));
    MK_TRY(mk_select(cx, ix->db, &r, MK_Q_IDENTITY_KEY_ROWS, mk_int((int64_t)key), mk_int((int64_t)(most + base.n))));
    size_t i = 0, k = 0;
    while ((rc = mk_rows_next(cx, &r)) > 0) {           /* those that are gone come first: they are negative */
        int64_t row = mk_row_int(&r, 0);
        if (row < 0) { *mk_vec_push(cx->arena, &gone) = (uint32_t)-row; continue; }
        for (; i < base.n && (int64_t)base.p[i] < row; i++) {
            for (k = 0; k < gone.n && gone.p[k] != base.p[i]; k++) { }
            if (k == gone.n && ret->n < most) *mk_vec_push(cx->arena, ret) = base.p[i];
        }
        if (ret->n < most) *mk_vec_push(cx->arena, ret) = (uint32_t)row;
    }
    MK_TRY(rc);
    for (; i < base.n; i++) {
        for (k = 0; k < gone.n && gone.p[k] != base.p[i]; k++) { }
        if (k == gone.n && ret->n < most) *mk_vec_push(cx->arena, ret) = base.p[i];
    }
    return 0;
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

int mk_identity_group_put(mk_cx *cx, mk_identity *ix, const uint32_t *member, size_t n)
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
        uint32_t r = i;
        while (up[r] != r) r = up[r];
        up[i] = r;
        count[r + 1]++;
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
        MK_TRY(mk_identity_group_put(cx, ix, member, k));
    }
    mk_arena_free(tmp);
    return 0;
}

/* --- made anew --- */

struct mk_identity_builder { mk_db *db; uint64_t first, last; mk_buf block; size_t n; };

int mk_identity_build(mk_cx *cx, mk_db *db, mk_identity_builder **ret)
{
    static const mk_query clear[] = { MK_Q_IDENTITY_ROW_CLEAR, MK_Q_IDENTITY_KEY_CLEAR, MK_Q_IDENTITY_BLOCK_CLEAR, MK_Q_IDENTITY_COUNT_CLEAR, MK_Q_IDENTITY_MEMBER_CLEAR,
                                      MK_Q_IDENTITY_GROUP_CLEAR };
    for (size_t i = 0; i < sizeof clear / sizeof *clear; i++) MK_TRY(mk_exec_n(cx, db, clear[i], NULL, 0));
    *ret = MK_NEW(cx->arena, mk_identity_builder);
    (*ret)->db = db;
    (*ret)->block = mk_buf_on(mk_arena_child(cx->arena));
    return 0;
}

int mk_identity_build_end(mk_cx *cx, mk_identity_builder *b)
{
    if (b->n == 0) return 0;
    mk_value v[] = { mk_int((int64_t)b->first), mk_blob(mk_buf_str(&b->block)) };
    int rc = mk_table_insert(cx, b->db, MK_T_IDENTITY_BLOCK, v);
    mk_buf_clear(&b->block);
    b->n = 0;
    return rc < 0 ? rc : 0;
}

int mk_identity_build_key(mk_cx *cx, mk_identity_builder *b, uint64_t key, const uint32_t *row, size_t n)
{
    if (n > MK_LIVE_CROWD) {
        for (size_t i = 0; i < n; i++) {
            mk_value v[] = { mk_int((int64_t)key), mk_int(row[i]) };
            int rc = mk_table_insert(cx, b->db, MK_T_IDENTITY_KEY, v);
            if (rc < 0) return rc;
        }
        return 0;
    }
    if (b->n && (b->n >= BLOCK || key - b->first > UINT32_MAX)) MK_TRY(mk_identity_build_end(cx, b));
    if (b->n == 0) b->first = key;
    for (size_t i = 0; i < n; i++, b->n++) {
        u32_add(&b->block, (uint32_t)(key - b->first));
        u32_add(&b->block, row[i]);
    }
    return 0;
}
