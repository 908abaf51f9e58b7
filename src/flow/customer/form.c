/* SPDX-License-Identifier: Apache-2.0
 * What a shop says on its sign-up pages. */
#include <sodium.h>
#include "based.h"
#include "join.h"
#include "journal.h"
#include "jsonr.h"
#include "qr.h"
#include "secret.h"
#include "setting.h"
#include "vec.h"

static const char *const lang_name[] = { "he", "en" };

/* What is said where the shop says nothing: facts the law asks for, in plain words. */
static void fill(mk_cx *cx, mk_form *f, mk_str shop)
{
    static const char *const way[2][MK_JOIN_CHANNELS] = { { "בוואטסאפ", "ב־SMS", "במייל", "בטלפון" }, { "WhatsApp", "text message", "e-mail", "telephone" } };
    for (int l = 0; l < 2; l++) {
        mk_form_text *t = &f->said[l];
        bool en = l == MK_EN;
        mk_str name = shop.n ? shop : en ? MK_S("the shop") : MK_S("העסק");
        if (!t->title.n) t->title = mk_arena_printf(cx->arena, en ? "Stay in touch with %.*s" : "נשארים בקשר עם %.*s", MK_SARG(name));
        t->notice = mk_arena_printf(cx->arena, en
            ? "Giving these details is up to you; no law requires it. They are kept by %.*s to stay in touch with you, and are passed to nobody. You may ask to see, correct or delete them at any time."
            : "מסירת הפרטים תלויה ברצונכם ואינה חובה לפי חוק. הפרטים נשמרים אצל %.*s כדי להישאר בקשר איתכם, ולא יימסרו לאחרים. אפשר לבקש בכל עת לעיין בהם, לתקן או למחוק אותם.", MK_SARG(name));
        for (int c = 0; c < MK_JOIN_CHANNELS; c++) {
            if (!mk_str_listed(f->channels, mk_channel_name[c])) t->wording[c] = MK_S("");
            else if (!t->wording[c].n)
                t->wording[c] = mk_arena_printf(cx->arena, en ? "Yes, %.*s may send me advertising by %s. I can stop it at any time, free of charge."
                                                              : "כן, אפשר לשלוח לי פרסומות מ%.*s %s. אפשר להפסיק בכל עת, בלי תשלום.", MK_SARG(name), way[l][c]);
        }
    }
}

static mk_str said_json(mk_cx *cx, const mk_form *f)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "channels"), mk_json_str(&w, f->channels);
    mk_json_key(&w, "asks"), mk_json_str(&w, f->asks);
    mk_json_key(&w, "double_opt_in"), mk_json_bool(&w, f->double_opt_in);
    for (int l = 0; l < 2; l++) {
        mk_json_key(&w, lang_name[l]);
        mk_json_open(&w, '{');
        mk_json_key(&w, "title"), mk_json_str(&w, f->said[l].title);
        mk_json_key(&w, "text"), mk_json_str(&w, f->said[l].text);
        for (int c = 0; c < MK_JOIN_CHANNELS; c++) mk_json_key(&w, mk_channel_name[c]), mk_json_str(&w, f->said[l].wording[c]);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static void read_form(mk_cx *cx, const mk_value *v, mk_form *f)
{
    const mk_json *j = mk_json_read(cx->arena, v[MK_FORM_SAID].s, NULL);
    const mk_json *twice = mk_json_get(j, "double_opt_in");
    *f = (mk_form){ .form = v[MK_FORM_FORM].s, .at = v[MK_FORM_AT].i, .channels = mk_json_text(mk_json_get(j, "channels")), .asks = mk_json_text(mk_json_get(j, "asks")),
                    .double_opt_in = twice && twice->type == MK_JSON_TRUE };
    for (int l = 0; l < 2; l++) {
        const mk_json *t = mk_json_get(j, lang_name[l]);
        f->said[l].title = mk_json_text(mk_json_get(t, "title"));
        f->said[l].text = mk_json_text(mk_json_get(t, "text"));
        for (int c = 0; c < MK_JOIN_CHANNELS; c++) f->said[l].wording[c] = mk_json_text(mk_json_get(t, mk_channel_name[c]));
    }
}

/* The words as they are shown are kept for ever: they are what somebody agreed to. */
static int keep_wording(mk_cx *cx, mk_db *db, const mk_form *f)
{
    for (int l = 0; l < 2; l++)
        for (int c = 0; c < MK_JOIN_CHANNELS; c++) {
            mk_str text = f->said[l].wording[c];
            unsigned char h[crypto_hash_sha256_BYTES];
            char hex[2 * sizeof h + 1];
            mk_rows r;
            if (!text.n) continue;
            crypto_hash_sha256(h, (const unsigned char *)text.p, text.n);
            sodium_bin2hex(hex, sizeof hex, h, sizeof h);
            MK_TRY(mk_select(cx, db, &r, MK_Q_WORDING_VERSIONS, mk_text(f->form), mk_textz(mk_channel_name[c]), mk_textz(lang_name[l])));
            int rc = mk_rows_next(cx, &r);
            int64_t version = rc > 0 ? mk_row_int(&r, 0) : 0;
            mk_rows_end(&r);
            MK_TRY(rc);
            mk_value v[MK_WORDING_N] = { mk_textz(hex), mk_text(f->form), mk_textz(mk_channel_name[c]), mk_textz(lang_name[l]), mk_text(text), mk_int(version + 1), mk_int(cx->now) };
            rc = mk_table_insert(cx, db, MK_T_WORDING, v);
            if (rc < 0) return rc;
        }
    return 0;
}

/* One that was closed is none. */
static int still(mk_cx *cx, mk_db *db, const mk_value *was)
{
    bool open = was && was[MK_FORM_GONE_AT].type == MK_NULL;
    return mk_unchanged(cx, db, mk_version_row(cx, MK_T_FORM, open ? was : NULL), MK_T_FORM, was, MK_S(""));
}

static int save_body(mk_cx *cx, mk_db *db, void *arg)
{
    const mk_form *f = arg;
    mk_form shown = *f;
    mk_settings st;
    mk_journal j = { 0 };
    mk_value was[MK_FORM_N], key = mk_text(f->form);
    MK_TRY(mk_settings_get(cx, db, &st));
    fill(cx, &shown, st.shop);
    MK_TRY(keep_wording(cx, db, &shown));
    int rc = mk_table_get(cx, db, MK_T_FORM, &key, was);
    if (rc < 0) return rc;
    MK_TRY(still(cx, db, rc ? was : NULL));
    mk_value v[MK_FORM_N] = { key, mk_text(said_json(cx, f)), mk_int(cx->now), mk_textz(cx->who), mk_null() };
    rc = mk_journal_replace(cx, db, &j, MK_T_FORM, rc ? was : NULL, v);
    return rc < 0 ? rc : 0;
}

int mk_form_save(mk_cx *cx, mk_store *s, const mk_form *f)
{
    static const char *const asks[] = { "name", "phone", "mail", "birthday" };
    size_t known = 0, words = 1;
    for (size_t i = 0; i < f->asks.n; i++) words += f->asks.p[i] == ',';
    for (size_t i = 0; i < 4; i++) known += mk_str_listed(f->asks, asks[i]);
    if (known != words) return mk_fail(cx, MK_EINVAL, "a form asks for name, phone, mail and birthday, a choice of them joined by commas");
    if (!mk_str_listed(f->asks, "phone") && !mk_str_listed(f->asks, "mail")) return mk_fail(cx, MK_EINVAL, "a form asks for a phone or an e-mail address: otherwise nobody could be reached");
    known = 0, words = f->channels.n > 0;
    for (size_t i = 0; i < f->channels.n; i++) words += f->channels.p[i] == ',';
    for (int c = 0; c < MK_JOIN_CHANNELS; c++) known += mk_str_listed(f->channels, mk_channel_name[c]);
    if (known != words) return mk_fail(cx, MK_EINVAL, "the channels of a form are whatsapp, sms, mail and call, joined by commas");
    MK_TRY(mk_secret_ready(cx));
    mk_form copy = *f;
    return mk_store_write(cx, s, save_body, &copy);
}

static int no_form(mk_cx *cx) { return mk_fail(cx, MK_ENOTFOUND, "%s", cx->lang == MK_EN ? "this page is not open any more" : "הדף הזה כבר לא פעיל"); }

static int remove_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_value was[MK_FORM_N], v[MK_FORM_N], key = mk_text(*(mk_str *)arg);
    mk_journal j = { 0 };
    int rc = mk_table_get(cx, db, MK_T_FORM, &key, was);
    if (rc <= 0 || was[MK_FORM_GONE_AT].type != MK_NULL) return rc < 0 ? rc : no_form(cx);
    MK_TRY(still(cx, db, was));
    memcpy(v, was, sizeof v);
    v[MK_FORM_GONE_AT] = mk_int(cx->now);
    rc = mk_journal_replace(cx, db, &j, MK_T_FORM, was, v);
    return rc < 0 ? rc : 0;
}

int mk_form_remove(mk_cx *cx, mk_store *s, mk_str form) { return mk_store_write(cx, s, remove_body, &form); }

static int joined(mk_cx *cx, mk_db *db, mk_form *f)
{
    MK_TRY(mk_select_int(cx, db, &f->joined, MK_Q_JOINING_COUNT, mk_text(f->form)));
    return 0;
}

typedef struct forms { mk_vec(mk_form) all; } forms;

static int list_body(mk_cx *cx, mk_db *db, void *arg)
{
    forms *l = arg;
    mk_rows r;
    mk_row_list rows;
    mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_FORM_ALL, NULL, 0));
    MK_TRY(mk_rows_all(cx, &r, MK_T_FORM, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        if (rows.p[i][MK_FORM_GONE_AT].type != MK_NULL) continue;
        mk_form *f = mk_vec_push(cx->arena, &l->all);
        read_form(cx, rows.p[i], f);
        f->version = mk_version_row(cx, MK_T_FORM, rows.p[i]);
        fill(cx, f, st.shop);
        MK_TRY(joined(cx, db, f));
    }
    return 0;
}

int mk_form_list(mk_cx *cx, mk_store *s, mk_form **ret, size_t *ret_n)
{
    forms l = { 0 };
    MK_TRY(mk_store_read(cx, s, list_body, &l));
    *ret = l.all.p;
    *ret_n = l.all.n;
    return 0;
}

int mk_form_in(mk_cx *cx, mk_db *db, mk_str form, mk_form *ret, mk_str *ret_shop)
{
    mk_value v[MK_FORM_N], key = mk_text(form);
    mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    int rc = mk_table_get(cx, db, MK_T_FORM, &key, v);
    if (rc <= 0) return rc < 0 ? rc : no_form(cx);
    read_form(cx, v, ret);
    ret->closed = v[MK_FORM_GONE_AT].type != MK_NULL;
    fill(cx, ret, st.shop);
    *ret_shop = st.shop;
    return 0;
}

typedef struct getting { mk_str form; mk_form *f; mk_str *shop; } getting;

static int get_body(mk_cx *cx, mk_db *db, void *arg)
{
    getting *g = arg;
    MK_TRY(mk_form_in(cx, db, g->form, g->f, g->shop));
    return g->f->closed ? no_form(cx) : 0;
}

int mk_form_get(mk_cx *cx, mk_store *s, mk_str form, mk_form *ret, mk_str *ret_shop)
{
    getting g = { form, ret, ret_shop };
    return mk_store_read(cx, s, get_body, &g);
}

static void escaped(mk_buf *b, mk_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '<') mk_buf_str_add(b, MK_S("&lt;"));
        else if (s.p[i] == '>') mk_buf_str_add(b, MK_S("&gt;"));
        else if (s.p[i] == '&') mk_buf_str_add(b, MK_S("&amp;"));
        else if (s.p[i] == '"') mk_buf_str_add(b, MK_S("&quot;"));
        else if ((uint8_t)s.p[i] >= 0x20) mk_buf_c(b, s.p[i]);
    }
}

static void line(mk_buf *b, int y, int size, const char *weight, mk_str text, bool ltr)
{
    mk_buf_printf(b, "<text x=\"105\" y=\"%d\" font-size=\"%d\" font-weight=\"%s\" text-anchor=\"middle\"%s>", y, size, weight, ltr ? " direction=\"ltr\"" : "");
    escaped(b, text);
    mk_buf_str_add(b, MK_S("</text>"));
}

mk_str mk_form_poster(mk_cx *cx, const mk_form *f, mk_str shop, mk_str address)
{
    const mk_form_text *t = &f->said[cx->lang == MK_EN ? MK_EN : MK_HE];
    int size;
    mk_str url = mk_arena_printf(cx->arena, "%.*s/join/%.*s", MK_SARG(address), MK_SARG(f->form)), path = mk_qr_path(cx->arena, url, &size);
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_printf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" viewBox=\"0 0 210 297\" font-family=\"system-ui, sans-serif\" direction=\"%s\" fill=\"#111\">"
                  "<rect width=\"210\" height=\"297\" fill=\"#fff\"/>", cx->lang == MK_EN ? "ltr" : "rtl");
    line(&b, 34, 8, "400", shop, false);
    line(&b, 54, t->title.n > 50 ? 9 : 13, "700", t->title, false);
    if (t->text.n) line(&b, 68, 6, "400", t->text, false);
    if (size) mk_buf_printf(&b, "<g transform=\"translate(45 84) scale(%.5f)\" shape-rendering=\"crispEdges\"><path d=\"%.*s\"/></g>", 120.0 / size, MK_SARG(path));
    line(&b, 224, 8, "600", cx->lang == MK_EN ? MK_S("Scan with the camera of your phone") : MK_S("סורקים במצלמת הטלפון"), false);
    line(&b, 238, 5, "400", url, true);
    line(&b, 280, 4, "400", cx->lang == MK_EN ? MK_S("No app, no account. You decide what we may send you.") : MK_S("בלי אפליקציה ובלי חשבון. מה לשלוח, אתם מחליטים."), false);
    mk_buf_str_add(&b, MK_S("</svg>\n"));
    return mk_buf_str(&b);
}
