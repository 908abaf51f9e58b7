/* SPDX-License-Identifier: Apache-2.0 */
#include "held.h"
#include "clock.h"
#include "customer.h"
#include "journal.h"
#include "merge_int.h"
#include "reason.h"
#include "setting.h"
#include "spell.h"

typedef struct word { const char *name, *en, *he; } word;
#define NONE(name, en, he)
#define WORD(name, en, he) { #name, en, he },
#define TABLE WORD
#define COLUMN NONE
#define CODE NONE
static const word table_words[] = {
#include "held_words.def"
};
#undef TABLE
#undef COLUMN
#define TABLE NONE
#define COLUMN WORD
static const word column_words[] = {
#include "held_words.def"
};
#undef COLUMN
#undef CODE
#define COLUMN NONE
#define CODE WORD
static const word code_words[] = {
#include "held_words.def"
};
enum { TABLES = sizeof table_words / sizeof *table_words, COLUMNS = sizeof column_words / sizeof *column_words, CODES = sizeof code_words / sizeof *code_words };

typedef struct holding { int64_t customer; mk_db *db; const mk_tz *tz; mk_buf page, json; mk_str name; } holding;

static const char *word_of(const mk_cx *cx, const word *w, int n, mk_str name)
{
    for (int i = 0; i < n; i++)
        if (mk_str_eqz(name, w[i].name)) return cx->lang == MK_EN ? w[i].en : w[i].he;
    return NULL;
}

/* Text of people in a page: nothing of it is markup. */
static void plain(mk_buf *b, mk_str s)
{
    for (size_t i = 0; i < s.n; i++) switch (s.p[i]) {
        case '<': mk_buf_str_add(b, MK_S("&lt;")); break;
        case '>': mk_buf_str_add(b, MK_S("&gt;")); break;
        case '&': mk_buf_str_add(b, MK_S("&amp;")); break;
        case '"': mk_buf_str_add(b, MK_S("&quot;")); break;
        default: mk_buf_c(b, s.p[i]);
    }
}

/* A cell as it is read; an item by its name, a code by its word. */
static int cell(mk_cx *cx, holding *h, const mk_column *c, mk_value v, mk_str *ret)
{
    char out[40];
    mk_value item[MK_ITEM_N];
    *ret = MK_S("");
    if (strcmp(c->name, "item_id") == 0) {
        int rc = mk_table_get(cx, h->db, MK_T_ITEM, &v, item);
        if (rc > 0) *ret = item[MK_ITEM_NAME].s;
        return rc;
    }
    const char *said = v.type == MK_TEXT ? word_of(cx, code_words, CODES, v.s) : NULL;
    if (v.type == MK_INT && c->meaning == MK_M_MOMENT) *ret = mk_say_moment(cx, h->tz, v.i);
    else if (v.type == MK_INT && c->meaning == MK_M_DAY) *ret = mk_say_day(cx, (int32_t)v.i);
    else if (said) *ret = mk_str_of(said);
    else if (v.type == MK_INT && mk_spell(c->meaning, v.i, out)) *ret = mk_arena_dup(cx->arena, mk_str_of(out));
    else if (v.type == MK_INT) *ret = mk_arena_printf(cx->arena, "%" PRId64, v.i);
    else if (v.type == MK_REAL) *ret = mk_arena_printf(cx->arena, "%g", v.r);
    else if (v.type == MK_TEXT) *ret = v.s;
    return 0;
}

static int row(mk_cx *cx, holding *h, const mk_table *t, const mk_value *v)
{
    mk_str s;
    mk_buf_str_add(&h->page, MK_S("<dl>"));
    for (int i = 0; i < t->columns; i++) {
        const char *label = word_of(cx, column_words, COLUMNS, mk_str_of(t->column[i].name));
        if (!label) continue;
        MK_TRY(cell(cx, h, &t->column[i], v[i], &s));
        if (s.n == 0) continue;
        mk_buf_printf(&h->page, "<dt>%s</dt><dd><bdi>", label);
        plain(&h->page, s);
        mk_buf_str_add(&h->page, MK_S("</bdi></dd>"));
    }
    mk_buf_str_add(&h->page, MK_S("</dl>"));
    return 0;
}

static int table(mk_cx *cx, holding *h, mk_table_id id)
{
    const mk_table *t = &mk_tables[id];
    mk_row_list rows;
    MK_TRY(mk_merge_rows(cx, h->db, id, h->customer, &rows));
    if (rows.n == 0) return 0;
    const char *title = word_of(cx, table_words, TABLES, mk_str_of(t->name));
    mk_buf_printf(&h->json, "%s\"%s\":[", h->json.n ? "," : "", t->name);
    mk_buf_printf(&h->page, "<h2>%s <small>%zu</small></h2>", title ? title : t->name, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        if (i) mk_buf_c(&h->json, ',');
        mk_spell_row(&h->json, t, rows.p[i]);
        if (id != MK_T_BATCH_REF) MK_TRY(row(cx, h, t, rows.p[i]));
    }
    mk_buf_c(&h->json, ']');
    return 0;
}

static void begin(mk_cx *cx, holding *h, mk_str shop)
{
    bool en = cx->lang == MK_EN;
    mk_buf_printf(&h->page, "<!doctype html><html lang=\"%s\" dir=\"%s\"><head><meta charset=\"utf-8\">"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>%s</title><style>"
                  "body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#111;background:#fff}"
                  "dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1em;margin:.5em 0;padding:.5em 0;border-top:1px solid #ddd;break-inside:avoid}"
                  "dt{color:#555}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}h2{font-size:1.1em;break-after:avoid}small{color:#555;font-weight:400}</style></head><body><h1>",
                  en ? "en" : "he", en ? "ltr" : "rtl", en ? "What we hold" : "מה שמור אצלנו");
    plain(&h->page, h->name);
    mk_buf_str_add(&h->page, en ? MK_S(": what we hold</h1><p>") : MK_S(": מה שמור אצלנו</h1><p>"));
    plain(&h->page, shop);
    mk_buf_printf(&h->page, " · %.*s</p><p>%s</p>", MK_SARG(mk_say_moment(cx, h->tz, cx->now)), en ? "Everything that is kept, with where each thing came from. What is wrong is corrected, and what is kept is deleted, when asked. "
                  "The same for programs is in this file too (JSON, in the element with the id data)."
                  : "כל מה ששמור, ומאיפה כל דבר הגיע. מה שאינו נכון מתקנים, ומה ששמור מוחקים, לפי בקשה. אותו הדבר בשביל תוכנות נמצא גם הוא בקובץ הזה (JSON, ברכיב שה־id שלו data).");
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    holding *h = arg;
    mk_value who[MK_CUSTOMER_N];
    mk_settings st;
    h->db = db;
    MK_TRY(mk_customer_must_be(cx, db, &h->customer, who));
    MK_TRY(mk_settings_get(cx, db, &st));
    h->name = who[MK_CUSTOMER_NAME].s;
    h->tz = st.tz;
    begin(cx, h, st.shop);
    for (int i = 0; i < TABLES; i++) {          /* in the order of the words; what has none comes behind */
        mk_table_id t = mk_table_named(mk_str_of(table_words[i].name));
        if (t != MK_T_COUNT_) MK_TRY(table(cx, h, t));
    }
    for (mk_table_id t = 0; t < MK_T_COUNT_; t++)
        if (mk_tables[t].kind == MK_SPREAD && !word_of(cx, table_words, TABLES, mk_str_of(mk_tables[t].name))) MK_TRY(table(cx, h, t));
    return 0;
}

int mk_customer_held(mk_cx *cx, mk_store *s, int64_t customer, mk_str *ret)
{
    holding h = { .customer = customer, .page = mk_buf_on(cx->arena), .json = mk_buf_on(cx->arena) };
    MK_TRY(mk_store_read(cx, s, body, &h));
    mk_buf_str_add(&h.page, MK_S("<script type=\"application/json\" id=\"data\">{"));
    mk_str json = mk_buf_str(&h.json);
    for (size_t i = 0; i < json.n; i++)
        if (json.p[i] == '<') mk_buf_str_add(&h.page, MK_S("\\u003c"));
        else mk_buf_c(&h.page, json.p[i]);
    mk_buf_str_add(&h.page, MK_S("}</script></body></html>\n"));
    *ret = mk_buf_str(&h.page);
    return 0;
}
