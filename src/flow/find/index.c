/* SPDX-License-Identifier: Apache-2.0 */
#include "index.h"
#include "import_int.h"
#include "listing.h"
#include "posting.h"
#include "vec.h"

static mk_key_kind key_kind(mk_str kind)
{
    int k = MK_KEY_KINDS_ - 1;
    while (k > 0 && !mk_str_eqz(kind, mk_key_kind_name[k])) k--;
    return (mk_key_kind)k;
}

static int say_key(mk_cx *cx, const mk_index_sink *sink, mk_key_kind k, mk_str value)
{
    return value.n ? sink->key(cx, sink->self, mk_key_hash(k, value)) : 0;
}

/* Where he lives by each of the names he came under: sources write the same person in several ways. */
int mk_index_link(mk_cx *cx, const mk_index_sink *sink, mk_str person)
{
    mk_person_in p;
    MK_TRY(mk_person_parse(cx, person, &p));
    return say_key(cx, sink, MK_KEY_HOME, mk_home_key(cx->arena, mk_person_name(cx->arena, &p), mk_person_address(cx->arena, &p)));
}

int mk_index_contact(mk_cx *cx, const mk_index_sink *sink, mk_str name, mk_str kind, mk_str value)
{
    mk_key_kind k = key_kind(kind);
    MK_TRY(mk_tokens_of_contact(cx, kind, value, sink->token, sink->self));
    return k ? say_key(cx, sink, k, value) : say_key(cx, sink, MK_KEY_HOME, mk_home_key(cx->arena, name, value));
}

static int homes_of_links(mk_cx *cx, mk_db *db, int64_t customer, const mk_index_sink *sink)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_LINK_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) MK_TRY(mk_index_link(cx, sink, mk_row_text(&r, MK_LINK_PERSON)));
    return rc;
}

int mk_index_rows(mk_cx *cx, mk_db *db, int64_t customer, const mk_index_sink *sink)
{
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_value row[MK_CUSTOMER_N], key = mk_int(customer);
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
    mk_str name = rc > 0 ? row[MK_CUSTOMER_NAME].s : MK_S("");
    if (rc > 0) rc = mk_tokens_of_name(cx, name, sink->token, sink->self);
    mk_rows r;
    if (rc >= 0) rc = mk_select(cx, db, &r, MK_Q_CONTACT_POINT_OF, mk_int(customer));
    if (rc < 0) return rc;
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str kind = mk_arena_dup(cx->arena, mk_row_text(&r, MK_CONTACT_POINT_KIND));
        MK_TRY(mk_index_contact(cx, sink, name, kind, mk_arena_dup(cx->arena, mk_row_text(&r, MK_CONTACT_POINT_VALUE))));
    }
    if (rc == 0) rc = homes_of_links(cx, db, customer, sink);
    mk_arena_rewind(cx->arena, m);
    return rc;
}

/* --- one customer at once --- */

typedef struct writer { mk_db *db; mk_arena *words; int64_t customer; bool remove; mk_vec(mk_posting) word; } writer;

static int note_token(mk_cx *cx, void *self, mk_str token)
{
    (void)cx;
    writer *w = self;
    *mk_vec_push(w->words, &w->word) = (mk_posting){ mk_arena_dup(w->words, token), w->customer };
    return 0;
}

static int write_key(mk_cx *cx, void *self, uint64_t hash)
{
    writer *w = self;
    mk_value v[] = { mk_int((int64_t)hash), mk_int(w->customer) };
    int rc = w->remove ? mk_table_delete(cx, w->db, MK_T_KEY_LOOKUP, v) : mk_table_insert(cx, w->db, MK_T_KEY_LOOKUP, v);
    return rc < 0 ? rc : 0;
}

int mk_index_customer(mk_cx *cx, mk_db *db, int64_t customer, bool remove)
{
    MK_TRY(mk_touch(cx, db, customer));
    writer w = { .db = db, .words = mk_arena_child(cx->arena), .customer = customer, .remove = remove };
    mk_index_sink sink = { note_token, write_key, &w };
    MK_TRY(mk_index_rows(cx, db, customer, &sink));
    MK_TRY((remove ? mk_postings_drop : mk_postings_add)(cx, db, w.word.p, w.word.n));
    mk_arena_free(w.words);
    return 0;
}

int mk_index_sale(mk_cx *cx, mk_db *db, const mk_value *sale, bool there)
{
    if (sale[MK_SALE_DOC].s.n == 0) return 0;
    mk_value v[] = { sale[MK_SALE_SALE_ID], sale[MK_SALE_CUSTOMER_ID], sale[MK_SALE_AT] };
    int rc = there ? mk_table_insert(cx, db, MK_T_SALE_LOOKUP, v) : mk_table_delete(cx, db, MK_T_SALE_LOOKUP, v);
    return rc < 0 ? rc : 0;
}

/* --- many, in order --- */

enum { PART = 1 << 15 };                /* so many words are taken out at a time */
struct mk_index_batch { mk_sorter *tokens, *keys, *sales; };

mk_index_batch *mk_index_batch_new(mk_cx *cx, size_t memory, const char *dir)
{
    mk_index_batch *b = MK_NEW(cx->arena, mk_index_batch);
    b->tokens = mk_sorter_new(cx, memory / 2, dir);
    b->keys = mk_sorter_new(cx, memory / 4, dir);
    b->sales = mk_sorter_new(cx, memory / 4, dir);
    return b;
}

int mk_index_batch_token(mk_cx *cx, mk_index_batch *b, int64_t customer, mk_str token)
{
    uint64_t k[3] = { 0 };
    for (size_t i = 0; i < 24 && i < token.n; i++) k[i / 8] |= (uint64_t)(uint8_t)token.p[i] << (56 - 8 * (i % 8));
    char data[128];
    size_t n = token.n < sizeof data - 9 ? token.n : sizeof data - 9;      /* tokens are shorter: search.c */
    memcpy(data, token.p, n);
    data[n] = 0;
    for (int i = 0; i < 8; i++) data[n + 1 + (size_t)i] = (char)(((uint64_t)customer ^ UINT64_C(1) << 63) >> (56 - 8 * i));      /* in the order of numbers */
    return mk_sorter_add(cx, b->tokens, k[0], k[1], k[2], (mk_str){ data, n + 1 + sizeof customer });
}

int mk_index_batch_key(mk_cx *cx, mk_index_batch *b, int64_t customer, uint64_t hash)
{
    /* the table is in order of signed numbers */
    return mk_sorter_add(cx, b->keys, hash ^ UINT64_C(1) << 63, (uint64_t)customer, 0, MK_S(""));
}

int mk_index_batch_sale(mk_cx *cx, mk_index_batch *b, int64_t sale, int64_t customer, int64_t at)
{
    return mk_sorter_add(cx, b->sales, (uint64_t)sale, (uint64_t)customer, (uint64_t)at, MK_S(""));
}

static mk_posting posting_of(mk_str data)
{
    uint64_t customer = 0;
    for (size_t i = data.n - 8; i < data.n; i++) customer = customer << 8 | (uint8_t)data.p[i];
    return (mk_posting){ mk_str_sub(data, 0, data.n - 9), (int64_t)(customer ^ UINT64_C(1) << 63) };
}

static int add_words(mk_cx *cx, mk_db *db, mk_sorter *tokens)
{
    mk_sorted s;
    int rc = mk_sorter_next(cx, tokens, &s);
    if (rc <= 0) return rc;
    mk_posting_writer *w;
    MK_TRY(mk_posting_writer_new(cx, db, mk_sorter_count(tokens), &w));
    for (; rc > 0; rc = mk_sorter_next(cx, tokens, &s)) MK_TRY(mk_posting_write(cx, w, posting_of(s.data)));
    return rc < 0 ? rc : mk_posting_writer_end(cx, w);
}

static int drop_words(mk_cx *cx, mk_db *db, mk_sorter *tokens)
{
    mk_sorted s;
    int rc = mk_sorter_count(tokens) > 0;
    size_t most = mk_sorter_count(tokens) < PART ? mk_sorter_count(tokens) : PART;
    mk_posting *part = MK_NEWN(cx->arena, mk_posting, most + 1);
    mk_arena_mark m = mk_arena_here(cx->arena);
    while (rc > 0) {
        size_t n = 0;
        while (n < most && (rc = mk_sorter_next(cx, tokens, &s)) > 0) {
            part[n] = posting_of(s.data);
            part[n].token = mk_arena_dup(cx->arena, part[n].token);
            n++;
        }
        if (rc >= 0) MK_TRY(mk_postings_drop(cx, db, part, n));
        mk_arena_rewind(cx->arena, m);
    }
    return rc;
}

int mk_index_batch_write(mk_cx *cx, mk_db *db, mk_index_batch *b, bool remove)
{
    mk_sorted s;
    int rc;
    writer w = { .db = db, .remove = remove };
    MK_TRY(mk_sorter_sort(cx, b->tokens));
    MK_TRY((remove ? drop_words : add_words)(cx, db, b->tokens));
    MK_TRY(mk_sorter_sort(cx, b->keys));
    while ((rc = mk_sorter_next(cx, b->keys, &s)) > 0) {
        w.customer = (int64_t)s.key[1];
        MK_TRY(write_key(cx, &w, s.key[0] ^ UINT64_C(1) << 63));
    }
    if (rc < 0) return rc;
    mk_sorter_free(b->tokens);
    mk_sorter_free(b->keys);
    MK_TRY(mk_sorter_sort(cx, b->sales));
    while ((rc = mk_sorter_next(cx, b->sales, &s)) > 0) {
        mk_value v[] = { mk_int((int64_t)s.key[0]), mk_int((int64_t)s.key[1]), mk_int((int64_t)s.key[2]) };
        int e = remove ? mk_table_delete(cx, db, MK_T_SALE_LOOKUP, v) : mk_table_insert(cx, db, MK_T_SALE_LOOKUP, v);
        if (e < 0) return e;
    }
    mk_sorter_free(b->sales);
    return rc;
}
