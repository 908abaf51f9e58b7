/* SPDX-License-Identifier: Apache-2.0
 * Sales and interactions, the newest first, merged. */
#include "page_int.h"

enum { LINES = 60 };                /* of one sale */

static int sale_event(mk_cx *cx, mk_db *db, mk_paging *p, mk_labels *labels, const mk_story_sale *s, const mk_story_line *line, size_t n, mk_jsonw *w)
{
    static const char *const kind[] = { "sale", "sale", "return", "cancelled" };
    mk_str from;
    mk_json_open(w, '{');
    mk_key_moment(w, "at", s->at);
    mk_key_z(w, "kind", kind[s->kind & 3]);
    mk_key_str(w, "title", s->doc);
    mk_key_int(w, "amount", s->total);
    mk_key_z(w, "currency", s->currency);
    MK_TRY(mk_page_provenance(cx, db, &p->origin, s->batch, MK_S(""), &from));
    mk_key_str(w, "source", from);
    mk_json_key(w, "lines");
    mk_json_open(w, '[');
    for (size_t i = 0; i < n && i < LINES; i++) mk_labels_hint(labels, line[i].item);
    for (size_t i = 0; i < n && i < LINES; i++) {
        mk_json_open(w, '{');
        mk_str item;
        MK_TRY(mk_labels_json(cx, db, labels, line[i].item, &item));
        mk_json_key(w, "item_name"), mk_json_raw(w, item);
        mk_key_real(w, "quantity", (double)line[i].quantity / 1e4);
        mk_key_int(w, "amount", line[i].amount);
        mk_json_close(w);
    }
    mk_json_close(w);
    mk_json_close(w);
    return 0;
}

static int interaction_event(mk_cx *cx, mk_db *db, mk_paging *p, const mk_rows *r, mk_jsonw *w)
{
    mk_str from, touchpoint = mk_row_text(r, 1);
    mk_json_open(w, '{');
    mk_key_moment(w, "at", mk_row_int(r, 0));
    mk_key_z(w, "kind", mk_str_eqz(touchpoint, "note") ? "note" : "interaction");
    mk_key_str(w, "title", mk_str_eqz(touchpoint, "note") ? mk_row_text(r, 2) : touchpoint);
    mk_key_str(w, "detail", mk_row_text(r, 3));
    if (mk_row_text(r, 4).n) mk_key_str(w, "outcome", mk_row_text(r, 4));
    MK_TRY(mk_page_provenance(cx, db, &p->origin, mk_row_int(r, 6), mk_arena_dup(cx->arena, mk_row_text(r, 5)), &from));
    mk_key_str(w, "source", from);
    mk_json_close(w);
    return 0;
}

int mk_page_timeline(mk_cx *cx, mk_db *db, mk_paging *p)
{
    const mk_story *s = &p->story;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_labels *labels;
    mk_rows i;
    MK_TRY(mk_labels_get(cx, db, &labels));
    mk_buf_room(&b, s->lines * 96 + (s->sales < (size_t)p->events ? s->sales : (size_t)p->events) * 160);      /* about what they take */
    mk_json_open(&w, '[');
    MK_TRY(mk_select(cx, db, &i, MK_Q_INTERACTION_NEWEST_OF, mk_int(p->customer), mk_int(p->events)));
    int more = mk_rows_next(cx, &i);
    size_t sale = 0, to = s->lines;         /* the sale to tell next; its lines end before the line `to` */
    for (int n = 0; n < p->events && more >= 0 && (sale < s->sales || more); n++) {
        if (sale == s->sales || (more && mk_row_int(&i, 0) > s->sale[sale].at)) {
            MK_TRY(interaction_event(cx, db, p, &i, &w));
            more = mk_rows_next(cx, &i);
            continue;
        }
        size_t from = to;
        while (from && s->line[from - 1].sale == s->sale[sale].sale) from--;
        MK_TRY(sale_event(cx, db, p, labels, &s->sale[sale++], s->line + from, to - from, &w));
        to = from;
    }
    mk_rows_end(&i);
    mk_json_close(&w);
    p->p->timeline = mk_buf_str(&b);
    return more < 0 ? more : 0;
}
