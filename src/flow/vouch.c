/* SPDX-License-Identifier: Apache-2.0 */
#include "vouch.h"

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

static int read_part(mk_cx *cx, mk_str s, mk_vouched *v)
{
    while (s.n) {
        char kind = s.p[0];
        s = mk_str_sub(s, 1, s.n);
        uint64_t id = (uint64_t)get_id(&s);
        if (kind == PERSON) {
            mk_map_put(&v->person, id, NULL);
        } else if (kind == EVENT) {
            mk_map_put(&v->event, id, NULL);
        } else if (kind == RAW) {
            *mk_map_put(&v->raw, id, NULL) = get_small(&s);
        } else if (kind == SALE) {
            uint64_t flags = get_small(&s);
            *mk_map_put(&v->sale, id, NULL) = flags;
            for (uint64_t n = flags & MK_VOUCH_PART ? get_small(&s) : 0; n > 0 && s.n; n--)
                mk_map_put(&v->line, mk_hash2(id, (uint64_t)get_id(&s)), NULL);
        } else {
            return mk_fail(cx, MK_ESTORE, "what an import repeats cannot be read");
        }
    }
    return 0;
}

int mk_vouched_read(mk_cx *cx, mk_db *db, int64_t customer, int64_t batch, mk_vouched *ret)
{
    mk_map empty = mk_map_on(cx->arena);
    *ret = (mk_vouched){ empty, empty, empty, empty, empty };
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_BATCH_REF_PARTS, mk_int(customer), mk_int(batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) MK_TRY(read_part(cx, mk_row_text(&r, 0), ret));
    return rc;
}
