/* SPDX-License-Identifier: Apache-2.0
 * What an import had said of a customer, read from what stands in the store when all behind it is gone; and given to the loader again. */
#include "undo_int.h"
#include "record.h"
#include "vouch.h"

enum { SAID_PERSON = 1, SAID_SALE, SAID_LINE, SAID_EVENT, SAID_RAW };

static int say(mk_cx *cx, mk_undo_said *a, int64_t batch, int64_t sale, uint64_t number)
{
    return mk_sorter_add(cx, a->all, (uint64_t)batch, (uint64_t)sale, number, mk_buf_str(&a->b));
}

static void begin(mk_undo_said *a, char kind, int64_t customer)
{
    mk_buf_clear(&a->b);
    mk_buf_c(&a->b, kind);
    mk_pack_int(&a->b, customer);
}

static int persons(mk_cx *cx, mk_undo_said *a, int64_t id, int64_t batch, const mk_vouched *v)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, a->db, &r, MK_Q_LINK_OF, mk_int(id)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t person = mk_row_int(&r, MK_LINK_PERSON_ID);
        if (mk_row_int(&r, MK_LINK_BATCH_ID) != batch && !mk_map_get(&v->person, (uint64_t)person)) continue;
        mk_person_in p;
        MK_TRY(mk_person_parse(cx, mk_row_text(&r, MK_LINK_PERSON), &p));
        begin(a, SAID_PERSON, id);
        mk_pack_int(&a->b, person);
        mk_person_pack_write(&a->b, &p);
        MK_TRY(say(cx, a, batch, 0, 0));
    }
    return rc;
}

/* The lines of one sale: all, or in part. Their sum. */
static int lines(mk_cx *cx, mk_undo_said *a, int64_t batch, const mk_value *key, bool part, const mk_vouched *v, int64_t *ret_sum)
{
    mk_rows r;
    int rc;
    uint64_t n = 0;
    MK_TRY(mk_select_n(cx, a->db, &r, MK_Q_LINE_OF_SALE, key, 3));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t id = mk_row_int(&r, MK_SALE_LINE_LINE_ID);
        if (part && mk_row_int(&r, MK_SALE_LINE_BATCH_ID) != batch && !mk_map_get(&v->line, mk_hash2((uint64_t)key[2].i, (uint64_t)id))) continue;
        begin(a, SAID_LINE, key[0].i);
        for (int i = MK_SALE_LINE_LINE_ID; i < MK_SALE_LINE_BATCH_ID; i++) mk_pack_int(&a->b, mk_row_int(&r, i));
        MK_TRY(say(cx, a, batch, key[2].i, ++n));
        *ret_sum += mk_row_int(&r, MK_SALE_LINE_AMOUNT);
    }
    return rc;
}

static int sales(mk_cx *cx, mk_undo_said *a, int64_t id, int64_t batch, const mk_vouched *v)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, a->db, &r, MK_Q_SALE_OF, mk_int(id)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_value s[MK_SALE_N];
        mk_arena_mark m = mk_arena_here(cx->arena);
        int64_t sum = 0;
        const uint64_t *flags = mk_map_get(&v->sale, (uint64_t)mk_row_int(&r, MK_SALE_SALE_ID));
        if (!flags && mk_row_int(&r, MK_SALE_BATCH_ID) != batch) continue;
        mk_row_copy(cx, &r, MK_T_SALE, s);
        bool part = flags && *flags & MK_VOUCH_PART, nobody = id < 0 || (flags && *flags & MK_VOUCH_NOBODY), own = !part || *flags & MK_VOUCH_TOTAL;
        MK_TRY(lines(cx, a, batch, s, part, v, &sum));
        mk_sale_pack p = { s[MK_SALE_DOC].s, s[MK_SALE_CURRENCY].s, s[MK_SALE_RETURNS_DOC].s, s[MK_SALE_KIND].i, s[MK_SALE_TOTAL].i, 0, { 0 } };
        if (!own) p.total = sum;
        if (!own && sum) p.kind = sum < 0 ? MK_SALE_RETURN : MK_SALE;
        p.flags = (p.doc.n ? MK_SALE_NUMBERED : 0) | (part ? MK_SALE_PART : 0) | (own ? MK_SALE_OWN_TOTAL : 0) | (nobody ? MK_SALE_NOBODY : 0);
        begin(a, SAID_SALE, id);
        mk_pack_int(&a->b, s[MK_SALE_AT].i);
        mk_pack_int(&a->b, nobody ? 0 : s[MK_SALE_PERSON_ID].i);
        mk_sale_pack_write(&a->b, &p);
        MK_TRY(say(cx, a, batch, s[MK_SALE_SALE_ID].i, 0));
        mk_arena_rewind(cx->arena, m);
    }
    return rc;
}

static int events(mk_cx *cx, mk_undo_said *a, int64_t id, int64_t batch, const mk_vouched *v)
{
    static const int text[] = { MK_INTERACTION_TOUCHPOINT, MK_INTERACTION_CHANNEL, MK_INTERACTION_TEXT, MK_INTERACTION_OUTCOME, MK_INTERACTION_WHO };
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, a->db, &r, MK_Q_INTERACTION_OF, mk_int(id)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t event = mk_row_int(&r, MK_INTERACTION_INTERACTION_ID);
        if (mk_row_int(&r, MK_INTERACTION_BATCH_ID) != batch && !mk_map_get(&v->event, (uint64_t)event)) continue;
        begin(a, SAID_EVENT, id);
        mk_pack_int(&a->b, mk_row_int(&r, MK_INTERACTION_AT));
        mk_pack_int(&a->b, event);
        mk_pack_int(&a->b, mk_row_int(&r, MK_INTERACTION_INBOUND));
        for (size_t i = 0; i < 5; i++) mk_pack_str(&a->b, mk_row_text(&r, text[i]));
        MK_TRY(say(cx, a, batch, 0, 0));
    }
    return rc;
}

static int raws(mk_cx *cx, mk_undo_said *a, int64_t id, int64_t batch, const mk_vouched *v)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, a->db, &r, MK_Q_SOURCE_ROW_OF, mk_int(id)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t row = mk_row_int(&r, MK_SOURCE_ROW_ROW_ID);
        bool ours = mk_row_int(&r, MK_SOURCE_ROW_BATCH_ID) == batch;
        const uint64_t *line = mk_map_get(&v->raw, (uint64_t)row);
        if (!ours && !line) continue;
        begin(a, SAID_RAW, id);
        mk_pack_int(&a->b, mk_row_int(&r, MK_SOURCE_ROW_PERSON_ID));
        mk_pack_int(&a->b, row);
        mk_pack_int(&a->b, ours ? mk_row_int(&r, MK_SOURCE_ROW_LINE) : (int64_t)*line);
        mk_pack_str(&a->b, mk_row_text(&r, MK_SOURCE_ROW_RAW));
        MK_TRY(say(cx, a, batch, 0, 0));
    }
    return rc;
}

int mk_undo_listen(mk_cx *cx, mk_undo_said *a, int64_t id, int64_t batch)
{
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_vouched v;
    MK_TRY(mk_vouched_read(cx, a->db, id, batch, &v));
    MK_TRY(sales(cx, a, id, batch, &v));
    MK_TRY(raws(cx, a, id, batch, &v));
    if (id > 0) {
        MK_TRY(persons(cx, a, id, batch, &v));
        MK_TRY(events(cx, a, id, batch, &v));
    }
    mk_arena_rewind(cx->arena, m);
    return 0;
}

/* --- said again --- */

/* The persons of one import by whom they were; first: of each customer the place of the last + 1. */
typedef struct telling { struct teller { int64_t person; size_t before; } *p; size_t n, cap; mk_map first, known; } telling;

static void tells(mk_arena *a, telling *t, int64_t customer, int64_t person)
{
    uint64_t *first = mk_map_put(&t->first, (uint64_t)customer, NULL);
    *mk_vec_push(a, t) = (struct teller){ person, *first };
    *first = t->n;
    mk_map_put(&t->known, (uint64_t)person, NULL);
}

/* An interaction does not keep whose row it came from, but its id was made with it (import_load.c). 0: none of them. */
static int64_t who_told(mk_cx *cx, const telling *t, mk_str source, int64_t customer, mk_str event)
{
    const uint64_t *first = mk_map_get(&t->first, (uint64_t)customer);
    int64_t id = mk_unpack_int(&event), inbound = mk_unpack_int(&event);
    mk_str touchpoint = mk_unpack_str(&event), channel = mk_unpack_str(&event), text = mk_unpack_str(&event), outcome = mk_unpack_str(&event);
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_buf b = mk_buf_on(cx->arena);
    int64_t ret = 0;
    for (size_t at = first ? *first : 0; at && !ret; at = t->p[at - 1].before) {
        mk_buf_clear(&b);
        mk_buf_c(&b, MK_LOAD_EVENT);
        mk_pack_int(&b, t->p[at - 1].person);
        mk_pack_int(&b, inbound);
        mk_pack_str(&b, touchpoint);
        mk_pack_str(&b, channel);
        mk_pack_str(&b, outcome);
        mk_pack_str(&b, text);
        if (mk_hash_id(mk_hash(mk_hash(0x65, source), mk_buf_str(&b))) == id) ret = t->p[at - 1].person;
    }
    mk_arena_rewind(cx->arena, m);
    return ret;
}

/* A row of one of the persons goes where he goes; any other to the customer it was of. */
static int give(mk_cx *cx, mk_importer *im, const telling *t, int64_t customer, int64_t person, int64_t at, uint64_t sale, char kind, mk_str rest)
{
    bool his = person && mk_map_get(&t->known, (uint64_t)person);
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_c(&b, kind);
    if (!his) mk_pack_int(&b, person);
    mk_buf_str_add(&b, rest);
    int rc = mk_sorter_add(cx, his ? im->owned : im->loads, (uint64_t)(his ? person : customer), (uint64_t)at, sale, mk_buf_str(&b));
    mk_arena_rewind(cx->arena, m);
    return rc;
}

int mk_undo_say_again(mk_cx *cx, mk_undo_said *a, mk_importer *im, mk_sorted *s, int *more)
{
    int64_t batch = im->journal.batch, at = 0, person = 0, customer = 0;
    mk_buf b = mk_buf_on(mk_arena_child(cx->arena));
    mk_arena *own = mk_arena_child(cx->arena);
    telling t = { .first = mk_map_on(own), .known = mk_map_on(own) };
    for (; *more > 0 && (int64_t)s->key[0] == batch; *more = mk_sorter_next(cx, a->all, s)) {
        static const char load[] = { [SAID_SALE] = MK_LOAD_SALE, [SAID_LINE] = MK_LOAD_LINE, [SAID_EVENT] = MK_LOAD_OLD_EVENT, [SAID_RAW] = MK_LOAD_OLD_RAW };
        char kind = s->data.p[0];
        mk_str d = mk_str_sub(s->data, 1, s->data.n);
        int64_t id = mk_unpack_int(&d);
        if (kind == SAID_PERSON) {              /* these come first */
            person = mk_unpack_int(&d);
            tells(own, &t, id, person);
            *mk_map_put(&im->former->of, (uint64_t)person, NULL) = (uint64_t)id;
            MK_TRY(mk_sorter_add(cx, im->people, (uint64_t)person, 0, 0, d));
            continue;
        }
        if (kind == SAID_SALE) {
            mk_sale_pack p;
            at = mk_unpack_int(&d);
            person = mk_unpack_int(&d);
            mk_sale_pack_read(&d, &p);
            if (p.flags & MK_SALE_NUMBERED) MK_TRY(mk_sale_find(cx, a->db, (int64_t)s->key[1], &p.place));
            customer = !(p.flags & MK_SALE_NOBODY) ? id : p.place.known && p.place.customer > 0 ? p.place.customer : -(int64_t)s->key[1];
            mk_buf_clear(&b);
            mk_sale_pack_write(&b, &p);
            d = mk_buf_str(&b);
        } else if (kind != SAID_LINE) {         /* a line goes with the sale before it */
            customer = id;
            at = kind == SAID_EVENT ? mk_unpack_int(&d) : INT64_MAX;
            person = kind == SAID_EVENT ? who_told(cx, &t, im->source, id, d) : mk_unpack_int(&d);
        }
        MK_TRY(give(cx, im, &t, customer, person, at, s->key[1], load[(int)kind], d));
    }
    return *more < 0 ? *more : 0;
}
