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

static void rehash(mk_arena *parent, mk_raw *c, size_t slots)
{
    mk_lone_free(&c->slot_mem);
    c->slot = mk_lone_room(parent, &c->slot_mem, slots * sizeof *c->slot);
    memset(c->slot, 0, slots * sizeof *c->slot);
    c->slots = slots;
    for (uint32_t v = 1; v <= c->n; v++) {
        size_t at = c->value[v].hash & (slots - 1);
        while (c->slot[at]) at = (at + 1) & (slots - 1);
        c->slot[at] = v;
    }
}

/* The number of a text in its column's dictionary. */
static uint32_t encode(mk_arena *parent, mk_raw *c, mk_str s, uint32_t hash)
{
    if ((size_t)c->n * 4 >= c->slots * 3) rehash(parent, c, c->slots ? c->slots * 2 : FIRST_SLOTS);
    size_t at = hash & (c->slots - 1);
    for (; c->slot[at]; at = (at + 1) & (c->slots - 1)) {
        mk_raw_value *v = &c->value[c->slot[at]];
        if (v->hash == hash && v->len == s.n && memcmp(c->text + v->off, s.p, s.n) == 0) { v->count++; return c->slot[at]; }
    }
    size_t want = ((size_t)c->n + 2) * sizeof *c->value;
    if (want > c->value_mem.bytes) c->value = mk_lone_room(parent, &c->value_mem, want < 4096 ? 4096 : want + want / 2);
    if (c->text_n + s.n > c->text_mem.bytes) c->text = mk_lone_room(parent, &c->text_mem, (c->text_n + s.n) * 3 / 2 + 4096);
    c->slot[at] = ++c->n;
    c->value[c->n] = (mk_raw_value){ (uint32_t)c->text_n, (uint32_t)s.n, hash, 1 };
    memcpy(c->text + c->text_n, s.p, s.n);
    c->text_n += s.n;
    return c->n;
}

int mk_link_rows_add(mk_cx *cx, mk_link_rows *r, const mk_str *cell, size_t n, uint32_t source, uint64_t name)
{
    if (r->n >= INT32_MAX) return mk_fail(cx, MK_ELIMIT, "more than %d rows", INT32_MAX);
    if (r->n == r->cap) {
        r->cap = r->cap ? r->cap + r->cap / 2 : 4096;
        r->key = mk_lone_room(r->arena, &r->key_mem, r->cap * sizeof *r->key);
        r->source = mk_lone_room(r->arena, &r->source_mem, r->cap);
        for (size_t i = 0; i < r->columns; i++) r->raw[i].code = mk_lone_room(r->arena, &r->raw[i].code_mem, r->cap * sizeof(uint32_t));
    }
    uint64_t key = mk_hash2(name, source);
    uint32_t hash[64];
    mk_str s[64];
    for (size_t from = 0; from < r->columns; from += 64) {
        size_t k = r->columns - from < 64 ? r->columns - from : 64;
        for (size_t i = 0; i < k; i++) {                /* the slots of all cells are on their way while the first is looked up */
            const mk_raw *c = &r->raw[from + i];
            s[i] = from + i < n && c->kind != MK_LK_IGNORE ? mk_str_trim(cell[from + i]) : MK_S("");
            if (s[i].n > 1000) s[i].n = 1000;
            uint64_t h = s[i].n ? mk_hash(0, s[i]) : 0;
            hash[i] = (uint32_t)(h >> 32);
            key = mk_hash2(key, h);
            if (c->slots) __builtin_prefetch(&c->slot[hash[i] & (c->slots - 1)]);
        }
        for (size_t i = 0; i < k; i++) {
            mk_raw *c = &r->raw[from + i];
            bool any = s[i].n > 0 && (s[i].n > 16 || !mk_link_nothing(s[i]));
            if (any && c->text_n + s[i].n > UINT32_MAX) return mk_fail(cx, MK_ELIMIT, "column %zu has more than 4 GB of text", from + i + 1);
            c->code[r->n] = any ? encode(r->arena, c, s[i], hash[i]) : 0;
            c->filled += any;
        }
    }
    r->source[r->n] = (uint8_t)(source < 255 ? source : 255);
    r->key[r->n++] = key;
    return 0;
}
