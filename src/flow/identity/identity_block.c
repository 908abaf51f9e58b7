/* SPDX-License-Identifier: Apache-2.0
 * A block: keys from its first on, ascending, each as what it adds to the one before and the record; of equal keys the record as what it adds to that
 * before. Numbers are as short as they can be: seven bits a byte, the least first, the highest bit telling that there is more. All records of a key lie
 * in one block. Keys of crowds lie in identity_key whole, where reading stops early. */
#include "identity.h"

enum { FULL = 1900, NEAR = 16 };        /* FULL: bytes of a block, but for the end of a key: four fill a page. NEAR: entries passed over before it is sought anew */

static void number_add(mk_buf *b, uint64_t v)
{
    for (; v > 127; v >>= 7) mk_buf_c(b, (char)(v | 128));
    mk_buf_c(b, (char)v);
}

static uint64_t number(const mk_str *s, size_t *at)
{
    uint64_t v = 0;
    for (int shift = 0; *at < s->n && shift < 64; shift += 7) {
        unsigned char c = (unsigned char)s->p[(*at)++];
        v |= (uint64_t)(c & 127) << shift;
        if (c < 128) break;
    }
    return v;
}

/* --- reading --- */

/* The next entry of the block; false at its end. */
static bool step(mk_identity_reader *r)
{
    if (r->at >= r->block.n) return r->entry = false;
    bool first = r->at == 0;
    uint64_t more = number(&r->block, &r->at), row = number(&r->block, &r->at);
    r->key += more;
    r->row = (uint32_t)(more || first ? row : r->row + row);
    return r->entry = true;
}

static int seek_block(mk_cx *cx, mk_identity_reader *r, uint64_t key)
{
    mk_rows q;
    MK_TRY(mk_select(cx, r->ix->db, &q, MK_Q_IDENTITY_BLOCK_AT, mk_int((int64_t)key)));
    int rc = mk_rows_next(cx, &q);
    r->block.n = r->at = 0;
    r->first = r->key = rc > 0 ? (uint64_t)mk_row_int(&q, 0) : 0;
    if (rc > 0) {
        mk_str data = mk_row_value(&q, 1).s;
        if (data.n > r->room) r->data = mk_arena_alloc(r->arena ? r->arena : cx->arena, r->room = data.n * 2);
        memcpy(r->data, data.p, data.n);
        r->block = (mk_str){ r->data, data.n };
    }
    mk_rows_end(&q);
    step(r);
    return rc < 0 ? rc : 0;
}

/* The records that the blocks have of a key. */
static int in_blocks(mk_cx *cx, mk_identity_reader *r, uint64_t key, mk_identity_list *ret)
{
    if (r->sought && r->entry && key >= r->first)
        while (r->entry && r->key < key) step(r);
    if (!r->sought || !r->entry || key < r->asked) MK_TRY(seek_block(cx, r, key));
    r->sought = true;
    while (r->entry && r->key < key) step(r);
    for (; r->entry && r->key == key; step(r)) *mk_vec_push(cx->arena, ret) = r->row;
    return 0;
}

static int next_key(mk_cx *cx, mk_identity_reader *r)
{
    int rc = mk_rows_next(cx, &r->q);
    r->open = rc > 0;
    r->late_key = rc > 0 ? (uint64_t)mk_row_int(&r->q, 0) : UINT64_MAX;
    r->late_row = rc > 0 ? mk_row_int(&r->q, 1) : 0;
    return rc < 0 ? rc : 0;
}

/* To the first entry of identity_key at that key or behind it. */
static int seek_key(mk_cx *cx, mk_identity_reader *r, uint64_t key)
{
    for (int i = 0; i < NEAR && r->began && r->late_key < key; i++) MK_TRY(next_key(cx, r));
    if (r->began && key >= r->asked && r->late_key >= key) return 0;
    mk_identity_reader_end(r);
    MK_TRY(mk_select(cx, r->ix->db, &r->q, MK_Q_IDENTITY_KEY_FROM, mk_int((int64_t)key)));
    r->began = r->open = true;
    return next_key(cx, r);
}

int mk_identity_read(mk_cx *cx, mk_identity_reader *r, uint64_t key, size_t most, mk_identity_list *ret)
{
    mk_identity_list base = { 0 }, gone = { 0 };
    *ret = (mk_identity_list){ 0 };
    MK_TRY(in_blocks(cx, r, key, &base));
    MK_TRY(seek_key(cx, r, key));
    r->asked = key + 1;
    size_t i = 0, k;
    for (;;) {                          /* those that are gone come first: they are negative */
        bool late = r->late_key == key;
        int64_t row = late ? r->late_row : INT64_MAX;
        if (late && row < 0) *mk_vec_push(cx->arena, &gone) = (uint32_t)-row;
        for (; i < base.n && (int64_t)base.p[i] < row && ret->n < most; i++) {
            for (k = 0; k < gone.n && gone.p[k] != base.p[i]; k++) { }
            if (k == gone.n) *mk_vec_push(cx->arena, ret) = base.p[i];
        }
        if (!late || ret->n >= most) return 0;
        if (row >= 0) *mk_vec_push(cx->arena, ret) = (uint32_t)row;
        MK_TRY(next_key(cx, r));
    }
}

void mk_identity_reader_end(mk_identity_reader *r)
{
    if (r->open) mk_rows_end(&r->q);
    r->open = r->began = false;
}

int mk_identity_of_key(mk_cx *cx, mk_identity *ix, uint64_t key, size_t most, mk_identity_list *ret)
{
    mk_identity_reader r = { .ix = ix };
    int rc = mk_identity_read(cx, &r, key, most, ret);
    mk_identity_reader_end(&r);
    return rc;
}

/* --- made anew --- */

struct mk_identity_builder { mk_sorter *to; uint64_t first, last; uint32_t row; mk_buf block; };
enum { BLOCK, CROWD };

mk_identity_builder *mk_identity_builder_new(mk_cx *cx, size_t memory, const char *folder)
{
    mk_identity_builder *b = MK_NEW(cx->arena, mk_identity_builder);
    *b = (mk_identity_builder){ .to = mk_sorter_new(cx, memory, folder), .block = mk_buf_on(mk_arena_child(cx->arena)) };
    return b;
}

static int end_block(mk_cx *cx, mk_identity_builder *b)
{
    if (b->block.n == 0) return 0;
    MK_TRY(mk_sorter_add(cx, b->to, b->first, 0, BLOCK, mk_buf_str(&b->block)));
    mk_buf_clear(&b->block);
    return 0;
}

int mk_identity_build_key(mk_cx *cx, mk_identity_builder *b, uint64_t key, const uint32_t *row, size_t n)
{
    for (size_t i = 0; i < n && n > MK_LIVE_CROWD; i++) MK_TRY(mk_sorter_add(cx, b->to, key, row[i], CROWD, MK_S("")));
    if (n > MK_LIVE_CROWD) return 0;
    if (b->block.n >= FULL) MK_TRY(end_block(cx, b));
    if (b->block.n == 0) b->first = b->last = key;
    for (size_t i = 0; i < n; i++) {
        number_add(&b->block, key - b->last);
        number_add(&b->block, i ? row[i] - b->row : row[i]);
        b->last = key;
        b->row = row[i];
    }
    return 0;
}

int mk_identity_build_write(mk_cx *cx, mk_db *db, mk_identity_builder *b)
{
    mk_sorted s;
    MK_TRY(end_block(cx, b));
    int rc = mk_sorter_sort(cx, b->to);
    while (rc >= 0 && (rc = mk_sorter_next(cx, b->to, &s)) > 0) {
        mk_value v[] = { mk_int((int64_t)s.key[0]), s.key[2] == CROWD ? mk_int((int64_t)s.key[1]) : mk_blob(s.data) };
        rc = mk_table_insert(cx, db, s.key[2] == CROWD ? MK_T_IDENTITY_KEY : MK_T_IDENTITY_BLOCK, v);
    }
    mk_sorter_free(b->to);
    return rc < 0 ? rc : 0;
}
