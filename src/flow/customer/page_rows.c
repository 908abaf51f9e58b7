/* SPDX-License-Identifier: Apache-2.0
 * The lists of a page: contacts, facts, things, consents, and the sources that speak of him, each with where it comes from. */
#include "page_int.h"
#include "contact.h"

int mk_page_provenance(mk_cx *cx, mk_db *db, mk_page_origin *last, int64_t batch, mk_str who, mk_str *ret)
{
    *ret = who;
    if (!batch) return 0;
    if (batch != last->batch) {
        mk_rows r;
        MK_TRY(mk_select(cx, db, &r, MK_Q_BATCH_FILE, mk_int(batch)));
        int rc = mk_rows_next(cx, &r);
        *last = (mk_page_origin){ batch, rc > 0 ? mk_arena_dup(cx->arena, mk_row_text(&r, 0)) : MK_S("") };
        mk_rows_end(&r);
        MK_TRY(rc);
    }
    *ret = last->file;
    return 0;
}

typedef void (*row_fn)(mk_cx *cx, mk_paging *p, const mk_rows *r, mk_jsonw *w);

static int list(mk_cx *cx, mk_db *db, mk_paging *p, mk_query q, int who, int batch, row_fn fn, mk_str *ret)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, q, mk_int(p->customer)));
    mk_json_open(&w, '[');
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_json_open(&w, '{');
        fn(cx, p, &r, &w);
        mk_str from;
        MK_TRY(mk_page_provenance(cx, db, &p->origin, mk_row_int(&r, batch), who >= 0 ? mk_arena_dup(cx->arena, mk_row_text(&r, who)) : MK_S("staff"), &from));
        mk_key_str(&w, "source", from);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    *ret = mk_buf_str(&b);
    return rc;
}

static void contact_row(mk_cx *cx, mk_paging *p, const mk_rows *r, mk_jsonw *w)
{
    mk_str kind = mk_row_text(r, MK_CONTACT_POINT_KIND), v = mk_arena_dup(cx->arena, mk_row_text(r, MK_CONTACT_POINT_VALUE));
    if (mk_str_eqz(kind, "key") && p->p->who.number.n == 0) p->p->who.number = mk_number_of_key(v);
    mk_gate_contact(cx, &p->ask, r);
    mk_key_str(w, "kind", kind);
    mk_key_str(w, "value", v);
    mk_key_str(w, "display", mk_str_eqz(kind, "phone") ? mk_phone_display(cx->arena, v) : v);
    mk_key_moment(w, "since", mk_row_int(r, MK_CONTACT_POINT_SINCE_AT));
    if (!mk_row_null(r, MK_CONTACT_POINT_UNTIL_AT)) mk_key_moment(w, "until", mk_row_int(r, MK_CONTACT_POINT_UNTIL_AT));
}

static void fact_row(mk_cx *cx, mk_paging *p, const mk_rows *r, mk_jsonw *w)
{
    char t[16];
    mk_gate_fact(cx, &p->ask, mk_row_text(r, MK_FACT_KIND), mk_row_text(r, MK_FACT_VALUE), mk_row_int(r, MK_FACT_AT),
                 mk_row_null(r, MK_FACT_TO_DAY) ? INT64_MAX : mk_row_int(r, MK_FACT_TO_DAY));
    mk_key_id(w, "fact", mk_row_int(r, MK_FACT_FACT_ID));
    mk_key_str(w, "kind", mk_row_text(r, MK_FACT_KIND));
    mk_key_str(w, "value", mk_row_text(r, MK_FACT_VALUE));
    mk_key_str(w, "origin", mk_row_text(r, MK_FACT_ORIGIN));
    mk_key_real(w, "confidence", mk_row_real(r, MK_FACT_CONFIDENCE));
    if (!mk_row_null(r, MK_FACT_FROM_DAY)) mk_key_z(w, "from", mk_day_text((int32_t)mk_row_int(r, MK_FACT_FROM_DAY), t));
    if (!mk_row_null(r, MK_FACT_TO_DAY)) mk_key_z(w, "to", mk_day_text((int32_t)mk_row_int(r, MK_FACT_TO_DAY), t));
    mk_key_moment(w, "since", mk_row_int(r, MK_FACT_AT));
}

static void asset_row(mk_cx *cx, mk_paging *p, const mk_rows *r, mk_jsonw *w)
{
    (void)cx, (void)p;
    mk_key_id(w, "asset", mk_row_int(r, MK_ASSET_ASSET_ID));
    mk_key_str(w, "kind", mk_row_text(r, MK_ASSET_KIND));
    mk_key_str(w, "name", mk_row_text(r, MK_ASSET_NAME));
    mk_json_key(w, "attributes"), mk_json_raw(w, mk_row_text(r, MK_ASSET_ATTRIBUTES));
    mk_key_moment(w, "since", mk_row_int(r, MK_ASSET_AT));
}

static void consent_row(mk_cx *cx, mk_paging *p, const mk_rows *r, mk_jsonw *w)
{
    mk_gate_consent(cx, &p->ask, r);
    mk_key_str(w, "channel", mk_row_text(r, MK_CONSENT_CHANNEL));
    mk_key_str(w, "purpose", mk_row_text(r, MK_CONSENT_PURPOSE));
    mk_key_str(w, "state", mk_row_text(r, MK_CONSENT_STATE));
    mk_key_moment(w, "at", mk_row_int(r, MK_CONSENT_AT));
    mk_key_str(w, "evidence", mk_row_text(r, MK_CONSENT_EVIDENCE));
    mk_key_str(w, "place", mk_row_text(r, MK_CONSENT_PLACE));
    if (!mk_row_null(r, MK_CONSENT_N)) mk_key_str(w, "point", mk_row_text(r, MK_CONSENT_N));
}

/* The links of source records, and once more in short: which files speak of him. */
static int links(mk_cx *cx, mk_db *db, mk_paging *p)
{
    mk_buf lb = mk_buf_on(cx->arena), sb = mk_buf_on(cx->arena);
    mk_jsonw l = mk_jsonw_on(&lb), s = mk_jsonw_on(&sb);
    mk_rows r;
    int rc;
    mk_json_open(&l, '[');
    mk_json_open(&s, '[');
    MK_TRY(mk_select(cx, db, &r, MK_Q_LINK_OF, mk_int(p->customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str from;
        MK_TRY(mk_page_provenance(cx, db, &p->origin, mk_row_int(&r, MK_LINK_BATCH_ID), MK_S("staff"), &from));
        mk_json_open(&l, '{');
        mk_key_id(&l, "person", mk_row_int(&r, MK_LINK_PERSON_ID));
        mk_key_str(&l, "numbering", mk_row_text(&r, MK_LINK_SOURCE));
        mk_key_str(&l, "why", mk_row_text(&r, MK_LINK_WHY));
        mk_json_key(&l, "said"), mk_json_raw(&l, mk_row_text(&r, MK_LINK_PERSON));
        mk_key_moment(&l, "at", mk_row_int(&r, MK_LINK_AT));
        mk_key_str(&l, "source", from);
        mk_json_close(&l);
        mk_json_open(&s, '{');
        mk_key_str(&s, "source", from);
        mk_key_str(&s, "numbering", mk_row_text(&r, MK_LINK_SOURCE));
        mk_key_id(&s, "batch", mk_row_int(&r, MK_LINK_BATCH_ID));
        mk_key_moment(&s, "at", mk_row_int(&r, MK_LINK_AT));
        mk_json_close(&s);
    }
    mk_json_close(&l);
    mk_json_close(&s);
    p->p->links = mk_buf_str(&lb);
    p->p->sources = mk_buf_str(&sb);
    return rc;
}

int mk_page_lists(mk_cx *cx, mk_db *db, mk_paging *p)
{
    mk_page *o = p->p;
    MK_TRY(list(cx, db, p, MK_Q_CONTACT_POINT_OF, MK_CONTACT_POINT_SOURCE, MK_CONTACT_POINT_BATCH_ID, contact_row, &o->contacts));
    MK_TRY(list(cx, db, p, MK_Q_FACT_OF, MK_FACT_WHO, MK_FACT_BATCH_ID, fact_row, &o->facts));
    MK_TRY(list(cx, db, p, MK_Q_ASSET_OF, MK_ASSET_WHO, MK_ASSET_BATCH_ID, asset_row, &o->assets));
    MK_TRY(list(cx, db, p, MK_Q_CONSENT_SAID, MK_CONSENT_WHO, MK_CONSENT_BATCH_ID, consent_row, &o->consent));
    return links(cx, db, p);
}
