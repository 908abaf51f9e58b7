/* SPDX-License-Identifier: Apache-2.0
 * A table of what is written down of customers, row by row: who is meant, and which deed it is. */
#include "book_int.h"
#include "amount.h"
#include "contact.h"
#include "hash.h"
#include "id.h"
#include "jsonw.h"
#include "map.h"
#include "search.h"
#include "setting.h"
#include "sheet.h"

typedef struct booking { mk_sheet sheet; int what, customer, name, kind, day, value, text; mk_settings st; mk_map known; mk_book_told *told; } booking;
typedef struct entry { int64_t customer; mk_str what, name, kind, text; int32_t day; bool has_day, has_value; int64_t value; } entry;

/* The one customer with this very key; 0: there is none. */
static int by_key(mk_cx *cx, mk_db *db, mk_key_kind kind, mk_str value, int64_t *ret)
{
    mk_rows r;
    int rc, n = 0;
    MK_TRY(mk_select(cx, db, &r, MK_Q_KEY_LOOKUP_OF, mk_int((int64_t)mk_key_hash(kind, value))));
    while ((rc = mk_rows_next(cx, &r)) > 0) *ret = mk_row_int(&r, MK_KEY_LOOKUP_CUSTOMER_ID), n++;
    MK_TRY(rc);
    return n > 1 ? mk_fail(cx, MK_ECONFLICT, "several customers have this number, phone or mail") : n;
}

/* Who is meant: by number, member number, phone, mail or id, each whole; a name alone is too little to write by. */
static int whom(mk_cx *cx, mk_db *db, booking *b, mk_str said, int64_t *ret)
{
    uint64_t *known = mk_map_get(&b->known, mk_hash(1, said));
    mk_str text;
    mk_phone_kind phone;
    mk_value key, row[MK_CUSTOMER_N];
    int rc = 0;
    if (known) { *ret = (int64_t)*known; return 0; }
    if (said.n) rc = by_key(cx, db, MK_KEY_KEY, mk_arena_printf(cx->arena, "main:%.*s", MK_SARG(said)), ret);
    if (rc == 0 && said.n) rc = by_key(cx, db, MK_KEY_MEMBER, said, ret);
    if (rc == 0 && mk_phone_parse(cx->arena, said, &text, &phone)) rc = by_key(cx, db, MK_KEY_PHONE, text, ret);
    if (rc == 0 && mk_mail_parse(cx->arena, said, &text)) rc = by_key(cx, db, MK_KEY_MAIL, text, ret);
    if (rc == 0 && mk_id_parse(said, ret)) {
        key = mk_int(*ret);
        rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
    }
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_ENOTFOUND, "there is no customer of this number, phone, mail or id");
    *mk_map_put(&b->known, mk_hash(1, said), NULL) = (uint64_t)*ret;
    b->told->customers++;
    return 0;
}

/* "year=2019; fuel=petrol" or a JSON object. */
static mk_str attributes(mk_cx *cx, mk_str text)
{
    if (!text.n || text.p[0] == '{') return text.n ? text : MK_S("{}");
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    for (size_t from = 0, to; from < text.n; from = to + 1) {
        for (to = from; to < text.n && text.p[to] != ';'; to++) {}
        mk_str pair = mk_str_trim(mk_str_sub(text, from, to));
        ptrdiff_t eq = mk_str_find(pair, MK_S("="));
        int64_t number;
        if (eq <= 0) continue;
        mk_str value = mk_str_trim(mk_str_sub(pair, (size_t)eq + 1, pair.n));
        mk_json_key_str(&w, mk_str_trim(mk_str_sub(pair, 0, (size_t)eq)));
        if (mk_str_int(value, &number)) mk_json_int(&w, number);
        else mk_json_str(&w, value);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static int one(mk_cx *cx, mk_db *db, booking *b, const entry *e)
{
    int64_t c = e->customer, at = e->has_day ? mk_tz_moment(b->st.tz, e->day, 12 * 3600) : cx->now, id;
    mk_value who = mk_textz(cx->who);
    if (mk_str_eqz(e->what, "asset")) {
        if (!e->kind.n || !e->name.n) return mk_fail(cx, MK_EBADDATA, "a thing needs a kind and a name");
        id = mk_hash_id(mk_hash(mk_hash(0x61, e->kind), e->name));
        mk_value v[MK_ASSET_N] = { mk_int(c), mk_int(id), mk_text(e->kind), mk_text(e->name), mk_text(attributes(cx, e->text)), mk_int(at), who, mk_int(0) };
        return mk_book_put(cx, db, &c, MK_T_ASSET, v);
    }
    if (mk_str_eqz(e->what, "fact")) {
        if (!e->kind.n || !e->text.n) return mk_fail(cx, MK_EBADDATA, "a fact needs a kind and what it says (text)");
        id = mk_hash_id(mk_hash(mk_hash(0x66, e->kind), e->text));
        mk_value v[MK_FACT_N] = { mk_int(c), mk_text(e->kind), mk_int(id), mk_text(e->text), mk_textz("said"), mk_real(1), mk_null(), mk_null(), mk_int(1), mk_int(at), who, mk_int(0) };
        return mk_book_put(cx, db, &c, MK_T_FACT, v);
    }
    if (mk_str_eqz(e->what, "consent")) {
        if (!e->text.n) return mk_fail(cx, MK_EBADDATA, "a consent needs its proof (text): the wording, or the document");
        id = mk_hash_id(mk_hash(mk_hash2(mk_hash(0x63, e->kind), (uint64_t)at), e->text));
        mk_value v[MK_CONSENT_N] = { mk_int(c), mk_int(at), mk_int(id), mk_text(e->kind), mk_textz("advertising"), mk_textz("granted"), mk_text(e->text), mk_textz("he"),
                                     mk_textz("file"), who, mk_int(0) };
        return mk_book_put(cx, db, &c, MK_T_CONSENT, v);
    }
    if (mk_str_eqz(e->what, "note")) {
        id = mk_hash_id(mk_hash(mk_hash2(0x6e, (uint64_t)at), e->text));
        mk_value v[MK_INTERACTION_N] = { mk_int(c), mk_int(at), mk_int(id), mk_textz("note"), mk_text(e->kind), mk_int(1), mk_text(e->text), mk_textz(""), who, mk_int(0) };
        return mk_book_put(cx, db, &c, MK_T_INTERACTION, v);
    }
    if (!e->has_day) return mk_fail(cx, MK_EBADDATA, "it needs a day");
    if (mk_str_eqz(e->what, "reading")) {
        if (!e->has_value) return mk_fail(cx, MK_EBADDATA, "a reading needs what the meter said (value)");
        return mk_book_reading_in(cx, db, c, &(mk_new_reading){ .name = e->name, .day = e->day, .value = e->value }, &id);
    }
    if (mk_str_eqz(e->what, "job"))
        return mk_book_job_in(cx, db, c, &(mk_new_job){ .name = e->name, .task = e->kind, .note = e->text, .day = e->day, .has_value = e->has_value, .value = e->value }, &id);
    if (mk_str_eqz(e->what, "occasion"))
        return mk_book_occasion_in(cx, db, c, &(mk_new_occasion){ e->kind, e->name, e->day, mk_str_eqz(e->text, "hebrew") || mk_str_eqz(e->text, "עברי") }, &id);
    return mk_fail(cx, MK_EBADDATA, "what it is is one of asset, reading, job, occasion, fact, consent, note");
}

static int import_body(mk_cx *cx, mk_db *db, void *arg)
{
    booking *b = arg;
    MK_TRY(mk_settings_get(cx, db, &b->st));
    for (size_t row = 0; row < b->sheet.rows; row++) {
        mk_arena_mark mark = mk_arena_here(cx->arena);
        entry e = { .what = mk_sheet_at(&b->sheet, row, b->what), .name = mk_sheet_at(&b->sheet, row, b->name), .kind = mk_sheet_at(&b->sheet, row, b->kind),
                    .text = mk_sheet_at(&b->sheet, row, b->text) };
        mk_str day = mk_sheet_at(&b->sheet, row, b->day), value = mk_sheet_at(&b->sheet, row, b->value);
        mk_when when;
        bool utc;
        if (day.n && !mk_when_parse(day, MK_DMY, true, &when, &utc)) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 ": this is no day", b->sheet.line[row]);
        if (day.n) e.has_day = true, e.day = when.day;
        if (value.n && !mk_str_int(value, &e.value)) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 ": value is a whole number", b->sheet.line[row]);
        e.has_value = value.n > 0;
        uint64_t known = b->known.n;
        int rc = whom(cx, db, b, mk_sheet_at(&b->sheet, row, b->customer), &e.customer);
        if (rc == 0) rc = one(cx, db, b, &e);
        if (rc < 0) return mk_wrap(cx, rc, "line %" PRIu64, b->sheet.line[row]);
        b->told->rows++;
        if (b->known.n == known) mk_arena_rewind(cx->arena, mark);         /* the list of who is known may have grown on this arena */
        MK_TRY(mk_cx_check(cx));
    }
    return 0;
}

int mk_book_import(mk_cx *cx, mk_store *s, const char *path, mk_str text, mk_book_told *ret)
{
    booking b = { .known = mk_map_on(cx->arena), .told = ret };
    *ret = (mk_book_told){ 0 };
    MK_TRY(mk_sheet_read(cx, path, text, &b.sheet));
    b.what = mk_sheet_column(&b.sheet, "what|מה");
    b.customer = mk_sheet_column(&b.sheet, "customer|לקוח|מספר לקוח");
    b.name = mk_sheet_column(&b.sheet, "name|שם");
    b.kind = mk_sheet_column(&b.sheet, "kind|סוג");
    b.day = mk_sheet_column(&b.sheet, "day|date|תאריך|יום");
    b.value = mk_sheet_column(&b.sheet, "value|ערך|קריאה");
    b.text = mk_sheet_column(&b.sheet, "text|פירוט|טקסט");
    if (b.what < 0 || b.customer < 0) return mk_fail(cx, MK_EBADDATA, "the table needs the columns `what` and `customer`; makir book import --help tells of the others");
    return mk_store_write(cx, s, import_body, &b);
}
