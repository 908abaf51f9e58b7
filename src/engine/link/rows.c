/* SPDX-License-Identifier: Apache-2.0
 * Rows as they come, each column a dictionary: the same text is kept, and later prepared, once. */
#include "link_int.h"

enum { FIRST_SLOTS = 1024 };

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
    }
    return r;
}

void mk_link_rows_kind(mk_link_rows *r, size_t column, mk_link_kind kind)
{
    r->raw[column].kind = kind;
    r->raw[column].why = MK_S("said");
}

size_t mk_link_rows_count(const mk_link_rows *r) { return r->n; }

enum { NUMBER_BITS = 28, WAIT = 16, CELLS_MOST = 1000 };
#define NUMBER(slot) ((uint32_t)((slot) & ((1u << NUMBER_BITS) - 1)))

/* Rows that wait for their slots to come from memory. */
struct mk_waiting { mk_buf text; uint64_t *hash; uint32_t *from, *len, n; };

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

/* The number of a text in its column's dictionary. Texts are told apart by 36 bits of their hash beside those of the place: among
 * a million texts of a column two are taken for one with a chance of some millionths. */
static uint32_t encode(mk_arena *parent, mk_raw *c, mk_str s, uint64_t hash)
{
    if ((size_t)c->n * 4 >= c->slots * 3) rehash(parent, c, c->slots ? c->slots * 2 : FIRST_SLOTS);
    uint64_t tag = hash >> NUMBER_BITS << NUMBER_BITS;
    size_t at = hash & (c->slots - 1);
    for (; c->slot[at]; at = (at + 1) & (c->slots - 1))
        if ((c->slot[at] ^ tag) >> NUMBER_BITS == 0) return NUMBER(c->slot[at]);
    size_t want = ((size_t)c->n + 2) * sizeof *c->value;
    if (want > c->value_mem.bytes) c->value = mk_lone_room(parent, &c->value_mem, want < 4096 ? 4096 : want + want / 2);
    if (c->text_n + s.n > c->text_mem.bytes) c->text = mk_lone_room(parent, &c->text_mem, (c->text_n + s.n) * 3 / 2 + 4096);
    c->slot[at] = tag | ++c->n;
    c->value[c->n] = (mk_raw_value){ (uint32_t)c->text_n, (uint32_t)s.n };
    memcpy(c->text + c->text_n, s.p, s.n);
    c->text_n += s.n;
    return c->n;
}

static int take_in(mk_cx *cx, mk_link_rows *r)
{
    struct mk_waiting *w = r->waiting;
    uint32_t first = r->n - w->n;
    for (size_t i = 0; i < r->columns; i++) {
        mk_raw *c = &r->raw[i];
        for (uint32_t k = 0; k < w->n; k++) {
            size_t at = k * r->columns + i;
            if (!w->hash[at]) { c->code[first + k] = 0; continue; }
            if (c->text_n + w->len[at] > UINT32_MAX || c->n >= (1u << NUMBER_BITS) - 1) return mk_fail(cx, MK_ELIMIT, "column %zu has too many different texts", i + 1);
            c->code[first + k] = encode(r->arena, c, (mk_str){ w->text.p + w->from[at], w->len[at] }, w->hash[at]);
            c->filled++;
        }
    }
    w->n = 0;
    mk_buf_clear(&w->text);
    return 0;
}

int mk_link_rows_end(mk_cx *cx, mk_link_rows *r) { return r->waiting ? take_in(cx, r) : 0; }

int mk_link_rows_add(mk_cx *cx, mk_link_rows *r, const mk_str *cell, size_t n, uint32_t source, uint64_t name)
{
    if (r->n >= INT32_MAX / 2) return mk_fail(cx, MK_ELIMIT, "more than %d rows", INT32_MAX / 2);
    if (!r->waiting) {
        r->waiting = MK_NEW(r->arena, struct mk_waiting);
        r->waiting->text = mk_buf_on(mk_arena_child(r->arena));
        r->waiting->hash = MK_NEWN(r->arena, uint64_t, WAIT * r->columns + 1);
        r->waiting->from = MK_NEWN(r->arena, uint32_t, WAIT * r->columns + 1);
        r->waiting->len = MK_NEWN(r->arena, uint32_t, WAIT * r->columns + 1);
    }
    struct mk_waiting *w = r->waiting;
    if (w->n == WAIT) MK_TRY(take_in(cx, r));
    if (r->n == r->cap) {
        r->cap = r->cap ? r->cap + r->cap / 2 : 4096;
        r->key = mk_lone_room(r->arena, &r->key_mem, r->cap * sizeof *r->key);
        r->source = mk_lone_room(r->arena, &r->source_mem, r->cap);
        for (size_t i = 0; i < r->columns; i++) r->raw[i].code = mk_lone_room(r->arena, &r->raw[i].code_mem, r->cap * sizeof(uint32_t));
    }
    uint64_t key = mk_hash2(name, source);
    for (size_t i = 0; i < r->columns; i++) {
        const mk_raw *c = &r->raw[i];
        size_t at = w->n * r->columns + i;
        mk_str s = i < n && c->kind != MK_LK_IGNORE ? mk_str_trim(cell[i]) : MK_S("");
        if (s.n > CELLS_MOST) s.n = CELLS_MOST;
        w->hash[at] = 0;
        if (s.n == 0 || (s.n <= 16 && mk_link_nothing(s))) continue;
        w->hash[at] = mk_hash(0, s);
        w->from[at] = (uint32_t)w->text.n;
        w->len[at] = (uint32_t)s.n;
        mk_buf_add(&w->text, s.p, s.n);
        key = mk_hash2(key, w->hash[at] + i);
        if (w->hash[at] == 0) w->hash[at] = 1;
        if (c->slots) __builtin_prefetch(&c->slot[w->hash[at] & (c->slots - 1)]);
    }
    w->n++;
    r->source[r->n] = (uint8_t)(source < 255 ? source : 255);
    r->key[r->n++] = key;
    return 0;
}
