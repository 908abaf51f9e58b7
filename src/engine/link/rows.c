/* SPDX-License-Identifier: Apache-2.0
 * Rows as they come, each column a dictionary: the same text is kept, and later prepared, once. A column in which nearly every row has
 * another text (phones, mails) soon is no dictionary any more: to look up what is seldom there costs more than to prepare it twice. */
#include "link_int.h"

enum { FIRST_ROWS = 64, FIRST_SLOTS = 64, FIRST_FEW = 64, LOG_AFTER = 16384, FEW = 2048, FEW_MOST = 4096 };     /* FIRST: one record is a table too */

mk_link_rows *mk_link_rows_new(mk_cx *cx, const mk_str *header, size_t columns)
{
    mk_arena *a = mk_arena_child(cx->arena);
    mk_link_rows *r = MK_NEW(a, mk_link_rows);
    r->arena = a;
    r->columns = columns;
    r->raw = MK_NEWN(a, mk_raw, columns);
    for (size_t i = 0; i < columns; i++) {
        r->raw[i].header = mk_arena_dup(a, header[i]);
        r->raw[i].kind = MK_LK_KINDS_;
        r->raw[i].few_below = UINT64_MAX;
    }
    return r;
}

void mk_link_rows_kind(mk_link_rows *r, size_t column, mk_link_kind kind)
{
    r->raw[column].kind = kind;
    r->raw[column].why = MK_S("said");
}

size_t mk_link_rows_count(const mk_link_rows *r) { return r->n + r->waits; }

enum { NUMBER_BITS = 28, CELLS_MOST = 1000 };
#define NUMBER(slot) ((uint32_t)((slot) & ((1u << NUMBER_BITS) - 1)))

static void rehash(mk_arena *parent, mk_raw *c, size_t slots)
{
    mk_lone old = c->slot_mem;
    uint64_t *was = c->slot;
    size_t were = c->slots;
    c->slot_mem = (mk_lone){ 0 };
    c->slot = mk_lone_room(parent, &c->slot_mem, slots * sizeof *c->slot);
    memset(c->slot, 0, slots * sizeof *c->slot);
    c->slots = slots;
    for (size_t i = 0; i < were; i++) {
        if (!was[i]) continue;
        size_t at = mk_hash(0, mk_raw_text(c, NUMBER(was[i]))) & (slots - 1);
        while (c->slot[at]) at = (at + 1) & (slots - 1);
        c->slot[at] = was[i];
    }
    mk_lone_free(&old);
}

static int by_hash(const void *x, const void *y)
{
    const mk_few *p = x, *q = y;
    return p->hash != q->hash ? (p->hash < q->hash ? -1 : 1) : p->value < q->value ? -1 : p->value > q->value;
}

/* The texts of the least hashes, each once: the same ones whatever the order of rows. */
static void thin(mk_raw *c)
{
    uint32_t n = 0;
    if (c->few_n) qsort(c->few, c->few_n, sizeof *c->few, by_hash);
    for (uint32_t i = 0; i < c->few_n && n < FEW; i++)
        if (n == 0 || c->few[n - 1].hash != c->few[i].hash) c->few[n++] = c->few[i];
    c->few_n = n;
    if (n == FEW) c->few_below = c->few[n - 1].hash;
}

enum { SHORT = 32 };

/* Most texts are short: two moves of sixteen bytes, whatever is behind the text, into room that is there. */
static inline void put_text(char *to, mk_str s)
{
    if (s.n <= SHORT && mk_in_page(s.p, SHORT)) memcpy(to, s.p, SHORT);
    else memcpy(to, s.p, s.n);
}

static uint32_t append(mk_arena *parent, mk_raw *c, mk_str s, uint64_t hash)
{
    uint32_t v = ++c->n;
    size_t want = ((size_t)v + 1) * sizeof *c->end;
    if (want > c->end_mem.bytes) {
        c->end = mk_lone_room(parent, &c->end_mem, want < 256 ? 256 : want + want / 2);
        c->end[0] = 0;
    }
    if (c->text_n + s.n + SHORT > c->text_mem.bytes) c->text = mk_lone_room(parent, &c->text_mem, (c->text_n + s.n) * 3 / 2 + 256);
    put_text(c->text + c->text_n, s);
    c->text_n += s.n;
    c->end[v] = (uint32_t)c->text_n;
    if (hash < c->few_below) {
        if (c->few_n == FEW_MOST) thin(c);
        if (c->few_n == c->few_cap) {
            uint32_t cap = c->few_cap ? c->few_cap * 4 : FIRST_FEW;
            c->few = mk_arena_grow(parent, c->few, c->few_cap * sizeof *c->few, cap * sizeof *c->few);
            c->few_cap = cap;
        }
        c->few[c->few_n++] = (mk_few){ hash, v };
    }
    return v;
}

/* The number of a text in its column's dictionary. Texts are told apart by 36 bits of their hash beside those of the place: among
 * a million texts of a column two are taken for one with a chance of some millionths. */
static uint32_t encode(mk_arena *parent, mk_raw *c, mk_str s, uint64_t hash)
{
    if (c->log) return append(parent, c, s, hash);
    if ((size_t)c->n * 4 >= c->slots * 3) rehash(parent, c, c->slots ? c->slots * 2 : FIRST_SLOTS);
    uint64_t tag = hash >> NUMBER_BITS << NUMBER_BITS;
    size_t at = hash & (c->slots - 1);
    for (; c->slot[at]; at = (at + 1) & (c->slots - 1))
        if ((c->slot[at] ^ tag) >> NUMBER_BITS == 0) return NUMBER(c->slot[at]);
    uint32_t v = append(parent, c, s, hash);
    c->slot[at] = tag | v;
    if (c->filled == LOG_AFTER && c->n > LOG_AFTER / 2) {
        c->log = true;
        c->slots = 0;
        mk_lone_free(&c->slot_mem);
    }
    return v;
}

bool mk_raw_all_differ(mk_arena *scratch, const mk_raw *c)
{
    if (!c->log || c->n != c->filled) return c->n == c->filled;
    mk_arena *own = mk_arena_child(scratch);
    size_t slots = 1024;
    while (slots < (size_t)c->n * 2) slots *= 2;
    uint64_t *slot = MK_NEWN(own, uint64_t, slots);
    bool all = true;
    for (uint32_t v = 1; v <= c->n && all; v++) {
        uint64_t h = mk_hash(0, mk_raw_text(c, v)) | 1;
        size_t at = h >> 20 & (slots - 1);
        while (slot[at] && slot[at] != h) at = (at + 1) & (slots - 1);
        all = !slot[at];
        slot[at] = h;
    }
    mk_arena_free(own);
    return all;
}

static void more_rows(mk_link_rows *r)
{
    r->cap = r->cap == 0 ? FIRST_ROWS : r->cap < 4096 ? r->cap * 4 : r->cap + r->cap / 2;
    r->key = mk_lone_room(r->arena, &r->key_mem, r->cap * sizeof *r->key);
    for (size_t i = 0; i < r->columns; i++)
        if (r->raw[i].kind != MK_LK_IGNORE) r->raw[i].code = mk_lone_room(r->arena, &r->raw[i].code_mem, r->cap * sizeof(uint32_t));
}

/* How what says nothing may begin. */
static inline bool may_be_nothing(mk_str s)
{
    unsigned char c = (unsigned char)s.p[0];
    if (s.n > 13 || (c >= '0' && c <= '9')) return false;
    return c < 'A' || c == 0xd7 || ((c | 32) == 'n' && s.n <= 9) || (((c | 32) == 'u' || (c | 32) == 'm') && s.n == 7);
}

static inline bool is_blank(char c) { return (unsigned char)c <= ' '; }

static int put_row(mk_cx *cx, mk_link_rows *r, const mk_incoming *x)
{
    uint64_t key = 0;
    if (r->n == r->cap) more_rows(r);
    for (size_t i = 0; i < r->columns; i++) {
        mk_raw *c = &r->raw[i];
        mk_str s = x->cell[i];
        uint64_t hash = x->hash[i];
        if (c->kind == MK_LK_IGNORE) continue;
        if (s.n == 0) { c->code[r->n] = 0; continue; }
        if (c->text_n + s.n > UINT32_MAX || c->n >= (1u << NUMBER_BITS) - 1) return mk_fail(cx, MK_ELIMIT, "column %zu has too many different texts", i + 1);
        key += (hash ^ hash >> 32) * (2 * i + UINT64_C(0x9e3779b97f4a7c15));
        c->filled++;
        c->code[r->n] = encode(r->arena, c, s, hash);
    }
    r->key[r->n++] = mk_hash2(key, x->name);
    return 0;
}

/* A row's texts, kept until it is put: `n` bytes of them. */
static void keep_texts(mk_link_rows *r, mk_incoming *x, size_t n)
{
    if (n + SHORT > x->room) {
        x->room = (n + SHORT) * 2;
        x->text = mk_arena_alloc(r->arena, x->room);
    }
    char *to = x->text;
    for (size_t i = 0; i < r->columns; i++) {
        if (x->cell[i].n == 0) continue;
        put_text(to, x->cell[i]);
        x->cell[i].p = to;
        to += x->cell[i].n;
    }
}

/* A row waits until the next one is there: meanwhile the places of its texts come from memory. */
int mk_link_rows_add(mk_cx *cx, mk_link_rows *r, const mk_str *cell, size_t n, uint32_t source, uint64_t name)
{
    if (r->n >= INT32_MAX / 2) return mk_fail(cx, MK_ELIMIT, "more than %d rows", INT32_MAX / 2);
    mk_incoming *x = &r->in[r->turn];
    size_t bytes = 0;
    if (!x->cell) {
        x->hash = MK_NEWN(r->arena, uint64_t, r->columns + 1);
        x->cell = MK_NEWN(r->arena, mk_str, r->columns + 1);
    }
    for (size_t i = 0; i < r->columns; i++) {
        mk_raw *c = &r->raw[i];
        mk_str s = i < n && c->kind != MK_LK_IGNORE ? cell[i] : MK_S("");
        if (s.n && (is_blank(s.p[0]) || is_blank(s.p[s.n - 1]))) s = mk_str_trim(s);
        if (s.n > CELLS_MOST) s.n = CELLS_MOST;
        if (s.n && may_be_nothing(s) && mk_link_nothing(s)) s.n = 0;
        x->cell[i] = s;
        if (s.n == 0) continue;
        bytes += s.n;
        x->hash[i] = mk_hash(0, s);
        if (c->slots) __builtin_prefetch(&c->slot[x->hash[i] & (c->slots - 1)]);
    }
    keep_texts(r, x, bytes);
    x->name = mk_hash2(name, source);
    r->turn ^= 1;
    if (r->waits) return put_row(cx, r, &r->in[r->turn]);
    r->waits = true;
    return 0;
}

int mk_link_rows_end(mk_cx *cx, mk_link_rows *r)
{
    if (r->waits) MK_TRY(put_row(cx, r, &r->in[r->turn ^ 1]));
    r->waits = false;
    for (size_t i = 0; i < r->columns; i++) thin(&r->raw[i]);
    return mk_cx_check(cx);
}
