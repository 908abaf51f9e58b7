/* SPDX-License-Identifier: Apache-2.0
 * What a role is kept from seeing, by the kind that the table of kinds says a column or a member of JSON is of. */
#include "jsonr.h"
#include "out_int.h"

enum { PLAIN = 0, NAME = 0, FACT = 0, ALL = ~0 };
#define PHONE MK_HIDE_PHONE
#define MAIL MK_HIDE_MAIL
#define ADDRESS MK_HIDE_ADDRESS
#define NATIONAL_ID MK_HIDE_NATIONAL_ID
#define VALUE MK_HIDE_VALUE
#define NOTES MK_HIDE_NOTES
typedef struct named { mk_str name; mk_kind kind; } named;
static const named names[] = {
#define IS(of, word) { { #word, sizeof #word - 1 }, { (unsigned)of, true, false } },
#define OF(of, word) { { #word, sizeof #word - 1 }, { (unsigned)of, true, true } },
#include "kinds_sorted.def"
#undef IS
#undef OF
};

static int by_name(const void *pa, const void *pb) { return mk_str_cmp(*(const mk_str *)pa, ((const named *)pb)->name); }

static mk_kind kind_of(mk_str name)
{
    const named *found = bsearch(&name, names, sizeof names / sizeof *names, sizeof *names, by_name);
    return found ? found->kind : (mk_kind){ ~0u, false, false };
}

mk_kind mk_kind_column(const mk_column_doc *d)
{
    if (d->flags & MK_CF_OPEN) return (mk_kind){ 0, true, true };
    mk_kind k = kind_of(mk_str_of(d->name));
    if (strcmp(d->name, "value") == 0) k.hide = MK_HIDE_VALUE;      /* a column: what he is worth; in JSON it is a word for anything */
    return k;
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
static mk_kind of_member(const mk_json *m)
{
    mk_kind k = kind_of(m->key);
    if (mk_str_eqz(m->key, "point")) k.hide = mk_str_find(m->text, MK_S("@")) >= 0 ? MK_HIDE_MAIL : MK_HIDE_PHONE;
    return k;
}

static bool is_kept_value(mk_str key) { return mk_str_eqz(key, "value") || mk_str_eqz(key, "display") || mk_str_eqz(key, "address"); }

static bool listed(mk_str kinds, mk_arena *a, mk_str kind)
{
    return kinds.n && kind.n && mk_str_find(kinds, mk_arena_printf(a, ",%.*s,", MK_SARG(kind))) >= 0;
}

typedef struct hiding { mk_arena *a; unsigned hide; mk_str kinds; mk_jsonw w; } hiding;

static bool kept_back(const hiding *h, const mk_json *j) { return j->type == MK_JSON_OBJECT && listed(h->kinds, h->a, mk_json_text(mk_json_get(j, "kind"))); }

/* among: the names of its members are others' */
static void copy(hiding *h, const mk_json *j, bool among)
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
        bool free = among;
        if (kept_back(h, m)) {
            if (object) mk_json_key_str(&h->w, m->key), mk_json_null(&h->w);
            continue;
        }
        if (object) {
            if (listed(h->kinds, h->a, mk_arena_printf(h->a, "field:%.*s", MK_SARG(m->key)))) continue;
            mk_json_key_str(&h->w, m->key);
            mk_kind k = of_member(m);
            if ((own && is_kept_value(m->key)) || ((k.known || !among) && (k.hide & h->hide))) { mk_json_null(&h->w); continue; }
            free = among || k.free;
        }
        copy(h, m, free);
    }
    mk_json_close(&h->w);
}

mk_str mk_hide_json(mk_arena *a, mk_str json, unsigned hide, mk_str kinds, bool free)
{
    const mk_json *j = mk_json_read(a, mk_arena_dup(a, json), NULL);
    if (!j) return MK_S("null");
    mk_buf b = mk_buf_on(a);
    hiding h = { a, hide, kinds, mk_jsonw_on(&b) };
    if (kept_back(&h, j)) return MK_S("null");
    copy(&h, j, free);
    return mk_buf_str(&b);
}
