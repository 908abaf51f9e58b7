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

enum { PART = 1 << 15,                  /* so many words are taken out at a time */
       FEW = 128 };                     /* so many are no run of their own size */
struct mk_index_batch { mk_sorter *tokens, *keys, *sales; mk_arena *arena; size_t memory; const char *dir; uint64_t turn; };

static mk_sorter *sorter(mk_cx *cx, const mk_index_batch *b, size_t memory)
{
    mk_cx own = *cx;
    own.arena = b->arena;               /* the caller's may be gone before it is written */
    return mk_sorter_new(&own, memory, b->dir);
}

static void ready(mk_cx *cx, mk_index_batch *b)
{
    b->tokens = sorter(cx, b, b->memory / 2);
    b->keys = sorter(cx, b, b->memory / 4);
    b->sales = sorter(cx, b, b->memory / 4);
}

mk_index_batch *mk_index_batch_new(mk_cx *cx, size_t memory, const char *dir)
{
    mk_index_batch *b = MK_NEW(cx->arena, mk_index_batch);
    *b = (mk_index_batch){ .arena = cx->arena, .memory = memory, .dir = mk_arena_z(cx->arena, mk_str_of(dir)) };
    ready(cx, b);
    return b;
}

/* Of the entries of one row the one with the latest turn sorts last; its lowest bits are the fate. */
static uint64_t turn(mk_index_batch *b, mk_index_fate fate)
{
    if ((b->turn & 3) != fate) b->turn = (b->turn & ~UINT64_C(3)) + 4 + fate;
    return b->turn;
}
static mk_index_fate fate_of(uint64_t turn) { return (mk_index_fate)(turn & 3); }

static void put_u64(char *to, uint64_t v)
{
    for (int i = 0; i < 8; i++) to[i] = (char)(v >> (56 - 8 * i));      /* in the order of numbers */
}

enum { TAIL = 1 + 8 + 8 };              /* behind a word: its end, the customer, the turn */

int mk_index_batch_token(mk_cx *cx, mk_index_batch *b, int64_t customer, mk_str token, mk_index_fate fate)
{
    uint64_t k[3] = { 0 };
    for (size_t i = 0; i < 24 && i < token.n; i++) k[i / 8] |= (uint64_t)(uint8_t)token.p[i] << (56 - 8 * (i % 8));
    char data[128];
    size_t n = token.n < sizeof data - TAIL ? token.n : sizeof data - TAIL;      /* tokens are shorter: search.c */
    memcpy(data, token.p, n);
    data[n] = 0;
    put_u64(data + n + 1, (uint64_t)customer ^ UINT64_C(1) << 63);
    put_u64(data + n + 9, turn(b, fate));
    return mk_sorter_add(cx, b->tokens, k[0], k[1], k[2], (mk_str){ data, n + TAIL });
}

int mk_index_batch_key(mk_cx *cx, mk_index_batch *b, int64_t customer, uint64_t hash, mk_index_fate fate)
{
    /* the table is in order of signed numbers */
    return mk_sorter_add(cx, b->keys, hash ^ UINT64_C(1) << 63, (uint64_t)customer, turn(b, fate), MK_S(""));
}

int mk_index_batch_sale(mk_cx *cx, mk_index_batch *b, int64_t sale, int64_t customer, int64_t at, bool there)
{
    char when[8];
    put_u64(when, turn(b, there ? MK_INDEX_THERE : MK_INDEX_GONE));
    return mk_sorter_add(cx, b->sales, (uint64_t)sale, (uint64_t)customer, (uint64_t)at, (mk_str){ when, sizeof when });
}

static int gather_token(mk_cx *cx, void *self, mk_str token)
{
    const mk_index_gather *g = self;
    return mk_index_batch_token(cx, g->to, g->customer, token, g->fate);
}
static int gather_key(mk_cx *cx, void *self, uint64_t hash)
{
    const mk_index_gather *g = self;
    return mk_index_batch_key(cx, g->to, g->customer, hash, g->fate);
}
mk_index_sink mk_index_into(mk_index_gather *g) { return (mk_index_sink){ gather_token, gather_key, g }; }

int mk_index_batch_customer(mk_cx *cx, mk_db *db, mk_index_batch *b, int64_t customer, mk_index_fate fate)
{
    MK_TRY(mk_touch(cx, db, customer));
    mk_index_gather g = { b, customer, fate };
    mk_index_sink sink = mk_index_into(&g);
    return mk_index_rows(cx, db, customer, &sink);
}

static mk_posting posting_of(mk_str row)        /* without the turn */
{
    uint64_t customer = 0;
    for (size_t i = row.n - 8; i < row.n; i++) customer = customer << 8 | (uint8_t)row.p[i];
    return (mk_posting){ mk_str_sub(row, 0, row.n - 9), (int64_t)(customer ^ UINT64_C(1) << 63) };
}

static mk_index_fate last_fate(const mk_sorted *s) { return fate_of((uint8_t)s->data.p[s->data.n - 1]); }

/* A few words are one small run; more are one of the size they have. */
typedef struct words { mk_db *db; mk_posting_writer *w; mk_vec(mk_posting) few; uint64_t most; mk_sorter *out; } words;

static int put_word(mk_cx *cx, words *to, const mk_sorted *row, mk_index_fate fate, bool is_new)
{
    if (fate == MK_INDEX_GONE) return is_new ? 0 : mk_sorter_add(cx, to->out, row->key[0], row->key[1], row->key[2], row->data);
    mk_posting p = posting_of(row->data);
    if (to->most <= FEW) {
        p.token = mk_arena_dup(cx->arena, p.token);
        *mk_vec_push(cx->arena, &to->few) = p;
        return 0;
    }
    if (!to->w) MK_TRY(mk_posting_writer_new(cx, to->db, to->most, &to->w));
    return mk_posting_write(cx, to->w, p);
}

/* The rows whose last entry brings them; the others go to `out`. A row is written when the next one is known, because then its last entry was seen. */
static int add_words(mk_cx *cx, mk_db *db, mk_sorter *from, mk_sorter *out)
{
    mk_sorted s, row = { { 0 }, { 0 } };
    words to = { .db = db, .most = mk_sorter_count(from), .out = out };
    char text[128];
    mk_index_fate fate = MK_INDEX_GONE;
    bool is_new = false;
    int more = mk_sorter_sort(cx, from);
    while (more >= 0 && ((more = mk_sorter_next(cx, from, &s)) > 0 || (more == 0 && row.data.n))) {
        mk_str now = more ? mk_str_sub(s.data, 0, s.data.n - 8) : MK_S("");
        bool other = !mk_str_eq(row.data, now);
        if (row.data.n && other) MK_TRY(put_word(cx, &to, &row, fate, is_new));
        if (!more) break;
        row = s;
        row.data = (mk_str){ memcpy(text, now.p, now.n), now.n };
        fate = last_fate(&s);
        is_new = fate == MK_INDEX_NEW || (is_new && !other);
    }
    if (more < 0) return more;
    return to.w ? mk_posting_writer_end(cx, to.w) : mk_postings_add(cx, db, to.few.p, to.few.n);
}

static int drop_words(mk_cx *cx, mk_db *db, mk_sorter *tokens)
{
    mk_sorted s;
    MK_TRY(mk_sorter_sort(cx, tokens));
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

static int write_words(mk_cx *cx, mk_db *db, mk_index_batch *b)
{
    mk_sorter *out = sorter(cx, b, b->memory / 4);
    MK_TRY(add_words(cx, db, b->tokens, out));
    mk_sorter_free(b->tokens);
    MK_TRY(drop_words(cx, db, out));
    mk_sorter_free(out);
    return 0;
}

static int write_keys(mk_cx *cx, mk_db *db, mk_sorter *from)
{
    mk_sorted s, row = { { 0 }, { 0 } };
    bool any = false, is_new = false;
    int more = mk_sorter_sort(cx, from);
    while (more >= 0 && ((more = mk_sorter_next(cx, from, &s)) > 0 || (more == 0 && any))) {
        bool other = !more || s.key[0] != row.key[0] || s.key[1] != row.key[1];
        if (any && other) {
            writer w = { .db = db, .customer = (int64_t)row.key[1], .remove = fate_of(row.key[2]) == MK_INDEX_GONE };
            if (!w.remove || !is_new) MK_TRY(write_key(cx, &w, row.key[0] ^ UINT64_C(1) << 63));
        }
        if (!more) return 0;
        is_new = fate_of(s.key[2]) == MK_INDEX_NEW || (is_new && !other);
        row = s;
        any = true;
    }
    return more;
}

static int write_sales(mk_cx *cx, mk_db *db, mk_sorter *from)
{
    mk_sorted s, row = { { 0 }, { 0 } };
    bool any = false, there = false;
    int more = mk_sorter_sort(cx, from);
    while (more >= 0 && ((more = mk_sorter_next(cx, from, &s)) > 0 || (more == 0 && any))) {
        if (any && (!more || memcmp(s.key, row.key, sizeof s.key) != 0)) {
            mk_value v[] = { mk_int((int64_t)row.key[0]), mk_int((int64_t)row.key[1]), mk_int((int64_t)row.key[2]) };
            MK_TRY(there ? mk_table_insert(cx, db, MK_T_SALE_LOOKUP, v) : mk_table_delete(cx, db, MK_T_SALE_LOOKUP, v));
        }
        if (!more) return 0;
        row = s;
        there = last_fate(&s) != MK_INDEX_GONE;
        any = true;
    }
    return more;
}

int mk_index_batch_write(mk_cx *cx, mk_db *db, mk_index_batch *b)
{
    MK_TRY(write_words(cx, db, b));
    MK_TRY(write_keys(cx, db, b->keys));
    mk_sorter_free(b->keys);
    MK_TRY(write_sales(cx, db, b->sales));
    mk_sorter_free(b->sales);
    ready(cx, b);
    return 0;
}
