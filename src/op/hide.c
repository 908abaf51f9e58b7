/* SPDX-License-Identifier: Apache-2.0
 * What a role is kept from seeing, found by the names that columns and members of JSON have. */
#include "jsonr.h"
#include "out_int.h"

static const struct { const char *name; unsigned kind; } names[] = {
    { "phone", MK_HIDE_PHONE }, { "phone2", MK_HIDE_PHONE }, { "phone3", MK_HIDE_PHONE }, { "phones", MK_HIDE_PHONE },
    { "mail", MK_HIDE_MAIL }, { "mail2", MK_HIDE_MAIL }, { "mails", MK_HIDE_MAIL },
    { "street", MK_HIDE_ADDRESS }, { "house", MK_HIDE_ADDRESS }, { "zip", MK_HIDE_ADDRESS }, { "city", MK_HIDE_ADDRESS }, { "addresses", MK_HIDE_ADDRESS },
    { "national_id", MK_HIDE_NATIONAL_ID }, { "ids", MK_HIDE_NATIONAL_ID },
    { "spent", MK_HIDE_VALUE }, { "worth", MK_HIDE_VALUE }, { "amount", MK_HIDE_VALUE }, { "total", MK_HIDE_VALUE }, { "price", MK_HIDE_VALUE },
    { "numbers", MK_HIDE_VALUE }, { "value_low", MK_HIDE_VALUE }, { "value_high", MK_HIDE_VALUE }, { "money12", MK_HIDE_VALUE },
    { "money12_low", MK_HIDE_VALUE }, { "money12_high", MK_HIDE_VALUE }, { "actual", MK_HIDE_VALUE }, { "potential", MK_HIDE_VALUE },
    { "gap", MK_HIDE_VALUE }, { "expected", MK_HIDE_VALUE }, { "middle_money", MK_HIDE_VALUE }, { "middle_gap", MK_HIDE_VALUE },
    { "note", MK_HIDE_NOTES }, { "detail", MK_HIDE_NOTES }, { "text", MK_HIDE_NOTES },
    { "person", ~0u }, { "raw", ~0u },          /* a row as a file gave it: everything is in it */
};

unsigned mk_hide_class(mk_str name)
{
    if (mk_str_eqz(name, "value")) return MK_HIDE_VALUE;        /* a column: what he is worth; in JSON it is a word for anything */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mk_str_eqz(name, names[i].name)) return names[i].kind;
    return 0;
}

/* A contact point, or a way to reach somebody, by what it says of itself. */
static unsigned of_object(const mk_json *o)
{
    mk_str kind = mk_json_text(mk_json_get(o, "kind")), channel = mk_json_text(mk_json_get(o, "channel"));
    if (mk_str_eqz(kind, "phone")) return MK_HIDE_PHONE;
    if (mk_str_eqz(kind, "mail")) return MK_HIDE_MAIL;
    if (mk_str_eqz(kind, "address")) return MK_HIDE_ADDRESS;
    if (mk_str_eqz(kind, "national_id")) return MK_HIDE_NATIONAL_ID;
    if (mk_str_eqz(kind, "note")) return MK_HIDE_NOTES;         /* a fact: what a file had in its column of notes */
    if (channel.n && mk_json_get(o, "address")) return mk_str_eqz(channel, "mail") ? MK_HIDE_MAIL : MK_HIDE_PHONE;
    return 0;
}

/* Of a member by its name; a word of consent says by itself what it was of. */
static unsigned of_member(const mk_json *m)
{
    if (mk_str_eqz(m->key, "value")) return 0;
    if (mk_str_eqz(m->key, "point")) return mk_str_find(m->text, MK_S("@")) >= 0 ? MK_HIDE_MAIL : MK_HIDE_PHONE;
    return mk_hide_class(m->key);
}

static bool is_kept_value(mk_str key) { return mk_str_eqz(key, "value") || mk_str_eqz(key, "display") || mk_str_eqz(key, "address"); }

static bool listed(mk_str kinds, mk_arena *a, mk_str kind)
{
    return kinds.n && kind.n && mk_str_find(kinds, mk_arena_printf(a, ",%.*s,", MK_SARG(kind))) >= 0;
}

typedef struct hiding { mk_arena *a; unsigned hide; mk_str kinds; mk_jsonw w; } hiding;

static bool kept_back(const hiding *h, const mk_json *j) { return j->type == MK_JSON_OBJECT && listed(h->kinds, h->a, mk_json_text(mk_json_get(j, "kind"))); }

static void copy(hiding *h, const mk_json *j)
{
    if (j->type != MK_JSON_ARRAY && j->type != MK_JSON_OBJECT) {
        if (j->type == MK_JSON_STRING) mk_json_str(&h->w, j->text);
        else mk_json_raw(&h->w, j->text);
        return;
    }
    bool object = j->type == MK_JSON_OBJECT;
    unsigned own = object ? of_object(j) & h->hide : 0;
    mk_json_open(&h->w, object ? '{' : '[');
    for (const mk_json *m = j->first; m; m = m->next) {
        if (kept_back(h, m)) {
            if (object) mk_json_key_str(&h->w, m->key), mk_json_null(&h->w);
            continue;
        }
        if (object) {
            if (listed(h->kinds, h->a, mk_arena_printf(h->a, "field:%.*s", MK_SARG(m->key)))) continue;
            mk_json_key_str(&h->w, m->key);
            if ((own && is_kept_value(m->key)) || (of_member(m) & h->hide)) { mk_json_null(&h->w); continue; }
        }
        copy(h, m);
    }
    mk_json_close(&h->w);
}

mk_str mk_hide_json(mk_arena *a, mk_str json, unsigned hide, mk_str kinds)
{
    const mk_json *j = mk_json_read(a, mk_arena_dup(a, json), NULL);
    if (!j) return MK_S("null");
    mk_buf b = mk_buf_on(a);
    hiding h = { a, hide, kinds, mk_jsonw_on(&b) };
    if (kept_back(&h, j)) return MK_S("null");
    copy(&h, j);
    return mk_buf_str(&b);
}
