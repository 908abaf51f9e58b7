/* SPDX-License-Identifier: Apache-2.0 */
#include "vouch.h"
#include "vec.h"

enum { PERSON = 1, SALE, EVENT, RAW, PART_BYTES = 1 << 20 };

static void put_id(mk_buf *b, int64_t id)
{
    char *p = mk_buf_room(b, 8);
    for (int i = 0; i < 8; i++) p[i] = (char)((uint64_t)id >> 8 * i);
    b->n += 8;
}

static void put_small(mk_buf *b, uint64_t v)
{
    for (; v > 127; v >>= 7) mk_buf_c(b, (char)(v | 128));
    mk_buf_c(b, (char)v);
}

void mk_vouch_person(mk_vouch *v, int64_t person)
{
    mk_buf_c(&v->b, PERSON);
    put_id(&v->b, person);
}

void mk_vouch_sale(mk_vouch *v, int64_t sale, unsigned flags, const int64_t *line, size_t lines)
{
    mk_buf_c(&v->b, SALE);
    put_id(&v->b, sale);
    put_small(&v->b, flags);
    if (!(flags & MK_VOUCH_PART)) return;
    put_small(&v->b, lines);
    for (size_t i = 0; i < lines; i++) put_id(&v->b, line[i]);
}

void mk_vouch_event(mk_vouch *v, int64_t event)
{
    mk_buf_c(&v->b, EVENT);
    put_id(&v->b, event);
}

void mk_vouch_raw(mk_vouch *v, int64_t row, int64_t line)
{
    mk_buf_c(&v->b, RAW);
    put_id(&v->b, row);
    put_small(&v->b, (uint64_t)line);
}

int mk_vouch_flush(mk_cx *cx, mk_db *db, mk_vouch *v, int64_t customer, int64_t batch, bool end)
{
    int rc = v->part > 0;
    if (v->b.n && (end || v->b.n >= PART_BYTES)) {
        if (v->part == 0) v->part = (int64_t)(mk_hash2((uint64_t)customer, 0x76) >> 20);
        do {            /* an undo that has a document go back to nobody adds to what is there */
            mk_value row[MK_BATCH_REF_N] = { mk_int(customer), mk_int(batch), mk_int(v->part++), mk_blob(mk_buf_str(&v->b)) };
            rc = mk_table_insert(cx, db, MK_T_BATCH_REF, row);
        } while (rc == 0);
        mk_buf_clear(&v->b);
    }
    if (end) v->part = 0;
    return rc;
}

/* --- reading --- */

static int64_t get_id(mk_str *s)
{
    uint64_t v = 0;
    for (size_t i = 0; i < 8 && i < s->n; i++) v |= (uint64_t)(uint8_t)s->p[i] << 8 * i;
    *s = mk_str_sub(*s, 8, s->n);
    return (int64_t)v;
}

static uint64_t get_small(mk_str *s)
{
    uint64_t v = 0;
    for (int shift = 0; s->n && shift < 64; shift += 7) {
        uint8_t c = (uint8_t)s->p[0];
        *s = mk_str_sub(*s, 1, s->n);
        v |= (uint64_t)(c & 127) << shift;
        if (c < 128) break;
    }
    return v;
}

typedef struct entry { char kind; int64_t id; uint64_t number; mk_str bytes; } entry;

/* The next entry: bytes is all of it. The lines of a sale given in part are left to be read where they are. */
static bool next_entry(mk_str *s, entry *ret)
{
    mk_str from = *s;
    if (s->n == 0) return false;
    ret->kind = s->p[0];
    *s = mk_str_sub(*s, 1, s->n);
    ret->id = get_id(s);
    ret->number = ret->kind == RAW || ret->kind == SALE ? get_small(s) : 0;
    if (ret->kind == SALE && ret->number & MK_VOUCH_PART) {
        uint64_t lines = get_small(s);
        *s = mk_str_sub(*s, lines < s->n / 8 ? (size_t)lines * 8 : s->n, s->n);
    }
    ret->bytes = (mk_str){ from.p, (size_t)(s->p - from.p) };
    return true;
}

static int read_part(mk_cx *cx, mk_str s, mk_vouched *v)
{
    for (entry e; next_entry(&s, &e);) {
        uint64_t id = (uint64_t)e.id;
        if (e.kind == PERSON) mk_map_put(&v->person, id, NULL);
        else if (e.kind == EVENT) mk_map_put(&v->event, id, NULL);
        else if (e.kind == RAW) *mk_map_put(&v->raw, id, NULL) = e.number;
        else if (e.kind != SALE) return mk_fail(cx, MK_ESTORE, "what an import repeats cannot be read");
        else {
            *mk_map_put(&v->sale, id, NULL) = e.number;
            v->flags |= (unsigned)e.number;
        }
        if (e.kind != SALE || !(e.number & MK_VOUCH_PART)) continue;
        mk_str lines = mk_str_sub(e.bytes, 9, e.bytes.n);
        get_small(&lines);
        for (uint64_t n = get_small(&lines); n > 0 && lines.n; n--) mk_map_put(&v->line, mk_hash2(id, (uint64_t)get_id(&lines)), NULL);
    }
    return 0;
}

/* Whether what an entry speaks of is among his. */
static bool among(const entry *e, const mk_vouched *his)
{
    const mk_map *m = e->kind == PERSON ? &his->person : e->kind == SALE ? &his->sale : e->kind == EVENT ? &his->event : &his->raw;
    return mk_map_get(m, (uint64_t)e->id) != NULL;
}

/* Writes what a row says without what it says of his, which is left in `goes`. */
static int take_away(mk_cx *cx, mk_db *db, const mk_value *row, const mk_vouched *his, mk_buf *goes)
{
    mk_buf stays = mk_buf_on(cx->arena);
    mk_str s = row[MK_BATCH_REF_REPEATS].s;
    mk_value v[MK_BATCH_REF_N];
    for (entry e; next_entry(&s, &e);) mk_buf_str_add(among(&e, his) ? goes : &stays, e.bytes);
    if (goes->n == 0) return 0;
    memcpy(v, row, sizeof v);
    v[MK_BATCH_REF_REPEATS] = mk_blob(mk_buf_str(&stays));
    int rc = stays.n ? mk_table_put(cx, db, MK_T_BATCH_REF, v) : mk_table_delete(cx, db, MK_T_BATCH_REF, v);
    return rc < 0 ? rc : 0;
}

int mk_vouch_part(mk_cx *cx, mk_db *db, const mk_value *row, int64_t to, const mk_vouched *his)
{
    int64_t batch = row[MK_BATCH_REF_BATCH_ID].i;
    mk_vouch goes = { .b = mk_buf_on(cx->arena) };
    MK_TRY(take_away(cx, db, row, his, &goes.b));
    if (goes.b.n == 0) return 0;
    mk_value about[] = { mk_int(batch), mk_int(to) };
    int rc = mk_vouch_flush(cx, db, &goes, to, batch, true);
    if (rc >= 0) rc = mk_table_insert(cx, db, MK_T_BATCH_CUSTOMER, about);
    return rc < 0 ? rc : 0;
}

int mk_vouch_scatter(mk_cx *cx, mk_db *db, const mk_value *row)
{
    int64_t batch = row[MK_BATCH_REF_BATCH_ID].i;
    mk_str s = row[MK_BATCH_REF_REPEATS].s;
    mk_vouch one = { .b = mk_buf_on(cx->arena) };
    for (entry e; next_entry(&s, &e);) {
        if (e.kind != SALE) continue;
        mk_value about[] = { mk_int(batch), mk_int(-e.id) };
        mk_buf_str_add(&one.b, e.bytes);
        int rc = mk_vouch_flush(cx, db, &one, -e.id, batch, true);
        if (rc >= 0) rc = mk_table_insert(cx, db, MK_T_BATCH_CUSTOMER, about);
        if (rc < 0) return rc;
    }
    int rc = mk_table_delete(cx, db, MK_T_BATCH_REF, row);
    return rc < 0 ? rc : 0;
}

int mk_vouch_drop(mk_cx *cx, mk_db *db, int64_t customer, int64_t batch, const mk_vouched *his)
{
    mk_vec(int64_t) part = { 0 };
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_BATCH_REF_PARTS, mk_int(customer), mk_int(batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, &part) = mk_row_int(&r, 1);
    for (size_t i = 0; rc >= 0 && i < part.n; i++) {
        mk_value row[MK_BATCH_REF_N], key[] = { mk_int(customer), mk_int(batch), mk_int(part.p[i]) };
        mk_buf goes = mk_buf_on(cx->arena);
        rc = mk_table_get(cx, db, MK_T_BATCH_REF, key, row);
        if (rc > 0) rc = take_away(cx, db, row, his, &goes);
    }
    return rc < 0 ? rc : 0;
}

int mk_vouched_read(mk_cx *cx, mk_db *db, int64_t customer, int64_t batch, mk_vouched *ret)
{
    mk_map empty = mk_map_on(cx->arena);
    *ret = (mk_vouched){ empty, empty, empty, empty, empty, 0 };
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_BATCH_REF_PARTS, mk_int(customer), mk_int(batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) MK_TRY(read_part(cx, mk_row_text(&r, 0), ret));
    return rc;
}
